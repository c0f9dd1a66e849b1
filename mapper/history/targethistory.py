"""What can be asked of a history about single targets, as plain values.

Who held a place, since when and why is asked of a few targets and claims out of tens of thousands.
Both kinds of history answer it: :class:`~mapper.history.control.ControlHistory` from its tables,
:class:`~mapper.history.light.LightHistory` from single rows of the files in the cache, which takes
less time than importing pandas. Whatever builds on this module alone works with either.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from mapper.core.dates import Day, as_day, day_number, day_of
from mapper.core.errors import DateOutsideCaseError
from mapper.core.model import BASELINE, State
from mapper.history.backing import Backing, Standing
from mapper.rules.interval import OPEN_END, Interval
from mapper.rules.track import Evidence

if TYPE_CHECKING:
    from mapper.case.caseinfo import CaseInfo
    from mapper.case.names import Names
    from mapper.core.model import Actor, Bloc, Membership, SourceInfo, Succession

__all__ = ["OPEN_END", "Areas", "ClaimRow", "Interval", "TargetFacts", "TargetHistory"]


class ClaimRow(NamedTuple):
    """A claim with everything that its row of ``control_events.csv`` or ``baseline.csv`` says."""

    event_id: str
    event_date: str
    earliest: dt.date
    best: dt.date
    latest: dt.date
    target_id: str
    target_name: str
    scope: str
    event_type: str
    gained_by: tuple[str, ...]
    lost_by: tuple[str, ...]
    status: str
    opposed_by: tuple[str, ...]
    excepted_names: tuple[str, ...]
    confidence: str
    sources: tuple[str, ...]
    note: str

    @property
    def strong(self) -> bool:
        """Whether it may move a holder (R4): not low, and no declaration."""
        return self.confidence != "low" and self.event_type != "declaration"


class TargetFacts(Protocol):
    """What is known of targets by their numbers; see :class:`mapper.history.targets.Targets`."""

    unit_count: int

    def __len__(self) -> int:
        """How many targets there are."""

    def is_unit(self, number: int) -> bool:
        """Whether a target is a unit; else it is a place."""

    def kind(self, number: int) -> Any:
        """What a target is: ``unit`` or ``place``."""

    def row(self, number: int) -> int:
        """Position of a target in its own table."""

    def of_place(self, row: int) -> int:
        """Number of the place in a row of the table of places."""

    def id(self, number: int) -> str:
        """The unit_id or place_id of a target."""

    def name(self, number: int) -> str:
        """Name of a target."""

    def value(self, number: int, column: str) -> Any:
        """What the target's own table says of it."""

    def unit_of(self, number: int) -> int:
        """Number of the unit that a target is or lies in; -1 for a place in none."""


class Areas(ABC):
    """The areas of one level between two days, for questions about one target.

    Attributes
    ----------
    level : str
    valid_from, valid_to : date or None
    """

    level: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Whether they are valid on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )

    def around_unit(self, unit: int) -> tuple[str, str] | None:
        """Id and name of the area that a unit lies in; None for none, also for unit -1."""
        code = -1 if unit < 0 else self.unit_code(unit)
        return None if code < 0 else self.area(code)

    def around(self, targets: TargetFacts, target: int) -> tuple[str, str] | None:
        """Id and name of the area that a target lies in."""
        own = None if targets.is_unit(target) else self.place_code(targets.row(target))
        if own is None:
            return self.around_unit(targets.unit_of(target))
        return None if own < 0 else self.area(own)

    @abstractmethod
    def unit_code(self, unit: int) -> int:
        """The number of the area that a unit lies in; -1 for none."""

    @abstractmethod
    def place_code(self, row: int) -> int | None:
        """The same of a place by its row; None where places lie in the areas of their units."""

    @abstractmethod
    def area(self, code: int) -> tuple[str, str]:
        """Id and name of an area by its number."""


