"""The synthetic wars of the benchmarks: ordinary cases without an error, of every kind and size."""

from __future__ import annotations

import dataclasses
import hashlib
import io

import pandas as pd
import pytest
import shapely

from benchmarks import synthetic
from benchmarks.war import KINDS, War, war_of
from mapper.case.read import attempt_case, read_case
from mapper.history.derive import build_history

PARTS = {
    "national": {"national": 20},
    "national by spells": {"national": 20, "national_sides": "spells"},
    "regional": {"regional": 20, "countryside": 0.5, "sweeps": 0.5},
    "regional by spells": {"regional": 20, "regional_sides": "spells"},
    "excepted": {"national": 10, "regional": 20, "excepted": 1.0},
    "windows": {"windows": 0.1},
    "followers": {"followers": 0.3},
    "villages": {"villages": 0.5},
    "bases": {"bases": 0.2},
    "mixed": {"mixed": 0.5},
    "baseline": {"baseline": 0.5},
    "heirs": {"heirs": 3},
    "realignments": {"realignments": 2},
    "hot": {"hot": 2, "hot_claims": 60},
    "contests that lapse": {"contest_days": 30},
}


def written(tmp_path, war):
    return synthetic.write_war(tmp_path, war)


def claims_of(case):
    return pd.read_csv(case / "control_events.csv", dtype=str, keep_default_na=False)


def files_of(case):
    """The bytes of all files; of a table of a shapefile without the day on which it was written."""
    found = {str(path.relative_to(case)): path for path in case.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes()[4 if path.suffix == ".dbf" else 0 :] for name, path in found.items()
    }


def errors_of(case):
    return [fault for fault in attempt_case(case).faults if fault.severity == "error"]


@pytest.mark.parametrize("fronts", ["coherent", "random"])
def test_a_plain_war_is_read_like_any_case(tmp_path, fronts):
    war = War(units=60, days=300, claims=700, fronts=fronts)
    history = build_history(read_case(written(tmp_path, war)))
    assert len(history.units) == war.size == 64
    assert shapely.coverage_is_valid(history.units.geometry.to_numpy())
    assert 500 < len(history.claims) <= 700
    assert len(history.change_days()) > 50
    assert {state.holder for state in history.states} == {f"side{i}" for i in range(war.holders)}
    assert any(state.status == "contested" for state in history.states)
    assert any(state.claimed_by for state in history.states)


def test_a_plain_war_never_changes(tmp_path):
    """Figures of years can be compared only where the war is the same to the byte."""
    case = written(tmp_path, War(units=60, days=300, claims=700))
    text = (case / "control_events.csv").read_bytes()
    assert hashlib.sha256(text).hexdigest() == PLAIN_CLAIMS
    assert hashlib.sha256((case / "geodata/places.csv").read_bytes()).hexdigest() == PLAIN_PLACES


PLAIN_CLAIMS = "7003a47632334a383788b5302b3a218b411c4b55e0295d516575b8e77c39aa30"
PLAIN_PLACES = "8a00e48a21fe4d789df6a8e6ce814adb24266f2bbe5ec35a20211908827d1426"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_case_without_an_error_and_the_same_twice(tmp_path, kind):
    war = war_of(kind, units=300, days=300, claims=3000)
    first, second = written(tmp_path / "a", war), written(tmp_path / "b", war)
    assert files_of(first) == files_of(second)
    assert errors_of(first) == []
    build_history(read_case(first))


SMALL = War(units=200, days=300, claims=1500)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return files_of(written(tmp_path_factory.mktemp("small"), SMALL))


@pytest.mark.parametrize("part", PARTS)
def test_every_option_is_a_case_without_an_error_and_changes_it(tmp_path, small, part):
    case = written(tmp_path, dataclasses.replace(SMALL, **PARTS[part]))
    assert errors_of(case) == []
    assert files_of(case) != small


def test_another_seed_is_another_war(tmp_path):
    one, two = (
        files_of(
            written(tmp_path / str(seed), war_of("everything", units=60, claims=600, seed=seed))
        )
        for seed in (1, 2)
    )
    changed = {name for name in one if one[name] != two[name]}
    assert {"control_events.csv", "geodata/places.csv", "geodata/communes.shp"} <= changed


def test_an_option_leaves_the_other_parts_as_they_are(tmp_path):
    """A fit over one quantity must not change another one on the way."""
    few, many = (
        claims_of(written(tmp_path / str(n), war_of("areas", units=200, claims=1500, national=n)))
        for n in (5, 50)
    )
    own = [table[~table["event_id"].str.startswith("national")] for table in (few, many)]
    assert len(many) - len(few) == 45
    pd.testing.assert_frame_equal(*(table.reset_index(drop=True) for table in own))


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    war = war_of("everything", units=600, days=600, claims=9000)
    return written(tmp_path_factory.mktemp("everything"), war)


def test_a_war_with_everything_holds_every_word_of_a_claim(everything):
    claims = claims_of(everything)
    towns = claims[claims["scope"] == ""]
    assert set(claims["scope"]) == {"", "all", "countryside"}
    assert set(towns["event_type"]) == {
        *("capture", "entry", "handover", "withdrawal", "raid", "observation", "declaration"),
        *("contest", "clash", "siege_begin", "siege_end", "attack_repelled"),
    }
    assert set(claims["status"]) == {"", "held", "shared", "contested", "besieged", "empty"}
    assert set(claims["confidence"]) == {"high", "medium", "low"}
    assert {"none", "unknown", ""} <= set(claims["gained_by"])
    for scope in ("all", "countryside"):
        assert (claims.loc[claims["scope"] == scope, "except"] != "").any()
    shapes = claims["event_date"].str.replace(r"[0-9]+", "9", regex=True)
    assert set(shapes) == {"9-9-9", "9-9-9~", "9-9-9/9-9-9", "9-9", "9-9~"}
    areas = claims.loc[claims["scope"] != "", "target_id"]
    assert "land" in set(areas)
    assert areas.str.startswith("r").any()
    assert towns["target_id"].value_counts().head(5).min() >= 100  # hot places


def test_a_war_with_everything_comes_to_every_state(everything):
    history = build_history(read_case(everything))
    states = history.states
    assert {state.status for state in states} == {"held", "shared", "contested", "empty", "unknown"}
    for flag in ("companions", "besieged_by", "claimed_by", "uncertain_with", "between"):
        assert any(getattr(state, flag) for state in states), flag
    assert {"none", "unknown", "heir0", "heir1", "somebody", "invader", "guest"} <= {
        state.holder for state in states
    }
    assert {"seat", "own area", "deciding place", "own place", "baseline"} == set(
        history.intervals["level"]
    )
    assert "succession" in set(history.intervals["cause"])
    assert {"town", "village", "base"} == set(history.places["kind"])
    assert (history.claims["event_type"] == "baseline").sum() > 10


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no kind of war: nothing"):
        war_of("nothing")


def test_the_options_of_the_command_are_those_of_a_war(tmp_path, monkeypatch):
    words = ["x", str(tmp_path), "--kind", "areas", "--units", "60", "--claims", "300"]
    monkeypatch.setattr("sys.argv", [*words, "--national-sides", "spells", "--excepted", "0"])
    monkeypatch.setattr("sys.stdout", io.StringIO())
    synthetic.main()
    war = war_of("areas", units=60, claims=300, national_sides="spells", excepted=0.0)
    assert files_of(tmp_path / "synthetic") == files_of(written(tmp_path / "again", war))
