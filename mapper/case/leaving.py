"""A case without some of its claims: single ones, those that rest on a source, and whole kinds.

A claim that has another source besides stays: it rests on that one as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.case.casedata import Case
from mapper.core.errors import UsageError
from mapper.core.model import SOURCE_CLASSES, SourceInfo
from mapper.core.spelling import suggestion

__all__ = ["CLAIM_KINDS", "claims_left_out", "claims_of_kinds", "claims_of_sources", "without"]

Positions = npt.NDArray[np.int64]

WEAK: Final = "weak"
"""Claims of low confidence, and what a party declares of itself (R4)."""
_PARTY: Final = "party"
_DECLARATION: Final = "declaration"
CLAIM_KINDS: Final = (WEAK, *SOURCE_CLASSES)
"""Kinds of claims that can be left out: weak ones, and those that rest on one class of sources."""


def without(
    case: Case,
    *,
    claims: Iterable[str] = (),
    sources: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> Case:
    """The case without some of its claims, as if nobody had written them down.

    Parameters
    ----------
    case : Case
    claims : iterable of str
        Their ``event_id``; that of a row of ``baseline.csv`` is ``baseline-`` and its target.
    sources : iterable of str
        As the claims cite them. What rests on these alone is left out; a claim that has another
        source stays.
    kinds : iterable of str
        ``weak``: claims of low confidence, and declarations. A class of sources such as
        ``encyclopaedia``: claims that rest on sources of this class alone (of those that are left
        out, if there are several). ``party`` also leaves out declarations.

    Raises
    ------
    UsageError
        If the case has no such claim or source, or there is no such kind.

    Examples
    --------
    >>> from mapper import find_case, read_case
    >>> case = read_case(find_case("mali"))
    >>> len(case.claims) - len(without(case, kinds=["weak"]).claims) > 50
    True
    """
    gone = claims_left_out(case.claims, case.sources, claims, sources, kinds)
    kept = np.ones(len(case.claims), dtype=bool)
    kept[gone] = False
    return replace(case, claims=case.claims[kept].reset_index(drop=True))


def claims_left_out(
    table: pd.DataFrame,
    known: Mapping[str, SourceInfo],
    claims: Iterable[str] = (),
    sources: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> Positions:
    """Positions of the claims of a table that :func:`without` leaves out; see there."""
    claims, sources, kinds = tuple(claims), tuple(sources), tuple(kinds)
    cited = {source for row in table["sources"] for source in row}
    ids = table["event_id"].astype("str").tolist()
    _check("claim", claims, ids)
    _check("source", sources, sorted(cited))
    _check("kind of claims", kinds, CLAIM_KINDS)
    asked = set(claims)
    classes = {kind for kind in kinds if kind != WEAK}
    away = {*sources, *(one for one in cited if _class_of(one, known) in classes)}
    gone = np.array([event in asked for event in ids], dtype=bool)
    gone |= np.array([bool(row) and away.issuperset(row) for row in table["sources"]], dtype=bool)
    for kind in kinds:
        gone |= _said_so(table, kind)
    return np.flatnonzero(gone)


def claims_of_sources(table: pd.DataFrame) -> dict[str, list[int]]:
    """Positions of the claims that rest on one source alone, by that source."""
    found: dict[str, list[int]] = {}
    for position, row in enumerate(table["sources"]):
        if len(set(row)) == 1:
            found.setdefault(row[0], []).append(position)
    return found


def claims_of_kinds(table: pd.DataFrame, known: Mapping[str, SourceInfo]) -> dict[str, list[int]]:
    """Positions of the claims of each kind that has some."""
    found = {kind: claims_left_out(table, known, kinds=[kind]).tolist() for kind in CLAIM_KINDS}
    return {kind: positions for kind, positions in found.items() if positions}


def _class_of(source: str, known: Mapping[str, SourceInfo]) -> str:
    return known[source].source_class if source in known else ""


def _said_so(table: pd.DataFrame, kind: str) -> npt.NDArray[np.bool_]:
    """Which claims are of a kind whatever their sources are."""
    found = np.zeros(len(table), dtype=bool)
    if kind in {WEAK, _PARTY}:
        found |= (table["event_type"] == _DECLARATION).to_numpy(dtype=bool)
    if kind == WEAK:
        found |= (table["confidence"] == "low").to_numpy(dtype=bool)
    return found


def _check(what: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            hint = suggestion(name, known, "Look it up in the tables of the case.")
            raise UsageError(f"there is no {what} `{name}`. {hint}")
