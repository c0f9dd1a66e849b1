"""The time line that folium lacks: a control history as a layer of any folium map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure, MacroElement
from folium.template import Template

from mapper.history.languages import translated
from mapper.outputs.pages.atlas.page import atlas_script, atlas_style
from mapper.outputs.pages.atlas.payload import atlas_payload, payload_block
from mapper.outputs.pages.document import safe_json
from mapper.outputs.pages.words import case_texts

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["ControlTimeline"]


class ControlTimeline(MacroElement):
    """Who held what, day by day, as a layer of a folium map: with time line, legend and cards.

    Parameters
    ----------
    history : ControlHistory
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
        ControlTimeline(history).add_to(chart)
        chart.save("war.html")
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
            {{ this.block(this.get_name()) }}
            <script type="application/json" id="{{ this.get_name() }}_texts">
            {{ this.texts }}
            </script>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = mapper.addTimeline(
                L, {{ this._parent.get_name() }}, "{{ this.get_name() }}");
        {% endmacro %}
        """
    )

    def __init__(self, history: ControlHistory, *, lang: str = "en") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "ControlTimeline"
        self.texts = safe_json(case_texts(history.case, lang, "atlas"))
        self._payload = atlas_payload(translated(history, lang), lang=lang)
        self.bounds = [float(v) for v in history.units.total_bounds]

    def block(self, name: str) -> str:
        """The data block of this layer."""
        return payload_block(self._payload, name=f"{name}_data")

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Add the data, the call that draws them, and (once for each page) the code and style."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError("add ControlTimeline to a folium.Map before rendering it")
        code = f"<style>\n{atlas_style()}</style>\n<script>\n{atlas_script()}</script>"
        figure.header.add_child(Element(code), name="mapper_atlas_code")
        super().render(**kwargs)  # type: ignore[no-untyped-call]
