"""Who held a place: verdicts of the shipped case, and the shape of the JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from itertools import groupby, pairwise

import pytest

from mapper.answers.claimrows import SCHEMA_VERSION
from mapper.answers.verdicts import story, who
from mapper.core.errors import DateOutsideCaseError, TargetNotFoundError
from mapper.outputs.text.answers import story_text, who_text

HEAD = ["schema", "case", "area_model", "date", "target", "other_meanings", "exists"]
STATE = [
    *["holder", "holder_name", "holders", "status", "bloc", "opposed_by", "claimed_by"],
    *["begun", "besieged", "disputed", "uncertain", "uncertain_with", "parents", "since"],
    *["start_earliest", "start_latest", "cause", "last_evidence", "evidence_age_days"],
    *["evidence_level", "decided_by", "events", "sources", "contested_by", "besieged_by"],
    *["between", "why", "rules", "chain", "deciding_claim", "state_claim", "doubts", "claims"],
    "clashes",
]
SEATED = "follows Sèat, seat of its cercle"
PLACE = ["place_id", "name", "kind", "rank", "population", "unit_id"]
CLAIM = [
    *["role", "event_id", "event_date", "best", "target_id", "target_name", "scope"],
    *["event_type", "gained_by", "lost_by", "status", "opposed_by", "except", "confidence"],
    *["sources", "source_info", "note"],
]
INTERVAL = [
    *["start", "end", "holder", "holders", "status", "contested_by", "besieged_by"],
    *["claimed_by", "uncertain_with", "between", "since", "start_earliest", "start_latest"],
    *["cause", "evidence_level", "event_id"],
]


def test_timbuktu_in_may_2012(mali) -> None:
    answer = who(mali, "Tombouctou", dt.date(2012, 5, 1))
    assert answer["target"] == {
        **{"kind": "place", "id": "timbuktu", "name": "Timbuktu", "level": None}
    }
    assert (answer["holder"], answer["holder_name"]) == ("ansar_dine", "Ansar Dine")
    assert (answer["status"], answer["holders"]) == ("shared", ["ansar_dine", "mnla"])
    assert answer["since"] == "2012-04-02"
    assert answer["parents"][-2:] == ["Timbuktu Region", "Mali"]
    assert answer["sources"]
    text = who_text(mali, answer)
    assert "shared by Ansar Dine and the MNLA" in text
    assert "since 2012-04-02 (capture)" in text
    assert all(source in text for source in answer["sources"])


def test_no_claim_of_a_later_day_is_used(mali) -> None:
    """R10."""
    for name, day in (("Tombouctou", "2012-05-01"), ("Kidal", "2014-06-01"), ("Ber", "2013-05-08")):
        answer = who(mali, name, dt.date.fromisoformat(day))
        assert answer["claims"]
        assert all(claim["best"] <= day for claim in answer["claims"])
        assert answer["last_evidence"] <= day
        age = dt.date.fromisoformat(day) - dt.date.fromisoformat(answer["last_evidence"])
        assert answer["evidence_age_days"] == age.days
        assert answer["events"] == [claim["event_id"] for claim in answer["claims"]]


def test_story_of_ber(mali) -> None:
    intervals = story(mali, "Ber")["intervals"]
    assert intervals[0]["start"] == "2012-01-16"
    assert intervals[-1]["end"] is None
    for one, other in pairwise(intervals):
        assert one["end"] == other["start"]
    holders = [holder for holder, _ in groupby(x["holder"] for x in intervals)]
    assert holders[0] == "government"
    assert holders[-3:] == ["maa", "cma", "government"]
    last = next(x for x in intervals if x["start"] == "2023-08-13")
    assert (last["holders"], last["cause"]) == (["government", "wagner"], "capture")
    fight = next(x for x in intervals if x["start"] == "2023-08-11")
    assert (fight["status"], fight["contested_by"]) == ("contested", ["government", "wagner"])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Ber", "Kidal", "Timbuktu", "Bamako"])
def test_story_and_snapshots_agree(mali, name: str) -> None:
    for entry in story(mali, name)["intervals"]:
        answer = who(mali, name, dt.date.fromisoformat(entry["start"]))
        shared = set(entry) & set(answer)
        assert {"holder", "holders", "status", "since", "cause"} <= shared
        assert {k: entry[k] for k in shared} == {k: answer[k] for k in shared}


def test_json_of_a_place_has_stable_keys(tiny) -> None:
    answer = who(tiny, "Sèat", dt.date(2012, 3, 5))
    assert answer["schema"] == SCHEMA_VERSION == 2
    assert sorted(answer) == sorted([*HEAD, *PLACE, *STATE])
    assert list(answer)[: len(HEAD)] == HEAD
    assert sorted(answer["claims"][0]) == sorted(CLAIM)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_json_of_a_unit_has_stable_keys(tiny) -> None:
    answer = who(tiny, "b1", dt.date(2012, 3, 5))
    assert sorted(answer) == sorted([*HEAD, "unit_id", "name", "area_km2", *STATE])
    assert answer["target"] == {
        **{"kind": "unit", "id": "b1", "name": "Commune b1", "level": "commune"}
    }
    assert answer["decided_by"] == "middle"
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_json_of_a_story_has_stable_keys(tiny) -> None:
    answer = story(tiny, "North")
    assert list(answer) == [*HEAD[:3], "target", "other_meanings", "intervals"]
    assert all(sorted(entry) == sorted(INTERVAL) for entry in answer["intervals"])
    assert [x["event_id"] for x in answer["intervals"]] == [None, "e02", "e10"]
    assert [x["since"] for x in answer["intervals"]] == [None, "2012-01-10", "2012-06-15"]
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_documentation_names_every_key(root) -> None:
    text = (root / "docs" / "who-json.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_0-9]+)`", text))
    wanted = {*HEAD, *STATE, *PLACE, *CLAIM, *INTERVAL, "area_km2", "intervals"}
    assert wanted <= named, wanted - named


def test_base_does_not_exist_before_its_first_claim(tiny) -> None:
    before = who(tiny, "Camp", dt.date(2012, 3, 15))
    assert before["exists"] is False
    assert list(before) == HEAD
    assert who_text(tiny, before) == "Camp: no report of it by 2012-03-15."
    after = who(tiny, "Camp", dt.date(2012, 3, 16))
    assert (after["exists"], after["holder"]) == (True, "un")
    assert story(tiny, "Camp")["intervals"][0]["start"] == "2012-03-16"


def test_base_without_any_claim_has_no_story(mali) -> None:
    named = set(mali.claims["target_id"])
    silent = [p for p in mali.places.index if p not in named and mali.places.at[p, "rank"] == 5]
    assert silent
    answer = story(mali, silent[0])
    assert answer["intervals"] == []
    assert story_text(mali, answer).splitlines()[1] == "  no report of it"


def test_baseline_says_that_there_is_no_claim(tiny) -> None:
    answer = who(tiny, "Capital", dt.date(2012, 6, 1))
    assert (answer["holder"], answer["cause"], answer["since"]) == ("gov", "baseline", None)
    assert answer["why"] == "baseline of the case: no claim so far"
    assert (answer["claims"], answer["evidence_age_days"]) == ([], None)
    assert "no evidence of its own so far" in who_text(tiny, answer)


@pytest.mark.parametrize(
    ("name", "date", "why", "words"),
    [
        ("North", "2012-01-20", "by claims on the place itself", "held by Rebels"),
        ("North", "2012-07-01", "by claims on the place itself", "held by Government with UN"),
        ("a3", "2012-01-20", "follows North", "held by Rebels"),
        ("Middle", "2012-02-20", SEATED, "held by Rebels"),
        (
            "Middle",
            "2012-03-06",
            "by a claim on the area; follows Sèat, seat of its cercle",
            "held by Jihadists",
        ),
        ("c3", "2012-07-20", "by a claim on an area that it lies in", "held by Rebels"),
        ("Harbour", "2012-04-10", "by claims on the place itself", "contested by Rebels"),
        ("Post", "2012-05-05", "by claims on the place itself", "besieged by Rebels"),
        (
            "NA",
            "2012-08-15",
            "by a claim on the area; follows Sèat, seat of its cercle",
            "claimed by Rebels",
        ),
        ("Sèat", "2012-02-20", "by claims on the place itself", "perhaps Government"),
    ],
)
def test_why_and_state_in_words(tiny, name: str, date: str, why: str, words: str) -> None:
    answer = who(tiny, name, dt.date.fromisoformat(date))
    assert answer["why"] == why
    assert words in who_text(tiny, answer)


def test_open_dates_are_told(tiny) -> None:
    answer = who(tiny, "Sèat", dt.date(2012, 2, 20))
    assert (answer["start_earliest"], answer["start_latest"]) == ("2012-02-01", "2012-02-29")
    assert "held since 2012-02-15 (between 2012-02-01 and 2012-02-29) (entry)" in who_text(
        tiny, answer
    )


def test_story_as_text_has_one_line_for_each_interval(mali) -> None:
    answer = story(mali, "Ber")
    lines = story_text(mali, answer).splitlines()
    assert lines[0] == "Ber"
    assert len(lines) == 1 + len(answer["intervals"])
    assert lines[1] == "  2012-01-16 – 2012-04-01  held by the Government  [baseline]"


def test_hostile_names_stay_what_they_are(tiny) -> None:
    name = "{{ 7*7 }}</script>%s {0}"
    places = tiny.places.copy()
    places.loc["north", "name"] = name
    actors = {**tiny.actors, "reb": replace(tiny.actors["reb"], short_name="{holder} %d")}
    history = replace(tiny, places=places, actors=actors)
    answer = who(history, name, dt.date(2012, 1, 20))
    text = who_text(history, answer)
    assert text.startswith(name)
    assert "held by {holder} %d" in text


def test_wrong_place_and_date(tiny) -> None:
    with pytest.raises(TargetNotFoundError):
        who(tiny, "Nowhere at all", dt.date(2012, 2, 1))
    with pytest.raises(TargetNotFoundError):
        story(tiny, "Nowhere at all")
    with pytest.raises(DateOutsideCaseError):
        who(tiny, "North", dt.date(2013, 2, 1))
