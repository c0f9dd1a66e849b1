"""Blocks of figures on a terminal: their titles, and their lines in the weight that each has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mapper.outputs.text.numerals import whole
from mapper.outputs.text.terminal import Palette, painted

__all__ = ["BLOCK_KEYS", "block_title", "town_people", "weighted"]

BLOCK_KEYS = ("date", "area_id", "area_name", "frame")
"""Columns that tell the blocks of a table apart, where they are there."""


def block_title(keys: Sequence[str], values: Sequence[object], area_km2: float) -> str:
    """The date, the area with its id and frame, and how large it is.

    >>> keys = ("date", "area_id", "area_name", "frame")
    >>> block_title(keys, ("2012-07-15", "gao-region", "Gao Region", "2012"), 178625.2)
    '2012-07-15 · Gao Region (gao-region, frame 2012): 178 625 km²'
    >>> block_title(keys[:1], ("2012-07-15",), 1254353.1)
    '2012-07-15: 1 254 353 km²'
    """
    told = {key: str(value) for key, value in zip(keys, values, strict=True)}
    title = told["date"]
    if "area_id" in told:
        frame = f", frame {told['frame']}" if told["frame"] else ""
        title += f" · {told['area_name']} ({told['area_id']}{frame})"
    return f"{title}: {whole(area_km2)} km²"


def town_people(count: int, missing: int) -> str:
    """How many live in towns; towns without a figure are counted, not taken for empty.

    >>> town_people(37002, 5), town_people(0, 2), town_people(0, 0)
    ('37 002 +5', '? +2', '0')
    """
    known = whole(count) if count or not missing else "?"
    return f"{known} +{missing}" if missing else known


def weighted(lines: Iterable[tuple[str, str]], palette: Palette | None) -> str:
    """Printable lines, each with its weight (bold, dim, or none), as one text.

    Parameters
    ----------
    lines : iterable of (text, weight)
    palette : {"truecolor", "256"} or None
        None leaves the weights out.
    """
    if palette is None:
        return "\n".join(line for line, _ in lines)
    return "\n".join(
        painted(line, palette, bold=weight == "bold", dim=weight == "dim") for line, weight in lines
    )
