"""The work of a build: which parts are finished, and how the others get made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapper.build.contents import (
    FIGURES,
    SHARED,
    Day,
    Made,
    Source,
    Task,
    forget,
    history_parts,
    make,
    paths_of,
)
from mapper.build.daydigests import day_digests, figures_digest
from mapper.build.manifest import Manifest, read_manifest, software_digest
from mapper.build.staging import Output, Part, Staging
from mapper.build.workers import open_workers
from mapper.core.errors import MapperError, UsageError
from mapper.core.failures import trace_of, words_of
from mapper.history.control import ControlHistory
from mapper.history.store import share_history
from mapper.outputs.text.numerals import counted

__all__ = ["BuildError", "Crew", "Progress", "Work"]

_CHUNK: Final = 4
"""Dates in one task: enough to share what a writer keeps between dates."""
_NAMED: Final = 12
"""Failures that a message names; the exception has them all."""
_TRACED: Final = 3
"""Failures whose way through the program is kept: of many, most are one and the same."""
_FEW: Final = 150_000
"""Rows (targets on dates) that this process makes sooner than others start: each of those would
read the program and the history first."""
_ONCE: Final = 30
"""What there is once takes about as long as so many dates; the figures come on top of that."""
_HISTORY: Final = "history"

Progress = Callable[[int, int], None]


class BuildError(MapperError, RuntimeError):
    """Parts of the work failed; the rest is done.

    Parameters
    ----------
    message : str
        What failed, and what to do.
    failed : mapping
        Why, by name (ISO dates among them).
    traces : mapping, optional
        The way to a fault of the program, by name: notes of the exception.
    """

    has_lines = True

    def __init__(
        self, message: str, failed: Mapping[str, str], traces: Mapping[str, str] | None = None
    ) -> None:
        self.failed = dict(sorted(failed.items()))
        lines = [f"  {name}: {why}" for name, why in self.failed.items()]
        if len(lines) > _NAMED:
            lines[_NAMED:] = [f"  … and {len(lines) - _NAMED} more"]
        super().__init__("\n".join([message, *lines]))
        for name, trace in sorted((traces or {}).items())[:_TRACED]:
            self.add_note(f"{name}: {trace}")


@dataclass(frozen=True, slots=True)
class Crew:
    """Who makes the parts, and who is told: see `mapper.build` for the options.

    Raises
    ------
    UsageError
        If ``jobs`` is less than 1.
    """

    jobs: int | None = None
    scheduler: str | None = None
    share: str | None = None
    progress: Progress | None = None

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 1:
            raise UsageError("the number of jobs must be 1 or more.")


class Work:
    """All parts of a build: those that are done, and how to make the others.

    Parameters
    ----------
    staging : Staging
        Where finished parts are kept.
    plan : Manifest
    history : ControlHistory
    dates : tuple of date
        In order.
    lang : str

    Attributes
    ----------
    days : dict
        Each date (ISO) and the digest of what its files are made of.
    once : dict
        The same of those parts that there are once and that not every claim changes.
    parts : dict
        Each part and its digest: the dates, and what there is once, which follows from the
        figures or from the whole plan.
    """

    def __init__(
        self,
        staging: Staging,
        plan: Manifest,
        history: ControlHistory,
        dates: tuple[dt.date, ...],
        lang: str,
    ) -> None:
        self.staging, self.plan, self.history = staging, plan, history
        self.dates, self.lang = dates, lang
        self.days = day_digests(history, dates, plan.frame_digest)
        figures = figures_digest(history, dates, plan.frame_digest)
        self.once = {name: figures for name in SHARED if name in FIGURES}
        self.parts = dict.fromkeys([_HISTORY, *SHARED], plan.digest) | self.once | self.days

    def outputs(self) -> list[Output]:
        """All files of the finished build."""
        return [file for name in self.parts for file in self.staging.done[name].files]

    def take_over(self, target: Path) -> None:
        """Take the parts that an earlier build holds and that nothing has changed."""
        before = read_manifest(target)
        if before is None:
            return
        outputs, digests, once = before.outputs(), before.dates(), before.parts()
        paths: dict[str, tuple[str, ...]] = {name: paths_of(name) for name in self.days}
        paths |= {name: once[name][1] for name in self.once if name in once}
        digests |= {name: digest for name, (digest, _) in once.items()}
        for name, expected in paths.items():
            digest, files = self.parts[name], [outputs.get(path) for path in expected]
            known = bool(files) and None not in files
            if known and digests.get(name) == digest and not self._has(name):
                part = Part(name, digest, tuple(file for file in files if file is not None))
                self.staging.take(part, target)

    def parts_made(self) -> dict[str, Part]:
        """The parts that a later build may take over, beside the dates."""
        return {name: self.staging.done[name] for name in self.once}

    def run(self, crew: Crew) -> tuple[dt.date, ...]:
        """Make what is missing; returns the dates made.

        Raises
        ------
        BuildError
            If parts failed, after all others are made.
        """
        if not self._has(_HISTORY):
            self.staging.write(_HISTORY, self.plan.digest, history_parts(self.history))
        todo = [day for day in self._neighbours() if not self._has(day.date.isoformat())]
        shared = [name for name in SHARED if not self._has(name)]
        if todo or shared:
            self.staging.keep_only(self.parts)
            with self._shared_history(crew.share) as url:
                source = Source(url, self.plan.digest, software_digest(), self.lang, self.dates)
                failed = self._make(_tasks(source, shared, todo), crew)
            if failed:
                faults = {name: made.fault for name, made in failed.items()}
                traces = {name: made.trace for name, made in failed.items() if made.trace}
                raise BuildError(self._what_failed(faults), faults, traces)
        return tuple(day.date for day in todo)

    def _has(self, name: str) -> bool:
        return self.staging.has(name, self.parts[name])

    def _neighbours(self) -> Iterator[Day]:
        around: Sequence[dt.date | None] = (None, *self.dates, None)
        for i, day in enumerate(self.dates):
            yield Day(day, around[i], around[i + 2])

    def _shared_history(self, share: str | None) -> AbstractContextManager[str]:
        folder = self.staging.tree / _HISTORY
        return nullcontext(str(folder)) if share is None else share_history(folder, share)

    def _make(self, tasks: Sequence[Task], crew: Crew) -> dict[str, Made]:
        """Make tasks and write what comes back; returns those that failed, by name."""
        failed: dict[str, Made] = {}
        jobs = 1 if crew.jobs is None and self._little(tasks, crew) else crew.jobs
        done = len(self.dates) - sum(len(task.days) for task in tasks)
        try:
            with open_workers(len(tasks), jobs=jobs, scheduler=crew.scheduler) as workers:
                for task, future in workers.run(make, tasks):
                    for made in _results(task, future):
                        if made.fault:
                            failed[made.name] = made
                        else:
                            self.staging.write(made.name, self.parts[made.name], made.files)
                    done += len(task.days)
                    if crew.progress is not None:
                        crew.progress(done, len(self.dates))
        finally:
            forget()
        return failed

    def _little(self, tasks: Sequence[Task], crew: Crew) -> bool:
        """Whether the tasks are not worth processes of their own."""
        figures = any(task.shared in FIGURES for task in tasks)
        dates = _ONCE + sum(len(task.days) for task in tasks)
        few = dates * len(self.history.targets) <= _FEW
        return few and not figures and crew.scheduler is None

    def _what_failed(self, failed: Mapping[str, str]) -> str:
        dates = len(failed.keys() & self.days.keys())
        what = [f"{dates} of {counted(len(self.days), 'date')}"] if dates else []
        what += sorted(failed.keys() - self.days.keys())
        return (
            f"{', '.join(what)} could not be made. All else is kept in {self.staging.folder}; "
            "another build makes only what is missing."
        )


def _tasks(source: Source, shared: Sequence[str], days: Sequence[Day]) -> list[Task]:
    once = [Task(source, shared=name) for name in shared]
    chunks = (tuple(days[i : i + _CHUNK]) for i in range(0, len(days), _CHUNK))
    return once + [Task(source, chunk) for chunk in chunks]


def _results(task: Task, future: Future[list[Made]]) -> list[Made]:
    """What a task made; of one that was lost on the way (its worker died), that it was."""
    try:
        return future.result()
    except MapperError:
        raise
    except Exception as error:
        fault, trace = words_of(error), trace_of(error)
        return [Made(name, {}, fault, trace) for name in task.names]
