"""Reading a case: ``case.toml``, its tables and its boundary layers, into a :class:`Case`.

The only reader of the project. All faults of all files are gathered before one
:class:`~mapper.core.errors.CaseError` is raised, so that an editor sees them at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.case import schema
from mapper.case.background import read_background
from mapper.case.checks import consistency
from mapper.case.checks.coverage import frame_gaps, layer_faults, units_across
from mapper.case.csvtables import LINE, read_table
from mapper.case.folders import GEODATA_FOLDER, closed, find_case, folders_of, geodata_folder
from mapper.case.inputs import Inputs
from mapper.case.layers.boundaries import Layer, read_layer
from mapper.case.layers.process import USUAL_LIMITS, Limits, prepare
from mapper.case.names import Names, read_translations
from mapper.case.toml import CaseFile, read_case_file
from mapper.core.collector import collector_paused
from mapper.core.dates import day_number, day_of, parse_dates
from mapper.core.errors import CaseError, Fault, sort_faults
from mapper.core.foreigndates import foreign_date
from mapper.core.legible import printable, shortened
from mapper.core.model import Actor, Bloc, Membership, Milestone, Succession

__all__ = ["Case", "find_case", "read_case", "try_case"]


@dataclass(frozen=True, slots=True)
class Case:
    """A conflict as plain data, checked.

    Attributes
    ----------
    file : CaseFile
        What ``case.toml`` says.
    folder, geodata : Path
    actors, blocs : dict
        By id, in file order.
    members : tuple of Membership
    successions : tuple of Succession
        Ordered by date, then file order.
    milestones : tuple of Milestone
    places : DataFrame
        Indexed by place_id: name, alt_names (tuple), kind, rank (int), decides (bool), lat, lon
        (degrees), population (Int64), area_id, source, note.
    seats : DataFrame
        area_id, place_id, level.
    claims : DataFrame
        In file order: the columns of ``control_events.csv`` with gained_by, lost_by and
        opposed_by as tuples, ``sources`` (tuple), and earliest, best, latest (int32, days since
        1970-01-01, clipped to the case), ``row`` (line of the file).
    layers : tuple of Layer
    translations : dict
        Names in other languages, by language (see :mod:`mapper.case.names`).
    backgrounds : dict of GeoDataFrame
        Neighbours and rivers for maps without network, by kind: columns name, (rank,) geometry.
    inputs : Inputs
        The files that all this was read from, with the SHA-256 of what was read.
    """

    file: CaseFile
    folder: Path
    geodata: Path
    actors: Mapping[str, Actor]
    blocs: Mapping[str, Bloc]
    members: tuple[Membership, ...]
    successions: tuple[Succession, ...]
    milestones: tuple[Milestone, ...]
    places: pd.DataFrame
    seats: pd.DataFrame
    claims: pd.DataFrame
    layers: tuple[Layer, ...] = field(default=())
    translations: Mapping[str, Names] = field(default_factory=dict)
    backgrounds: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    inputs: Inputs = field(default_factory=Inputs, compare=False)

    @property
    def id(self) -> str:
        """Name of the case's folder."""
        return self.folder.name

    def background(self) -> dict[str, gpd.GeoDataFrame]:
        """Neighbours and rivers for maps without network: columns name, (rank,) geometry."""
        return dict(self.backgrounds)


def read_case(folder: Path | str, *, limits: Limits = USUAL_LIMITS) -> Case:
    """Read and check a case.

    Parameters
    ----------
    folder : Path or str
        The folder with ``case.toml`` (see :func:`find_case`).
    limits : Limits
        How large its boundary layers may be: ``Limits().times(4)`` for larger ones.

    Raises
    ------
    CaseError
        With every fault found.
    """
    case, faults = try_case(folder, limits=limits)
    if case is None:
        errors = [fault for fault in faults if fault.severity == "error"]
        raise CaseError(errors, what=f"the case `{printable(Path(folder).resolve().name)}`")
    return case


def try_case(
    folder: Path | str, *, limits: Limits = USUAL_LIMITS
) -> tuple[Case | None, tuple[Fault, ...]]:
    """The case, or None if it cannot be used, and every fault and doubt found in reading it."""
    reader = _Reader(Path(folder).resolve(), limits)
    with collector_paused():
        case = reader.read()
    return case, tuple(map(_shown, sort_faults(reader.faults)))  # shown: those that are kept


def _shown(fault: Fault) -> Fault:
    """The fault on a line that can be read: no character that would be a command, no endless text.

    What a cell holds is part of the message; a cell may be the whole rest of a file.
    """
    return replace(
        fault,
        file=printable(fault.file),
        column=None if fault.column is None else shortened(printable(fault.column)),
        message=shortened(printable(fault.message)),
        suggestion=shortened(printable(fault.suggestion)),
    )


