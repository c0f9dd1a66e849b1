"""What a step in time costs in a page: ours beside folium's three ways and xatra, in one run.

    python -m benchmarks.pagesteps                      prints the table (npm install here first)
    python -m benchmarks.pagesteps --xatra PYTHON       with xatra, which needs Python 3.12
    python -m benchmarks.pagesteps --write              and puts it into docs/performance.md

All pages are open in one browser and take turns, a few steps each, so that a busy machine is busy
for all of them; medians count. A step is a change of the date on the way, as by dragging.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import tempfile
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.browser import LONGEST_MS, NEXT_FRAME, Subject, answer, chromium, first_picture
from benchmarks.folium_today import WAYS, shapes, stand_ins, unit_intervals
from benchmarks.machine import machine_of
from benchmarks.report import PAGE, machine
from benchmarks.run import atlas_subject
from benchmarks.synthetic import War, write_war
from mapper.case.read import read_case
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history
from mapper.outputs.pages.atlas.page import atlas_page

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- page steps: begin -->", "<!-- page steps: end -->"
ROUNDS, IN_A_ROUND = 5, 8
PLAYED_MS = 2_000
XATRA_READY = "document.querySelector('input[type=range]') !== null"
XATRA_STEP = """const slider = document.querySelector("input[type=range]");
slider.value = Math.round(Number(slider.min) + at * (Number(slider.max) - Number(slider.min)));
slider.dispatchEvent(new Event("input"));"""

MEASURE = """async ([shares, played, days]) => {
  %(frame)s
  const go = async (at) => { %(step)s };
  const [script, shown] = [[], []];
  for (const at of shares) {
    await nextFrame();
    const begin = performance.now();
    await go(at);
    script.push(performance.now() - begin);
    await nextFrame();
    shown.push(performance.now() - begin);
  }
  let frames = 0;
  const begin = performance.now();
  while (performance.now() - begin < played) {
    frames += 1;
    await go(0.3 + (frames %% (days / 2)) / days);
    await nextFrame();
  }
  return { script, shown, rate: frames / ((performance.now() - begin) / 1000) };
}"""


@dataclass
class Turns:
    """One page and what was measured in it."""

    name: str
    subject: Subject
    page: Any = None
    script: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)

    def open(self, browser: Any) -> None:
        """Load the page without network, and wait for its first picture and what follows it."""
        self.page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        self.page.set_default_timeout(LONGEST_MS)
        files = stand_ins()
        self.page.route("**/*", lambda route: answer(route, files))
        self.page.add_init_script(
            f"(() => {{ {NEXT_FRAME} const look = async () => {{"
            f" if (!({self.subject.ready})) return setTimeout(look, 5);"
            " await nextFrame(); window.firstPicture = performance.now(); }; look(); })();"
        )
        self.page.goto(self.subject.path.as_uri(), timeout=LONGEST_MS)
        first_picture(self.page)
        self.page.wait_for_timeout(3_000)

    def take(self, shares: list[float], days: int) -> None:
        """One turn."""
        code = MEASURE % {"frame": NEXT_FRAME, "step": self.subject.step}
        found = self.page.evaluate(code, [shares, PLAYED_MS, days])
        self.script += found["script"]
        self.shown += found["shown"]
        self.rate.append(found["rate"])
        self.page.wait_for_timeout(700)  # what comes when it rests is no part of another one's turn

    def row(self) -> str:
        """A row of the table."""
        script, shown = statistics.median(self.script), statistics.median(self.shown)
        return f"| {self.name} | {script:.1f} | {shown:.1f} | {statistics.median(self.rate):.0f} |"


def xatra_subject(folder: Path, history: ControlHistory, python: str) -> Subject:
    """The same history as a page of xatra."""
    source, page = folder / "xatra_input.json", folder / "xatra.html"
    rows = [(unit, start, end - 1, colour) for unit, start, end, colour in unit_intervals(history)]
    source.write_text(json.dumps({"shapes": shapes(history), "rows": rows}), encoding="utf-8")
    script = ROOT / "benchmarks" / "xatra_map.py"
    subprocess.run([python, "-P", str(script), str(source), str(page)], check=True)
    return Subject(page, XATRA_READY, XATRA_STEP)


def atlas_of(folder: Path, name: str, history: ControlHistory) -> Subject:
    """Our page of a history."""
    path = folder / f"{name}.html"
    path.write_text(atlas_page(history), encoding="utf-8")
    return atlas_subject(path)


def subjects(folder: Path, options: argparse.Namespace) -> list[tuple[Turns, int]]:
    """All pages with the number of their days."""
    mali = build_history(read_case(options.case))
    days = (mali.case.last_day - mali.case.first_day).days
    found = [(Turns("**mapper atlas, Mali**", atlas_of(folder, "mali", mali)), days)]
    for way in WAYS if stand_ins() else ():
        path = folder / f"{way.make.__name__}.html"
        way.make(mali).save(path)
        found.append((Turns(f"{way.name}, Mali", way.subject(path)), days))
    if options.xatra:
        turns = Turns("xatra, Mali", xatra_subject(folder, mali, options.xatra))
        found.append((turns, days))
    war = War(options.units)
    case = options.war or write_war(folder, war)
    name = f"**mapper atlas, {war.size:,} places**"
    return [
        *found,
        (Turns(name, atlas_of(folder, "war", build_history(read_case(case)))), war.days),
    ]


def table(measured: list[Turns]) -> str:
    """The table, with the machine and how busy it was."""
    load = os.getloadavg()[1]
    busy = f"Processes that wanted a processor, these and others: {load:.1f} on average."
    head = [
        "| page | script of a step, ms | until shown, ms | frames a second |",
        "|---|--:|--:|--:|",
    ]
    rows = [turns.row() for turns in measured]
    told = [line for text in (*machine(machine_of()), busy) for line in textwrap.wrap(text, 98)]
    return "\n".join([*told, "", *head, *rows])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--case", type=Path, default=ROOT / "events" / "mali")
    parser.add_argument("--units", type=int, default=War.units)
    parser.add_argument("--war", type=Path, help="a case of that size that is written already")
    parser.add_argument("--xatra", help="a Python that has xatra")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    options = parser.parse_args()
    draw = random.Random(7)
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        all_turns = subjects(Path(name), options)
        for turns, _ in all_turns:
            turns.open(browser)
        for _ in range(ROUNDS):
            start = draw.uniform(0.3, 0.7)
            for turns, days in all_turns:
                # Half of a turn as by a quick drag, half of it day after day.
                quick = [start + 0.02 * i for i in range(IN_A_ROUND // 2)]
                slow = [start + i / days for i in range(IN_A_ROUND // 2)]
                turns.take([*quick, *slow], days)
        text = table([turns for turns, _ in all_turns])
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        _, after = rest.split(END)
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
