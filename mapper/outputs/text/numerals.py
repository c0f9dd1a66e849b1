"""Numbers in texts for people: digits in threes, things counted."""

from __future__ import annotations

from typing import Final

__all__ = ["NARROW", "counted", "whole"]

NARROW: Final = "\u202f"
"""The narrow space that does not break: between digits on pages; terminals show a plain one."""


def whole(number: float, *, mark: str = " ") -> str:
    r"""A number without its decimals, with its digits in threes.

    >>> whole(638516.48), whole(1254353, mark=NARROW)
    ('638 516', '1\u202f254\u202f353')
    """
    return f"{number:,.0f}".replace(",", mark)


def counted(number: int, word: str) -> str:
    """How many of something there are.

    >>> counted(1, "town"), counted(0, "unit")
    ('1 town', '0 units')
    """
    return f"{number} {word}{'' if number == 1 else 's'}"
