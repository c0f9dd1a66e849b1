"""A hand-drawn country of 3 × 3 communes, as plain tables and as squares.

::

    a1 CAPITAL, minor, camp | a2 north, hamlet | a3 (empty)
    b1 SEAT                 | b2 mid           | b3 post (a village that decides)
    c1 south                | c2 creek         | c3 far, post_c3 (nobody decides)

Each row is a cercle (``row_a``, ``row_b``, ``row_c``), all nine are the ``country``. The region
``east`` is a3 + b3 before 2012-01-21 and b3 + c3 from then on; ``old`` (b1 + c1) ends on that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.areas.frames import Frame
from mapper.case.toml import CaseInfo
from mapper.core.dates import day_number, parse_date
from mapper.core.model import Actor, Membership, State, Succession
from mapper.history.control import ControlHistory
from mapper.rules.land import AreaTables
from mapper.rules.timeline import Rules, Timeline, build_timeline

FIRST_DAY = dt.date(2012, 1, 1)
FIRST = day_number(FIRST_DAY)
NEW_FRAME = FIRST + 20
_PAST, _FUTURE = np.iinfo(np.int64).min, np.iinfo(np.int64).max

UNITS = ("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3")

# place: kind, rank, unit, seat, decides
_PLACES: Mapping[str, tuple[str, int, str, str, bool]] = {
    "capital": ("capital", 1, "a1", "", True),
    "minor": ("town", 3, "a1", "capital", False),
    "camp": ("base", 5, "a1", "", False),
    "north": ("town", 2, "a2", "capital", True),
    "hamlet": ("village", 4, "a2", "", False),
    "seat": ("town", 2, "b1", "capital", True),
    "mid": ("town", 3, "b2", "seat", True),
    "post": ("village", 4, "b3", "seat", True),
    "south": ("town", 3, "c1", "", True),
    "creek": ("village", 4, "c2", "", False),
    "far": ("village", 4, "c3", "", False),
    "post_c3": ("site", 5, "c3", "", False),
}
_DECIDED_BY_SEAT = {"a3": "capital", "c2": "south"}
_AREAS: Sequence[tuple[str, str, str, int, int, tuple[str, ...]]] = (
    *((unit, "commune", "now", _PAST, _FUTURE, (unit,)) for unit in UNITS),
    *(
        (f"row_{row}", "cercle", "now", _PAST, _FUTURE, (f"{row}1", f"{row}2", f"{row}3"))
        for row in "abc"
    ),
    ("east", "region", "before", _PAST, NEW_FRAME, ("a3", "b3")),
    ("old", "region", "before", _PAST, NEW_FRAME, ("b1", "c1")),
    ("east", "region", "after", NEW_FRAME, _FUTURE, ("b3", "c3")),
    ("country", "country", "now", _PAST, _FUTURE, UNITS),
)
PLACE_IDS = tuple(_PLACES)
AREA_UNITS = {row[0]: len(row[5]) for row in _AREAS}
AREA_IDS = (*UNITS, "row_a", "row_b", "row_c", "east", "old", "country")


def make_places() -> pd.DataFrame:
    """The gazetteer: kind and rank by place_id."""
    return pd.DataFrame(
        {
            "kind": [row[0] for row in _PLACES.values()],
            "rank": [row[1] for row in _PLACES.values()],
        },
        index=pd.Index(PLACE_IDS, name="place_id"),
    )


def make_tables() -> AreaTables:
    """Who lies where and who decides whom."""
    deciding = {row[2]: place for place, row in _PLACES.items() if row[4]} | _DECIDED_BY_SEAT
    unit_of = [row[2] for row in _PLACES.values()]
    return AreaTables(
        unit_ids=UNITS,
        unit_decider=np.array([_place(deciding.get(unit, "")) for unit in UNITS]),
        unit_by_seat=np.array([unit in _DECIDED_BY_SEAT for unit in UNITS]),
        place_unit=np.array([UNITS.index(unit) for unit in unit_of]),
        place_seat=np.array([_place(row[3]) for row in _PLACES.values()]),
        areas=pd.DataFrame(
            [
                {
                    "area_id": area,
                    "level": level,
                    "frame": frame,
                    "name": area.title(),
                    "valid_from": start,
                    "valid_to": end,
                }
                for area, level, frame, start, end, _ in _AREAS
            ]
        ),
        area_units=tuple(np.array([UNITS.index(u) for u in row[5]]) for row in _AREAS),
        area_places=tuple(
            np.array([i for i, unit in enumerate(unit_of) if unit in row[5]], dtype=np.int64)
            for row in _AREAS
        ),
    )


def _place(place_id: str) -> int:
    return PLACE_IDS.index(place_id) if place_id else -1


def _actor(actor_id: str, kind: str) -> Actor:
    return Actor(actor_id, actor_id.title(), actor_id, kind, "#888888")


ACTORS = {
    name: _actor(name, kind)
    for name, kind in {
        "gov": "state",
        "ally": "militia",
        "reb": "rebel",
        "clan": "rebel",
        "front": "rebel",
        "jih": "jihadist",
        "bandits": "generic",
        "abroad": "foreign_state",
    }.items()
}
MEMBERS = (
    Membership("jih", "jihad", dt.date(2012, 1, 6), None),
    Membership("bandits", "jihad", None, None),
    Membership("gov", "state", None, None),
)


def make_rules(
    successions: Sequence[tuple[str, str, str]] = (),
    *,
    dispute_days: int = 12,
    observation_window_days: int = 8,
    contest_days: int = 0,
) -> Rules:
    """Rules with short terms; a succession is ``(predecessor, successor, date)``."""
    return Rules(
        first_day=FIRST_DAY,
        baseline="gov",
        actors=ACTORS,
        members=MEMBERS,
        successions=tuple(
            Succession(old, new, dt.date.fromisoformat(day), "merger")
            for old, new, day in successions
        ),
        dispute_days=dispute_days,
        observation_window_days=observation_window_days,
        contest_days=contest_days,
    )


def history_of(
    timeline: Timeline, successions: Sequence[tuple[str, str, str]] = ()
) -> ControlHistory:
    """A control history of the country, its areas 1, 2, 4 … km²: no two sums are alike."""
    rules = make_rules(successions)
    areas = [float(2**i) for i in range(len(UNITS))]
    units = gpd.GeoDataFrame(
        {"name": UNITS, "area_km2": areas, "near_km2": [a / 2 for a in areas]},
        index=pd.Index(UNITS, name="unit_id"),
        geometry=[shapely.box(i % 3, 2 - i // 3, i % 3 + 1, 3 - i // 3) for i in range(len(UNITS))],
        crs="EPSG:4326",
    )
    places = make_places()
    places["population"] = pd.array([None] * len(places), dtype="Int64")
    places["unit_id"] = [row[2] for row in _PLACES.values()]
    info = CaseInfo(
        "drawn", "Drawn", "", "", (), FIRST_DAY, dt.date(2012, 12, 31), "gov", "admin", ("cercle",)
    )
    return ControlHistory(
        info,
        units,
        places,
        pd.DataFrame(),
        ACTORS,
        {},
        MEMBERS,
        rules.successions,
        (),
        timeline,
        _frames(),
        {},
    )


def _frames() -> tuple[Frame, ...]:
    """Cercles, and the regions before and after the change of their borders."""
    turn = FIRST_DAY + dt.timedelta(days=NEW_FRAME - FIRST)
    spans = {"now": (None, None), "before": (None, turn), "after": (turn, None)}
    frames = []
    for level, frame in (("cercle", "now"), ("region", "before"), ("region", "after")):
        rows = [row for row in _AREAS if row[1:3] == (level, frame)]
        codes = [next((i for i, r in enumerate(rows) if u in r[5]), -1) for u in UNITS]
        groups = pd.DataFrame({"area_id": [r[0] for r in rows], "name": [r[0] for r in rows]})
        area = pd.Series(codes, index=pd.Index(UNITS, name="unit_id"))
        frames.append(Frame(level, frame, *spans[frame], groups, area))
    return tuple(frames)


def make_claims(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The table of claims from rows with earliest, best and latest."""
    columns = [
        "target_id",
        "scope",
        "event_type",
        "gained_by",
        "opposed_by",
        "status",
        "confidence",
        "earliest",
        "best",
        "latest",
    ]
    frame = pd.DataFrame(list(rows), columns=columns)
    frame["excepted"] = pd.Series([row.get("excepted", ()) for row in rows], dtype="object")
    return frame.astype(dict.fromkeys(columns[-3:], "int64"))


