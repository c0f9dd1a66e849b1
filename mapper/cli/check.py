"""``mapper check``."""

from __future__ import annotations

import click

from mapper.cli.conduct import EXIT_DATA
from mapper.cli.console import say, write_text
from mapper.cli.options import case_argument, chosen_areas, chosen_folder, chosen_limits
from mapper.core.legible import printable


@click.command("check")
@case_argument
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
def command(as_json: bool) -> None:
    """Validate a case: every fault with file, row, column and a suggestion.

    Errors keep a case from being built; doubts (dates whose windows overlap, a lost_by that
    contradicts the state) should be settled by the editor. Exit code 1 if there is any. Of each
    kind and file the first 200 are printed, and how many more there are; --json has 10,000.
    Notes on stderr (which id `region:Kidal` was read as) are no faults.
    """
    from dataclasses import asdict

    from mapper.core.errors import SHOWN, bounded, count_of
    from mapper.core.jsontext import json_text
    from mapper.review.check import checked_case

    folder = chosen_folder()
    checked = checked_case(folder, limits=chosen_limits(), **chosen_areas())
    faults = checked.faults
    if checked.note:
        say(f"{folder.name}: {checked.note}")
    if as_json:
        write_text(json_text([asdict(f) for f in faults], indent=1), None)
    else:
        notes = [fault for fault in faults if fault.severity == "note"]
        faults = tuple(fault for fault in faults if fault.severity != "note")
        for note in bounded(notes, SHOWN):
            say(f"note: {note}")
        shown = bounded(faults, SHOWN)
        lines = [printable(f"{fault.severity}: {fault}") for fault in shown]
        if lines:
            write_text("\n".join(lines), None)
        errors = count_of(f for f in faults if f.severity == "error")
        doubts = count_of(faults) - errors
        summary = f"{errors} errors, {doubts} doubts" if faults else "no faults"
        say(f"{folder.name}: {summary}")
    if count_of(faults):
        raise click.exceptions.Exit(EXIT_DATA)
