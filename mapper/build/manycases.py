"""Many cases in one go: each is built whole by one worker, and one that fails stops no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mapper.areas.modeloptions import with_area_model
from mapper.build.contents import check_software
from mapper.build.making import BuildError, Progress
from mapper.build.manifest import software_digest
from mapper.build.onecase import BuildOptions, BuildResult, build
from mapper.build.workers import WorkerError, open_workers
from mapper.case.layers.process import USUAL_LIMITS, Limits
from mapper.case.read import read_case
from mapper.core.errors import MapperError, UsageError
from mapper.core.failures import trace_of, words_of
from mapper.core.pathnames import inside

__all__ = ["build_many"]


@dataclass(frozen=True, slots=True)
class _Orders:
    """What holds for all cases."""

    options: BuildOptions
    areas: Mapping[str, Any]
    limits: Limits
    force: bool
    software: str = field(default_factory=software_digest)


@dataclass(frozen=True, slots=True)
class _Task:
    case: Path
    target: Path
    orders: _Orders


@dataclass(frozen=True, slots=True)
class _Outcome:
    result: BuildResult | None
    fault: str = ""
    trace: str = ""


def build_many(
    cases: Sequence[Path | str],
    out: Path | str,
    options: BuildOptions | None = None,
    *,
    areas: Mapping[str, Any] | None = None,
    limits: Limits = USUAL_LIMITS,
    jobs: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> list[BuildResult]:
    """Build many cases, each into a folder of its own.

    Parameters
    ----------
    cases : sequence of Path or str
        Folders of cases; their names differ.
    out : Path or str
        Each case goes to ``<out>/<name of its folder>``.
    options : BuildOptions
        For all of them; default: all change days, in English.
    areas : mapping, optional
        Another area model and its options for all of them, as for `mapper.with_area_model`.
    limits : Limits
        How large boundary layers may be.
    jobs : int, optional
        Processes, each with a case at a time; default: all cores.
    scheduler : str, optional
        Address of a dask scheduler whose workers build the cases; they see the folders of the
        cases and ``out`` under the same paths.
    force : bool
        Build everything anew.
    progress : callable, optional
        Called with (done, total) cases.

    Returns
    -------
    list of BuildResult
        In the order of the cases.

    Raises
    ------
    BuildError
        If cases failed, after all others are built. ``failed`` says why, by path.
    UsageError
        If two cases have the same name, or as for `build`.
    WorkerError
        If there are no workers, or they have other versions.
    """
    orders = _Orders(options or BuildOptions(), dict(areas or {}), limits, force=force)
    targets = _targets(cases, Path(out).resolve())
    tasks = [_Task(case, target, orders) for case, target in targets.items()]
    outcomes: dict[Path, _Outcome] = {}
    with open_workers(len(tasks), jobs=jobs, scheduler=scheduler) as workers:
        for task, future in workers.run(_build, tasks):
            outcomes[task.case] = _outcome(future)
            if progress is not None:
                progress(len(outcomes), len(tasks))
    return _results([outcomes[task.case] for task in tasks], tasks)


def _targets(cases: Iterable[Path | str], out: Path) -> dict[Path, Path]:
    """The folder of each case, and that of its build."""
    folders = [Path(case).resolve() for case in cases]
    twice = [name for name, count in Counter(f.name for f in folders).items() if count > 1]
    if twice:
        raise UsageError(f"two cases have the name `{twice[0]}`: build them into two folders.")
    return {folder: inside(out, folder.name) for folder in folders}


def _results(outcomes: Sequence[_Outcome], tasks: Sequence[_Task]) -> list[BuildResult]:
    """The results, unless cases failed."""
    named = [(str(task.case), found) for task, found in zip(tasks, outcomes, strict=True)]
    failed = {case: found.fault for case, found in named if found.result is None}
    if failed:
        raise BuildError(
            f"{len(failed)} of {len(tasks)} cases could not be built; the others are.",
            failed,
            {case: found.trace for case, found in named if found.trace},
        )
    return [found.result for found in outcomes if found.result is not None]


def _build(task: _Task) -> _Outcome:
    """Build a case in this process. What goes wrong comes back as text: it goes through wires."""
    orders = task.orders
    check_software(orders.software)
    try:
        case = read_case(task.case, limits=orders.limits)
        chosen = with_area_model(case, **orders.areas) if orders.areas else case
        return _Outcome(build(chosen, task.target, orders.options, jobs=1, force=orders.force))
    except MapperError as error:
        return _Outcome(None, str(error))
    except Exception as error:
        return _Outcome(None, words_of(error), trace_of(error))


def _outcome(future: Future[_Outcome]) -> _Outcome:
    """What became of a task; of one that was lost on the way (its worker died), that it was."""
    try:
        return future.result()
    except WorkerError:
        raise
    except Exception as error:
        return _Outcome(None, words_of(error), trace_of(error))
