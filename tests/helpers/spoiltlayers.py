"""Faults of the boundary layers."""

from __future__ import annotations

import struct

import geopandas as gpd
import shapely
from casefolder import CaseFolder, communes, layers, square
from faultkit import Expected, registry

FAULTS, fault = registry()


def with_communes(f: CaseFolder, change: dict[str, shapely.Geometry | None]) -> None:
    """Write the communes with other shapes; None leaves one out."""
    frame = communes().set_index("id")
    for area, shape in change.items():
        if shape is None:
            frame = frame.drop(area)
        else:
            frame.loc[area, "geometry"] = shape
    f.layer("communes.shp", frame.reset_index()[["id", "name", "parent", "geometry"]])


@fault
def missing_commune(f: CaseFolder) -> Expected:
    with_communes(f, {"a2": None})
    words = (
        "leaves out ground that cercles.shp covers, near 13.5000, 0.5000",
        "--repair --to communes.shp",
    )
    return Expected("communes.shp", None, "geometry", words)


@fault
def sliver_gap(f: CaseFolder) -> Expected:
    middle = shapely.Polygon([(1, 13), (2, 13), (2, 14), (1, 14), (1.0004, 13.5)])
    with_communes(f, {"b2": middle})
    words = ("leave a gap between", "(a2)", "(b2)", "near 1", "vertex by vertex")
    return Expected("communes.shp", None, "geometry", words)


@fault
def slit_to_the_outside(f: CaseFolder) -> Expected:
    corner = shapely.Polygon([(1, 12), (2, 12), (2, 13), (1, 13)])
    slit = corner.difference(shapely.Polygon([(1, 11), (1.00005, 11), (1.00005, 12.9), (1, 12.9)]))
    with_communes(f, {"b1": slit})
    words = ("The areas", "(a1)", "(b1)", "cleans the layer")
    return Expected("communes.shp", None, "geometry", words)


@fault
def overlap(f: CaseFolder) -> Expected:
    with_communes(f, {"b2": square(0.9, 13, 1.1)})
    words = ("overlap or their edges differ", "(a2)", "near 1", "cleans the layer")
    return Expected("communes.shp", None, "geometry", words)


@fault
def vertex_on_one_side_only(f: CaseFolder) -> Expected:
    middle = shapely.Polygon([(1, 13), (2, 13), (2, 14), (1, 14), (1, 13.5)])
    with_communes(f, {"b2": middle})
    words = ("edges differ", "Commune a2 (a2), Sèat land (b2)", "vertex by vertex")
    return Expected("communes.shp", None, "geometry", words)


@fault
def polygon_that_crosses_itself(f: CaseFolder) -> Expected:
    with_communes(f, {"c3": shapely.Polygon([(2, 14), (3, 15), (3, 14), (2, 15)])})
    return Expected(
        "communes.shp", 9, "geometry", ("not valid (Self-intersection", "Make it valid", "--repair")
    )


@fault
def layer_beyond_the_antimeridian(f: CaseFolder) -> Expected:
    with_communes(f, {"c3": square(180, 14)})
    return Expected("communes.shp", 9, "geometry", ("beyond ±180°", "--repair` split it"))


@fault
def area_id_twice(f: CaseFolder) -> Expected:
    frame = communes()
    frame.loc[8, "id"] = "c2"
    f.layer("communes.shp", frame)
    return Expected("communes.shp", 9, "id", ("`c2` is used twice", "Merge"))


@fault
def unknown_parent(f: CaseFolder) -> Expected:
    frame = communes()
    frame.loc[8, "parent"] = "cercle_x"
    f.layer("communes.shp", frame)
    return Expected("communes.shp", None, "parent", ("`cercle_x` of `c3`", "Did you mean"))


@fault
def lines_in_place_of_polygons(f: CaseFolder) -> Expected:
    f.layer("country.shp", layers()["rivers.shp"].assign(id="land"))
    return Expected("country.shp", 1, "geometry", ("not a polygon", "Draw it"))


