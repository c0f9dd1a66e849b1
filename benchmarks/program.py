"""Commands as fresh processes: seconds by the clock and of the processor, peak memory, bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

LAUNCHER = Path(__file__).with_name("launch.py")
OUTSIDE = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "MAPPER_CASE", "MAPPER_CACHE")
"""What a command must not inherit: it would be another one than a user's."""


@dataclass(frozen=True)
class Limits:
    """When a command is given up: seconds by the clock, and memory of all its processes in MB."""

    longest: float = 1800
    most_mb: float = 1e6


@dataclass(frozen=True)
class Took:
    """What a command took.

    Attributes
    ----------
    exit : int
        How it ended; negative after a signal.
    stopped : str or None
        ``time`` or ``memory`` where it was given up for that, or the signal that ended it.
    seconds, cpu_seconds : float
        By the clock; of the processor, with all processes that it started.
    peak_mb, all_mb : float
        Most memory of its largest process; and of all at once, as sampled.
    bytes : int
        Of its answer.
    answer : str
        SHA-256 of its answer: of what it printed, or of all files that it wrote.
    """

    exit: int
    stopped: str | None
    seconds: float
    cpu_seconds: float
    peak_mb: float
    all_mb: float
    bytes: int = 0
    answer: str = ""


@dataclass
class Checkout:
    """Code to measure: a folder with an environment in ``.venv``, or the one that runs this.

    Attributes
    ----------
    name : str
        ``this`` or ``other``.
    """

    name: str
    bin: Path
    _cache: dict[str, bool] = field(default_factory=dict, repr=False)

    @classmethod
    def this(cls) -> Checkout:
        """The code of the environment that runs this."""
        return cls("this", Path(sys.executable).parent)

    @classmethod
    def other(cls, folder: Path) -> Checkout:
        """Another checkout with an environment of its own.

        Raises
        ------
        FileNotFoundError
            If it has none.
        """
        found = cls("other", folder.resolve() / ".venv" / "bin")
        if not (found.bin / "mapper").exists():
            raise FileNotFoundError(f"{found.bin} has no mapper: run `make .venv/.installed` there")
        return found

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.bin / "python")

    def mapper(self, *words: object) -> list[str]:
        """A command line of it."""
        return [str(self.bin / "mapper"), *map(str, words)]

    def knows_cache(self, command: str) -> bool:
        """Whether a command keeps what it worked out for the next one (``--cache``)."""
        if command not in self._cache:
            told = subprocess.run(
                self.mapper(command, "--help"), check=True, capture_output=True, text=True
            )
            self._cache[command] = "--cache" in told.stdout
        return self._cache[command]


def run(
    command: Sequence[str],
    *,
    written: Path | None = None,
    spoken: bool = False,
    limits: Limits | None = None,
    cwd: Path | None = None,
) -> Took:
    """Run a command in a process of its own.

    Parameters
    ----------
    command : sequence of str
    written : Path, optional
        The file or folder that is its answer; else that is what it prints.
    spoken : bool
        Whether what it says on stderr belongs to the answer.
    limits : Limits, optional
        When it is given up.
    cwd : Path, optional
        Where it runs.

    Raises
    ------
    RuntimeError
        If it ended with another code than 0 though nobody stopped it.
    """
    most = limits or Limits()
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        asked = {
            "command": list(command),
            "stdout": str(out),
            "stderr": str(err),
            "env": {key: text for key, text in os.environ.items() if key not in OUTSIDE},
            "cwd": None if cwd is None else str(cwd),
            **asdict(most),
        }
        words = [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(asked)]
        told = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, Any] = json.loads(told.stdout)
        if found["exit"] and not found["stopped"]:
            tail = err.read_text("utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {found['exit']}:\n{tail}")
        size, answer = weighed(written or (Path(name) if spoken else out))
        return Took(**found, bytes=size, answer=answer)


def printed(command: Sequence[str], *, limits: Limits | None = None) -> tuple[Took, list[Any]]:
    """Run a command that prints JSON, one object a line; what it took and what it printed."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "rows")
        took = run([*command, str(path)], written=path, limits=limits)
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return took, [json.loads(line) for line in lines]


def weighed(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file, or of all files of a folder with their names."""
    if not path.exists():
        return 0, ""
    paths = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    total, digest = 0, hashlib.sha256()
    for one in paths:
        raw = one.read_bytes()
        total += len(raw)
        digest.update(str(one.relative_to(path)).encode() + b"\0" + hashlib.sha256(raw).digest())
    return total, digest.hexdigest()


def warm(folder: Path) -> None:
    """Read all files of a folder, so that they are in the page cache: disks are not measured."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.read_bytes()
