"""What fuzzers share: random cases by seed, a judge of each in a child of its own, and a tally.

A fuzzer is a function that spoils a case by dice. `run` makes the inputs, lets the `judge` look
at each in a child of the warden (`tests/attacks/warden.py`), and counts. What may never happen: a
traceback, a child that does not end, a crash, a lost row, a case that ``check`` accepts and that
cannot be built, a call of the network, a file written elsewhere.

``MAPPER_FUZZ=N`` sets the number of inputs of each fuzzer; ``MAPPER_FUZZ_ONE=17`` makes just that
one input again.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attackkit import Outcome, Warden
from casefolder import CaseFolder, write_case
from lookouts import Listener

from mapper.case.layers import script as layerscript

LAYER_SCRIPT = Path(layerscript.__file__)
SECONDS = 20
PEAK_MB = 900
BUILD_ONE_OF = 6
"""A build takes as long as six checks: so many accepted cases get one; all get the rest."""
Spoil = Callable[[CaseFolder, random.Random], None]


# The judge: what follows runs in the child.


def judge(folder: str, out: str, day: str | None, build: bool) -> dict[str, Any]:
    """Check a case; where it is accepted use it for everything. Exceptions are the finding."""
    import mapper
    from mapper.core.errors import CaseError, UsageError

    seen = _watched(Path(folder).parents[1])
    try:
        faults = mapper.check_case(folder)
    except (CaseError, UsageError) as error:
        return {"accepted": False, "seen": seen, "said": str(error)[:300]}
    errors = [str(f) for f in faults if f.severity == "error"]
    if errors:
        return {"accepted": False, "seen": seen, "said": errors[0][:300]}
    found: dict[str, Any] = {"accepted": True, "seen": seen, "failed": "", "lost": 0}
    try:
        found["lost"] = _use(Path(folder), Path(out), day, build=build)
    except Exception as error:
        import traceback

        traceback.print_exc()
        where = traceback.extract_tb(error.__traceback__)[-1]
        name = Path(where.filename).name
        found["failed"] = f"{type(error).__name__}: {str(error)[:600]} ({name}:{where.lineno})"
    return found


def _use(folder: Path, out: Path, day_text: str | None, *, build: bool) -> int:
    """Every view of a case on one day; the number of claims that are not in its history."""
    import mapper
    from mapper.outputs.pages.atlas.payload import atlas_payload
    from mapper.outputs.pages.day.page import page

    history = mapper.build_history(mapper.read_case(folder))
    first, last = history.case.first_day, history.case.last_day
    day = first + (last - first) // 2 if day_text is None else dt.date.fromisoformat(day_text)
    day = min(max(day, first), last)
    mapper.area_table(history, [day], by="holder")
    mapper.net_changes(history, first, day).pairs()
    for layer in ("units", "places", "areas"):
        mapper.snapshot_frame(history, day, layer)
    page(history, day)
    atlas_payload(history)
    if build:
        options = mapper.BuildOptions(dates=(day,))
        mapper.build(folder, out, options, jobs=1)
    return lost_rows(folder, history)


def lost_rows(folder: Path, history: Any) -> int:
    """How many rows of the table of claims are not among the claims of the history."""
    with (folder / "control_events.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if any(row.values())]
    kept = Counter(history.claims["event_id"])
    return sum((Counter(row["event_id"].strip() for row in rows) - kept).values())


def _watched(root: Path) -> list[str]:
    """What happens from now on that must not: calls, programs, files written outside ``root``."""
    seen: list[str] = []
    os.environ["TMPDIR"] = str(root)
    tempfile.tempdir = None
    harmless = re.compile(r"^(/dev/|/proc/self/|\d+$)|\.pyc(\.\d+)?$|matplotlib|__pycache__")

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        calls = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"}
        if event in calls and not _reads_layers(event, arguments):
            seen.append(f"{event} {str(arguments)[:200]}")
        elif event == "open" and _writes(arguments) and not isinstance(arguments[0], int):
            path = os.path.abspath(os.fsdecode(arguments[0]))
            if not path.startswith(str(root)) and not harmless.search(path):
                seen.append(f"writes {path}")

    sys.addaudithook(note)
    return seen


def _reads_layers(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether a program is started that may be: the one that opens boundary layers."""
    command = [os.fspath(word) for word in arguments[1]] if event == "subprocess.Popen" else []
    return command[:1] == [sys.executable] and str(LAYER_SCRIPT) in command


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+"))
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


# The parent: inputs, counts, findings.


