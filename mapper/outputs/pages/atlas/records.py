"""States, intervals, evidence and claims as columns of whole numbers, for the atlas."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from mapper.answers.chain import SeatFinder
from mapper.core.dates import day_number
from mapper.core.model import BASELINE, NO_DATA, NONE, SHARED, UNKNOWN
from mapper.history.beginningrows import begun_days
from mapper.history.opendates import open_dates
from mapper.outputs.pages.plain import Ints, Payload
from mapper.rules.track import CONFIRMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from mapper.core.model import State
    from mapper.history.control import ControlHistory

    Mask = npt.NDArray[np.bool_]

__all__ = [
    "CLAIMS_LIMIT",
    "OTHERS",
    "Texts",
    "claim_columns",
    "deltas",
    "evidence_columns",
    "interval_columns",
    "ints",
    "seat_columns",
    "state_rows",
    "text_bytes",
]

CLAIMS_LIMIT: Final = 4_000_000
"""Bytes of text in all claims above which a page carries only the days of the evidence."""

OTHERS: Final = (NONE, UNKNOWN, SHARED, NO_DATA)
"""What holders may be beside actors; their numbers follow those of the actors."""
_STATE_LISTS: Final = (
    "companions",
    "contested_by",
    "besieged_by",
    "claimed_by",
    "uncertain_with",
    "between",
)

_CLAIM_TEXTS: Final = {
    "type": "event_type",
    "scope": "scope",
    "status": "status",
    "confidence": "confidence",
    "target": "target_id",
    "target_name": "target_name",
    "date": "event_date",
}

_CLAIM_LISTS: Final = ("gained_by", "lost_by", "opposed_by", "sources")
_EXCEPTIONS: Final = ("excepted", "excepted_names")

_EXPIRY: Final = "expiry"


class Texts:
    """Distinct strings, each stored once."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._known: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number that a text goes by: new ones get the next."""
        if text not in self._known:
            self._known[text] = len(self.rows)
            self.rows.append(text)
        return self._known[text]


def ints(values: Any) -> list[int]:
    """Values as whole numbers."""
    numbers: list[int] = np.asarray(values).astype(np.int64).tolist()
    return numbers


def deltas(values: Any) -> list[int]:
    """Each number as its difference to the one before; the first to 0."""
    return ints(np.diff(np.asarray(values, dtype=np.int64), prepend=0))


def _codes(values: pd.Series) -> tuple[list[int], list[str]]:
    """A column of few words as numbers, and the words."""
    codes, words = pd.factorize(values)
    return ints(codes), [str(word) for word in words]


def state_rows(history: ControlHistory, states: Iterable[State]) -> list[list[Any]]:
    """Rows of holder, companions, status …, with numbers for actors, then for nobody and so on."""
    number = {name: i for i, name in enumerate((*history.actors, *OTHERS))}
    return [
        [
            number[state.holder],
            state.status,
            *([number[a] for a in getattr(state, name)] for name in _STATE_LISTS),
        ]
        for state in states
    ]


def seat_columns(history: ControlHistory) -> Payload | None:
    """Of which area the place is the seat that a target follows: areas, and one code each.

    A target that follows none, be it without some claim, has -1; None where no target does.
    """
    rows, land = history.intervals, history.targets.are_units
    place = rows["leader"].where(~land(rows["leader"]), rows["source"])  # as `decided_by`
    rows = rows.assign(leader=place)[(rows["level"] == "seat") & ~land(place)]
    finder = SeatFinder(history)
    codes: dict[tuple[str, str], int] = {}
    of_target = np.full(len(history.units) + len(history.places), -1, dtype=np.int64)
    pairs = rows[["target", "leader"]]
    if history.alternatives is not None:
        seats = history.alternatives["seats"]
        others = np.array(seats, dtype=np.int64).reshape(-1, 2)
        pairs = pd.concat([pairs, pd.DataFrame(others, columns=pairs.columns)])
    pairs = pairs.drop_duplicates("target")
    for target, leader in pairs.itertuples(index=False):
        area = finder.area(leader, target)
        if area is not None:
            of_target[target] = codes.setdefault(area[:2], len(codes))
    if not codes:
        return None
    ids, names = zip(*codes, strict=True)
    return {"ids": list(ids), "names": list(names), "area": deltas(of_target)}


