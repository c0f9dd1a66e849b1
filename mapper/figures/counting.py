"""Doubt in figures: who may hold a target, and in which row of a table it counts.

A target has *candidates* on a day; the central figure counts one of them, ``low`` only what is
certain, ``high`` every candidate, so that low ≤ central ≤ high always. How each candidate has it
(alone, shared, contested …) is one of the :data:`PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from mapper.core.model import NO_DATA, NONE, SHARED, UNKNOWN, State
from mapper.core.vocabulary import words

__all__ = [
    "CONTESTED",
    "COUNTS",
    "PARTS",
    "Count",
    "candidates",
    "central",
    "certain",
    "held_as",
    "parties",
    "status_candidates",
]

Count = Literal["governing", "equal", "apart"]
COUNTS: Final = ("governing", "equal", "apart")
"""Conventions of counting what several parties share or contest; see :func:`central`."""
CONTESTED: Final = "contested"
"""Row of contested land where it is counted apart."""
PARTS: Final = words("parts")
"""How a candidate has a target: see :func:`held_as`."""


def candidates(state: State, name: Callable[[str], str] = str) -> frozenset[str]:
    """Who may hold a target, as rows of the statistics ("Doubt in figures" in ``docs/method.md``).

    Parameters
    ----------
    state : State
    name : callable
        Maps actor ids to rows (a bloc, say); ``none``, ``unknown`` and the like stay.

    Returns
    -------
    frozenset of str
        The governing holder; all parties while shared or contested (an unnamed opponent counts
        as ``unknown``), and ``shared`` itself; both holders while uncertain; the claimed holder
        while disputed; the former and the next holder while unknown.
    """
    names = [state.holder, *state.claimed_by, *state.uncertain_with, *state.between]
    if state.status == "contested":
        names += state.contested_by or (UNKNOWN,)
    found = {_named(x, name) for x in names if x != SHARED}
    if state.status == "shared":
        parties = {_named(x, name) for x in (state.holder, *state.companions)}
        found |= parties
        if len(parties) > 1 or name is str:
            found.add(SHARED)
    if SHARED in state.uncertain_with:
        found.add(SHARED)
    return frozenset(found)


def _named(actor: str, name: Callable[[str], str]) -> str:
    """The row of an actor; ``none``, ``unknown``, ``shared`` and ``no_data`` have their own."""
    return actor if actor in {NONE, UNKNOWN, SHARED, NO_DATA} else name(actor)


def central(state: State, name: Callable[[str], str] = str, count: Count = "governing") -> str:
    """The row that a state counts in: its governing holder, or ``shared``.

    What several parties of one bloc share is the bloc's. With ``count="apart"`` what is contested
    between several rows is in the row ``contested``. (With ``count="equal"`` it is split: see
    :func:`parties`.)
    """
    rows = set(parties(state, name))
    several = len(rows) > 1 or name is str
    if state.status == "shared":
        return SHARED if several else next(iter(rows))
    if count == "apart" and state.status == "contested" and several:
        return CONTESTED
    return _named(state.holder, name)


def parties(state: State, name: Callable[[str], str] = str) -> tuple[str, ...]:
    """The rows of all parties of a shared or contested target, else of its holder alone.

    The governing holder comes first. A row stands once for each of its parties, so that the
    figures of a bloc are the sums of those of its members.

    Examples
    --------
    >>> parties(State("army", status="contested", contested_by=("rebels",)))
    ('army', 'rebels')
    >>> parties(State("army", status="contested"))
    ('army', 'unknown')
    """
    names: tuple[str, ...] = (state.holder,)
    if state.status == "shared":
        names = (state.holder, *state.companions)
    elif state.status == "contested":
        names = (state.holder, *(state.contested_by or (UNKNOWN,)))
    return tuple(_named(x, name) for x in dict.fromkeys(names))


def certain(state: State, row: str, found: frozenset[str]) -> bool:
    """Whether the row is the only candidate.

    A shared or contested row is certain if nothing else is open.
    """
    if row in {SHARED, CONTESTED}:
        return not (state.claimed_by or state.uncertain_with)
    return found == {row}


def held_as(state: State, name: Callable[[str], str] = str) -> dict[str, str]:
    """How each candidate of a target has it: one of the :data:`PARTS`.

    Parameters
    ----------
    state : State
    name : callable
        As for :func:`candidates`.

    Returns
    -------
    dict of str to str
        By row. Of the row that the target counts in (:func:`central`): ``alone`` where nobody
        else is a candidate; else ``contested`` where another row fights for it, or ``doubt``.
        Of the parties of a shared target: ``shared``; ``shared`` itself is no row here. Of all
        others: ``contests`` for those that fight for it, else ``may``.

    Examples
    --------
    >>> held_as(State("army", (), "contested", ("rebels",), claimed_by=("sect",)))
    {'army': 'contested', 'rebels': 'contests', 'sect': 'may'}
    >>> held_as(State("army", ("rebels",), "shared"))
    {'army': 'shared', 'rebels': 'shared'}
    >>> held_as(State("army", uncertain_with=("rebels",)))
    {'army': 'doubt', 'rebels': 'may'}
    """
    found, row = candidates(state, name), central(state, name)
    among = set(parties(state, name))
    if row == SHARED:
        return {x: "shared" if x in among else "may" for x in sorted(found - {SHARED})}
    fought = state.status == "contested" and len(among) > 1
    own = "contested" if fought else "doubt"
    parts = {row: "alone" if found == {row} else own}
    for other in sorted(found - {SHARED, row}):
        parts[other] = "contests" if fought and other in among else "may"
    return parts


def status_candidates(state: State) -> frozenset[str]:
    """Statuses that a target may have, for statistics by status."""
    words = {NONE: "empty", UNKNOWN: "unknown", SHARED: "shared"}
    open_ = (*state.claimed_by, *state.uncertain_with)
    return frozenset({state.status, *(words.get(name, "held") for name in open_)})
