"""Every file that comes out is read by a second reader, made from a case of hostile names.

Each format has readers of its own here: Python's `json` without its liberties, `xml`, GDAL through
pyogrio, SQLite, Arrow, `csv`, and for pages an HTML parser. Names come back as they were written,
what is missing is missing, and no writer's word for it (NaN, NaT, <NA>, None) stands in a file.
"""

from __future__ import annotations

import ast
import base64
import csv
import datetime as dt
import gzip
import io
import json
import sqlite3
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pyogrio
import pytest
from casefolder import CaseFolder
from click.testing import CliRunner
from hostilenames import LONG, NAMES, PLACES, write_hostile

import mapper
from mapper.build.onecase import BuildOptions
from mapper.cli import main
from mapper.core.xmltext import xml_text
from mapper.outputs.geo.geojson import LAYERS
from mapper.outputs.geo.vector import FORMATS

pytestmark = pytest.mark.slow

DAY = "2012-08-15"
SPAN = ("2012-01-05", "2012-09-15")
NO_VALUES = {"nan", "NaT", "<NA>", "None", "null", "inf", "Infinity"}
"""What careless writers put where there is nothing; a name is ``NaN``, so that stands aside."""
DATA = ("application/json", "application/gzip")


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> CaseFolder:
    return write_hostile(tmp_path_factory.mktemp("names"))


@pytest.fixture(scope="module")
def command(own):
    """Run a command on the case; its stdout as bytes."""

    def run(*words: str, code: int = 0) -> bytes:
        result = CliRunner().invoke(main, [*words, "--case", str(own.case)])
        assert result.exit_code == code, result.output
        return result.stdout_bytes

    return run


@pytest.fixture(scope="module")
def history(own):
    return mapper.build_history(mapper.read_case(own.case))


@pytest.fixture(scope="module")
def built(own, tmp_path_factory) -> Path:
    """A whole build with two days."""
    folder = tmp_path_factory.mktemp("built") / "out"
    days = tuple(dt.date.fromisoformat(day) for day in (DAY, SPAN[1]))
    mapper.build(mapper.read_case(own.case), folder, BuildOptions(dates=days))
    return folder


# The readers


def strict(raw: bytes | str):
    """JSON that a reader other than Python takes: no NaN, no infinity, no name twice."""

    def refuse(word: str):
        raise AssertionError(f"not JSON: {word}")

    def once(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"a name twice: {keys}"
        return dict(pairs)

    return json.loads(raw, parse_constant=refuse, object_pairs_hook=once)


def leaves(value) -> Iterator[object]:
    """All texts, numbers and nulls of parsed JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """CSV whose rows are all as long as its header."""
    header, *rows = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True)
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} <= {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


class Page(HTMLParser):
    """The data blocks of a page, and all tags that it opens."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: dict[str, str] = {}
        self.tags: list[str] = []
        self._kind, self._name = "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append(tag)
        self._kind, self._name = known.get("type") or "", known.get("id") or ""

    def handle_endtag(self, tag):
        self._kind = ""

    def handle_data(self, data):
        if self._kind in DATA:
            packed = self._kind == "application/gzip"
            text = gzip.decompress(base64.b64decode(data)).decode("utf-8") if packed else data
            self.blocks[self._name] = text


def no_stand_ins(values) -> None:
    found = {v for v in values if isinstance(v, str)} & NO_VALUES
    assert not found, f"written for what is missing: {found}"


def names_in(values) -> set[str]:
    """Which hostile names stand in the values as they are."""
    return set(NAMES) & {v for v in values if isinstance(v, str)}


# Snapshots


@pytest.mark.parametrize("layer", LAYERS)
def test_geojson_and_topojson(command, layer: str) -> None:
    for fmt in ("geojson", "topojson"):
        raw = command("snapshot", DAY, "--layer", layer, "--format", fmt, "--out", "-")
        found = list(leaves(strict(raw)))
        no_stand_ins(found)
        assert None in found, "land held from the first day on has no date"
        assert names_in(found) >= {"areas": {NAMES[4]}}.get(layer, {NAMES[9]})
        assert pyogrio.read_info(raw)["features"] > 0


@pytest.mark.parametrize("layer", LAYERS)
def test_kml(command, tmp_path, layer: str) -> None:
    path = tmp_path / "x.kml"
    command("snapshot", DAY, "--layer", layer, "--format", "kml", "--out", str(path))
    root = ElementTree.parse(path).getroot()
    texts = {e.text for e in root.iter() if e.text}
    no_stand_ins(texts)
    wanted = {
        "areas": [NAMES[4]],
        "units": NAMES[-9:],
        "places": [n for n in NAMES[:9] if n != NAMES[1]],
    }[layer]
    assert {xml_text(name) for name in wanted} <= texts
    assert {e.tag.rpartition("}")[2] for e in root.iter()} <= {
        "kml", "Document", "Schema", "SimpleField", "name", "Placemark", "ExtendedData",
        "SchemaData", "SimpleData", "Point", "Polygon", "MultiGeometry", "outerBoundaryIs",
        "innerBoundaryIs", "LinearRing", "coordinates",
    }  # fmt: skip
    assert pyogrio.read_info(path)["features"] == len(root.findall(".//{*}Placemark"))


@pytest.mark.parametrize("layer", LAYERS)
def test_geopackage(command, tmp_path, layer: str) -> None:
    path = tmp_path / "x.gpkg"
    command("snapshot", DAY, "--layer", layer, "--format", "gpkg", "--out", str(path))
    values = sqlite_values(path, f"{layer}_{DAY}")
    assert names_in(values) >= {"areas": {NAMES[4]}}.get(layer, {NAMES[9]})
    if layer != "areas":
        assert None in values


def sqlite_values(path: Path, table: str) -> list[object]:
    """All cells of a layer but its geometry, as SQLite reads them."""
    with sqlite3.connect(path) as base:
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)
        values = [
            v
            for row in base.execute(f'select * from "{table}"')
            for v in row
            if type(v) is not bytes
        ]
    base.close()
    no_stand_ins(values)
    assert not any(isinstance(v, float) and v != v for v in values)
    return values


