"""The command line: thin commands that each parse, call the library once, and write."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from mapper.cli.options import reporting_errors
from mapper.gdal import go_offline

__all__ = ["main"]

_COMMANDS: Final = {
    "actors": "who exists, in which bloc, holding what",
    "atlas": "one page with a time line for the whole conflict",
    "build": "everything: maps, snapshots, statistics, store",
    "changes": "what changed hands between two dates",
    "check": "validate a case: every fault with file, row, column and a suggestion",
    "map": "one HTML map per date",
    "snapshot": "the state of a day for GIS programs",
    "stats": "areas, towns and population by holder, bloc or status",
    "who": "who held a place, since when, on which evidence",
}


class _LazyGroup(click.Group):
    """Imports a command only when it runs, so that ``mapper --help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"mapper.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        go_offline()
        with reporting_errors():
            return super().invoke(ctx)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mapper")
def main() -> None:
    """Map who held what in an armed conflict, day by day.

    A case is a folder of plain text: dated, sourced claims, places, boundaries. CASE is such a
    folder or its name under events/; by default the only one there, or mali.

    Exit codes: 0 fine, 1 fault in the data, 2 wrong usage.
    """
