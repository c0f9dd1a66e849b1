"""The tables of the benchmarks: from measurements to Markdown, by sums that can be checked."""

from __future__ import annotations

import doctest
import json

import pytest

from benchmarks import commandtables, figures, report, steptables, targets, war
from benchmarks.works import BUILD_CHANGED, MAP, STATS, WHO

FULL = targets.FULL_SIZE


def entry(group, seconds, cpu=None, places=None, **notes):
    """One measurement as pytest-benchmark writes it."""
    extra = {"peak_mb": 100, "cpu_seconds": seconds if cpu is None else cpu, **notes}
    params = None if places is None else {"places": places}
    return {"group": group, "params": params, "stats": {"median": seconds}, "extra_info": extra}


def steps(*entries):
    machine = {
        "cpu": {"brand_raw": "A processor", "count": 2},
        "system": "Linux",
        "python_version": "3.11.7",
        "memory_gb": 7.9,
        "versions": {"mapper": "0.1.0"},
    }
    return {"datetime": "2026-01-01T00:00:00", "machine_info": machine, "benchmarks": list(entries)}


def groups(*entries):
    return steptables.entries_of(steps(*entries))


def row(work=STATS, code="this", mode="cold", **more):
    """One measurement as `commands.py` writes it."""
    usual = {"part": "commands", "war": "plain", "size": FULL, "work": work, "code": code}
    took = {"seconds": 2.0, "cpu_seconds": 2.0, "peak_mb": 300.0, "all_mb": 300.0, "bytes": 1000}
    return {**usual, "mode": mode, **took, "stopped": None, "answer": "a", **more}


def cells(lines, first):
    """The cells of the line of a table that begins with a text."""
    found = [line for line in lines if line.startswith(f"| {first}")]
    assert len(found) == 1, (first, lines)
    return [cell.strip() for cell in found[0].strip("|").split("|")]


# Numbers.


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 1.5, 2.0])
def test_the_exponent_is_that_of_the_growth(power):
    points = [(n, 3e-6 * n**power) for n in (100, 10_000, 400_000)]
    assert figures.exponent(points) == pytest.approx(power)


@pytest.mark.parametrize("points", [[], [(10, 1.0)], [(10, 1.0), (10, 2.0)], [(0, 1), (5, -1)]])
def test_there_is_no_exponent_where_nothing_grows(points):
    assert figures.exponent(points) is None


def test_a_line_goes_on_beyond_its_points():
    points = [(20, 15.0), (60, 35.0)]
    assert figures.per_unit(points) == pytest.approx(0.5)
    assert figures.line_at(points, 1600) == pytest.approx(805)


def test_both_times_are_told_where_the_machine_was_busy():
    assert figures.both_times(2.0, 1.9) == "2 s"
    assert figures.both_times(2.0, 1.0) == "2 s (1 s of processor)"


def test_a_table_without_rows_is_none():
    assert figures.table(["a", "b"], []) == []
    assert figures.table(["a", "b"], [["1", "2"]]) == ["| a | b |", "|---|---|", "| 1 | 2 |"]


# Steps, rivals, limits.


def test_rivals_are_compared_by_processor_by_bytes_and_day_by_day():
    found = groups(
        entry(steptables.ALL, 160.0, places=3000, days=1600, bytes=1),
        entry(steptables.SNAPSHOT, 0.5, places=3000, days=1600),
        entry(steptables.UNARY, 9.0, cpu=5.0, places=3000),
        entry(steptables.SLIDER, 0.5, places=3000, days=1600, bytes=300_000),
        entry(steptables.ATLAS, 1.0, places=3000, days=1600, bytes=1_000),
    )
    lines = steptables.pair_table(found, limits=False)
    assert cells(lines, "a day of all snapshots")[2] == "we: 50 × less"
    assert cells(lines, "a single snapshot")[2] == "we: 10 × less"
    assert cells(lines, "bytes of the atlas page")[2] == "we: 300 × less"
    assert cells(lines, "seconds of the atlas page")[2] == "they: **2.0 ×** less"
    assert not any("pandas" in line for line in lines)  # nobody measured it