@pytest.mark.parametrize("layer", LAYERS)
def test_geoparquet(command, tmp_path, layer: str) -> None:
    path = tmp_path / "x.parquet"
    command("snapshot", DAY, "--layer", layer, "--format", "parquet", "--out", str(path))
    table = pq.read_table(path)
    strict(table.schema.metadata[b"geo"])
    values = list(leaves(table.drop_columns("geometry").to_pylist()))
    no_stand_ins(values)
    assert not any(isinstance(v, float) and v != v for v in values), "NaN instead of null"
    assert names_in(values) >= {"areas": {NAMES[4]}}.get(layer, {NAMES[9]})


def test_no_format_or_layer_is_left_out() -> None:
    assert set(FORMATS) == {"geojson", "topojson", "kml", "gpkg", "parquet"}
    assert set(LAYERS) == {"areas", "units", "places"}


def test_a_place_without_population_or_date_has_nulls(command) -> None:
    for fmt in ("geojson", "topojson"):
        raw = command("snapshot", "2012-01-05", "--layer", "places", "--format", fmt, "--out", "-")
        found = strict(raw)
        features = found.get("features") or found["objects"]["places_2012-01-05"]["geometries"]
        by_id = {f["properties"]["place_id"]: f["properties"] for f in features}
        for key in ("population", "since", "evidence_age_days", "last_evidence"):
            assert by_id["post"][key] is None


# Answers and tables


@pytest.mark.parametrize(
    "words",
    [
        *(("who", place, *day) for place in PLACES for day in ((), (DAY,))),
        *(("who", area, *day) for area in ("a1", "c3", "west", "land") for day in ((), (DAY,))),
        ("changes", *SPAN),
        ("changes", *SPAN, "--step"),
        ("changes", *SPAN, "--by", "bloc"),
        ("changes", *SPAN, "--step", "--by", "bloc"),
        ("actors",),
        ("actors", DAY),
        ("actors", "2012-01-05"),
        *(("stats", "--by", by, "--count", "apart") for by in ("holder", "bloc")),
        ("stats", "--by", "status"),
        ("stats", "--within", "commune", "--date", DAY),
    ],
    ids=" ".join,
)
def test_json_of_answers(command, words: tuple[str, ...]) -> None:
    found = list(leaves(strict(command(*words, "--json"))))
    assert found
    no_stand_ins(found)


def test_json_of_check(own, tmp_path) -> None:
    bad = write_hostile(tmp_path)
    for at, place in enumerate(PLACES):
        bad.set("places.csv", place, kind=NAMES[at], population=NAMES[at])
    result = CliRunner().invoke(main, ["check", str(bad.case), "--json"])
    assert result.exit_code == 1
    faults = strict(result.stdout_bytes)["faults"]
    assert len(faults) >= 2 * len(PLACES)
    no_stand_ins(leaves(faults))


@pytest.mark.parametrize("more", [(), ("--by", "bloc")], ids=["holder", "bloc"])
def test_geojson_of_changes(command, more: tuple[str, ...]) -> None:
    raw = command("changes", *SPAN, "--geojson", *more)
    found = list(leaves(strict(raw)))
    no_stand_ins(found)
    assert names_in(found)
    assert pyogrio.read_info(raw)["features"] > 0


TABLES = [
    ("stats", "--within", "commune", "--date", DAY),
    ("stats", "--by", "bloc"),
    ("stats", "--by", "status", "--date", DAY),
    ("changes", *SPAN),
    ("changes", *SPAN, "--step"),
    ("actors",),
    ("actors", DAY),
]


@pytest.mark.parametrize("words", TABLES, ids=" ".join)
def test_csv_is_raw(command, words: tuple[str, ...]) -> None:
    raw = command(*words, "--csv")
    assert not raw.startswith(b"\xef\xbb\xbf")
    values = [cell for row in rows_of(raw) for cell in row.values()]
    no_stand_ins(values)
    if words[0] == "actors" or "commune" in words:
        assert len(names_in(values)) >= 5


