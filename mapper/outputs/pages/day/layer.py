"""Maps with folium: a whole page for a day, and a layer for a map of your own.

`write_map` writes one self-contained page. `ControlMap` puts the same drawing, with its legend and
cards, into any `folium.Map`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure, MacroElement
from folium.template import Template

from mapper.core.dates import Day
from mapper.core.files import make_folder, write_whole
from mapper.history.languages import translated
from mapper.outputs.pages import browser
from mapper.outputs.pages.claims import claims_used, evidence_payload
from mapper.outputs.pages.day.page import page
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.pages.document import OPEN_STREET_MAP, Tiles, safe_json
from mapper.outputs.pages.geometry import geometry_payload
from mapper.outputs.pages.words import case_texts

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
    text = page(history, history.at(date), lang=lang, tiles=tiles)
    path = Path(path)
    make_folder(path.parent)
    write_whole(path, text)
    return path


class ControlMap(MacroElement):
    """Who held what on a day, as a layer of a folium map.

    Parameters
    ----------
    history : ControlHistory
    date : datetime.date or str
    lang : str
        One of the languages of the pages.

    Notes
    -----
    branca renders every element twice as a template. The data therefore go in as JSON in which no
    sign of a template is left (see :func:`mapper.outputs.pages.document.safe_json`); a name such as
    ``{{7*7}}`` is shown as it is written.

    Examples
    --------
    ::

        chart = folium.Map()
        ControlMap(history, datetime.date(2012, 4, 6)).add_to(chart)
        chart.save("map.html")
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <script type="application/json" id="{{ this.get_name() }}_data">{{ this.data }}</script>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = mapper.addLayer(
                L, {{ this._parent.get_name() }}, mapper.readData("{{ this.get_name() }}_data"));
        {% endmacro %}
        """
    )

    def __init__(self, history: ControlHistory, date: Day, *, lang: str = "en") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ControlMap"
        history = translated(history, lang)
        snapshot = history.at(date)
        claim_ids = claims_used(history, snapshot)
        self.data = safe_json(
            {
                "geometry": geometry_payload(history),
                "evidence": evidence_payload(history, claim_ids),
                "state": state_payload(history, snapshot, claim_ids, lang=lang),
                "texts": case_texts(history.case, lang),
            }
        )
        self.bounds = [float(v) for v in history.units.total_bounds]

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Add the data, the call that draws them, and (once for each page) the code and style."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("add ControlMap to a folium.Map before rendering it")
        code = f"<style>\n{browser.style()}</style>\n<script>\n{browser.bundle()}</script>"
        figure.header.add_child(Element(code), name="mapper_code")
        super().render(**kwargs)  # type: ignore[no-untyped-call]
