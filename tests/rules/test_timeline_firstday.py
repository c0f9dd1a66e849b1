"""R1: what stood otherwise than the baseline on the first day, as ``baseline.csv`` says it."""

from __future__ import annotations

import pytest
from country import claims_on, holders, row_on, state_on, timeline_of


def test_a_row_is_the_holder_of_the_first_day_and_its_cause_is_the_baseline() -> None:
    timeline = timeline_of("1 mid baseline reb", "9 mid capture gov")
    assert holders(timeline, "mid") == [(1, "reb"), (9, "gov")]
    row = row_on(timeline, "mid", 5)
    assert (row.cause, row.level, row.claim) == ("baseline", "own place", 0)
    assert claims_on(timeline, "mid", 5)["made"] == {0}
    assert holders(timeline, "b2") == [(1, "reb"), (9, "gov")]  # its land follows


def test_the_state_of_a_row_may_be_shared_besieged_nobodys_or_unknown() -> None:
    timeline = timeline_of(
        "1 mid baseline gov+ally shared",
        "1 north baseline gov besieged /jih",
        "1 south baseline none empty",
        "1 seat baseline unknown empty",
    )
    assert state_on(timeline, "mid", 3).status == "shared"
    assert state_on(timeline, "north", 3).besieged_by == ("jih",)
    assert state_on(timeline, "south", 3).status == "empty"
    assert state_on(timeline, "seat", 3).status == "unknown"


def test_a_row_comes_before_every_claim_of_the_first_day() -> None:
    """A garrison stood there; that the region fell on the very first day is news."""
    timeline = timeline_of("1 row_b:all capture jih", "1 mid baseline reb")
    assert holders(timeline, "mid") == [(1, "jih")]
    assert claims_on(timeline, "mid", 1)["made"] == {0}


def test_whoever_a_row_names_stands_even_a_generic_name_for_the_baseline_actor() -> None:
    timeline = timeline_of("1 mid baseline bandits")
    assert holders(timeline, "mid") == [(1, "bandits")]


def test_a_row_founds_a_base() -> None:
    timeline = timeline_of("1 camp baseline abroad")
    assert holders(timeline, "camp") == [(1, "abroad")]


def test_a_place_with_a_row_no_longer_follows_its_seat() -> None:
    timeline = timeline_of("1 mid baseline gov", "5 seat capture jih")
    assert holders(timeline, "mid") == [(1, "gov")]
    assert holders(timeline, "post") == [(1, "gov"), (5, "jih")]  # without a row


class TestAreas:
    def test_an_area_is_cut_loose_from_a_seat_outside_it(self) -> None:
        """`north` follows the capital in a1; its commune a2 is the baseline of nobody else."""
        timeline = timeline_of("1 a2:all baseline clan", "5 capital capture jih")
        assert holders(timeline, "north") == [(1, "clan")]
        assert holders(timeline, "a2") == [(1, "clan")]
        assert holders(timeline, "hamlet") == [(1, "clan")]
        assert row_on(timeline, "north", 8).level == "own area"

    def test_inside_the_area_whoever_followed_goes_on_following(self) -> None:
        timeline = timeline_of("1 row_b:all baseline clan", "5 seat capture jih")
        assert holders(timeline, "seat") == [(1, "clan"), (5, "jih")]
        assert holders(timeline, "mid") == [(1, "clan"), (5, "jih")]
        assert holders(timeline, "b2") == [(1, "clan"), (5, "jih")]

    def test_the_same_holder_as_the_baseline_still_cuts_loose(self) -> None:
        timeline = timeline_of("1 a2:all baseline gov", "5 capital capture jih")
        assert holders(timeline, "a2") == [(1, "gov")]
        assert holders(timeline, "a3") == [(1, "gov"), (5, "jih")]

    @pytest.mark.parametrize(
        ("between", "after"),
        [
            ("3 row_a:all observation gov", [(1, "clan"), (3, "gov"), (5, "jih")]),
            ("3 row_a:countryside observation gov", [(1, "clan")]),
            ("3 row_a:all observation gov held !low", [(1, "clan")]),
        ],
    )
    def test_until_a_strong_claim_on_the_whole_of_an_area_around_it(
        self, between: str, after: list[tuple[int, str]]
    ) -> None:
        timeline = timeline_of("1 a2:all baseline clan", between, "5 capital capture jih")
        assert holders(timeline, "north") == after

    def test_the_countryside_alone_leaves_towns_with_their_seat(self) -> None:
        timeline = timeline_of("1 a2:countryside baseline clan", "5 capital capture jih")
        assert holders(timeline, "a2") == [(1, "clan")]
        assert holders(timeline, "hamlet") == [(1, "clan")]
        assert holders(timeline, "north") == [(1, "gov"), (5, "jih")]

    def test_of_two_areas_the_smaller_one_has_the_last_word(self) -> None:
        timeline = timeline_of("1 a2:all baseline clan", "1 row_a:all baseline reb")
        assert holders(timeline, "north") == [(1, "clan")]
        assert holders(timeline, "capital") == [(1, "reb")]
