"""Frames: the areas of one level between two days, and the area of each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from mapper.case.read import Case
    from mapper.rules.land import AreaTables

__all__ = ["Frame", "make_frames", "region_level"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The areas of one level between two days, and the area of each unit.

    Attributes
    ----------
    groups : DataFrame
        area_id, name; in the order of the codes.
    unit_area : Series of int
        Code (position in ``groups``) by unit_id; -1 where a unit is in no area.
    place_area : Series of int or None
        The same by place_id; None where every place lies in the area of its unit.
    """

    level: str
    frame: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    groups: pd.DataFrame
    unit_area: pd.Series
    place_area: pd.Series | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the frame is valid on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


def make_frames(case: Case, tables: AreaTables) -> tuple[Frame, ...]:
    """The frames of all levels, with the area of each unit."""
    frames = []
    rows = tables.areas.reset_index(drop=True)
    places = pd.Index(case.places.index, name="place_id")
    for layer in case.layers:
        mine = rows.index[(rows["level"] == layer.level) & (rows["frame"] == layer.frame)]
        codes = np.full(len(tables.unit_ids), -1, dtype=np.int64)
        own = np.full(len(places), -1, dtype=np.int64)
        for code, row in enumerate(mine):
            codes[tables.area_units[row]] = code
            own[tables.area_places[row]] = code
        led = np.append(codes, -1)[tables.place_unit]
        groups = rows.loc[mine, ["area_id", "name"]].reset_index(drop=True)
        frames.append(
            Frame(
                level=layer.level,
                frame=layer.frame,
                valid_from=layer.valid_from,
                valid_to=layer.valid_to,
                groups=groups,
                unit_area=pd.Series(codes, index=pd.Index(tables.unit_ids, name="unit_id")),
                place_area=None if np.array_equal(own, led) else pd.Series(own, index=places),
            )
        )
    return tuple(frames)


def region_level(frames: Iterable[Frame]) -> str | None:
    """The level whose borders maps draw: that with the fewest areas, above one; None without any.

    Mostly the level just below the country. Where only the finest level has several areas it is
    that one.
    """
    sizes: dict[str, int] = {}
    for frame in frames:
        sizes[frame.level] = max(sizes.get(frame.level, 0), len(frame.groups))
    several = [level for level, size in sizes.items() if size > 1]
    return min(several, key=sizes.__getitem__, default=None)
