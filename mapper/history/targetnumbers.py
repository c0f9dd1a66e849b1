"""What the number of a target means: units first, then places, each in the order of its table."""

from __future__ import annotations

from typing import Literal

__all__ = ["TargetNumbers"]


class TargetNumbers:
    """Tells units and places apart by their numbers.

    Attributes
    ----------
    unit_count : int
    """

    __slots__ = ("unit_count",)

    unit_count: int

    def is_unit(self, number: int) -> bool:
        """Whether a target is a unit; else it is a place."""
        return number < self.unit_count

    def kind(self, number: int) -> Literal["unit", "place"]:
        """What a target is."""
        return "unit" if number < self.unit_count else "place"

    def row(self, number: int) -> int:
        """Position of a target in its own table."""
        return number if number < self.unit_count else number - self.unit_count

    def of_place(self, row: int) -> int:
        """Number of the place in a row of the table of places."""
        return self.unit_count + row