def test_steps_of_ours_that_do_the_work_of_one_of_theirs_are_added_up():
    found = groups(
        entry(steptables.TIMELINE, 3.0, places=200),
        entry(steptables.DAILY, 1.0, places=200),
        entry(steptables.PANDAS, 8.0, places=200),
    )
    lines = steptables.pair_table(found, limits=False)
    assert cells(lines, "claims to daily areas")[2] == "we: 2.0 × less"


def test_limits_are_told_as_so_many_times_them_each_with_what_they_leave_out():
    found = groups(
        entry(steptables.READ, 4.0, places=200),
        entry("limit: Arrow reads the claims", 0.1, places=200),
        entry("rival: polars reads the claims", 0.2, places=200),
    )
    limit = cells(steptables.pair_table(found, limits=True), "reading a case")
    assert limit[1].startswith("Arrow reads the claims (it looks for no fault")
    assert limit[2] == "40 ×"
    rival = cells(steptables.pair_table(found, limits=False), "reading a case")
    assert rival[2] == "they: **20 ×** less"


def test_every_rival_that_is_faster_at_the_largest_size_is_named_the_worst_first():
    found = groups(
        *(entry(steptables.READ, size / 1000, places=size) for size in (200, 3000)),
        entry("rival: polars reads the claims", 0.1, places=3000),
        entry("rival: DuckDB reads the claims", 0.01, places=3000),
        entry("rival: pandas.read_csv reads the claims", 0.01, places=200),
        entry("limit: Arrow reads the claims", 0.01, places=3000),
        entry(steptables.SNAPSHOT, 0.1, places=3000),
        entry(steptables.UNARY, 1.0, places=3000),
    )
    lines = steptables.slower(found)
    assert lines[0] == "At 3,000 places a rival is faster or smaller here:"
    assert lines[2].startswith("- reading a case: DuckDB reads the claims takes 300 times less; it")
    assert lines[3].startswith("- reading a case: polars reads the claims takes 30 times less; it")
    assert len(lines) == 4
    assert steptables.slower(groups(entry(steptables.READ, 1.0, places=200))) == []


def test_what_is_estimated_says_so_and_gives_no_seconds():
    found = groups(
        entry(steptables.SLIDER, 9.0, places=FULL, bytes=2_256e6, estimated_from_days=80),
        entry(steptables.ATLAS, 1.0, places=FULL, bytes=6e6),
    )
    line = "by a line through two pages of 80 days in all"
    assert cells(steptables.main_table(found), steptables.SLIDER)[1] == (
        f"100 MB, 2,256 MB written, {line}"
    )
    lines = steptables.pair_table(found, limits=False)
    assert cells(lines, "bytes of the atlas page")[2] == "we: 376 × less"
    assert not any(line.startswith("| seconds") for line in lines)


def test_every_pair_names_groups_that_the_benchmarks_measure(root):
    text = "".join(path.read_text("utf-8") for path in (root / "benchmarks").glob("bench_*.py"))
    ways = {"rival: Timeline", "rival: TimestampedGeoJson"}  # named after folium's plugins
    methods = {steptables.UNARY, steptables.COVERAGE}
    for pair in steptables.PAIRS:
        for group in (*pair.ours, pair.theirs):
            assert f'"{group}"' in text or group in ways | methods, group


# Whole commands.


def test_a_command_stands_beside_its_cache_and_other_code():
    lines = commandtables.command_table(
        [
            row(seconds=2.0, cpu_seconds=1.0, bytes=84_200),
            row(mode="cached", seconds=0.4, cpu_seconds=0.4),
            row(code="other", seconds=30.0, cpu_seconds=20.0, peak_mb=900.0, all_mb=1500.0),
        ]
    )
    assert cells(lines, "33,000 places") == [
        *("33,000 places", STATS, "2 s (1 s of processor), 300 MB", "400 ms, 300 MB", "84 kB"),
        "30 s (20 s of processor), 900 MB (all processes 1,500 MB)",
        *("20 ×", "yes"),
    ]


def test_another_answer_is_told_but_of_pages_which_may_look_otherwise():
    for work, told in ((STATS, "no"), (MAP, "–")):
        lines = commandtables.command_table([row(work), row(work, code="other", answer="b")])
        assert cells(lines, "33,000 places")[-1] == told