def interval_columns(history: ControlHistory, *, with_claims: bool) -> Payload:
    """Columns of the intervals, by target and start; most numbers are small or repeat."""
    rows = history.intervals
    target = rows["target"].to_numpy(np.int64)
    first = np.ones(len(rows), dtype=bool)
    first[1:] = target[1:] != target[:-1]
    column = {
        name: rows[name].to_numpy(np.int64)
        for name in (
            "start",
            "state",
            "since",
            "since_earliest",
            "since_latest",
            "leader",
            "source",
            "source_tenure",
            "tenure",
            "claim",
        )
    }
    leaders = np.full(len(history.units) + len(history.places), -1, dtype=np.int64)
    np.maximum.at(leaders, target, column["leader"])
    first_day = day_number(history.case.first_day)
    start, since = column["start"], column["since"]
    same = ~first & (since == _before(since))
    own = column["source"] == target
    led = ~own & (column["source"] == leaders[target])
    causes, cause_words = _codes(rows["cause"])
    levels, level_words = _codes(rows["level"])
    result: Payload = {
        "count": ints(np.bincount(target, minlength=len(leaders))),
        "start": ints(start - np.where(first, first_day, _before(start))),
        "state": ints(column["state"]),
        "since": ints(np.where(same, 0, 1 + start - since)),
        "earliest": ints(since - column["since_earliest"]),
        "latest": ints(column["since_latest"] - since),
        "causes": cause_words,
        "cause": causes,
        "levels": level_words,
        "level": levels,
        "leaders": deltas(leaders),
        "led": ints(column["leader"] >= 0),
        "source": ints(np.where(own, 0, np.where(led, 1, 2 + column["source"]))),
        "source_tenure": ints(column["source_tenure"] - column["tenure"]),
        "tenure": ints(column["tenure"] - np.where(first, 0, _before(column["tenure"]))),
    }
    result["begun"] = _begun(history, column, (rows["cause"] == BASELINE).to_numpy(bool))
    if with_claims:
        result["claim"] = ints(column["claim"] + 1)
    else:
        result["whys"], result["why"] = _whys(history, rows)
        dates = open_dates(history, column["claim"], start)
        shown = np.flatnonzero(dates != "")
        codes, words = _codes(pd.Series(dates[shown], dtype="object"))
        result["open"] = {"rows": deltas(shown), "dates": words, "date": codes}
    return result


def _begun(history: ControlHistory, column: dict[str, Ints], baseline: Mask) -> Payload:
    """Rows that a claim of an open date began without a change of hands: how open their day is."""
    row, early, late = begun_days(history.claims, column, baseline)
    return {"row": deltas(row), "early": ints(early), "late": ints(late)}


def _before(column: Ints) -> Ints:
    """Each row's value in the row before."""
    return np.concatenate([[0], column[:-1]]).astype(np.int64)


def _whys(history: ControlHistory, rows: pd.DataFrame) -> tuple[list[str], list[int]]:
    """What began each interval, for pages without claims; as in the change list."""
    claim = rows["claim"].to_numpy(np.int64)
    kinds = np.append(history.claims["event_type"].to_numpy(dtype=object), "")[claim]
    began = np.where(rows["since"] == rows["start"], rows["cause"].to_numpy(dtype=object), _EXPIRY)
    codes, words = _codes(pd.Series(np.where(claim >= 0, kinds, began), dtype="object"))
    return words, codes


def evidence_columns(history: ControlHistory, *, with_claims: bool) -> Payload:
    """Rows of the evidence by target, tenure and day: with their claims, or the days alone."""
    order = ["target", "tenure", "day", "rank"]
    rows = history.timeline.evidence.sort_values(order, kind="stable")
    if not with_claims:
        rows = rows[rows["counts"] & (rows["role"] <= CONFIRMS)]
        best = history.claims["best"].to_numpy().astype("datetime64[D]").astype(np.int64)
        rows = rows.assign(day=best[rows["claim"].to_numpy()]).sort_values(order, kind="stable")
        rows = rows.drop_duplicates(["target", "tenure", "day"])
    target, tenure = rows["target"].to_numpy(np.int64), rows["tenure"].to_numpy(np.int64)
    columns: Payload = {
        "kind": "claims" if with_claims else "days",
        "target": deltas(target),
        "tenure": ints(tenure),
    }
    if with_claims:
        counts = rows["counts"].to_numpy(bool)
        claim = rows["claim"].to_numpy(np.int64)
        columns["claim"] = ints(claim)
        columns["role"] = ints(rows["role"])
        columns["national"] = ints(np.unique(claim[~counts]))
    else:
        day = rows["day"].to_numpy(np.int64)
        first_day = day_number(history.case.first_day)
        again = (target == _before(target)) & (tenure == _before(tenure))
        if len(again):
            again[0] = False
        columns["day"] = ints(day - np.where(again, _before(day), first_day))
    return columns


def text_bytes(claims: pd.DataFrame) -> int:
    """Bytes of what is written in the claims: ids, dates, notes and sources."""
    columns = [claims[name].tolist() for name in ("event_id", "event_date", "note")]
    texts = "\n".join(chain(*columns, *claims["sources"].tolist()))
    return len(texts.encode("utf-8"))


def claim_columns(claims: pd.DataFrame, texts: Texts) -> Payload:
    """The claims as columns; texts that occur again and again are numbers of ``strings``."""
    earliest, best, latest = (
        claims[name].to_numpy().astype("datetime64[D]").astype(np.int64)
        for name in ("earliest", "best", "latest")
    )
    columns: Payload = {
        "id": claims["event_id"].astype("str").tolist(),
        "best": deltas(best),
        "earliest": ints(best - earliest),
        "latest": ints(latest - best),
        "note": claims["note"].fillna("").tolist(),
    }
    for name, column in _CLAIM_TEXTS.items():
        columns[name] = [texts.number(text) for text in claims[column].fillna("").tolist()]
    rare = _EXCEPTIONS if claims["excepted"].map(bool).any() else ()
    for name in (*_CLAIM_LISTS, *rare):
        columns[name] = [[texts.number(str(text)) for text in row] for row in claims[name]]
    return columns
