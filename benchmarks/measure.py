"""Time and memory of named steps, printed as a table."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")


def peak_mb() -> float:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fresh_peak() -> None:
    """Let the peak of memory begin anew (Linux keeps one for each process)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_since_mb() -> float:
    """The most memory that this process has held since :func:`fresh_peak`, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status names no VmHWM")


@dataclass
class Steps:
    """Steps of one run: seconds by the clock, seconds of processor time, peak memory so far."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        print(f"\n{self.title}", flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        clock, cpu = time.perf_counter(), time.process_time()
        yield
        clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
        self.note(name, f"{clock:7.2f} s   {cpu:7.2f} s cpu   {peak_mb():7.0f} MB")

    def run(self, name: str, work: Callable[[], Result]) -> Result:
        """Measure a function and return its result."""
        with self.step(name):
            return work()

    def note(self, name: str, value: str) -> None:
        """Add a row that is no time."""
        self.rows.append((name, value))
        print(f"  {name:<46} {value}", flush=True)
