"""People of the areas of a case: which figures there are, and which of them are parts of which.

Figures may be given for areas of any level. Each area is taken as a set of areas of the finest
level; a figure of a set that lies in another one is a part of that one's figure::

    country 100 ─┬─ cercle a 60 ─┬─ commune a1 40
                 │               └─ (a2, a3: what is left, 20)
                 └─ (cercles b and c: what is left, 40)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper.case.csvtables import LINE
from mapper.case.layers.boundaries import Layer
from mapper.case.layers.raster import Raster
from mapper.case.peopletable import people_in, year_in
from mapper.case.snapping import containing
from mapper.case.sources import split_sources
from mapper.core.geodesy import Shapes

__all__ = [
    "COLUMN",
    "RASTER",
    "TABLE",
    "Figure",
    "People",
    "RawPeople",
    "day_of_people",
    "frame_of",
    "make_people",
]

IntArray = npt.NDArray[np.int64]

TABLE: Final = "table"
COLUMN: Final = "column"
RASTER: Final = "raster"
_COLUMNS: Final = ("area_id", "year", "population", "source")


@dataclass(frozen=True, slots=True)
class RawPeople:
    """Rows of figures as read, from ``population.csv`` or from a column of a layer.

    Attributes
    ----------
    kind : {"table", "column"}
    rows : DataFrame
        area_id, year, population, source (texts), and the line or record of each.
    file, column : str
        Where a wrong number stands.
    """

    kind: str
    rows: pd.DataFrame
    file: str
    column: str

    @classmethod
    def of_layer(cls, layer: Layer, column: str) -> RawPeople:
        """The figures of a column of a layer that was read with it; empty cells are none."""
        assert layer.more is not None
        found = layer.more[layer.more[column] != ""]
        data = {name: [""] * len(found) for name in _COLUMNS}
        rows = pd.DataFrame(data, dtype="str")
        rows["area_id"] = found.index.astype("str")
        rows["population"] = found[column].to_numpy()
        rows["source"] = layer.path
        rows[LINE] = found[LINE].to_numpy()
        return cls(COLUMN, rows, layer.path, column)

    @property
    def years(self) -> list[int]:
        """The years that there are figures of."""
        years = map(year_in, self.rows["year"].unique())
        return sorted(year for year in years if year is not None)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many people live in one area, beside the figures that are parts of it.

    Attributes
    ----------
    area_id, name, level : str
    people : int
    row : int
        Line of the table, or record of the layer.
    members : array of int
        Positions of the areas of the finest level that it is made of.
    free : array of int
        Those of them that no part has a figure of.
    parts : tuple of int
        Positions of the figures that are parts of it, and of no other part.
    across : tuple of int
        Positions of figures of areas that overlap it without lying in it.
    """

    area_id: str
    name: str
    level: str
    people: int
    row: int
    members: IntArray
    free: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    parts: tuple[int, ...] = ()
    across: tuple[int, ...] = ()


@dataclass(frozen=True)
class People:
    """The figures of people of a case.

    Attributes
    ----------
    kind : {"table", "column", "raster"}
    year : int or None
    notes : dict of str
        What the figures are, in the words of the case, by language.
    sources : tuple of str
        Sources of the figures that are used, each once.
    finest : Layer
        The areas of the finest level, as they were in the year or next to it.
    figures : tuple of Figure
        Parts come before what they are parts of.
    raster : Raster or None
        In the place of figures.
    """

    kind: str
    year: int | None
    notes: Mapping[str, str]
    sources: tuple[str, ...]
    finest: Layer
    figures: tuple[Figure, ...]
    raster: Raster | None = None


def day_of_people(year: int | None, first_day: dt.date, last_day: dt.date) -> dt.date:
    """The day whose boundaries count for figures of a year: its middle, or the nearest of the case.

    >>> day_of_people(2009, dt.date(2012, 1, 16), dt.date(2026, 4, 28))
    datetime.date(2012, 1, 16)
    """
    day = first_day if year is None else dt.date(year, 7, 1)
    return min(max(day, first_day), last_day)


def frame_of(layers: Sequence[Layer], day: dt.date) -> Layer:
    """The frame that holds on a day; else the last one before it, else the first one after."""
    holding = next((layer for layer in layers if layer.holds_on(day)), None)
    if holding is not None:
        return holding
    past = [layer for layer in layers if layer.valid_to is not None and layer.valid_to <= day]
    if past:
        return max(past, key=lambda layer: layer.valid_to or dt.date.max)
    return min(layers, key=lambda layer: layer.valid_from or dt.date.min)


