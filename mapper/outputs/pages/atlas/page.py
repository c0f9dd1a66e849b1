"""The page of the atlas: folium's bare map first, then code, style, texts and data as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

from mapper.core.errors import UsageError
from mapper.history.languages import names_in
from mapper.outputs.pages import browser
from mapper.outputs.pages.atlas.payload import atlas_payload, payload_block
from mapper.outputs.pages.document import (
    OPEN_STREET_MAP,
    Described,
    Tiles,
    data_block,
    inline_code,
    relative,
    whole_page,
)
from mapper.outputs.pages.turned import land_bounds
from mapper.outputs.pages.words import page_texts

if TYPE_CHECKING:
    from mapper.case.names import Names
    from mapper.history.control import ControlHistory

__all__ = ["atlas_page", "atlas_script", "atlas_style"]


@cache
def atlas_style() -> str:
    """The style sheet: that of the map of a day, and what the atlas adds."""
    return browser.style("atlas")


@cache
def atlas_script() -> str:
    """The modules as one classic script that sets ``window.mapper``."""
    return browser.bundle("atlas")


def atlas_page(
    history: ControlHistory,
    *,
    lang: str = "en",
    tiles: Tiles | None = OPEN_STREET_MAP,
    more: str | None = None,
    reading: str | None = None,
    url: str | None = None,
    story: bool = False,
) -> str:
    """The atlas as one self-contained HTML page.

    Parameters
    ----------
    history : ControlHistory
    lang : str
        Language in which the page opens; readers can switch.
    tiles : Tiles, optional
        Online background that the reader can switch on (it is off at first); None for none.
    more : str, optional
        Name of a page beside this one with the maps and tables of single days.
    reading : str, optional
        Relative address of a folder with the pages of
        :mod:`mapper.outputs.pages.reading`, such as ``.``.
    url : str, optional
        Where the page will be published, instead of what the case says.
    story : bool
        Open as the story of the war, at its first step.

    Returns
    -------
    str
        The same text for the same input and the same installed versions.

    Raises
    ------
    ValueError
        If there are no texts in the language, or an address is not relative.
    UsageError
        If there is no story to open.
    """
    languages = sorted(browser.LANGUAGES, key=lambda name: name != lang)
    texts = {name: page_texts(history, name, "atlas") for name in languages}
    beside = {
        "more": None if more is None else relative(more, "the name of a page beside this one"),
        "reading": None if reading is None else relative(reading),
    }
    settings = data_block("settings", _settings(history, texts, tiles, story) | beside)
    payload = atlas_payload(history, lang=lang, url=history.case.url if url is None else url)
    return whole_page(
        land_bounds(history),
        lang=lang,
        title=history.case.title_in(lang),
        noscript=texts[lang]["noscript"],
        code=inline_code(atlas_style(), atlas_script()),
        blocks=[payload_block(payload), settings],
        start="startAtlas",
        tiles=tiles,
        described=Described.of(payload["case"], lang),
    )


def _settings(
    history: ControlHistory, texts: Mapping[str, object], tiles: Tiles | None, story: bool
) -> dict[str, object]:
    """What the page is told beside its data: words and names of all languages, how it opens."""
    if story and not history.has_story:
        raise UsageError(
            f"`{history.case.id}` has no story: write story.csv, or milestones.csv, for it."
        )
    named = {lang: names_in(history, lang) for lang in texts}
    return {
        "tiles": None if tiles is None else asdict(tiles),
        "texts": texts,
        "names": {lang: _names(found) for lang, found in named.items() if found is not None},
        **({"story": True} if story else {}),
    }


def _names(names: Names) -> dict[str, dict[str, list[str]]]:
    """Names in another language by kind and id, as ``names.js`` reads them."""
    found: dict[str, dict[str, list[str]]] = {}
    for (kind, key), named in names.items():
        forms = named[2:] if any(named[2:]) else ()
        found.setdefault(kind, {})[key] = [*named[:2], *forms]
    return found
