"""What attacks share: a case that a stranger sent, a place outside it, and who watches both.

A `Stage` is a case in a temporary folder beside a folder ``outside`` whose files hold a secret.
Commands run in children of a `Warden`; a `Listener` on the loopback notes who calls, and is the
proxy of every child, so that calls to any other host arrive there too; a `Watch` notes who opens
what lies outside.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
from casefolder import CaseFolder, write_case, write_layer
from lookouts import LAND, SECRET, Listener, Watch

HERE = Path(__file__).parent
SECONDS = 60
"""A command on a tiny case takes one or two; what takes longer than this never ends."""
MEMORY_MB = 8000
"""Address space of a child; the libraries alone map more than one of them."""
PEAK_MB = 900
"""What a command may hold at once, then it is ended; a fifth of it is there at its start."""
DIGESTED = 2**22
"""Larger files are compared by their size alone."""
_LIMITED = {"as_nobody", "file_mb", "obey"}
"""What a process for layers must be born with."""
_ENVIRONMENT = dict(os.environ)
"""Not what the test that needs the warden first has put there for itself."""
_RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BUG = re.compile(
    r"Traceback|\b(Key|Index|Type|Value|Attribute|Overflow|Recursion|Unicode\w*|ZeroDivision|"
    r"Assertion|NotImplemented|Memory|GEOS|Proj|Arrow\w*|DataSource|Feature)(Error|Exception)\b"
)


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    argv: tuple[str, ...]
    code: int
    late: bool
    seconds: float
    peak_mb: float
    out: str
    err: str
    value: Any = None

    @property
    def text(self) -> str:
        return f"{self.out}\n{self.err}"

    @property
    def errors(self) -> list[str]:
        """The lines by which ``check`` refuses a case."""
        return [line for line in self.out.splitlines() if line.startswith("error: ")]

    def told(self) -> str:
        """For messages of tests: the command and the ends of what it said."""
        words = " ".join(self.argv)[:300]
        how = f"{words}: code {self.code}, {self.seconds:.1f} s, {self.peak_mb:.0f} MB"
        return f"{how}\n{self.out[:1500]!r}\n{self.err[-1500:]!r}"


class Warden:
    """The parent of the children that run commands; see `warden`.

    Attributes
    ----------
    lends : bool
        Whether they get processes for layers that are there at once; see `nursery`.
    knows : bool
        Whether, if so, they are told what the layers of the good case hold; see `samelayers`.
    """

    def __init__(self) -> None:
        self.lends = not os.environ.get("MAPPER_FUZZ")
        self.knows = True
        self._learnt = False
        paths = [str(HERE), *(str(HERE.parent / name) for name in (".", "fuzz", "helpers"))]
        env = _ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "warden.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=env,
            cwd=HERE,
            text=True,
            encoding="utf-8",
        )

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def do(self, folder: Path, **job: Any) -> Outcome:
        """Run one job; its streams are kept in ``folder``."""
        out = folder / "streams"
        job |= {"out": str(out), "cwd": str(job.get("cwd", folder))}
        limited = job.keys() & _LIMITED
        job |= {"borrows": self.lends and not limited}
        job |= {"knows": self.lends and self.knows and limited <= {"as_nobody"}}
        if job["knows"]:
            self._learn(folder)
        answer = self._answer({"seconds": SECONDS} | job)
        Path(f"{out}.value").unlink(missing_ok=True)
        argv = tuple(job.get("argv", (job.get("call", ""),)))
        return Outcome(
            argv,
            *(answer[k] for k in ("code", "late", "seconds", "peak_mb")),
            *_told(out, ""),
            answer["value"],
        )

    def do_all(self, folder: Path, commands: Sequence[Sequence[str]], **job: Any) -> list[Outcome]:
        """Run commands in one child, one after the other, as far as they come.

        With a job's ``until`` the last one is that of which a line fits the expression.
        """
        first, *more = commands
        last = self.do(folder, argv=first, more=more, **job)
        codes = [*(last.value or ()), last.code]
        texts = [_told(folder / "streams", f"-{i}" if i else "") for i in range(len(codes))]
        return [
            replace(last, argv=tuple(argv), code=code, out=out, err=err, value=None)
            for argv, code, (out, err) in zip(commands, codes, texts, strict=False)
        ]

    def _learn(self, folder: Path) -> None:
        """Let it open the layers of the good case, before the first command that needs them."""
        if not self._learnt:
            self._learnt = True
            self._answer({"good": str(write_case(folder / "good").case)})
            shutil.rmtree(folder / "good")

    def _answer(self, job: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        if self._process.stdout is not None:
            self._process.stdout.close()


@cache
def the_warden() -> Warden:
    """The one of this process: to read the libraries takes seconds."""
    warden = Warden()
    atexit.register(warden.close)
    return warden


def _told(out: Path, number: str) -> tuple[str, str]:
    """What a command printed, on both streams."""
    raw = (Path(f"{out}.{name}{number}").read_bytes() for name in ("out", "err"))
    said, complained = (text.decode("utf-8", "backslashreplace") for text in raw)
    return said, complained


@dataclass
class Stage:
    """A stranger's case, what lies outside it, and the commands that are run on it."""

    root: Path
    case: CaseFolder
    listener: Listener
    warden: Warden
    watch: Watch
    heard: int = 0
    before: dict[str, str] = field(default_factory=dict)

    @property
    def outside(self) -> Path:
        """A folder that no command may read or change; its files hold the secret."""
        return self.root / "outside"

    @property
    def url(self) -> str:
        return self.listener.url

    def run(self, *argv: str | Path, safe: bool = True, **more: Any) -> Outcome:
        """Run a command (``{case}`` is the case's folder) and see that nothing bad happened."""
        return self.run_all(argv, safe=safe, **more)[0]

    def run_all(
        self, *commands: Sequence[str | Path], safe: bool = True, **more: Any
    ) -> list[Outcome]:
        """The same for several, one after the other in one process."""
        sent = snapshot(self.case.root)
        case = str(self.case.case)
        words = [[str(w).replace("{case}", case) for w in argv] for argv in commands]
        proxy = dict.fromkeys(
            ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"), self.url
        )
        env = proxy | {"no_proxy": "", "NO_PROXY": "", "GDAL_HTTP_TIMEOUT": "3"}
        job = {"cwd": str(self.root), "memory_mb": MEMORY_MB, "peak_mb": PEAK_MB, "env": env}
        outcomes = self.warden.do_all(self.streams, words, **(job | more))
        if safe:
            told = "\n".join(outcome.told() for outcome in outcomes)
            for outcome in outcomes:
                self.see_safe(outcome)
            assert snapshot(self.case.root) == sent, f"the case is changed: {told}"
        return outcomes

    @property
    def streams(self) -> Path:
        folder = self.root / "told"
        folder.mkdir(exist_ok=True)
        return folder

    def see_safe(self, outcome: Outcome) -> None:
        """What holds for every command on every case, whatever the case holds."""
        told = outcome.told()
        assert not outcome.late, f"it did not end: {told}"
        assert outcome.peak_mb < PEAK_MB, f"too much memory: {told}"
        assert outcome.code in {0, 1, 2}, f"it crashed: {told}"
        assert not _BUG.search(outcome.err), f"a bug, not a message: {told}"
        assert not _RAW.search(outcome.text), f"raw control characters: {told}"
        assert SECRET not in outcome.text, f"the secret is shown: {told}"
        assert self.calls() == [], f"it calls the network {self.calls()}: {told}"
        self.see_outside_untouched(told)

    def see_outside_untouched(self, told: str = "") -> None:
        events = self.watch.events()
        assert events == [], f"files outside the case: {events}: {told}"
        now = snapshot(self.outside)
        self.watch.events()  # taking the picture opens them
        assert now == self.before, f"files outside the case changed: {told}"

    def settle(self) -> None:
        """Take what lies outside as it is now."""
        self.before = snapshot(self.outside)
        self.watch.events()

    def calls(self) -> list[str]:
        """Calls of the network since the stage was set."""
        return self.listener.calls[self.heard :]

    def check(self) -> Outcome:
        return self.run("check", "{case}")

    def see_refused(self, *words: str) -> Outcome:
        """``check`` names an error (with these words), and no command uses the case."""
        outcome = self.check()
        assert outcome.code == 1, f"it is not refused: {outcome.told()}"
        assert outcome.errors, f"it is not refused: {outcome.told()}"
        for word in words:
            assert word in outcome.out, f"{word!r} is not said: {outcome.told()}"
        return outcome

    def see_built(self, *, model: str | None = None) -> Path:
        """A build of the case ends well, with the secret in none of its files."""
        return self._see_built(self.run(*self._build(model)))

    def _build(self, model: str | None = None) -> list[str | Path]:
        areas = () if model is None else ("--area-model", model)
        day = ("--date", "2012-03-10")
        return ["build", "{case}", "--out", self.site, "--jobs", "1", *day, *areas]

    @property
    def site(self) -> Path:
        """Where builds are written, alone in a folder."""
        return self.root / "result" / "site"

    def _see_built(self, outcome: Outcome) -> Path:
        assert outcome.code == 0, f"it is not built: {outcome.told()}"
        for path in self.files(self.site.parent):
            assert path.is_relative_to(self.site), f"{path} is outside the output folder"
            assert SECRET.encode() not in path.read_bytes(), f"the secret is in {path}"
        return self.site

    def _if_accepted(self, *argv: str | Path, model: str | None = None) -> Outcome | None:
        """``check``, and in the same process another command if no error is found."""
        areas = () if model is None else ("--area-model", model)
        checked, *after = self.run_all(("check", "{case}", *areas), argv, until="^error: ")
        assert checked.errors or after, f"nothing follows: {checked.told()}"
        return None if checked.errors else after[0]

    def see_refused_or_built(self, *, model: str | None = None) -> bool:
        """The one or the other; True if it is built."""
        outcome = self._if_accepted(*self._build(model), model=model)
        if outcome is not None:
            self._see_built(outcome)
        return outcome is not None

    def see_refused_or_drawn(self) -> bool:
        """The one or the other; True if a map of a day is drawn: a quarter of a build's time."""
        page = self.root / "result" / "map.html"
        outcome = self._if_accepted("map", "2012-03-10", "--case", "{case}", "--out", page)
        if outcome is not None:
            assert outcome.code == 0, f"it is not drawn: {outcome.told()}"
            assert SECRET.encode() not in page.read_bytes(), f"the secret is in {page}"
        return outcome is not None

    def files(self, folder: Path) -> list[Path]:
        return [path for path in folder.rglob("*") if path.is_file()]