def test_what_was_given_up_gives_a_lower_bound():
    other = row(code="other", seconds=900.0, cpu_seconds=800.0, stopped="time")
    found = cells(commandtables.command_table([row(), other]), "33,000 places")
    assert found[5] == "given up after 900 s (time)"
    assert found[6] == "more than 400 ×"
    assert found[7] == "–"
    ours = row(stopped="memory")
    assert cells(commandtables.command_table([ours, other]), "33,000 places")[6] == "–"


def test_intervals_of_every_war_say_how_many_there_are():
    counts = {"claims": 3020, "intervals": 6021, "evidence": 8670}
    rows = [
        row(part="intervals", war="areas", size=200, seconds=0.1, cpu_seconds=0.1, **counts),
        row(part="intervals", war="areas", size=200, code="other", **counts),
        row(part="intervals", war="everything", size=200, stopped="memory"),
    ]
    lines = commandtables.interval_table(rows)
    assert cells(lines, "200 places | areas")[2:5] == ["3,020", "6,021", "8,670"]
    assert cells(lines, "200 places | areas")[-1] == "20 ×"
    given_up = "given up after 2 s (memory)"
    assert cells(lines, "200 places | everything")[2:6] == ["–", "–", "–", given_up]


def build(dates, code, cpu, whole=False):
    work = f"build of {dates:,} dates"
    more = {"dates": dates, "whole": whole, "size": 3000}
    return row(work, code, part="builds", cpu_seconds=cpu, seconds=cpu, **more)


def test_a_whole_build_of_other_code_is_estimated_by_a_line():
    rows = [build(20, "this", 5.0), build(60, "this", 6.0), build(1588, "this", 45.0, whole=True)]
    rows += [build(20, "other", 40.0), build(60, "other", 80.0)]
    lines = commandtables.build_table(rows)
    assert cells(lines, "build of 20 dates")[3] == "8.0 ×"
    assert cells(lines, "build of 1,588 dates") == [
        *("build of 1,588 dates", "45 s, 300 MB"),
        *("about 1,608 s of processor, by a line through the others", "36 ×"),
    ]
    alone = commandtables.build_table(rows[:3])
    assert cells(alone, "build of 1,588 dates")[2:] == ["–", "–"]


def test_growth_has_exponents_of_time_and_memory_and_what_one_more_costs():
    rows = [
        row(part="growth", line="claims", x=x, seconds=1.0, cpu_seconds=x * 2e-6, peak_mb=x * 1e-3)
        for x in (500_000, 1_500_000, 5_000_000)
    ]
    lines = commandtables.growth_table(rows)
    assert cells(lines, "claims")[3:] == [
        *("500,000 to 5,000,000", "1.00", "0.20 s for 100,000"),
        *("1.00", "100.00 MB for 100,000"),
    ]


def test_growth_from_none_on_is_that_of_what_comes_on_top():
    rows = [
        row(part="growth", line="national", x=x, cpu_seconds=7 + x**2, peak_mb=500, before_mb=200)
        for x in (0, 45, 180, 720)
    ]
    found = cells(commandtables.growth_table(rows), "national")
    assert found[4] == "2.00"
    assert found[6] == "–"  # memory does not grow
    assert found[7] == "0.00 MB for 100"
    rows[-1]["stopped"] = "time"
    assert cells(commandtables.growth_table(rows), "national")[3] == "0 to 180"


# Targets.


def intervals(war, seconds, code="this", **more):
    return row("", code, part="intervals", war=war, seconds=seconds, cpu_seconds=seconds, **more)