def make_people(
    raw: RawPeople,
    layers: Sequence[Layer],
    levels: Sequence[str],
    *,
    year: int | None,
    day: dt.date,
    notes: Mapping[str, str],
) -> People:
    """The figures of one year, in the order in which they are spread.

    Rows that cannot be used (unknown area, no number, named before) are left out: the check of
    the case has words for them.

    Parameters
    ----------
    raw : RawPeople
    layers : sequence of Layer
    levels : sequence of str
        Finest first.
    year : int or None
        Of the rows; None takes all.
    day : date
        The frames of this day count where an area is in several.
    notes : dict of str
    """
    finest = frame_of([x for x in layers if x.level == levels[0]], day)
    rows = raw.rows if year is None or raw.kind == COLUMN else _of_year(raw.rows, year)
    rows = rows.drop_duplicates("area_id")
    figures = _figures(rows, layers, finest, day)
    order = {level: i for i, level in enumerate(levels)}
    figures.sort(key=lambda x: (len(x.members), order[x.level], x.area_id))
    cells = dict.fromkeys(rows["source"].tolist())
    sources = dict.fromkeys(source for cell in cells for source in split_sources(cell))
    if raw.kind == COLUMN:
        sources = {raw.file: None}
    return People(raw.kind, year, dict(notes), tuple(sources), finest, _nested(figures, finest))


def _of_year(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    return rows[rows["year"] == str(year)]


def _figures(
    rows: pd.DataFrame, layers: Sequence[Layer], finest: Layer, day: dt.date
) -> list[Figure]:
    """The rows that name an area and have a number, with the finest areas of each."""
    of_area: dict[str, list[Layer]] = {}
    for layer in layers:
        for area in layer.areas.index:
            of_area.setdefault(str(area), []).append(layer)
    inner = shapely.point_on_surface(finest.areas.geometry.to_numpy())
    known: dict[int, _Areas] = {}
    figures = []
    columns = (rows[name].tolist() for name in ("area_id", "population", LINE))
    for area, text, line in zip(*columns, strict=True):
        people = people_in(text)
        if people is None or area not in of_area:
            continue
        layer = frame_of(of_area[area], day)
        if id(layer) not in known:
            known[id(layer)] = _Areas.of(layer, _members(layer, finest, inner))
        areas = known[id(layer)]
        position = areas.position[area]
        figures.append(
            Figure(
                area_id=area,
                name=areas.names[position],
                level=layer.level,
                people=people,
                row=int(line),
                members=areas.members[position],
            )
        )
    return figures


class _Areas(NamedTuple):
    """The areas of a layer: where each stands, its name, and the finest areas in it."""

    position: dict[str, int]
    names: list[str]
    members: list[IntArray]

    @classmethod
    def of(cls, layer: Layer, members: list[IntArray]) -> _Areas:
        position = {str(area): i for i, area in enumerate(layer.areas.index)}
        return cls(position, layer.areas["name"].astype(str).tolist(), members)


def _members(layer: Layer, finest: Layer, inner: Shapes) -> list[IntArray]:
    """The positions of the finest areas in each area of a layer."""
    count = len(layer.areas)
    if layer is finest:
        return list(np.arange(count)[:, None])
    place = containing(inner, layer.areas.geometry.to_numpy())
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(count + 1))
    return [order[begin:end] for begin, end in pairwise(edges.tolist())]


def _nested(figures: Sequence[Figure], finest: Layer) -> tuple[Figure, ...]:
    """The figures with what is a part of what; smaller areas come first."""
    owner = np.full(len(finest.areas), -1, dtype=np.int64)
    sizes: list[int] = []
    nested = []
    for i, figure in enumerate(figures):
        inside = owner[figure.members]
        if (inside < 0).all():  # nearly all of them
            nested.append(replace(figure, free=figure.members))
            owner[figure.members] = i
            sizes.append(len(figure.members))
            continue
        found, count = np.unique(inside[inside >= 0], return_counts=True)
        whole = count == np.array([sizes[part] for part in found.tolist()], dtype=np.int64)
        nested.append(
            replace(
                figure,
                free=figure.members[inside < 0],
                parts=tuple(found[whole].tolist()),
                across=tuple(found[~whole].tolist()),
            )
        )
        for part in found[~whole].tolist():
            sizes[part] -= int((inside == part).sum())
        owner[figure.members] = i
        sizes.append(len(figure.members))
    return tuple(nested)
