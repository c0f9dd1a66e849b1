"""Faults and doubts about how many people live where: sources, years, areas, and sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from mapper.case.people import COLUMN, TABLE, Figure, People, RawPeople
from mapper.case.peopletable import NUMBER_RULE, POPULATION
from mapper.case.rawcase import Tables, walk
from mapper.case.schema import TableSchema
from mapper.case.tablefaults import table_faults
from mapper.core.errors import Fault
from mapper.core.spelling import Speller

__all__ = ["people_faults", "source_faults"]

_CASE: Final = "case.toml"
_TOLERANCE: Final = 0.01
"""Provisional and final results of one census differ by as much."""
_NAMED: Final = 5


def source_faults(t: Tables) -> list[Fault]:
    """Several sources of figures, none where the case speaks of them, and years not chosen."""
    spec, found = t.file.people, [_what(raw) for raw in t.raw_people]
    found += [f"the raster {spec.raster}"] if spec.raster else []
    if len(found) > 1:
        message = f"The people of the areas are given {len(found)} times: {_listed(found)}."
        hint = "Keep one: figures of several sources cannot be told apart."
        return [Fault(_CASE, None, "areas", message, hint, "two-sources")]
    if not found:
        if spec.year is None and not spec.notes:
            return []
        key = "population_note" if spec.year is None else "population_year"
        message = "There are no figures of people that this could be about."
        hint = f"Put {POPULATION.file} into the geodata folder of the case, or remove the key."
        return [Fault(_CASE, None, f"areas.{key}", message, hint, "bad-case-file")]
    return list(_year_faults(t.raw_people[0], spec.year)) if t.raw_people else []


def _what(raw: RawPeople) -> str:
    return raw.file if raw.kind == TABLE else f"the column `{raw.column}` of {raw.file}"


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _year_faults(raw: RawPeople, year: int | None) -> Iterator[Fault]:
    """A table of several years of which none is chosen, or one that it does not have."""
    if raw.kind == COLUMN or not raw.years:
        return
    shown = ", ".join(map(str, raw.years))
    if year is None and len(raw.years) > 1:
        message = f"{raw.file} has figures of several years: {shown}."
        hint = f"Choose one in case.toml: population_year = {raw.years[-1]} under [areas]."
        yield Fault(_CASE, None, "areas.population_year", message, hint, "bad-case-file")
    elif year is not None and year not in raw.years:
        message = f"{raw.file} has no figures of {year}."
        hint = f"It has those of: {shown}."
        yield Fault(_CASE, None, "areas.population_year", message, hint, "bad-case-file")


def people_faults(t: Tables) -> list[Fault]:
    """Wrong numbers of a column, areas that are unknown or named twice, and sums that differ."""
    if len(t.raw_people) != 1:
        return []
    raw = t.raw_people[0]
    faults = [*_number_faults(raw), *_area_faults(t, raw), *_double_faults(raw)]
    chosen = t.file.people.year is not None or len(raw.years) < 2
    if t.people is not None and chosen:
        faults += _sum_faults(raw, t.people)
        if t.people.figures:
            faults += _uncovered_doubts(raw, t.people)
    return faults


def _number_faults(raw: RawPeople) -> list[Fault]:
    """Cells of a column of a layer that are no number; those of the table are checked before."""
    if raw.kind == TABLE:
        return []
    schema = TableSchema(raw.file, ("population",), {"population": (NUMBER_RULE,)})
    return [replace(fault, column=raw.column) for fault in table_faults(schema, raw.rows)]


def _area_faults(t: Tables, raw: RawPeople) -> Iterator[Fault]:
    if raw.kind == COLUMN:
        return
    spellings = [(str(a), str(a)) for layer in t.layers for a in layer.areas.index]
    spellings += [
        (str(name), str(a)) for layer in t.layers for a, name in layer.areas["name"].items()
    ]
    speller = Speller(pair for pair in spellings if pair[0].strip())
    for line, area in walk(raw.rows, "area_id"):
        if area and area not in t.frames:
            what = " It is a place: figures are for areas." if area in t.place_ids else ""
            message = f"There is no area `{area}`.{what}"
            hint = speller.hint(area, "`mapper areas` lists the areas with their ids.")
            yield Fault(raw.file, line, "area_id", message, hint, "unknown-area")


def _double_faults(raw: RawPeople) -> Iterator[Fault]:
    first: dict[tuple[str, str], int] = {}
    for line, area, year in walk(raw.rows, "area_id", "year"):
        before = first.setdefault((area, year), line)
        if before != line and area and raw.kind == TABLE:
            message = f"`{area}` has a figure of {year} already, on line {before}."
            hint = "Keep one: a case counts the people of an area once."
            yield Fault(raw.file, line, "area_id", message, hint, "duplicate-id")


def _sum_faults(raw: RawPeople, people: People) -> Iterator[Fault]:
    """Figures of areas that cross each other, and parts that do not fit into their whole."""
    for figure in people.figures:
        for other in figure.across:
            over = people.figures[other]
            message = f"{_area(figure)} and {_area(over)} overlap, and neither lies in the other."
            hint = "Keep figures of areas of one frame."
            row = max(figure.row, over.row)
            yield Fault(raw.file, row, "area_id", message, hint, "crossing-areas")
        if not len(figure.members):
            message = (
                f"No area of the finest level lies in {_area(figure)}: its people lie nowhere."
            )
            hint = "Give the figure to an area of another frame or level."
            yield Fault(raw.file, figure.row, "area_id", message, hint, "empty-area")
        elif figure.parts:
            yield from _part_doubts(raw, people, figure)


def _part_doubts(raw: RawPeople, people: People, figure: Figure) -> Iterator[Fault]:
    parts = [people.figures[part] for part in figure.parts]
    total = sum(part.people for part in parts)
    more = total - figure.people
    much = abs(more) > _TOLERANCE * figure.people
    known = f"{_area(figure)} has {figure.people:,} people, its {len(parts)} parts with figures"
    if more > 0 and (much or len(figure.free)):
        message = f"{known} have {total:,}."
        hint = "Correct one of them; the parts count."
        if len(figure.free):
            message += f" For its other {len(figure.free)} areas nobody is left."
        doubt = Fault(raw.file, figure.row, raw.column, message, hint, "parts-over-whole")
        yield replace(doubt, severity="doubt")
    elif more < 0 and much and not len(figure.free):
        message = f"{known}, which are all of it, have {total:,}: {-more:,} people are nowhere."
        hint = "Correct one of them; the parts count."
        doubt = Fault(raw.file, figure.row, raw.column, message, hint, "parts-under-whole")
        yield replace(doubt, severity="doubt")


def _uncovered_doubts(raw: RawPeople, people: People) -> Iterator[Fault]:
    """One doubt about the areas of the finest level for which there is no figure at all."""
    covered = np.zeros(len(people.finest.areas), dtype=bool)
    for figure in people.figures:
        covered[figure.members] = True
    missing = np.flatnonzero(~covered)
    if not len(missing):
        return
    areas = people.finest.areas.iloc[missing[:_NAMED]]
    names = [f"{name} ({area})" for area, name in areas["name"].items()]
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    message = (
        f"{len(missing)} of {len(covered)} areas of the level {people.finest.level} have no figure "
        f"of people, nor has an area around them: {', '.join(names)}{more}."
    )
    hint = "Add a row for them, or for an area around them; they are counted as missing."
    doubt = Fault(raw.file, None, raw.column, message, hint, "no-people")
    yield replace(doubt, severity="doubt")


def _area(figure: Figure) -> str:
    return f"{figure.name} ({figure.level} `{figure.area_id}`)"