@dataclass
class Tally:
    """Counts of one fuzzer, and one line for each kind of finding."""

    name: str
    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    built: int = 0
    tracebacks: int = 0
    hangs: int = 0
    crashes: int = 0
    fat: int = 0
    lost: int = 0
    failed: int = 0
    calls: int = 0
    outside: int = 0
    wrong: int = 0
    findings: dict[str, list[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, what: str, seed: int, kept: Path) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        key = f"{kind}: {re.sub(r'[0-9a-f]{6,}|/tmp/[^ ]*', '…', what)[:400]}"
        self.findings.setdefault(key, []).append(f"MAPPER_FUZZ_ONE={seed} ({kept})")

    def line(self) -> str:
        return (
            f"fuzz {self.name}: {self.inputs} inputs, {self.accepted} accepted ({self.built} "
            f"built), {self.refused} refused; {self.tracebacks} tracebacks, {self.hangs} hangs, "
            f"{self.crashes} crashes, {self.fat} too fat, {self.lost} with lost rows, "
            f"{self.failed} accepted but failed, {self.calls} calls, {self.outside} files "
            f"outside, {self.wrong} wrong numbers"
        )

    def see_clean(self) -> None:
        print(self.line())
        for reason, times in self.reasons.most_common(6 if "MAPPER_FUZZ" in os.environ else 0):
            print(f"    refused {times}: {reason}")
        told = [
            f"{key}\n    {len(seeds)} times, repeat with {seeds[0]}"
            for key, seeds in self.findings.items()
        ]
        assert not told, "\n".join([self.line(), *told])


def count(default: int) -> int:
    """How many inputs a fuzzer makes: few in CI, as many as one likes by hand."""
    return int(os.environ.get("MAPPER_FUZZ", default))


def seeds(default: int) -> list[int]:
    one = os.environ.get("MAPPER_FUZZ_ONE")
    return list(range(count(default))) if one is None else [int(one)]


def run(
    name: str,
    spoil: Spoil,
    root: Path,
    warden: Warden,
    listener: Listener,
    *,
    default: int,
    call: str = "fuzzkit:judge",
    build_one_of: int = BUILD_ONE_OF,
) -> Tally:
    """Let a fuzzer make its inputs, and judge each."""
    tally = Tally(name)
    for seed in seeds(default):
        dice = random.Random(f"{name} {seed}")
        place = root / f"{name}-{seed}"
        case = write_case(place / "sent")
        spoil(case, dice)
        tally.inputs += 1
        heard = len(listener.calls)
        build = tally.accepted % build_one_of == 0 or "MAPPER_FUZZ_ONE" in os.environ
        outcome = warden.do(
            place,
            call=call,
            args=[str(case.case), str(place / "sent" / "site"), None, build],
            seconds=SECONDS,
            peak_mb=PEAK_MB,
            env=dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), listener.url),
        )
        before = len(tally.findings), sum(map(len, tally.findings.values()))
        _count(tally, outcome, seed, place, listener.calls[heard:], build=build)
        after = len(tally.findings), sum(map(len, tally.findings.values()))
        if before == after or before[0] == after[0]:
            shutil.rmtree(place)
    return tally


def _count(
    tally: Tally, outcome: Outcome, seed: int, kept: Path, calls: list[str], *, build: bool
) -> None:
    found = outcome.value
    if outcome.peak_mb >= PEAK_MB:
        tally.note("fat", f"{outcome.peak_mb:.0f} MB", seed, kept)
    elif outcome.late:
        tally.note("hangs", "no end", seed, kept)
    elif outcome.code < 0:
        tally.note("crashes", f"signal {-outcome.code}", seed, kept)
    elif found is None:
        tally.note("tracebacks", _last_lines(outcome.err), seed, kept)
    else:
        tally.accepted += found["accepted"]
        tally.refused += not found["accepted"]
        if not found["accepted"]:
            tally.reasons[re.sub(r"`[^`]*`|[0-9]+", "…", found["said"])[:110]] += 1
        tally.built += found["accepted"] and build
        if found.get("failed"):
            tally.note("failed", found["failed"], seed, kept)
        if found.get("lost"):
            tally.note("lost", f"{found['lost']} rows", seed, kept)
        for what in found.get("wrong", ()):
            tally.note("wrong", what, seed, kept)
        for what in found["seen"]:
            tally.note("outside" if what.startswith("writes") else "calls", what, seed, kept)
    for what in calls:
        tally.note("calls", what, seed, kept)


def _last_lines(err: str) -> str:
    """What a traceback ends in: the last place in it, and the error."""
    places = re.findall(r'File "[^"]*/([^/"]+)", line (\d+), in (\w+)', err)
    own = re.findall(r'File "[^"]*/(mapper/[^"]+)", line (\d+), in (\w+)', err)
    end = [line for line in err.splitlines() if line and not line.startswith(" ")][-1:]
    return f"{(end or ['?'])[0][:200]} at {places[-1:]}, of ours {own[-1:]}"
