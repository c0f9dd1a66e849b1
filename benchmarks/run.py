"""Benchmarks: a synthetic war through the front door, its atlas in Chromium, and folium today.

python benchmarks/run.py                        everything, at full size (minutes)
python benchmarks/run.py --units 3000 --claims 45000
python benchmarks/run.py --part folium          only the comparison, on the Mali case
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.browser import Subject, chromium, time_page  # noqa: E402
from benchmarks.folium_today import WAYS, stand_ins  # noqa: E402
from benchmarks.measure import Steps  # noqa: E402
from benchmarks.synthetic import War, write_war  # noqa: E402
from mapper.case.read import read_case  # noqa: E402
from mapper.core.dates import day_of  # noqa: E402
from mapper.figures.areas import area_table  # noqa: E402
from mapper.figures.days import date_range  # noqa: E402
from mapper.history.control import ControlHistory  # noqa: E402
from mapper.history.derive import build_history  # noqa: E402
from mapper.outputs.geo.geojson import GeoJSONWriter  # noqa: E402
from mapper.outputs.pages.atlas.page import atlas_page  # noqa: E402
from mapper.outputs.pages.atlas.payload import atlas_payload, payload_block  # noqa: E402

PARTS = ("war", "folium")
SNAPSHOTS = 12
_draw = random.Random(7)
JUMPS = [_draw.random() for _ in range(15)]
"""Anywhere on the time line: the hardest steps."""
WALK = [0.5 + i / 1600 for i in range(15)]
"""Day after day, as when the page plays."""


def atlas_subject(path: Path) -> Subject:
    """Our page: its store is what the play head moves."""
    return Subject(
        path,
        "document.body !== null && document.body.classList.contains('mapper-ready')",
        """const { data, store } = window.mapperAtlas;
        const day = Math.round(data.firstDay + at * (data.lastDay - data.firstDay));
        store.set({ day }, "move");""",
    )


def megabytes(path: Path) -> str:
    """Size of a file."""
    return f"{path.stat().st_size / 1e6:7.2f} MB"


def run_war(folder: Path, war: War, *, browser: bool) -> None:
    """Every step from files to a page, and the page in a browser."""
    steps = Steps(
        f"A synthetic war: {war.size:,} units and towns, {war.days:,} days, {war.fronts} fronts"
    )
    path = steps.run("write the case (generator)", lambda: write_war(folder, war))
    case = steps.run("read_case", lambda: read_case(path))
    steps.note("  claims", f"{len(case.claims):,}")
    history = steps.run("build_history", lambda: build_history(case))
    changes = history.change_days()
    steps.note("  intervals", f"{len(history.intervals):,} on {len(changes):,} change days")
    days = date_range(history, "day")
    steps.run("area_table, every day", lambda: area_table(history, days))
    writer = GeoJSONWriter(history)
    steps.run("one dissolved snapshot", lambda: writer.text(changes[-1]))
    some = changes[:: max(1, len(changes) // SNAPSHOTS)]
    steps.run(f"{len(some)} dissolved snapshots", lambda: [writer.text(day) for day in some])
    payload = steps.run("atlas_payload", lambda: atlas_payload(history))
    steps.run("payload_block", lambda: payload_block(payload))
    page = folder / "atlas.html"
    steps.run("atlas_page, whole", lambda: page.write_text(atlas_page(history), encoding="utf-8"))
    steps.note("  page", megabytes(page))
    if browser:
        with chromium() as program:
            steps.note("atlas, jumps", str(time_page(program, atlas_subject(page), JUMPS)))
            steps.note("atlas, day by day", str(time_page(program, atlas_subject(page), WALK)))


def run_folium(folder: Path, history: ControlHistory, *, browser: bool) -> None:
    """The same history as our atlas and with folium's plugins."""
    first, last = day_of(int(history.intervals["start"].min())), history.case.last_day
    steps = Steps(
        f"Folium today, on {history.case.id}: {len(history.units):,} units, "
        f"{len(history.change_days()):,} change days, {first} to {last}"
    )
    ours = folder / "ours.html"
    steps.run("mapper atlas: make", lambda: ours.write_text(atlas_page(history), encoding="utf-8"))
    steps.note("mapper atlas: bytes", megabytes(ours) + " (with all scripts)")
    subjects = [("mapper atlas", atlas_subject(ours))]
    for way in WAYS:
        path = folder / f"{way.make.__name__}.html"
        steps.run(f"{way.name}: make", lambda way=way, path=path: way.make(history).save(path))
        steps.note(f"{way.name}: bytes", megabytes(path) + " (and scripts from the web)")
        subjects.append((way.name, way.subject(path)))
    files = stand_ins()
    if not browser or not files:
        steps.note("browser", "left out (for folium's scripts: npm install in benchmarks/)")
        return
    with chromium() as program:
        for name, subject in subjects:
            steps.note(f"{name}: jumps", str(time_page(program, subject, JUMPS, files)))


def main() -> None:
    """Run the benchmarks and print their tables."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--units", type=int, default=War.units)
    parser.add_argument("--days", type=int, default=War.days)
    parser.add_argument("--claims", type=int, default=War.claims)
    parser.add_argument("--fronts", choices=["coherent", "random"], default="coherent")
    parser.add_argument("--part", choices=PARTS, action="append", help="default: all")
    parser.add_argument("--no-browser", action="store_true", help="leave Chromium out")
    parser.add_argument("--case", type=Path, default=ROOT / "events" / "mali")
    options = parser.parse_args()
    parts = options.part or PARTS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "war" in parts:
            war = War(options.units, options.days, claims=options.claims, fronts=options.fronts)
            run_war(folder, war, browser=not options.no_browser)
        if "folium" in parts:
            history = build_history(read_case(options.case))
            run_folium(folder, history, browser=not options.no_browser)


if __name__ == "__main__":
    main()
