"""The tables of a case as read, before they become a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.case.csvtables import LINE
from mapper.case.layers.boundaries import Layer
from mapper.case.layers.raster import Raster
from mapper.case.people import RASTER, People, RawPeople, day_of_people, frame_of, make_people
from mapper.case.snapping import Homes, homes
from mapper.case.toml import CaseFile
from mapper.core.coded import Coded, combined
from mapper.core.geodesy import FloatArray

__all__ = ["Tables", "cells", "odd_rows", "walk"]

IntArray: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tables:
    """All tables of a case as read; claims and milestones have earliest, best, latest.

    Attributes
    ----------
    file : CaseFile
    claims, actors, blocs, members, successions, milestones, story : DataFrame
    sources, places, seats : DataFrame
        Text columns and the line of each row; claims also have ``_bad_date``.
    baseline : DataFrame
        The rows of ``baseline.csv`` as claims.
    layers : tuple of Layer
    raw_people : tuple of RawPeople
        Figures of people of each source that has some: a case may have one.
    raster : Raster or None
        People by cells.
    broken : frozenset of str
        Files (and the word ``layers``) that cannot be read.
    left_out : frozenset of str
        Every cell of rows that were left out for their length: what it names may exist.
    """

    file: CaseFile
    claims: pd.DataFrame
    baseline: pd.DataFrame
    actors: pd.DataFrame
    blocs: pd.DataFrame
    members: pd.DataFrame
    successions: pd.DataFrame
    milestones: pd.DataFrame
    story: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    seats: pd.DataFrame
    layers: tuple[Layer, ...]
    raw_people: tuple[RawPeople, ...] = ()
    raster: Raster | None = None
    broken: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    @cached_property
    def place_ids(self) -> frozenset[str]:
        """Ids of the gazetteer."""
        return frozenset(self.places["place_id"].tolist())

    @cached_property
    def finest(self) -> Layer | None:
        """The layer of the finest level."""
        return next((x for x in self.layers if x.level == self.file.levels[0]), None)

    @cached_property
    def points(self) -> FloatArray:
        """Longitude and latitude of each place; NaN for what is no number. Shape (n, 2)."""
        numbers = self.places[["lon", "lat"]].apply(pd.to_numeric, errors="coerce")
        points: FloatArray = numbers.to_numpy(dtype=np.float64)
        return points

    @cached_property
    def usable_points(self) -> npt.NDArray[np.bool_]:
        """Which places lie on the globe."""
        on_globe = np.isfinite(self.points) & (np.abs(self.points) <= (180, 90))
        usable: npt.NDArray[np.bool_] = on_globe[:, 0] & on_globe[:, 1]
        return usable

    @cached_property
    def homes(self) -> Homes | None:
        """The area of the finest level that each place counts in; -1 for what is no point."""
        if self.finest is None:
            return None
        areas, usable = self.finest.areas, np.flatnonzero(self.usable_points)
        named = areas.index.get_indexer(self.places["area_id"])[usable].astype(np.int64)
        found = homes(self.points[usable], named, areas.geometry.to_numpy(), self.file.snap_km)
        area, nearest = (np.full(len(self.points), -1, dtype=np.int64) for _ in range(2))
        area[usable], nearest[usable] = found.area, found.nearest
        km = np.zeros(len(self.points))
        km[usable] = found.km
        return Homes(area, nearest, km)

    @cached_property
    def people(self) -> People | None:
        """The figures of people of the year that the case uses; None if there are none."""
        if self.finest is None or not (self.raw_people or self.raster):
            return None
        spec, levels = self.file.people, self.file.levels
        year = spec.year
        if year is None and self.raw_people and self.raw_people[0].years:
            year = self.raw_people[0].years[0]
        day = day_of_people(year, self.file.first_day, self.file.last_day)
        if self.raster is not None:
            finest = frame_of([x for x in self.layers if x.level == levels[0]], day)
            return People(
                kind=RASTER,
                year=year,
                notes=dict(spec.notes),
                sources=(self.raster.path,),
                finest=finest,
                figures=(),
                raster=self.raster,
            )
        raw = self.raw_people[0]
        return make_people(raw, self.layers, levels, year=year, day=day, notes=spec.notes)

    @cached_property
    def frames(self) -> dict[str, list[Layer]]:
        """The layers that each area id occurs in."""
        frames: dict[str, list[Layer]] = {}
        for layer in self.layers:
            for area in layer.areas.index.tolist():
                frames.setdefault(area, []).append(layer)
        return frames


def walk(frame: pd.DataFrame, *columns: str, rows: IntArray | None = None) -> Iterator[Any]:
    """The line of each row, or of some, and its values in some columns.

    Lists are walked, because the elements of a column of text cost a call each.
    """
    some = frame if rows is None else frame.iloc[rows]
    return zip(*(some[column].tolist() for column in (LINE, *columns)), strict=True)


def cells(
    frame: pd.DataFrame, column: str, rows: IntArray | None = None
) -> Iterator[tuple[int, int, str]]:
    """Position, line and id for each id of a cell joined with ``+``, of all rows or of some."""
    positions = range(len(frame)) if rows is None else rows.tolist()
    for i, (line, text) in zip(positions, walk(frame, column, rows=rows), strict=True):
        yield from ((i, line, part) for part in text.split("+") if part)


def odd_rows(
    frame: pd.DataFrame, columns: Sequence[str], is_odd: Callable[..., object]
) -> IntArray:
    """Positions of the rows whose texts in some columns are odd together.

    A check asks once for each combination of texts, and then walks those rows only.

    Parameters
    ----------
    frame : DataFrame
    columns : sequence of str
    is_odd : callable
        Takes a text of each of the columns.

    Examples
    --------
    >>> table = pd.DataFrame({"kind": ["town", "base", "town"], "decides": ["yes", "yes", "no"]})
    >>> odd_rows(table, ["kind", "decides"], lambda *row: row == ("base", "yes"))
    array([1])
    """
    coded = [Coded.of(frame[column]) for column in columns]
    if len(coded) == 1:
        return np.flatnonzero(coded[0].marks(is_odd))
    codes, first = combined(coded)
    texts = ([column.words[code] for code in column.codes[first].tolist()] for column in coded)
    odd = [bool(is_odd(*row)) for row in zip(*texts, strict=True)]
    return np.flatnonzero(np.array(odd, dtype=bool)[codes])
