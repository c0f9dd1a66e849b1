"""Every kind of answer of `mapper who --json` against docs/who.schema.json."""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import fastjsonschema
import pytest

from mapper.answers.claimrows import SCHEMA_VERSION
from mapper.answers.verdicts import story, who
from mapper.core.model import SourceInfo

pytestmark = pytest.mark.slow

Check = Callable[[Any], Any]


@pytest.fixture(scope="module")
def schema(root) -> dict[str, Any]:
    return json.loads((root / "docs" / "who.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def check(schema) -> Check:
    return fastjsonschema.compile(schema)


def test_version_is_that_of_the_code(schema) -> None:
    assert schema["definitions"]["head"]["properties"]["schema"] == {"const": SCHEMA_VERSION}


def test_answers_of_the_small_case(tiny, check) -> None:
    days = [dt.date(2012, 1, 1) + dt.timedelta(days=7 * i) for i in range(52)]
    names = [*tiny.places.index, *tiny.units.index, "cercle_b", "west", "east", "land"]
    for name in names:
        check(json.loads(json.dumps(story(tiny, name), allow_nan=False)))
        for day in days[:: 1 if name in {"seat_b", "na", "east", "camp"} else 9]:
            check(json.loads(json.dumps(who(tiny, name, day), allow_nan=False)))


def test_answers_with_described_sources(tiny, check) -> None:
    sources = {source for found in tiny.claims["sources"] for source in found}
    infos = [SourceInfo(), SourceInfo("A", "B", "2012-03", "HTTP://a.example/copy", "un")]
    known = replace(tiny, sources={s: infos[i % 2] for i, s in enumerate(sorted(sources))})
    answer = who(known, "seat_b", dt.date(2012, 4, 1))
    assert any(claim["source_info"] for claim in answer["claims"])
    check(answer)


def test_answers_of_mali(mali, check) -> None:
    rng = random.Random(1)
    span = (mali.case.last_day - mali.case.first_day).days
    targets = rng.sample([*mali.units.index, *mali.places.index], 25)
    for name in [*targets, "mali", "kidal-region", "menaka-region", "gao-region", "mopti-cercle"]:
        check(story(mali, name))
        day = mali.case.first_day + dt.timedelta(days=rng.randint(0, span))
        check(who(mali, name, day))
    check(who(mali, "menaka-region", dt.date(2012, 5, 1)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), 1),
        (("date",), "5 March 2012"),
        (("target", "kind"), "town"),
        (("evidence_age_days",), -1),
        (("rules",), []),
        (("rules", 0, "rule"), "R12"),
        (("claims", 0, "sources"), []),
        (("claims", 0, "role"), "made up"),
        (("chain", 0, "interval", "holders"), []),
    ],
)
def test_the_schema_refuses_what_is_wrong(tiny, check, path, value) -> None:
    answer = who(tiny, "seat_b", dt.date(2012, 3, 5))
    check(answer)
    spoilt = at = copy.deepcopy(answer)
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check(spoilt)


@pytest.mark.parametrize("key", ["holder", "chain", "deciding_claim", "why", "other_meanings"])
def test_the_schema_misses_no_key(tiny, check, key: str) -> None:
    answer = who(tiny, "seat_b", dt.date(2012, 3, 5))
    del answer[key]
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check(answer)
