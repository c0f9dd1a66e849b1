"""Builds killed with SIGKILL at seeded random moments lose nothing and leave nothing half done."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import killing
import pytest
from casefolder import CaseFolder, write_case
from smallbuilds import contents

from mapper.build.onecase import BuildOptions, build
from mapper.build.staging import open_staging

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
]

DATES = ["2012-01-10", "2012-02-15", "2012-03-05", "2012-05-01", "2012-06-15", "2012-09-10"]
OPTIONS = BuildOptions(dates=tuple(map(dt.date.fromisoformat, DATES)))
KILLS = 50
PARTS = 6 + len(DATES)
"""The history, five parts that there are once, and the dates."""

Tree = dict[str, bytes]
Run = Callable[..., tuple[int, float]]


def journal_of(target: Path) -> Path:
    return target.with_name(f".{target.name}.building") / "journal.jsonl"


def journal(target: Path) -> int:
    """Parts that an interrupted build has entered in its journal by now."""
    path = journal_of(target)
    return path.read_bytes().count(b"\n") if path.is_file() else 0


@pytest.fixture
def run() -> Iterator[Run]:
    """Build in a child that is killed after so many parts and seconds; how it ended, how long."""
    script = Path(killing.__file__)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, script], **pipes) as process:

        def command(
            case: Path, out: Path, seconds: float | None, parts: int = 0
        ) -> tuple[int, float]:
            order = {"case": str(case), "out": str(out), "dates": DATES, "seconds": seconds}
            order |= {"journal": str(journal_of(out)), "parts": parts}
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            status, took = json.loads(process.stdout.readline())
            return status, took

        yield command


def changed(folder: Path, make: Callable[[Path, Path], object]) -> tuple[CaseFolder, Tree, Tree]:
    """A case that was built into ``out`` and then changed; the old tree and the one to be."""
    case = write_case(folder / "before")
    make(case.case, folder / "out")
    case = write_case(folder / "case")
    case.set("control_events.csv", "e08", event_date="2012-04-29")  # the siege of May and later
    make(case.case, folder / "fresh")
    return case, contents(folder / "out"), contents(folder / "fresh")


def test_fifty_kills(run, tmp_path) -> None:
    """The earlier build stands until the new one takes its place; nothing finished is lost.

    Half of the moments lie anywhere in the run; the others soon after a part was finished, so
    that kills meet the middle of a build on a machine of any speed.
    """
    case, old, new = changed(tmp_path, lambda case, out: run(case, out, None))
    out = tmp_path / "out"
    shutil.copytree(out, tmp_path / "old")
    assert old != new
    status, whole = run(case.case, tmp_path / "measured", None)
    assert status == 0
    dice = random.Random(2012)
    kills, finished, found = 0, 0, []
    while kills < KILLS:
        parts = dice.choice([0, 0, 0, 1, 2, 3])
        status, _ = run(case.case, out, dice.uniform(0, 0.05 if parts else 1) * whole, parts)
        kills += status == -signal.SIGKILL
        assert status in {0, -signal.SIGKILL}
        now = contents(out)
        assert now in (old, new)
        found.append(journal(out))
        if now == new:  # it had finished, or was killed while it cleared up
            finished += 1
            shutil.rmtree(out)
            shutil.rmtree(tmp_path / ".out.building", ignore_errors=True)
            shutil.copytree(tmp_path / "old", out)
    midway = [count for count in found if 0 < count < PARTS]
    assert len(midway) >= 10, found
    assert len(set(midway)) >= 3, found
    assert run(case.case, out, None)[0] == 0
    assert contents(out) == new
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".out")]


def test_killed_with_its_workers(tmp_path) -> None:
    """Two processes at work, all killed at once: what is in the journal is not made again."""
    case, old, new = changed(tmp_path, lambda case, out: build(case, out, OPTIONS, jobs=1))
    out = tmp_path / "out"
    words = [arg for day in DATES for arg in ("--date", day)]
    command = [sys.executable, "-c", "from mapper.cli import main; main()", "build"]
    command += [str(case.case), "--jobs", "2", "--out", str(out), *words]
    dice = random.Random(2013)
    enough = [dice.randrange(1, PARTS - 1) for _ in range(3)]
    for count in enough:
        shutil.rmtree(tmp_path / ".out.building", ignore_errors=True)
        with subprocess.Popen(
            command, start_new_session=True, stderr=subprocess.DEVNULL
        ) as process:
            while journal(out) < count and process.poll() is None:
                time.sleep(0.005)
            os.killpg(process.pid, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        assert contents(out) == old
        assert journal(out) >= count
    with open_staging(out) as staging:
        kept = set(staging.done) & set(DATES)
    made = {day.isoformat() for day in build(case.case, out, OPTIONS, jobs=2).made}
    assert made == set(DATES) - kept
    assert contents(out) == new
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".out")]
