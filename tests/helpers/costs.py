"""What a run of the tests costs: processor seconds by file, told at its end.

Seconds by the clock say little where three processes share two processors, and hide what tests
start in other processes. Each report of a test brings the processor seconds of its process since
the report before it, with those of the processes that it has waited for. (A browser is waited for
at the very end: what it took stands at the last file of its process.)
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Generator, Iterable

import pytest

__all__ = [
    "COST",
    "cost_lines",
    "pytest_collection_finish",
    "pytest_runtest_makereport",
    "pytest_terminal_summary",
]

COST = "processor_seconds"
MOST = 15
"""So many files are named, the most expensive first."""
WORTH = 60
"""A run of fewer processor seconds is not told what it costs."""


class _Meter:
    """Processor seconds of this process, and of those it has waited for, since it was asked."""

    def __init__(self) -> None:
        self.last = self._spent()
        self.begun = time.monotonic()

    @staticmethod
    def _spent() -> float:
        return sum(os.times()[:4])

    def take(self) -> float:
        before, self.last = self.last, self._spent()
        return self.last - before


_METER = _Meter()


def pytest_collection_finish() -> None:
    """What was spent until here is no test's."""
    _METER.take()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Each report carries what was spent since the one before it."""
    report = yield
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
