"""Ways to spoil the good case, and what ``mapper check`` must say of each.

The ways stand in `spoiltrows`, `spoiltcells`, `spoiltplaces`, `spoiltdoubts`, `spoiltfiles`,
`spoiltlayers` and `spoiltcasefile`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from casefolder import CaseFolder

CLAIMS = "control_events.csv"


@dataclass(frozen=True)
class Expected:
    """What ``check`` must say: where, and words of message and suggestion in order."""

    file: str
    row: int | None
    column: str | None
    words: tuple[str, ...]
    severity: str = "error"

    @property
    def where(self) -> str:
        row = "" if self.row is None else f":{self.row}"
        column = "" if self.column is None else f":{self.column}"
        return f"{self.severity}: {self.file}{row}{column}: "


Spoil = Callable[[CaseFolder], Expected]


def registry() -> tuple[dict[str, Spoil], Callable[[Spoil], Spoil]]:
    """An empty catalogue of ways, and the decorator that enters one."""
    ways: dict[str, Spoil] = {}

    def enter(function: Spoil) -> Spoil:
        assert function.__name__ not in ways, f"two ways are called {function.__name__}"
        ways[function.__name__] = function
        return function

    return ways, enter


def claim(f: CaseFolder, column: str, *words: str, key: str = "e02", **cells: str) -> Expected:
    """Change cells of a claim, and expect a fault in one of them."""
    return Expected(CLAIMS, f.set(CLAIMS, key, **cells), column, words)


def doubt(f: CaseFolder, column: str, *words: str, key: str, **cells: str) -> Expected:
    """Change cells of a claim, and expect a doubt about one of them."""
    return replace(claim(f, column, *words, key=key, **cells), severity="doubt")


def cell(f: CaseFolder, name: str, key: str, column: str, value: str, *words: str) -> Expected:
    """Change one cell, and expect a fault in it."""
    return Expected(name, f.set(name, key, **{column: value}), column, words)
