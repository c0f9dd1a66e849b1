"""`mapper changes`: what is written, in every form."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from shapely.geometry import shape

from mapper.cli import main
from mapper.core.errors import UsageError
from mapper.figures.between import WAYS, net_changes
from mapper.figures.changedays import daily_changes
from mapper.outputs.geo.changemap import changes_geojson
from mapper.outputs.pages.changespage import changes_page, changes_payload
from mapper.outputs.pages.document import Tiles
from mapper.outputs.text.changes import changes_text, row_name, steps_text
from mapper.outputs.text.numerals import whole

pytestmark = pytest.mark.slow

FIRST, LAST = "2012-01-16", "2012-04-06"


@pytest.fixture(scope="module")
def fall(mali):
    """What changed hands in Mali from January to April 2012."""
    return net_changes(
        mali, mali.case.first_day.fromisoformat(FIRST), mali.case.first_day.fromisoformat(LAST)
    )


@pytest.fixture
def run(tiny_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def command(line: str):
        words = ["changes", *line.split(), "--case", str(tiny_folder)]
        return CliRunner().invoke(main, words)

    return command


# text


def test_csv_holds_the_pairs_with_lists_joined(mali, fall) -> None:
    rows = list(csv.DictReader(io.StringIO(changes_text(mali, fall, "csv"))))
    pairs = fall.pairs()
    assert [row["to_holder"] for row in rows] == pairs["to_holder"].tolist()
    assert [float(row["area_km2"]) for row in rows] == pairs["area_km2"].tolist()
    assert [tuple(row["unit_ids"].split("+")) for row in rows] == pairs["unit_ids"].tolist()


def test_json_names_every_unit_and_place_with_its_sources(mali, fall) -> None:
    data = json.loads(changes_text(mali, fall, "json"))
    assert {
        "schema": 1,
        "case": "mali",
        "from": FIRST,
        "to": LAST,
        "by": "holder",
    }.items() <= data.items()
    assert "steps" not in data
    snapshot = mali.at(fall.last)
    for pair, row in zip(data["pairs"], fall.pairs().to_dict("records"), strict=True):
        assert [u["unit_id"] for u in pair["unit_list"]] == list(row["unit_ids"])
        assert [p["place_id"] for p in pair["place_list"]] == list(row["place_ids"])
        assert sum(u["area_km2"] for u in pair["unit_list"]) == pytest.approx(pair["area_km2"])
        for unit in pair["unit_list"]:
            assert unit["events"] == list(snapshot.units.at[unit["unit_id"], "made"])
            assert unit["sources"], unit["unit_id"]
        assert all(place["sources"] for place in pair["place_list"])


def test_table_reads_well(mali, fall) -> None:
    text = changes_text(mali, fall, "table")
    assert text.startswith("Mali War: what changed hands between 2012-01-16 and 2012-04-06\n")
    assert (
        "850 898 km² of land (67.8 %), 1 541 243 people, 100 units and 43 towns changed hands."
        in text
    )
    assert "Government  MNLA" in text
    assert (
        "Government → shared\n  Gao (MNLA, MOJWA and Ansar Dine), Timbuktu (Ansar Dine and MNLA)"
        in text
    )
    assert "  Kidal (with MNLA), " in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_people_are_counted_where_the_case_has_figures(mali, fall, tiny) -> None:
    pairs = fall.pairs()
    for row in pairs.to_dict("records"):
        assert row["population"] == mali.units.loc[list(row["unit_ids"]), "population"].sum()
    table = changes_text(mali, fall, "table")
    assert f"{pairs['population'].iat[0]:,}".replace(",", " ") in table
    feature = json.loads(changes_geojson(mali, fall))["features"][0]
    assert feature["properties"]["population"] == pairs["population"].iat[0]
    without = net_changes(tiny, tiny.case.first_day, tiny.case.last_day)
    assert "population" not in without.pairs()
    assert "people" not in changes_text(tiny, without, "table")
    assert (
        "population" not in json.loads(changes_geojson(tiny, without))["features"][0]["properties"]
    )


def test_table_says_which_are_new_names(mali, day) -> None:
    found = net_changes(mali, day("2014-01-01"), day("2017-12-31"))
    lines = changes_text(mali, found, "table").splitlines()
    assert any(line.startswith("MNLA ") and line.endswith("same party, new name") for line in lines)
    hands = found.pairs().query("kind == 'hands'")
    assert f"{hands['units'].sum()} units and {hands['towns'].sum()} towns" in lines[1]
    ways = found.ways()
    parts = [f"{whole(km2)} km² and {towns} towns" for km2, towns in ways.values() if km2]
    how = " ".join(line.strip() for line in lines[2:5])
    assert how.startswith("How: ") and " by force; " in how and ", not told how." in how
    assert all(part in how for part in parts)
    assert f"By name only, not counted: {parts[-1]}." in lines


def test_only_a_new_name_is_no_change_of_hands(mali, day) -> None:
    found = net_changes(mali, day("2023-09-16"), day("2023-09-17"))
    lines = changes_text(mali, found, "table").splitlines()
    assert lines[1] == "Nothing changed hands."
    assert lines[2].startswith("By name only, not counted: 150 156 km²")


def test_json_says_the_way_of_each(mali, fall) -> None:
    data = json.loads(changes_text(mali, fall, "json"))
    assert list(data["ways"]) == ["force", "unopposed"]
    areas = dict.fromkeys(data["ways"], 0.0)
    for pair in data["pairs"]:
        for unit in pair["unit_list"]:
            areas[unit["way"]] += unit["area_km2"]
        assert {place["way"] for place in pair["place_list"]} <= {*WAYS}
    assert areas == {way: pytest.approx(sums["area_km2"]) for way, sums in data["ways"].items()}


def test_steps_as_lines_csv_and_json(mali, day) -> None:
    found = net_changes(mali, day("2012-04-06"), day("2013-02-01"))
    steps = daily_changes(mali, found.first, found.last)
    text = steps_text(mali, found, steps, "table")
    block = text.split("\n2013-01-28\n")[1].split("\n\n")[0].replace("\u00a0", " ")
    assert "  Ansar Dine → Government with France: Timbuktu; 2 971 km²" in block
    assert "  held by Ansar Dine, also claimed by the MNLA: Léré" in text
    assert "France launches Operation Serval" in text
    rows = list(csv.DictReader(io.StringIO(steps_text(mali, found, steps, "csv"))))
    assert [row["date"] for row in rows] == steps["date"].tolist()
    assert rows[0]["sources"] == " ".join(steps["sources"].iat[0])
    data = json.loads(steps_text(mali, found, steps, "json"))
    assert data["steps"][0]["place_ids"] == list(steps["place_ids"].iat[0])


def test_steps_without_a_day_stand_apart(mali, day) -> None:
    found = net_changes(mali, day("2018-05-01"), day("2018-12-31"))
    steps = daily_changes(mali, found.first, found.last)
    text = steps_text(mali, found, steps, "table")
    block = text.split("\n\nSome time in 2018 (shown from 2018-07-02 on)\n")[1].split("\n\n")[0]
    assert block == "  shared → Government: Indelimane"
    assert "\n2018-07-02\n" not in text and "\n2018-06-30\n" not in text
    dates = dict(zip(steps["date"], steps["open_date"], strict=True))
    assert (dates["2018-07-02"], dates["2018-07-29"]) == ("2018", "")
    assert '"open_date": "2018~"' in steps_text(mali, found, steps, "json")


def test_land_without_places_is_named(mali) -> None:
    found = net_changes(mali, mali.case.first_day, mali.case.last_day)
    steps = daily_changes(mali, found.first, found.last)
    alone = steps[(steps["units"] > 0) & (steps["place_ids"].map(len) == 0)]
    assert len(alone)
    text = " ".join(steps_text(mali, found, alone, "table").split())
    assert text.count("countryside of ") == len(alone)
    assert " in Koulikoro Region; " in text  # not to be taken for the town of that name


def test_rows_by_bloc_have_names_of_blocs(mali, day) -> None:
    found = net_changes(mali, day(FIRST), day(LAST), by="bloc")
    assert mali.blocs["azawad"].name in changes_text(mali, found, "table")
    assert row_name(mali, "shared", "bloc") == "shared"
    data = json.loads(changes_text(mali, found, "json"))
    assert {pair["to_bloc"] for pair in data["pairs"]} >= {"azawad"}


def test_an_unknown_format_is_refused(mali, fall) -> None:
    with pytest.raises(UsageError, match="use one of: csv, excel, json, table"):
        changes_text(mali, fall, "xml")


# GeoJSON


def test_geojson_holds_one_feature_for_each_pair(mali, fall) -> None:
    data = json.loads(changes_geojson(mali, fall))
    pairs = fall.pairs().to_dict("records")
    assert {
        "type": "FeatureCollection",
        "from": FIRST,
        "to": LAST,
        "by": "holder",
    }.items() <= data.items()
    assert "crs" not in data
    assert len(data["features"]) == len(pairs)
    for feature, pair in zip(data["features"], pairs, strict=True):
        said = feature["properties"]
        assert (said["from"], said["to"], said["kind"]) == (
            pair["from_holder"],
            pair["to_holder"],
            "hands",
        )
        assert said["area_km2"] == pytest.approx(pair["area_km2"], abs=1e-3)
        assert said["unit_ids"] == list(pair["unit_ids"])
        assert said["place_ids"] == list(pair["place_ids"])
        assert said["places"] == [str(n) for n in mali.places.loc[said["place_ids"], "name"]]
        geometry = shape(feature["geometry"])
        whole = shapely.union_all(mali.units.geometry.loc[said["unit_ids"]].to_numpy())
        assert geometry.is_valid
        assert geometry.symmetric_difference(whole).area < 1e-4
        for part in shapely.get_parts(geometry):
            assert part.exterior.is_ccw
        assert np.allclose(feature["bbox"], geometry.bounds)
    assert data["features"][0]["properties"]["fill"] == mali.actors["mnla"].colour


def test_geojson_of_places_alone_is_points(mali, day) -> None:
    found = net_changes(mali, day("2014-01-01"), day("2017-12-31"))
    features = json.loads(changes_geojson(mali, found))["features"]
    points = [f for f in features if not f["properties"]["unit_ids"]]
    assert points
    for feature in points:
        assert feature["geometry"]["type"] == "MultiPoint"
        assert len(feature["geometry"]["coordinates"]) == len(feature["properties"]["place_ids"])
        assert "marker-color" in feature["properties"]
    names = [f["properties"] for f in features if f["properties"]["kind"] == "succession"]
    assert all(n["fill-opacity"] < 0.5 for n in names if n["unit_ids"])


def test_geojson_of_no_change_is_an_empty_collection(tiny, day) -> None:
    data = json.loads(
        changes_geojson(tiny, net_changes(tiny, day("2012-01-01"), day("2012-01-02")))
    )
    assert data["features"] == []


# page


def test_payload_is_what_changed(mali, fall) -> None:
    payload, claims = changes_payload(mali, fall)
    ids = mali.units.index
    for pair, row in zip(payload["pairs"], fall.pairs().to_dict("records"), strict=True):
        assert tuple(ids[pair["units"]]) == row["unit_ids"]
        assert tuple(mali.places.index[pair["places"]]) == row["place_ids"]
        assert pair["area_km2"] == pytest.approx(row["area_km2"], abs=0.06)
    gao = payload["place_steps"][str(mali.places.index.get_loc("gao"))]
    assert [(step["from"], step["to"]) for step in gao] == [("government", "shared")]
    assert {step["claim"] for step in gao} <= set(claims)


def test_page_is_one_file_and_the_same_each_time(mali, fall) -> None:
    text = changes_page(mali, fall)
    assert text == changes_page(mali, fall)
    assert "<title>Mali War – 2012-01-16 – 2012-04-06</title>" in text
    assert "mapper.startChanges(L, " in text
    assert 'src="' not in text
    assert "openstreetmap" not in changes_page(mali, fall, tiles=None)
    other = changes_page(mali, fall, tiles=Tiles("https://tiles.example/{z}/{x}/{y}", "Somebody"))
    assert "img-src data: https://tiles.example" in other


def test_page_is_by_holder(mali, day) -> None:
    found = net_changes(mali, day(FIRST), day(LAST), by="bloc")
    with pytest.raises(ValueError, match="by holder"):
        changes_page(mali, found)


# command


def test_command_writes_csv_when_piped(run, tiny, day) -> None:
    result = run("2012-01-01 2012-03-05")
    assert (result.exit_code, result.stderr) == (0, "")
    found = net_changes(tiny, day("2012-01-01"), day("2012-03-05"))
    assert result.stdout == changes_text(tiny, found, "csv")
    stepped = run("2012-01-01 2012-03-05 --step")
    assert stepped.stdout.startswith("date,what,from_holder,to_holder,parties,area_km2")
    assert json.loads(run("2012-01-01 2012-03-05 --step --json").stdout)["steps"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.csv", "from_holder"),
        ("a.json", "{\n"),
        ("a.geojson", '{"type":"Feature'),
        ("a.html", "<!DOCTYPE html>"),
    ],
)
def test_ending_of_the_file_stands_for_the_option(run, tmp_path, name: str, begins: str) -> None:
    result = run(f"2012-01-01 2012-03-05 --out {name}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_page_has_a_name_by_default_and_goes_to_stdout_when_asked(run, tmp_path) -> None:
    assert run("2012-01-01 2012-03-05 --html").exit_code == 0
    path = tmp_path / "tiny-2012-01-01-2012-03-05.html"
    text = path.read_text(encoding="utf-8")
    assert run("2012-01-01 2012-03-05 --html --out -").stdout == text
    french = run("2012-01-01 2012-03-05 --html --lang fr --out -").stdout
    assert '<html lang="fr">' in french


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("2012-03-05 2012-01-01", 2, "does not come after the first"),
        ("2012-03-05 2012-03-05", 2, "does not come after the first"),
        ("2011-03-05 2012-03-05", 2, "lies outside the case"),
        ("2012-03-05", 2, "Missing argument 'TO'"),
        ("2012-3-5 2012-03-06", 2, "is not a day"),
        ("2012-01-01 2012-03-05 --step --html", 2, "--step gives a list"),
        ("2012-01-01 2012-03-05 --by bloc --html", 2, "colours by holder"),
    ],
)
def test_wrong_calls(run, line: str, code: int, message: str) -> None:
    result = run(line)
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""
