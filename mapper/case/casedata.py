"""A case as plain data, made of tables in which nothing is wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from mapper.case import schema
from mapper.case.claimcodes import ClaimCodes
from mapper.case.csvtables import LINE
from mapper.case.inputs import Inputs
from mapper.case.layers.boundaries import Layer
from mapper.case.names import Names
from mapper.case.people import People
from mapper.case.rawcase import Tables, walk
from mapper.case.sources import described_sources
from mapper.case.storytable import steps_of
from mapper.case.toml import CaseFile
from mapper.core.coded import Coded
from mapper.core.dates import day_of
from mapper.core.model import (
    Actor,
    Bloc,
    Membership,
    Milestone,
    SourceInfo,
    StoryStep,
    Succession,
)

__all__ = ["Case", "make_case"]


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
    story : tuple of StoryStep
        In file order; empty for a case without ``story.csv``.
    places : DataFrame
        Indexed by place_id: name, alt_names (tuple), kind, rank (int), decides (bool), lat, lon
        (degrees), population (Int64), area_id, source, note.
    seats : DataFrame
        area_id, place_id, level.
    claims : DataFrame
        Those of ``baseline.csv`` (event type ``baseline``), then those of ``control_events.csv``,
        both in file order: its columns with gained_by, lost_by, opposed_by and except (as
        ``excepted``) as tuples, ``sources`` (tuple), and earliest, best, latest (int32, days since
        1970-01-01, clipped to the case), ``row`` (line of the file).
    layers : tuple of Layer
    sources : dict of SourceInfo
        What ``sources.csv`` says of sources, by the source as rows cite it.
    translations : dict
        Names in other languages, by language (see :mod:`mapper.case.names`).
    backgrounds : dict of GeoDataFrame
        Neighbours and rivers for maps without network, by kind: columns name, (rank,) geometry.
    people : People or None
        How many people live in its areas, where there are figures.
    place_rows : dict
        Line of ``places.csv`` of each place.
    inputs : Inputs
        The files that all this was read from, with the SHA-256 of what was read.
    coded : dict of Coded
        The columns of ``claims`` by their distinct values, row for row (see
        :class:`mapper.case.claimcodes.ClaimCodes`).
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
    sources: Mapping[str, SourceInfo] = field(default_factory=dict)
    story: tuple[StoryStep, ...] = ()
    translations: Mapping[str, Names] = field(default_factory=dict)
    backgrounds: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    people: People | None = None
    place_rows: Mapping[str, int] = field(default_factory=dict)
    inputs: Inputs = field(default_factory=Inputs, compare=False)
    coded: Mapping[str, Coded] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.coded, ClaimCodes) or self.coded.claims is not self.claims:
            object.__setattr__(self, "coded", ClaimCodes(self.claims))  # the claims are others now

    @property
    def id(self) -> str:
        """Name of the case's folder."""
        return self.folder.name

    def input_digests(self) -> dict[str, str]:
        """SHA-256 of each file that it was read from; the same names wherever the case lies."""
        found = {self._label(path): digest for path, digest in self.inputs.digests.items()}
        return dict(sorted(found.items()))

    def _label(self, path: Path) -> str:
        """An input by the folder of the case that it lies in."""
        if path.is_relative_to(self.geodata):
            return f"geodata/{self.id}/{path.relative_to(self.geodata).as_posix()}"
        return f"events/{self.id}/{path.relative_to(self.folder).as_posix()}"

    @property
    def edition(self) -> str:
        """SHA-256 over the files that it was read from; empty for a case made in memory."""
        found = self.input_digests()
        lines = "".join(f"{digest}  {label}\n" for label, digest in found.items())
        return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest() if found else ""

    def background(self) -> dict[str, gpd.GeoDataFrame]:
        """Neighbours and rivers for maps without network: columns name, (rank,) geometry."""
        return dict(self.backgrounds)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def make_case(folder: Path, geodata: Path, t: Tables) -> Case:
    """The case that the tables are about; its names, backgrounds and inputs are added later."""
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
            governs=schema.YES_NO[r["governs"]],
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
    claims, coded = _make_claims(t.baseline, t.claims)
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
        story=steps_of(t.story, t.frames, t.file.levels[0]) if len(t.story) else (),
        sources=described_sources(t.sources),
        places=_make_places(t.places),
        seats=t.seats[["area_id", "place_id", "level"]].reset_index(drop=True),
        claims=claims,
        coded=coded,
        layers=t.layers,
        people=t.people,
        place_rows={place: line for line, place in walk(t.places, "place_id")},
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
    names = Coded.of(places["alt_names"]).mapped(_alt_names).values()
    places["alt_names"] = pd.Series(names, index=places.index, dtype="object")
    places["rank"] = places["rank"].astype("int64")
    places["decides"] = places["decides"] == "yes"
    for column in ("lat", "lon"):
        places[column] = places[column].astype("float64")
    numbers = pd.to_numeric(places["population"].where(places["population"] != ""))
    places["population"] = numbers.round().astype("Int64")
    return places.set_index("place_id")[list(schema.PLACE_COLUMNS[1:])]


def _alt_names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("|") if name.strip())


def _make_claims(baseline: pd.DataFrame, claims: pd.DataFrame) -> tuple[pd.DataFrame, ClaimCodes]:
    """The claims of both tables, and those of their columns that are looked at by words."""
    parts = [part for part in (baseline, claims) if len(part)] or [claims]
    known: dict[str, Coded] = {}
    columns: dict[str, pd.Series] = {}
    for name in (*schema.CLAIMS.columns, *schema.CLAIMS.optional):
        if name in schema.CLAIMS.own:
            columns[name] = _below(parts, name)
            continue
        coded = Coded.joined(Coded.of(part[name]) for part in parts)
        called = _CALLED.get(name, name)
        if name in _LISTS:
            coded = coded.mapped(_LISTS[name])
            columns[called] = pd.Series(coded.values())
        else:
            columns[called] = coded.text()
        known[called] = coded
    sources = columns.pop("sources")
    columns["row"] = _below(parts, LINE)
    for name in ("earliest", "best", "latest"):
        columns[name] = _below(parts, name).astype("int64")
    columns["sources"] = sources
    table = pd.DataFrame(columns)
    return table, ClaimCodes(table, known)


def _below(parts: Sequence[pd.DataFrame], name: str) -> pd.Series:
    """A column of some tables, below each other; one alone is not copied."""
    columns = [part[name] for part in parts]
    return columns[0] if len(columns) == 1 else pd.concat(columns, ignore_index=True)


def _ids(text: str) -> tuple[str, ...]:
    """The ids of a cell, which are joined with ``+``."""
    return tuple(part for part in text.split("+") if part)


_CALLED: Final = {"except": "excepted", "source": "sources"}
"""Columns whose names say something else of Python, or of what is in them by now."""
_LISTS: Final[Mapping[str, Callable[[str], tuple[str, ...]]]] = {
    **dict.fromkeys(("gained_by", "lost_by", "opposed_by", "except"), _ids),
    "source": schema.split_sources,
}
"""Columns of claims that hold several words in a cell."""
