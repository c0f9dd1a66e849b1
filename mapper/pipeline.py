"""The whole story in one screen: case → history → maps, snapshots, statistics, store.

:func:`build` makes everything in a folder beside the target and puts it in its place at the
end: a failed build leaves an earlier good one as it was.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from mapper.case import Case, read_case
from mapper.errors import OutputError, UsageError
from mapper.files import replacing_folder
from mapper.history import ControlHistory, build_history
from mapper.languages import translated
from mapper.manifest import Manifest, is_current, read_manifest
from mapper.outputs.atlas import atlas_page
from mapper.outputs.charts import share_chart
from mapper.outputs.geojson import GeoJSONWriter
from mapper.outputs.index import index_page, index_texts
from mapper.outputs.page import page, write_assets
from mapper.statistics import area_table, change_list, date_range
from mapper.store import export_geopackage, load_history, save_history

__all__ = ["BuildOptions", "BuildResult", "build"]

ASSETS: Final = "../assets"
_CHUNK: Final = 4
"""Dates in one task: enough to share what a writer keeps between dates."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build.

    Attributes
    ----------
    every : str
        Step of the dates: change (default), day, week or month.
    dates : tuple of date
        Just these dates instead.
    lang : str
        Language of the pages: en or fr.
    """

    every: str = "change"
    dates: tuple[dt.date, ...] = ()
    lang: str = "en"

    def as_dict(self) -> dict[str, object]:
        """Plain values for the manifest."""
        return {
            "every": self.every,
            "dates": [d.isoformat() for d in self.dates],
            "lang": self.lang,
        }


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: its folder, the dates, and whether there was anything to do."""

    folder: Path
    dates: tuple[dt.date, ...]
    up_to_date: bool


