"""``mapper areas``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mapper.cli.console import on_terminal, write_text
from mapper.cli.histories import area_book_of
from mapper.cli.options import (
    DATE,
    csv_kind,
    excel_option,
    name_and_case,
    out_option,
)


@click.command("areas")
@name_and_case("[NAME]")
@click.option("--level", metavar="LEVEL", help="Only this level: region, district …")
@click.option("--on", type=DATE, metavar="DATE", help="Only boundaries that hold on this day.")
@click.option("--csv", "fmt", flag_value="csv", help="CSV (the default when piped).")
@click.option("--json", "fmt", flag_value="json", help="JSON records, with lists as lists.")
@excel_option
@out_option("File instead of stdout.")
def command(
    name: str | None,
    level: str | None,
    on: dt.date | None,
    fmt: str | None,
    excel: bool,
    out: Path | None,
) -> None:
    """Ids, names, levels and frames of areas, and the areas around each.

    With NAME only those that go by it, in any spelling, or by id: "Kidal", "Kidal Region",
    "région de Kidal", or region:Kidal for one level. A single word that is a case is the case.

    A table on a terminal, CSV when piped: area_id, name, level, frame, valid_from (included),
    valid_to (not included), parents (ids joined with `+`, smallest first).
    """
    from mapper.areas.arealist import areas_in
    from mapper.outputs.text.arealines import areas_text

    table = areas_in(area_book_of(), name, level=level, on=on)
    to_terminal = out is None and on_terminal()
    write_text(areas_text(table, csv_kind(fmt, excel) or ("table" if to_terminal else "csv")), out)
