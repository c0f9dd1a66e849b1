"""What users wait for: the commands that are measured from files to the answer."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Work:
    """A command of the mapper.

    Attributes
    ----------
    name : str
        As tables call it.
    words : tuple of str
        The command line without the case; `Asked` fills in ``{place}``, ``{area}``, ``{day}`` and
        ``{out}``.
    writes : bool
        Whether its answer is in files at ``{out}``, not printed.
    spoken : bool
        Whether what it says on stderr belongs to the answer.
    same : bool
        Whether other checkouts must answer the same to the byte; pages may look otherwise.
    """

    name: str
    words: tuple[str, ...]
    writes: bool = False
    spoken: bool = False
    same: bool = True


STATS = "stats --by holder --every day"
WHO, WHO_AREA = "who PLACE", "who AREA DATE"
SNAPSHOT, MAP, CHECK, ATLAS = "snapshot DATE", "map DATE", "check", "atlas"
BUILD_CHANGED = "build after one claim changed"
WORKS = (
    Work(STATS, ("stats", "--by", "holder", "--every", "day", "--csv")),
    Work(WHO, ("who", "{place}")),
    Work(WHO_AREA, ("who", "{area}", "{day}")),
    Work(SNAPSHOT, ("snapshot", "{day}", "--out", "{out}"), writes=True),
    Work(MAP, ("map", "{day}", "--out", "{out}"), writes=True, same=False),
    Work(CHECK, ("check",), spoken=True),
    Work(ATLAS, ("atlas", "--out", "{out}"), writes=True, same=False),
)


@dataclass(frozen=True)
class Asked:
    """What is asked of a case: a place, an area and a day that are in it."""

    case: Path
    place: str
    area: str
    day: dt.date

    def filled(self, work: Work, out: Path) -> list[str]:
        """The words of a command line."""
        names = {"place": self.place, "area": self.area, "day": str(self.day), "out": str(out)}
        return [*(word.format(**names) for word in work.words), "--case", str(self.case)]


def span_of(case: Path) -> tuple[dt.date, dt.date]:
    """First and last day of a case."""
    file = tomllib.loads((case / "case.toml").read_text("utf-8"))
    return file["first_day"], file["last_day"]


def asked_of_a_war(case: Path) -> Asked:
    """The town of the middle row of the gazetteer, the first region, the middle day."""
    with (case / "geodata" / "places.csv").open(encoding="utf-8", newline="") as file:
        places = [row["place_id"] for row in csv.DictReader(file)]
    first, last = span_of(case)
    return Asked(case, places[len(places) // 2], "r0", first + (last - first) / 2)


def days_of(case: Path, count: int) -> list[dt.date]:
    """So many days, at equal distances over the whole case."""
    first, last = span_of(case)
    length = (last - first).days
    return [first + dt.timedelta(days=(length * (2 * i + 1)) // (2 * count)) for i in range(count)]


def copied_case(case: Path, folder: Path) -> Path:
    """A copy of a shipped case with its geodata, which can be changed."""
    copy = folder / "events" / case.name
    shutil.copytree(case, copy)
    geodata = case.parents[1] / "geodata" / case.name
    shutil.copytree(geodata, folder / "geodata" / case.name)
    return copy


def change_one_claim(case: Path) -> str:
    """Let the claim in the middle of the file be of another confidence; returns its id.

    Of the claims of high confidence it is the one nearest to the middle, which becomes medium: a
    change of one cell, as editors make them.
    """
    path = case / "control_events.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), list(reader)
    strong = [i for i, row in enumerate(rows) if row["confidence"] == "high"]
    chosen = min(strong, key=lambda i: abs(i - len(rows) // 2))
    rows[chosen]["confidence"] = "medium"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows[chosen]["event_id"]
