"""Faults about ``except``: what a claim on an area leaves out must lie inside that area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from mapper.case import schema
from mapper.case.layers.boundaries import Layer
from mapper.case.rawcase import Tables, walk
from mapper.core.coded import Coded
from mapper.core.dates import day_of
from mapper.core.errors import Fault
from mapper.core.spelling import Speller

__all__ = ["exception_faults"]

_INSIDE: Final = 0.99
"""Share of an area that must lie inside another one to count as inside: layers of different
makers do not share every border."""


def exception_faults(t: Tables) -> list[Fault]:
    """Exceptions that are unknown, that lie outside, that leave nothing, or of a place."""
    file = schema.CLAIMS.file
    rows = np.flatnonzero(Coded.of(t.claims["except"]).marks(bool))
    if not len(rows):
        return []
    faults: list[Fault] = []
    inside = _Inside(t)
    names = Speller((known, known) for known in (*t.frames, *t.place_ids))
    columns = ("target_id", "except", "best", "_bad_date")
    for line, target, text, best, bad in walk(t.claims, *columns, rows=rows):
        if target in t.place_ids:
            message = "A place has nothing that could be left out."
            hint = "Leave it empty: only claims on areas have exceptions."
            faults.append(Fault(file, line, "except", message, hint, "needless-exception"))
            continue
        for part in dict.fromkeys(filter(None, text.split("+"))):
            if part not in t.frames and part not in t.place_ids:
                if part not in t.left_out:
                    hint = names.hint(part, "Add it to places.csv or to a boundary layer.")
                    message = f"There is no place or area `{part}`."
                    faults.append(Fault(file, line, "except", message, hint, "unknown-place"))
            elif part == target:
                message = f"`{part}` is the target itself: nothing would be left."
                hint = "Name what lies inside it, or delete the row."
                faults.append(Fault(file, line, "except", message, hint, "wrong-exception"))
            elif not bad and target in t.frames and not inside(part, target, int(best)):
                message = f"`{part}` does not lie inside `{target}` on {day_of(int(best))}."
                hint = "Name areas and places inside it; what lies outside is not touched anyway."
                faults.append(Fault(file, line, "except", message, hint, "wrong-exception"))
    return faults


class _Inside:
    """Whether a place or area lies inside an area, by their shapes on a day."""

    def __init__(self, t: Tables) -> None:
        self._frames = t.frames
        self._points = dict(zip(t.places["place_id"], t.points, strict=True))
        self._known: dict[tuple[str, int, str, int], bool] = {}

    def __call__(self, part: str, area: str, day: int) -> bool:
        around = _on(self._frames[area], day)
        if around is None:
            return True  # has a fault of its own
        if part in self._frames:
            layer = _on(self._frames[part], day)
            if layer is None:
                return False
            key = (part, id(layer), area, id(around))
            if key not in self._known:
                inner, outer = layer.areas.geometry[part], around.areas.geometry[area]
                common = shapely.area(shapely.intersection(inner, outer))
                self._known[key] = bool(common >= _INSIDE * shapely.area(inner))
            return self._known[key]
        return bool(around.areas.geometry[area].intersects(shapely.Point(self._points[part])))


def _on(layers: Sequence[Layer], day: int) -> Layer | None:
    return next((layer for layer in layers if layer.holds_on(day_of(day))), None)
