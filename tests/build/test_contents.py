"""The parts of a build as tasks give them."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from mapper.build import contents
from mapper.build.contents import SHARED, Day, Source, Task, forget, history_parts, make, paths_of
from mapper.build.manifest import software_digest
from mapper.build.workers import WorkerError
from mapper.outputs.geo.geojson import GeoJSONWriter

DAYS = (dt.date(2012, 3, 5), dt.date(2012, 9, 10))


@pytest.fixture
def source(tiny, tmp_path):
    """A stored history, as workers are told of it."""
    for name, data in history_parts(tiny).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    yield Source(str(tmp_path / "history"), "plan", software_digest(), "en", DAYS)
    forget()


def test_dates(tiny, source) -> None:
    task = Task(source, (Day(DAYS[0], None, DAYS[1]), Day(DAYS[1], DAYS[0])))
    assert task.names == ("2012-03-05", "2012-09-10")
    first, second = make(pickle.loads(pickle.dumps(task)))
    assert (first.name, second.name) == task.names
    assert tuple(first.files) == paths_of("2012-03-05")
    areas = first.files["snapshots/2012-03-05.geojson"].decode()
    assert areas == GeoJSONWriter(tiny).text(DAYS[0])
    page = first.files["maps/2012-03-05.html"].decode()
    assert '"next":"2012-09-10"' in page
    assert '"prev":"2012-03-05"' in second.files["maps/2012-09-10.html"].decode()
    assert '"prev"' not in page


def test_what_there_is_once(source) -> None:
    found = {name: make(Task(source, shared=name))[0] for name in SHARED}
    assert [made.fault for made in found.values()] == [""] * len(SHARED)
    assert set(found["pages"].files) == {
        "index.html",
        "days.html",
        "method.html",
        "failure-modes.html",
    }
    assert set(found["geopackage"].files) == {"history.gpkg"}
    assert "assets/evidence.js" in found["assets"].files
    assert "statistics/area_by_holder_within_region.csv" in found["statistics"].files


def test_memory_stays_flat(source, monkeypatch) -> None:
    """After some dates a process forgets what it kept between them; the bytes are the same."""
    task = Task(source, tuple(Day(DAYS[i % 2]) for i in range(6)))
    many = make(task)
    desk = contents._desks["plan"]
    writer, history = desk.writer, desk.history
    assert make(task)[0].files == many[0].files
    assert desk.writer is writer, "kept for some dates"
    monkeypatch.setattr(contents, "_RENEW", 4)
    assert [made.files for made in make(task)] == [made.files for made in many]
    assert desk.writer is not writer
    assert desk.history is not history


def test_one_history_at_a_time(source) -> None:
    make(Task(source, shared="geopackage"))
    other = replace(source, plan="another")
    make(Task(other, shared="geopackage"))
    assert list(contents._desks) == ["another"]
    forget()
    assert contents._desks == {}


def test_workers_that_cannot_do_it(source) -> None:
    with pytest.raises(WorkerError, match="cannot read the history in /no/such: build into"):
        make(Task(replace(source, url="/no/such", plan="x"), shared="charts"))
    with pytest.raises(WorkerError, match="other versions"):
        make(Task(replace(source, software="0"), shared="charts"))


def test_failure_says_where(source, monkeypatch) -> None:
    def page(*_: object, **__: object) -> str:
        raise KeyError

    monkeypatch.setattr(contents, "page", page)
    (made,) = make(Task(source, (Day(DAYS[0]),)))
    assert made.files == {}
    assert made.fault.startswith(f"KeyError: no more is known ({Path(__file__).name}:")
