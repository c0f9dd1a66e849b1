"""The tables of a case as read, before they become a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from mapper.case.csvtables import LINE
from mapper.case.layers.boundaries import Layer
from mapper.case.toml import CaseFile

__all__ = ["Tables", "cells", "walk"]


@dataclass(frozen=True)
class Tables:
    """All tables of a case as read; claims and milestones have earliest, best, latest.

    Attributes
    ----------
    file : CaseFile
    claims, actors, blocs, members, successions, milestones, sources, places, seats : DataFrame
        Text columns and the line of each row; claims also have ``_bad_date``.
    layers : tuple of Layer
    broken : frozenset of str
        Files (and the word ``layers``) that cannot be read.
    left_out : frozenset of str
        Every cell of rows that were left out for their length: what it names may exist.
    """

    file: CaseFile
    claims: pd.DataFrame
    actors: pd.DataFrame
    blocs: pd.DataFrame
    members: pd.DataFrame
    successions: pd.DataFrame
    milestones: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    seats: pd.DataFrame
    layers: tuple[Layer, ...]
    broken: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    @cached_property
    def place_ids(self) -> frozenset[str]:
        """Ids of the gazetteer."""
        return frozenset(self.places["place_id"])

    @cached_property
    def frames(self) -> dict[str, list[Layer]]:
        """The layers that each area id occurs in."""
        frames: dict[str, list[Layer]] = {}
        for layer in self.layers:
            for area in layer.areas.index:
                frames.setdefault(str(area), []).append(layer)
        return frames


def walk(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The line of each row and its values in some columns.

    Lists are walked, because the elements of a column of text cost a call each.
    """
    return zip(*(frame[column].tolist() for column in (LINE, *columns)), strict=True)


def cells(frame: pd.DataFrame, column: str) -> list[tuple[int, int, str]]:
    """Position, line and id for each id of a cell joined with ``+``."""
    return [
        (i, line, part)
        for i, (line, text) in enumerate(walk(frame, column))
        for part in text.split("+")
        if part
    ]
