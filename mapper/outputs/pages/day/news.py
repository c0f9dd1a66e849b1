"""What is new on a day: the sentence under the title of a map."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from mapper.rules.track import SUCCESSION

if TYPE_CHECKING:
    import pandas as pd

    from mapper.history.control import ControlHistory, Snapshot

__all__ = ["day_news"]

NewsItem = dict[str, str]
_COLUMNS: Final = ["holder", "besieged_by", "contested_by", "cause"]


def day_news(history: ControlHistory, snapshot: Snapshot) -> list[NewsItem]:
    """Milestones, new names of holders, towns that changed hands, sieges and contests, then land.

    Parameters
    ----------
    history : ControlHistory
    snapshot : Snapshot
        The day; it is compared with the day before.

    Returns
    -------
    list of dict
        ``name``, ``from``, ``to`` (actor ids) and ``kind``: milestone, succession, change,
        siege_begin, siege_end, contest or land. In each kind the biggest come first: places by
        rank and population, land by area.
    """
    date = snapshot.date
    news = [_item(m.title, "", "", "milestone") for m in history.milestones if m.date == date]
    if date <= history.case.first_day:
        return news
    before = history.at(date - dt.timedelta(days=1))
    return [
        *news,
        *_successions(before, snapshot),
        *_place_news(history, before, snapshot),
        *_land_news(history, before, snapshot),
    ]


def _item(name: Any, before: str, after: str, kind: str) -> NewsItem:
    return {"name": str(name), "from": str(before), "to": str(after), "kind": kind}


def _successions(before: Snapshot, now: Snapshot) -> list[NewsItem]:
    """Holders that merged or changed their name (R9): one item, not one for each place."""
    pairs: dict[tuple[str, str], None] = {}
    for old, new in ((before.units, now.units), (before.places, now.places)):
        former = old["holder"].reindex(new.index)
        renamed = (new["cause"] == SUCCESSION) & (former != new["holder"]) & former.notna()
        pairs |= dict.fromkeys(zip(former[renamed], new["holder"][renamed], strict=True))
    return [_item("", a, b, "succession") for a, b in sorted(pairs)]


def _place_news(history: ControlHistory, before: Snapshot, now: Snapshot) -> list[NewsItem]:
    both = now.places.index.intersection(before.places.index, sort=False)
    facts = history.places.loc[both, ["rank", "population", "name"]]
    order = facts.assign(population=facts["population"].fillna(0)).sort_values(
        ["rank", "population"], ascending=[True, False], kind="stable"
    )
    old: Any = before.places.loc[order.index, _COLUMNS].itertuples()
    new: Any = now.places.loc[order.index, _COLUMNS].itertuples()
    changes, fights = [], []
    for name, was, now_is in zip(order["name"], old, new, strict=True):
        if was.holder == now_is.holder:
            fights += _fights(name, was, now_is)
        elif now_is.cause != SUCCESSION:
            changes.append(_item(name, was.holder, now_is.holder, "change"))
    return changes + fights


def _fights(name: Any, was: Any, now_is: Any) -> list[NewsItem]:
    """Sieges that begin or end and contests that begin, at a place that stays in the same hands."""
    rows = []
    if now_is.besieged_by and not was.besieged_by:
        rows.append(_item(name, now_is.holder, now_is.besieged_by[0], "siege_begin"))
    if was.besieged_by and not now_is.besieged_by:
        rows.append(_item(name, was.besieged_by[0], now_is.holder, "siege_end"))
    if now_is.contested_by and not was.contested_by:
        rows.append(_item(name, now_is.holder, now_is.contested_by[0], "contest"))
    return rows


def _land_news(history: ControlHistory, before: Snapshot, now: Snapshot) -> list[NewsItem]:
    """Land that changed hands by itself: its deciding place did not go the same way that day.

    Named by the widest area around it that is not the whole country: its region, say.
    """
    old = before.units["holder"].reindex(now.units.index)
    changed = now.units[(old != now.units["holder"]) & (now.units["cause"] != SUCCESSION)]
    moved = _moved(before.places["holder"], now.places["holder"])
    areas = history.units["area_km2"]
    tops = {parents[-1] for parents in history.units["parents"] if parents}
    sums: dict[tuple[str, str, str], float] = {}
    rows: Any = changed.itertuples()
    for row in rows:
        hands = (str(old[row.Index]), str(row.holder))
        if moved.get(row.decided_by) == hands:
            continue
        path = [name for name in row.parents if {name} != tops]
        name = str(path[-1] if path else history.units.at[row.Index, "name"])
        key = (name, *hands)
        sums[key] = sums.get(key, 0.0) + float(areas[row.Index])
    order = sorted(sums, key=lambda key: (-sums[key], key))
    return [_item(name, a, b, "land") for name, a, b in order]


def _moved(old: pd.Series[str], new: pd.Series[str]) -> dict[Any, tuple[str, str]]:
    """Places that changed hands, with both holders."""
    both = new.index.intersection(old.index)
    pairs = zip(both, old[both], new[both], strict=True)
    return {place: (str(a), str(b)) for place, a, b in pairs if a != b}
