"""R7: clashes change nothing, and where a case says so contests lapse that nothing renews."""

from __future__ import annotations

import pytest
from country import claims_on, holders, last_evidence_on, make_rules, row_on, state_on, timeline_of

LAPSE = make_rules(contest_days=10)


def contested(timeline: object, name: str) -> list[int]:
    """The days of January to 20 February on which a target is contested."""
    return [d for d in range(1, 52) if state_on(timeline, name, d).status == "contested"]  # type: ignore[arg-type]


def test_a_clash_changes_nothing_and_is_no_evidence() -> None:
    timeline = timeline_of("3 mid observation gov", "5 mid clash . /jih", "6 row_b:all clash jih")
    assert holders(timeline, "mid") == [(1, "gov")]
    assert contested(timeline, "mid") == contested(timeline, "b2") == []
    assert claims_on(timeline, "mid", 9) == {"made": set(), "confirms": {0}, "dissents": set()}
    assert last_evidence_on(timeline, "mid", 9) == 3


def test_a_clash_bounds_no_date_and_ends_no_dispute() -> None:
    window = timeline_of("5..15 mid capture jih")
    assert (
        row_on(timeline_of("5..15 mid capture jih", "8 mid clash . /jih"), "mid", 11)[:10]
        == (row_on(window, "mid", 11)[:10])
    )
    weak = timeline_of("5 mid observation jih held !low", "8 mid clash . /jih")
    assert state_on(weak, "mid", 9).claimed_by == ("jih",)


def test_a_clash_founds_no_base() -> None:
    timeline = timeline_of("5 camp clash . /jih", "9 camp observation gov")
    assert holders(timeline, "camp") == [(9, "gov")]


def test_without_the_option_contests_last() -> None:
    timeline = timeline_of("5 mid contest gov contested /jih")
    assert contested(timeline, "mid") == list(range(5, 52))


def test_a_contest_lapses_on_the_day_with_nothing_but_the_contest_gone() -> None:
    timeline = timeline_of("5 mid contest gov+ally contested /jih", rules=LAPSE)
    assert contested(timeline, "mid") == list(range(5, 15))
    row = row_on(timeline, "mid", 15)
    assert row.claim == -1
    state = state_on(timeline, "mid", 15)
    assert (state.holder, state.companions, state.status) == ("gov", ("ally",), "held")
    assert not state.uncertain_with


@pytest.mark.parametrize(
    "renewal",
    [
        "12 mid contest gov contested /jih",
        "12 mid clash . /jih",
        "12 mid raid gov /jih",
        "12 mid siege_begin gov besieged /jih",
        "12 mid attack_repelled gov contested /jih",
        "12 mid observation gov contested /jih",
        "10..14 mid clash . /jih",
    ],
)
def test_what_shows_that_it_goes_on_renews_it(renewal: str) -> None:
    timeline = timeline_of("5 mid contest gov contested /jih", renewal, rules=LAPSE)
    assert contested(timeline, "mid") == list(range(5, 22))
    assert contested(timeline, "b2") == list(range(5, 22))  # on its leader, for who follows


@pytest.mark.parametrize(
    "other",
    [
        "12 mid clash . /jih held !low",
        "12 north clash . /jih",
        "15 mid clash . /jih",  # the day on which it lapses is too late
        "12 row_a:all clash . /jih",
        "12 row_b:all clash . /jih",  # somewhere in the area: the town has claims of its own
        "12 mid siege_end gov /reb",
    ],
)
def test_what_does_not_leaves_it_to_lapse(other: str) -> None:
    timeline = timeline_of("5 mid contest gov contested /jih", other, rules=LAPSE)
    assert contested(timeline, "mid") == list(range(5, 15))


def test_repeats_of_the_same_observation_renew_it_too() -> None:
    lines = [f"{day} mid observation gov contested /jih" for day in (5, 12, 19, 26)]
    assert contested(timeline_of(*lines, rules=LAPSE), "mid") == list(range(5, 36))


def test_land_of_its_own_lapses_by_itself() -> None:
    timeline = timeline_of(
        "5 b2:countryside contest gov contested /jih",
        "9 mid contest gov contested /jih",
        "12 b2:countryside clash . /jih",
        rules=LAPSE,
    )
    assert contested(timeline, "b2") == list(range(5, 22))
    assert contested(timeline, "mid") == list(range(9, 19))


def test_who_leaves_takes_the_last_report_of_whom_it_followed_along() -> None:
    """On the 12th the land is set apart by a row that says nothing of fighting."""
    timeline = timeline_of(
        "5 mid contest gov contested /jih", "9 mid clash . /jih",
        "12 b2:countryside siege_end gov", rules=LAPSE,
    )  # fmt: skip
    assert contested(timeline, "b2") == list(range(5, 19))


def test_nor_does_it_take_along_what_leaves_it_out() -> None:
    """The land of c2 follows the seat `south`, which hears of the clash of the 9th."""
    lines = "5 row_c:all contest gov contested /jih", "12 c2:countryside siege_end gov"
    heard = timeline_of(lines[0], "9 row_c:all clash . /jih", lines[1], rules=LAPSE)
    assert contested(heard, "c2") == contested(heard, "south") == list(range(5, 19))
    ignored = timeline_of(lines[0], "9 row_c:all clash . /jih -c2", lines[1], rules=LAPSE)
    assert contested(ignored, "c2") == list(range(5, 15))
    assert contested(ignored, "south") == list(range(5, 19))


def test_nor_what_leaves_out_whom_it_followed() -> None:
    """The land of b2 follows `mid`, and that follows `seat`."""
    lines = "5 row_b:all contest gov contested /jih", "12 b2:countryside siege_end gov"
    heard = timeline_of(lines[0], "9 seat clash . /jih", lines[1], rules=LAPSE)
    assert contested(heard, "b2") == list(range(5, 19))
    clash = "9 b1:all clash . /jih -mid"
    assert contested(timeline_of(lines[0], clash, lines[1], rules=LAPSE), "b2") == [*range(5, 15)]


def test_the_last_report_from_before_whom_it_followed_joined_counts_too() -> None:
    """The seat's fight is of the 5th; `mid` goes with the seat from the 9th on, b2 with `mid`.

    Until the merger of the 7th both had other holders.
    """
    rules = make_rules([("reb", "front", "2012-01-07")], contest_days=10)
    timeline = timeline_of(
        "1 seat capture front", "2 b2:all capture reb", "5 seat contest front contested /jih",
        "9 seat siege_end front+ally", "12 b2:countryside siege_end front", rules=rules,
    )  # fmt: skip
    assert contested(timeline, "seat") == list(range(5, 15))
    assert contested(timeline, "mid") == contested(timeline, "b2") == list(range(9, 15))


def test_shared_rule_comes_back_when_the_fight_over_it_lapses() -> None:
    timeline = timeline_of(
        "3 mid handover gov+ally shared", "5 mid contest gov+ally contested /jih", rules=LAPSE
    )
    assert [state_on(timeline, "mid", d).status for d in (4, 5, 14, 15)] == [
        "shared",
        "contested",
        "contested",
        "shared",
    ]
