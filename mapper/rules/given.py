"""What the rules are given: claims, who is reached by which, and the options of the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mapper.core.lineage import Lineage
from mapper.rules.areareach import AreaReach
from mapper.rules.effects import Kinship
from mapper.rules.land import IntArray
from mapper.rules.order import ClaimList
from mapper.rules.reach import Reach

__all__ = ["Given"]

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Given:
    """What targets are led through, and the options of the rules.

    Attributes
    ----------
    listed : ClaimList
    unit_count, place_count : int
    own : tuple of int arrays
        As of :meth:`mapper.rules.order.ClaimList.own`.
    again : bool array
        Which of those only repeat the one before.
    areas : AreaReach
        Claims on areas and the targets that they reach.
    clashes, left_out : Reach
        Clashes, where contests lapse; and the targets that claims leave out.
    national : bool array
        By rank: claims that speak of the whole country.
    cuts : callable
        As :meth:`mapper.rules.handout.HandOut.cuts`.
    leads : bool array
        The targets of which followers ask more than their steps.
    kinship : Kinship
    lineage : Lineage
    first_day, dispute_days, observation_window_days, contest_days : int
    baseline : str
    """

    listed: ClaimList
    unit_count: int
    place_count: int
    own: tuple[IntArray, IntArray]
    again: Mask
    areas: AreaReach
    clashes: Reach
    left_out: Reach
    national: Mask
    cuts: Callable[[IntArray, IntArray], Mask]
    leads: Mask
    kinship: Kinship
    lineage: Lineage
    first_day: int
    baseline: str
    dispute_days: int
    observation_window_days: int
    contest_days: int
