"""Reading a case: ``case.toml``, its tables and its boundary layers, into a :class:`Case`.

The only reader of the project. All faults of all files are gathered before one
:class:`~mapper.core.errors.CaseError` is raised, so that an editor sees them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.case import schema
from mapper.case.areanames import AreaNames
from mapper.case.background import read_background
from mapper.case.baseline import claims_of_baseline
from mapper.case.casedata import Case, make_case
from mapper.case.checks import consistency
from mapper.case.checks.coverage import frame_gaps, layer_faults, units_across
from mapper.case.csvarrow import modest_memory
from mapper.case.csvtables import read_table
from mapper.case.folders import GEODATA_FOLDER, closed, find_case, folders_of, geodata_folder
from mapper.case.inputs import Inputs
from mapper.case.layers.boundaries import Layer, read_layer
from mapper.case.layers.derived import derived_layers
from mapper.case.layers.process import USUAL_LIMITS, Limits, prepare
from mapper.case.layers.raster import Raster, read_raster
from mapper.case.names import ORIGINAL, read_translations, with_forms
from mapper.case.people import TABLE, RawPeople, day_of_people, frame_of
from mapper.case.peopletable import POPULATION, year_in
from mapper.case.rawcase import walk
from mapper.case.rest import Rest, rest_of
from mapper.case.storytable import STORY, read_story_texts, with_area_ids, with_texts
from mapper.case.tablefaults import table_faults
from mapper.case.toml import CaseFile, read_case_file
from mapper.core.coded import Coded
from mapper.core.collector import collector_paused
from mapper.core.dates import day_number, parse_dates
from mapper.core.errors import CaseError, Fault, sort_faults
from mapper.core.foreigndates import foreign_date
from mapper.core.legible import printable, shortened

__all__ = ["Attempt", "Case", "attempt_case", "find_case", "read_case", "try_case"]


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
    attempt = attempt_case(folder, limits=limits)
    return attempt.case, attempt.faults


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of reading a case.

    Attributes
    ----------
    case : Case or None
        None if there are errors.
    faults : tuple of Fault
    rest : Case or None
        Where there are errors: what is left without the rows that have them, for the review alone.
    without : Rest
        What the rest is without, or why there is none.
    """

    case: Case | None
    faults: tuple[Fault, ...]
    rest: Case | None
    without: Rest