class _Reader:
    """Reads file after file and gathers faults; a table that cannot be read counts as empty."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder = folder
        self.geodata = geodata_folder(folder)
        self.limits = limits
        self.inputs = Inputs(*folders_of(folder, self.geodata))
        self.faults: list[Fault] = []
        self.broken: set[str] = set()
        self.left_out: set[str] = set()

    def read(self) -> Case | None:
        self.faults += closed(self.folder, self.folder.name)
        if not self.faults:
            self.faults += closed(self.geodata, f"{GEODATA_FOLDER}/{self.folder.name}")
        if self.faults:
            return None
        prepare(self.limits)
        file, faults = read_case_file(self.folder / "case.toml", read=self.inputs.read)
        self.faults += faults
        tables = {s.file: self._table(self.folder, s) for s in _CASE_TABLES}
        places, seats = (self._table(self.geodata, s) for s in (schema.PLACES, schema.SEATS))
        if file is None:
            return None
        layers = self._layers(file)
        claims = self._dated(tables[schema.CLAIMS.file], schema.CLAIMS.file, "event_date", file)
        milestones = self._dated(
            tables[schema.MILESTONES.file], schema.MILESTONES.file, "date", file, clip=False
        )
        bundle = consistency.Tables(
            file=file,
            claims=claims,
            actors=tables[schema.ACTORS.file],
            blocs=tables[schema.BLOCS.file],
            members=tables[schema.BLOC_MEMBERS.file],
            successions=tables[schema.SUCCESSIONS.file],
            milestones=milestones,
            places=places,
            seats=seats,
            layers=tuple(layers),
            broken=frozenset(self.broken),
            left_out=frozenset(self.left_out),
        )
        self.faults += consistency.cross_faults(bundle)
        translations, faults = read_translations(
            self.folder, self._ids(bundle), read=self.inputs.read
        )
        self.faults += faults
        backgrounds = self._backgrounds(file)
        if any(fault.severity == "error" for fault in self.faults):
            return None
        return replace(
            _make_case(self.folder, self.geodata, bundle),
            translations=translations,
            backgrounds=backgrounds,
            inputs=self.inputs,
        )

    def _ids(self, t: consistency.Tables) -> dict[str, set[str]]:
        """Ids by kind, of the kinds whose tables and rows could all be read."""
        tables = (
            ("place", schema.PLACES.file, set(t.place_ids)),
            ("area", "layers", set(t.frames)),
            ("actor", schema.ACTORS.file, set(t.actors["actor_id"])),
            ("bloc", schema.BLOCS.file, set(t.blocs["bloc_id"])),
        )
        return {kind: ids | self.left_out for kind, file, ids in tables if file not in self.broken}

    def _table(self, folder: Path, table: schema.TableSchema) -> pd.DataFrame:
        text = read_table(
            folder / table.file,
            table.columns,
            optional=table.optional,
            former=dict(table.former),
            read=self.inputs.read,
        )
        self.faults += text.faults
        self.left_out |= text.left_out
        if text.readable:
            self.faults += schema.table_faults(table, text.frame)
        else:
            self.broken.add(table.file)
        return text.frame

    def _layers(self, file: CaseFile) -> list[Layer]:
        layers: list[Layer] = []
        whole = True
        for spec in file.layers:
            frames, faults = read_layer(self.geodata, spec, inputs=self.inputs, limits=self.limits)
            self.faults += faults
            layers += frames
            whole = whole and bool(frames)
        if whole:
            found = layer_faults(layers, file.levels)
            if not found:
                found = units_across(layers, file.levels)
            self.faults += found
            self.faults += frame_gaps(layers, file.levels, file.first_day, file.last_day)
        else:
            self.broken.add("layers")
        return layers

    def _backgrounds(self, file: CaseFile) -> dict[str, gpd.GeoDataFrame]:
        found = {}
        for kind, path in file.background.items():
            found[kind], faults = read_background(
                self.geodata, kind, path, inputs=self.inputs, limits=self.limits
            )
            self.faults += faults
        return {kind: frame for kind, frame in found.items() if frame is not None}

    def _dated(
        self, frame: pd.DataFrame, name: str, column: str, file: CaseFile, *, clip: bool = True
    ) -> pd.DataFrame:
        """The frame with earliest, best and latest; faults for dates that cannot be used."""
        windows, problems = parse_dates(frame[column], file.about)
        first, last = (day_number(day) for day in (file.first_day, file.last_day))
        bad = frame[column].isin(list(problems)).to_numpy()
        how = (
            "Write a day (2012-03-30), a month (2012-06), about (2012-03~) or between "
            "(2012-01-17/2012-01-18)."
        )
        for line, text in zip(frame.loc[bad, LINE], frame.loc[bad, column], strict=True):
            if text:
                message, hint = f"`{text}` is not a date that can be used: {problems[text]}.", how
                if (foreign := foreign_date(text)) is not None:
                    message, hint = f"`{text}` is {foreign.what}.", foreign.advice
                self.faults.append(Fault(name, int(line), column, message, hint, "bad-date"))
        if clip:
            outside = ~bad & ((windows[:, 2] < first) | (windows[:, 0] > last))
            rows = frame.loc[outside, [LINE, column]]
            for line, text in rows.itertuples(index=False):
                message = f"{text} lies outside the case ({file.first_day} to {file.last_day})."
                hint = "Correct the date, or move first_day or last_day in case.toml."
                fault = Fault(name, int(line), column, message, hint, "date-outside-case")
                self.faults.append(fault)
            bad = bad | outside
            windows = np.clip(windows, first, last)
        dated = frame.copy()
        dated["earliest"], dated["best"], dated["latest"] = windows.T
        dated["_bad_date"] = bad
        return dated


_CASE_TABLES: Final = (
    schema.CLAIMS,
    schema.ACTORS,
    schema.BLOCS,
    schema.BLOC_MEMBERS,
    schema.SUCCESSIONS,
    schema.MILESTONES,
)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _ids(series: pd.Series) -> list[tuple[str, ...]]:
    """Each cell's ids joined with ``+`` as a tuple; equal cells share one tuple."""
    codes, distinct = pd.factorize(series)
    tuples = [tuple(part for part in str(text).split("+") if part) for text in distinct]
    return [tuples[code] for code in codes]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _make_case(folder: Path, geodata: Path, t: consistency.Tables) -> Case:
    actors = {
        r["actor_id"]: Actor(
            actor_id=r["actor_id"],
            name=r["name"],
            short_name=r["short_name"],
            kind=r["kind"],
            colour=r["colour"].lower(),
            active_from=_day(r["active_from"]),
            active_to=_day(r["active_to"]),
            wikidata=r["wikidata"],
            note=r["note"],
        )
        for r in _records(t.actors)
    }
    successions = [
        Succession(
            r["predecessor"],
            r["successor"],
            dt.date.fromisoformat(r["date"]),
            r["kind"],
            schema.split_sources(r["source"]),
        )
        for r in _records(t.successions)
    ]
    return Case(
        file=t.file,
        folder=folder.resolve(),
        geodata=geodata.resolve(),
        actors=actors,
        blocs={
            r["bloc_id"]: Bloc(r["bloc_id"], r["name"], r["colour"].lower())
            for r in _records(t.blocs)
        },
        members=tuple(
            Membership(r["actor_id"], r["bloc_id"], _day(r["start"]), _day(r["end"]))
            for r in _records(t.members)
        ),
        successions=tuple(sorted(successions, key=lambda s: s.date)),
        milestones=_make_milestones(t.milestones),
        places=_make_places(t.places),
        seats=t.seats[["area_id", "place_id", "level"]].reset_index(drop=True),
        claims=_make_claims(t.claims),
        layers=t.layers,
    )


