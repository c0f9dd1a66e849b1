"""What changed hands as CSV, JSON, or lines to read on a terminal."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from mapper.core.errors import UsageError
from mapper.core.jsontext import json_text, records
from mapper.core.legible import printable
from mapper.core.model import NONE, SHARED, UNKNOWN
from mapper.figures.between import HANDS, REALIGNMENT, SUCCESSION, WAYS, Transfers
from mapper.figures.changedays import FIRST_REPORT, PARTNERS
from mapper.history.control import ControlHistory, Snapshot
from mapper.history.holders import holder_in_text, holder_is_plural, holder_short_name, source_list
from mapper.history.parents import widest_of
from mapper.outputs.text.answers import holding_words, joined, verdict_words
from mapper.outputs.text.areatitles import area_title
from mapper.outputs.text.csvtext import CSV_FORMATS, csv_text
from mapper.outputs.text.numerals import counted, whole
from mapper.outputs.text.opendates import open_words
from mapper.outputs.text.people import people_number
from mapper.outputs.text.terminal import aligned

__all__ = ["SCHEMA", "changes_text", "row_name", "steps_text"]

SCHEMA: Final = 1
"""Version of the JSON; see ``docs/changes-json.md``."""
_WIDTH: Final = 96
_NAMED: Final = 30
"""Places that a list names before it counts the rest."""
_ASIDE: Final = {SUCCESSION: "same party, new name", REALIGNMENT: "same party, other camp"}
_WAYS: Final = {
    "force": "{part} by force",
    "agreement": "{part} by agreement",
    "unopposed": "{part} without a fight",
    "untold": "{part}, not told how",
}
_QUIET: Final = {
    SUCCESSION: "By name only, not counted: {part}.",
    REALIGNMENT: "By camp only, not counted: {part}.",
}
_HELD: Final = {SHARED: "shared", NONE: "held by nobody", UNKNOWN: "holder unknown"}
_WORDS: Final = {
    FIRST_REPORT: "first report, {held}",
    PARTNERS: "now {held}",
    SUCCESSION: "{before} {verb} now {after}",
    REALIGNMENT: "{before} → {after}, the same party in another camp",
    HANDS: "{before} → {after}",
    "contest_begin": "{held}, contested by {parties}",
    "contest_end": "{held}, no longer contested by {parties}",
    "siege_begin": "{held}, siege by {parties} begins",
    "siege_end": "{held}, siege by {parties} ends",
    "dispute_begin": "{held}, also claimed by {parties}",
    "dispute_end": "{held}, claim of {parties} lapses",
}


def changes_text(
    history: ControlHistory, found: Transfers, fmt: str, *, steps: pd.DataFrame | None = None
) -> str:
    """What changed hands between two days, as text.

    Parameters
    ----------
    history : ControlHistory
    found : Transfers
    fmt : {"csv", "excel", "json", "table"}
        CSV (``excel``: for spreadsheets, see `csv_text`) has one row for each pair, with lists
        joined by `+`; JSON one object with every unit and place.
    steps : DataFrame, optional
        Of :func:`mapper.figures.changedays.daily_changes`; for JSON only, as ``steps``.

    Raises
    ------
    UsageError
        For any other format.
    """
    if fmt in CSV_FORMATS:
        return _csv(found.pairs(), fmt)
    if fmt == "json":
        answer = _answer(history, found)
        if steps is not None:
            answer["steps"] = records(steps)
        return json_text(answer, indent=1)
    if fmt != "table":
        raise UsageError(f"there is no format `{fmt}`; use one of: csv, excel, json, table.")
    return "\n".join(map(printable, _lines(history, found)))


def steps_text(history: ControlHistory, found: Transfers, steps: pd.DataFrame, fmt: str) -> str:
    """What changed day by day, as text.

    Parameters
    ----------
    history : ControlHistory
    found : Transfers
        Of the same two days.
    steps : DataFrame
        Of :func:`mapper.figures.changedays.daily_changes`.
    fmt : {"csv", "excel", "json", "table"}
        CSV has one row for each day, thing and pair; JSON is that of `changes_text` with them.

    Raises
    ------
    UsageError
        For any other format.
    """
    if fmt in CSV_FORMATS:
        return _csv(steps, fmt)
    if fmt != "table":
        return changes_text(history, found, fmt, steps=steps)
    lines = [f"{history.case.title}: what changed from {found.first} to {found.last}, day by day"]
    if steps.empty:
        lines += ["", "Nothing changed."]
    for date, rows in steps.groupby("date", sort=False):
        milestones = [f"  {m.title}" for m in history.milestones if m.date.isoformat() == date]
        if milestones or "" in set(rows["open_date"]):
            lines += ["", str(date), *milestones]
        for written, some in rows.groupby("open_date"):
            if written:
                lines += ["", f"{open_words(str(written), begins=True)} (shown from {date} on)"]
            for row in some.to_dict("records"):
                lines += _wrapped(_step_words(history, found, row), "  ", "      ")
    return "\n".join(map(printable, lines))


def row_name(history: ControlHistory, row: str, by: str) -> str:
    """Short name of a row of the comparison: of an actor or a bloc, or ``nobody``, ``shared``."""
    if by == "bloc" and row in history.blocs:
        return history.blocs[row].name
    return holder_short_name(history, row)


def _csv(table: pd.DataFrame, fmt: str) -> str:
    if "sources" in table:  # as in the table of claims: an address may hold a plus
        table = table.assign(sources=[" ".join(items) for items in table["sources"]])
    return csv_text(table, excel=fmt == "excel")


def _lines(history: ControlHistory, found: Transfers) -> Iterable[str]:
    """Heading, table of the pairs, then the places of each."""
    yield f"{history.case.title}: what changed hands between {found.first} and {found.last}"
    pairs = found.pairs()
    hands = pairs[pairs["kind"] == HANDS]
    if pairs.empty:
        yield "Nothing changed hands: what did so in between changed back (--step shows it)."
        return
    people = f"{people_number(hands['population'].sum())} people, " if found.has_people else ""
    if hands.empty:
        yield "Nothing changed hands."
    else:
        yield (
            f"{whole(hands['area_km2'].sum())} km² of land ({hands['share'].sum() * 100:.1f} %), "
            f"{people}{counted(hands['units'].sum(), 'unit')} and "
            f"{counted(hands['towns'].sum(), 'town')} changed hands."
        )
    yield from _ways(found)
    yield ""
    names = {
        key: (row_name(history, key[0], found.by), row_name(history, key[1], found.by))
        for key in zip(pairs[f"from_{found.by}"], pairs[f"to_{found.by}"], strict=True)
    }
    rows = pairs.to_dict("records")
    ends = [names[row[f"from_{found.by}"], row[f"to_{found.by}"]] for row in rows]
    of_people = ("people",) if found.has_people else ()
    cells: list[tuple[str, ...]] = [
        ("from", "to", "km²", "share", *of_people, "units", "towns", "")
    ]
    cells += [
        (
            *end,
            whole(row["area_km2"]),
            f"{row['share'] * 100:.1f} %",
            *(whole(row["population"]) for _ in of_people),
            str(row["units"]),
            str(row["towns"]),
            _ASIDE.get(row["kind"], ""),
        )
        for end, row in zip(ends, rows, strict=True)
    ]
    yield from _remarked(cells, left=2)
    for end, row in zip(ends, rows, strict=True):
        if row["place_ids"]:
            aside = f" ({_ASIDE[row['kind']]})" if row["kind"] in _ASIDE else ""
            yield ""
            yield f"{end[0]} → {end[1]}{aside}"
            said = _company(history, found) if row["kind"] == HANDS else {}
            yield from _wrapped(_place_names(history, row["place_ids"], said), "  ", "  ")


def _ways(found: Transfers) -> Iterable[str]:
    """How hands changed; and in sentences of their own what only has another name or camp."""
    parts = {name: _amount(*sums) for name, sums in found.ways().items()}
    told = [_WAYS[way].format(part=parts[way]) for way in WAYS if way in parts]
    if told:
        yield from _wrapped(f"How: {'; '.join(told)}.", "", "  ")
    for kind, words in _QUIET.items():
        if kind in parts:
            yield words.format(part=parts[kind])


def _amount(area_km2: float, towns: int) -> str:
    """Such as ``150 156 km² and 4 towns``; what is zero is left out."""
    land = [f"{whole(area_km2)} km²"] if area_km2 else []
    count = [counted(towns, "town")] if towns else []
    return " and ".join(land + count)


def _remarked(cells: Sequence[Sequence[str]], *, left: int) -> Iterable[str]:
    """Columns of text with a remark at the end of some lines."""
    for line, row in zip(aligned([row[:-1] for row in cells], left=left), cells, strict=True):
        yield f"{line}  {row[-1]}".rstrip()


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    )


def _place_names(
    history: ControlHistory, ids: Sequence[str], said: Mapping[str, str] | None = None
) -> str:
    """Names of places; in brackets what is said of some."""
    said = said or {}
    names = [str(name) for name in history.places.loc[list(ids), "name"]]
    told = [
        f"{name} ({said[key]})" if said.get(key) else name
        for key, name in zip(ids, names, strict=True)
    ]
    more = len(told) - _NAMED
    return ", ".join(told[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _company(history: ControlHistory, found: Transfers) -> dict[str, str]:
    """With whom places are held on the second day, and who contests them, by place."""
    if found.by != "holder":
        return {}
    said = {}
    for place, row in history.at(found.last).places.iterrows():
        state = history.states[row["state"]]
        answer = {
            "status": state.status,
            "holders": [state.holder, *state.companions],
            "contested_by": state.contested_by,
        }
        words = holding_words(history, answer)
        alone = holder_short_name(history, state.holder)
        rest = words if state.status == SHARED else words.removeprefix(alone)
        said[str(place)] = rest.lstrip(", ")
    return said


def _step_words(history: ControlHistory, found: Transfers, row: dict[str, Any]) -> str:
    """One row of the steps as a sentence."""
    parties = joined(holder_in_text(history, party) for party in row["parties"] or [""])
    before = row[f"from_{found.by}"]
    name, held = _after_words(history, found, row)
    named = found.by != "bloc" and row["what"] == SUCCESSION  # camps have names alone
    what = _WORDS[row["what"]].format(
        before=(holder_in_text(history, before) if named else row_name(history, before, found.by)),
        after=holder_in_text(history, row[f"to_{found.by}"]) if named else name,
        verb="are" if named and holder_is_plural(history, before) else "is",
        held=held,
        parties=parties,
    )
    where = []
    if row["place_ids"]:
        where.append(_place_names(history, row["place_ids"]))
    elif row["unit_ids"]:
        where.append(_unit_names(history, row["unit_ids"], dt.date.fromisoformat(row["date"])))
    if row["area_km2"]:
        where.append(f"{whole(row['area_km2'])} km²".replace(" ", "\u00a0"))  # not to be wrapped
    return f"{what}: {'; '.join(where)}"


def _after_words(history: ControlHistory, found: Transfers, row: dict[str, Any]) -> tuple[str, str]:
    """Who holds it afterwards, alone and as half a sentence: ``FLA with JNIM``, ``held by …``."""
    after = row[f"to_{found.by}"]
    name = row_name(history, after, found.by)
    if row["what"] == PARTNERS and not row["holders"]:  # by bloc
        parties = joined(holder_short_name(history, party) for party in row["parties"])
        return name, f"{_HELD.get(after, f'held by {name}')}; parties {parties}"
    if not row["holders"] or row["what"] in _ASIDE or after in (NONE, UNKNOWN):
        return name, _HELD.get(after, f"held by {name}")
    status = SHARED if after == SHARED else "contested" if row["contested_by"] else "held"
    opponents = [party for party in row["contested_by"] if party != UNKNOWN]
    state = {"status": status, "holders": row["holders"], "contested_by": opponents}
    words = verdict_words(history, state)
    return (words if status == SHARED else holding_words(history, state)), words


def _unit_names(history: ControlHistory, ids: Sequence[str], day: dt.date) -> str:
    """Land without a place of its own: its names, or how much lies in which wider areas."""
    units = history.land.loc[list(ids)]
    if len(units) <= 3:
        return "countryside of " + joined(_unit_title(history, name) for name in units["name"])
    numbers = history.land.index.get_indexer(units.index)
    frames = [frame for frame in history.frames if frame.holds_on(day)]
    wider = dict.fromkeys(widest_of(frames, history.case.levels, numbers))
    names = [area_title(history.case, *area) for area in wider if area[0]]
    return f"countryside of {len(units)} units" + (f" in {joined(names)}" if names else "")


def _unit_title(history: ControlHistory, name: str) -> str:
    """Name of a unit with the level of areas that units are, so that it is not read as a town."""
    case = history.case
    level = case.levels[0] if case.model == "admin" and case.levels else ""
    return area_title(case, str(name), level)


def _answer(history: ControlHistory, found: Transfers) -> dict[str, Any]:
    """The JSON object: pairs with their units and places, each with the claims behind it."""
    snapshot = history.at(found.last)
    pairs = []
    for row in found.pairs().to_dict("records"):
        unit_ids, place_ids = row.pop("unit_ids"), row.pop("place_ids")
        names = {
            f"{end}_name": row_name(history, row[f"{end}_{found.by}"], found.by)
            for end in ("from", "to")
        }
        pairs.append(
            {
                **row,
                **names,
                "unit_list": [_unit(history, found, snapshot, unit) for unit in unit_ids],
                "place_list": [_place(history, found, snapshot, place) for place in place_ids],
            }
        )
    return {
        "schema": SCHEMA,
        "case": history.case.id,
        "area_model": history.case.model,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "by": found.by,
        "total_km2": found.total_km2,
        "ways": {
            name: {"area_km2": area_km2, "towns": towns}
            for name, (area_km2, towns) in found.ways().items()
        },
        "pairs": pairs,
    }


def _unit(
    history: ControlHistory, found: Transfers, snapshot: Snapshot, unit: str
) -> dict[str, Any]:
    row = snapshot.units.loc[unit]
    return {
        "unit_id": unit,
        "name": str(history.land.at[unit, "name"]),
        "area_km2": float(history.land.at[unit, "area_km2"]),
        "way": found.units.at[unit, "way"] or None,
        "decided_by": row["decided_by"],
        **_evidence(history, row),
    }


def _place(
    history: ControlHistory, found: Transfers, snapshot: Snapshot, place: str
) -> dict[str, Any]:
    facts = history.places.loc[place]
    population = facts["population"]
    return {
        "place_id": place,
        "name": str(facts["name"]),
        "kind": str(facts["kind"]),
        "rank": int(facts["rank"]),
        "population": None if pd.isna(population) else int(population),
        "way": found.places.at[place, "way"] or None,
        **_evidence(history, snapshot.places.loc[place]),
    }


def _evidence(history: ControlHistory, row: pd.Series) -> dict[str, Any]:
    """Since when it is as it is on the second day, and the claims that made it so."""
    return {
        "holders": [row["holder"], *row["companions"]],
        "status": row["status"],
        "contested_by": list(row["contested_by"]),
        "since": None if row["since"] is None else row["since"].isoformat(),
        "cause": row["cause"],
        "events": list(row["made"]),
        "sources": source_list(history, row["made"]),
    }
