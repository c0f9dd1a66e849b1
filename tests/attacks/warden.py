"""A process that runs commands on hostile cases, each in a child of its own that it can end.

It has read the libraries once, so that a command costs what it does and not a second of imports.
Run as a script, it reads one job a line from stdin and answers with one line of JSON::

    {"argv": ["check", "/tmp/x/events/tiny"], "cwd": "/tmp/x", "out": "/tmp/x/1.out", …}

With ``"borrows": true`` layers are opened by a fork that is there at once (:mod:`nursery`). With
``"knows": true`` those of the good case, which ``{"good": folder}`` named, are known
(:mod:`samelayers`): only what is not byte for byte as there is opened, and no process started
before. Commands under ``"more"`` follow in the same child; where one fits the expression
``"until"`` in what it prints, it is the last. Their streams are ``1.out-1`` and so on.
With ``"as_program": "/dev/full"`` the command prints there (``"|"``: to nobody), and the
interpreter ends after it as it does for users.
A job may name a function instead (``"call": "module:function"``); what it returns is the answer's
``value``. A child that takes too long, too much memory or a signal is reported as such.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from nursery import Nursery
from samelayers import SameLayers

POLL_SECONDS = 0.005
NOBODY = 65534


def serve() -> None:
    """Answer jobs until stdin ends."""
    _import_all()
    nursery = Nursery(import_module("mapper.case.layers.process"))
    known = SameLayers()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever prints in this process must not garble the answers
    for line in sys.stdin:
        job = json.loads(line)
        answer = _learn(job["good"], known) if "good" in job else _run(job, nursery, known)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    nursery.close()


def _import_all() -> None:
    """What commands import lazily; a module that is named anew one day must not break this."""
    names = [
        *("geopandas", "pyogrio", "pyarrow.parquet", "shapely", "pandera", "matplotlib.figure"),
        *(
            "mapper.review.check",
            "mapper.build.onecase",
            "mapper.build.contents",
            "mapper.outputs.pages.atlas",
        ),
        *(
            "mapper.outputs.geo.vector",
            "mapper.outputs.pages.changespage",
            "mapper.answers.verdicts",
            "h3",
        ),
        *("mapper.figures.areas", "mapper.cli", "mapper.cli.build", "mapper.cli.stats", "folium"),
        *("filelock", "markdown_it", "geopandas.io._geoarrow"),
        *("matplotlib.font_manager", "matplotlib.backends.backend_svg", "mapper.build.manycases"),
        *("mapper.areas.admin", "mapper.areas.voronoi", "mapper.areas.hex"),
    ]
    for name in names:
        with contextlib.suppress(ImportError):
            import_module(name)


def _learn(folder: str, known: SameLayers) -> dict[str, Any]:
    """Open the layers of the good case once for all; what opened them is ended before a fork."""
    known.install()
    import_module("mapper.review.check").check_case(folder)
    known.remove()
    import_module("mapper.case.layers.process")._let_go()
    return {}


def _run(job: dict[str, Any], nursery: Nursery, known: SameLayers) -> dict[str, Any]:
    started = time.monotonic()
    value = Path(f"{job['out']}.value")
    child = os.fork()
    if child == 0:
        if job.get("borrows"):
            nursery.lend()
        if job.get("knows"):
            known.install()
            vars(import_module("mapper.case.read"))["prepare"] = _later
        if "as_program" in job:
            _be_program(job)
        _child(job, value)
    late = False
    fattest = job.get("peak_mb", 0)
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            break
        if not late and time.monotonic() - started > job["seconds"]:
            late = True
            _end(child)
        if fattest and _held_mb(child) > fattest:
            _end(child)
        time.sleep(POLL_SECONDS)
    _end(child)  # what it left behind in its group
    if job.get("borrows"):
        nursery.end_all()
    return {
        "code": os.waitstatus_to_exitcode(status),
        "late": late,
        "seconds": time.monotonic() - started,
        "peak_mb": usage.ru_maxrss / 1024,
        "value": json.loads(value.read_text("utf-8")) if value.exists() else None,
    }


def _later(*_: object) -> None:
    """The process for layers is started by the first one that is not known."""


def _held_mb(child: int) -> float:
    """Memory that a child holds now."""
    try:
        pages = int(Path(f"/proc/{child}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 2**20


def _end(child: int) -> None:
    """End a child that leads a group of its own, and the group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _be_program(job: dict[str, Any]) -> NoReturn:
    """Run the command with a stream that takes nothing, and let the interpreter end by itself."""
    _enter(job)
    if job["as_program"] == "|":
        gone, stdout = os.pipe()
        os.close(gone)
    else:
        stdout = os.open(job["as_program"], os.O_WRONLY)
    os.dup2(stdout, 1)
    os.close(stdout)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.__stdout__ = sys.stdout  # type: ignore[misc]
    sys.argv = ["mapper", *job["argv"]]
    import_module("mapper.cli").main()
    raise SystemExit(0)


def _enter(job: dict[str, Any]) -> None:
    """A group, streams, a folder and an environment of its own."""
    os.setsid()
    _streams(job["out"])
    os.chdir(job["cwd"])
    os.environ.update(job.get("env", {}))


def _child(job: dict[str, Any], value: Path) -> NoReturn:
    code = 1
    try:
        _enter(job)
        if job.get("memory_mb"):
            most = job["memory_mb"] * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        if job.get("file_mb"):
            most = int(job["file_mb"] * 2**20)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if job.get("as_nobody"):  # who runs the tests as root could read everything
            if not job.get("knows"):
                import_module("mapper.review.check").check_case(
                    job["as_nobody"]
                )  # imports what it needs
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        if job.get("obey"):
            import_module("shortage").obey_permissions()
        code = _call(job, value) if "call" in job else _commands(job, value)
    except BaseException:
        traceback.print_exc()
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    with contextlib.suppress(Exception):
        sys.stderr.flush()
    os._exit(code)


def _told(out: str, stream: str, number: int) -> str:
    """The file of a stream of a command: the first, or one of those after it."""
    return f"{out}.{stream}-{number}" if number else f"{out}.{stream}"


def _streams(out: str, number: int = 0) -> None:
    targets = (os.devnull, _told(out, "out", number), _told(out, "err", number))
    for fd, (name, flags) in enumerate(
        zip(targets, (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_TRUNC] * 2), strict=True)
    ):
        opened = os.open(name, flags, 0o644)
        os.dup2(opened, fd)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _commands(job: dict[str, Any], value: Path) -> int:
    """One command or several; the codes of those before the one that runs are kept as the value."""
    code = _command(job["argv"])
    codes = []
    for i, argv in enumerate(job.get("more", ())):
        sys.stdout.flush()
        sys.stderr.flush()
        told = Path(_told(job["out"], "out", i)).read_text("utf-8", "replace")
        if "until" in job and re.search(job["until"], told, re.MULTILINE):
            break
        codes.append(code)
        value.write_text(json.dumps(codes), "utf-8")
        _streams(job["out"], i + 1)
        code = _command(argv)
    return code


def _command(argv: list[str]) -> int:
    from mapper.cli import main

    sys.argv = ["mapper", *argv]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _call(job: dict[str, Any], value: Path) -> int:
    module, function = job["call"].split(":")
    result = getattr(import_module(module), function)(*job.get("args", ()))
    value.write_text(json.dumps(result), "utf-8")
    return 0


if __name__ == "__main__":
    serve()
