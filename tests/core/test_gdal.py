"""GDAL's drivers are tried before they are used."""

from __future__ import annotations

import pyogrio
import pytest

from mapper.core.errors import OutputError
from mapper.core.gdal import need_driver
from mapper.history.geopackage import export_geopackage


@pytest.fixture
def without(monkeypatch):
    """Let GDAL lack a driver, or only read with it."""

    def lack(name: str, can: str | None) -> None:
        drivers = {**pyogrio.list_drivers(), name: can}
        if can is None:
            del drivers[name]
        monkeypatch.setattr("pyogrio.list_drivers", lambda: drivers)

    return lack


@pytest.mark.parametrize("name", ["GPKG", "LIBKML"])
def test_the_drivers_that_outputs_use_are_there(name: str) -> None:
    need_driver(name)


@pytest.mark.parametrize("can", [None, "r"])
@pytest.mark.parametrize(("fmt", "name"), [("kml", "LIBKML"), ("gpkg", "GPKG")])
def test_a_snapshot_says_what_is_missing(run, without, fmt: str, name: str, can: str | None):
    without(name, can)
    result = run(f"snapshot 2012-05-01 --case {{case}} --format {fmt} --out out.{fmt}")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("Error: the installed GDAL ")
    assert f"cannot write {name}: install the wheel of pyogrio" in result.stderr
    assert result.stdout == ""


def test_the_geopackage_of_a_build_says_it_too(tiny, without, tmp_path) -> None:
    without("GPKG", None)
    with pytest.raises(OutputError, match="cannot write GPKG"):
        export_geopackage(tiny, tmp_path / "x.gpkg")
    assert list(tmp_path.iterdir()) == []
