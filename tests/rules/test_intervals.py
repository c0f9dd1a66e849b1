"""From the steps of a track to intervals: doubt laid over what strong claims say."""

from __future__ import annotations

from intervalkit import make_intervals

from mapper.core.dates import day_of
from mapper.core.lineage import Lineage
from mapper.core.model import Succession
from mapper.rules.effects import Core
from mapper.rules.intervals import OPEN_END
from mapper.rules.track import BASELINE, SUCCESSION, Dispute, Step, Track


def step(day, core, *, cause="capture", claim=0, window=None, hands=True, tenure=0):
    earliest, latest = window or (day, day)
    return Step(
        day=day,
        rank=day,
        core=core,
        cause=cause,
        claim=claim,
        earliest=earliest,
        latest=latest,
        level="own place",
        hands=hands,
        tenure=tenure,
        leader=-1,
        source=7,
        source_tenure=tenure,
    )


def track(*steps, disputes=()):
    first = step(0, Core("gov"), cause=BASELINE, claim=-1, hands=False)
    return Track(7, [first, *steps], list(disputes))


def renamed_on(day, old, new):
    return Lineage([Succession(old, new, day_of(day), "rename")])


def spans(intervals):
    return [(i.start, i.end, i.state.holder) for i in intervals]


def test_a_target_that_is_not_there_has_no_intervals():
    assert make_intervals(Track(7)) == []


def test_intervals_meet_and_the_last_one_is_open():
    found = make_intervals(track(step(5, Core("reb")), step(9, Core("gov"), claim=1)))
    assert spans(found) == [(0, 5, "gov"), (5, 9, "reb"), (9, OPEN_END, "gov")]
    assert [i.claim for i in found] == [-1, 0, 1]
    assert [i.cause for i in found] == ["baseline", "capture", "capture"]


def test_of_several_steps_of_one_day_the_last_counts():
    found = make_intervals(track(step(5, Core("reb")), step(5, Core("jih"), claim=1)))
    assert spans(found) == [(0, 5, "gov"), (5, OPEN_END, "jih")]


def test_a_step_on_the_first_day_replaces_the_baseline():
    assert spans(make_intervals(track(step(0, Core("reb"))))) == [(0, OPEN_END, "reb")]


def test_equal_neighbours_are_one_interval():
    again = step(9, Core("gov"), cause=BASELINE, claim=1, hands=False)
    assert spans(make_intervals(track(again))) == [(0, OPEN_END, "gov")]


def test_since_is_the_last_change_of_the_governing_holder():
    found = make_intervals(
        track(
            step(5, Core("reb"), window=(3, 8), tenure=1),
            step(9, Core("reb", contested_by=()), cause="contest", hands=False, tenure=1),
        )
    )
    last = found[-1]
    assert last.start == 9
    assert (last.since, last.since_earliest, last.since_latest) == (5, 3, 8)
    assert last.cause == "capture"


def test_r5_the_window_of_a_change_is_uncertain():
    found = make_intervals(track(step(5, Core("reb"), window=(3, 8), tenure=1)))
    assert [(i.start, i.state.holder, i.state.uncertain_with) for i in found] == [
        (0, "gov", ()),
        (3, "gov", ("reb",)),
        (5, "reb", ("gov",)),
        (8, "reb", ()),
    ]


def test_r5_a_window_does_not_reach_before_the_first_day():
    found = make_intervals(track(step(5, Core("reb"), window=(-4, 5))))
    assert found[0].start == 0
    assert found[0].state.uncertain_with == ("reb",)


def test_r5_a_holder_that_passed_in_one_day_may_have_had_it():
    found = make_intervals(
        track(
            step(5, Core("jih"), window=(5, 5), tenure=1),
            step(5, Core("gov"), window=(5, 7), claim=1, tenure=2),
        )
    )
    assert {i.start: i.state.uncertain_with for i in found}[5] == ("jih",)
    assert found[-1].start == 7


def test_r5_a_contest_of_what_is_shared_is_a_change_of_the_row_it_counts_in():
    shared = Core("gov", ("reb",), True)
    contest = shared._replace(contested_by=("jih",))
    found = make_intervals(
        track(
            step(3, shared, hands=False),
            step(6, contest, cause="contest", hands=False, window=(5, 9)),
        )
    )
    by_start = {i.start: i.state for i in found}
    assert by_start[3].uncertain_with == ()
    assert by_start[5].uncertain_with == ("gov",)  # alone, if the fighting had begun
    assert set(by_start[6].uncertain_with) == {"shared", "reb"}
    assert by_start[9].uncertain_with == ()


def test_r5_a_contest_of_what_is_held_is_no_change():
    contest = Core("gov", contested_by=("jih",))
    found = make_intervals(track(step(6, contest, cause="contest", hands=False, window=(5, 9))))
    assert all(i.state.uncertain_with == () for i in found)


def test_r5_shared_is_a_possibility_of_its_own_with_its_parties():
    found = make_intervals(track(step(5, Core("reb", ("gov",), True), window=(3, 8))))
    by_start = {i.start: i.state for i in found}
    assert set(by_start[3].uncertain_with) == {"shared", "reb"}
    assert set(by_start[5].uncertain_with) == {"gov"}  # alone


def test_r4_disputes_begin_and_end_and_do_not_name_the_holder():
    disputes = [Dispute(2, 9, "reb", 4), Dispute(3, 4, "jih", 5)]
    found = make_intervals(track(step(6, Core("reb")), disputes=disputes))
    assert [(i.start, i.state.claimed_by) for i in found] == [
        (0, ()),
        (2, ("reb",)),
        (3, ("reb", "jih")),
        (4, ("reb",)),
        (6, ()),
    ]
    assert found[1].claim == 4


def test_r9_claimants_are_renamed():
    found = make_intervals(
        track(disputes=[Dispute(2, 9, "reb", 4)]), lineage=renamed_on(5, "reb", "front")
    )
    assert [(i.start, i.state.claimed_by) for i in found] == [
        (0, ()),
        (2, ("reb",)),
        (5, ("front",)),
        (9, ()),
    ]


def test_r9_a_succession_is_no_uncertain_change():
    renamed = step(6, Core("front"), cause=SUCCESSION, claim=-1, hands=False, tenure=1)
    found = make_intervals(
        track(step(3, Core("reb"), tenure=1), renamed), lineage=renamed_on(6, "reb", "front")
    )
    assert [(i.start, i.state.holder, i.state.uncertain_with) for i in found] == [
        (0, "gov", ()),
        (3, "reb", ()),
        (6, "front", ()),
    ]
    assert (found[-1].since, found[-1].cause) == (6, "succession")


def test_between_is_for_unknown_holders():
    found = make_intervals(
        track(step(3, Core("unknown"), tenure=1), step(6, Core("reb", ("jih",), True), claim=1))
    )
    assert [set(i.state.between) for i in found] == [set(), {"gov", "reb", "jih"}, set()]


def test_between_names_the_former_holder_as_it_is_called():
    heirs = renamed_on(5, "gov", "state")
    found = make_intervals(track(step(3, Core("unknown"), tenure=1)), lineage=heirs)
    assert [(i.start, i.state.between) for i in found] == [(0, ()), (3, ("gov",)), (5, ("state",))]


def test_nothing_begins_after_the_last_day():
    found = make_intervals(track(step(5, Core("reb")), step(9, Core("gov"))), last_day=7)
    assert spans(found) == [(0, 5, "gov"), (5, OPEN_END, "reb")]
