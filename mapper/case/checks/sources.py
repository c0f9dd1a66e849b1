"""Doubts and faults about sources: glued addresses, and what ``sources.csv`` describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pandas as pd

from mapper.case import schema
from mapper.case.rawcase import Tables, odd_rows, walk
from mapper.case.sources import hidden_address, split_sources
from mapper.case.storytable import STORY
from mapper.core.errors import Fault

__all__ = ["described_faults", "joined_faults"]

_GLUED: Final = re.compile(r"\Shttps?://", re.IGNORECASE)


def _citing(t: Tables) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables whose rows need sources."""
    yield schema.CLAIMS.file, t.claims
    yield schema.BASELINE.file, t.baseline
    yield schema.SUCCESSIONS.file, t.successions
    yield schema.MILESTONES.file, t.milestones
    yield STORY.file, t.story


def joined_faults(t: Tables) -> list[Fault]:
    """Doubts about sources that hold the address of another one: the link would be dead."""
    return [
        Fault(file, int(line), "source", message, hint, "joined-sources", severity="doubt")
        for file, frame in _citing(t)
        for line, message, hint in _joined(frame)
    ]


def _joined(frame: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    for line, text in walk(frame, "source", rows=odd_rows(frame, ["source"], _joined_sources)):
        yield from ((line, message, hint) for message, hint in _joined_sources(text))


def _joined_sources(text: str) -> list[tuple[str, str]]:
    """Message and suggestion for each source of a cell that hides the address of another one."""
    if _GLUED.search(text) is None:  # nearly all of them
        return []
    return [
        (
            f"An address is glued to what stands before it: `{source}`.",
            f"Put a space before `{hidden}`, or delete it.",
        )
        for source in split_sources(text)
        if (hidden := hidden_address(source))
    ]


def described_faults(t: Tables) -> list[Fault]:
    """Sources that are described twice, and doubts about those that no row cites."""
    if t.sources.empty:
        return []
    file = schema.SOURCES.file
    cited = {
        source
        for frame in (*(frame for _, frame in _citing(t)), t.places)
        for text in frame["source"].unique()
        for source in split_sources(str(text))
    }
    faults = []
    first: dict[str, int] = {}
    for line, text in walk(t.sources, "url"):
        (source,) = split_sources(text)[:1] or ("",)
        if source and first.setdefault(source, line) != line:
            message = f"The source is described already on line {first[source]}."
            faults.append(Fault(file, line, "url", message, "Keep one row.", "duplicate-id"))
        elif source and source not in cited and source not in t.left_out:
            message = "No row of the case cites this source."
            hint = "Write it as the claims do, letter by letter, or delete the row."
            fault = Fault(file, line, "url", message, hint, "uncited-source", severity="doubt")
            faults.append(fault)
    return faults