class TargetHistory(ABC):
    """A history, asked about single targets.

    Attributes
    ----------
    case : CaseInfo
    actors, blocs : dict
    members : tuple of Membership
    successions : tuple of Succession
    sources : dict of SourceInfo
    translations : dict
        Names in other languages.
    """

    case: CaseInfo
    actors: Mapping[str, Actor]
    blocs: Mapping[str, Bloc]
    members: tuple[Membership, ...]
    successions: tuple[Succession, ...]
    sources: Mapping[str, SourceInfo]
    translations: Mapping[str, Names]

    # -- what each kind of history reads in its own way --------------------------------------

    @property
    @abstractmethod
    def states(self) -> tuple[State, ...]:
        """Every distinct state."""

    @property
    @abstractmethod
    def targets(self) -> TargetFacts:
        """The units and places by their numbers."""

    @property
    @abstractmethod
    def whole(self) -> Any:
        """The :class:`~mapper.history.control.ControlHistory` with all tables."""

    @abstractmethod
    def intervals_of(self, target: int) -> Sequence[Interval]:
        """All intervals of a target, in order of time; none for a base that no claim names."""

    @abstractmethod
    def noted_for(self, target: int) -> Sequence[tuple[int, Evidence]]:
        """The evidence noted for a target, each with its tenure."""

    @abstractmethod
    def backing(self, standing: Standing, day: int) -> Backing:
        """The evidence of a standing, from claims dated no later than the day."""

    @abstractmethod
    def claim(self, position: int) -> ClaimRow:
        """A claim by its position."""

    @abstractmethod
    def position_of(self, event_id: str) -> int:
        """The position of a claim that evidence names."""

    @abstractmethod
    def sources_of(self, event_id: str) -> tuple[str, ...]:
        """The sources of a claim that evidence names."""

    @abstractmethod
    def clashes(self) -> Sequence[tuple[int, int]]:
        """Position and best day of each claim that is a clash, in file order."""

    @abstractmethod
    def claims_on(self, target_id: str) -> Sequence[int]:
        """Positions of the claims on a place or area itself, in file order."""

    @property
    @abstractmethod
    def areas(self) -> Sequence[Areas]:
        """The areas of each frame, in the order of the frames."""

    # -- what follows from that -----------------------------------------------------------------

    def bloc_of(self, actor: str, day: Day) -> str | None:
        """The bloc of an actor on a day."""
        day = as_day(day)
        for member in self.members:
            if member.actor_id == actor and member.holds_on(day):
                return member.bloc_id
        return None

    def check_date(self, day: Day) -> dt.date:
        """The day, if the case speaks of it.

        Raises
        ------
        DateOutsideCaseError
        """
        day = as_day(day)
        if not self.case.first_day <= day <= self.case.last_day:
            raise DateOutsideCaseError(
                f"{day} lies outside the case, which runs from {self.case.first_day} "
                f"to {self.case.last_day}."
            )
        return day

    def row_of(self, target: int, day: Day) -> dict[str, Any] | None:
        """What a snapshot of the day says of one target, by the names of its columns.

        None if the target is not there: a base before its first claim.

        Raises
        ------
        DateOutsideCaseError
        """
        day = self.check_date(day)
        number = day_number(day)
        intervals = self.intervals_of(target)
        now = next((i for i in intervals if i.start <= number < i.end), None)
        if now is None:
            return None
        backing = self.backing(Standing(target, *now.standing), number)
        since = (now.since, now.since_earliest, now.since_latest)
        days = [None if now.cause == BASELINE else day_of(d) for d in since]
        return {
            **now.state._asdict(),
            **dict(zip(("since", "start_earliest", "start_latest"), days, strict=True)),
            "cause": now.cause,
            "last_evidence": None if backing.last is None else day_of(backing.last),
            "evidence_age_days": None if backing.last is None else number - backing.last,
            "evidence_level": now.level,
            "decided_by": self.decider(now.leader, now.source),
            "made": backing.made,
            "confirms": backing.confirms,
            "dissents": backing.dissents,
            "parents": self.parents_of(target, day),
        }

    def decider(self, leader: int, source: int) -> str | None:
        """The id of the place that decides a follower: its leader, or whom that unit rests on."""
        place = self.deciding(leader, source)
        return None if place is None else self.targets.id(place)

    def deciding(self, leader: int, source: int) -> int | None:
        """The number of the place that decides a follower."""
        if leader < 0:
            return None
        place = source if self.targets.is_unit(leader) else leader
        return None if self.targets.is_unit(place) else place

    def parents_of(self, target: int, day: Day) -> tuple[str, ...]:
        """Names of the areas around a target on a day, smallest first, each name once."""
        day, targets = as_day(day), self.targets
        valid = [
            areas
            for level in self.case.levels
            for areas in self.areas
            if areas.level == level and areas.holds_on(day)
        ]
        found = (areas.around(targets, target) for areas in valid)
        names = list(dict.fromkeys(area[1] for area in found if area is not None and area[1]))
        if names and targets.is_unit(target) and names[0] == targets.name(target):
            del names[0]
        return tuple(names)
