"""The parts of a build: what each date has, and what there is once.

A part is made from a stored history alone and comes back as bytes by path, so that any process
of any machine can make it and only the build itself writes.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Literal

import pandas as pd

from mapper.build.manifest import software_digest
from mapper.build.workers import WorkerError
from mapper.core.failures import trace_of, words_of
from mapper.figures.areas import BY, area_table
from mapper.figures.events import target_changes
from mapper.figures.holdings import holdings_table
from mapper.history.control import ControlHistory
from mapper.history.geopackage import geopackage_bytes
from mapper.history.languages import translated
from mapper.history.store import StoreError, history_files, load_history
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.pages.atlas.page import atlas_page
from mapper.outputs.pages.day.page import asset_files, page
from mapper.outputs.pages.index import index_page, index_texts
from mapper.outputs.pages.reading import reading_pages
from mapper.outputs.pictures.charts import share_chart
from mapper.outputs.text.csvtext import csv_text
from mapper.outputs.text.numerals import NARROW
from mapper.outputs.text.people import people_line

__all__ = [
    "FIGURES",
    "SHARED",
    "Day",
    "Made",
    "Source",
    "Task",
    "check_software",
    "forget",
    "history_parts",
    "make",
    "paths_of",
]

ASSETS: Final = "../assets"
_CHANGES: Final = "statistics/changes.csv"
_BY: Final = ("holder", "bloc")
_RENEW: Final = 64
"""Dates after which a process forgets what it keeps between dates: its memory stays flat."""

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Day:
    """A date to make, and the dates that its page links to."""

    date: dt.date
    before: dt.date | None = None
    after: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where workers read the history, and what they must agree on.

    Attributes
    ----------
    url : str
        Folder, or a URL that fsspec knows.
    plan : str
        Digest of the plan of the build: a worker that lives longer reads each history once.
    software : str
        Digest of the versions of all that makes the outputs (see `software_digest`).
    lang : str
    dates : tuple of date
        All dates of the build.
    """

    url: str
    plan: str
    software: str
    lang: str
    dates: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Some neighbouring days to make, or one part that there is once."""

    source: Source
    days: tuple[Day, ...] = ()
    shared: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts: ISO dates, or the one of the part."""
        return tuple(day.date.isoformat() for day in self.days) or (self.shared,)


@dataclass(frozen=True, slots=True)
class Made:
    """A part that was made: its files, or why there are none."""

    name: str
    files: Files
    fault: str = ""
    trace: str = ""
    """The way to the fault, for whoever reports it."""


@dataclass(slots=True)
class _Desk:
    """What a process keeps between tasks of one build."""

    source: Source
    history: ControlHistory
    shown: ControlHistory = field(init=False)
    writer: GeoJSONWriter = field(init=False)
    dates: int = 0

    def __post_init__(self) -> None:
        self._look()

    def _look(self) -> None:
        self.shown = translated(self.history, self.source.lang)
        self.writer = GeoJSONWriter(self.history)

    def count(self) -> None:
        """Count a date, and forget after many what was kept between them."""
        self.dates += 1
        if self.dates % _RENEW == 0:
            self.history = replace(self.history)  # without what it remembers
            self._look()


_desks: dict[str, _Desk] = {}
_one_at_a_time: Final = threading.Lock()
"""Workers of a cluster may have several threads; the libraries underneath do not all like it."""


def make(task: Task) -> list[Made]:
    """Make the parts of a task. A part that cannot be made says why; the others are made.

    Raises
    ------
    WorkerError
        If the history cannot be read here, or other versions are installed than where the
        build was started.
    """
    with _one_at_a_time:
        desk = _desk(task.source)
        if task.shared:
            return [_guarded(task.shared, partial(SHARED[task.shared], desk))]
        return [
            _guarded(name, partial(_day_files, desk, day))
            for name, day in zip(task.names, task.days, strict=True)
        ]


def _desk(source: Source) -> _Desk:
    check_software(source.software)
    if source.plan not in _desks or _desks[source.plan].source != source:
        _desks.clear()
        try:
            history = load_history(source.url)
        except StoreError as error:
            raise WorkerError(
                f"a worker cannot read the history in {source.url}: build into a folder that all "
                "workers see, or share the history through one."
            ) from error
        _desks[source.plan] = _Desk(source, history)
    return _desks[source.plan]


def check_software(digest: str) -> None:
    """Refuse to work with other versions than those where the build was started.

    Raises
    ------
    WorkerError
    """
    if digest != software_digest():
        raise WorkerError(
            "a worker has other versions of mapper or its libraries than this process: install "
            "the same everywhere, or the same inputs would not give the same bytes."
        )


