"""``population.csv``: how many people live in areas, and what a row alone can show to be wrong."""

from __future__ import annotations

import re
from typing import Final

from mapper.case.schema import SOURCE_RULE, Rule, TableSchema

__all__ = ["NUMBER_RULE", "POPULATION", "people_in", "year_in"]

_WHOLE: Final = re.compile(r"[0-9]{1,20}")
_YEAR: Final = re.compile("[12][0-9]{3}")
_MAX_PEOPLE: Final = 10**10
"""More than live on earth."""


def people_in(text: str) -> int | None:
    """The number of people that a cell holds; None if it holds none.

    >>> people_in("12406"), people_in("1 234"), people_in("-3"), people_in("nan")
    (12406, None, None, None)
    """
    number = int(text) if _WHOLE.fullmatch(text) is not None else None
    return number if number is not None and number <= _MAX_PEOPLE else None


def year_in(text: str) -> int | None:
    """The year that a cell holds; None if it holds none.

    >>> year_in("2009"), year_in("209"), year_in("2009/10")
    (2009, None, None)
    """
    return int(text) if _YEAR.fullmatch(text) is not None else None


NUMBER_RULE: Final = Rule(
    "bad-number",
    lambda text: text == "" or people_in(text) is not None,
    "`{value}` is not a number of people.",
    "Write a whole number without spaces, commas or decimals.",
)
POPULATION: Final = TableSchema(
    "population.csv",
    ("area_id", "year", "population", "source", "note"),
    {
        "area_id": (Rule("missing-value", bool, "The area is missing.", "Name it by its id."),),
        "year": (
            Rule(
                "bad-date",
                lambda text: year_in(text) is not None,
                "`{value}` is not a year.",
                "Write the year of the figure with four digits, such as 2009.",
            ),
        ),
        "population": (
            Rule(
                "missing-value",
                bool,
                "The number of people is missing.",
                "Fill it in; where nothing is known, delete the row.",
            ),
            NUMBER_RULE,
        ),
        "source": (
            Rule(
                "missing-source",
                bool,
                "The source is missing.",
                "Every figure needs one: give the address of a page or a citation.",
            ),
            SOURCE_RULE,
        ),
    },
    needed=False,
)
