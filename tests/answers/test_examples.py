"""Examples of the rules: each verdict names its rule, whatever the case."""

from __future__ import annotations

import pytest

from mapper.answers.examples import RULES, Intervals, rule_examples
from mapper.answers.verdicts import who
from mapper.core.dates import day_number

SEEN_IN_TINY = ("R1", "R2", "R3", "R4", "R5", "R7", "R8", "R9", "R11")


@pytest.fixture(scope="module")
def of_tiny(tiny):
    return rule_examples(Intervals(tiny))


def test_every_rule_of_the_small_case_is_found(of_tiny) -> None:
    assert tuple(of_tiny) == RULES
    assert tuple(rule for rule, example in of_tiny.items() if example) == SEEN_IN_TINY


@pytest.mark.parametrize("case", ["tiny", pytest.param("mali", marks=pytest.mark.slow)])
def test_a_verdict_asked_for_anew_names_the_rule(request, case: str) -> None:
    history = request.getfixturevalue(case)
    for rule, example in rule_examples(Intervals(history)).items():
        if example is None:
            continue
        target = example.answer["target"]
        answer = who(history, f"{target['kind']}:{target['id']}", example.answer["date"])
        said = tuple(item["text"] for item in answer["rules"] if item["rule"] == rule)
        assert said == example.reasons, rule
        assert bool(said) == (rule not in {"R10", "R11"}), rule


@pytest.mark.slow
def test_mali_shows_all_rules(mali) -> None:
    found = rule_examples(Intervals(mali))
    assert all(found.values())
    roles = {claim["role"] for claim in found["R10"].answer["claims"]}
    assert roles == {"made", "confirms", "dissents"}


def test_the_stalest_is_older_than_all_others(tiny, of_tiny) -> None:
    snapshot = tiny.at(tiny.case.last_day)
    ages = [*snapshot.units["evidence_age_days"], *snapshot.places["evidence_age_days"]]
    assert of_tiny["R11"].answer["evidence_age_days"] == max(a for a in ages if a is not None)


def test_prominent_targets_are_towns_by_rank_then_land_by_size(tiny) -> None:
    rows, targets = Intervals(tiny), tiny.targets
    order = sorted(range(len(targets)), key=lambda node: int(rows.prominence[node]))
    assert targets.id(order[0]) == "capital"
    assert targets.id(order[-1]) == "camp"
    kinds = [targets.kind(node) for node in order]
    ranks = [targets.value(n, "rank") for n in order[: kinds.index("unit")]]
    assert ranks == sorted(ranks)
    assert max(ranks) <= 3
    land = [targets.value(n, "area_km2") for n in order if targets.is_unit(n)]
    assert land == sorted(land, reverse=True)


def test_the_best_of_a_mask_has_each_target_once_and_its_longest_interval(tiny) -> None:
    rows = Intervals(tiny)
    every = list(rows.best(rows.start >= 0))
    assert len({int(rows.target[row]) for row in every}) == len(every)
    days = rows.length()
    for row in every:
        same = rows.target == rows.target[row]
        assert days[row] == days[same].max()
        assert rows.on(rows.middle(row))[row]
        assert rows.middle(row) <= day_number(tiny.case.last_day)