def claim(line: str) -> dict[str, Any]:
    """A row of claims from words, as people write them.

    ``day target[:scope] event_type gained_by [status] [!confidence] [/opposed_by] [-except]``; a
    day is a day of January 2012 (``40`` is 9 February) or a window ``5..15``; the best day is the
    middle. A clash may have ``.`` as its holder.

    >>> claim("5..8 mid capture reb+jih contested !low /gov")["gained_by"]
    ('reb', 'jih')
    """
    day, target, event, gained, *rest = line.split()
    earliest, _, latest = day.partition("..")
    first, last = FIRST + int(earliest) - 1, FIRST + int(latest or earliest) - 1
    target_id, _, scope = target.partition(":")
    opposed = next((word[1:] for word in rest if word.startswith("/")), "")
    excepted = next((word[1:] for word in rest if word.startswith("-")), "")
    return {
        "target_id": target_id,
        "scope": scope,
        "event_type": event,
        "gained_by": tuple(gained.split("+")) if gained != "." else (),
        "excepted": tuple(filter(None, excepted.split("+"))),
        "opposed_by": tuple(opposed.split("+")) if opposed else (),
        "status": next((word for word in rest if word[0] not in "!/-"), "held"),
        "confidence": next((word[1:] for word in rest if word.startswith("!")), "high"),
        "earliest": first,
        "best": first + (last - first) // 2,
        "latest": last,
    }


