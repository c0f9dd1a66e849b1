"""Which claims on areas reach which targets: said once for all targets in the same areas."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapper.rules.areareach import NEVER, AreaReach
from mapper.rules.reach import Reach

TARGETS, RANKS = 6, 9
targets = st.sets(st.integers(0, TARGETS - 1))


@st.composite
def wars(draw: st.DrawFn) -> tuple[AreaReach, list[set[int]], list[int], list[bool], list[int]]:
    """Claims by rank: whom they reach, which are mute, and from when on targets are apart."""
    areas = draw(st.lists(targets, min_size=1, max_size=4))
    of = draw(st.lists(st.integers(0, len(areas) - 1), min_size=RANKS, max_size=RANKS))
    out = draw(st.lists(targets, min_size=RANKS, max_size=RANKS))
    mute = draw(st.lists(st.booleans(), min_size=RANKS, max_size=RANKS))
    apart = draw(
        st.lists(
            st.one_of(st.just(NEVER), st.integers(0, RANKS)), min_size=TARGETS, max_size=TARGETS
        )
    )
    pairs = [(node, rank) for rank, nodes in enumerate(out) for node in nodes]
    left_out = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    reach = AreaReach(
        [
            (np.array(sorted(area), dtype=np.int64), np.flatnonzero(np.array(of) == number))
            for number, area in enumerate(areas)
        ],
        Reach.of(left_out[:, 0], left_out[:, 1]),
        np.array(mute),
        np.array(apart, dtype=np.int64),
    )
    reached = [areas[of[rank]] - out[rank] for rank in range(RANKS)]
    around = [len([1 for area in of if node in areas[area]]) for node in range(TARGETS)]
    return reach, reached, around, mute, apart


@given(wars(), st.lists(st.integers(0, TARGETS - 1), unique=True))
def test_each_claim_is_heeded_or_heard_by_whom_it_reaches(
    war: tuple[AreaReach, list[set[int]], list[int], list[bool], list[int]], nodes: list[int]
) -> None:
    reach, reached, _, mute, apart = war
    heeded, heard = (
        [(nodes[place], rank) for rank, place in zip(ranks.tolist(), whose.tolist(), strict=True)]
        for ranks, whose in (
            reach.heeded(np.array(nodes, dtype=np.int64)),
            reach.heard(np.array(nodes, dtype=np.int64)),
        )
    )
    pairs = [(node, rank) for node in nodes for rank in range(RANKS) if node in reached[rank]]
    quiet = [(node, rank) for node, rank in pairs if mute[rank] and rank >= apart[node]]
    assert heard == quiet
    assert sorted(heeded) == sorted(set(pairs) - set(quiet))


@given(wars())
def test_what_reaches_is_known_of_each_pair(
    war: tuple[AreaReach, list[set[int]], list[int], list[bool], list[int]],
) -> None:
    reach, reached, around, _, _ = war
    nodes, ranks = (part.ravel() for part in np.mgrid[0:TARGETS, -1:RANKS])
    expected = [
        rank >= 0 and node in reached[rank]
        for node, rank in zip(nodes.tolist(), ranks.tolist(), strict=True)
    ]
    assert reach.hits(nodes, ranks).tolist() == expected
    assert reach.count(np.arange(TARGETS)).tolist() == around
    every = np.full(TARGETS, RANKS)
    assert reach.before(np.arange(TARGETS), every).tolist() == around
    assert (
        reach.before(np.arange(TARGETS), np.zeros(TARGETS, dtype=np.int64)).tolist()
        == [0] * TARGETS
    )


def test_targets_in_the_same_areas_share_a_list() -> None:
    country, region = np.arange(1000), np.arange(100)
    nothing = np.empty(0, dtype=np.int64)
    ranks = np.arange(300)
    reach = AreaReach(
        [(country, ranks[::2]), (region, ranks[1::2])],
        Reach.of(nothing, nothing),
        np.zeros(300, dtype=bool),
        np.full(1000, NEVER),
    )
    assert reach.listed == 300 + 150  # not 100 x 300 + 900 x 150
