"""Boundary layers through a process of their own, which can be limited and ended.

GDAL chooses a driver by what a file holds, follows what it names, and cannot be interrupted.
:mod:`mapper.case.layers.script` therefore opens layers in another process, with six drivers, no
network, a limit of memory and a limit of time. One process serves all layers that this one
reads; after an accident the next layer gets a new one.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from mapper.case.layers.script import DRIVERS, GEOMETRY
from mapper.core.errors import MapperError
from mapper.core.gdal import OFFLINE, SKIPPED_DRIVERS

__all__ = [
    "USUAL_LIMITS",
    "LayerProcessError",
    "Limits",
    "Opened",
    "environment",
    "open_layer",
    "prepare",
]

_START_SECONDS: Final = 120
"""How long the process may take to start: a fifth of a second where nothing else is at work."""
_BYTES_A_SECOND: Final = 10**6
"""A tenth of what the slowest format is read with."""
_KEPT: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "GDAL_DATA",
    "PROJ_DATA",
    "PROJ_LIB",
)
"""What the process gets to know of the environment: no proxies, no keys, no options of GDAL."""
_THRIFT: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
}
"""No threads that nothing needs. The megabytes that a driver takes for each small layer are kept
for the next one, not given back to the system (words to the C library of GNU; others ignore them).
"""


class LayerProcessError(MapperError, RuntimeError):
    """The process that opens layers cannot be started."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a layer may be, and how long its reading may take.

    A case of 100,000 units stays far below.

    Attributes
    ----------
    file_bytes : int
        Size of one file.
    features, vertices : int
        Areas or lines of one layer, and their corners.
    seconds : int
        Time to read one layer, beside a second for each million bytes of it.
    memory_bytes : int
        Memory of the process that reads it.
    """

    file_bytes: int = 1 << 30
    features: int = 1_000_000
    vertices: int = 50_000_000
    seconds: int = 20
    memory_bytes: int = 8 << 30

    def times(self, factor: int) -> Limits:
        """All limits that many times as high."""
        return Limits(**{f.name: factor * getattr(self, f.name) for f in fields(self)})


USUAL_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Opened:
    """What the process says of a layer.

    Attributes
    ----------
    fields : list of str
        All columns but the geometry.
    table : DataFrame or None
        The columns asked for; None if one of them is missing.
    shapes : array of bytes or None
        The geometries as WKB; None where there is none.
    crs : str or None
        The coordinate reference system as ``EPSG:…``, WKT or PROJJSON.
    warnings : list of str
        What the driver warned of.
    refused : str
        Why the layer is not read, in a word; empty if it is.
    more : object
        More about that.
    """

    fields: list[str]
    table: pd.DataFrame | None = None
    shapes: npt.NDArray[np.object_] | None = None
    crs: str | None = None
    warnings: list[str] | None = None
    refused: str = ""
    more: Any = ""


class _Process:
    """The other process, and a thread that waits for its answers."""

    def __init__(self, memory_bytes: int) -> None:
        self.memory_bytes = memory_bytes
        start = {"sys_path": [p for p in sys.path if p], "memory_bytes": memory_bytes}
        script = Path(__file__).with_name("script.py")
        try:
            self.popen = subprocess.Popen(
                [
                    sys.executable,
                    "-I",
                    "-X",
                    "utf8",
                    str(script),
                    json.dumps(start, allow_nan=False),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
        except OSError as error:
            raise LayerProcessError(
                f"the process that reads boundary layers cannot be started: {error.strerror}."
            ) from error
        self.answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.ready = False

    def _listen(self) -> None:
        stdout = self.popen.stdout
        assert stdout is not None
        with stdout:
            for line in stdout:
                try:
                    self.answers.put(json.loads(line))
                except ValueError:
                    break
        self.answers.put(None)

    def wait_until_ready(self) -> None:
        """Wait for its first word."""
        if not self.ready:
            self.ready = self._answer(_START_SECONDS) is not None
        if not self.ready:
            self.end()
            raise LayerProcessError(
                "the process that reads boundary layers does not start: are pyogrio and pyarrow "
                "installed whole, and is there enough memory?"
            )

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request; one of our own words if there is none."""
        self.wait_until_ready()
        stdin = self.popen.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(request, allow_nan=False).encode() + b"\n")
            stdin.flush()
        except OSError:
            return {"refused": "died", "more": ""}
        seconds = int(request["seconds"])
        try:
            answer = self.answers.get(timeout=seconds)
        except queue.Empty:
            return {"refused": "seconds", "more": seconds}
        return {"refused": "died", "more": ""} if answer is None else answer

    def _answer(self, seconds: float) -> dict[str, Any] | None:
        try:
            return self.answers.get(timeout=seconds)
        except queue.Empty:
            return None

    def end(self) -> None:
        """End it, whatever it is doing."""
        if self.popen.stdin is not None and not self.popen.stdin.closed:
            with suppress(OSError):  # what it no longer reads
                self.popen.stdin.close()
        self.popen.kill()
        self.popen.wait()


