"""The areas around units and places on a day, by name: a unit lies in a district, in a region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mapper.areas.frames import Frame
from mapper.history.targets import Numbers, Targets

__all__ = ["parents_of", "widest_of"]


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
    names, codes = [], []
    for frame in frames:
        code = np.append(frame.unit_area.to_numpy(), -1)[unit]
        if frame.place_area is not None:
            code[~land] = frame.place_area.to_numpy()[targets.place_rows(numbers)]
        names.append([*frame.groups["name"].tolist(), ""])
        codes.append(code)
    # Most places lie where their unit does, with all that lies around it.
    first, which = _distinct(codes, [len(column) for column in names], len(numbers))
    columns = [
        [column[i] for i in code[first].tolist()] for column, code in zip(names, codes, strict=True)
    ]
    around = [tuple(dict.fromkeys(filter(None, row))) for row in zip(*columns, strict=True)]
    around = around or [()] * len(first)
    found = [around[i] for i in which.tolist()]
    for i in np.flatnonzero(land).tolist():
        if found[i] and found[i][0] == targets.name(int(numbers[i])):
            found[i] = found[i][1:]
    return found


def _distinct(
    codes: Sequence[Numbers], sizes: Sequence[int], count: int
) -> tuple[Numbers, Numbers]:
    """Where each combination of codes (from -1) first stands in the rows, and that of each row."""
    key = np.zeros(count, dtype=np.int64)
    first = which = key
    for code, size in zip(codes, sizes, strict=True):
        _, first, which = np.unique(key * size + code + 1, return_index=True, return_inverse=True)
        key = which
    return first, which


def widest_of(
    frames: Sequence[Frame], levels: Sequence[str], numbers: Numbers
) -> list[tuple[str, str]]:
    """Name and level of the widest area around some units that not all of them lie in.

    Parameters
    ----------
    frames : sequence of Frame
        Those of a day.
    levels : sequence of str
        Of the case, finest first.
    numbers : int array
        The units.

    Returns
    -------
    list of (str, str)
        In the order of the units; both empty where there is no such area: a country alone.
    """
    found = [("", "")] * len(numbers)
    whole = {
        str(frame.groups["name"].iloc[0])
        for frame in frames
        if frame.level == levels[-1] and len(frame.groups) == 1
    }
    for level in levels:
        for frame in frames:
            if frame.level != level:
                continue
            names = [*map(str, frame.groups["name"]), ""]
            for i, code in enumerate(frame.unit_area.to_numpy()[numbers].tolist()):
                if names[code] and names[code] not in whole:
                    found[i] = (names[code], level)
    return found
