"""What a run of the tests costs: processor seconds by file, told at its end.

Seconds by the clock say little where three processes share two processors, and hide what tests
start in other processes. The last report of each test brings the processor seconds since the test
before it: of its process, of all that this has waited for, and of those that go on, such as a
browser or the process that runs attacks.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import pytest

__all__ = [
    "COST",
    "cost_lines",
    "pytest_collection_finish",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
]

COST = "processor_seconds"
MOST = 30
"""So many files are named, the most expensive first."""
WORTH = 60
"""A run of fewer processor seconds is not told what it costs."""


class _Meter:
    """Processor seconds of this process and of all below it, since it was asked."""

    def __init__(self) -> None:
        self.last = self._spent()
        self.begun = time.monotonic()

    @staticmethod
    def _spent() -> float:
        return sum(os.times()[:4]) + sum(map(_seconds_of, _below(os.getpid())))

    def take(self) -> float:
        """Never less than nothing: what an orphan took is lost with it."""
        before, self.last = self.last, self._spent()
        return max(0.0, self.last - before)


def _below(pid: int) -> Iterator[int]:
    """All processes that a process has started, and these, as far as they are still there."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(word) for t in threads for word in (t / "children").read_text().split()]
    except OSError:  # it has ended, or this is no Linux
        return
    for child in children:
        yield child
        yield from _below(child)


def _seconds_of(pid: int) -> float:
    """Processor seconds of a process and of those that it has waited for."""
    try:
        cells = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, cells[_TIMES])) / _TICKS


_TIMES = slice(11, 15)
"""Where they stand behind the name: of the process itself, and of its children."""
_TICKS = os.sysconf("SC_CLK_TCK")
_METER = _Meter()


def pytest_collection_finish() -> None:
    """What was spent until here is no test's."""
    _METER.take()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The last report of a test carries what was spent since that of the test before."""
    report = yield
    if report.when == "teardown":
        report.user_properties = [*report.user_properties, (COST, _METER.take())]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the files that cost most, after a run that is worth it."""
    reports = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport)
    ]
    lines = cost_lines(reports, time.monotonic() - _METER.begun, os.cpu_count() or 1)
    if lines:
        terminalreporter.section("processor seconds")
        for line in lines:
            terminalreporter.write_line(line)


def cost_lines(reports: Iterable[pytest.TestReport], seconds: float, processors: int) -> list[str]:
    """What the tests took of the time that there was, and the files that took most of it.

    Parameters
    ----------
    reports : iterable of TestReport
        Of all tests, of every phase.
    seconds : float
        How long the run took by the clock.
    processors : int
        How many processors could work meanwhile.
    """
    costs: Counter[str] = Counter()
    for report in reports:
        costs[report.nodeid.partition("::")[0]] += sum(
            float(value) for key, value in report.user_properties if key == COST
        )
    total = sum(costs.values())
    if total < WORTH:
        return []
    share = total / (seconds * processors)
    head = f"{total:.0f} in tests, {share:.0%} of {processors} processors for {seconds:.0f} s"
    return [head, *(f"{cost:7.1f}  {file}" for file, cost in costs.most_common(MOST))]
