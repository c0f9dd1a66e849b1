"""``mapper who``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mapper.cli.options import DATE, case_option, history_of, out_option, write_text


@click.command("who")
@click.argument("place")
@click.argument("date", required=False, type=DATE)
@case_option
@click.option("--json", "as_json", is_flag=True, help="JSON with every claim and source.")
@out_option("File instead of stdout.")
def command(
    place: str, date: dt.date | None, case: str | None, as_json: bool, out: Path | None
) -> None:
    """Who held PLACE on DATE, since when, on which evidence; without DATE its whole story.

    PLACE is found by any spelling (accents, case, alternative names), or by its id; a unit
    (commune) by its name or id.
    """
    import json

    from mapper.verdicts import story, story_text, who, who_text

    history = history_of(case)
    if date is None:
        answer, text = story(history, place), story_text
    else:
        answer, text = who(history, place, date), who_text
    if as_json:
        write_text(json.dumps(answer, ensure_ascii=False, indent=1), out)
    else:
        write_text(text(history, answer), out)
