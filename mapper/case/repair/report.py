"""What a repair changed: step by step, area by area, in km²."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Change", "Report"]

_WORDS = {
    "removed": "removed",
    "split": "split at the 180th meridian",
    "made-valid": "made valid",
    "dissolved": "records joined into one",
    "fitted": "fitted to its neighbours",
    "slit": "slit filled",
    "snapped": "snapped to the finest layer",
    "across": "unit counted whole in one area",
    "renamed": "column renamed",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a repair did.

    Attributes
    ----------
    kind : str
        ``removed``, ``split``, ``made-valid``, ``dissolved``, ``fitted``, ``slit``, ``snapped``,
        ``across`` or ``renamed``.
    rows : tuple of int
        Records of the input, from 1; empty where a change is not about records.
    area : str
        The id of the area, or what there is instead.
    gained_km2, lost_km2 : float
        Ground that the area has now and had not, and the other way round.
    note : str
        More about it.
    """

    kind: str
    rows: tuple[int, ...]
    area: str
    gained_km2: float = 0.0
    lost_km2: float = 0.0
    note: str = ""

    def __str__(self) -> str:
        what = _WORDS[self.kind]
        where = f"{self.area}: " if self.area else ""
        parts = [f"{where}{what}"]
        if self.gained_km2 or self.lost_km2:
            parts.append(f"+{self.gained_km2:,.6f} −{self.lost_km2:,.6f} km²")
        if self.note:
            parts.append(self.note)
        return ", ".join(parts)


@dataclass(slots=True)
class Report:
    """What a repair changed, in the order in which it was done.

    Attributes
    ----------
    changes : list of Change
    features_before, features_after : int
    area_before_km2, area_after_km2 : float
        Sums over all records; overlapping ground counts for each.
    """

    changes: list[Change] = field(default_factory=list)
    features_before: int = 0
    features_after: int = 0
    area_before_km2: float = 0.0
    area_after_km2: float = 0.0

    def note(self, change: Change) -> None:
        """Add a change."""
        self.changes.append(change)

    def lines(self) -> list[str]:
        """The report as text, one line for each change."""
        difference = self.area_after_km2 - self.area_before_km2
        sums = (
            f"{self.features_before:,} records became {self.features_after:,}; "
            f"{self.area_before_km2:,.3f} km² became {self.area_after_km2:,.3f} "
            f"({difference:+,.6f})"
        )
        return [*map(str, self.changes), sums if self.changes else f"nothing to mend; {sums}"]

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {
            "features_before": self.features_before,
            "features_after": self.features_after,
            "area_before_km2": self.area_before_km2,
            "area_after_km2": self.area_after_km2,
            "changes": [
                {
                    "kind": change.kind,
                    "rows": list(change.rows),
                    "area": change.area,
                    "gained_km2": change.gained_km2,
                    "lost_km2": change.lost_km2,
                    "note": change.note,
                }
                for change in self.changes
            ],
        }
