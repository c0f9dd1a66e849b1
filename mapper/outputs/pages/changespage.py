"""The page of what changed hands: one map, seen before, after, and by what changed in between."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import pandas as pd

from mapper.figures.between import Transfers, moves_between
from mapper.figures.changedays import states_after
from mapper.history.control import ControlHistory
from mapper.history.daytables import tables_of
from mapper.outputs.pages import browser
from mapper.outputs.pages.claims import claims_used, evidence_payload
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.pages.day.shapes import shapes_payload
from mapper.outputs.pages.document import (
    OPEN_STREET_MAP,
    Tiles,
    dated_title,
    inline_code,
    whole_page,
)
from mapper.outputs.pages.packing import packed_block
from mapper.outputs.pages.plain import Ints, Payload, optional_day
from mapper.outputs.pages.sides import side_of
from mapper.outputs.pages.turned import land_bounds
from mapper.outputs.pages.words import page_texts

__all__ = ["changes_page", "changes_payload"]

_DIGITS: Final = 1


def changes_payload(history: ControlHistory, found: Transfers) -> tuple[Payload, list[str]]:
    """What changed, for the page, and the claims that its steps name.

    Returns
    -------
    payload : dict
        from, to (days since 1970-01-01); total_km2; ways: km² and towns by way, then by kind of
        what changed no hands; pairs: from, to, kind, area_km2, towns, units and places (positions
        in the geometry; the most important places first); unit_steps and place_steps: by position,
        every change in between, with the event_id of its claim, and ``after``, the state, where
        it says more than the holder.
    claims : list of str
        event_id of each claim of the steps, in file order.
    """
    units = {str(unit): i for i, unit in enumerate(history.units.index)}
    places = {str(place): i for i, place in enumerate(history.places.index)}
    pairs = [
        {
            "from": row["from_holder"],
            "to": row["to_holder"],
            "kind": row["kind"],
            "area_km2": round(row["area_km2"], _DIGITS),
            "towns": row["towns"],
            "units": [units[unit] for unit in row["unit_ids"]],
            "places": [places[place] for place in row["place_ids"]],
        }
        for row in found.pairs().to_dict("records")
    ]
    moves = moves_between(history, found.first, found.last)
    steps = _steps(history, moves)
    used = set(moves["claim"].tolist()) - {-1}
    ids = history.claims["event_id"].tolist()
    payload = {
        "from": optional_day(found.first),
        "to": optional_day(found.last),
        "total_km2": round(found.total_km2, _DIGITS),
        "ways": {
            name: [round(area_km2, _DIGITS), towns]
            for name, (area_km2, towns) in found.ways().items()
        },
        "pairs": pairs,
        "unit_steps": steps[0],
        "place_steps": steps[1],
    }
    return payload, [str(ids[claim]) for claim in sorted(used)]


def _steps(history: ControlHistory, moves: pd.DataFrame) -> tuple[Payload, Payload]:
    """The changes of each unit and place, by position."""
    targets, ids = history.targets, history.claims["event_id"].tolist()
    found: tuple[Payload, Payload] = (defaultdict(list), defaultdict(list))
    rows: Any = moves.itertuples(index=False)
    for row, state in zip(rows, states_after(history, moves), strict=True):
        is_place = not targets.is_unit(row.target)
        found[is_place][str(targets.row(row.target))].append(
            {
                "day": int(row.day),
                "from": row.before,
                "to": row.after,
                "kind": row.kind,
                "claim": str(ids[row.claim]) if row.claim >= 0 else None,
                **({} if (side := side_of(state)) is None else {"after": side}),
            }
        )
    return dict(found[0]), dict(found[1])


def changes_page(
    history: ControlHistory,
    found: Transfers,
    *,
    lang: str = "en",
    tiles: Tiles | None = OPEN_STREET_MAP,
) -> str:
    """The HTML page of what changed hands between two days: self-contained, works from disk.

    Parameters
    ----------
    history : ControlHistory
    found : Transfers
        By holder, of the same history.
    lang : str
        One of the languages of the pages.
    tiles : Tiles, optional
        Online background that the reader can switch on (it is off at first); None for none.

    Returns
    -------
    str
        The same text for the same input and the same installed versions.

    Raises
    ------
    ValueError
        If there are no texts in the language, or the changes are by bloc.
    """
    if found.by != "holder":
        raise ValueError("the page shows changes by holder, not by bloc")
    texts = page_texts(history, lang, "changes")
    changes, steps = changes_payload(history, found)
    claims = _claims(history, found, steps)
    data = {
        "geometry": shapes_payload(history),
        "evidence": evidence_payload(history, claims),
        "before": state_payload(history, found.first, claims, lang=lang),
        "after": state_payload(history, found.last, claims, lang=lang),
        "changes": changes,
        "settings": {"tiles": None if tiles is None else asdict(tiles), "texts": texts},
    }
    return whole_page(
        land_bounds(history),
        lang=lang,
        title=dated_title(lang, data["after"]["case"]["title"], found.first, found.last),
        noscript=texts["noscript"],
        code=inline_code(browser.style("changes"), browser.bundle("changes")),
        blocks=[packed_block(f"mapper-{name}", value) for name, value in data.items()],
        start="startChanges",
        tiles=tiles,
    )


def _claims(history: ControlHistory, found: Transfers, steps: list[str]) -> Ints:
    """All claims that the page shows, in file order."""
    tables = tables_of(history)
    used = claims_used(tables.on(found.first), tables.on(found.last))
    named = [history.claim_position[event] for event in steps]
    return np.union1d(used, np.array(named, dtype=np.int64))
