"""The time line that folium lacks: a control history as a layer of any folium map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from folium.template import Template

from mapper.history.languages import translated
from mapper.outputs.pages.atlas.page import atlas_script, atlas_style
from mapper.outputs.pages.atlas.payload import atlas_payload, payload_block
from mapper.outputs.pages.document import safe_json
from mapper.outputs.pages.foliumlayer import FoliumLayer
from mapper.outputs.pages.words import page_texts

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["ControlTimeline"]


class ControlTimeline(FoliumLayer):
    """Who held what, day by day, as a layer of a folium map: with time line, legend and cards.

    Parameters
    ----------
    history : ControlHistory
    lang : str
        One of the languages of the pages.

    Examples
    --------
    ::

        chart = folium.Map()
        ControlTimeline(history).add_to(chart)
        chart.save("war.html")
    """

    code_name = "mapper_atlas_code"
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
        super().__init__(history)
        self.texts = safe_json(page_texts(history, lang, "atlas"))
        self._payload = atlas_payload(translated(history, lang), lang=lang)

    def block(self, name: str) -> str:
        """The data block of this layer."""
        return payload_block(self._payload, name=f"{name}_data")

    def code(self) -> tuple[str, str]:
        """Style sheet and script of the atlas."""
        return atlas_style(), atlas_script()
