"""All that reaches a terminal, and all that leaves by stdout: nothing else here prints.

Messages go to stderr, legible whatever they hold. Results go to stdout: raw into a file or pipe,
where they are data for programs; on a terminal what cannot be seen is shown as its escape.
Colours and bars are for terminals that show them, and for nobody who sets ``NO_COLOR``.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from mapper.core.errors import OutputError, UsageError
from mapper.core.legible import plain_warnings, printable, printable_lines

if TYPE_CHECKING:
    from rich.progress import Progress

    from mapper.outputs.text.terminal import Palette

__all__ = [
    "NoReaderError",
    "ask",
    "asks",
    "discard_output",
    "flush_output",
    "on_terminal",
    "palette",
    "prepare_streams",
    "progress",
    "say",
    "write_bytes",
    "write_painted",
    "write_text",
]


class NoReaderError(Exception):
    """Whoever reads stdout has enough, as ``head`` does; click would take it for a failure."""


_TRIES: Final = 3
"""Times that a question is asked."""
_COLOURS: Final = re.compile("(\x1b\\[[0-9;]*m)")
_PAUSE: Final = 0.1
"""Seconds between two pictures of a bar."""


def prepare_streams() -> None:
    """Make the standard streams of this process fit for what follows.

    A closed one is opened on nothing, else the next file to be opened would take its number and
    get what was meant for a terminal. Python has closed it for itself: :func:`write_bytes`
    knows.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # of --help, where few letters are known
    plain_warnings()


def say(text: str) -> None:
    """Show a message on stderr. That nobody can read it is no reason to fail."""
    with suppress(OSError, ValueError):
        click.echo(printable_lines(text), err=True)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr; yields a function that takes how much is done, and of how much.

    Where stderr is no terminal, or one that cannot go back in a line, only the label is said.
    """
    stderr = sys.stderr
    if stderr is None or not stderr.isatty() or os.environ.get("TERM") == "dumb":
        say(printable(label))
        yield lambda done, total: None
        return
    bar = _bar(stderr)
    task = bar.add_task(printable(label), total=None)
    shown = -_PAUSE

    def show(done: int, total: int) -> None:
        nonlocal shown
        bar.update(task, completed=done, total=total)
        now = time.monotonic()
        if done >= total or now - shown >= _PAUSE:
            shown = now
            with suppress(OSError, ValueError):
                bar.refresh()

    with suppress(OSError, ValueError):
        bar.start()
    try:
        yield show
    finally:
        with suppress(OSError, ValueError):
            bar.stop()


def _bar(stderr: TextIO) -> Progress:
    """A bar without a thread of its own: builds start processes while it stands."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column

    label = Column(no_wrap=True, overflow="ellipsis")
    return Progress(
        TextColumn("{task.description}", markup=False, table_column=label),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(file=stderr, force_terminal=True, markup=False, emoji=False),
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def on_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def palette() -> Palette | None:
    """How the terminal at stdout names colours; None if it is none, shows none, or shall not."""
    if not on_terminal() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return None
    return "truecolor" if os.environ.get("COLORTERM", "") in {"truecolor", "24bit"} else "256"


def asks() -> bool:
    """Whether somebody is there to be asked: stdin and stderr are terminals."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask(question: str, answers: Sequence[str]) -> int:
    """Ask on stderr, as stdout is for data, which of some answers is meant; returns its position.

    Raises
    ------
    click.Abort
        If there is no answer: the input has ended.
    UsageError
        If what is answered is none of them, three times.
    """
    for number, answer in enumerate(answers, start=1):
        say(f"  {number}  {printable(answer)}")
    for _ in range(_TRIES):
        with suppress(OSError, ValueError):
            click.echo(f"{question} (a number or a name) ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            raise click.Abort
        if (said := line.strip()) in answers:
            return answers.index(said)
        if said.isdecimal() and 1 <= int(said) <= len(answers):
            return int(said) - 1
    raise UsageError(f"that is none of these; {question} {', '.join(answers)}.")


def write_text(text: str, out: Path | None) -> None:
    """Write a result whole to a file, or to stdout for None and ``-``."""
    write_bytes((text if text.endswith("\n") else text + "\n").encode("utf-8"), out)


def write_bytes(data: bytes, out: Path | None) -> None:
    """Write a result whole to a file, or to stdout for None and ``-``.

    Raises
    ------
    OutputError
    UsageError
        If it is no text and stdout is a terminal.
    """
    if out is not None and str(out) != "-":
        from mapper.core.files import make_folder, write_whole

        make_folder(out.parent)
        write_whole(out, data)
        say(f"wrote {out}")
        return
    if on_terminal():
        try:
            data = printable_lines(data.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(
                "this format is no text for a terminal: name a file with --out, or pipe it."
            ) from error
    _put_out(data)


def write_painted(text: str) -> None:
    """Write a text with colours to the terminal; of its escape sequences only these pass."""
    parts = _COLOURS.split(text)  # text and colours in turn
    shown = (part if i % 2 else printable_lines(part) for i, part in enumerate(parts))
    _put_out(("".join(shown) + "\n").encode("utf-8"))


def _put_out(data: bytes) -> None:
    if sys.stdout is None:
        raise OutputError("cannot write to stdout: it is closed.")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise _lost(error) from error


def _lost(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return NoReaderError()
    return OutputError(f"cannot write to stdout: {error.strerror or error}")


def flush_output() -> None:
    """Send off what click has printed, such as help, while a failure can still be told."""
    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except OSError as error:
            raise _lost(error) from error


def discard_output() -> None:
    """Let go of what stdout cannot take: Python would try again at its end, and complain."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            number = sys.stdout.fileno()
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
