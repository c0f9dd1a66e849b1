"""Processes for layers that are there at once: one imported the libraries, the others are forks.

Each command on a hostile case is a process of its own and starts one for its layers, which imports
pyogrio and pyarrow first: half of what a command on a small case costs. Here one such process
(`serve`) is started as `mapper.case.layers.process` starts it, and a fork of it is handed to each
command (`Borrowed` in the place of ``Popen``); what runs in the fork is the same script, from its
first line on. Attacks that are about the process itself, and `make fuzz`, start theirs.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_WORDS = 1 << 16
"""Bytes of a request: the paths of libraries, mostly."""


class Nursery:
    """The process that is forked, seen by the warden and its children."""

    def __init__(self, process: Any) -> None:
        self._process = process  # mapper.case.layers.process
        self._ours, theirs = socket.socketpair()
        script = Path(process.__file__).with_name("script.py")
        start = {"sys_path": [p for p in sys.path if p], "memory_bytes": 0}
        words = [str(script), str(theirs.fileno()), json.dumps(start)]
        self._popen = process.subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", __file__, *words],
            stdin=process.subprocess.DEVNULL,
            stderr=process.subprocess.DEVNULL,
            env=process.environment(),
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def lend(self) -> None:
        """From now on this process gets forks instead of processes of its own."""
        self._process.subprocess = SimpleNamespace(
            PIPE=self._process.subprocess.PIPE,
            DEVNULL=self._process.subprocess.DEVNULL,
            Popen=self._borrow,
        )

    def _borrow(self, words: Sequence[str], **_: object) -> Borrowed:
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        request = json.dumps({"start": words[-1]}).encode()
        socket.send_fds(self._ours, [request], [theirs_in, theirs_out])
        os.close(theirs_in)
        os.close(theirs_out)
        return Borrowed(int(self._ours.recv(64)), ours_in, ours_out)

    def end_all(self) -> None:
        """End what the last command had and may have left behind."""
        socket.send_fds(self._ours, [b"{}"], [])
        self._ours.recv(64)

    def close(self) -> None:
        """End it."""
        self._ours.close()
        self._popen.wait(10)


class Borrowed:
    """A fork, as ``Popen`` would show it."""

    def __init__(self, pid: int, stdin: int, stdout: int) -> None:
        self.pid = pid
        self.stdin, self.stdout = os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb")

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return -signal.SIGKILL
        return None

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        while (code := self.poll()) is None:
            time.sleep(0.001)
        return code


def serve() -> None:
    """Import what the script imports, then fork at each request until nobody asks any more."""
    script, number, start = sys.argv[1:4]
    spec = importlib.util.spec_from_file_location("script", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path[:] = json.loads(start)["sys_path"]
    module._only_drivers()
    from pyarrow import ipc  # noqa: F401 (read once for all)
    from pyogrio import raw  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries them
    asked = socket.socket(fileno=int(number))
    lent: list[int] = []
    while True:
        words, streams, _, _ = socket.recv_fds(asked, _WORDS, 2)
        if not words:
            return
        if not streams:
            for pid in lent:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            lent.clear()
            asked.send(b"0")
            continue
        pid = os.fork()
        if pid == 0:
            asked.close()
            _answer(module, json.loads(words)["start"], *streams)
        for stream in streams:
            os.close(stream)
        lent.append(pid)
        asked.send(str(pid).encode())


def _answer(module: Any, start: str, stdin: int, stdout: int) -> None:
    """Be the process that opens layers; never returns."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(stdin, 0)
    os.dup2(stdout, 1)
    os.close(stdin)
    os.close(stdout)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = [sys.argv[1], start]
    try:
        module.main()
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve()
