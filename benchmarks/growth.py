"""How time and memory grow with claims, places, days and claims on areas: one war for each point.

Every war is measured by claims to intervals alone and by a whole command, by each checkout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from benchmarks.war import War, war_of
from benchmarks.works import STATS, WORKS, asked_of_a_war

if TYPE_CHECKING:
    from benchmarks.commands import Bench

FULL_PLACES = 33_000
MORE_PLACES = 100_000
AREA_CLAIMS = (0, 1, 4, 16)
"""Claims on the country and on regions, in multiples of what a war of the kind ``areas`` has."""


def series(places: int) -> dict[str, list[War]]:
    """The wars of each line, by the quantity that grows; the largest has so many places.

    At full size claims are 0.5, 1.5 and 5 million. Days and claims on areas grow on a war of at
    most 3,000 places, so that other code can follow.
    """
    small = min(places, 3_000)
    claims = 500_000 if places == FULL_PLACES else 15 * places
    sizes = [size for size in (60, 200, 1_000, 3_000, 10_000) if size < places][-4:]
    sizes.append(places)
    if places == FULL_PLACES:
        sizes.append(MORE_PLACES)
    areas = war_of("areas", units=small, claims=15 * small)
    fixed: dict[str, Any] = {"units": small, "claims": 15 * small}
    return {
        "claims": [War(units=places, claims=claims * times) for times in (1, 3, 10)],
        "places": [War(units=size, claims=15 * size) for size in sizes],
        "days": [War(days=days, **fixed) for days in (400, 1_600, 6_400)],
        "national": [War(national=areas.national * times, **fixed) for times in AREA_CLAIMS],
        "national, long spells": [
            War(national=areas.national * times, national_sides="spells", **fixed)
            for times in AREA_CLAIMS
        ],
        "regional": [War(regional=areas.regional * times, **fixed) for times in AREA_CLAIMS],
    }


def quantity_of(line: str, war: War) -> int:
    """What grows along a line."""
    return {
        "claims": war.claims,
        "places": war.size,
        "days": war.days,
        "regional": war.regional,
    }.get(line, war.national)


def growth_rows(bench: Bench, places: int) -> Iterator[dict[str, Any]]:
    """Both measurements at every point of every line."""
    from benchmarks.commands import interval_rows_of, told
    from benchmarks.program import run

    stats = next(work for work in WORKS if work.name == STATS)
    for line, wars in series(places).items():
        for war in wars:
            about = {"part": "growth", "war": line, "line": line, "x": quantity_of(line, war)}
            yield from interval_rows_of(bench, war, {**about, "work": "claims to intervals"})
            asked = asked_of_a_war(bench.war(war))
            for code in bench.codes:
                words = code.mapper(*asked.filled(stats, bench.scratch / "answer"))
                words += ["--no-cache"] if code.knows_cache("stats") else []
                took = asdict(run(words, limits=bench.limits))
                yield told({**about, "work": STATS, "code": code.name, "size": war.units, **took})
            bench.forget(war)
