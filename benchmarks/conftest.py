"""What the benchmarks share: wars of any size, made once, and stages with time and memory."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.machine import memory_gb, versions
from benchmarks.measure import fresh_peak, peak_since_mb
from benchmarks.synthetic import War, write_war
from mapper.case.read import Case, read_case
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history

CLAIMS_PER_PLACE = 15
DAYS = 1_600


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sizes", default="200,3000,33000", help="places of the synthetic wars")
    parser.addoption("--xatra", help="an interpreter (3.12 or newer) that has xatra")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "places" in metafunc.fixturenames:
        sizes = [int(text) for text in metafunc.config.getoption("--sizes").split(",")]
        metafunc.parametrize("places", sizes, scope="session")


def pytest_benchmark_update_machine_info(config: pytest.Config, machine_info: Any) -> None:
    """Also memory and versions, for the page."""
    del config
    machine_info["memory_gb"] = memory_gb()
    machine_info["versions"] = versions()


class Wars:
    """Synthetic wars by size and kind; what was read or built last is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: dict[War, Path] = {}
        self.last: tuple[War, Case, ControlHistory] | None = None

    def war(
        self, places: int, fronts: str = "coherent", days: int = DAYS, claims: int | None = None
    ) -> War:
        """The description of a war of about this many places."""
        count = CLAIMS_PER_PLACE * places if claims is None else claims
        return War(places, days, claims=count, fronts=fronts)  # type: ignore[arg-type]

    def path(self, war: War) -> Path:
        """The folder of its case, written when it is first asked for."""
        if war not in self.paths:
            place = self.folder / f"{war.units}-{war.claims}-{war.fronts}-{war.days}"
            self.paths[war] = write_war(place, war)
        return self.paths[war]

    def built(self, war: War) -> tuple[Case, ControlHistory]:
        """Its case and history."""
        if self.last is None or self.last[0] != war:
            self.last = None
            case = read_case(self.path(war))
            self.last = (war, case, build_history(case))
        return self.last[1], self.last[2]


@pytest.fixture(scope="session")
def wars(tmp_path_factory: pytest.TempPathFactory) -> Wars:
    """All wars of this run."""
    return Wars(tmp_path_factory.mktemp("wars"))


@pytest.fixture
def stage(benchmark: Any) -> Callable[..., Any]:
    """Measure a step: ``stage(group, work, **notes)`` returns what the work returns.

    Seconds of each round by the clock, their mean of the processor, the peak of memory while it
    ran, and whatever the notes say go into the JSON that ``report.py`` reads.
    """

    def measure(group: str, work: Callable[[], Any], *, rounds: int = 1, **notes: Any) -> Any:
        benchmark.group = group
        benchmark.extra_info.update(notes)
        gc.collect()
        fresh_peak()
        cpu = time.process_time()
        result = benchmark.pedantic(work, rounds=rounds, iterations=1)
        benchmark.extra_info["cpu_seconds"] = (time.process_time() - cpu) / rounds
        benchmark.extra_info["peak_mb"] = round(peak_since_mb())
        return result

    return measure
