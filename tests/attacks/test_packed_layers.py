"""Archives, XML and geodatabases of strangers: bombs, links, names that lead out, entities."""

from __future__ import annotations

import io
import json
import os
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from attackkit import Stage
from casefolder import layers, write_layer
from test_layer_drivers import put

pytestmark = pytest.mark.attack

LAND = "0,12 3,12 3,15 0,15 0,12"
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark id="land">{more}'
    "<name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{where}</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
)


def kml(name: str = "Land", where: str = LAND, more: str = "", before: str = "") -> str:
    return before + KML.format(name=name, where=where, more=more)


def gml(more: str = "", name: str = "Land", before: str = "", head: str = "") -> str:
    return (
        f'{before}<f:Many xmlns:f="http://f.example" xmlns:gml="http://www.opengis.net/gml/3.2" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {head}>'
        f'<gml:featureMember><f:Area gml:id="q">{more}<f:id>land</f:id><f:name>{name}</f:name>'
        '<f:shape><gml:Polygon gml:id="g" srsName="EPSG:4326"><gml:exterior><gml:LinearRing>'
        "<gml:posList>0 12 3 12 3 15 0 15 0 12</gml:posList></gml:LinearRing></gml:exterior>"
        "</gml:Polygon></f:shape></f:Area></gml:featureMember></f:Many>"
    )


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 20}'>" for a, b in zip("abcdef", "bcdefg", strict=True))
    + "]>"
)
ENTITIES = {
    "entity": ("<!DOCTYPE x [<!ENTITY n 'Land'>]>", "&n;"),
    "laughs": (LAUGHS, "&g;"),
    "external-entity": ("<!DOCTYPE x [<!ENTITY n SYSTEM '{outside}/secret.txt'>]>", "&n;"),
    "external-entity-network": ("<!DOCTYPE x [<!ENTITY n SYSTEM '{url}/x'>]>", "&n;"),
    "external-dtd": ("<!DOCTYPE x SYSTEM '{outside}/secret.txt'>", "Land"),
    "external-dtd-network": ("<!DOCTYPE x SYSTEM '{url}/x.dtd'>", "Land"),
    "parameter-entity": ("<!DOCTYPE x [<!ENTITY % p SYSTEM '{url}/x'> %p;]>", "Land"),
    "undeclared-entity": ("", "&nbsp;"),
}


def here(text: str, stage: Stage) -> str:
    return text.replace("{outside}", str(stage.outside)).replace("{url}", stage.url)


@pytest.mark.parametrize("extension", [".kml", ".gml"])
@pytest.mark.parametrize("kind", ENTITIES)
def test_entities_and_document_types_are_refused(stage: Stage, kind, extension):
    before, name = (here(text, stage) for text in ENTITIES[kind])
    make = kml if extension == ".kml" else gml
    put(stage, "country", extension, make(name=name, before=before))
    stage.see_refused("document type" if before else "cannot be read")


KML_LINKS = {
    "network-link": "<NetworkLink><Link><href>{url}/x.kml</href></Link></NetworkLink>",
    "network-link-outside": "<NetworkLink><Link><href>{outside}/secret.kml</href></Link>"
    "</NetworkLink>",
    "network-link-by-prefix": "<kml:NetworkLink><href>{url}/x.kml</href></kml:NetworkLink>",
    "control": "<NetworkLinkControl><linkName>x</linkName></NetworkLinkControl>",
}
KML_HARMLESS = {
    "style": "<styleUrl>{url}/style.kml#x</styleUrl>",
    "icon": "<Style><IconStyle><Icon><href>{url}/icon.png</href></Icon></IconStyle></Style>",
    "schema": "<ExtendedData><SchemaData schemaUrl='{url}/schema#x'/></ExtendedData>",
    "image": "<description><![CDATA[<img src='{url}/x.png'>]]></description>",
    "snippet": "<Snippet>&lt;script src='{url}'&gt;</Snippet>",
}


@pytest.mark.parametrize("kind", KML_LINKS)
def test_kml_that_draws_what_lies_elsewhere_is_refused(stage: Stage, kind):
    put(stage, "country", ".kml", kml(more=here(KML_LINKS[kind], stage)))
    stage.see_refused("another file")


@pytest.mark.parametrize("kind", KML_HARMLESS)
def test_what_else_kml_names_is_not_asked(stage: Stage, kind):
    put(stage, "country", ".kml", kml(more=here(KML_HARMLESS[kind], stage)))
    assert stage.see_refused_or_drawn()


