"""``mapper who``."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapper.cli.console import on_terminal, say, write_painted, write_text
from mapper.cli.options import days_and_case, history_of, out_option

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory


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
    id. Where a name has several meanings the place comes before the unit (commune), and that
    before the areas around it; the others are told on stderr. Ask for one with its level:
    cercle:Kidal, region:Kidal, or "Kidal Region".
    """
    from mapper.answers.verdicts import story, who
    from mapper.core.jsontext import json_text
    from mapper.outputs.text.answers import meanings_text, story_text, who_text

    history = history_of()
    if days:
        answer, text = who(history, place, days[0]), who_text
    else:
        answer, text = story(history, place), story_text
    if others := meanings_text(answer):
        say(others)
    if as_json:
        write_text(json_text(answer, indent=1), out)
        return
    write_text(text(history, answer), out)
    if not days and out is None and _in_colour():
        write_painted(_strip(history, answer))


def _in_colour() -> bool:
    """Whether stdout is a terminal that shows colours, and nobody asked for none."""
    return on_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _strip(history: ControlHistory, answer: dict[str, Any]) -> str:
    from mapper.outputs.text.strip import story_strip

    width = shutil.get_terminal_size().columns
    full = os.environ.get("COLORTERM", "") in {"truecolor", "24bit"}
    return story_strip(history, answer, width=width, palette="truecolor" if full else "256")
