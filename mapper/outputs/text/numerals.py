"""Numbers in texts for people: digits in threes, things counted."""

from __future__ import annotations

from typing import Final

__all__ = ["NARROW", "counted", "percent", "whole"]

NARROW: Final = "\u202f"
"""The narrow space that does not break: between digits on pages; terminals show a plain one."""
_EXACT: Final = 1e-6
"""What a share may lack of all and still be all: answers round shares to six decimals."""


def whole(number: float, *, mark: str = " ") -> str:
    r"""A number without its decimals, with its digits in threes.

    >>> whole(638516.48), whole(1254353, mark=NARROW)
    ('638 516', '1\u202f254\u202f353')
    """
    return f"{number:,.0f}".replace(",", mark)


def percent(share: float, *, space: str = " ") -> str:
    r"""A share in whole per cent: never 0 % for something, nor 100 % for less than all.

    The pages say it the same way (``percent`` of ``library/words/texts.js``).

    >>> percent(0.2349), percent(0.0), percent(0.004), percent(0.998), percent(1.0)
    ('23 %', '0 %', '< 1 %', '> 99 %', '100 %')
    """
    rounded = round(share * 100)
    less, more = rounded == 0 and share > 0, rounded == 100 and share < 1 - _EXACT
    number = f"<{space}1" if less else f">{space}99" if more else str(rounded)
    return f"{number}{space}%"


def counted(number: int, word: str) -> str:
    """How many of something there are.

    >>> counted(1, "town"), counted(0, "unit")
    ('1 town', '0 units')
    """
    return f"{number} {word}{'' if number == 1 else 's'}"