@pytest.mark.parametrize(
    "raw",
    [
        kml("<a>" * 5000 + "</a>" * 5000).encode(),
        kml(more="<Folder>" * 200 + "</Folder>" * 200).encode(),
        kml().encode("utf-16"),
        kml().encode("utf-8-sig"),
        kml(where=LAND.replace("3,12", "1e308,1e308")).encode(),
        kml(where="0,0 1,1").encode(),
        kml(where="0,0").encode(),
        kml(where="").encode(),
        kml("\x01").encode(),
        kml("\u202eLand").encode(),
        kml().encode()[:-9],
        kml().encode() * 2,
        b"<?xml version='1.0' encoding='idna'?>" + kml().encode(),
        b"<?xml version='1.0' encoding='zip'?>" + kml().encode(),
        b"<" * 10**6,
        b"<kml>" + b"<Placemark><ExtendedData>" * 40,
    ],
)
def test_odd_kml_is_refused_or_drawn(stage: Stage, raw):
    put(stage, "country", ".kml", raw)
    stage.see_refused_or_drawn()


WFS = 'xmlns:wfs="http://www.opengis.net/wfs"'
GML_PLACES = {
    "schema-outside": 'xsi:schemaLocation="http://f.example {outside}/secret.xsd"',
    "schema-outside-up": "xsi:schemaLocation='http://f.example ../../../outside/secret.xsd'",
    "schema-network": 'xsi:schemaLocation="http://f.example {url}/x.xsd"',
    "schema-without-namespace": 'xsi:noNamespaceSchemaLocation="{outside}/secret.xsd"',
    "schema-of-a-server": 'xsi:schemaLocation="http://f.example {url}/wfs?SERVICE=WFS&amp;'
    'VERSION=1.0.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=f:Area"',
    "schema-by-spaces": 'xsi:schemaLocation \n= \n"http://f.example {outside}/secret.xsd"',
}
GML_PARTS = {
    "xlink-network": '<f:part xlink:href="{url}/x.gml#a"/>',
    "xlink-outside": '<f:part xlink:href="{outside}/secret.xsd"/>',
    "xlink-geometry": '<f:other><gml:Polygon xlink:href="{url}/x.gml#a"/></f:other>',
    "include": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}/x"/>',
}


@pytest.mark.parametrize("kind", [*GML_PLACES, *GML_PARTS])
def test_what_gml_names_is_not_opened(stage: Stage, kind):
    (stage.outside / "secret.xsd").write_text("<xs:schema xmlns:xs='x'/>")
    stage.settle()
    head = here(GML_PLACES.get(kind, ""), stage)
    text = gml(more=here(GML_PARTS.get(kind, ""), stage), head=head)
    if kind == "schema-of-a-server":
        text = text.replace("f:Many", "wfs:FeatureCollection").replace(
            "xmlns:f=", f"{WFS} xmlns:f="
        )
    put(stage, "country", ".gml", text)
    assert stage.see_refused_or_drawn()


def test_so_it_is_by_a_file_beside_gml(stage: Stage):
    """Drivers look for a schema of the same name beside the layer, and write one."""
    put(stage, "country", ".gml", gml())
    for end in (".gfs", ".xsd", ".resolved.gml"):
        stage.case.path(f"country{end}").symlink_to(stage.outside / "secret.txt")
    stage.see_refused_or_drawn()
    assert sorted(p.suffix for p in stage.case.geodata.glob("country.*") if p.is_symlink()) == [
        ".gfs", ".gml", ".xsd",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        gml().encode("utf-16"),
        b"\x1f\x8b" + zlib.compress(gml().encode()),
        gml("<f:deep>" * 500 + "</f:deep>" * 500).encode(),
        gml("<f:a>x</f:a>" * 5000).encode(),
        gml().replace("EPSG:4326", "http://x.example/crs").encode(),
        gml().replace("0 12 3 12", "0 nan 1e999 12").encode(),
        gml().replace("0 12 3 12", "0 12 3").encode(),
        gml().encode()[:-30],
        b"<gml>",
    ],
)
def test_odd_gml_is_refused_or_drawn(stage: Stage, raw):
    put(stage, "country", ".gml", raw)
    stage.see_refused_or_drawn()


