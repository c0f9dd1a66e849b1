"""Answers for layers whose bytes were opened before: most tests spoil a table, not the boundaries.

A small case has six layers, and to open them costs as much as all else in reading it. What the
process for layers answers follows from the bytes of the files, the columns asked for, the encoding
and the limits alone, so a test that has those of an earlier test gets the answer of that time.
Whatever is refused, and every file with another byte, is opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import replace
from pathlib import Path

from mapper.case.layers import reader
from mapper.case.layers.process import USUAL_LIMITS, Limits, Opened

__all__ = ["SameLayers"]


class SameLayers:
    """Stands in the place of ``open_layer``."""

    def __init__(self) -> None:
        self._open = reader.open_layer
        self._answers: dict[Hashable, Opened] = {}

    def __call__(
        self,
        path: Path,
        columns: Sequence[str] | None,
        *,
        layer: str = "",
        encoding: str | None = None,
        limits: Limits = USUAL_LIMITS,
    ) -> Opened:
        """As ``open_layer``."""
        files = sorted(file for file in path.parent.rglob("*") if file.is_file())
        digests = [(file.name, hashlib.sha256(file.read_bytes()).digest()) for file in files]
        key = (path.name, *digests, *(columns or [None]), layer, encoding, limits)
        if key not in self._answers:
            answer = self._open(path, columns, layer=layer, encoding=encoding, limits=limits)
            if answer.refused:
                return answer
            self._answers[key] = answer
        answer = self._answers[key]
        table = None if answer.table is None else answer.table.copy()
        shapes = None if answer.shapes is None else answer.shapes.copy()
        return replace(answer, table=table, shapes=shapes)

    def install(self) -> None:
        """Stand there from now on."""
        reader.open_layer = self  # type: ignore[assignment]

    def remove(self) -> None:
        """Give the place back."""
        reader.open_layer = self._open
