"""Cases that were read before: dozens of tests put one question each to the same small case.

Reading it takes a tenth of a second and as much in the process for layers, the answer mostly less.
A case that lies in the same folder with the same files, byte by byte, is a copy of what was read
the first time; its faults are told each time, by reading it again.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Hashable, Iterator
from functools import update_wrapper
from pathlib import Path

from mapper.case import read
from mapper.case.folders import geodata_folder
from mapper.case.layers.process import USUAL_LIMITS, Limits

__all__ = ["SameCases"]


class SameCases:
    """Stands in the place of ``read_case``."""

    def __init__(self) -> None:
        self._read = read.read_case
        update_wrapper(self, self._read, updated=())  # some look at it as `mapper.read_case`
        self._copies: dict[Hashable, bytes] = {}

    def __call__(self, folder: Path | str, *, limits: Limits = USUAL_LIMITS) -> read.Case:
        """As ``read_case``."""
        true = Path(folder).resolve()
        key = (true, limits, *_held(true), *_held(geodata_folder(true)))
        if key not in self._copies:
            case = self._read(folder, limits=limits)
            self._copies[key] = pickle.dumps(case, pickle.HIGHEST_PROTOCOL)
            return case
        return pickle.loads(self._copies[key])

    def install(self) -> None:
        """Stand there from now on."""
        read.read_case = self  # type: ignore[assignment]

    def remove(self) -> None:
        """Give the place back."""
        read.read_case = self._read


def _held(folder: Path) -> Iterator[Hashable]:
    """What lies in a folder: name, kind, mode and bytes."""
    for path in sorted(folder.rglob("*")):
        yield path, path.lstat().st_mode
        if path.is_file():
            yield hashlib.sha256(path.read_bytes()).digest()
