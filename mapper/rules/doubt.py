"""What is shown of a target on a day while something is in doubt: disputes and open dates.

The core says what strong claims make of a target; here disputes (R4), open dates (R5, R6) and an
unknown holder are laid over it. Worked out once for each combination that occurs
(:mod:`mapper.rules.intervals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from mapper.core.lineage import Lineage
from mapper.core.model import SHARED, UNKNOWN, State
from mapper.rules.effects import Core, status_of, succeed

__all__ = ["Possible", "certain_state", "doubtful_state", "joint"]


@lru_cache(maxsize=4096)
def certain_state(core: Core) -> State:
    """The state of a core where nothing is in doubt."""
    contest = core.contested_by or ()
    return State(core.holder, core.companions, status_of(core), contest, core.besieged_by)


class Possible(NamedTuple):
    """A holder's possible time that includes the day.

    Attributes
    ----------
    first, last : Core
        With which it began and ended.
    known_from : int
        Its central first day.
    now : bool
        Whether it is the one that is shown.
    """

    first: Core
    last: Core
    known_from: int
    now: bool


def doubtful_state(
    core: Core,
    day: int,
    claimants: Sequence[str],
    possible: Sequence[Possible],
    around: Sequence[Core],
    lineage: Lineage,
) -> State:
    """The state of a core on a day, with what is in doubt.

    Parameters
    ----------
    core : Core
    day : int
    claimants : sequence of str
        Whom weak claims name, in the order in which they were noted.
    possible : sequence of Possible
        All whose possible time includes the day, in order.
    around : sequence of Core
        While nobody knows the holder: the former and the next one.
    lineage : Lineage
        So that everybody is named as on the day (R9).
    """
    heirs = lineage.names(tuple(claimants), day)
    claimed = tuple(name for name in heirs if name != core.holder)
    uncertain = _uncertain_with(core, day, possible, lineage)
    between: tuple[str, ...] = ()
    if core.holder == UNKNOWN:
        names = tuple(name for one in around for name in _tokens(one) if name != SHARED)
        between = lineage.names(names, day)
    state = certain_state(core)
    if claimed or uncertain or between:
        return State(*state[:5], claimed, uncertain, between)
    return state


def _uncertain_with(
    core: Core, day: int, possible: Sequence[Possible], lineage: Lineage
) -> tuple[str, ...]:
    """Who else may hold it: all whose possible time includes the day (R5)."""
    if len(possible) < 2:
        return ()
    cores = [core if one.now else _as_called(one, day, core, lineage) for one in possible]
    names = dict.fromkeys(name for other in cores for name in _tokens(other))
    if not joint(core):
        names.pop(core.holder, None)
        return tuple(names)
    alone = {other.holder for other in cores if not joint(other)}
    for name in (SHARED, *(n for n in (core.holder, *core.companions) if n not in alone)):
        names.pop(name, None)
    return tuple(names)


def _tokens(core: Core) -> tuple[str, ...]:
    return (SHARED, core.holder, *core.companions) if joint(core) else (core.holder,)


def joint(core: Core) -> bool:
    """Whether several govern together and undisputed: shared rule that is not fought over."""
    return status_of(core) == "shared"


def _as_called(one: Possible, day: int, core: Core, lineage: Lineage) -> Core:
    """Another possibility under the names of the day (R9).

    What is past goes by its successors' names; what is still to come, by that of the predecessor
    if that one is there now and the claim was only read as its successor.
    """
    if not lineage:
        return one.first if one.known_from > day else one.last
    if one.known_from <= day:
        return succeed(one.last, lineage.heirs(_parties(one.last), day))
    back: dict[str, str] = {}
    for name in _parties(core):
        later = lineage.name(name, one.known_from)
        if later != name:
            back.setdefault(later, name)
    return succeed(one.first, back)


def _parties(core: Core) -> tuple[str, ...]:
    return (core.holder, *core.companions)