def attempt_case(folder: Path | str, *, limits: Limits = USUAL_LIMITS) -> Attempt:
    """Read a case as far as that goes; see :func:`read_case` for the parameters."""
    reader = _Reader(Path(folder).resolve(), limits)
    with collector_paused(), modest_memory():
        case = reader.read()
        rest = None if case is not None else reader.rest()
    faults = tuple(map(_shown, sort_faults(reader.faults)))  # shown: those that are kept
    return Attempt(case, faults, rest, reader.without)


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
        self.with_people: list[tuple[Layer, str]] = []
        self.bundle: consistency.Tables | None = None
        self.without = Rest(None, obstacle="case.toml")

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
        baseline = tables[schema.BASELINE.file]
        claims, baseline = self._with_ids(claims, baseline, file, layers)
        milestones = self._dated(
            tables[schema.MILESTONES.file], schema.MILESTONES.file, "date", file, clip=False
        )
        bundle = consistency.Tables(
            file=file,
            claims=claims,
            baseline=claims_of_baseline(baseline, file.first_day),
            actors=tables[schema.ACTORS.file],
            blocs=tables[schema.BLOCS.file],
            members=tables[schema.BLOC_MEMBERS.file],
            successions=tables[schema.SUCCESSIONS.file],
            milestones=milestones,
            story=self._story(file, layers),
            sources=tables[schema.SOURCES.file],
            places=places,
            seats=seats,
            layers=tuple(layers),
            raw_people=tuple(self._people(file, layers)),
            raster=self._raster(file),
            broken=frozenset(self.broken),
            left_out=frozenset(self.left_out),
        )
        self.bundle = bundle
        self.faults += consistency.cross_faults(bundle)
        translations, faults = read_translations(
            self.folder, self._ids(bundle), read=self.inputs.read
        )
        self.faults += faults
        titles = bundle.story["title"].tolist()
        told, faults = read_story_texts(self.folder, titles, read=self.inputs.read)
        self.faults += faults
        backgrounds = self._backgrounds(file)
        if any(fault.severity == "error" for fault in self.faults):
            return None
        case = make_case(self.folder, self.geodata, bundle)
        return replace(
            case,
            actors=with_forms(case.actors, translations.get(ORIGINAL)),
            translations=translations,
            story=with_texts(case.story, told),
            backgrounds=backgrounds,
            inputs=self.inputs,
        )

    def rest(self) -> Case | None:
        """The case without the rows that have errors, once it was read; None if that is none."""
        if self.bundle is None:
            return None
        self.without = rest_of(self.bundle, self.faults)
        if self.without.tables is None:
            return None
        return make_case(self.folder, self.geodata, self.without.tables)

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
            coded=table.coded,
        )
        if not table.needed and [fault.code for fault in text.faults] == ["missing-file"]:
            return text.frame
        self.faults += text.faults
        self.left_out |= text.left_out
        if text.readable:
            self.faults += table_faults(table, text.frame)
        else:
            self.broken.add(table.file)
        return text.frame

    def _layers(self, file: CaseFile) -> list[Layer]:
        layers: list[Layer] = []
        whole = True
        for spec in file.layers:
            columns = [c for x in file.derived if x.source == spec.level for c in x.columns]
            columns += [spec.population] if spec.population else []
            frames, faults = read_layer(
                self.geodata, spec, inputs=self.inputs, limits=self.limits, more=columns
            )
            self.faults += faults
            layers += frames
            self.with_people += [(x, spec.population) for x in frames if spec.population]
            whole = whole and bool(frames)
        if whole:
            made, faults = derived_layers(file.derived, layers)
            self.faults += faults
            layers = [replace(layer, more=None) for layer in [*layers, *made]]
            whole = not faults
        if whole:
            found = layer_faults(layers, file.levels)
            if not found:
                found = units_across(layers, file.levels)
            self.faults += found
            self.faults += frame_gaps(layers, file.levels, file.first_day, file.last_day)
        else:
            self.broken.add("layers")
        return layers

    def _people(self, file: CaseFile, layers: Sequence[Layer]) -> list[RawPeople]:
        """The figures of people of each source that there is; names of areas become ids."""
        found = []
        rows = self._table(self.geodata, POPULATION)
        if self.geodata / POPULATION.file in self.inputs.digests:
            if "layers" not in self.broken:
                years = map(year_in, rows["year"])
                days = [day_number(day_of_people(y, file.first_day, file.last_day)) for y in years]
                names = AreaNames.of(file, layers)
                read = names.read(rows, "area_id", days, file=POPULATION.file)
                self.faults += [*read.faults, *read.notes]
                rows = rows.assign(area_id=read.texts)
            found.append(RawPeople(TABLE, rows, POPULATION.file, "population"))
        day = day_of_people(file.people.year, file.first_day, file.last_day)
        for path in dict.fromkeys(layer.path for layer, _ in self.with_people):
            mine = [(layer, column) for layer, column in self.with_people if layer.path == path]
            layer = frame_of([layer for layer, _ in mine], day)
            found.append(RawPeople.of_layer(layer, mine[0][1]))
        return found

    def _raster(self, file: CaseFile) -> Raster | None:
        if not file.people.raster:
            return None
        raster, faults = read_raster(
            self.geodata, file.people.raster, inputs=self.inputs, limits=self.limits
        )
        self.faults += faults
        return raster

    def _with_ids(
        self,
        claims: pd.DataFrame,
        baseline: pd.DataFrame,
        file: CaseFile,
        layers: Sequence[Layer],
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Both with ids in the place of names of areas (``region:Kidal``)."""
        if "layers" in self.broken:
            return claims, baseline
        names = AreaNames.of(file, layers)
        days, dated = claims["best"].to_numpy(), ~claims["_bad_date"].to_numpy()
        for column in ("target_id", "except"):
            joined = column == "except"
            read = names.read(
                claims, column, days, file=schema.CLAIMS.file, dated=dated, joined=joined
            )
            self.faults += [*read.faults, *read.notes]
            claims = claims.assign(**{column: read.texts})
        first = day_number(file.first_day)
        read = names.read(baseline, "target_id", first, file=schema.BASELINE.file)
        self.faults += [*read.faults, *read.notes]
        return claims, baseline.assign(target_id=read.texts)

    def _story(self, file: CaseFile, layers: Sequence[Layer]) -> pd.DataFrame:
        """The steps of the story, with ids in the place of names of areas."""
        story = self._table(self.folder, STORY)
        if story.empty or "layers" in self.broken:
            return story
        read = with_area_ids(story, AreaNames.of(file, layers))
        self.faults += read.faults
        return read.frame

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
        dates = Coded.of(frame[column])
        windows, problems = parse_dates(pd.Series(dates.words, dtype="str"), file.about)
        first, last = (day_number(day) for day in (file.first_day, file.last_day))
        bad = dates.marks(problems.__contains__)
        how = (
            "Write a day (2012-03-30), a month (2012-06), about (2012-03~) or between "
            "(2012-01-17/2012-01-18)."
        )
        for line, text in walk(frame, column, rows=np.flatnonzero(bad)):
            if text:
                message, hint = f"`{text}` is not a date that can be used: {problems[text]}.", how
                if (foreign := foreign_date(text)) is not None:
                    message, hint = f"`{text}` is {foreign.what}.", foreign.advice
                self.faults.append(Fault(name, int(line), column, message, hint, "bad-date"))
        if clip:
            beyond = (windows[:, 2] < first) | (windows[:, 0] > last)
            outside = ~bad & dates.matching(beyond)
            for line, text in walk(frame, column, rows=np.flatnonzero(outside)):
                message = f"{text} lies outside the case ({file.first_day} to {file.last_day})."
                hint = "Correct the date, or move first_day or last_day in case.toml."
                fault = Fault(name, int(line), column, message, hint, "date-outside-case")
                self.faults.append(fault)
            bad = bad | outside
            windows = np.clip(windows, first, last)
        earliest, best, latest = (days[dates.codes] for days in windows.T)
        return frame.assign(earliest=earliest, best=best, latest=latest, _bad_date=bad)


_CASE_TABLES: Final = (
    schema.CLAIMS,
    schema.BASELINE,
    schema.ACTORS,
    schema.BLOCS,
    schema.BLOC_MEMBERS,
    schema.SUCCESSIONS,
    schema.MILESTONES,
    schema.SOURCES,
)
