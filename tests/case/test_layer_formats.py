"""Formats of layers as people have them: KML of drawing tools, archives, packages of layers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import shapely
from casefolder import communes, write_layer

from mapper.case.layers.boundaries import LayerSpec, read_layer
from mapper.case.layers.reader import read_file
from mapper.core.errors import Fault

pytestmark = pytest.mark.slow

SQUARE = "0,12,350 1,12,351 1,13,352 0,13,353 0,12,350"
HOLE = "0.4,12.4 0.6,12.4 0.6,12.6 0.4,12.6 0.4,12.4"
DRAWN = f"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document><name>My map</name>
 <Style id="a"><PolyStyle><color>ff0000ff</color></PolyStyle></Style>
 <Folder><name>Held</name>
  <Placemark id="p1"><name>Kidal &amp; around</name><description><![CDATA[<b>x</b>]]></description>
   <styleUrl>#a</styleUrl>
   <ExtendedData><Data name="pcode"><value>ML08</value></Data></ExtendedData>
   <Polygon><tessellate>1</tessellate>
    <innerBoundaryIs><LinearRing><coordinates>{HOLE}</coordinates></LinearRing></innerBoundaryIs>
    <outerBoundaryIs><LinearRing><coordinates>
      {SQUARE}
    </coordinates></LinearRing></outerBoundaryIs></Polygon>
  </Placemark>
  <Placemark><name>Gao</name>
   <ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="pcode">ML07</SimpleData></SchemaData>
   </ExtendedData>
   <MultiGeometry>
    <Polygon><outerBoundaryIs><LinearRing><coordinates>1,12 2,12 2,13 1,13</coordinates>
     </LinearRing></outerBoundaryIs></Polygon>
    <Polygon><outerBoundaryIs><LinearRing><coordinates>5,12 6,12 6,13 5,12</coordinates>
     </LinearRing></outerBoundaryIs></Polygon>
   </MultiGeometry>
  </Placemark>
 </Folder>
 <Folder><name>Pins</name>
  <Placemark><name>Aguelhok</name><Point><coordinates>0.8,19.4</coordinates></Point></Placemark>
 </Folder>
</Document></kml>
"""


def read(folder: Path, name: str, layer: str = "", **columns: str) -> tuple[list, list[Fault]]:
    return read_layer(folder, LayerSpec(name, "unit", layer=layer, **columns))


def faults_of(folder: Path, name: str, layer: str = "") -> str:
    frame, faults = read_file(folder, name, None, layer=layer)
    assert frame is None
    return " ".join(map(str, faults))


def test_kml_of_a_drawing_tool(tmp_path: Path) -> None:
    (tmp_path / "map.kml").write_text(DRAWN)
    (layer,), faults = read(tmp_path, "map.kml", "Held", id="pcode")
    assert faults == []
    assert layer.areas["name"].tolist() == ["Gao", "Kidal & around"]
    gao, kidal = layer.areas.geometry
    assert kidal.equals(shapely.box(0, 12, 1, 13) - shapely.box(0.4, 12.4, 0.6, 12.6))
    assert len(gao.geoms) == 2
    assert not kidal.has_z
    frame, _ = read_file(tmp_path, "map.kml", None)
    assert frame is not None
    assert frame["folder"].tolist() == ["Held", "Held", "Pins"]
    assert frame["id"].tolist()[0] == "p1"
    assert "has no such layer; it has: Held, My map, Pins" in faults_of(tmp_path, "map.kml", "x")


def test_kml_by_the_names_that_gdal_gives_its_columns(tmp_path: Path) -> None:
    (tmp_path / "map.kml").write_text(DRAWN)
    (layer,), faults = read_layer(
        tmp_path, LayerSpec("map.kml", "unit", layer="Held", id="Name", name="Name")
    )
    assert faults == []
    assert layer.areas.index.tolist() == ["Gao", "Kidal & around"]
    frame, _ = read_file(tmp_path, "map.kml", None)
    assert frame is not None
    assert not {"Name", "Description"} & set(frame.columns)
    _, faults = read(tmp_path, "map.kml", "Held", id="NAME")
    assert "no column `NAME`" in str(faults[0])


