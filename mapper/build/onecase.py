"""The whole story in one screen: case → history → maps, snapshots, statistics, store.

:func:`build` makes everything in a folder beside the target and puts it in its place at the end:
a build that fails or is interrupted leaves an earlier good one as it was, and the next one goes
on from what is finished (:mod:`mapper.build.staging`). A date is made again only if what is said
of it has changed (:mod:`mapper.build.daydigests`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from mapper.build.making import BuildError, Crew, Progress, Work
from mapper.build.manifest import Manifest, is_current, read_manifest
from mapper.build.staging import clear_leftovers, finish, open_staging
from mapper.case.read import Case, read_case
from mapper.core.dates import Day, as_days
from mapper.core.errors import OutputError
from mapper.figures.days import date_range
from mapper.history.alternatives import with_alternatives
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history

__all__ = ["BuildError", "BuildOptions", "BuildResult", "build"]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build.

    Attributes
    ----------
    every : str
        Step of the dates: change (default), day, week or month.
    dates : tuple of date or str
        Just these dates instead.
    lang : str
        One of the languages of the pages.
    """

    every: str = "change"
    dates: tuple[Day, ...] = ()
    lang: str = "en"

    @property
    def days(self) -> list[dt.date]:
        """The dates as days."""
        return as_days(self.dates)

    def as_dict(self) -> dict[str, object]:
        """Plain values for the manifest."""
        return {
            "every": self.every,
            "dates": [day.isoformat() for day in self.days],
            "lang": self.lang,
        }


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made.

    Attributes
    ----------
    folder : Path
    dates : tuple of date
        All dates that it holds.
    made : tuple of date
        Those that were made now; the others were finished already, by an earlier build or an
        interrupted one.
    up_to_date : bool
        There was nothing to do.
    edited : tuple of Path
        Inputs that hold something else now than when the case was read. The build and its
        manifest are those of what was read; another build takes the new text.
    """

    folder: Path
    dates: tuple[dt.date, ...]
    made: tuple[dt.date, ...]
    up_to_date: bool
    edited: tuple[Path, ...] = ()


def build(
    case: Path | str | Case,
    out: Path | str,
    options: BuildOptions = BuildOptions(),
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    share: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> BuildResult:
    """Build everything for a case.

    Parameters
    ----------
    case : Path, str or Case
        The case or its folder.
    out : Path or str
        The folder of the result. An earlier build there is replaced, anything else is refused.
    options : BuildOptions
    jobs : int, optional
        Processes; default: all cores. The result is the same for any number.
    scheduler : str, optional
        Address of a dask scheduler whose workers make the parts (needs the extra ``dask``).
    share : str, optional
        Folder or fsspec URL through which workers get the history, if they do not see ``out``.
    force : bool
        Build everything anew.
    progress : callable, optional
        Called with (done, total) dates.

    Returns
    -------
    BuildResult

    Raises
    ------
    CaseError
        If the case has faults.
    OutputError
        If the folder cannot be written, or holds something that is no build.
    LockedError
        If another build of this folder is at work.
    BuildError
        If parts failed: the next build makes only what is missing.
    WorkerError
        If there are no workers, or they cannot do their work.
    UsageError
        If a date lies outside the case, or ``jobs`` is less than 1 or goes with a scheduler.
    """
    crew = Crew(jobs, scheduler, share, progress)
    case = case if isinstance(case, Case) else read_case(case)
    target = Path(out).resolve()
    before = _earlier(target)
    plan = Manifest.of_inputs(case, options.as_dict())
    if not force and before is not None and is_current(target, before, plan):
        clear_leftovers(target)
        dates = tuple(map(dt.date.fromisoformat, before.dates()))
        return BuildResult(target, dates, (), True, case.inputs.changed())
    return _made(case, target, plan, options, crew, fresh=force)


def _made(
    case: Case, target: Path, plan: Manifest, options: BuildOptions, crew: Crew, *, fresh: bool
) -> BuildResult:
    history = with_alternatives(build_history(case), case)
    dates = tuple(_dates(history, options))
    with open_staging(target, fresh=fresh) as staging:
        work = Work(staging, plan, history, dates, options.lang)
        if not fresh:
            work.take_over(target)
        made = work.run(crew)
        plan.write(staging.tree, work.outputs(), work.days, work.parts_made().values())
        finish(staging, target)
    return BuildResult(target, dates, made, False, case.inputs.changed())


def _earlier(target: Path) -> Manifest | None:
    """The manifest of an earlier build; a folder of anything else is refused."""
    before = read_manifest(target)
    if before is None and target.is_dir() and any(target.iterdir()):
        raise OutputError(
            f"{target} is not empty and holds no earlier build: choose another folder."
        )
    return before


def _dates(history: ControlHistory, options: BuildOptions) -> list[dt.date]:
    if options.dates:
        return sorted({history.check_date(day) for day in options.days})
    return date_range(history, options.every)