def test_targets_stand_beside_other_code_and_say_whether_they_are_met():
    rows = [
        intervals("plain", 0.5),
        intervals("plain", 6.6, code="other"),
        row(seconds=6.0, cpu_seconds=6.0),
        row(code="other", seconds=20.4, cpu_seconds=20.4),
        row(mode="cached", seconds=1.0, cpu_seconds=1.0),
        row(MAP, seconds=7.0, bytes=9_000_000),
    ]
    lines = targets.target_table(rows)
    assert cells(lines, "claims → intervals") == [
        *("claims → intervals", "6.6 s, 300 MB", "500 ms, 300 MB"),
        *("13 ×", "10 × less, 0.6 s, 700 MB", "yes"),
    ]
    assert cells(lines, f"`{STATS}`, cold")[3:] == ["3.4 ×", "5 s", "**no**"]
    assert cells(lines, f"`{STATS}`, cached")[1:] == [
        *("20.4 s, 300 MB", "1 s, 300 MB", "20 ×", "1.2 s", "yes")
    ]
    found = cells(lines, "`map` of a day")
    assert found[2] == "7 s (2 s of processor), 300 MB, 9.00 MB written"
    assert found[-1] == "**no**"  # quick enough, but too large
    assert len(lines) == 2 + 4  # what was not measured has no line


@pytest.mark.parametrize(
    ("more", "met"),
    [
        ({}, "yes"),
        ({"seconds": 0.7}, "**no**"),
        ({"peak_mb": 701.0}, "**no**"),
        ({"cpu_seconds": 0.7}, "**no**"),  # not ten times less
        ({"stopped": "memory"}, "**no**"),
    ],
)
def test_a_target_is_met_if_all_of_it_is(more, met):
    rows = [{**intervals("plain", 0.5), **more}, intervals("plain", 6.6, code="other")]
    assert cells(targets.target_table(rows), "claims → intervals")[-1] == met


@pytest.mark.parametrize(("seconds", "met"), [(0.99, "yes"), (1.01, "**no**")])
def test_with_claims_on_areas_the_target_is_twice_that_without(seconds, met):
    rows = [intervals("plain", 0.5), *(intervals(war, seconds) for war in targets.AREAS)]
    lines = targets.target_table(rows)
    for name in targets.AREAS.values():
        assert cells(lines, name)[-2:] == ["2 × the line above: 1 s", met]


def test_the_build_is_beside_what_other_code_would_take():
    rows = [build(20, "other", 40.0), build(60, "other", 80.0)]
    rows.append(build(1588, "this", 250.0, whole=True))
    found = cells(targets.target_table(rows), "`build`, 3,000 places")
    assert found[1] == "about 1,608 s of processor, by a line through some dates"
    assert found[3:] == ["6.4 ×", "300 s", "yes"]


def test_every_target_is_found_among_what_is_measured():
    """No target may be lost by another word: each finds a row as `commands.py` writes them."""
    rows = [intervals("plain", 0.1), build(1588, "this", 9.0, whole=True)]
    commands = {target.find["work"] for target in targets.TARGETS if "work" in target.find}
    for work in commands:
        for mode in ("cold", "cached"):
            rows.append(row(work, mode=mode))
            rows.append(row(work, mode=mode, part="mali", size=None))
    rows.append(row(STATS, part="growth", line="claims", x=5_000_000))
    assert {BUILD_CHANGED, WHO, MAP} <= commands
    assert len(targets.target_table(rows)) == 2 + len(targets.TARGETS)


# The page.


def test_the_page_keeps_its_prose_and_gets_its_figures():
    page = f"# Title\n\n{report.BEGIN}\nold\n{report.END}\n\n## Why\n"
    assert report.written_into(page, "new") == (
        f"# Title\n\n{report.BEGIN}\nnew\n{report.END}\n\n## Why\n"
    )


def test_the_page_of_the_docs_has_room_for_figures(root):
    page = (root / "docs" / "performance.md").read_text("utf-8")
    assert page.index(report.BEGIN) < page.index(report.END)


def test_either_file_may_be_missing(tmp_path):
    assert report.report(None, None) == ""
    text = report.report(steps(entry(steptables.READ, 1.0, places=200)), None)
    assert "A processor, 2 cores, 8 GB of memory, Linux, Python 3.11.7, mapper 0.1.0" in text
    assert "## Every step" in text
    assert "## Whole commands" not in text
    path = tmp_path / "x.json"
    assert report.read(path) is None
    path.write_text(json.dumps({"rows": []}))
    assert report.read(path) == {"rows": []}


@pytest.mark.parametrize("module", [figures, war])
def test_examples_in_the_docstrings_are_true(module):
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