def build(
    case: Path | str | Case,
    out: Path | str,
    options: BuildOptions = BuildOptions(),
    *,
    jobs: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> BuildResult:
    """Build everything for a case.

    Parameters
    ----------
    case : Path, str or Case
        The case or its folder.
    out : Path or str
        The folder of the result, such as ``output/mali``; an earlier build there is replaced.
        Any other folder that is not empty is refused.
    options : BuildOptions
    jobs : int, optional
        Processes; default: all cores. The result is the same for any number.
    force : bool
        Build even if the folder holds just this build already.
    progress : callable, optional
        Called with (done, total).

    Returns
    -------
    BuildResult

    Raises
    ------
    CaseError
        If the case has faults.
    OutputError
        If the folder cannot be written, or holds something that is no build.
    UsageError
        If ``jobs`` is less than 1.
    DateOutsideCaseError
        If a date lies outside the case.
    """
    if jobs is not None and jobs < 1:
        raise UsageError("the number of jobs must be 1 or more.")
    case = case if isinstance(case, Case) else read_case(case)
    target = Path(out).resolve()
    before = read_manifest(target)
    if before is None and target.is_dir() and any(target.iterdir()):
        raise OutputError(
            f"{target} is not empty and holds no earlier build: choose another folder."
        )
    plan = Manifest.of_inputs(case, options.as_dict())
    history = build_history(case)
    dates = tuple(_dates(history, options))
    if not force and before is not None and is_current(target, before, plan):
        return BuildResult(target, dates, True)
    with replacing_folder(target) as folder:
        _build_into(folder, history, dates, options, jobs, progress)
        plan.write(folder)
    return BuildResult(target, dates, False)


def _dates(history: ControlHistory, options: BuildOptions) -> list[dt.date]:
    if options.dates:
        return sorted({history.check_date(day) for day in options.dates})
    return date_range(history, options.every)


def _build_into(
    folder: Path,
    history: ControlHistory,
    dates: Sequence[dt.date],
    options: BuildOptions,
    jobs: int | None,
    progress: Progress | None,
) -> None:
    for name in ("maps", "snapshots", "statistics", "charts", "history", "assets"):
        (folder / name).mkdir()
    save_history(history, folder / "history")
    shown = translated(history, options.lang)
    write_assets(shown, folder / "assets")
    tasks = _tasks(folder, dates, options.lang)
    with _processes(jobs, len(tasks)) as start:
        pending = [start(task) for task in tasks]
        tables = _write_statistics(folder / "statistics", history, dates)
        charts = _write_charts(folder, shown, options.lang)
        export_geopackage(history, folder / "history.gpkg")
        done = 0
        for finish in pending:
            done += finish()
            if progress is not None:
                progress(done, len(dates))
    pages = {
        "index.html": atlas_page(history, lang=options.lang, more="days.html"),
        "days.html": index_page(shown, dates, lang=options.lang, charts=charts, tables=tables),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


@dataclass(frozen=True, slots=True)
class _Task:
    """Some neighbouring dates to write, and the dates before and after them."""

    folder: Path
    dates: tuple[dt.date, ...]
    before: dt.date | None
    after: dt.date | None
    lang: str


Start = Callable[[_Task], Callable[[], int]]
"""Starts a task; what it returns waits for the number of dates written."""


def _tasks(folder: Path, dates: Sequence[dt.date], lang: str) -> list[_Task]:
    tasks = []
    for i in range(0, len(dates), _CHUNK):
        part = tuple(dates[i : i + _CHUNK])
        before = dates[i - 1] if i else None
        after = dates[i + _CHUNK] if i + _CHUNK < len(dates) else None
        tasks.append(_Task(folder, part, before, after, lang))
    return tasks


@contextmanager
def _processes(jobs: int | None, tasks: int) -> Iterator[Start]:
    """How to start a task: in this process, or in fresh ones (drivers do not fork well)."""
    count = min(jobs or os.cpu_count() or 1, max(tasks, 1))
    if count == 1:
        try:
            yield lambda task: partial(_write_dates, task)
        finally:
            _loaded.clear()
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        try:
            yield lambda task: pool.submit(_write_dates, task).result
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


_loaded: dict[Path, tuple[ControlHistory, ControlHistory, GeoJSONWriter]] = {}
"""The history that this process works on, read once from the store, and as pages show it."""


def _write_dates(task: _Task) -> int:
    """Write map and snapshots of the dates of a task; returns their number."""
    if task.folder not in _loaded:
        history = load_history(task.folder / "history")
        _loaded.clear()
        shown = translated(history, task.lang)
        _loaded[task.folder] = (history, shown, GeoJSONWriter(history))
    history, shown, writer = _loaded[task.folder]
    around = [task.before, *task.dates, task.after]
    for i, day in enumerate(task.dates, 1):
        snapshot = history.at(day)
        name = day.isoformat()
        html = page(
            shown,
            snapshot if shown is history else shown.at(day),
            assets=ASSETS,
            lang=task.lang,
            previous=around[i - 1],
            following=around[i + 1],
        )
        files = {
            f"maps/{name}.html": html,
            f"snapshots/{name}.geojson": writer.text(snapshot, "areas"),
            f"snapshots/{name}.places.geojson": writer.text(snapshot, "places"),
        }
        for path, text in files.items():
            (task.folder / path).write_text(text, encoding="utf-8", newline="\n")
    return len(task.dates)


def _write_statistics(folder: Path, history: ControlHistory, dates: Sequence[dt.date]) -> list[str]:
    """All tables on the dates of the build and the first and last day of the case."""
    days = sorted({history.case.first_day, *dates, history.case.last_day})
    tables = {
        "area_by_holder": area_table(history, days),
        "area_by_bloc": area_table(history, days, by="bloc"),
        "area_by_status": area_table(history, days, by="status"),
        "changes": change_list(history),
    }
    for level in history.case.levels[1:-1]:
        tables[f"area_by_holder_within_{level}"] = area_table(history, days, within=level)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return [f"statistics/{name}.csv" for name in tables]


def _write_charts(folder: Path, history: ControlHistory, lang: str) -> dict[str, str]:
    texts = index_texts(lang)
    captions = {}
    for by in ("holder", "bloc"):
        path = f"charts/area_by_{by}.svg"
        (folder / path).write_text(
            share_chart(history, by, lang=lang), encoding="utf-8", newline="\n"
        )
        captions[path] = str(texts[f"chart_{by}"])
    return captions
