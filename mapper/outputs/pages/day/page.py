"""A map page: folium's page rendered first, then scripts, style and data put in as text.

Nothing from the data goes through folium, branca or Jinja: a name such as ``{{7*7}}`` would be
run there. The rendered page holds no data at all; what is inserted afterwards is JSON whose ``<``,
``>`` and ``&`` are escaped, and the script of the page turns it into text nodes.

A page is self-contained, or, in a build of many dates, shares a folder of assets with the others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mapper.core.dates import Day
from mapper.core.files import write_inside
from mapper.history.daytables import as_date, tables_of
from mapper.outputs.pages import browser
from mapper.outputs.pages.browser.vendor import LEAFLET_NOTICE, leaflet_script, leaflet_style
from mapper.outputs.pages.claims import all_claims, claims_used, evidence_payload
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.pages.day.shapes import shapes_payload
from mapper.outputs.pages.document import (
    OPEN_STREET_MAP,
    Tiles,
    dated_title,
    inline_code,
    relative,
    whole_page,
)
from mapper.outputs.pages.packing import handed_over, packed_block
from mapper.outputs.pages.plain import Ints, Payload
from mapper.outputs.pages.turned import land_bounds
from mapper.outputs.pages.words import page_texts

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory, Snapshot

__all__ = [
    "page",
    "write_assets",
]


def page(
    history: ControlHistory,
    day: Day | Snapshot,
    *,
    assets: str | None = None,
    reading: str | None = None,
    lang: str = "en",
    tiles: Tiles | None = OPEN_STREET_MAP,
    previous: dt.date | None = None,
    following: dt.date | None = None,
) -> str:
    """The HTML page of one day.

    Parameters
    ----------
    history : ControlHistory
    day : date, str or Snapshot
    assets : str, optional
        Relative address of a folder made by `write_assets`; without it the page is self-contained.
    reading : str, optional
        Relative address of a folder with the pages of :mod:`mapper.outputs.pages.reading`.
    lang : str
        One of the languages of the pages.
    tiles : Tiles, optional
        Online background that the reader can switch on (it is off at first); None for none.
    previous, following : date, optional
        Days of the pages beside this one, linked as ``<date>.html``.

    Returns
    -------
    str
        The same text for the same input and the same installed versions.
    """
    texts = page_texts(history, lang)
    table = tables_of(history).on(as_date(day))
    claims, cited = claims_used(table), list[str]()
    if assets is not None:
        claims, cited = _by_their_ids(history, claims)
    state = state_payload(
        history, table.date, claims, lang=lang, previous=previous, following=following
    )
    data = {"state": state, "settings": _settings(tiles, reading)}
    if assets is None:
        code = inline_code(browser.style(), browser.bundle())
        data["settings"]["texts"] = texts
        data = {**_of_case(history, claims), **data}
    else:
        code = _linked_code(relative(assets), lang)
        state["cited"] = cited
    return whole_page(
        land_bounds(history),
        lang=lang,
        title=dated_title(lang, state["case"]["title"], state["date"]),
        noscript=texts["noscript"],
        code=code,
        blocks=[packed_block(f"mapper-{name}", value) for name, value in data.items()],
        start="startPage",
        tiles=tiles,
        shared=assets is not None,
    )


def _by_their_ids(history: ControlHistory, claims: Ints) -> tuple[Ints, list[str]]:
    """Claims in an order that says nothing of other claims of the case, and their ids."""
    ids = history.claims["event_id"].iloc[claims].astype(object).to_numpy()
    order = np.argsort(ids, kind="stable")
    return claims[order], [str(event) for event in ids[order]]


def _settings(tiles: Tiles | None, reading: str | None) -> Payload:
    settings: Payload = {"tiles": None if tiles is None else asdict(tiles)}
    return settings if reading is None else {**settings, "reading": relative(reading)}


def _of_case(history: ControlHistory, claims: Ints) -> Payload:
    """What is the same on every day, but for the claims."""
    return {"geometry": shapes_payload(history), "evidence": evidence_payload(history, claims)}


def _linked_code(assets: str, lang: str) -> list[str]:
    styles = [
        f'<link rel="stylesheet" href="{assets}/{name}.css" />' for name in ("leaflet", "map")
    ]
    names = ("leaflet", "map", "geometry", "evidence", f"texts-{lang}")
    return styles + [f'<script src="{assets}/{name}.js"></script>' for name in names]


def write_assets(history: ControlHistory, folder: Path) -> list[Path]:
    """Write what the pages of a build share: code, styles, geometry, evidence, texts.

    Parameters
    ----------
    history : ControlHistory
    folder : Path
        Made if it is missing; the pages name it in ``page(…, assets="../assets")``.

    Returns
    -------
    list of Path
        The files written.
    """
    files = asset_files(history)
    return [write_inside(folder, name, content) for name, content in files.items()]


def asset_files(history: ControlHistory) -> dict[str, str]:
    """The files that :func:`write_assets` writes, by name."""
    evidence = evidence_payload(history, all_claims(history))
    return {
        "leaflet.js": leaflet_script(),
        "leaflet.css": leaflet_style(),
        "leaflet-licence.txt": LEAFLET_NOTICE,
        "map.js": browser.bundle(),
        "map.css": browser.style(),
        "geometry.js": _data_script("geometry", shapes_payload(history)),
        "evidence.js": _data_script("evidence", evidence),
        **{
            f"texts-{lang}.js": _data_script("texts", page_texts(history, lang))
            for lang in browser.LANGUAGES
        },
    }


def _data_script(name: str, value: Any) -> str:
    """A classic script that hands data to pages; its keys are ours, so a plain object is safe."""
    begin = "window.mapperData = window.mapperData || {};"
    return f"{begin}\nwindow.mapperData.{name} = {handed_over(value)};\n"
