"""The claims that a page shows, with their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from mapper.outputs.pages.plain import VERSION, Ints, Payload

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory
    from mapper.history.daytables import DayTable

__all__ = ["all_claims", "claims_used", "evidence_payload", "sources_payload"]

_TEXTS: Final = {
    "date": "event_date",
    "target": "target_id",
    "target_name": "target_name",
    "scope": "scope",
    "type": "event_type",
    "status": "status",
    "confidence": "confidence",
    "note": "note",
}
_LISTS: Final = ("gained_by", "lost_by", "opposed_by", "sources", "excepted_names")


def claims_used(*tables: DayTable) -> Ints:
    """Positions of the claims that make, confirm or deny anything of some days, in file order."""
    return np.unique(np.concatenate([table.claim for table in tables]))


def all_claims(history: ControlHistory) -> Ints:
    """Positions of all claims."""
    return np.arange(len(history.claims), dtype=np.int64)


def evidence_payload(history: ControlHistory, claims: Ints) -> Payload:
    """Claims as columns, each text once.

    Parameters
    ----------
    history : ControlHistory
    claims : array
        Positions of the claims, in the order in which they are to stand.

    Returns
    -------
    dict
        ``strings``; ``id``; ``best``, each as its difference to the one before, ``earliest`` and
        ``latest`` as days before and after it; for other texts their numbers in ``strings``, and
        for lists of texts ``lists``, the distinct ones, with their numbers.
    """
    table = history.claims.iloc[claims]
    strings = _Strings()
    earliest, best, latest = (
        table[name].to_numpy().astype("datetime64[D]").astype(np.int64)
        for name in ("earliest", "best", "latest")
    )
    columns: Payload = {
        "id": table["event_id"].astype("str").tolist(),
        "best": np.diff(best, prepend=0).tolist(),
        "earliest": (best - earliest).tolist(),
        "latest": (latest - best).tolist(),
    }
    for name, column in _TEXTS.items():
        texts = table[column].astype(object)
        columns[name] = _numbered(texts.where(texts.notna(), ""), strings.number)
    lists = _Lists(strings)
    for name in _LISTS:
        columns[name] = _numbered(table[name], lists.number)
    payload = {"version": VERSION, **columns, "lists": lists.rows, "strings": strings.rows}
    known = sources_payload(history, lists.texts_of(columns["sources"]))
    return payload | ({"sources_known": known} if known else {})


def _numbered(column: pd.Series, number: Callable[[Any], int]) -> list[int]:
    """A column as numbers, asked for once for each distinct value."""
    codes, values = pd.factorize(column)
    numbers = np.array([number(value) for value in values], dtype=np.int64)
    found: list[int] = numbers[codes].tolist() if len(codes) else []
    return found


class _Strings:
    """Distinct strings, each stored once."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._known: dict[str, int] = {}

    def number(self, text: object) -> int:
        """The number that a text goes by: new ones get the next."""
        word = str(text)
        if word not in self._known:
            self._known[word] = len(self.rows)
            self.rows.append(word)
        return self._known[word]


class _Lists:
    """Distinct lists of strings, each stored once, as their numbers."""

    def __init__(self, strings: _Strings) -> None:
        self.rows: list[list[int]] = []
        self._strings = strings
        self._known: dict[tuple[int, ...], int] = {}

    def number(self, texts: Iterable[object]) -> int:
        """The number that a list goes by."""
        key = tuple(self._strings.number(text) for text in texts)
        if key not in self._known:
            self._known[key] = len(self.rows)
            self.rows.append(list(key))
        return self._known[key]

    def texts_of(self, numbers: Sequence[int]) -> list[str]:
        """The strings of some lists, in order."""
        return [self._strings.rows[i] for n in dict.fromkeys(numbers) for i in self.rows[n]]


def sources_payload(history: ControlHistory, cited: Iterable[str]) -> dict[str, Payload]:
    """What a page can say of these sources, by source: those that ``sources.csv`` has words for."""
    found: dict[str, Payload] = {}
    for source in cited:
        info = history.sources.get(source)
        if info is None or source in found:
            continue
        words = {
            "outlet": info.outlet,
            "title": info.title,
            "published": info.published,
            "archive": info.archive_url,
        }
        if any(words.values()):
            found[source] = {key: word for key, word in words.items() if word}
    return found
