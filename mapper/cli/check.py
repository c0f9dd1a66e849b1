"""``mapper check``."""

from __future__ import annotations

from pathlib import Path

import click

from mapper.cli.conduct import EXIT_DATA
from mapper.cli.console import say, write_text
from mapper.cli.options import case_argument, chosen_areas, chosen_folder, chosen_limits
from mapper.core.legible import printable


@click.command("check")
@case_argument
@click.option("--strict", is_flag=True, help="Exit with 1 for doubts, too.")
@click.option("--json", "as_json", is_flag=True, help="Print what is found as JSON.")
@click.option("--fix", is_flag=True, help="Show as a diff what can be mended in just one way.")
@click.option("--write", is_flag=True, help="With --fix: mend it, in all files or in none.")
def command(strict: bool, as_json: bool, fix: bool, write: bool) -> None:
    """Validate a case: every fault with file, row, column and a suggestion.

    Errors keep a case from being built: exit code 1. Doubts (dates whose windows overlap, a lost_by
    that contradicts the state) are for an editor to look at: they are printed, and the exit code
    is 0, or 1 with --strict. Notes on stderr are no faults. Of each kind and file the first 200
    are printed, and how many more there are; --json has 10,000.

    --fix looks at the tables only: at separators, spaces, empty rows, byte order marks, lines that
    say sep=; and ids in another Unicode form. What could be meant in two ways it leaves alone.
    """
    if write and not fix:
        raise click.UsageError("--write needs --fix.")
    if fix and (as_json or strict):
        raise click.UsageError("--fix shows a diff; it does not go with --json or --strict.")
    folder = chosen_folder()
    if fix:
        _mend(folder, write=write)
    else:
        _check(folder, strict=strict, as_json=as_json)


def _check(folder: Path, *, strict: bool, as_json: bool) -> None:
    from mapper.case.mending.plan import ways_out
    from mapper.core.jsontext import json_text
    from mapper.outputs.text.faultlist import (
        counted_faults,
        fault_lines,
        fault_report,
        without_notes,
    )
    from mapper.outputs.text.numerals import counted
    from mapper.review.check import checked_case

    checked = checked_case(folder, limits=chosen_limits(), **chosen_areas())
    if checked.note:
        say(f"{folder.name}: {checked.note}")
    found = checked.faults
    faults, notes = without_notes([*found, *ways_out(found)])
    errors, doubts = counted_faults(faults)
    if as_json:
        write_text(json_text(fault_report(folder.name, faults, notes), indent=1), None)
    else:
        if faults:
            write_text(fault_lines(faults), None)
        summary = "no faults"
        if errors or doubts:
            summary = f"{counted(errors, 'error')}, {counted(doubts, 'doubt')}"
        say("\n".join(filter(None, [fault_lines(notes), f"{folder.name}: {summary}"])))
    if errors or (doubts and strict):
        raise click.exceptions.Exit(EXIT_DATA)


def _mend(folder: Path, *, write: bool) -> None:
    from mapper.case.mending.plan import mending_of

    mending = mending_of(folder)
    if diff := mending.diff():
        write_text(diff, None)
    for fault in mending.refused:
        say(printable(f"left as it is: {fault}"))
    count = len(mending.files)
    files = f"{count} file{'s' if count != 1 else ''}"
    if write:
        mending.write()
        say(f"{folder.name}: mended {files}" if count else f"{folder.name}: nothing to mend")
    else:
        more = "; --fix --write does" if count else ""
        say(f"{folder.name}: {files} to mend{more}" if count else f"{folder.name}: nothing to mend")
    if mending.refused:
        raise click.exceptions.Exit(EXIT_DATA)