def timeline_of(*lines: str, rules: Rules | None = None) -> Timeline:
    """The timeline of a few claims in the 3 × 3 country."""
    return build_timeline(
        make_claims([claim(line) for line in lines]),
        make_places(),
        make_tables(),
        rules or make_rules(),
    )


def node_of(name: str) -> int:
    """Number of a target: units first, then places."""
    return UNITS.index(name) if name in UNITS else len(UNITS) + PLACE_IDS.index(name)


def day_of_january(day: int) -> int:
    """Day number of a day of January 2012, counted on beyond its end."""
    return FIRST + day - 1


def window(text: str) -> tuple[int, int, int]:
    """earliest, best and latest day number of an EDTF date."""
    found = parse_date(text)
    return day_number(found.earliest), day_number(found.best), day_number(found.latest)


def row_on(timeline: Timeline, name: str, day: int) -> Any:
    """The interval of a target that covers a day of January 2012, or None."""
    number = day_of_january(day)
    rows = timeline.intervals
    found = rows[
        (rows["target"] == node_of(name)) & (rows["start"] <= number) & (number < rows["end"])
    ]
    assert len(found) <= 1
    return next(found.itertuples(index=False), None)


def state_on(timeline: Timeline, name: str, day: int) -> State:
    """What is said of a target on a day of January 2012."""
    return timeline.states[row_on(timeline, name, day).state]


def holders(timeline: Timeline, name: str) -> list[tuple[int, str]]:
    """First day of January 2012 and holder of each run of one holder."""
    runs: list[tuple[int, str]] = []
    rows = timeline.intervals
    for row in rows[rows["target"] == node_of(name)].itertuples(index=False):
        holder = timeline.states[row.state].holder
        if not runs or runs[-1][1] != holder:
            runs.append((row.start - FIRST + 1, holder))
    return runs


def claims_on(timeline: Timeline, name: str, day: int) -> dict[str, set[int]]:
    """Positions of the claims that made, confirm and dissent from what is shown on a day."""
    row, number = row_on(timeline, name, day), day_of_january(day)
    keys = {(row.target, row.tenure), (row.source, row.source_tenure)}
    found: dict[str, set[int]] = {"made": set(), "confirms": set(), "dissents": set()}
    for item in timeline.evidence.itertuples(index=False):
        if (item.target, item.tenure) in keys and item.day <= number:
            found[("made", "confirms", "confirms", "dissents")[item.role]].add(item.claim)
    return found


def last_evidence_on(timeline: Timeline, name: str, day: int) -> int | None:
    """Day of January 2012 of the last strong claim for what is shown; None at the baseline."""
    row, number = row_on(timeline, name, day), day_of_january(day)
    keys = {(row.target, row.tenure), (row.source, row.source_tenure)}
    days = [
        item.day - FIRST + 1
        for item in timeline.evidence.itertuples(index=False)
        if (item.target, item.tenure) in keys
        and item.day <= number
        and item.counts
        and item.role in {0, 1}
    ]
    return max(days, default=None)


def window_of(timeline: Timeline, name: str, day: int) -> tuple[int, int, int]:
    """Since when a target has its holder, and the bounds of that, as days of January."""
    row = row_on(timeline, name, day)
    first = day_of_january(1)
    return row.since - first + 1, row.since_earliest - first + 1, row.since_latest - first + 1