def files(extension: str = ".shp") -> dict[str, bytes]:
    """The country as a shapefile, by name."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write_layer(layers()["country.shp"], Path(folder) / f"country{extension}")
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def archive(*more: tuple[zipfile.ZipInfo | str, bytes], good: bool = True) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files().items() if good else ():
            packed.writestr(name, data)
        for item, data in more:
            packed.writestr(item, data, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def link(name: str, to: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info, to.encode()


def odd(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("x")
    info.filename, info.external_attr = name, mode << 16
    return info


def lying(raw: bytes, size: int) -> bytes:
    """The archive with another size of its first file, as it says of itself."""
    data = bytearray(raw)
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, size)
    struct.pack_into("<I", data, 22, size)
    return bytes(data)


def many_names(count: int) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as packed:
        for i in range(count):
            packed.writestr(f"{i}.txt", b"")
    return raw.getvalue()


def encrypted() -> bytes:
    data = bytearray(archive())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def long_list() -> bytes:
    """An end record that says that the list of files is all of a large file."""
    size = 64 << 20
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, size, 4, 0)
    return b"PK\x03\x04" + b"\0" * size + end


def twice() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as packed:
        for name, data in files().items():
            packed.writestr(name, data)
        with warnings.catch_warnings(action="ignore"):
            packed.writestr(odd("country.shp"), b"x")
    return raw.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "way-up": (lambda: archive((odd("../../../outside/new.shp"), b"x")), "leads out"),
    "way-up-inside": (lambda: archive((odd("a/../../../outside/new.shp"), b"x")), "leads out"),
    "absolute": (lambda: archive((odd("/tmp/new.shp"), b"x")), "leads out"),
    "drive": (lambda: archive((odd("C:\\new.shp"), b"x")), "leads out"),
    "backslash": (lambda: archive((odd("..\\..\\new.shp"), b"x")), "leads out"),
    "nul": (lambda: archive((odd("country.shp\0.txt"), b"x")), ""),
    "control": (lambda: archive((odd("a\x1b[2J.shp"), b"x")), "leads out"),
    "direction": (lambda: archive((odd("a\u202eb.shp"), b"x")), "leads out"),
    "link": (lambda: archive(link("country2.shp", "/etc/passwd")), "link or a device"),
    "link-folder": (lambda: archive(link("sub", "../../outside")), "link or a device"),
    "pipe": (lambda: archive((odd("x.shp", 0o010644), b"")), "link or a device"),
    "device": (lambda: archive((odd("x.shp", 0o020644), b"")), "link or a device"),
    "nested": (lambda: archive(("country.zip", archive()), good=False), "no layer"),
    "nested-kmz": (lambda: archive(("a/b.kmz", archive()), good=False), "no layer"),
    "nothing": (lambda: archive(good=False), ""),
    "encrypted": (encrypted, "encrypted"),
    "many-files": (lambda: many_names(5000), "lists 5,000 files"),
    "long-list": (long_list, "cannot be unpacked"),
    "twice": (twice, "two files of one name"),
    "cut": (lambda: archive()[:-40], "cannot be unpacked"),
    "garbled": (lambda: archive().replace(b"PK\x01\x02", b"PK\x01\x03"), "cannot be unpacked"),
    "says-less": (lambda: lying(archive(), 3), ""),
    "says-more": (lambda: lying(archive(), 2**31), "unpacks to"),
    "text": (lambda: b"once upon a time", "not what its extension"),
}


@pytest.mark.parametrize("extension", [".zip", ".kmz"])
@pytest.mark.parametrize("kind", REFUSED)
def test_an_archive_that_is_a_trap_is_refused(stage: Stage, kind, extension):
    make, said = REFUSED[kind]
    put(stage, "country", extension, make())
    if extension == ".kmz" and said in {"unpacks to", "encrypted"}:
        said = ""  # it has no KML: as bad
    stage.see_refused(said)
    assert not (stage.outside / "new.shp").exists()


@pytest.mark.parametrize("member", ["country.shp", "country.dbf", "doc.kml", "land.gdb/gdb"])
def test_a_bomb_is_refused_before_it_bursts(stage: Stage, member):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files().items():
            if name != member and not member.startswith(("doc", "land")):
                packed.writestr(name, data)
        with packed.open(member, "w", force_zip64=True) as file:
            for _ in range(300):
                file.write(b"\0" * (1 << 20))
    put(stage, "country", ".zip", raw.getvalue())
    outcome = stage.see_refused("unpacks to")
    assert outcome.seconds < 30


def test_a_bomb_that_lies_about_its_size(stage: Stage):
    """It says that it is small, and what it holds is not."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("country.kml", b" " * (200 << 20))
    put(stage, "country", ".zip", lying(raw.getvalue(), 1000))
    stage.see_refused()


