"""Who goes by which name on a day: the successions of a case as one forest (R9).

Everybody has one successor at most, so names form trees that run together over time. Every name
knows its successor and one far ahead of it (a *skip*), so that even a chain of thousands of renames
is read in a few steps. The lengths of the skips are those of E. W. Myers, "An applicative
random-access stack", Information Processing Letters 17 (1983).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mapper.core.dates import day_number
from mapper.core.model import Succession

__all__ = ["NEVER", "Lineage"]

NEVER: Final = 2**31 - 1
"""A day after all others."""


@dataclass(frozen=True, slots=True)
class _Link:
    """What becomes of a name, and by which day; ``depth`` counts the successions still to come."""

    heir: str
    day: int
    skip: str
    skip_day: int
    depth: int


class Lineage:
    """Reads names as those of a day.

    Parameters
    ----------
    successions : iterable of Succession
        Of two of the same predecessor the first counts, of a circle one does not.

    Examples
    --------
    >>> import datetime as dt
    >>> merger = Succession("mnla", "cma", dt.date(1970, 1, 11), "merger")
    >>> names = Lineage([merger])
    >>> names.name("mnla", 9), names.name("mnla", 10), names.due(["gov", "mnla"])
    ('mnla', 'cma', 10)
    """

    def __init__(self, successions: Iterable[Succession] = ()) -> None:
        heirs: dict[str, tuple[int, str]] = {}
        for item in successions:
            heirs.setdefault(item.predecessor, (day_number(item.date), item.successor))
        self.days: list[int] = sorted({day for day, _ in heirs.values()})
        """The days on which somebody is succeeded, in order."""
        self._links: dict[str, _Link] = {}
        for name in list(heirs):
            self._link_all(name, heirs)

    def _link_all(self, name: str, heirs: dict[str, tuple[int, str]]) -> None:
        """Link a name and everybody after it, the last one first."""
        chain: dict[str, None] = {}
        while name in heirs and name not in self._links and name not in chain:
            chain[name] = None
            name = heirs[name][1]
        if name in chain:  # a circle, which a case may not have: its last succession does not count
            del heirs[chain.popitem()[0]]
        for one in reversed(chain):
            day, heir = heirs[one]
            self._links[one] = self._link(heir, day)

    def _link(self, heir: str, day: int) -> _Link:
        after = self._links.get(heir)
        if after is None:
            return _Link(heir, day, heir, day, 1)
        # Two skips of one length make one of both and the step before them.
        beyond = self._links.get(after.skip)
        lengths = after.depth - self._depth(after.skip), 0
        if beyond is not None:
            lengths = lengths[0], beyond.depth - self._depth(beyond.skip)
        if beyond is not None and lengths[0] == lengths[1]:
            skip_day = max(day, after.skip_day, beyond.skip_day)
            return _Link(heir, day, beyond.skip, skip_day, after.depth + 1)
        return _Link(heir, day, heir, day, after.depth + 1)

    def _depth(self, name: str) -> int:
        link = self._links.get(name)
        return 0 if link is None else link.depth

    def __bool__(self) -> bool:
        return bool(self._links)

    def name(self, actor: str, day: int) -> str:
        """The name by which an actor goes on a day."""
        while (link := self._links.get(actor)) is not None and link.day <= day:
            actor = link.skip if link.skip_day <= day else link.heir
        return actor

    def names(self, actors: tuple[str, ...], day: int) -> tuple[str, ...]:
        """The names by which actors go on a day, each once."""
        if not self._links or not actors:
            return tuple(dict.fromkeys(actors)) if len(actors) > 1 else actors
        return tuple(dict.fromkeys(self.name(actor, day) for actor in actors))

    def heirs(self, actors: Iterable[str], day: int) -> dict[str, str]:
        """The names by which those of some actors go on a day that go by another one then."""
        links = self._links
        return {a: self.name(a, day) for a in actors if a in links and links[a].day <= day}

    def due(self, actors: Iterable[str]) -> int:
        """The first day on which one of them is succeeded; NEVER if none is."""
        links = self._links
        return min((links[actor].day for actor in actors if actor in links), default=NEVER)

    def after(self, actor: str) -> Iterator[tuple[int, str]]:
        """Day and name of everybody that an actor passes into, in order."""
        while (link := self._links.get(actor)) is not None:
            actor = link.heir
            yield link.day, actor
