"""Whole commands as users run them, in fresh processes: cold, with a cache, by other checkouts.

    python -m benchmarks.commands --sizes 200,3000 --json output/commands.json
    python -m benchmarks.commands --sizes 33000 --old ../before --only commands,intervals

*Cold*: no cache of ours (it is written), files in the page cache. *Cached*: the same command again.
Of each, the run with the least seconds of the processor counts. Everything goes into one JSON file
that `report.py` reads; what is not asked for again (``--only``) stays in it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.growth import growth_rows
from benchmarks.machine import machine_of, memory_gb
from benchmarks.program import Checkout, Limits, Took, printed, run, warm
from benchmarks.war import KINDS, War, war_of
from benchmarks.works import (
    BUILD_CHANGED,
    WORKS,
    Asked,
    asked_of_a_war,
    change_one_claim,
    copied_case,
    days_of,
)

ROOT = Path(__file__).parents[1]
INTERVALS = Path(__file__).with_name("intervals.py")
PER_PLACE = 15
PARTS = ("commands", "intervals", "builds", "mali", "growth")
ENOUGH_SECONDS = 60
"""A command that takes longer is run once only."""
SHARE = 0.8
"""Of the memory of the machine, which a command may have unless told otherwise."""
Row = dict[str, Any]


class Bench:
    """What all measurements share: the checkouts, how often, when to give up, a scratch folder."""

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self.codes = [Checkout.this()]
        if options.old is not None:
            self.codes.append(Checkout.other(options.old))
        self.rounds: int = options.rounds
        self.limits = Limits(options.longest, options.most_mb)
        self.scratch = scratch
        self._wars: dict[War, Path] = {}

    def war(self, war: War) -> Path:
        """The folder of a war, written when it is first asked for and read once."""
        if war not in self._wars:
            from benchmarks.synthetic import write_war

            self._wars[war] = write_war(self.scratch / f"war{len(self._wars)}", war)
            warm(self._wars[war])
        return self._wars[war]

    def forget(self, war: War) -> None:
        """Remove the files of a war that is not needed again."""
        shutil.rmtree(self._wars.pop(war).parent)

    def fresh(self, name: str) -> Path:
        """A name of a file or folder that is not there."""
        path = self.scratch / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        return path

    def best(self, attempts: Iterator[Took]) -> Took:
        """The best of some rounds, fewer where one takes long."""
        found: list[Took] = []
        for took in attempts:
            found.append(took)
            if took.stopped or took.seconds > ENOUGH_SECONDS or len(found) == self.rounds:
                break
        return min(found, key=lambda one: one.cpu_seconds)


def war_at(size: int, kind: str, **more: Any) -> War:
    """The war of a size: as many claims on each place."""
    return war_of(kind, units=size, **{"claims": PER_PLACE * size, **more})


def told(row: Row) -> Row:
    """A row, also said on stderr, so that somebody sees that it goes on."""
    words = [str(row[key]) for key in ("part", "war", "work", "code", "mode") if row.get(key)]
    took = f"{row['seconds']:.2f} s, {row['cpu_seconds']:.2f} s of processor"
    memory = f"{row.get('peak_mb', 0):,.0f} MB"
    print(f"{' · '.join(words)}: {took}, {memory}", file=sys.stderr, flush=True)
    return row


# Commands.


def command_rows(bench: Bench, sizes: Sequence[int]) -> Iterator[Row]:
    """All commands on the plain war of each size."""
    for size in sizes:
        asked = asked_of_a_war(bench.war(war_at(size, "plain")))
        yield from rows_of_case(bench, asked, {"part": "commands", "war": "plain", "size": size})


def rows_of_case(bench: Bench, asked: Asked, notes: Row) -> Iterator[Row]:
    """All commands on a case, by each checkout, cold and where it is known with a cache.

    Raises
    ------
    ValueError
        If a command with a cache answers otherwise than without.
    """
    for work in WORKS:
        for code in bench.codes:
            cache = bench.fresh("cache")
            knows = code.knows_cache(work.words[0])
            out = bench.scratch / "answer"

            def once(work=work, code=code, cache=cache, knows=knows, out=out) -> Took:
                words = code.mapper(*asked.filled(work, out))
                words += ["--cache", str(cache)] if knows else []
                bench.fresh(out.name)
                written = out if work.writes else None
                return run(words, written=written, spoken=work.spoken, limits=bench.limits)

            def cold(once=once) -> Iterator[Took]:
                while True:
                    bench.fresh("cache")
                    yield once()

            def cached(once=once) -> Iterator[Took]:
                while True:
                    yield once()

            first = bench.best(cold())
            about = {**notes, "work": work.name, "code": code.name}
            yield told({**about, "mode": "cold", **asdict(first)})
            if knows and not first.stopped:
                again = bench.best(cached())
                if again.answer != first.answer:
                    raise ValueError(f"{work.name} answers otherwise with its cache")
                yield told({**about, "mode": "cached", **asdict(again)})


# Claims to intervals alone.


def interval_rows(bench: Bench, sizes: Sequence[int], kinds: Sequence[str]) -> Iterator[Row]:
    """Claims to intervals of every kind of war at each size."""
    for size in sizes:
        for kind in kinds:
            war = war_at(size, kind)
            yield from interval_rows_of(bench, war, {"part": "intervals", "war": kind})
            if kind != "plain":
                bench.forget(war)


def interval_rows_of(bench: Bench, war: War, notes: Row) -> Iterator[Row]:
    """Claims to intervals of one war, by each checkout."""
    case = bench.war(war)
    for code in bench.codes:
        command = [code.python, "-P", str(INTERVALS), str(case)]
        took, found = printed(command, limits=bench.limits)
        about = {**notes, "size": war.units, "code": code.name, "stopped": took.stopped}
        whole = {"seconds": took.seconds, "cpu_seconds": took.cpu_seconds, "peak_mb": took.peak_mb}
        yield told({**about, **(found[0] if found else whole)})


# Builds.


def build_rows(bench: Bench, sizes: Sequence[int], fractions: Sequence[int]) -> Iterator[Row]:
    """Whole builds of the war of the middle size by this code; by others of some dates only."""
    size = max((size for size in sizes if size <= 3000), default=min(sizes))
    case = bench.war(war_at(size, "plain"))
    for code in bench.codes:
        for count in (*fractions, None) if code.name == "this" else fractions:
            out = bench.fresh("built")
            dates = [] if count is None else days_of(case, count)
            words = code.mapper("build", "--case", case, "--out", out, "--force")
            words += [word for day in dates for word in ("--date", str(day))]
            words += ["--cache", str(bench.fresh("cache"))] if code.knows_cache("build") else []
            took = run(words, written=out, limits=bench.limits)
            made = len(list(out.glob("maps/*.html"))) if count is None else count
            about = {"part": "builds", "war": "plain", "size": size, "code": code.name}
            yield told(
                {**about, "work": f"build of {made:,} dates", "dates": made, **asdict(took)}
                | {"whole": count is None}
            )


# The Mali case.


def mali_rows(bench: Bench) -> Iterator[Row]:
    """What a user of the shipped case waits for: a question; a build; a build after a change."""
    notes: Row = {"part": "mali", "war": "mali", "size": None}
    folder = bench.scratch / "mali"
    case = copied_case(ROOT / "events" / "mali", folder)
    warm(folder)
    asked = Asked(case, "Tombouctou", "region:Kidal", dt.date(2012, 7, 15))
    yield from rows_of_case(bench, asked, notes)
    original = (case / "control_events.csv").read_bytes()
    for code in bench.codes:
        colds: list[Took] = []
        changed: list[Took] = []
        knows = code.knows_cache("build")
        while len(colds) < bench.rounds:
            (case / "control_events.csv").write_bytes(original)
            out = bench.fresh("built")
            words = code.mapper("build", "--case", case, "--out", out)
            words += ["--cache", str(bench.fresh("cache"))] if knows else []
            colds.append(run(words, written=out, limits=bench.limits))
            change_one_claim(case)
            changed.append(run(words, written=out, limits=bench.limits))
        for name, runs in (("build", colds), (BUILD_CHANGED, changed)):
            best = min(runs, key=lambda one: one.cpu_seconds)
            yield told({**notes, "work": name, "code": code.name, "mode": "cold", **asdict(best)})
        (case / "control_events.csv").write_bytes(original)


def measured(bench: Bench, options: argparse.Namespace) -> Iterator[Row]:
    """All parts that are asked for, the quick ones first."""
    sizes = options.sizes
    for code in bench.codes:  # whatever is compiled or indexed once is there before it counts
        run(code.mapper("stats", "--case", str(ROOT / "events" / "mali"), "--csv"))
    if "mali" in options.only:
        yield from mali_rows(bench)
    if "commands" in options.only:
        yield from command_rows(bench, sizes)
    if "intervals" in options.only:
        yield from interval_rows(bench, sizes, options.kinds)
    if "builds" in options.only:
        yield from build_rows(bench, sizes, options.build_dates)
    if "growth" in options.only:
        yield from growth_rows(bench, max(sizes))


def kept(path: Path, parts: Sequence[str]) -> list[Row]:
    """The rows of an earlier run that are not measured again."""
    if not path.exists():
        return []
    rows = json.loads(path.read_text("utf-8"))["rows"]
    return [row for row in rows if row["part"] not in parts]


def numbers(text: str) -> list[int]:
    """Whole numbers with commas between them."""
    return [int(part) for part in text.split(",")]


def words_of(known: Sequence[str]) -> Any:
    """Words with commas between them, each of a list."""

    def parse(text: str) -> list[str]:
        found = text.split(",")
        if unknown := [word for word in found if word not in known]:
            raise argparse.ArgumentTypeError(f"{unknown[0]} is none of {', '.join(known)}")
        return found

    return parse


def options_of(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=numbers, default=[200, 3000], help="places of the wars")
    parser.add_argument("--kinds", type=words_of(KINDS), default=list(KINDS))
    parser.add_argument("--only", type=words_of(PARTS), default=list(PARTS), help="parts")
    parser.add_argument("--old", type=Path, help="another checkout with an environment in .venv")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--build-dates", type=numbers, default=[20, 60])
    parser.add_argument("--longest", type=float, default=Limits.longest, help="seconds")
    most = round(SHARE * memory_gb() * 1024)  # other code may want more than there is
    parser.add_argument("--most-mb", type=float, default=most, help="of all processes together")
    parser.add_argument("--json", type=Path, default=ROOT / "output" / "commands.json")
    return parser.parse_args(words)


def main() -> None:
    """Measure and write the JSON file, row by row, so that a stop loses nothing."""
    options = options_of()
    rows = kept(options.json, options.only)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for row in measured(Bench(options, Path(name)), options):
            rows.append(row)
            text = json.dumps({"machine": machine_of(), "rows": rows}, indent=1)
            options.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