def environment() -> dict[str, str]:
    """What a process that opens a stranger's file gets to know: no network, few drivers."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    skipped = [name for name in SKIPPED_DRIVERS if name not in DRIVERS.values()]
    return kept | OFFLINE | _THRIFT | {"GDAL_SKIP": ",".join(skipped)}


_process: _Process | None = None
_of_parents: Final[list[_Process | None]] = []
"""Kept in a forked process, so that it does not end what is not its own."""
_one_at_a_time = threading.Lock()


def prepare(limits: Limits = USUAL_LIMITS) -> None:
    """Start the process if there is none, and go on meanwhile."""
    with _one_at_a_time:
        _running(limits)


def _running(limits: Limits) -> _Process:
    global _process  # noqa: PLW0603 (one process serves all layers of this one)
    if _process is not None and (
        _process.memory_bytes != limits.memory_bytes or _process.popen.poll() is not None
    ):
        _let_go()
    if _process is None:
        _process = _Process(limits.memory_bytes)
    return _process


def _let_go() -> None:
    global _process  # noqa: PLW0603
    if _process is not None:
        _process.end()
        _process = None


atexit.register(_let_go)


def _after_fork() -> None:
    """A forked process leaves the one of its parent alone, and starts its own."""
    global _process, _one_at_a_time
    _of_parents.append(_process)
    _process, _one_at_a_time = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def open_layer(
    path: Path,
    columns: Sequence[str] | None,
    *,
    layer: str = "",
    encoding: str | None = None,
    limits: Limits = USUAL_LIMITS,
) -> Opened:
    """Read a layer in the other process.

    Parameters
    ----------
    path : Path
        A file of its own in a private folder: beside it only what belongs to the layer, and
        room for the answer. Its suffix names the driver.
    columns : sequence of str or None
        The columns wanted; None for all.
    layer : str
        Its name, where the file holds several.
    encoding : str, optional
        Of the texts of a shapefile.
    limits : Limits

    Returns
    -------
    Opened

    Raises
    ------
    LayerProcessError
        If the process cannot be started.
    """
    out = path.with_name("answer.arrow")
    request = {
        "path": str(path),
        "columns": None if columns is None else list(columns),
        "layer": layer,
        "encoding": encoding,
        "features": limits.features,
        "vertices": limits.vertices,
        "bytes": 4 * limits.file_bytes,
        "seconds": limits.seconds + _size(path.parent) // _BYTES_A_SECOND,
        "out": str(out),
    }
    with _one_at_a_time:
        answer = _running(limits).ask(request)
        if answer.get("refused") in {"died", "seconds", "memory"}:
            _let_go()
    if "refused" in answer:
        return Opened([], refused=str(answer["refused"]), more=answer["more"])
    found = Opened(list(answer["fields"]), crs=answer["crs"], warnings=list(answer["warnings"]))
    return _with_records(found, out) if answer["rows"] else found


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*"))


def _with_records(found: Opened, out: Path) -> Opened:
    with pa.OSFile(str(out), "rb") as source:
        table = pa.ipc.open_file(source).read_all()
    shapes = table.column(GEOMETRY).to_numpy(zero_copy_only=False)
    return Opened(
        found.fields,
        table.drop_columns([GEOMETRY]).to_pandas(integer_object_nulls=True),
        np.asarray(shapes, dtype=object),
        found.crs,
        found.warnings,
    )