def forget() -> None:
    """Let go of the history that this process keeps."""
    _desks.clear()


def _guarded(name: str, files: Callable[[], Files]) -> Made:
    try:
        return Made(name, files())
    except Exception as error:
        return Made(name, {}, words_of(error), trace_of(error))


# What each date has.


def paths_of(name: str) -> tuple[str, str, str]:
    """Paths of the files of a date by its ISO name."""
    return (
        f"maps/{name}.html",
        f"snapshots/{name}.geojson",
        f"snapshots/{name}.places.geojson",
    )


def _day_files(desk: _Desk, day: Day) -> Files:
    desk.count()
    html = page(
        desk.shown,
        day.date,
        assets=ASSETS,
        reading="..",
        lang=desk.source.lang,
        previous=day.before,
        following=day.after,
    )
    areas, places = (desk.writer.text(day.date, layer) for layer in ("areas", "places"))
    return _encoded(dict(zip(paths_of(day.date.isoformat()), (html, areas, places), strict=True)))


# What there is once.


def history_parts(history: ControlHistory) -> Files:
    """The store of a build."""
    return {f"history/{name}": data for name, data in history_files(history).items()}


def _assets(desk: _Desk) -> Files:
    return _encoded({f"assets/{name}": text for name, text in asset_files(desk.shown).items()})


def _statistics(desk: _Desk) -> Files:
    """All tables of figures on the dates of the build and the first and last day of the case."""
    case = desk.history.case
    days = sorted({case.first_day, *desk.source.dates, case.last_day})
    tables = _tables(desk.history)
    return _encoded({path: csv_text(table(days)) for path, table in tables.items()})


def _changes(desk: _Desk) -> Files:
    return _encoded({_CHANGES: csv_text(target_changes(desk.history))})


def _tables(history: ControlHistory) -> dict[str, Callable[[list[dt.date]], pd.DataFrame]]:
    """How to make each table for some days, by path."""
    tables: dict[str, Callable[[list[dt.date]], pd.DataFrame]] = {
        f"area_by_{by}": partial(area_table, history, by=by) for by in BY
    }
    for by in _BY:
        tables[f"holdings_by_{by}"] = partial(holdings_table, history, by=by)
    for level in history.case.levels[1:-1]:
        tables[f"area_by_holder_within_{level}"] = partial(area_table, history, within=level)
    return {f"statistics/{name}.csv": table for name, table in tables.items()}


def _in_order(tables: Mapping[str, object]) -> list[str]:
    """Paths of all tables: those by area within others come last."""
    whole = [path for path in tables if "_within_" not in path]
    return [*whole, _CHANGES, *(path for path in tables if "_within_" in path)]


def _charts(desk: _Desk) -> Files:
    shown, lang = desk.shown, desk.source.lang
    return _encoded(
        {
            _chart_path(by, of): share_chart(shown, by, of=of, lang=lang)
            for of in _charted(shown)
            for by in _BY
        }
    )


def _charted(history: ControlHistory) -> tuple[Literal["area", "people"], ...]:
    """What charts show: the area, and the people where the case has figures of them."""
    return ("area",) if history.population is None else ("area", "people")


def _chart_path(by: str, of: str) -> str:
    return f"charts/{of}_by_{by}.svg"


def _geopackage(desk: _Desk) -> Files:
    return {"history.gpkg": geopackage_bytes(desk.history)}


def _pages(desk: _Desk) -> Files:
    lang = desk.source.lang
    texts = index_texts(lang)
    people = people_line(desk.shown, lang, mark=NARROW)
    captions = {}
    for by in _BY:
        captions[_chart_path(by, "area")] = str(texts[f"chart_{by}"])
        if people:
            captions[_chart_path(by, "people")] = f"{texts[f'chart_people_{by}']}. {people}"
    days = index_page(
        desk.shown,
        desk.source.dates,
        lang=lang,
        charts=captions,
        tables=_in_order(_tables(desk.history)),
    )
    atlas = atlas_page(desk.history, lang=lang, more="days.html", reading=".")
    return _encoded({"index.html": atlas, "days.html": days, **reading_pages(desk.history)})


SHARED: Final[Mapping[str, Callable[[_Desk], Files]]] = {
    "statistics": _statistics,
    "charts": _charts,
    "pages": _pages,
    "changes": _changes,
    "assets": _assets,
    "geopackage": _geopackage,
}
"""Parts that a build has once, the slowest first."""
FIGURES: Final = frozenset({"statistics", "charts"})
"""Those that show figures alone: who held how much, not why."""


def _encoded(texts: Mapping[str, str]) -> Files:
    return {path: text.encode("utf-8") for path, text in texts.items()}
