"""Failure modes that are seen in figures (``docs/failure-modes.md``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from math import cos, radians
from typing import Final

import numpy as np
import pandas as pd

from mapper.areas.frames import Frame
from mapper.core.dates import day_number
from mapper.core.model import BASE_KINDS
from mapper.figures import area_table
from mapper.outputs.text.numerals import NARROW, counted
from mapper.outputs.text.people import people_line
from mapper.outputs.text.scene import Scene, Sentences, grouped, percent
from mapper.outputs.text.sentences import Sentence, verdict_sentence

__all__ = ["SEEN_IN_FIGURES"]

_FEWEST: Final = 5
"""Tracked places of an area of which a share is worth saying."""
_PROJECTED: Final = 1.005
"""Enlargement that would be printed as 1.0."""


def _large_units(scene: Scene) -> Sentences:
    units = scene.history.land
    row = int(np.argmax(units["area_km2"].to_numpy()))
    unit, area = str(units.index[row]), float(units["area_km2"].iat[row])
    inside = int((scene.history.places["unit_id"] == unit).sum())
    values = {
        "name": str(units["name"].iat[row]),
        "area": grouped(area),
        "share": percent(area / float(units["area_km2"].sum())),
        "places": counted(inside, "tracked place"),
        "near": grouped(float(units["near_km2"].iat[row])),
    }
    text = (
        "{name} has {area}\u00a0km², {share} of all land, and {places} in it; {near}\u00a0km² of "
        "it lie within 50 km of a tracked town or village."
    )
    yield Sentence(text, values)
    yield verdict_sentence(scene.history, scene.answer(row, scene.last))


def _distant_seat(scene: Scene) -> Sentences:
    """The place that most land hangs on without its lying there."""
    history, rows = scene.history, scene.rows
    led = rows.on(day_number(scene.last)) & rows.land & (rows.level == "seat")
    if not led.any():
        return
    area = history.land["area_km2"].to_numpy()[rows.target[led]]
    table = pd.DataFrame({"place": rows.source[led], "area": area})
    sums = table.groupby("place")["area"].agg(["count", "sum"]).sort_values("sum", kind="stable")
    place = int(sums.index[-1])
    values = {
        "day": scene.last.isoformat(),
        "units": counted(int(sums["count"].iat[-1]), "unit"),
        "area": grouped(float(sums["sum"].iat[-1])),
        "place": history.targets.name(place),
    }
    text = (
        "On {day} the land of {units} with {area}\u00a0km² follows {place}, which lies elsewhere."
    )
    yield Sentence(text, values, scene.last, history.targets.id(place))


def _contested(scene: Scene) -> Sentences:
    table = area_table(scene.history, scene.days, within=scene.level)
    table = table[(table["contested_km2"] > 0) & (table["area_km2"] > 0)]
    if table.empty:
        return
    whole_area = table["area_km2"] / table["share"]
    order = (table["contested_km2"] / whole_area).round(6)
    row = table.loc[order.sort_values(kind="stable").index[-1]]
    area = float(row["area_km2"]) / float(row["share"])
    values = {
        "area": str(row["area_name"]) if scene.level else scene.history.case.title,
        "day": str(row["date"]),
        "holder": scene.short(str(row["holder"])),
        "share": percent(float(row["share"])),
        "low": percent(float(row["area_km2_low"]) / area),
        "high": percent(float(row["area_km2_high"]) / area),
        "contested": grouped(float(row["contested_km2"])),
    }
    text = (
        "{area} on {day}: {holder} {share} of the land, at least {low} and at most {high}; "
        "{contested}\u00a0km² of it contested."
    )
    yield Sentence(text, values, dt.date.fromisoformat(str(row["date"])))


def _people(scene: Scene) -> Sentences:
    """The row whose share of the land and share of the counted people lie farthest apart."""
    table = area_table(scene.history, scene.days)
    people = table.groupby("date")["population_of_towns"].transform("sum")
    table = table.assign(people=table["population_of_towns"] / people)[people > 0]
    if table.empty:
        return
    row = table.loc[(table["share"] - table["people"]).abs().idxmax()]
    values = {
        "day": str(row["date"]),
        "holder": scene.short(str(row["holder"])),
        "share": percent(float(row["share"])),
        "people": percent(float(row["people"])),
        "towns": counted(int(row["towns"]), "town"),
        "without": str(int(row["towns_without_population"])),
    }
    text = (
        "On {day}: {holder} {share} of the land and {people} of the people counted in towns "
        "({towns}, {without} of them without a figure)."
    )
    yield Sentence(text, values, dt.date.fromisoformat(str(row["date"])))


def _census(scene: Scene) -> Sentences:
    """What the figures of people are, and the unit whose people are nearest to a guess."""
    history = scene.history
    line = people_line(history, mark=NARROW)
    if not line:
        return
    yield Sentence("{line}", {"line": line})
    units = history.land[history.land["population"].notna()]
    if history.population is None or len(history.population.shares) < 2 or units.empty:
        return
    unit = str(units["area_km2"].idxmax())
    values = {
        "name": str(units.at[unit, "name"]),
        "people": grouped(float(units.at[unit, "population"])),
        "area": grouped(float(units.at[unit, "area_km2"])),
    }
    text = "{name} counts with {people} people on {area}\u00a0km²."
    yield Sentence(text, values, target=unit)


def _gazetteer(scene: Scene) -> Sentences:
    """The areas whose places have most and fewest claims of their own."""
    history = scene.history
    frame = history.frame_on(scene.level, scene.last) if scene.level else None
    if frame is None:
        return
    places = history.places[~history.places["kind"].isin(list(BASE_KINDS))]
    code = frame.unit_area.reindex(places["unit_id"]).fillna(-1).to_numpy().astype(int)
    own = places.index.isin(set(history.claims["target_id"]))
    table = pd.DataFrame({"code": code, "own": own})
    sums = table[table["code"] >= 0].groupby("code")["own"].agg(["count", "mean"])
    sums = sums[sums["count"] >= _FEWEST].sort_values("mean", kind="stable")
    if len(sums) < 2:
        return
    names = frame.groups["name"]
    values = {
        "most": str(names.iat[int(sums.index[-1])]),
        "share": percent(float(sums["mean"].iat[-1])),
        "fewest": str(names.iat[int(sums.index[0])]),
        "other": percent(float(sums["mean"].iat[0])),
    }
    text = (
        "Of the tracked places of {most} {share} have claims of their own, of those of {fewest} "
        "{other}."
    )
    yield Sentence(text, values)


def _boundaries(scene: Scene) -> Sentences:
    """The area whose size differs most between two frames that follow each other."""
    area = scene.history.land["area_km2"]
    best: tuple[float, dict[str, str], dt.date] | None = None
    for before in scene.history.frames:
        for after in scene.history.frames:
            day = after.valid_from
            if before.level != after.level or day is None or before.valid_to != day:
                continue
            old, new = (_sizes(frame, area) for frame in (before, after))
            for key in sorted(old.keys() & new.keys()):
                gap = abs(old[key][1] - new[key][1])
                if gap >= 1 and (best is None or gap > best[0]):
                    values = {"name": new[key][0], "day": day.isoformat()}
                    values |= {"old": grouped(old[key][1]), "new": grouped(new[key][1])}
                    best = (gap, values, day)
    if best is not None:
        text = "{name}: {old}\u00a0km² before {day}, {new}\u00a0km² from that day on."
        yield Sentence(text, best[1], best[2])


def _sizes(frame: Frame, area: pd.Series) -> dict[str, tuple[str, float]]:
    """Name and size of each area of a frame, by its id."""
    sums = area.groupby(frame.unit_area.reindex(area.index)).sum()
    ids, names = frame.groups["area_id"].tolist(), frame.groups["name"].tolist()
    return {
        str(ids[int(code)]): (str(names[int(code)]), float(size))
        for code, size in sums.items()
        if code >= 0
    }


def _projection(scene: Scene) -> Sentences:
    places = scene.history.places
    if places.empty:
        return
    latitude = places["lat"].abs()
    far, near = str(latitude.idxmax()), str(latitude.idxmin())
    ratio = (cos(radians(latitude[near])) / cos(radians(latitude[far]))) ** 2
    if ratio < _PROJECTED:
        return
    values = {
        "far": str(places["name"].at[far]),
        "near": str(places["name"].at[near]),
        "ratio": f"{ratio:.2f}",
    }
    yield Sentence("Land at {far} is drawn {ratio} times as large as land at {near}.", values)


def _last_day(scene: Scene) -> Sentences:
    values = {"first": scene.history.case.first_day.isoformat(), "last": scene.last.isoformat()}
    yield Sentence("This case runs from {first} to {last}.", values, scene.last)
    days = scene.history.claims["best"]
    if len(days):
        yield Sentence("Its last claim is of {day}.", {"day": days.max().date().isoformat()})


SEEN_IN_FIGURES: Final[Mapping[str, Callable[[Scene], Sentences]]] = {
    "large-units": _large_units,
    "distant-seat": _distant_seat,
    "contested": _contested,
    "people": _people,
    "census": _census,
    "gazetteer": _gazetteer,
    "boundaries": _boundaries,
    "projection": _projection,
    "last-day": _last_day,
}
"""What finds each of them, by its name in the text."""
