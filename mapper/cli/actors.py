"""``mapper actors``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mapper.cli.console import on_terminal, write_text
from mapper.cli.histories import history_of
from mapper.cli.options import (
    csv_kind,
    days_and_case,
    excel_option,
    out_option,
)


@click.command("actors")
@days_and_case("[DATE]", most=1)
@click.option("--csv", "fmt", flag_value="csv", help="CSV (the default when piped).")
@click.option("--json", "fmt", flag_value="json", help="JSON records, with lists as lists.")
@excel_option
@out_option("File instead of stdout.")
def command(days: tuple[dt.date, ...], fmt: str | None, excel: bool, out: Path | None) -> None:
    """Who exists on DATE, in which bloc, who they came from, holding what.

    Without DATE: all actors of the case, with their blocs over time, their mergers, and when
    they held what. In CSV, lists are joined with `+`.
    """
    from mapper.figures.actors import actors_on, actors_over_time
    from mapper.outputs.text.rosters import roster_text

    history = history_of()
    table = actors_on(history, days[0]) if days else actors_over_time(history)
    to_terminal = out is None and on_terminal()
    write_text(
        roster_text(history, table, csv_kind(fmt, excel) or ("table" if to_terminal else "csv")),
        out,
    )
