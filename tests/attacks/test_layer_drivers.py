"""A layer is opened as what its extension says, and as nothing else: no network, no other file."""

from __future__ import annotations

import json

import pytest
from attackkit import LAND, Stage

pytestmark = pytest.mark.attack

OPEN = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": "land", "name": "Land", "rank": 1},
            "geometry": LAND["features"][0]["geometry"],
        }
    ],
}
"""The country without a secret: an attack beside it must not change what is read."""


RIVER = b'{"type": "LineString", "coordinates": [[0.1, 12.1], [2.9, 14.9]]}'


def gdalg(source: str, **more: object) -> str:
    line = f"gdal vector filter --where 1=1 {source} --output-format=stream --output=s"
    return json.dumps({**more, "type": "gdal_streamed_alg", "command_line": line})


def vrt(source: str, sql: str = "SELECT * FROM land") -> str:
    return (
        "<OGRVRTDataSource><OGRVRTLayer name='land'>"
        f"<SrcDataSource>{source}</SrcDataSource><SrcSQL>{sql}</SrcSQL>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def crs(kind: str, **properties: str) -> str:
    return json.dumps(OPEN | {"crs": {"type": kind, "properties": properties}})


# What each says of itself: {url} is the listener, {outside} the folder with the secret.
CALLERS = {
    "gdalg-network": lambda u, o: gdalg(f"/vsicurl/{u}/land.geojson"),
    "gdalg-network-spaces-first": lambda u, o: " \n\t" + gdalg(f"/vsicurl/{u}/land.geojson"),
    "gdalg-network-mark-first": lambda u, o: "\ufeff" + gdalg(f"/vsicurl/{u}/land.geojson"),
    "gdalg-network-and-features": lambda u, o: gdalg(f"/vsicurl/{u}/land.geojson", **OPEN),
    "gdalg-plain-address": lambda u, o: gdalg(f"{u}/land.geojson"),
    "gdalg-streaming": lambda u, o: gdalg(f"/vsicurl_streaming/{u}/land.geojson"),
    "gdalg-s3": lambda u, o: gdalg("/vsis3/bucket/land.geojson"),
    "gdalg-outside-file": lambda u, o: gdalg(f"{o}/secret.geojson"),
    "gdalg-outside-link-up": lambda u, o: gdalg("../../../outside/secret.geojson"),
    "vrt-network": lambda u, o: json.dumps({"a": vrt(f"/vsicurl/{u}/land.geojson")}),
    "vrt-outside-file": lambda u, o: json.dumps({"a": vrt(f"{o}/secret.geojson")}),
    "vrt-bare": lambda u, o: vrt(f"/vsicurl/{u}/land.geojson"),
    "vrt-writes": lambda u, o: json.dumps(
        {"a": vrt("country.gpkg", f"VACUUM INTO '{o}/written.db'")}
    ),
    "wfs": lambda u, o: f"<OGRWFSDataSource><URL>{u}/wfs</URL></OGRWFSDataSource>",
    "wfs-in-json": lambda u, o: json.dumps(
        {"a": f"<OGRWFSDataSource><URL>{u}/wfs</URL></OGRWFSDataSource>"}
    ),
    "csw-in-json": lambda u, o: json.dumps({"a": f"<OGRCSWDataSource><URL>{u}</URL>"}),
    "raster-vrt": lambda u, o: json.dumps(
        {"a": f"<VRTDataset><SourceFilename>/vsicurl/{u}/x.tif</SourceFilename></VRTDataset>"}
    ),
    "esri-service": lambda u, o: json.dumps(
        {"url": f"{u}/FeatureServer/0/query?f=json", "exceededTransferLimit": True}
    ),
    "geojson-next-page": lambda u, o: json.dumps(
        {"links": [{"rel": "next", "href": f"{u}/2"}], **OPEN, "numberMatched": 10**6}
    ),
    "stac": lambda u, o: json.dumps(
        {
            "type": "Feature",
            "stac_version": "1.0.0",
            "geometry": None,
            "properties": {},
            "assets": {"data": {"href": f"{u}/land.geojson"}},
        }
    ),
    "tilejson": lambda u, o: json.dumps({"tilejson": "2.2.0", "tiles": [u + "/{z}/{x}/{y}.mvt"]}),
    "crs-link": lambda u, o: crs("link", href=f"{u}/crs.wkt", type="proj4"),
    "crs-link-esri": lambda u, o: crs("link", href=f"{u}/crs", type="esriwkt"),
    "crs-link-outside": lambda u, o: crs("link", href=f"{o}/secret.txt", type="ogcwkt"),
    "crs-url": lambda u, o: crs("url", url=f"{u}/crs.wkt"),
    "crs-name-address": lambda u, o: crs("name", name=f"{u}/crs.wkt"),
    "crs-name-file": lambda u, o: crs("name", name=f"{o}/secret.txt"),
    "crs-name-grid": lambda u, o: crs("name", name=f"+proj=longlat +nadgrids={o}/secret.txt"),
    "crs-name-nonsense": lambda u, o: crs("name", name="urn:ogc:def:crs:EPSG::999999"),
    "crs-name-ogc-address": lambda u, o: crs(
        "name", name="http://www.opengis.net/gml/srs/epsg.xml#4326"
    ),
}
OTHERS = {
    "esrijson": json.dumps(
        {
            "geometryType": "esriGeometryPolygon",
            "spatialReference": {"wkid": 4326},
            "fields": [{"name": "id", "type": "esriFieldTypeString", "alias": "id"}],
            "features": [{"attributes": {"id": "x"}, "geometry": {"rings": [[[0, 0], [1, 1]]]}}],
        }
    ),
    "topojson": json.dumps(
        {
            "type": "Topology",
            "objects": {"x": {"type": "Polygon", "arcs": [[0, 99]]}},
            "arcs": [[[0, 0], [1, 1], [1, 0], [0, 0]]],
        }
    ),
    "json-fg": json.dumps(OPEN | {"conformsTo": ["[ogc-json-fg-1-0.1:core]"], "coordRefSys": 7}),
    "sequence": '{"type":"Feature","properties":{},"geometry":null}\n' * 2,
    "records": '\x1e{"type":"Feature","properties":{},"geometry":null}\n' * 2,
    "nothing": "{}",
    "list": "[]",
    "number": "1e400",
    "unfinished": json.dumps(OPEN)[:-9],
    "twice": json.dumps(OPEN) * 2,
    "type-of-number": '{"type": 7, "features": {}}',
    "features-of-text": '{"type": "FeatureCollection", "features": "x"}',
    "no-features": '{"type": "FeatureCollection", "features": []}',
    "property-bombs": json.dumps(OPEN).replace('"Land"', '{"a":[' + "1," * 9999 + "1]}"),
    "mixed-types": json.dumps(OPEN).replace('"Land"', '[1, "x", null, {"a": NaN}]'),
    "huge-numbers": json.dumps(OPEN).replace("12.0", "1e308"),
    "too-huge-numbers": json.dumps(OPEN).replace("12.0", "1e999"),
    "not-a-number": json.dumps(OPEN).replace("12.0", "NaN"),
    "long-numbers": json.dumps(OPEN).replace("12.0", "1" * 5000),
    "huge-id": json.dumps(OPEN).replace('"land"', "1e300"),
    "surrogate": json.dumps(OPEN).replace("Land", "\\ud800"),
    "nul": json.dumps(OPEN).replace("Land", "\\u0000"),
    "latin": json.dumps(OPEN).replace("Land", "é").encode("latin-1"),
}
JSON = (".geojson", ".json")
ROLES = {"country": ("country.shp", "country"), "rivers": ("rivers.shp", "rivers")}
# Formats that have no business in a case, by what would be opened with them.
FOREIGN = (
    *(".vrt", ".gdalg", ".gdalg.json", ".csv", ".db", ".sqlite", ".kml", ".kmz", ".gml", ".gpx"),
    *(".topojson", ".xml", ".zip", ".shp.zip", ".shz", ".gdb", ".gdb.zip", ".gpkg.zip", ".pdf"),
    *(".osm", ".pbf", ".tab", ".mif", ".dxf", ".mbtiles", ".pmtiles", ".svg", ".wkt", ".txt", ""),
)
MAGIC = {
    ".fgb": b"fgb\x03fgb\x01",
    ".gpkg": b"SQLite format 3\0",
    ".parquet": b"PAR1",
    ".shp": b"\0\0\x27\x0a",
}


def put(stage: Stage, role: str, extension: str, content: str | bytes) -> None:
    """Let a layer of the case be a file of that extension and content."""
    named, stem = ROLES[role]
    raw = content.encode() if isinstance(content, str) else content
    if role == "rivers":
        raw = raw.replace(json.dumps(OPEN["features"][0]["geometry"]).encode(), RIVER)
    stage.case.replace("case.toml", f'"{named}"', f'"{stem}{extension}"')
    stage.case.path(f"{stem}{extension}").write_bytes(raw)


@pytest.mark.parametrize("kind", CALLERS)
def test_a_layer_that_names_something_else_is_not_followed(stage: Stage, kind):
    content = CALLERS[kind](stage.url, stage.outside)
    for role in ROLES:
        put(stage, role, ".geojson", content)
    if kind.startswith(("crs", "geojson")):
        stage.see_refused_or_drawn()
    else:
        outcome = stage.see_refused()
        for role in ROLES:
            assert any(line.startswith(f"error: {role}.geojson") for line in outcome.errors)


@pytest.mark.parametrize(
    "kind", [k for k in CALLERS if k in {"gdalg-network", "vrt-writes", "vrt-network", "crs-link"}]
)
def test_so_it_is_by_the_other_extension(stage: Stage, kind):
    put(stage, "country", ".json", CALLERS[kind](stage.url, stage.outside))
    if kind == "vrt-writes":
        good = stage.case.geodata / "country.gpkg"
        good.write_bytes(geopackage())
    stage.check()
    assert not (stage.outside / "written.db").exists()


def geopackage() -> bytes:
    """A small GeoPackage."""
    import tempfile
    from pathlib import Path

    from casefolder import layers, write_layer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "country.gpkg"
        write_layer(layers()["country.shp"], path)
        return path.read_bytes()


@pytest.mark.parametrize("kind", OTHERS)
def test_json_of_another_kind_is_refused_or_read(stage: Stage, kind):
    put(stage, "country", ".geojson", OTHERS[kind])
    stage.see_refused_or_drawn()


@pytest.mark.parametrize("kind", ["esrijson", "topojson", "sequence", "huge-numbers", "list"])
def test_so_it_is_for_a_background(stage: Stage, kind):
    put(stage, "rivers", ".geojson", OTHERS[kind])
    stage.see_refused_or_drawn()


@pytest.mark.parametrize("extension", FOREIGN)
def test_content_that_calls_is_refused_whatever_the_extension(stage: Stage, extension):
    content = gdalg(f"/vsicurl/{stage.url}/land.geojson", a=vrt(f"/vsicurl/{stage.url}/x"))
    put(stage, "country", extension, content)
    put(stage, "rivers", extension, vrt(f"/vsicurl/{stage.url}/x"))
    stage.see_refused()


@pytest.mark.parametrize("extension", MAGIC)
@pytest.mark.parametrize("kind", ["vrt-network", "vrt-bare", "gdalg-network"])
def test_a_true_beginning_lets_no_other_driver_in(stage: Stage, extension, kind):
    content = CALLERS[kind](stage.url, stage.outside).encode()
    put(stage, "country", extension, MAGIC[extension] + content)
    put(stage, "rivers", extension, MAGIC[extension][:3] + content)
    stage.see_refused()


@pytest.mark.parametrize(
    "name",
    [
        "/vsicurl/{url}/land.geojson",
        "{url}/land.geojson",
        "GeoJSON:{url}/land.geojson",
        "/vsizip/country.zip/land.geojson",
        "/vsimem/land.geojson",
        "vsicurl/{url}/land.geojson",
        "GPKG:country.gpkg:x",
        "../../../outside/secret.geojson",
        "{outside}/secret.geojson",
        "~/land.geojson",
        "$HOME/land.geojson",
        "sub/../../../../outside/secret.geojson",
        "country.shp|layername=x",
        "country.geojson?x=1",
        "zip://country.zip!land.geojson",
        "country.zip!land.geojson",
        "file:///etc/hostname.geojson",
        "s3://bucket/land.geojson",
        '{"type":"FeatureCollection","features":[]}.geojson',
        "-.geojson",
        "a\\u0000.geojson",
        "a\\u001b[2J.geojson",
        "\\u202egeojson.exe.geojson",
        "{long}.geojson",
        ".",
        "",
        " ",
        ".geojson",
        "sub/",
    ],
)
def test_a_name_that_is_no_file_of_the_folder_is_refused(stage: Stage, name):
    own = name.replace("{url}", stage.url).replace("{outside}", str(stage.outside))
    own = own.replace("{long}", "x" * 5000)
    own = own.replace('"', '\\"')
    stage.case.replace("case.toml", '"country.shp"', f'"{own}"')
    stage.case.replace("case.toml", '"rivers.shp"', f'"{own}"')
    stage.see_refused()


@pytest.mark.parametrize(
    "name", ["a!b#c.geojson", "100%25 é {x}.geojson", "-x.geojson", "a;b.json"]
)
def test_an_unusual_name_is_a_name(stage: Stage, name):
    stage.case.replace("case.toml", '"country.shp"', f'"{name}"')
    (stage.case.geodata / name).write_text(json.dumps(OPEN))
    assert stage.check().errors == []