@pytest.mark.parametrize("words", TABLES, ids=" ".join)
def test_csv_for_spreadsheets_has_no_formula_and_the_same_numbers(command, words) -> None:
    raw, safe = command(*words, "--csv"), command(*words, "--excel")
    assert safe.startswith(b"\xef\xbb\xbf") and safe.count(b"\xef\xbb\xbf") == 1
    for plain, shown in zip(rows_of(raw), rows_of(safe[3:]), strict=True):
        for column, cell in plain.items():
            said = shown[column]
            assert said.replace("'", "") == cell.replace("'", "")
            if cell and cell[0] in "=+-@＝＋\t":
                assert said == f"'{cell}"
            elif not any(sign in cell for sign in ";\t\n"):
                assert said == cell


def test_excel_names_no_other_format(command) -> None:
    for words in (("stats", "--json"), ("changes", *SPAN, "--geojson"), ("actors", "--json")):
        command(*words, "--excel", code=2)
    command("changes", *SPAN, "--excel", "--out", "x.html", code=2)
    assert not Path("x.html").exists()


# Pages and what a build holds


def test_pages_carry_json(command, history, tmp_path) -> None:
    for words in (("changes", *SPAN, "--html"), ("atlas",), ("map", DAY)):
        for lang in ("en", "fr"):
            path = tmp_path / lang / f"{words[0]}.html"
            path.parent.mkdir(exist_ok=True)
            command(*words, "--lang", lang, "--out", str(path))
            page = Page(path.read_text("utf-8"))
            assert page.blocks, words
            found = [leaf for text in page.blocks.values() for leaf in leaves(strict(text))]
            assert names_in(found) >= set(NAMES[:10])
            assert LONG.strip() in found
            assert set(page.tags) <= {
                "html", "head", "body", "meta", "title", "style", "script", "noscript", "div",
            }  # fmt: skip


def test_layers_of_folium_carry_json(history) -> None:
    import folium

    for layer in (
        mapper.ControlMap(history, dt.date.fromisoformat(DAY)),
        mapper.ControlTimeline(history),
    ):
        chart = folium.Map(location=[13, 1], tiles=None)
        layer.add_to(chart)
        blocks = Page(chart.get_root().render()).blocks
        found = [leaf for text in blocks.values() for leaf in leaves(strict(text))]
        assert names_in(found) >= set(NAMES[:10])


def _json(path: Path) -> None:
    no_stand_ins(leaves(strict(path.read_bytes())))


def _csv(path: Path) -> None:
    no_stand_ins(cell for row in rows_of(path.read_bytes()) for cell in row.values())


def _svg(path: Path) -> None:
    tags = {e.tag.rpartition("}")[2] for e in ElementTree.parse(path).iter()}
    assert "path" in tags
    assert not tags & {"script", "image", "foreignObject", "a"}


def _html(path: Path) -> None:
    page = Page(path.read_text("utf-8"))
    for text in page.blocks.values():
        strict(text)
    assert not {"b", "iframe", "object"} & set(page.tags)


def _script(path: Path) -> None:
    """Data of the pages as a script: the value after the last ``=`` of ours is JSON."""
    if path.stem in {"geometry", "evidence", "texts-en", "texts-fr"}:
        begin, _, rest = path.read_text("utf-8").partition(f".{path.stem.split('-')[0]} = ")
        assert begin
        strict(rest.rstrip().removesuffix(";"))


def _gpkg(path: Path) -> None:
    for name in ("unit_intervals", "place_intervals"):
        assert names_in(sqlite_values(path, name))


def _parquet(path: Path) -> None:
    table = pq.read_table(path)
    if b"geo" in (table.schema.metadata or {}):
        strict(table.schema.metadata[b"geo"])
        table = table.drop_columns("geometry")
    no_stand_ins(leaves(table.to_pylist()))


READERS = {
    ".json": _json, ".geojson": _json, ".csv": _csv, ".svg": _svg, ".html": _html,
    ".js": _script, ".gpkg": _gpkg, ".parquet": _parquet, ".css": None, ".txt": None,
}  # fmt: skip
"""How each kind of file is read; style and licence are ours and hold nothing of a case."""


def test_every_file_of_a_build(built: Path) -> None:
    files = [path for path in built.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == set(READERS), "a kind of file without a reader"
    for path in files:
        if (reader := READERS[path.suffix]) is not None:
            reader(path)


def test_the_chart_leaves_room_for_itself(built: Path) -> None:
    for path in (built / "charts").iterdir():
        texts = ["".join(e.itertext()) for e in ElementTree.parse(path).findall(".//{*}text")]
        assert max(map(len, texts)) < 60


# At the root


def test_no_json_is_written_with_pythons_liberties() -> None:
    """Each call of json.dump or json.dumps refuses NaN, so that none comes back some day."""
    calls = [
        (path, call)
        for path in Path(mapper.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"dump", "dumps"}
        and getattr(call.func.value, "id", "") == "json"
    ]
    assert len(calls) >= 3
    for path, call in calls:
        said = {k.arg: k.value for k in call.keywords}
        assert ast.unparse(said.get("allow_nan", ast.Constant(True))) == "False", path
