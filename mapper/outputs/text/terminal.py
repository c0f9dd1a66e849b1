"""What a terminal shows: texts measured in its cells, and painted.

A letter is not always one cell: Chinese ones take two, combining marks none. Everything here is
made of texts that are printable already; the colours are the only escape sequences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.style import Style

__all__ = ["Palette", "aligned", "cells", "columns_of", "padded", "painted"]

Palette = Literal["truecolor", "256"]
"""How a terminal names colours."""

_CUBE: Final = (0, 95, 135, 175, 215, 255)
"""Levels of each part of the 216 colours that begin at number 16."""
RGB = tuple[int, int, int]
_GAP: Final = "  "


def cells(text: str) -> int:
    """How many cells of a terminal a text takes.

    >>> cells("Ségou"), cells("Se\u0301gou"), cells("北京")
    (5, 5, 4)
    """
    return cell_len(text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text with spaces up to a width, to its left or to its right.

    >>> padded("北京", 6) + "|", padded("12", 6, right=True)
    ('北京  |', '    12')
    """
    spaces = " " * (width - cell_len(text))
    return spaces + text if right else text + spaces


def aligned(
    rows: Sequence[Sequence[str]], *, left: int, widths: Sequence[int] | None = None
) -> Iterable[str]:
    """Columns of text, the first ones to the left, the figures to the right.

    Parameters
    ----------
    rows : sequence of sequences of str
        As many texts in each.
    left : int
        How many columns are to the left.
    widths : sequence of int, optional
        Of :func:`columns_of`, where several tables stand below each other.
    """
    widths = columns_of(rows) if widths is None else widths
    for row in rows:
        yield _GAP.join(
            padded(text, width, right=i >= left)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        )


def columns_of(rows: Iterable[Sequence[str]]) -> list[int]:
    """The width of each column: that of its widest text."""
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def painted(
    text: str,
    palette: Palette,
    *,
    ink: RGB | None = None,
    ground: RGB | None = None,
    bold: bool = False,
    dim: bool = False,
) -> str:
    r"""A text with colours (red, green, blue from 0 to 255) or in another weight.

    >>> painted("Gao", "truecolor", ink=(44, 111, 187))
    '\x1b[38;2;44;111;187mGao\x1b[0m'
    """
    style = Style(
        color=None if ink is None else _colour(ink, palette),
        bgcolor=None if ground is None else _colour(ground, palette),
        bold=bold or None,
        dim=dim or None,
    )
    return style.render(text, color_system=ColorSystem.TRUECOLOR)


def _colour(rgb: RGB, palette: Palette) -> Color:
    """The colour, or the nearest of the cube: rich takes greys for dull colours, further off."""
    if palette == "truecolor":
        return Color.from_rgb(*rgb)
    code = 16
    for part, step in zip(rgb, (36, 6, 1), strict=True):
        distances = [abs(level - part) for level in _CUBE]
        code += step * distances.index(min(distances))
    return Color.from_ansi(code)