@fault
def overlapping_frames(f: CaseFolder) -> Expected:
    frame = layers()["regions_old.shp"].assign(valid_to="2012-07-02")
    f.layer("regions_old.shp", frame)
    words = ("frames old (regions_old.shp) and new both hold from 2012-07-01 on", "End old")
    return Expected("regions_new.shp", None, "valid_from", words)


@fault
def reversed_validity(f: CaseFolder) -> Expected:
    frame = layers()["regions_old.shp"]
    frame["valid_from"] = ["2012-07-02", ""]
    f.layer("regions_old.shp", frame)
    return Expected("regions_old.shp", 1, "valid_to", ("ends before it begins", "Swap"))


@fault
def missing_prj(f: CaseFolder) -> Expected:
    f.path("communes.prj").unlink()
    return Expected("communes.prj", None, None, (".prj file is missing", "never guessed"))


@fault
def empty_prj(f: CaseFolder) -> Expected:
    f.path("communes.prj").write_bytes(b"")
    return Expected("communes.shp", None, None, ("no coordinate reference system", ".prj"))


@fault
def prj_of_metres(f: CaseFolder) -> Expected:
    frame = communes().to_crs("EPSG:32631")
    f.layer("communes.shp", frame)
    wgs84 = f.path("cercles.prj").read_bytes()
    f.path("communes.prj").write_bytes(wgs84)
    return Expected(
        "communes.shp", None, "geometry", ("are not degrees", "true coordinate reference")
    )


@fault
def missing_cpg(f: CaseFolder) -> Expected:
    f.path("communes.cpg").unlink()
    return Expected("communes.cpg", None, None, ("accented letters", "`UTF-8`"))


@fault
def cpg_that_would_garble_names(f: CaseFolder) -> Expected:
    f.path("communes.cpg").write_text("ISO-8859-1")
    return Expected("communes.cpg", None, None, ("says ISO-8859-1", "mojibake", "Write `UTF-8`"))


@fault
def cpg_that_is_not_true(f: CaseFolder) -> Expected:
    path = f.path("communes.dbf")
    raw = path.read_bytes().replace("Sèat".encode(), "Sèat ".encode("latin-1"))
    path.write_bytes(raw)
    byte = raw.index(b"\xe8")
    words = (f"says UTF-8, but byte {byte} of the .dbf (record 5)", "ISO-8859-1 or 1252")
    return Expected("communes.cpg", None, None, words)


@fault
def cpg_of_an_unknown_encoding(f: CaseFolder) -> Expected:
    f.path("communes.cpg").write_text("KLINGON")
    return Expected("communes.cpg", None, None, ("no encoding that is known (`KLINGON`)", "UTF-8"))


@fault
def missing_dbf(f: CaseFolder) -> Expected:
    f.path("communes.dbf").unlink()
    return Expected("communes.dbf", None, None, ("is missing", "beside communes.shp"))


@fault
def text_named_dbf(f: CaseFolder) -> Expected:
    f.path("cercles.dbf").write_text("id,name\ncercle_a,Cercle a\n")
    return Expected("cercles.dbf", None, None, ("no dBASE table", "export the layer again"))


@fault
def truncated_dbf(f: CaseFolder) -> Expected:
    path = f.path("communes.dbf")
    path.write_bytes(path.read_bytes()[:-200])
    return Expected("communes.dbf", None, None, ("cut short", "Copy it again"))


@fault
def corner_that_is_no_number(f: CaseFolder) -> Expected:
    path = f.path("communes.shp")
    raw = bytearray(path.read_bytes())
    first_x = 100 + 8 + 44 + 4  # headers of file and record; type, box, counts; first part
    raw[first_x : first_x + 8] = struct.pack("<d", float("nan"))
    path.write_bytes(raw)
    return Expected("communes.shp", None, None, ("cannot be read", "export it again"))


