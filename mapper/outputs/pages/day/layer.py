"""Maps with folium: a whole page for a day, and a layer for a map of your own.

`write_map` writes one self-contained page. `ControlMap` puts the same drawing, with its legend and
cards, into any `folium.Map`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from folium.template import Template

from mapper.core.dates import Day
from mapper.core.files import make_folder, write_whole
from mapper.history.daytables import tables_of
from mapper.history.languages import translated
from mapper.outputs.pages import browser
from mapper.outputs.pages.claims import claims_used, evidence_payload
from mapper.outputs.pages.day.page import page
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.pages.day.shapes import shapes_payload
from mapper.outputs.pages.document import OPEN_STREET_MAP, Tiles
from mapper.outputs.pages.foliumlayer import FoliumLayer
from mapper.outputs.pages.packing import packed_block
from mapper.outputs.pages.words import page_texts

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["ControlMap", "write_map"]


def write_map(
    history: ControlHistory,
    date: Day,
    path: Path | str,
    *,
    lang: str = "en",
    tiles: Tiles | None = OPEN_STREET_MAP,
) -> Path:
    """Write the map of a day as one self-contained HTML file.

    Parameters
    ----------
    history : ControlHistory
    date : datetime.date or str
    path : Path or str
        The file; its folder is made if it is missing.
    lang : str
        One of the languages of the pages, for words and for the names that the case has in it.
    tiles : Tiles, optional
        Online background that the reader may switch on; None for a page that can load nothing.

    Returns
    -------
    Path
        The file written. Same input and same installed versions give the same bytes.

    Raises
    ------
    DateOutsideCaseError
    OutputError
        If the file cannot be written; an earlier one stays as it was.
    """
    history = translated(history, lang)
    text = page(history, date, lang=lang, tiles=tiles)
    path = Path(path)
    make_folder(path.parent)
    write_whole(path, text)
    return path


class ControlMap(FoliumLayer):
    """Who held what on a day, as a layer of a folium map.

    Parameters
    ----------
    history : ControlHistory
    date : datetime.date or str
    lang : str
        One of the languages of the pages.

    Examples
    --------
    ::

        chart = folium.Map()
        ControlMap(history, datetime.date(2012, 4, 6)).add_to(chart)
        chart.save("map.html")
    """

    code_name = "mapper_code"
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            {{ this.block(this.get_name()) }}
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = mapper.addLayer(
                L, {{ this._parent.get_name() }}, mapper.readData("{{ this.get_name() }}_data"));
        {% endmacro %}
        """
    )

    def __init__(self, history: ControlHistory, date: Day, *, lang: str = "en") -> None:
        super().__init__(history)
        history = translated(history, lang)
        claims = claims_used(tables_of(history).on(date))
        self._payload = {
            "geometry": shapes_payload(history),
            "evidence": evidence_payload(history, claims),
            "state": state_payload(history, date, claims, lang=lang),
            "texts": page_texts(history, lang),
        }

    def block(self, name: str) -> str:
        """The data block of this layer."""
        return packed_block(f"{name}_data", self._payload)

    def code(self) -> tuple[str, str]:
        """Style sheet and script of the map of a day."""
        return browser.style(), browser.bundle()
