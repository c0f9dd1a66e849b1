"""What a case holds are files: no links that lead out, no pipes, no devices, no folders."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from attackkit import SECRET, Stage
from casefolder import GAZETTEER, TABLES, layers

pytestmark = pytest.mark.attack

SIDECARS = (".dbf", ".shx", ".prj", ".cpg", ".shp")
"""Files that a reader of a shapefile needs."""
SPARE = (
    *(".qix", ".sbn", ".sbx", ".idm", ".ind", ".cdx", ".ain", ".aih", ".atx", ".mxs", ".qpj"),
    *(".shp.xml", ".shp.aux.xml", ".aux.xml", ".DBF", ".SHX", ".PRJ", ".CPG"),
)
"""Files that a reader may take up where they are there."""


def link(path: Path, target: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize("suffix", SIDECARS)
@pytest.mark.parametrize("layer", ["country", "rivers"])
def test_a_needed_sidecar_that_is_a_link_out_is_refused(stage: Stage, suffix, layer):
    link(stage.case.path(f"{layer}{suffix}"), stage.outside / f"country{suffix}")
    stage.see_refused(f"{layer}{suffix if suffix != '.shp' else ''}")


@pytest.mark.parametrize("suffix", SIDECARS)
def test_a_needed_sidecar_without_end_is_refused(stage: Stage, suffix):
    link(stage.case.path(f"country{suffix}"), Path("/dev/zero"))
    pipe = stage.case.path(f"rivers{suffix}")
    pipe.unlink()
    os.mkfifo(pipe)
    stage.see_refused()


def test_spare_sidecars_that_are_links_out_are_not_read(stage: Stage):
    for suffix in SPARE:
        path = stage.case.path(f"country{suffix}")
        if not (path.exists() or path.is_symlink()):
            path.symlink_to(stage.outside / "secret.txt")
    stage.see_refused_or_drawn()


def test_spare_sidecars_that_are_pipes_do_not_stop_it(stage: Stage):
    for suffix in SPARE:
        path = stage.case.path(f"country{suffix}")
        if not path.exists():
            os.mkfifo(path)
    stage.see_refused_or_drawn()


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal", ".aux.xml"])
def test_sidecars_of_a_geopackage_that_are_links_out_are_not_read(stage: Stage, suffix):
    stage.case.layer("country.gpkg", layers()["country.shp"])
    stage.case.replace("case.toml", "country.shp", "country.gpkg")
    stage.case.path(f"country.gpkg{suffix}").symlink_to(stage.outside / "secret.txt")
    stage.see_refused_or_drawn()


@pytest.mark.parametrize("name", [*TABLES, *GAZETTEER, "names_fr.csv", "case.toml"])
def test_a_table_that_is_a_link_out_is_refused(stage: Stage, name):
    path = stage.case.case / name if name == "names_fr.csv" else stage.case.path(name)
    link(path, stage.outside / "secret.csv")
    stage.see_refused(name)
    for argv in (["who", "minor", "--case", "{case}"], ["atlas", "--case", "{case}"]):
        assert stage.run(*argv).code == 1


@pytest.mark.parametrize("name", ["blocs.csv", "places.csv", "case.toml", "names_fr.csv"])
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "socket", "circle", "nothing"])
def test_a_table_that_is_no_file_is_refused(stage: Stage, name, kind):
    path = stage.case.case / name if name == "names_fr.csv" else stage.case.path(name)
    spoil(path, kind)
    outcome = stage.check()
    assert outcome.code in {1, 2}
    if not (name == "names_fr.csv" and kind in {"nothing", "circle"}):
        assert outcome.errors or outcome.err.startswith("Error: ")


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "socket", "circle", "nothing"])
@pytest.mark.parametrize("name", ["country.geojson", "country.gpkg", "country.shp"])
def test_a_layer_that_is_no_file_is_refused(stage: Stage, name, kind):
    if name != "country.shp":
        stage.case.replace("case.toml", "country.shp", name)
    spoil(stage.case.path(name), kind)
    stage.see_refused(name)


def spoil(path: Path, kind: str) -> None:
    """Put something else than a file in the place of one."""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        here = Path.cwd()
        try:
            os.chdir(path.parent)  # the address of a socket is short
            with socket.socket(socket.AF_UNIX) as ear:
                ear.bind(path.name)
        finally:
            os.chdir(here)
    elif kind == "circle":
        path.symlink_to(path.name)
    else:
        path.symlink_to("gone")


def test_layers_in_a_folder_that_is_a_link_out_are_refused(stage: Stage):
    (stage.case.geodata / "sub").symlink_to(stage.outside)
    stage.case.replace("case.toml", '"country.shp"', '"sub/country.shp"')
    stage.see_refused("sub/country.shp")


def test_a_geodata_folder_inside_the_case_that_is_a_link_out_is_refused(stage: Stage):
    for path in stage.case.geodata.iterdir():
        if not (stage.outside / path.name).exists():
            (stage.outside / path.name).write_bytes(path.read_bytes())
    stage.settle()
    (stage.case.case / "geodata").symlink_to(stage.outside)
    stage.see_refused()


def test_a_link_inside_the_folder_is_a_file_like_others(stage: Stage):
    path = stage.case.path("country.dbf")
    path.rename(path.with_name("real.dbf"))
    path.symlink_to("real.dbf")
    stage.see_refused_or_drawn()


@pytest.mark.parametrize("layer", ["country", "rivers"])
@pytest.mark.parametrize("grid", ["wkt1", "wkt2"])
def test_a_prj_that_names_a_grid_file_outside_is_not_followed(stage: Stage, layer, grid):
    plain = (
        'GEOGCS["x",DATUM["x",SPHEROID["WGS 84",6378137,298.257223563]{}],'
        'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]{}]'
    )
    secret = stage.outside / "secret.txt"
    if grid == "wkt1":
        proj = f"+proj=longlat +ellps=WGS84 +nadgrids={secret} +no_defs"
        text = plain.format("", f',EXTENSION["PROJ4","{proj}"]')
    else:
        text = (
            f"BOUNDCRS[SOURCECRS[{plain.format('', '')}],TARGETCRS[{plain.format('', '')}],"
            f'ABRIDGEDTRANSFORMATION["x",METHOD["NTv2"],'
            f'PARAMETERFILE["Latitude and longitude difference file","{secret}"]]]'
        )
    stage.case.path(f"{layer}.prj").write_text(text)
    stage.see_refused_or_drawn()


def test_the_secret_would_be_seen(stage: Stage):
    """The kit itself: what is opened, changed and called is noticed."""
    (stage.outside / "secret.txt").read_text()
    assert "opened secret.txt" in stage.watch.events()
    (stage.outside / "new.txt").write_text(SECRET)
    assert "made new.txt" in stage.watch.events()
    with pytest.raises(AssertionError, match="changed"):
        stage.see_outside_untouched()
    with socket.create_connection(("127.0.0.1", stage.listener.port), 1) as caller:
        caller.sendall(b"GET /x HTTP/1.0\r\n\r\n")
        caller.recv(100)
    assert stage.calls() == ["GET /x HTTP/1.0"]