@fault
def layer_whose_driver_warns(f: CaseFolder) -> Expected:
    f.layer("cercles.gpkg", layers()["cercles.shp"])
    f.replace("case.toml", "cercles.shp", "cercles.gpkg")
    raw = bytearray(f.path("cercles.gpkg").read_bytes())
    raw[68:72] = b"oops"  # the id of the application that SQLite keeps
    f.path("cercles.gpkg").write_bytes(raw)
    words = ("driver warns", "application_id", "Look at the layer")
    return Expected("cercles.gpkg", None, None, words, "doubt")


@fault
def coordinates_of_a_local_plan(f: CaseFolder) -> Expected:
    f.path("communes.prj").write_text('LOCAL_CS["plan",UNIT["metre",1]]')
    words = ("cannot be turned into degrees", "true coordinate reference system")
    return Expected("communes.shp", None, None, words)


@fault
def area_without_a_name(f: CaseFolder) -> Expected:
    frame = communes()
    frame.loc[3, "name"] = None
    f.layer("communes.shp", frame)
    return Expected("communes.shp", 4, "name", ("has no name", "Give every area a name"))


@fault
def days_between_two_frames(f: CaseFolder) -> Expected:
    frame = layers()["regions_new.shp"]
    f.layer("regions_new.shp", frame.assign(valid_from="2012-09-01"))
    words = ("No frame of the level region", "2012-07-01 to before 2012-09-01", "close the gap")
    return Expected("regions_new.shp", None, "valid_from", words, "doubt")


@fault
def last_frame_ends_before_the_case(f: CaseFolder) -> Expected:
    frame = layers()["regions_new.shp"]
    f.layer("regions_new.shp", frame.assign(valid_to="2012-12-31"))
    words = ("2012-12-31 to before 2013-01-01", "close the gap")
    return Expected("regions_new.shp", None, "valid_to", words, "doubt")


@fault
def commune_across_two_cercles(f: CaseFolder) -> Expected:
    frame = layers()["cercles.shp"]
    edges = {"cercle_a": (0, 0.9), "cercle_b": (0.9, 2), "cercle_c": (2, 3)}
    frame["geometry"] = [shapely.box(a, 12, b, 15) for a, b in edges.values()]
    f.layer("cercles.shp", frame)
    words = ("Capital land (a1)", "lie across areas of cercles.shp", "borders match")
    return Expected("communes.shp", None, "geometry", words, "doubt")


@fault
def finest_level_in_two_frames(f: CaseFolder) -> Expected:
    frame = communes()
    f.layer("communes.shp", frame.assign(since="", until="2012-07-01"))
    f.layer("communes_new.shp", frame.assign(since="2012-07-01", until=""))
    f.replace(
        "case.toml",
        'parent = "parent"\n',
        'parent = "parent"\nframe = "old"\nvalid_from = "since"\nvalid_to = "until"\n\n'
        '[[layers]]\npath = "communes_new.shp"\nlevel = "commune"\nframe = "new"\n'
        'valid_from = "since"\nvalid_to = "until"\n',
    )
    words = ("needs one frame of the level commune, there are 2 (old, new)", "keep one of them")
    return Expected("case.toml", None, "areas.model", words)


@fault
def text_named_shp(f: CaseFolder) -> Expected:
    f.path("communes.shp").write_text("id,name\n")
    return Expected("communes.shp", None, None, ("not what its extension `.shp` says", "Export"))


@fault
def truncated_shp(f: CaseFolder) -> Expected:
    path = f.path("communes.shp")
    path.write_bytes(path.read_bytes()[:150])
    return Expected("communes.shp", None, None, ("cut short", "export the layer again"))


@fault
def empty_shp(f: CaseFolder) -> Expected:
    f.path("communes.shp").write_bytes(b"")
    return Expected("communes.shp", None, None, ("The file is empty", "Export"))


@fault
def layer_in_capitals(f: CaseFolder) -> Expected:
    f.replace("case.toml", "cercles.shp", "Cercles.SHP")
    return Expected("Cercles.SHP", None, None, ("is missing", "There is `cercles.shp`"))


