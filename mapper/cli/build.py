"""``mapper build``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from mapper.cli.options import DATE, case_argument, lang_option, out_option, read_chosen


@click.command("build")
@case_argument
@click.option(
    "--every",
    type=click.Choice(["change", "day", "week", "month"]),
    default="change",
    show_default=True,
    help="Dates that get a map and a snapshot.",
)
@click.option("--date", "dates", type=DATE, multiple=True, help="Just this date; may be repeated.")
@lang_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: all cores.")
@click.option("--force", is_flag=True, help="Build even if nothing changed.")
@out_option("Folder of the result; default: output/<case>.")
def command(
    case: str | None,
    every: str,
    dates: tuple[dt.date, ...],
    lang: str,
    jobs: int | None,
    force: bool,
    out: Path | None,
) -> None:
    """Build everything: maps, snapshots, statistics, charts, history, index page.

    An earlier build in the same folder is replaced once the new one is complete; if nothing
    changed since then, nothing is done.
    """
    from mapper.case import find_case
    from mapper.pipeline import BuildOptions, build

    folder = find_case(case)
    target = out or Path("output") / folder.name
    options = BuildOptions(every, dates, lang)
    with click.progressbar(length=1, label=f"building {folder.name}", file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        chosen = read_chosen(folder)
        result = build(chosen, target, options, jobs=jobs, force=force, progress=show)
    what = "is up to date" if result.up_to_date else f"holds {len(result.dates)} dates"
    click.echo(f"{result.folder} {what}", err=True)
