"""Land of which an area model says nothing: from the rules to every output."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest
from casefolder import write_case
from country import (
    PLACE_IDS,
    UNITS,
    claim,
    day_of_january,
    make_claims,
    make_places,
    make_rules,
    make_tables,
    node_of,
    state_on,
)

import mapper
from mapper.answers.verdicts import story, who
from mapper.core.model import NO_DATA, State
from mapper.core.vocabulary import NEUTRAL_COLOURS
from mapper.figures.areas import area_table
from mapper.figures.counting import candidates, central, certain, status_candidates
from mapper.figures.days import date_range
from mapper.figures.events import target_changes
from mapper.history.geopackage import export_geopackage
from mapper.history.languages import translated
from mapper.history.store import load_history, save_history
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.geo.vector import snapshot_frame
from mapper.outputs.pages.atlas.payload import atlas_payload
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.pages.geometry import geometry_payload
from mapper.outputs.pictures.charts import share_chart
from mapper.outputs.text.answers import who_text
from mapper.rules.timeline import build_timeline

DAY = dt.date(2012, 7, 15)
NOTHING = State(NO_DATA, status=NO_DATA)


def silent_timeline(*lines: str, silent: tuple[str, ...]):
    """The 3 × 3 country, with nothing said of some communes."""
    numbers = np.array([UNITS.index(unit) for unit in silent])
    tables = replace(make_tables(), no_data=numbers)
    claims = make_claims([claim(line) for line in lines])
    return build_timeline(claims, make_places(), tables, make_rules())


def test_no_claim_reaches_land_without_data() -> None:
    lines = ("3 row_c:all capture reb", "5 c3:countryside capture jih", "7 far capture jih")
    timeline = silent_timeline(*lines, silent=("c3", "a3"))
    for unit in ("c3", "a3"):
        rows = timeline.intervals[timeline.intervals["target"] == node_of(unit)]
        assert len(rows) == 1
        assert [timeline.states[code] for code in rows["state"]] == [NOTHING]
        assert rows["level"].tolist() == ["none"]
        assert rows["cause"].tolist() == ["baseline"]
        assert rows["start"].tolist() == [day_of_january(1)]
        assert not (timeline.evidence["target"] == node_of(unit)).any()
    assert state_on(timeline, "c2", 4).holder == "reb"


def test_a_merger_changes_nothing_where_nothing_is_said() -> None:
    rules = make_rules([("gov", "ally", "2012-01-10")])
    tables = replace(make_tables(), no_data=np.array([8]))
    timeline = build_timeline(make_claims([]), make_places(), tables, rules)
    assert state_on(timeline, "c3", 20) == NOTHING
    assert state_on(timeline, "c2", 20).holder == "ally"


def test_a_village_in_land_without_data_follows_its_seat_and_area_claims() -> None:
    tables = replace(make_tables(), no_data=np.array([UNITS.index("c3")]))
    tables.place_seat[PLACE_IDS.index("far")] = PLACE_IDS.index("south")
    claims = make_claims([claim("4 south capture jih"), claim("9 row_c:all capture reb")])
    timeline = build_timeline(claims, make_places(), tables, make_rules())
    assert [state_on(timeline, "far", day).holder for day in (3, 4, 9)] == ["gov", "jih", "reb"]


def test_a_village_in_land_without_data_stands_alone_without_a_seat() -> None:
    timeline = silent_timeline("3 row_c:all capture reb", silent=("c3",))
    assert state_on(timeline, "far", 2).holder == "gov"
    assert state_on(timeline, "far", 3).holder == "reb"
    timeline = silent_timeline("3 c3:countryside capture reb", silent=("c3",))
    assert state_on(timeline, "far", 5).holder == "gov"


def test_no_data_is_a_row_of_its_own_and_never_in_doubt() -> None:
    for name in (str, lambda _: "bloc"):
        assert central(NOTHING, name) == NO_DATA
        assert candidates(NOTHING, name) == {NO_DATA}
        assert certain(NOTHING, NO_DATA, candidates(NOTHING, name))
    assert status_candidates(NOTHING) == {NO_DATA}


@pytest.fixture(scope="module", params=["voronoi", "hex"])
def history(request, tiny_folder):
    options = {"within": "cercle"} if request.param == "voronoi" else {"resolution": 4}
    case = mapper.with_area_model(
        mapper.read_case(tiny_folder), request.param, max_km=45, **options
    )
    return mapper.build_history(case)


@pytest.fixture(scope="module")
def silent(history) -> np.ndarray:
    """Units of which nothing is said."""
    states = history.at(DAY).units["holder"]
    found = (states == NO_DATA).to_numpy()
    assert 0 < found.sum() < len(found)
    return found


def test_area_counts_as_no_data_on_every_day(history, silent) -> None:
    total = history.units["area_km2"].sum()
    expected = history.units["area_km2"].to_numpy()[silent].sum()
    for by in ("holder", "bloc", "status"):
        table = area_table(history, date_range(history, "month"), by=by)
        assert table.groupby("date")["area_km2"].sum().to_numpy() == pytest.approx(total, rel=1e-12)
        rows = table[table[by] == NO_DATA]
        assert len(rows) == table["date"].nunique()
        for column in ("area_km2", "area_km2_low", "area_km2_high"):
            assert rows[column].to_numpy() == pytest.approx(expected, rel=1e-9)
        assert (rows["towns"] == 0).all()
        assert (rows["contested_km2"] == 0).all()
    towns = area_table(history, [DAY])["towns"].sum()
    assert towns == 7


def test_towns_count_in_their_own_region(history) -> None:
    table = area_table(history, [DAY], within="cercle")
    assert table.groupby("area_id")["towns"].sum().to_dict() == {
        "cercle_a": 3,
        "cercle_b": 3,
        "cercle_c": 1,
    }


def test_places_have_the_same_story_whatever_the_area_model(history, tiny) -> None:
    for place in tiny.places.index.drop("far"):  # a village follows its land
        assert story(history, place)["intervals"] == story(tiny, place)["intervals"]
    here, there = history.at(DAY).places, tiny.at(DAY).places
    assert here["parents"].tolist() == there["parents"].tolist()


def test_who_says_that_nothing_is_said(history, silent) -> None:
    unit = history.units.index[silent][0]
    answer = who(history, unit, DAY)
    assert (answer["holder"], answer["status"], answer["evidence_level"]) == (
        NO_DATA,
        NO_DATA,
        "none",
    )
    assert answer["since"] is None
    assert answer["claims"] == []
    assert answer["holder_name"] == "no data"
    assert "no tracked place is near enough" in answer["why"]
    assert answer["area_model"] == history.case.model
    assert answer["area_model_options"]["max_km"] == 45
    assert "no data" in who_text(history, answer)
    assert len(story(history, unit)["intervals"]) == 1


def test_snapshots_hold_the_land_without_data(history, silent) -> None:
    head = json.loads(GeoJSONWriter(history).text(DAY))
    assert head["area_model"] == history.case.model
    assert head["area_model_options"] == dict(history.case.model_options)
    (found,) = [f for f in head["features"] if f["properties"]["holder"] == NO_DATA]
    said = found["properties"]
    assert (said["holder_name"], said["status"], said["bloc"]) == ("no data", NO_DATA, None)
    assert said["units"] == silent.sum()
    assert said["fill"] == NEUTRAL_COLOURS[NO_DATA]
    assert not (said["disputed"] or said["uncertain"] or said["besieged"])
    frame = snapshot_frame(history, DAY, "units")
    assert (frame["holder"] == NO_DATA).to_numpy().tolist() == silent.tolist()


def test_it_never_changes(history, silent) -> None:
    changes = target_changes(history)
    changes = changes[changes["kind"] == "unit"]
    assert not set(changes["id"]) & set(history.units.index[silent])


def test_pages_say_model_options_and_legend(history, silent) -> None:
    state = state_payload(history, DAY)
    assert state["case"]["model_options"] == dict(history.case.model_options)
    assert state["legend"][-1]["holder"] == NO_DATA
    table = area_table(history, DAY).set_index("holder")
    assert state["legend"][-1]["parts"] == {
        "alone": [pytest.approx(table.loc[NO_DATA, "area_km2"])]
    }
    atlas = atlas_payload(history)
    assert atlas["case"]["model_options"] == dict(history.case.model_options)
    assert "no data" in share_chart(history)


def test_borders_of_regions_are_the_true_ones(history) -> None:
    geometry = geometry_payload(history)
    (before, after) = geometry["frames"]
    assert [n["name"] for n in before["names"]] == ["East", "West"]
    lines = [geometry["arcs"][i] for i in before["arcs"]]
    east_of_b = {x for line in lines for x in np.cumsum(line[::2]).tolist()}
    assert east_of_b == {2_000_000}  # the border between the columns b and c
    assert min(after["arcs"]) >= geometry["unit_arcs"]


def test_store_and_geopackage_keep_it(history, tmp_path) -> None:
    folder = tmp_path / "history"
    folder.mkdir()
    save_history(history, folder)
    loaded = load_history(folder)
    assert loaded.case == history.case
    assert GeoJSONWriter(loaded).text(DAY, "units") == GeoJSONWriter(history).text(DAY, "units")
    assert loaded.at(DAY).places["parents"].tolist() == history.at(DAY).places["parents"].tolist()
    assert geometry_payload(loaded) == geometry_payload(history)
    within = area_table(loaded, [DAY], within="region")
    assert within.equals(area_table(history, [DAY], within="region"))
    export_geopackage(loaded, tmp_path / "history.gpkg")


def test_cells_have_the_names_of_their_places_in_other_languages(tmp_path) -> None:
    folder = write_case(tmp_path)
    table = "kind,id,name,short_name\nplace,north,Le Nord,\narea,cercle_c,Cercle du C,\n"
    (folder.case / "names_fr.csv").write_text(table, encoding="utf-8")
    case = mapper.with_area_model(mapper.read_case(folder.case), "voronoi", max_km=45)
    shown = translated(mapper.build_history(case), "fr")
    assert shown.units.at["cell:north", "name"] == "Le Nord"
    assert shown.units.at["beyond:north", "name"] == "Le Nord"
    assert shown.units.at["cell:capital", "name"] == "Capital"