def _make_milestones(frame: pd.DataFrame) -> tuple[Milestone, ...]:
    return tuple(
        Milestone(
            date=day_of(r["best"]),
            title=r["title"],
            kind=r["kind"],
            actors=tuple(r["actors"].split("+")) if r["actors"] else (),
            sources=schema.split_sources(r["source"]),
            note=r["note"],
        )
        for r in _records(frame.sort_values("best", kind="stable"))
    )


def _make_places(frame: pd.DataFrame) -> pd.DataFrame:
    places = frame.drop(columns=LINE).copy()
    names = [tuple(n.strip() for n in t.split("|") if n.strip()) for t in places["alt_names"]]
    places["alt_names"] = pd.Series(names, index=places.index, dtype="object")
    places["rank"] = places["rank"].astype("int64")
    places["decides"] = places["decides"] == "yes"
    for column in ("lat", "lon"):
        places[column] = places[column].astype("float64")
    numbers = pd.to_numeric(places["population"].where(places["population"] != ""))
    places["population"] = numbers.round().astype("Int64")
    return places.set_index("place_id")


def _make_claims(frame: pd.DataFrame) -> pd.DataFrame:
    claims = frame.drop(columns="_bad_date").rename(columns={LINE: "row"})
    for column in ("gained_by", "lost_by", "opposed_by"):
        claims[column] = pd.Series(_ids(frame[column]), index=claims.index, dtype="object")
    codes, distinct = pd.factorize(frame["source"])
    split = [schema.split_sources(str(text)) for text in distinct]
    claims["sources"] = pd.Series([split[c] for c in codes], index=claims.index, dtype="object")
    return claims.drop(columns="source")