def gdb(stage: Stage, name: str = "country.gdb") -> Path:
    write_layer(layers()["country.shp"], stage.case.geodata / name)
    stage.case.replace("case.toml", '"country.shp"', f'"{name}"')
    return stage.case.geodata / name


def test_a_geodatabase_is_read(stage: Stage):
    gdb(stage)
    assert stage.see_refused_or_drawn()


@pytest.mark.parametrize("kind", ["file", "table", "folder", "pipe", "name", "whole", "inner"])
def test_a_geodatabase_with_what_is_none_of_its_files(stage: Stage, kind):
    folder = gdb(stage)
    if kind == "file":
        (folder / "a00000099.gdbtable").symlink_to(stage.outside / "secret.txt")
    elif kind == "table":
        table = max(folder.glob("*.gdbtable"), key=lambda path: path.stat().st_size)
        table.replace(stage.outside / "moved.gdbtable")
        stage.settle()
        table.symlink_to(stage.outside / "moved.gdbtable")
    elif kind == "folder":
        (folder / "sub").symlink_to(stage.outside)
    elif kind == "pipe":
        os.mkfifo(folder / "a00000098.gdbtable")
    elif kind == "name":
        (folder / "a\x1b[2J.gdbtable").write_bytes(b"x")
    elif kind == "inner":
        (folder / "sub").mkdir()
    else:
        folder.rename(stage.outside / "moved.gdb")
        stage.settle()
        folder.symlink_to(stage.outside / "moved.gdb")
    stage.see_refused()


def test_a_geodatabase_whose_tables_are_cut(stage: Stage):
    for path in gdb(stage).glob("*.gdbtable"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    stage.see_refused_or_drawn()


def topology(**more: object) -> str:
    land = {"type": "Polygon", "arcs": [[0]], "id": "land", "properties": {"name": "Land"}}
    ring = [[0, 12], [3, 12], [3, 15], [0, 15], [0, 12]]
    return json.dumps({"type": "Topology", "objects": {"x": land}, "arcs": [ring], **more})


def ring_of(arcs: list[int]) -> dict[str, object]:
    land = {"type": "Polygon", "arcs": [arcs], "id": "land", "properties": {"name": "Land"}}
    return {"objects": {"x": land}}


DEEP = '{"type":"GeometryCollection","geometries":[' * 3000 + "]}" * 3000
TOPOLOGIES = {
    "plain": topology(),
    "nan": topology(arcs=[[[0, 12], [float("nan"), 12], [3, 15], [0, 12]]]),
    "infinite": topology(transform={"scale": [1e308, 1e308], "translate": [1e308, 0]}),
    "long-numbers": topology().replace("[3, 12]", f"[{'1' * 5000}, 12]"),
    "true-numbers": topology().replace("[3, 12]", "[true, 12]"),
    "arc-repeated": topology(**ring_of([0] * 300_000)),
    "arcs-forth-and-back": topology(**ring_of([0, ~0] * 10)),
    "arc-of-text": topology(**ring_of(["0"])),  # type: ignore[list-item]
    "arc-negative": topology(**ring_of([-99])),
    "no-ring": topology(arcs=[[[0, 12]]]),
    "empty-ring": topology(**ring_of([])),
    "deep": topology().replace('{"x": ', '{"y": ' + DEEP + ', "x": '),
    "deep-alone": '{"type":"Topology","arcs":[],"objects":{"x":' + DEEP + "}}",
    "many-columns": topology(
        objects={
            "x": {
                "type": "GeometryCollection",
                "geometries": [{"type": None, "properties": {f"c{i}": i}} for i in range(3000)],
            }
        }
    ),
    "column-of-our-own": topology().replace('"name": ', '"__geometry__": 1, "name": '),
}


@pytest.mark.parametrize("kind", TOPOLOGIES)
def test_odd_topojson_is_refused_or_drawn(stage: Stage, kind):
    put(stage, "country", ".topojson", TOPOLOGIES[kind])
    built = stage.see_refused_or_drawn()
    assert built == (kind in {"plain", "column-of-our-own"})
