"""The digest of the software: every byte of code and every version of what reads cases counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapper.core import software
from mapper.core.software import history_software, software_digest


@pytest.fixture
def installed(tmp_path) -> tuple[Path, Path]:
    root, site = tmp_path / "mapper", tmp_path / "site"
    (root / "core" / "__pycache__").mkdir(parents=True)
    (root / "a.py").write_text("x = 1\n")
    (root / "core" / "b.json").write_text("{}")
    (root / "core" / "style.css").write_text("a{}")
    (root / "core" / "__pycache__" / "c.py").write_text("")
    (site / "pandas-3.0.1.dist-info").mkdir(parents=True)
    (site / "requests-2.0.dist-info").mkdir()
    return root, site


def digest(installed) -> str:
    return software_digest(installed[0], [str(installed[1]), "/nowhere"])


CHANGES = {
    "a byte of code": lambda r, s: (r / "a.py").write_text("x = 2\n"),
    "a word": lambda r, s: (r / "core" / "b.json").write_text("{} "),
    "a module": lambda r, s: (r / "new.py").write_text(""),
    "its name": lambda r, s: (r / "a.py").rename(r / "z.py"),
    "a version": lambda r, s: (s / "pandas-3.0.1.dist-info").rename(s / "pandas-3.0.2.dist-info"),
    "a package": lambda r, s: (s / "Shapely-2.2.0.egg-info").mkdir(),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_of_what_makes_histories_is_seen(installed, kind) -> None:
    before = digest(installed)
    CHANGES[kind](*installed)
    assert digest(installed) != before


def test_other_files_and_packages_change_nothing(installed) -> None:
    root, site = installed
    before = digest(installed)
    (root / "core" / "style.css").write_text("b{}")
    (root / "core" / "__pycache__" / "d.py").write_text("1")
    (site / "requests-2.0.dist-info").rename(site / "requests-2.1.dist-info")
    assert digest(installed) == before


def test_the_order_of_places_counts(installed, tmp_path) -> None:
    (tmp_path / "other" / "pandas-3.0.2.dist-info").mkdir(parents=True)
    places = [str(installed[1]), str(tmp_path / "other")]
    assert software_digest(installed[0], places) != software_digest(installed[0], places[::-1])


def test_what_is_installed_here_is_found() -> None:
    import sys

    versions = software._versions(sys.path)
    for name in ("numpy", "pandas", "pyarrow", "shapely", "geopandas", "pyproj", "pyogrio"):
        assert any(line.lower().startswith(f"{name}-") for line in versions), name
    assert history_software() == history_software.__wrapped__()
