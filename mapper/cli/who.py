"""``mapper who``."""

from __future__ import annotations

import datetime as dt
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from mapper.cli.console import palette, say, write_painted, write_text
from mapper.cli.histories import told_of
from mapper.cli.options import days_and_case, out_option

if TYPE_CHECKING:
    from mapper.history.targethistory import TargetHistory


@click.command("who")
@click.argument("place", metavar="PLACE|AREA|UNIT")
@days_and_case("[DATE]", most=1)
@click.option("--json", "as_json", is_flag=True, help="JSON with every claim and source.")
@out_option("File instead of stdout.")
def command(place: str, days: tuple[dt.date, ...], as_json: bool, out: Path | None) -> None:
    """Who held a place, unit or area on DATE, since when, on which evidence and by which rules.

    Without DATE its whole story, one line for each interval or change; on a terminal with a
    coloured strip (none where NO_COLOR is set).

    Names are found by any spelling (accents, case, alternative names, other languages), or by
    id. Where a name has several meanings the place comes before the unit, and that
    before the areas around it; the others are told on stderr. Ask for one with its level:
    region:NAME, or "NAME Region", with the words that the case has for its levels.
    """
    told = told_of(partial(_told, place, days[0] if days else None))
    if told.others:
        say(told.others)
    if as_json:
        from mapper.core.jsontext import json_text

        write_text(json_text(told.answer, indent=1), out)
        return
    write_text(told.text, out)
    colours = palette()
    if not days and out is None and colours is not None:
        from mapper.outputs.text.strip import story_strip

        width = shutil.get_terminal_size().columns
        write_painted(story_strip(told.history, told.answer, width=width, palette=colours))


class _Told(NamedTuple):
    """An answer, the history that gave it, its text, and what else the name may mean."""

    history: TargetHistory
    answer: dict[str, Any]
    text: str
    others: str


def _told(place: str, day: dt.date | None, history: TargetHistory) -> _Told:
    from mapper.answers.verdicts import story, who
    from mapper.outputs.text.answers import meanings_text, story_text, who_text

    if day is None:
        answer = story(history, place)
        text = story_text(history, answer)
    else:
        answer = who(history, place, day)
        text = who_text(history, answer)
    return _Told(history, answer, text, meanings_text(answer))