def snapshot(folder: Path) -> dict[str, str]:
    """What lies in a folder: kind, mode, and a digest of the content; links are not followed."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        small = stat.S_ISREG(status.st_mode) and status.st_size < DIGESTED
        content = hashlib.sha256(path.read_bytes()).hexdigest() if small else ""
        found[str(path.relative_to(folder))] = f"{status.st_mode:o} {status.st_size} {content}"
    return found


@cache
def _secret_country() -> dict[str, bytes]:
    """The files of a shapefile of ``LAND``, by name."""
    frame = gpd.GeoDataFrame.from_features(LAND, crs="EPSG:4326")
    with tempfile.TemporaryDirectory() as folder:
        write_layer(frame, Path(folder) / "country.shp")
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


@contextmanager
def stage(root: Path, listener: Listener, warden: Warden) -> Iterator[Stage]:
    """A fresh case, and files outside that an attack would like to read or write."""
    case = write_case(root / "sent")
    outside = root / "outside"
    outside.mkdir()
    (outside / "secret.geojson").write_text(json.dumps(LAND))
    (outside / "secret.csv").write_text(f"bloc_id,name,colour\nsecret,{SECRET},#123456\n")
    (outside / "secret.txt").write_text(SECRET)
    for name, raw in _secret_country().items():
        (outside / name).write_bytes(raw)
    watch = Watch(outside)
    set_stage = Stage(root, case, listener, warden, watch, len(listener.calls), snapshot(outside))
    watch.events()
    try:
        yield set_stage
    finally:
        watch.close()
