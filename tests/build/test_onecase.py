"""The whole build of a small case: complete, repeatable, and never half done."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from casefolder import write_case
from smallbuilds import FEW, contents, names

from mapper.build import contents as parts
from mapper.build import onecase
from mapper.build.lock import LockedError
from mapper.build.onecase import BuildError, BuildOptions, build
from mapper.build.workers import WorkerError
from mapper.case.read import read_case
from mapper.core.errors import CaseError, DateOutsideCaseError, OutputError, UsageError
from mapper.figures.areas import area_table
from mapper.figures.holdings import holdings_table
from mapper.history.store import load_history
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.pages.reading import reading_pages
from mapper.outputs.pictures.charts import share_chart
from mapper.outputs.text.csvtext import csv_text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("plain_parts")]


@pytest.fixture
def real_parts(monkeypatch) -> None:
    """Parts as processes make them that a build starts; see `plain_parts`."""
    monkeypatch.setattr(parts, "share_chart", share_chart)
    monkeypatch.setattr(parts, "reading_pages", reading_pages)


@pytest.fixture(scope="module")
def built(tiny_folder, tmp_path_factory) -> Path:
    """A complete build of the small case in two processes."""
    out = tmp_path_factory.mktemp("out") / "tiny"
    result = build(tiny_folder, out, jobs=2)
    assert (result.folder, result.up_to_date) == (out, False)
    return out


def test_what_a_build_holds(tiny, built) -> None:
    days = [d.isoformat() for d in tiny.change_days()]
    files = contents(built)
    assert {f"maps/{d}.html" for d in days} == {f for f in files if f.startswith("maps/")}
    snapshots = {f"snapshots/{d}{x}.geojson" for d in days for x in ("", ".places")}
    assert snapshots == {f for f in files if f.startswith("snapshots/")}
    tables = ["area_by_holder", "area_by_bloc", "area_by_status", "changes"]
    tables += ["holdings_by_holder", "holdings_by_bloc"]
    tables += [f"area_by_holder_within_{level}" for level in ("cercle", "region")]
    assert {f"statistics/{t}.csv" for t in tables} == {f for f in files if f.startswith("stat")}
    assert {
        "index.html",
        "days.html",
        "method.html",
        "failure-modes.html",
        "manifest.json",
        "history.gpkg",
        "history/history.json",
    } <= set(files)
    assert {"charts/area_by_holder.svg", "charts/area_by_bloc.svg"} <= set(files)
    listed = json.loads(files["manifest.json"])["outputs"]
    assert sorted(o["path"] for o in listed) == sorted(set(files) - {"manifest.json"})
    assert all(len(files[o["path"]]) == o["bytes"] for o in listed)


def test_parts_are_what_the_library_gives(tiny, built) -> None:
    day = dt.date(2012, 9, 10)
    writer = GeoJSONWriter(tiny)
    assert (built / "snapshots" / "2012-09-10.geojson").read_text("utf-8") == writer.text(day)
    table = pd.read_csv(built / "statistics" / "area_by_holder.csv", keep_default_na=False)
    days = [tiny.case.first_day, *tiny.change_days(), tiny.case.last_day]
    pd.testing.assert_frame_equal(table, area_table(tiny, days), check_dtype=False)
    assert table["date"].iloc[[0, -1]].tolist() == ["2012-01-01", "2012-12-31"]
    for by in ("holder", "bloc"):
        text = (built / "statistics" / f"holdings_by_{by}.csv").read_text("utf-8")
        assert text == csv_text(holdings_table(tiny, days, by=by))
    stored = load_history(built / "history")
    assert GeoJSONWriter(stored).text(day, "units") == writer.text(day, "units")


def test_pages_share_one_assets_folder(built) -> None:
    page = (built / "maps" / "2012-03-05.html").read_text("utf-8")
    assert "../assets/" in page
    for path in set(re.findall(r'(?:src|href)="\.\./(assets/[^"#?]+)"', page)):
        assert (built / path).is_file(), path


def test_index_links_to_what_there_is(built) -> None:
    assert '"more":"days.html"' in (built / "index.html").read_text("utf-8")
    page = (built / "days.html").read_text("utf-8")
    links = set(re.findall(r'(?:src|href)="([^"]+)"', page))
    assert {
        "index.html",
        "method.html",
        "failure-modes.html",
        "maps/2012-03-05.html",
        "history.gpkg",
        "charts/area_by_bloc.svg",
    } <= links
    for link in links:
        assert (built / link.partition("#")[0]).is_file(), link


def test_same_bytes_from_the_same_case_elsewhere_and_in_one_process(
    tiny, built, real_parts, tmp_path
) -> None:
    case = write_case(tmp_path / "somewhere" / "else")
    result = build(case.case, tmp_path / "out", jobs=1)
    assert result.dates == tuple(tiny.change_days())
    assert contents(tmp_path / "out") == contents(built)


def test_second_build_has_nothing_to_do(own, tmp_path) -> None:
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*")}
    result = build(own.case, tmp_path / "out", FEW, jobs=1)
    assert result.up_to_date
    assert result.dates == (dt.date(2012, 2, 15), dt.date(2012, 3, 5))
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "out").rglob("*")} == before


@pytest.mark.parametrize(
    "path", ["maps/2012-03-05.html", "statistics/changes.csv", "history/units.parquet"]
)
def test_tampered_or_missing_output_is_built_again(own, tmp_path, path: str) -> None:
    good = contents(tmp_path / "out")
    (tmp_path / "out" / path).write_text("tampered")
    result = build(own.case, tmp_path / "out", FEW, jobs=1)
    assert not result.up_to_date
    assert result.made == ((dt.date(2012, 3, 5),) if "2012" in path else ())
    assert contents(tmp_path / "out") == good


def test_force_makes_everything_anew(own, tmp_path) -> None:
    good = contents(tmp_path / "out")
    result = build(own.case, tmp_path / "out", FEW, jobs=1, force=True)
    assert result.made == result.dates
    assert contents(tmp_path / "out") == good


def test_changed_input_is_built_again(own, tmp_path) -> None:
    other = BuildOptions(dates=FEW.dates[:1])
    assert not build(own.case, tmp_path / "out", other, jobs=1).up_to_date
    assert build(own.case, tmp_path / "out", other, jobs=1).up_to_date
    own.set("control_events.csv", "e04", note="Yet another note")
    assert not build(own.case, tmp_path / "out", other, jobs=1).up_to_date
    maps = [p.name for p in (tmp_path / "out" / "maps").iterdir()]
    assert maps == ["2012-03-05.html"], "nothing of the earlier build stays"


def fail(*_: object, **__: object) -> str:
    raise RuntimeError("the disk is on fire")


@pytest.mark.parametrize(
    ("function", "failed"),
    [
        ("index_page", "pages"),
        ("share_chart", "charts"),
        ("area_table", "statistics"),
        ("asset_files", "assets"),
        ("geopackage_bytes", "geopackage"),
    ],
)
def test_failed_part_leaves_the_earlier_build(
    own, tmp_path, monkeypatch, function: str, failed: str
) -> None:
    good = contents(tmp_path / "out")
    with monkeypatch.context() as patch:
        patch.setattr(parts, function, fail)
        with pytest.raises(BuildError, match=rf"^{failed} could not be made") as caught:
            build(own.case, tmp_path / "out", FEW, jobs=1, force=True)
    assert caught.value.failed.keys() == {failed}
    assert "RuntimeError: the disk is on fire (test_onecase.py:" in str(caught.value)
    assert contents(tmp_path / "out") == good
    assert names(tmp_path) == [".out.building", "case", "out"]
    own.set("control_events.csv", "e14", note="So that there is something to do")
    build(own.case, tmp_path / "out", FEW, jobs=1)
    assert names(tmp_path) == ["case", "out"]


def test_failed_dates_are_named_and_the_rest_is_kept(
    tiny_folder, two_dates, tmp_path, monkeypatch
) -> None:
    real = parts.page

    def page(history, day, **options) -> str:
        return fail() if day == FEW.dates[1] else real(history, day, **options)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(parts, "page", page)
        with pytest.raises(BuildError, match="1 of 2 dates could not be made") as caught:
            build(tiny_folder, out, FEW, jobs=1)
    assert "2012-02-15: RuntimeError: the disk is on fire" in str(caught.value)
    assert caught.value.failed.keys() == {"2012-02-15"}
    assert not out.exists()
    result = build(tiny_folder, out, FEW, jobs=1)
    assert result.made == (FEW.dates[1],), "only what was missing"
    assert contents(out) == contents(two_dates)


def test_many_failures_are_counted_not_listed(tiny_folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(parts, "page", fail)
    dates = tuple(dt.date(2012, 1, 1) + dt.timedelta(days=i) for i in range(20))
    with pytest.raises(BuildError) as caught:
        build(tiny_folder, tmp_path / "out", BuildOptions(dates=dates), jobs=1)
    assert len(caught.value.failed) == 20
    lines = str(caught.value).splitlines()
    assert len(lines) == 14
    assert lines[-1] == "  … and 8 more"


def test_worker_that_dies_loses_nothing(tiny_folder, real_parts, tmp_path) -> None:
    """One of two processes is killed when the first dates are there."""
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done and not killed:
            killed.append(next(iter(multiprocessing.active_children())).pid)
            os.kill(killed[0], signal.SIGKILL)

    weekly = BuildOptions(every="week")
    with pytest.raises(WorkerError, match="a worker process ended before its work was done"):
        build(tiny_folder, tmp_path / "out", weekly, jobs=2, progress=kill)
    assert not (tmp_path / "out").exists()
    result = build(tiny_folder, tmp_path / "out", weekly, jobs=1)
    assert 0 < len(result.made) < len(result.dates) == 54
    build(tiny_folder, tmp_path / "fresh", weekly, jobs=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_interrupted_build_goes_on(tiny_folder, tmp_path, two_dates) -> None:
    def interrupt(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    dates = tuple(dt.date(2012, month, 5) for month in range(1, 13))
    options = BuildOptions(dates=dates)
    with pytest.raises(KeyboardInterrupt):
        build(tiny_folder, tmp_path / "out", options, jobs=1, progress=interrupt)
    result = build(tiny_folder, tmp_path / "out", options, jobs=1)
    assert result.made == dates[4:], "the first task, of four dates, was finished"
    assert names(tmp_path) == ["out"]


def test_two_builds_of_one_folder(tiny_folder, tmp_path) -> None:
    def again(done: int, total: int) -> None:
        with pytest.raises(LockedError, match="wait for it, or choose another folder"):
            build(tiny_folder, tmp_path / "out", FEW, jobs=1)

    build(tiny_folder, tmp_path / "out", FEW, jobs=1, progress=again)
    assert (tmp_path / "out" / "index.html").is_file()


def test_leftovers_beside_a_finished_build_are_removed(own, tmp_path) -> None:
    """Killed between the exchange and the end."""
    (tmp_path / ".out.building" / "tree").mkdir(parents=True)
    assert build(own.case, tmp_path / "out", FEW, jobs=1).up_to_date
    assert names(tmp_path) == ["case", "out"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes there")
def test_disk_that_is_full(own, tmp_path) -> None:
    """The real thing: the system refuses to write more than some bytes into a file."""
    good = contents(tmp_path / "out")
    own.set("control_events.csv", "e14", note="So that there is something to do")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)); "
        "from mapper.cli import main; main()"
    )
    words = [sys.executable, "-c", code, "build", own.case, "--jobs", "1", "--force"]
    words += ["--out", tmp_path / "out", "--date", "2012-03-05", "--date", "2012-02-15"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path / "out") == good
    build(own.case, tmp_path / "out", FEW, jobs=1)
    assert names(tmp_path) == ["case", "out"]


def test_faulty_case_leaves_the_earlier_build(own, tmp_path) -> None:
    good = contents(tmp_path / "out")
    own.set("control_events.csv", "e03", event_date="2012-02-31")
    with pytest.raises(CaseError, match="2012-02-31"):
        build(own.case, tmp_path / "out", FEW, jobs=1)
    assert contents(tmp_path / "out") == good


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json", ".hidden"])
def test_foreign_folder_is_refused(tiny_folder, tmp_path, name: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text('{"outputs": []}')
    with pytest.raises(OutputError, match="not empty and holds no earlier build"):
        build(tiny_folder, tmp_path / "mine", FEW, jobs=1, force=True)
    assert contents(tmp_path / "mine") == {name: b'{"outputs": []}'}


def test_empty_folder_and_link_to_a_folder_are_fine(tiny_folder, tmp_path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    result = build(tiny_folder, tmp_path / "link", FEW, jobs=1)
    assert result.folder == tmp_path / "real"
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "link" / "index.html").is_file()


def test_file_in_the_way(tiny_folder, tmp_path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="there is a file of that name"):
        build(tiny_folder, tmp_path / "out", FEW, jobs=1)
    assert (tmp_path / "out").read_text() == "mine"


def test_wrong_options(tiny_folder, tmp_path) -> None:
    with pytest.raises(DateOutsideCaseError):
        build(tiny_folder, tmp_path / "out", BuildOptions(dates=(dt.date(2020, 1, 1),)))
    with pytest.raises(UsageError, match="`decade` is not a step"):
        build(tiny_folder, tmp_path / "out", BuildOptions(every="decade"))
    for jobs in (0, -1):
        with pytest.raises(UsageError, match="jobs must be 1 or more"):
            build(tiny_folder, tmp_path / "out", FEW, jobs=jobs)
    assert list(tmp_path.iterdir()) == []


def test_french_build_and_its_progress(tiny_folder, real_parts, tmp_path) -> None:
    seen: list[tuple[int, int]] = []
    days = tuple(dt.date(2012, month, 1) for month in range(1, 6))
    options = BuildOptions(dates=days, lang="fr")
    build(tiny_folder, tmp_path / "o", options, jobs=1, progress=lambda *x: seen.append(x))
    assert seen[-2:] == [(4, 5), (5, 5)]
    assert set(seen[:-2]) == {(0, 5)}, "what there is once is no date"
    assert '<html lang="fr"' in (tmp_path / "o" / "index.html").read_text("utf-8")
    index = (tmp_path / "o" / "days.html").read_text("utf-8")
    assert '<html lang="fr"' in index
    assert "1er février 2012" in index
    chart = (tmp_path / "o" / "charts" / "area_by_holder.svg").read_text("utf-8")
    assert "part de la superficie, %" in chart


def test_mali_stays_under_120_megabytes(mali, mali_folder, real_parts, tmp_path) -> None:
    """Four dates over the years, and what all change days would make of them."""
    days = mali.change_days()
    some = tuple(days[i * (len(days) - 1) // 3] for i in range(4))
    build(read_case(mali_folder), tmp_path / "o", BuildOptions(dates=some), jobs=1)
    sizes = {path: len(data) for path, data in contents(tmp_path / "o").items()}
    dated = sum(v for k, v in sizes.items() if k.startswith(("maps/", "snapshots/")))
    once = sum(sizes.values()) - dated
    whole = once + dated / len(some) * len(days)
    assert whole < 102e6, "120 MB are the limit; some of the fixed part grows with the dates"


def test_a_build_records_what_it_read_not_what_lies_there_later(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "case")
    out = tmp_path / "out"
    claims = folder.case / "control_events.csv"
    case = read_case(folder.case)
    claims.write_text(claims.read_text("utf-8").replace("2012-01-10", "2012-01-11"), "utf-8")
    first = build(case, out, FEW, jobs=1)
    assert first.edited == (claims,)
    recorded = {
        item["path"]: item["sha256"]
        for item in json.loads((out / "manifest.json").read_text("utf-8"))["inputs"]
    }
    assert recorded[f"events/{case.id}/control_events.csv"] == case.inputs.digests[claims]
    second = build(folder.case, out, FEW, jobs=1)
    assert (second.up_to_date, second.edited) == (False, ())
    assert build(folder.case, out, FEW, jobs=1).up_to_date


@pytest.mark.parametrize(
    "level", ["/../../../../victim", "../../victim", "x/../../../../victim", "a\0b"]
)
def test_no_level_of_a_case_leads_out_of_the_build(own, tmp_path, monkeypatch, level: str) -> None:
    """Whatever reading a case lets through: what is written is checked where it is written."""
    from mapper.history.derive import build_history

    def with_level(case):
        history = build_history(case)
        levels = (history.case.levels[0], level, *history.case.levels[2:])
        frames = [
            replace(f, level=level) if f.level == history.case.levels[1] else f
            for f in history.frames
        ]
        info = replace(history.case, levels=levels)
        return replace(history, case=info, frames=tuple(frames))

    monkeypatch.setattr(onecase, "build_history", with_level)
    for place in (tmp_path, tmp_path / "deep", tmp_path / "deep" / "er"):
        place.mkdir(exist_ok=True)
        (place / "victim.csv").write_text("mine")
    with pytest.raises(OutputError, match="as the name of a file"):
        build(own.case, tmp_path / "deep" / "er" / "out", jobs=1)
    found = {path: path.read_text() for path in tmp_path.rglob("victim.csv")}
    assert len(found) == 3
    assert set(found.values()) == {"mine"}
    assert not (tmp_path / "deep" / "er" / "out").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_build_follows_the_umask(own, tmp_path) -> None:
    before = os.umask(0o077)
    try:
        build(own.case, tmp_path / "private", BuildOptions(dates=(dt.date(2012, 3, 5),)), jobs=2)
    finally:
        os.umask(before)
    paths = [tmp_path / "private", *(tmp_path / "private").rglob("*")]
    assert len(paths) > 30
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o700, 0o600}
