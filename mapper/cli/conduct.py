"""How every command ends: its exit code, and what is said when it fails.

0 is fine, 1 a fault of the data, of the system or of mapper itself, 2 wrong usage; a command
that is interrupted ends with 130, one whose reader has gone with 141, as shells have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import click

from mapper.cli.console import (
    NoReaderError,
    discard_output,
    flush_output,
    prepare_streams,
    say,
)
from mapper.core.errors import TargetNotFoundError, UsageError
from mapper.core.failures import is_unexpected, trace_of, words_of
from mapper.core.legible import printable, shortened

__all__ = ["EXIT_DATA", "EXIT_USAGE", "Conduct", "debug_option", "run"]

EXIT_DATA: Final = 1
EXIT_USAGE: Final = 2
EXIT_INTERRUPTED: Final = 130
EXIT_NO_READER: Final = 141


@dataclass(slots=True)
class Conduct:
    """What the command line asks of the way to fail."""

    debug: bool = False


def debug_option() -> click.Option:
    """``--debug``, for the group and for each command."""
    return click.Option(
        ["--debug"],
        is_flag=True,
        expose_value=False,
        help="If it fails, show where in the program (for a report).",
        callback=_remember,
    )


def _remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and isinstance(ctx.obj, Conduct):
        ctx.obj.debug = True


def run(command: Callable[[Conduct], Any]) -> int:
    """Run a command to its end; whatever happens, this returns its exit code.

    Parameters
    ----------
    command : callable
        Takes the object of the context; returns an exit code, or anything else for 0.
    """
    prepare_streams()
    conduct = Conduct()
    try:
        result = command(conduct)
        flush_output()
        return result if isinstance(result, int) else 0
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except NoReaderError:
        discard_output()
        return EXIT_NO_READER
    except click.ClickException as error:
        _tell_usage(error)
        return error.exit_code
    except Exception as error:
        code = _tell(error)
        if conduct.debug:
            say(trace_of(error).rstrip("\n"))
        discard_output()
        return code


def _tell_usage(error: click.ClickException) -> None:
    """What click says, with the usage of the command where it is known."""
    context = getattr(error, "ctx", None)
    if context is not None:
        say(context.get_usage())
        if context.command.get_help_option(context) is not None:
            say(f"Try '{context.command_path} {context.help_option_names[-1]}' for help.\n")
    say(f"Error: {shortened(printable(error.format_message()))}")


def _tell(error: Exception) -> int:
    """Say what went wrong; returns the exit code of its kind."""
    if isinstance(error, UsageError | TargetNotFoundError):
        say(f"Error: {shortened(printable(words_of(error)))}")
        return EXIT_USAGE
    words = words_of(error)
    if not getattr(error, "has_lines", False):
        words = shortened(printable(words))
    if is_unexpected(error):
        words = (
            f"mapper failed: {words}. This is a fault of mapper: please report it with what the "
            "same command prints with --debug."
        )
    say(f"Error: {words}")
    return EXIT_DATA
