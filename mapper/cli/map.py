"""``mapper map``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mapper.cli.console import write_text
from mapper.cli.histories import history_of
from mapper.cli.options import days_and_case, lang_option, named_here, out_option
from mapper.core.pathnames import inside


@click.command("map")
@days_and_case("DATE...", least=1)
@lang_option
@click.option("--no-tiles", is_flag=True, help="Leave out the switch for online map tiles.")
@out_option("File for one date, folder for several; default: <case>-<date>.html here.")
def command(days: tuple[dt.date, ...], lang: str, no_tiles: bool, out: Path | None) -> None:
    """One HTML map per DATE: a single file each that works from disk, without network."""
    from mapper.history.languages import translated
    from mapper.outputs.pages.day.page import page
    from mapper.outputs.pages.document import OPEN_STREET_MAP

    history = translated(history_of(), lang)
    for day in days:
        history.check_date(day)
    tiles = None if no_tiles else OPEN_STREET_MAP
    for day in days:
        text = page(history, day, lang=lang, tiles=tiles)
        write_text(text, _target(out, history.case.id, day, len(days)))


def _target(out: Path | None, case: str, day: dt.date, count: int) -> Path:
    if out is None:
        return named_here(f"{case}-{day.isoformat()}.html")
    if str(out) != "-" and (count > 1 or out.is_dir()):
        return inside(out, f"{day.isoformat()}.html")
    return out
