"""``mapper check``."""

from __future__ import annotations

import sys

import click

from mapper.cli.options import EXIT_DATA, case_argument, chosen_areas, chosen_limits


@click.command("check")
@case_argument
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
def command(case: str | None, as_json: bool) -> None:
    """Validate a case: every fault with file, row, column and a suggestion.

    Errors keep a case from being built; doubts (dates whose windows overlap, a lost_by that
    contradicts the state) should be settled by the editor. Exit code 1 if there is any. Of each
    kind and file the first 200 are printed, and how many more there are; --json has 10,000.
    """
    import json
    from dataclasses import asdict

    from mapper.case import find_case
    from mapper.errors import SHOWN, bounded, count_of
    from mapper.review import check_case

    folder = find_case(case)
    faults = check_case(folder, limits=chosen_limits(), **chosen_areas())
    if as_json:
        click.echo(json.dumps([asdict(f) for f in faults], ensure_ascii=False, indent=1))
    else:
        for fault in bounded(faults, SHOWN):
            click.echo(f"{fault.severity}: {fault}")
        errors = count_of(f for f in faults if f.severity == "error")
        doubts = count_of(faults) - errors
        summary = f"{errors} errors, {doubts} doubts" if faults else "no faults"
        click.echo(f"{folder.name}: {summary}", err=True)
    if faults:
        sys.exit(EXIT_DATA)
