"""Builds that are killed: run as a script, it forks a child for each line that it is told.

Everything is imported once, and a case is read once, for that writes nothing which a kill could
spoil; nothing else is done before the fork: a child is as good as a fresh process but begins at
once. What a build has once and takes long (charts, pages, the GeoPackage) is the table of claims,
which differs from case to case. An order is JSON: case, out, dates, seconds (null: let it finish),
journal and parts: the child is killed when that file has so many lines more (0: at once) and the
seconds are over. The answer is how the child ended (negative: the signal) and how long it took.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import time
from functools import cache
from pathlib import Path

import mapper.build.manycases
import mapper.cli.build
import mapper.outputs.pages.day.layer  # noqa: F401
from mapper.build import contents
from mapper.build.onecase import BuildOptions, build
from mapper.case.read import Case, read_case
from mapper.history.control import ControlHistory


@cache
def read(folder: str) -> Case:
    return read_case(folder)


def claims(history: ControlHistory, *_: object, **__: object) -> str:
    return history.claims.to_csv()


def child(order: dict) -> None:
    os.setsid()
    for name in ("share_chart", "index_page", "atlas_page"):
        setattr(contents, name, claims)
    contents.reading_pages = lambda history: {"method.html": claims(history)}
    contents.geopackage_bytes = lambda history: claims(history).encode()
    options = BuildOptions(dates=tuple(map(dt.date.fromisoformat, order["dates"])))
    build(read(order["case"]), order["out"], options, jobs=1)


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def await_parts(pid: int, path: Path, count: int) -> None:
    """Until the journal has so many lines, or the child has ended (and waits to be asked)."""
    while lines(path) < count:
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.001)


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        read(order["case"])
        begin = time.monotonic()
        journal = Path(order["journal"])
        count = lines(journal) + order["parts"]
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                child(order)
                code = 0
            finally:
                os._exit(code)
        if order["seconds"] is not None:
            if order["parts"]:
                await_parts(pid, journal, count)
            time.sleep(order["seconds"])
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(json.dumps([status, time.monotonic() - begin]), flush=True)


if __name__ == "__main__":
    main()
