"""``mapper stats``."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapper.cli.console import on_terminal, palette, say, write_painted, write_text
from mapper.cli.histories import history_of
from mapper.cli.options import (
    DATE,
    case_argument,
    csv_kind,
    excel_option,
    out_option,
)

if TYPE_CHECKING:
    import pandas as pd

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
    help="Contested and shared land: with its governing holder (shared: a row of its own; the "
    "default), split equally among its parties, or contested land in a row of its own. On a "
    "terminal, the table with ranges instead of that of parts.",
)
@click.option(
    "--parts",
    is_flag=True,
    help="What each holder has alone, shared, contested, in doubt, contests and may have: the "
    "default on a terminal, here also as CSV and JSON.",
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
    count: str | None,
    parts: bool,
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

    On a terminal a table of what each holder has: alone (nobody else may hold it), shared with
    others, contested by others, in doubt, and what it contests or may hold elsewhere. With --count
    or --by status: a table with the range of each share.

    CSV when piped or with --csv, --json for records. Columns:
    [area_id, area_name, frame,] date, holder|bloc|status, area_km2, share, area_km2_low,
    area_km2_high, area_within_50km_km2, contested_km2, towns, population_of_towns,
    towns_without_population; where the case has figures of people also population,
    population_low, population_high.

    With --parts: [area_id, area_name, frame,] date, holder|bloc, then alone_km2, shared_km2,
    contested_km2, doubt_km2, contests_km2, may_km2, the same for towns (towns_alone …) and, where
    units have one, population (population_alone …), alone_share, shared_share, contests_share,
    shared_with.
    """
    from mapper.answers.find import find_area
    from mapper.figures.areas import area_table
    from mapper.figures.days import date_range
    from mapper.figures.holdings import holdings_table

    if dates and (every or start or end):
        raise click.UsageError("--date does not go with --every, --from or --to.")
    if frame and not (within or area):
        raise click.UsageError("--frame needs --within or --area.")
    parts_fit = count is None and by != "status"
    if parts and not parts_fit:
        raise click.UsageError("--parts does not go with --count or --by status.")
    kind = csv_kind(fmt, excel) or ("table" if out is None and on_terminal() else "csv")
    history = history_of()
    found = None if area is None else find_area(history, area, within)
    start, end = _clamped(history, start, end)
    days = list(dates) or date_range(history, every or "change", start, end)
    if not days:
        say("nothing changes between these dates; --date gives the state of a day.")
    chosen: dict[str, Any] = {"by": by, "frame": frame, "within": within}
    if found is not None:
        chosen |= {"within": found.level, "only": [found.id]}
    parts = parts or (kind == "table" and parts_fit)
    if parts:
        table = holdings_table(history, days, **chosen)
    else:
        table = area_table(history, days, count=count or "governing", **chosen)  # type: ignore[arg-type]
    _write(history, table, kind, parts, out)


def _write(
    history: ControlHistory, table: pd.DataFrame, kind: str, parts: bool, out: Path | None
) -> None:
    """The table in its format; a table to read is as wide as the terminal, and in its colours."""
    from mapper.outputs.text.holdings import holdings_text
    from mapper.outputs.text.numerals import percent
    from mapper.outputs.text.people import people_line
    from mapper.outputs.text.statistics import frame_notes, table_text

    for note in frame_notes(history, table):
        say(f"note: {note}")
    if line := people_line(history):
        say(f"note: {line}")
    if kind == "table" and len(table):
        from mapper.figures.freshness import fresh_share

        day = str(table["date"].iloc[-1])
        share = percent(fresh_share(history, day))
        say(f"note: {share} of the land has a report under three years old on {day}.")
    colours = palette() if kind == "table" else None
    if parts:
        width = shutil.get_terminal_size().columns
        text = holdings_text(table, kind, colours, width=width)
    else:
        text = table_text(table, kind, colours)
    if colours is None:
        write_text(text, out)
    else:
        write_painted(text)


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