@fault
def missing_layer(f: CaseFolder) -> Expected:
    f.path("cercles.shp").unlink()
    return Expected("cercles.shp", None, None, ("is missing", "geodata folder"))


@fault
def layer_without_its_column(f: CaseFolder) -> Expected:
    f.layer("country.shp", layers()["country.shp"].rename(columns={"id": "code"}))
    return Expected("country.shp", None, "id", ("no column `id`", "It has: code, name"))


@fault
def missing_background(f: CaseFolder) -> Expected:
    f.path("rivers.shp").unlink()
    return Expected("rivers.shp", None, None, ("is missing", "geodata folder"))


@fault
def markup_named_geojson(f: CaseFolder) -> Expected:
    f.replace("case.toml", "country.shp", "country.geojson")
    f.path("country.geojson").write_text("<kml/>")
    return Expected("country.geojson", None, None, ("not what its extension", "Export"))


@fault
def package_of_two_layers(f: CaseFolder) -> Expected:
    f.replace("case.toml", "country.shp", "country.gpkg")
    frame = layers()["country.shp"]
    for name in ("one", "two"):
        frame.to_file(f.path("country.gpkg"), layer=name)
    return Expected("country.gpkg", None, None, ("2 layers (one, two)", "Name the one", "layer = "))


@fault
def area_smaller_than_a_square_metre(f: CaseFolder) -> Expected:
    corner = shapely.Polygon([(2, 14), (2.000001, 14), (2, 14.000001)])
    rest = square(2, 14).difference(corner)
    frame = communes()
    frame.loc[8, "geometry"] = rest
    rows = [*frame.to_dict("records"), {**frame.loc[8], "id": "c4", "geometry": corner}]
    f.layer("communes.shp", gpd.GeoDataFrame(rows, crs=frame.crs))
    return Expected("communes.shp", 10, "geometry", ("smaller than a square metre", "sliver"))


@fault
def edge_over_half_the_earth(f: CaseFolder) -> Expected:
    ring = [(-170, 12), (170, 12), (170, 13), (-170, 13)]
    with_communes(f, {"c3": shapely.Polygon(ring)})
    return Expected(
        "communes.shp",
        9,
        "geometry",
        ("spans 340.0 degrees", "over more than 180", "180th meridian"),
    )


@fault
def shapefile_with_a_linked_table(f: CaseFolder) -> Expected:
    outside = f.root / "outside.dbf"
    f.path("country.dbf").replace(outside)
    f.path("country.dbf").symlink_to(outside)
    words = ("leads out of the folders of the case", "the file itself")
    return Expected("country.dbf", None, None, words)


@fault
def package_that_is_still_open(f: CaseFolder) -> Expected:
    f.layer("country.gpkg", layers()["country.shp"])
    f.replace("case.toml", "country.shp", "country.gpkg")
    f.path("country.gpkg").with_name("country.gpkg-wal").write_bytes(b"pages")
    words = ("not finished lie beside it, in `country.gpkg-wal`", "Close the program")
    return Expected("country.gpkg", None, None, words)


@fault
def reference_system_of_nowhere(f: CaseFolder) -> Expected:
    text = '{"type": "FeatureCollection", "features": [], "crs": {"type": "name", "properties": '
    f.path("country.geojson").write_text(text + '{"name": "urn:ogc:def:crs:MOON:1:2"}}}')
    f.replace("case.toml", "country.shp", "country.geojson")
    words = ("not known (`urn:ogc:def:crs:MOON:1:2`)", "WGS 84")
    return Expected("country.geojson", None, None, words)


@fault
def river_of_no_rank(f: CaseFolder) -> Expected:
    f.layer("rivers.shp", layers()["rivers.shp"].assign(rank="large"))
    return Expected("rivers.shp", 1, "rank", ("`large` is not the rank", "whole number"))


@fault
def rivers_of_polygons(f: CaseFolder) -> Expected:
    f.layer("rivers.shp", communes().assign(rank=1))
    return Expected("rivers.shp", 1, "geometry", ("not a line", "Draw it as a line"))
