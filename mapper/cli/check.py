"""``mapper check``."""

from __future__ import annotations

import sys

import click

from mapper.cli.options import EXIT_DATA, case_argument, chosen_areas


@click.command("check")
@case_argument
@click.option("--json", "as_json", is_flag=True, help="Print the faults as JSON.")
def command(case: str | None, as_json: bool) -> None:
    """Validate a case: every fault with file, row, column and a suggestion.

    Errors keep a case from being built; doubts (dates whose windows overlap, a lost_by that
    contradicts the state) should be settled by the editor. Exit code 1 if there is any.
    """
    from dataclasses import asdict

    from mapper.case import find_case
    from mapper.jsontext import json_text
    from mapper.review import check_case

    folder = find_case(case)
    faults = check_case(folder, **chosen_areas())
    if as_json:
        click.echo(json_text([asdict(f) for f in faults], indent=1))
    else:
        for fault in faults:
            click.echo(f"{fault.severity}: {fault}")
        errors = sum(f.severity == "error" for f in faults)
        summary = f"{errors} errors, {len(faults) - errors} doubts" if faults else "no faults"
        click.echo(f"{folder.name}: {summary}", err=True)
    if faults:
        sys.exit(EXIT_DATA)
