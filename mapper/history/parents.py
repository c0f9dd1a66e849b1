"""The areas around units and places on a day, by name: a unit lies in a district, in a region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mapper.areas.frames import Frame
from mapper.history.targets import Numbers, Targets

__all__ = ["parents_of"]


def parents_of(
    targets: Targets, frames: Sequence[Frame], numbers: Numbers
) -> list[tuple[str, ...]]:
    """Names of the areas around some targets, each name once.

    Parameters
    ----------
    targets : Targets
    frames : sequence of Frame
        One for each level, finest first.
    numbers : int array
        The targets.

    Returns
    -------
    list of tuple of str
        In the order of the targets, smallest area first. A unit's own name is not among them.
    """
    land = targets.are_units(numbers)
    unit = targets.units_of(numbers)
    columns = []
    for frame in frames:
        names = np.array([*frame.groups["name"], ""], dtype=object)
        code = np.append(frame.unit_area.to_numpy(), -1)[unit]
        if frame.place_area is not None:
            code[~land] = frame.place_area.to_numpy()[targets.place_rows(numbers)]
        columns.append(names[code])
    found = [tuple(dict.fromkeys(filter(None, row))) for row in np.transpose(columns).tolist()]
    if not columns:
        found = [()] * len(numbers)
    own = (targets.name(n) if u else None for n, u in zip(numbers.tolist(), land, strict=True))
    return [
        around[1:] if around and around[0] == name else around
        for around, name in zip(found, own, strict=True)
    ]