def test_kml_with_an_id_of_its_own_column_and_of_the_placemark(tmp_path: Path) -> None:
    """What writers of GDAL do: the placemark is `units.1`, the id stands in the data."""
    write_layer(communes(), tmp_path / "units.kml")
    (layer,), faults = read(tmp_path, "units.kml", parent="parent")
    assert faults == []
    assert layer.areas.index.tolist() == sorted(communes()["id"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<kml><Placemark><Polygon></Polygon></Placemark></kml>", "has no coordinates"),
        ("<kml><Placemark><Point><coordinates>x,1</coordinates></Point></Placemark></kml>",
         "`x,1` is no position"),
        ("<kml><Placemark><Point><coordinates>nan,1</coordinates></Point></Placemark></kml>",
         "`nan,1` is no position"),
        ("<gpx/>", "is no KML"),
        ("<kml>", "no element found"),
    ],
)  # fmt: skip
def test_kml_that_is_none(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "x.kml").write_text(text)
    assert said in faults_of(tmp_path, "x.kml")


def test_kmz_whose_document_only_lists_the_files_beside_it(tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / "x.kmz")
    with zipfile.ZipFile(tmp_path / "x.kmz") as packed:
        assert b"NetworkLink" in packed.read("doc.kml")
    (layer,), faults = read(tmp_path, "x.kmz")
    assert (len(layer.areas), faults) == (9, [])
    with zipfile.ZipFile(tmp_path / "y.kmz", "w") as packed:
        packed.writestr("doc.kml", DRAWN)
        packed.writestr("files/more.kml", "<kml/>")
    frame, faults = read_file(tmp_path, "y.kmz", None)
    assert frame is not None
    assert len(frame) == 3


@pytest.mark.parametrize("suffix", [".gpkg", ".gdb"])
def test_one_layer_of_several(suffix: str, tmp_path: Path) -> None:
    driver = {".gpkg": "GPKG", ".gdb": "OpenFileGDB"}[suffix]
    path = tmp_path / f"all{suffix}"
    communes().to_file(path, driver=driver, layer="communes")
    communes().iloc[:2].to_file(path, driver=driver, layer="two")
    (layer,), faults = read(tmp_path, path.name, "two")
    assert (len(layer.areas), faults) == (2, [])
    told = faults_of(tmp_path, path.name)
    assert "holds 2 layers (communes, two)" in told
    assert 'layer = "…"' in told
    assert "has: communes, two" in faults_of(tmp_path, path.name, "three")


def test_tables_without_a_geometry_are_no_layers(tmp_path: Path) -> None:
    """Programs keep styles in a table beside the layer."""
    communes().to_file(tmp_path / "x.gpkg", layer="communes")
    styles = communes().drop(columns="geometry")
    import pyogrio

    pyogrio.write_dataframe(styles, tmp_path / "x.gpkg", layer="layer_styles")
    assert len(pyogrio.list_layers(tmp_path / "x.gpkg")) == 2
    (layer,), faults = read(tmp_path, "x.gpkg")
    assert (len(layer.areas), faults) == (9, [])


def test_a_format_of_one_layer_has_no_other(tmp_path: Path) -> None:
    write_layer(communes(), tmp_path / "x.geojson")
    assert read(tmp_path, "x.geojson", "x")[1] == []
    assert "Leave `layer` out." in faults_of(tmp_path, "x.geojson", "y")


def test_an_archive_of_several_files(tmp_path: Path) -> None:
    for stem in ("a", "b"):
        write_layer(communes().iloc[: 2 + (stem == "b")], tmp_path / f"{stem}.shp")
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(tmp_path.glob("[ab].*")):
            packed.write(file, f"sub/{file.name.upper() if file.suffix == '.prj' else file.name}")
            packed.writestr(f"__MACOSX/sub/._{file.name}", "x")
        packed.writestr("readme.json", "{}")
    assert "holds 2 layers (a, b)" in faults_of(tmp_path, "all.zip")
    told = faults_of(tmp_path, "all.zip", "b")
    assert "all.zip/sub/b.prj" in told, "A.PRJ and B.PRJ are other names than a.prj and b.prj"
    with zipfile.ZipFile(tmp_path / "one.shp.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for file in tmp_path.glob("b.*"):
            packed.write(file, f"b{file.suffix.upper()}")
    (layer,), faults = read(tmp_path, "one.shp.zip")
    assert (len(layer.areas), faults) == (3, [])
    (layer,), _ = read(tmp_path, "one.shp.zip", "b")
    assert len(layer.areas) == 3


def test_a_layer_of_a_package_in_an_archive(tmp_path: Path) -> None:
    for layer in ("one", "two"):
        communes().to_file(tmp_path / "x.gdb", driver="OpenFileGDB", layer=layer)
    with zipfile.ZipFile(tmp_path / "x.gdb.zip", "w") as packed:
        for file in (tmp_path / "x.gdb").iterdir():
            packed.write(file, f"folder/x.gdb/{file.name}")
    (layer,), faults = read(tmp_path, "x.gdb.zip", "two")
    assert (len(layer.areas), faults) == (9, [])


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("urn:ogc:def:crs:EPSG::4326", "12 0 12 1 13 1 13 0 12 0"),
        ("EPSG:4326", "0 12 1 12 1 13 0 13 0 12"),
        ("urn:ogc:def:crs:EPSG::32631", "0 0 0 1 1 1 1 0 0 0"),
    ],
)
def test_gml_says_which_number_comes_first(name: str, place: str, tmp_path: Path) -> None:
    (tmp_path / "x.gml").write_text(
        '<f:Many xmlns:f="http://f.example" xmlns:gml="http://www.opengis.net/gml/3.2">'
        '<gml:featureMember><f:Area gml:id="q"><f:id>a</f:id><f:name>A</f:name><f:shape>'
        f'<gml:Polygon gml:id="g" srsName="{name}"><gml:exterior><gml:LinearRing><gml:posList>'
        f"{place}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
        "</f:shape></f:Area></gml:featureMember></f:Many>"
    )
    frame, faults = read_file(tmp_path, "x.gml", ["id", "name"])
    assert faults == []
    assert frame is not None
    if "32631" in name:
        assert frame.geometry.iloc[0].bounds[1] < 1
    else:
        assert frame.geometry.iloc[0].equals(shapely.box(0, 12, 1, 13))


