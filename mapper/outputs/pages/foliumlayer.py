"""What our layers of a folium map have in common: code and style once, data as text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from branca.element import Element, Figure, MacroElement

from mapper.outputs.pages.turned import land_bounds

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["FoliumLayer"]


class FoliumLayer(MacroElement, ABC):
    """A layer of a folium map that brings its own style and scripts.

    Parameters
    ----------
    history : ControlHistory
        What the layer shows; its ``bounds`` are those of the land.

    Notes
    -----
    branca renders every element twice as a template. The data therefore go in as JSON in which no
    sign of a template is left (see :func:`mapper.outputs.pages.document.safe_json`); a name such as
    ``{{7*7}}`` is shown as it is written.
    """

    code_name: ClassVar[str]
    """Under this name the code stands in a page, once for all layers of a kind."""

    def __init__(self, history: ControlHistory) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = type(self).__name__
        self.bounds = land_bounds(history)

    @abstractmethod
    def code(self) -> tuple[str, str]:
        """Style sheet and script."""

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Add the data, the call that draws them, and (once for each page) the code and style."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError(f"add {self._name} to a folium.Map before rendering it")
        style, script = self.code()
        element = Element(f"<style>\n{style}</style>\n<script>\n{script}</script>")
        figure.header.add_child(element, name=self.code_name)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
