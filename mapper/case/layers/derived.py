"""Coarser levels made from a finer one: areas joined by a column of its file.

Layers of several levels from one maker seldom fit together, since each is simplified on its own.
The areas of a derived level are made of those of a finer one, so that they have the same edges,
corner by corner.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.case.csvtables import LINE
from mapper.case.layers.boundaries import Layer
from mapper.core.errors import Fault
from mapper.core.geodesy import CRS

__all__ = ["KEYS", "DerivedSpec", "derived_layers"]

KEYS: Final = ("level", "from", "by", "name", "parent", "frame", "valid_from", "valid_to")
"""Keys of a ``[[layers]]`` table without a ``path``."""
_ONE_EACH: Final = "An area of the coarser level has one: correct the rows that say otherwise."


_SHARED: Final = "Neighbours must share their edge vertex by vertex: clean the layer as a coverage."


@dataclass(frozen=True, slots=True)
class DerivedSpec:
    """How a case describes a level that is derived (a ``[[layers]]`` table without ``path``).

    Attributes
    ----------
    level : str
    source : str
        The level whose areas are joined (``from``).
    by : str
        Column with the id of the area of this level that each of them belongs to.
    name, parent : str or None
        Columns with its name (default: its id) and parent.
    frame : str
    valid_from, valid_to : date or None
        As of a :class:`~mapper.case.layers.boundaries.Layer`; default: those of the source.
    """

    level: str
    source: str
    by: str
    name: str | None = None
    parent: str | None = None
    frame: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    @classmethod
    def of(cls, table: dict[str, str], finest: str) -> DerivedSpec:
        """The description that a checked table of ``case.toml`` gives."""
        days = {
            key: dt.date.fromisoformat(table[key])
            for key in ("valid_from", "valid_to")
            if table.get(key)
        }
        return cls(
            level=table["level"],
            source=table.get("from", finest),
            by=table["by"],
            name=table.get("name"),
            parent=table.get("parent"),
            frame=table.get("frame", ""),
            **days,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the source that are read."""
        return tuple(dict.fromkeys(c for c in (self.by, self.name, self.parent) if c))


def derived_layers(
    specs: Sequence[DerivedSpec], layers: Sequence[Layer]
) -> tuple[list[Layer], list[Fault]]:
    """The layers of derived levels: one for each frame of their sources.

    Parameters
    ----------
    specs : sequence of DerivedSpec
    layers : sequence of Layer
        Those that were read, with the columns of the specs in ``more``.

    Returns
    -------
    layers : list of Layer
        Without those that cannot be made.
    faults : list of Fault
    """
    made: list[Layer] = []
    faults: list[Fault] = []
    for spec in specs:
        for source in layers:
            if source.level == spec.source:
                grouping = _Grouping(spec, source)
                made += grouping.layer()
                faults += grouping.faults
    return made, faults


@dataclass(slots=True)
class _Grouping:
    """The areas of one frame of a source, by the areas of a coarser level."""

    spec: DerivedSpec
    source: Layer
    faults: list[Fault] = field(default_factory=list)

    def _check(self) -> None:
        """Whether an area belongs nowhere, or there are two words for one."""
        self._check_empty(self.spec.by, f"The area has no {self.spec.level} in `{self.spec.by}`.")
        for what, column in (("names", self.spec.name), ("parents", self.spec.parent)):
            if column is not None:
                self._check_one(what, column)
        if self.spec.name is not None:
            self._check_empty(self.spec.name, f"The {self.spec.level} of the area has no name.")

    def layer(self) -> list[Layer]:
        """The coarser layer; none if there are faults."""
        self._check()
        if self.faults:
            return []
        table = self._texts.drop_duplicates(self.spec.by).sort_values(self.spec.by, kind="stable")
        ids = table[self.spec.by].tolist()
        shapes = self.source.areas.geometry.to_numpy()
        codes = pd.Index(ids).get_indexer(self._texts[self.spec.by])
        try:
            joined = [shapely.coverage_union_all(shapes[codes == i]) for i in range(len(ids))]
        except shapely.errors.GEOSException:
            message = f"The areas cannot be joined to a {self.spec.level}: their edges differ."
            self.faults.append(
                Fault(self.source.path, None, "geometry", message, _SHARED, "bad-coverage")
            )
            return []
        names = ids if self.spec.name is None else table[self.spec.name].tolist()
        parents = [""] * len(ids) if self.spec.parent is None else table[self.spec.parent].tolist()
        areas = gpd.GeoDataFrame(
            {"name": names, "parent": parents},
            geometry=np.array(joined, dtype=object),
            index=pd.Index(ids, name="id", dtype="str"),
            crs=CRS,
        )
        start = self.spec.valid_from or self.source.valid_from
        end = self.spec.valid_to or self.source.valid_to
        frame = self.spec.frame or (start.isoformat()[:4] if start else self.spec.level)
        return [Layer(self.spec.level, frame, start, end, areas, self.source.path)]

    @property
    def _texts(self) -> pd.DataFrame:
        if self.source.more is None:
            raise ValueError("the source was read without the columns of the level")
        return self.source.more

    def _check_empty(self, column: str, message: str) -> None:
        rows = self._texts.loc[self._texts[column] == "", LINE]
        hint = "Fill it in, in the file of the layer."
        self._add(rows, column, [message] * len(rows), hint, "missing-value")

    def _check_one(self, what: str, column: str) -> None:
        """A second name, or parent, of one area of the coarser level."""
        pairs = self._texts[self._texts[self.spec.by] != ""].drop_duplicates([self.spec.by, column])
        first = pairs.groupby(self.spec.by)[[column, LINE]].transform("first")
        other = pairs[pairs.duplicated(self.spec.by)]
        messages = [
            f"The {self.spec.level} `{area}` has two {what}: `{text}`, and `{before}` in record "
            f"{line}."
            for area, text, before, line in zip(
                other[self.spec.by],
                other[column],
                first.loc[other.index, column],
                first.loc[other.index, LINE],
                strict=True,
            )
        ]
        self._add(other[LINE], column, messages, _ONE_EACH, "two-values")

    def _add(
        self, rows: Iterable[int], column: str, messages: Sequence[str], hint: str, code: str
    ) -> None:
        for row, message in zip(rows, messages, strict=True):
            self.faults.append(Fault(self.source.path, int(row), column, message, hint, code))
