"""What the files of a kept history are called, for those that write and those that read them."""

from __future__ import annotations

from typing import Final

__all__ = ["AREAS", "PLACE_AREAS", "STATES", "TOLD", "UNIT", "UNIT_AREAS"]

TOLD: Final = "told.json"
"""What is said beside the tables."""
STATES: Final = "states.json"
AREAS: Final = "areas"
"""Table of the areas of all frames, one frame after the other."""
UNIT_AREAS: Final = "unit_areas"
PLACE_AREAS: Final = "place_areas"
"""Tables of the areas of units and places: a column for each frame, by its number."""
UNIT: Final = "unit"
"""Column of `PLACE_AREAS`: the number of the unit that a place lies in."""
