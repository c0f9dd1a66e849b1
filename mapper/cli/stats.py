"""``mapper stats``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mapper.cli.console import on_terminal, palette, say, write_painted, write_text
from mapper.cli.options import (
    DATE,
    case_argument,
    csv_kind,
    excel_option,
    history_of,
    out_option,
)

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory


@click.command("stats")
@case_argument
@click.option(
    "--by",
    type=click.Choice(["holder", "bloc", "status"]),
    default="holder",
    show_default=True,
    help="What the rows are.",
)
@click.option(
    "--count",
    type=click.Choice(["governing", "equal", "apart"]),
    default="governing",
    show_default=True,
    help="Contested and shared land: with its governing holder (shared: a row of its own), split "
    "equally among its parties, or contested land in a row of its own.",
)
@click.option("--within", metavar="LEVEL", help="Rows for each area of a level: region, district …")
@click.option("--area", metavar="NAME", help="Only one area, by id or name: 'Gao Region'.")
@click.option("--frame", help="One frame of the level for all dates; default: that of the date.")
@click.option(
    "--every",
    type=click.Choice(["day", "week", "month", "year", "change"]),
    help="A series of dates; default without --date: change.",
)
@click.option("--date", "dates", type=DATE, multiple=True, help="A date; may be repeated.")
@click.option("--from", "start", type=DATE, help="First day of the series.")
@click.option("--to", "end", type=DATE, help="Last day of the series.")
@click.option("--csv", "fmt", flag_value="csv", help="CSV (the default when piped).")
@click.option("--json", "fmt", flag_value="json", help="JSON records.")
@excel_option
@out_option("File instead of stdout.")
def command(
    by: str,
    count: str,
    within: str | None,
    area: str | None,
    frame: str | None,
    every: str | None,
    dates: tuple[dt.date, ...],
    start: dt.date | None,
    end: dt.date | None,
    fmt: str | None,
    excel: bool,
    out: Path | None,
) -> None:
    """Areas, towns and population by holder, bloc or status.

    CSV when piped or with --csv, a table on a terminal, --json for records. Columns:
    [area_id, area_name, frame,] date, holder|bloc|status, area_km2, share, area_km2_low,
    area_km2_high, area_within_50km_km2, contested_km2, towns, population_of_towns,
    towns_without_population; where the case has figures of people also population,
    population_low, population_high.
    """
    from mapper.answers.find import find_area
    from mapper.figures.areas import area_table
    from mapper.figures.days import date_range
    from mapper.outputs.text.people import people_line
    from mapper.outputs.text.statistics import frame_notes, table_text

    if dates and (every or start or end):
        raise click.UsageError("--date does not go with --every, --from or --to.")
    if frame and not (within or area):
        raise click.UsageError("--frame needs --within or --area.")
    history = history_of()
    found = None if area is None else find_area(history, area, within)
    start, end = _clamped(history, start, end)
    days = list(dates) or date_range(history, every or "change", start, end)
    if not days:
        say("nothing changes between these dates; --date gives the state of a day.")
    table = area_table(
        history,
        days,
        by=by,  # type: ignore[arg-type]
        within=within if found is None else found.level,
        frame=frame,
        count=count,  # type: ignore[arg-type]
        only=None if found is None else [found.id],
    )
    for note in frame_notes(history, table):
        say(f"note: {note}")
    if line := people_line(history):
        say(f"note: {line}")
    to_terminal = out is None and on_terminal()
    kind = csv_kind(fmt, excel) or ("table" if to_terminal else "csv")
    colours = palette()
    if kind == "table" and colours is not None:
        write_painted(table_text(table, kind, colours))
    else:
        write_text(table_text(table, kind), out)


def _clamped(
    history: ControlHistory, start: dt.date | None, end: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """The limits of the series, moved into the case where it reaches beyond; that is said."""
    from mapper.figures.days import within_case

    inside = within_case(history, start, end)
    for option, day, used in zip(("--from", "--to"), (start, end), inside, strict=True):
        if day != used:
            say(f"note: {option} {day} lies outside the case: {used} is used.")
    return inside
