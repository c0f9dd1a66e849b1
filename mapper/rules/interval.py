"""An interval: what the verdict over claims is for one target, and since when."""

from __future__ import annotations

from typing import Final, NamedTuple

from mapper.core.model import State

__all__ = ["OPEN_END", "Interval"]

OPEN_END: Final = 2**31 - 1
"""End of an interval that still lasts (days since 1970-01-01)."""


class Interval(NamedTuple):
    """The verdict over claims for one target on ``start <= day < end``.

    Attributes
    ----------
    since : int
        Day on which the governing holder took it; that of a succession for a renamed one.
    since_earliest, since_latest : int
        Bounds of ``since``.
    cause : str
        Event type of the claim that made the holder, ``succession`` or ``baseline``.
    level : str
        Evidence level (R10).
    leader : int
        The target that is followed, or -1.
    source, source_tenure, tenure : int
        Where the evidence stands: ``(source, source_tenure)`` and ``(target, tenure)``.
    claim : int
        The claim that began the interval, or -1 where none did (a dispute that expires, the
        edge of an uncertain date, a succession).
    """

    start: int
    end: int
    state: State
    since: int
    since_earliest: int
    since_latest: int
    cause: str
    level: str
    leader: int
    source: int
    source_tenure: int
    tenure: int
    claim: int

    @property
    def lasts(self) -> bool:
        """Whether the interval is still open."""
        return self.end >= OPEN_END

    @property
    def standing(self) -> tuple[int, int, int]:
        """Where its evidence stands beside its target: tenure, source, and that one's tenure."""
        return self.tenure, self.source, self.source_tenure
