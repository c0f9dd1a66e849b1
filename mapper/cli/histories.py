"""The case that a command line names, and its control history: from the cache, or made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from mapper.cli.cacheoptions import chosen_cache, tell
from mapper.cli.options import (
    cache_asked,
    chosen_areas,
    chosen_folder,
    chosen_limits,
    limit_times,
)
from mapper.core.cache import DamagedError

if TYPE_CHECKING:
    import pandas as pd

    from mapper.areas.areabook import AreaBook
    from mapper.case.read import Case
    from mapper.history.control import ControlHistory
    from mapper.history.keeping import KeptCase
    from mapper.history.targethistory import TargetHistory

__all__ = [
    "area_book_of",
    "history_of",
    "history_with_alternatives",
    "kept_of",
    "read_chosen",
    "told_of",
]

T = TypeVar("T")
NAMES: Final = "names"
"""As `mapper.answers.names` calls its entry."""


def read_chosen(folder: Path) -> Case:
    """The case of a folder, with the area model that the command line asks for."""
    from mapper.areas import with_area_model
    from mapper.case.read import read_case

    case, areas = read_case(folder, limits=chosen_limits()), chosen_areas()
    return with_area_model(case, **areas) if areas else case


def history_of() -> ControlHistory:
    """The control history of the case that the command line names, from the cache if it has it."""
    found = kept_of(folder := chosen_folder())
    return _made(folder)[1] if found is None else found.history()


def history_with_alternatives() -> ControlHistory:
    """The same history, with what would be so without each claim, source and kind of claims."""
    from dataclasses import replace

    from mapper.history.alternatives import with_alternatives

    read: list[Case] = []

    def made() -> tuple[Case, ControlHistory]:
        case, history = _made(folder)
        read.append(case)
        return case, history

    kept = kept_of(folder := chosen_folder(), made)
    if kept is None:
        case, history = made()
        return with_alternatives(history, case)
    found = kept.history()

    def make() -> tuple[Case, Any]:
        case = read[0] if read else read_chosen(folder)
        return case, with_alternatives(found, case).alternatives

    return replace(found, alternatives=kept.value("alternatives", make))


def kept_of(
    folder: Path, make: Callable[[], tuple[Case, ControlHistory]] | None = None
) -> KeptCase | None:
    """What the cache may know of a case, with the options of the command; None without a cache."""
    from mapper.history.keeping import KeptCase

    wanted, place = cache_asked()
    cache = chosen_cache(place) if wanted else None
    if cache is None:
        return None
    options = chosen_areas() | ({"limits": times} if (times := limit_times()) != 1 else {})
    also = {NAMES: _names}
    make = make or partial(_made, folder)
    kept = KeptCase(cache, folder, options, make=make, tell=tell, also=also)
    click.get_current_context().call_on_close(kept.finish)
    return kept


def area_book_of() -> AreaBook:
    """The areas of the case that the command line names, from the cache if it has them."""
    from mapper.areas.areabook import AreaBook, area_book

    def make() -> tuple[Case, Any]:
        case = read_chosen(folder)
        return case, area_book(case).plain()

    kept = kept_of(folder := chosen_folder())
    if kept is None:
        return area_book(read_chosen(folder))
    return AreaBook.of_plain(kept.value("areas", make))


def _names(history: ControlHistory) -> Iterator[tuple[str, pd.DataFrame]]:
    from mapper.answers.names import name_tables

    return name_tables(history)


def told_of(question: Callable[[TargetHistory], T]) -> T:
    """What a question about single targets gives: from the cache without opening whole tables.

    Parameters
    ----------
    question : callable
        Takes the history, prints nothing: it is asked again where a file turns out to be damaged.
    """
    kept = kept_of(folder := chosen_folder())
    if kept is None:
        return question(_made(folder)[1])
    light = kept.light()
    if light is None:
        history = kept.history()
        answer = question(history)
        kept.beside(NAMES, lambda: history)  # the next question will want them
        return answer
    try:
        return question(light)
    except DamagedError:
        return question(kept.again())


def _made(folder: Path) -> tuple[Case, ControlHistory]:
    """The case of a folder, and its history, without the cache."""
    from mapper.history.derive import build_history

    case = read_chosen(folder)
    return case, build_history(case)
