"""The command line: thin commands that each parse, call the library once, and write."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any, Final

import click

from mapper.cli.conduct import debug_option, run
from mapper.core.gdal import go_offline

__all__ = ["main"]

_COLLECT: Final = (200_000, 20, 100)
"""When Python looks for cycles: seldom, as a command ends soon; importing pandas has it do so
dozens of times, a tenth of that time."""
_MEMORY: Final = ("ARROW_DEFAULT_MEMORY_POOL", "system")
"""Where Arrow takes memory from, unless the user says otherwise: its own pool gives memory back and
fetches it anew again and again, a tenth of the time of a command that reads a large case."""
_COMMANDS: Final = {
    "actors": "who exists, in which bloc, holding what",
    "areas": "ids, names, levels and frames of areas",
    "atlas": "one page with a time line for the whole conflict",
    "build": "everything: maps, snapshots, statistics, store",
    "cache": "what is kept between commands, and where",
    "changes": "what changed hands between two dates",
    "check": "validate a case: every fault with file, row, column and a suggestion",
    "layers": "what a boundary layer is, and its repair",
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
        if all(param.name != "debug" for param in command.params):
            command.params.append(debug_option())
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and end the process; nothing ends in a traceback."""
        go_offline()
        gc.set_threshold(*_COLLECT)
        os.environ.setdefault(*_MEMORY)
        invoke = partial(super().main, args, prog_name, complete_var, False, **extra)
        if not standalone_mode:
            return invoke()
        sys.exit(run(lambda conduct: invoke(obj=conduct)))


@click.group(
    cls=_LazyGroup,
    params=[debug_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="conflict-control-mapper")
def main() -> None:
    """Map who held what in an armed conflict, day by day.

    A case is a folder of plain text: dated, sourced claims, places, boundaries. CASE is such a
    folder or its name under events/, named among the arguments or with --case; by default the only
    one there.

    Exit codes: 0 fine, 1 fault in the data or while it runs, 2 wrong usage.
    """
