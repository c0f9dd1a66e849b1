"""``mapper build``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from mapper.cli.console import progress, say
from mapper.cli.histories import read_chosen
from mapper.cli.options import (
    DATE,
    address_option,
    cases_argument,
    chosen_address,
    chosen_areas,
    chosen_folders,
    chosen_limits,
    lang_option,
    named_here,
    out_option,
)

if TYPE_CHECKING:
    from mapper.build.onecase import BuildResult

_NAMED: Final = 12
"""Dates that a message names."""


@click.command("build")
@cases_argument
@click.option(
    "--every",
    type=click.Choice(["change", "day", "week", "month", "year"]),
    default="change",
    show_default=True,
    help="Dates that get a map and a snapshot.",
)
@click.option("--date", "dates", type=DATE, multiple=True, help="Just this date; may be repeated.")
@lang_option
@address_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; default: all cores.")
@click.option("--scheduler", metavar="ADDRESS", help="Work on a dask cluster: tcp://HOST:8786.")
@click.option(
    "--share",
    metavar="FOLDER|URL",
    help="Where workers of a cluster read the history, if they do not see the result.",
)
@click.option("--force", is_flag=True, help="Build everything anew, even if nothing changed.")
@out_option("Folder of the result (of several cases: of their folders); default: output/<case>.")
def command(
    every: str,
    dates: tuple[dt.date, ...],
    lang: str,
    jobs: int | None,
    scheduler: str | None,
    share: str | None,
    force: bool,
    out: Path | None,
) -> None:
    """Build everything: maps, snapshots, statistics, charts, history, index page.

    An earlier build in the same folder is replaced once the new one is complete. Only dates of
    which something else is said now are made again, and a build that was interrupted is gone on
    with; if nothing changed, nothing is done. Several cases are built side by side, each into
    its own folder.
    """
    from mapper.build.manycases import build_many
    from mapper.build.onecase import BuildOptions, build
    from mapper.core.errors import UsageError

    folders = chosen_folders()
    options = BuildOptions(every, dates, lang)
    address = chosen_address()
    if len(folders) > 1:
        if address:
            raise UsageError("--url is for one case: each case says its own in case.toml.")
        if share is not None:
            raise UsageError("--share is for one case: workers read the folders of several.")
        with progress(f"building {len(folders)} cases") as show:
            results = build_many(
                folders,
                out or named_here("output"),
                options,
                areas=chosen_areas(),
                limits=chosen_limits(),
                jobs=jobs,
                scheduler=scheduler,
                force=force,
                progress=show,
            )
    else:
        with progress(f"building {folders[0].name}") as show:
            case = read_chosen(folders[0])
            result = build(
                replace(case, file=replace(case.file, url=address)) if address else case,
                out or named_here(f"output/{folders[0].name}"),
                options,
                jobs=jobs,
                scheduler=scheduler,
                share=share,
                force=force,
                progress=show,
            )
        results = [result]
    for result in results:
        say(f"{result.folder} {_what(result)}")
        if result.edited:
            names = ", ".join(path.name for path in result.edited)
            say(f"{names} changed while it was built: build again for what is there now.")


def _what(result: BuildResult) -> str:
    if result.up_to_date:
        return "is up to date"
    from mapper.outputs.text.numerals import counted

    made, dates = len(result.made), len(result.dates)
    if made == dates:
        return f"holds {counted(dates, 'date')}"
    whole = counted(dates, "date")
    return f"holds {whole}; rebuilt {made} of {whole}{_listed(result.made)}"


def _listed(dates: Sequence[dt.date]) -> str:
    names = [day.isoformat() for day in dates[:_NAMED]]
    more = f" and {len(dates) - _NAMED} more" if len(dates) > _NAMED else ""
    return f": {', '.join(names)}{more}" if names else ""
