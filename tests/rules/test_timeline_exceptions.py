"""R3, R8: what a claim on an area leaves out (``except``)."""

from __future__ import annotations

from country import claims_on, day_of_january, holders, node_of, row_on, state_on, timeline_of


def test_what_is_left_out_ignores_the_claim_itself() -> None:
    timeline = timeline_of("5 row_b:all capture jih -b3")
    assert holders(timeline, "b1") == [(1, "gov"), (5, "jih")]
    assert holders(timeline, "b3") == [(1, "gov")]


def test_and_does_not_follow_a_town_that_the_claim_moves() -> None:
    """`mid` follows `seat`, which the claim takes; Golo must not follow Zalingei."""
    timeline = timeline_of("5 row_b:all capture jih -b2")
    assert holders(timeline, "seat") == [(1, "gov"), (5, "jih")]
    assert holders(timeline, "mid") == [(1, "gov")]
    assert holders(timeline, "b2") == [(1, "gov")]


def test_whatever_the_order_of_the_rows_in_the_file() -> None:
    lines = "9 row_b:all observation jih", "5 row_b:all capture jih -b2", "7 capital raid gov /jih"
    for timeline in (timeline_of(*lines), timeline_of(*sorted(lines))):
        assert holders(timeline, "seat") == [(1, "gov"), (5, "jih")]
        assert holders(timeline, "mid") == [(1, "gov"), (9, "jih")]


def test_nor_later_while_the_new_holder_only_stays() -> None:
    timeline = timeline_of(
        "5 row_b:all capture jih -b2", "9 seat observation jih", "12 seat contest jih /gov"
    )
    assert holders(timeline, "b2") == [(1, "gov")]
    assert state_on(timeline, "b2", 13).status == "held"


def test_but_follows_again_when_the_town_changes_hands() -> None:
    timeline = timeline_of("5 row_b:all capture jih -b2", "9 seat capture reb")
    assert holders(timeline, "b2") == [(1, "gov"), (9, "reb")]


def test_the_claim_is_no_evidence_for_what_it_leaves_out() -> None:
    timeline = timeline_of("3 seat observation gov", "5 row_b:all observation gov -b2")
    assert claims_on(timeline, "b1", 8)["confirms"] == {0, 1}
    assert claims_on(timeline, "b2", 8)["confirms"] == {0}
    assert claims_on(timeline, "mid", 8)["confirms"] == {0}


def test_a_weak_claim_disputes_nothing_that_it_leaves_out() -> None:
    timeline = timeline_of("5 row_b:all capture jih held !low -b2")
    assert state_on(timeline, "b1", 6).claimed_by == ("jih",)
    assert state_on(timeline, "b2", 6).claimed_by == ()
    assert state_on(timeline, "mid", 6).claimed_by == ()


def test_a_village_may_be_left_out_alone() -> None:
    timeline = timeline_of("5 a2:all capture jih -hamlet")
    assert holders(timeline, "a2") == [(1, "gov"), (5, "jih")]
    assert holders(timeline, "hamlet") == [(1, "gov")]


def test_a_village_left_out_hears_the_next_claim_on_its_area() -> None:
    timeline = timeline_of("5 a2:all capture jih -hamlet", "9 a2:all observation jih")
    assert holders(timeline, "hamlet") == [(1, "gov"), (9, "jih")]


def test_an_area_is_left_out_as_it_was_on_the_day() -> None:
    """`east` is a3 and b3 before 21 January, b3 and c3 from then on."""
    early = timeline_of("5 country:all capture jih -east")
    late = timeline_of("25 country:all capture jih -east")
    assert [holders(early, unit)[-1][1] for unit in ("a3", "c3")] == ["gov", "jih"]
    assert [holders(late, unit)[-1][1] for unit in ("a3", "c3")] == ["jih", "gov"]


def test_the_size_that_orders_claims_is_that_of_the_area_named() -> None:
    """All of the country but two cercles is still a claim on the country: it comes first."""
    timeline = timeline_of("5 row_a:all capture reb", "5 country:all capture jih -row_b+row_c")
    assert holders(timeline, "a1") == [(1, "gov"), (5, "reb")]


def test_a_claim_on_the_country_stays_one_whatever_it_leaves_out() -> None:
    timeline = timeline_of("5 country:all capture jih -row_c")
    counts = timeline.evidence.set_index("target").loc[node_of("b2"), "counts"]
    assert not bool(counts)
    assert row_on(timeline, "b2", 6).start == day_of_january(5)
