"""Builds that are killed: run as a script, it forks a child for each line that it is told.

Everything is imported once, nothing is done before the fork, so that a child is as good as a fresh
process but begins at once. A line is JSON: case, out, dates, seconds (null: let it finish). The
answer is how the child ended (negative: the signal) and how long it took.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
import time

import mapper.batch
import mapper.cli.build
import mapper.outputs.leaflet  # noqa: F401
from mapper.pipeline import BuildOptions, build


def child(order: dict) -> None:
    os.setsid()
    options = BuildOptions(dates=tuple(map(dt.date.fromisoformat, order["dates"])))
    build(order["case"], order["out"], options, jobs=1)


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        begin = time.monotonic()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                child(order)
                code = 0
            finally:
                os._exit(code)
        if order["seconds"] is not None:
            time.sleep(order["seconds"])
            os.kill(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        print(json.dumps([status, time.monotonic() - begin]), flush=True)


if __name__ == "__main__":
    main()
