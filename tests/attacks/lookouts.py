"""Who watches attacks: a listener that hears calls of the network, a watch on a folder."""

from __future__ import annotations

import ctypes
import json
import os
import socket
import struct
import threading
from collections.abc import Mapping
from pathlib import Path

SECRET = "TOPSECRET7391"
LAND = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": "land", "name": SECRET},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        *([0.0, y] for y in (12.0, 13.0, 14.0, 15.0)),
                        *([x, 15.0] for x in (1.0, 2.0, 3.0)),
                        *([3.0, y] for y in (14.0, 13.0, 12.0)),
                        *([x, 12.0] for x in (2.0, 1.0, 0.0)),
                    ]
                ],
            },
        }
    ],
}
"""The country of the tiny case, as a file that an attack would like to have read."""


class Listener:
    """A web server on a free loopback port that notes every call and answers with ``LAND``."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        body = json.dumps(LAND).encode()
        head = f"HTTP/1.0 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.calls.append("(silent)")
            with caller:
                caller.settimeout(0.5)
                try:
                    self.calls[-1] = caller.recv(4096).decode("latin-1").split("\r\n")[0]
                    caller.sendall(head + body)
                except OSError:
                    continue

    def close(self) -> None:
        self._socket.close()


class Watch:
    """Notes who opens, changes or makes files in a folder (inotify of Linux)."""

    _KINDS: Mapping[int, str] = {
        0x001: "read",
        0x002: "changed",
        0x020: "opened",
        0x100: "made",
        0x200: "deleted",
        0x040: "moved",
        0x080: "moved in",
    }

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        mask = sum(self._KINDS)
        if self._fd < 0 or libc.inotify_add_watch(self._fd, os.fsencode(folder), mask) < 0:
            raise OSError(ctypes.get_errno(), "inotify is needed for this test")

    def events(self) -> list[str]:
        """What happened since the last call."""
        found = []
        while True:
            try:
                raw = os.read(self._fd, 65536)
            except BlockingIOError:
                return found
            while raw:
                _, mask, _, length = struct.unpack_from("iIII", raw)
                name = raw[16 : 16 + length].rstrip(b"\0").decode()
                if not mask & 0x40000000:  # of folders: listing them is no harm
                    found += [f"{w} {name}" for bit, w in self._KINDS.items() if mask & bit]
                raw = raw[16 + length :]

    def close(self) -> None:
        os.close(self._fd)
