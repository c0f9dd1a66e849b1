"""Many cases in one go: each is built whole by one worker, and one that fails stops no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
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
class _Task:
    case: Path
    target: Path
    options: BuildOptions
    areas: Mapping[str, Any]
    limits: Limits
    force: bool
    software: str


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
    folders = [Path(case).resolve() for case in cases]
    twice = [name for name, count in Counter(f.name for f in folders).items() if count > 1]
    if twice:
        raise UsageError(f"two cases have the name `{twice[0]}`: build them into two folders.")
    tasks = [
        _Task(
            folder,
            inside(Path(out).resolve(), folder.name),
            options or BuildOptions(),
            dict(areas or {}),
            limits,
            force,
            software_digest(),
        )
        for folder in folders
    ]
    outcomes: dict[Path, _Outcome] = {}
    with open_workers(len(tasks), jobs=jobs, scheduler=scheduler) as workers:
        for task, future in workers.run(_build, tasks):
            outcomes[task.case] = _outcome(future)
            if progress is not None:
                progress(len(outcomes), len(tasks))
    failed = {str(case): o.fault for case, o in outcomes.items() if o.result is None}
    if failed:
        raise BuildError(
            f"{len(failed)} of {len(tasks)} cases could not be built; the others are.",
            failed,
            {str(case): o.trace for case, o in outcomes.items() if o.trace},
        )
    return [result for folder in folders if (result := outcomes[folder].result) is not None]


def _build(task: _Task) -> _Outcome:
    """Build a case in this process. What goes wrong comes back as text: it goes through wires."""
    check_software(task.software)
    try:
        case = read_case(task.case, limits=task.limits)
        chosen = with_area_model(case, **task.areas) if task.areas else case
        return _Outcome(build(chosen, task.target, task.options, jobs=1, force=task.force))
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
