"""How the tables of the benchmarks write numbers, and the lines through them."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

BUSY = 1.25
"""With so many times more seconds by the clock than of the processor, a cell shows both."""


def seconds(value: float) -> str:
    """Seconds with three figures.

    >>> seconds(0.01234), seconds(4.5), seconds(123.4)
    ('12.3 ms', '4.5 s', '123 s')
    """
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} s" if value < 99.95 else f"{value:,.0f} s"


def both_times(clock: float, cpu: float) -> str:
    """Seconds by the clock, and of the processor where the machine was busy with other things."""
    busy = f" ({seconds(cpu)} of processor)" if clock > BUSY * cpu else ""
    return seconds(clock) + busy


def weight(value: float) -> str:
    """Bytes in a unit in which they can be read.

    >>> weight(451), weight(84_200), weight(6_660_000)
    ('451 B', '84 kB', '6.66 MB')
    """
    if value < 1e3:
        return f"{value:.0f} B"
    return f"{value / 1e3:.0f} kB" if value < 1e5 else f"{value / 1e6:,.2f} MB"


def times(value: float) -> str:
    """A ratio, with a decimal where it is small.

    >>> times(0.04), times(2.34), times(31.4)
    ('0.04 ×', '2.3 ×', '31 ×')
    """
    return f"{value:.2f} ×" if value < 1 else f"{value:.1f} ×" if value < 10 else f"{value:,.0f} ×"


def exponent(points: Iterable[tuple[float, float]]) -> float | None:
    """The slope of a line through the logarithms: 1 is linear, 0 is independent.

    None where fewer than two points are above zero: there is no growth to speak of.

    >>> round(exponent([(1, 3), (10, 30), (100, 300)]), 6)
    1.0
    """
    usable = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len({x for x, _ in usable}) < 2:
        return None
    return statistics.linear_regression(*zip(*usable, strict=True)).slope


def per_unit(points: Sequence[tuple[float, float]]) -> float:
    """How much one more costs: the slope of a line through the points as they are."""
    return statistics.linear_regression(*zip(*points, strict=True)).slope


def line_at(points: Sequence[tuple[float, float]], x: float) -> float:
    """Where a line through the points is at another one."""
    slope, intercept = statistics.linear_regression(*zip(*points, strict=True))
    return intercept + slope * x


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of Markdown; none without rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines] if lines else []
