"""A GeoPackage is a database of a stranger: its views, triggers and functions must not run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from attackkit import Stage
from casefolder import layers

pytestmark = pytest.mark.attack

ENDLESS = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM r) "
SHAPE = "(SELECT geom FROM solid LIMIT 1)"
VIEWS = {
    "endless": f"{ENDLESS} SELECT i AS fid, {SHAPE} AS geom, 'l'||i AS id, 'n' AS name FROM r",
    "spinning": f"{ENDLESS} SELECT i AS fid, {SHAPE} AS geom, 'l' AS id, 'n' AS name FROM r "
    "WHERE i < 0",
    "huge-texts": f"{ENDLESS} SELECT i AS fid, {SHAPE} AS geom, 'l'||i AS id, "
    "hex(zeroblob(50000000)) AS name FROM r LIMIT 40",
    "many-rows": f"{ENDLESS} SELECT i AS fid, {SHAPE} AS geom, 'l'||i AS id, 'n' AS name FROM r "
    "LIMIT 30000000",
    "huge-shapes": "SELECT fid, zeroblob(900000000) AS geom, id, name FROM solid",
    "cross-join": f"{ENDLESS} SELECT 1 AS fid, {SHAPE} AS geom, 'l' AS id, 'n' AS name "
    "FROM (SELECT count(*) AS n FROM r a, r b, r c LIMIT 1)",
    "network-function": "SELECT fid, geom, id, gdal_get_pixel_value('/vsicurl/{url}/x.tif', 1, "
    "'pixel', 0, 0) AS name FROM solid",
    "geocoding-function": "SELECT fid, geom, id, ogr_geocode('{url}') AS name FROM solid",
    "file-function": "SELECT fid, geom, id, readfile('{outside}/secret.txt') AS name FROM solid",
    "writing-function": "SELECT fid, geom, id, writefile('{outside}/x', 'x') AS name FROM solid",
    "extension": "SELECT fid, geom, id, load_extension('{outside}/secret.txt') AS name FROM solid",
    "missing-table": "SELECT fid, geom, id, name FROM nowhere",
}


def package(stage: Stage, *statements: str, role: str = "country") -> Path:
    """A GeoPackage as a layer of the case, changed by statements."""
    name = f"{role}.gpkg"
    stage.case.layer(name, layers()[f"{role}.shp"])
    stage.case.replace("case.toml", f'"{role}.shp"', f'"{name}"')
    path = stage.case.path(name)
    alter(path, *statements)
    return path


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _: 0.0)
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (trigger,) in triggers.fetchall():
            base.execute(f'DROP TRIGGER "{trigger}"')
        for statement in statements:
            base.execute(statement)


def as_view(query: str, role: str = "country") -> tuple[str, ...]:
    return (f"ALTER TABLE {role} RENAME TO solid", f"CREATE VIEW {role} AS {query}")


@pytest.mark.parametrize("kind", VIEWS)
def test_a_view_in_place_of_the_layer_is_refused(stage: Stage, kind):
    query = VIEWS[kind].replace("{url}", stage.url).replace("{outside}", str(stage.outside))
    package(stage, *as_view(query))
    stage.see_refused("country.gpkg")


def test_so_it_is_for_a_background(stage: Stage):
    package(stage, *as_view(VIEWS["spinning"].replace("'l' AS id", "1 AS rank"), "rivers"),
            role="rivers")  # fmt: skip
    stage.see_refused("rivers.gpkg")


@pytest.mark.parametrize(
    "table", ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys", "gpkg_extensions",
              "gpkg_ogr_contents"]
)  # fmt: skip
def test_a_view_in_place_of_the_list_of_layers_is_refused(stage: Stage, table):
    package(
        stage,
        "PRAGMA legacy_alter_table = ON",
        f"ALTER TABLE {table} RENAME TO solid",
        f"CREATE VIEW {table} AS SELECT solid.* FROM solid, ({ENDLESS} SELECT i FROM r)",
    )
    stage.see_refused_or_drawn()


STATEMENTS = {
    "trigger": [
        "CREATE TRIGGER t AFTER INSERT ON country BEGIN DELETE FROM country; END",
        "CREATE TRIGGER u AFTER UPDATE ON gpkg_ogr_contents BEGIN DELETE FROM country; END",
    ],
    "generated-column": [
        "ALTER TABLE country ADD COLUMN x TEXT AS (hex(zeroblob(400000000))) VIRTUAL",
    ],
    "generated-id": [
        "ALTER TABLE country ADD COLUMN code TEXT AS (printf('%.*c', 900000000, 'x')) VIRTUAL",
    ],
    "virtual-table": ["CREATE VIRTUAL TABLE words USING fts5(body)"],
    "quotes-in-name": [
        """ALTER TABLE country RENAME TO "a""b'c;d" """,
        """UPDATE gpkg_contents SET table_name = 'a"b''c;d', identifier = 'x'""",
        """UPDATE gpkg_geometry_columns SET table_name = 'a"b''c;d'""",
    ],
    "statement-in-name": [
        "UPDATE gpkg_contents SET table_name = 'country; ATTACH ''/tmp/x'' AS y'",
    ],
    "many-layers": [
        "CREATE TABLE numbers AS WITH RECURSIVE r(i) AS "
        "(SELECT 1 UNION ALL SELECT i+1 FROM r LIMIT 20000) SELECT i FROM r",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "SELECT 'country'||i, 'features', 'c'||i, 4326 FROM numbers",
        "INSERT INTO gpkg_geometry_columns SELECT 'country'||i, 'geom', 'POLYGON', 4326, 0, 0 "
        "FROM numbers",
    ],
    "layer-of-a-system-table": ["UPDATE gpkg_contents SET table_name = 'sqlite_master'"],
    "control-characters": ["UPDATE country SET name = char(27) || '[2J' || char(7)"],
    "control-in-layer-name": [
        "ALTER TABLE country RENAME TO \"a\u001b[2Jb\"",
        "UPDATE gpkg_contents SET table_name = 'a' || char(27) || '[2Jb'",
        "UPDATE gpkg_geometry_columns SET table_name = 'a' || char(27) || '[2Jb'",
    ],
    "two-with-control": [
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('b' || char(27) || '[2J', 'attributes', 'y', 4326)",
        "CREATE TABLE \"b\u001b[2J\" (fid INTEGER PRIMARY KEY, id TEXT)",
    ],
    "blob-id": ["UPDATE country SET id = x'ff00ff'"],
    "number-id": ["UPDATE country SET id = 1e300"],
    "text-fid": ["UPDATE country SET name = NULL"],
    "no-shape": ["UPDATE country SET geom = NULL"],
    "shape-of-text": ["UPDATE country SET geom = 'POLYGON'"],
    "shape-cut": ["UPDATE country SET geom = substr(geom, 1, 60)"],
    "shape-of-a-billion-points": [
        "UPDATE country SET geom = substr(geom, 1, 49) || x'ffffff7f' || substr(geom, 54)",
    ],
    "shape-of-zeros": ["UPDATE country SET geom = zeroblob(1000)"],
    "crs-of-nonsense": ["UPDATE gpkg_spatial_ref_sys SET definition = 'x', organization = 'X'"],
    "crs-missing": [
        "UPDATE gpkg_geometry_columns SET srs_id = 99",
        "UPDATE gpkg_contents SET srs_id = 99",
    ],
    "view-beside": [f"CREATE VIEW other AS {ENDLESS} SELECT i FROM r"],
}  # fmt: skip


@pytest.mark.parametrize("kind", STATEMENTS)
def test_a_strange_geopackage_is_refused_or_read(stage: Stage, kind):
    package(stage, *STATEMENTS[kind])
    stage.see_refused_or_drawn()


def test_a_crs_that_names_a_file_outside_is_not_followed(stage: Stage):
    definition = f"+proj=longlat +ellps=WGS84 +nadgrids={stage.outside}/secret.txt +no_defs"
    package(
        stage,
        "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, "
        f"organization_coordsys_id, definition) VALUES ('x', 99, 'NONE', 99, '{definition}')",
        "UPDATE gpkg_geometry_columns SET srs_id = 99",
        "UPDATE gpkg_contents SET srs_id = 99",
    )
    stage.see_refused_or_drawn()


@pytest.mark.parametrize("pragma", ["writable", "page-count", "encoding", "format"])
def test_a_header_that_lies_is_refused_or_read(stage: Stage, pragma):
    path = package(stage)
    raw = bytearray(path.read_bytes())
    at, value = {
        "writable": (18, b"\x02\x02"),
        "page-count": (28, b"\xff\xff\xff\xff"),
        "encoding": (56, b"\0\0\0\x07"),
        "format": (44, b"\0\0\0\x63"),
    }[pragma]
    raw[at : at + len(value)] = value
    path.write_bytes(raw)
    stage.see_refused_or_drawn()


def test_a_change_that_waits_in_a_log_beside_it_is_seen_or_refused(stage: Stage):
    """What is read is what the manifest says: no content of a -wal passes unseen."""
    path = package(stage)
    site = stage.root / "site"
    first = build(stage, site)
    base = sqlite3.connect(path, isolation_level=None)
    try:
        assert base.execute("PRAGMA journal_mode = wal").fetchall() == [("wal",)]
        base.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
        base.execute("UPDATE country SET name = 'RENAMED'")
        assert path.with_name("country.gpkg-wal").stat().st_size > 0
        second = build(stage, site)
        read = stage.run("who", "RENAMED", "--case", "{case}", safe=False)
    finally:
        base.close()
    if read.code == 0:
        assert first.code == second.code == 0
        assert "up to date" not in second.err, "the change is read, but the build does not see it"
    else:
        assert "country.gpkg" in read.err or read.code == 2, read.told()


def build(stage: Stage, site: Path):
    words = ("build", "{case}", "--out", str(site), "--jobs", "1", "--date", "2012-03-10")
    return stage.run(*words, safe=False)


def test_a_journal_that_would_be_rolled_back_is_not_played(stage: Stage):
    """A hot journal beside a GeoPackage would let SQLite write into the case."""
    path = package(stage)
    path.with_name("country.gpkg-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 504 + path.read_bytes()
    )
    stage.see_refused_or_drawn()