def topology(**more: object) -> dict[str, object]:
    """Two squares that share an arc, quantised as writers do."""
    return {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [0, 12]},
        "objects": {
            "units": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "id": "a", "properties": {"name": "A"}},
                    {
                        "type": "MultiPolygon",
                        "arcs": [[[2, -1]]],
                        "id": 7,
                        "properties": {"name": "B", "tags": ["x"]},
                    },
                ],
            }
        },
        "arcs": [
            [[2, 0], [0, 2]],
            [[2, 2], [-2, 0], [0, -2], [2, 0]],
            [[2, 0], [2, 0], [0, 2], [-2, 0]],
        ],
        **more,
    }


def test_topojson(tmp_path: Path) -> None:
    (tmp_path / "x.topojson").write_text(json.dumps(topology()))
    frame, faults = read_file(tmp_path, "x.topojson", None)
    assert faults == []
    assert frame is not None
    assert frame["id"].tolist() == ["a", 7] or frame["id"].tolist() == ["a", "7"]
    assert frame["tags"].tolist()[1] == '["x"]'
    assert frame.geometry.iloc[0].equals(shapely.box(0, 12, 1, 13))
    assert frame.geometry.iloc[1].equals(shapely.box(1, 12, 2, 13))
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"arcs": [[[0, 0], [float("nan"), 1]]] * 3}, "NaN is no number"),
        ({"arcs": [[[0, 0], [1e999, 1]]] * 3}, "Infinity is no number"),
        ({"arcs": [[[0, 0]]]}, "names an arc that is not there"),
        ({"arcs": [[[0], [1, 1]]] * 3}, "no pair of numbers"),
        ({"arcs": 7}, "has no arcs"),
        ({"objects": {}}, "has no objects"),
        ({"objects": {"a": 1, "b": 2}}, "holds 2 layers (a, b)"),
        ({"crs": {"type": "link"}}, "reference system that is not known"),
        ({"transform": {"scale": ["x", 1]}}, "no pair of numbers"),
        ({"type": "FeatureCollection"}, "is no TopoJSON"),
    ],
)
def test_topojson_that_is_none(more: dict[str, object], said: str, tmp_path: Path) -> None:
    (tmp_path / "x.topojson").write_text(json.dumps(topology(**more)))
    assert said in faults_of(tmp_path, "x.topojson")


def test_an_archive_damaged_anywhere_in_its_list_is_refused_or_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "good.zip", "w") as packed:
        packed.writestr("map.kml", DRAWN)
    raw = (tmp_path / "good.zip").read_bytes()
    read_of = 0
    for at in range(raw.index(b"PK\x01\x02"), len(raw)):
        (tmp_path / "bad.zip").write_bytes(raw[:at] + b"\xff" + raw[at + 1 :])
        frame, faults = read_file(tmp_path, "bad.zip", None)
        read_of += frame is not None
        assert frame is not None or [fault.file for fault in faults] == ["bad.zip"]
    assert read_of < 40


def test_topojson_by_the_name_of_geojson(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(topology()))
    assert "so it is TopoJSON, whose files are called *.topojson" in faults_of(tmp_path, "x.json")
