"""The whole build of a small case: complete, repeatable, and never half done."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from casefolder import CaseFolder, write_case

from mapper import pipeline
from mapper.case import read_case
from mapper.errors import CaseError, DateOutsideCaseError, OutputError, UsageError
from mapper.outputs.geojson import GeoJSONWriter
from mapper.pipeline import BuildOptions, build
from mapper.statistics import area_table
from mapper.store import load_history

FEW = BuildOptions(dates=(dt.date(2012, 3, 5), dt.date(2012, 2, 15)))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.fixture(scope="module")
def built(tiny_folder, tmp_path_factory) -> Path:
    """A complete build of the small case in two processes."""
    out = tmp_path_factory.mktemp("out") / "tiny"
    result = build(tiny_folder, out, jobs=2)
    assert (result.folder, result.up_to_date) == (out, False)
    return out


@pytest.fixture(scope="module")
def two_dates(tiny_folder, tmp_path_factory) -> Path:
    """A build of two dates, to be copied."""
    return build(tiny_folder, tmp_path_factory.mktemp("few") / "out", FEW, jobs=1).folder


@pytest.fixture
def own(tmp_path, two_dates) -> CaseFolder:
    """A small case that a test may spoil, with ``out`` built for two dates."""
    shutil.copytree(two_dates, tmp_path / "out")
    return write_case(tmp_path / "case")


def test_what_a_build_holds(tiny, built) -> None:
    days = [d.isoformat() for d in tiny.change_days()]
    files = contents(built)
    assert {f"maps/{d}.html" for d in days} == {f for f in files if f.startswith("maps/")}
    snapshots = {f"snapshots/{d}{x}.geojson" for d in days for x in ("", ".places")}
    assert snapshots == {f for f in files if f.startswith("snapshots/")}
    tables = ["area_by_holder", "area_by_bloc", "area_by_status", "changes"]
    tables += [f"area_by_holder_within_{level}" for level in ("cercle", "region")]
    assert {f"statistics/{t}.csv" for t in tables} == {f for f in files if f.startswith("stat")}
    assert {
        "index.html",
        "days.html",
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
        "maps/2012-03-05.html",
        "history.gpkg",
        "charts/area_by_bloc.svg",
    } <= links
    for link in links:
        assert (built / link).is_file(), link


def test_same_bytes_from_the_same_case_elsewhere_and_in_one_process(tiny, built, tmp_path) -> None:
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
    assert not build(own.case, tmp_path / "out", FEW, jobs=1).up_to_date
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


@pytest.mark.parametrize("part", ["index_page", "share_chart", "page", "export_geopackage"])
def test_failed_build_leaves_the_earlier_one(own, tmp_path, monkeypatch, part: str) -> None:
    good = contents(tmp_path / "out")
    monkeypatch.setattr(pipeline, part, fail)
    with pytest.raises(RuntimeError, match="on fire"):
        build(own.case, tmp_path / "out", FEW, jobs=1, force=True)
    assert contents(tmp_path / "out") == good
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case", "out"]


def test_failure_in_another_process_leaves_the_earlier_build(own, tmp_path, monkeypatch) -> None:
    good = contents(tmp_path / "out")
    monkeypatch.setattr(pipeline, "_CHUNK", 1)
    monkeypatch.setattr(pipeline, "_write_statistics", fail)
    with pytest.raises(RuntimeError, match="on fire"):
        build(own.case, tmp_path / "out", FEW, jobs=2, force=True)
    assert contents(tmp_path / "out") == good
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case", "out"]


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
    with pytest.raises(UsageError, match="`year` is not a step"):
        build(tiny_folder, tmp_path / "out", BuildOptions(every="year"))
    for jobs in (0, -1):
        with pytest.raises(UsageError, match="jobs must be 1 or more"):
            build(tiny_folder, tmp_path / "out", FEW, jobs=jobs)
    assert list(tmp_path.iterdir()) == []


def test_french_build_and_its_progress(tiny_folder, tmp_path) -> None:
    seen: list[tuple[int, int]] = []
    days = tuple(dt.date(2012, month, 1) for month in range(1, 6))
    options = BuildOptions(dates=days, lang="fr")
    build(tiny_folder, tmp_path / "o", options, jobs=1, progress=lambda *x: seen.append(x))
    assert seen == [(4, 5), (5, 5)]
    assert '<html lang="fr"' in (tmp_path / "o" / "index.html").read_text("utf-8")
    index = (tmp_path / "o" / "days.html").read_text("utf-8")
    assert '<html lang="fr"' in index
    assert "1er février 2012" in index
    chart = (tmp_path / "o" / "charts" / "area_by_holder.svg").read_text("utf-8")
    assert "part de la superficie, %" in chart


def test_mali_stays_under_120_megabytes(mali, mali_folder, tmp_path) -> None:
    """Four dates over the years, and what all change days would make of them."""
    days = mali.change_days()
    some = tuple(days[i * (len(days) - 1) // 3] for i in range(4))
    build(read_case(mali_folder), tmp_path / "o", BuildOptions(dates=some), jobs=1)
    sizes = {path: len(data) for path, data in contents(tmp_path / "o").items()}
    dated = sum(v for k, v in sizes.items() if k.startswith(("maps/", "snapshots/")))
    once = sum(sizes.values()) - dated
    whole = once + dated / len(some) * len(days)
    assert whole < 100e6, "120 MB are the limit; some of the fixed part grows with the dates"
