"""Words of a page without scripts: texts with data in them, each datum in its own direction."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from xml.etree import ElementTree as ET

from mapper.outputs.text.isolation import needs_isolation

__all__ = ["fill", "own_words"]


def fill(element: ET.Element, text: str, values: Mapping[str, object], direction: str) -> None:
    """Append a text of the page to an element, its ``{holes}`` filled in.

    Parameters
    ----------
    element : Element
    text : str
        From the texts of a page, never from data.
    values : mapping
        What each hole holds. It stands in ``<bdi>`` where it could otherwise carry the signs
        beside it to the wrong side.
    direction : {"ltr", "rtl"}
        How the page is written.

    Examples
    --------
    >>> line = ET.Element("li")
    >>> fill(line, "{name} – {n}", {"name": "غاو", "n": 3}, "ltr")
    >>> ET.tostring(line, encoding="unicode")
    '<li><bdi>غاو</bdi> – 3</li>'
    """
    for words, hole, _, _ in Formatter().parse(text):
        _append(element, words)
        if hole is None:
            continue
        value = str(values[hole])
        if needs_isolation(value, direction):
            ET.SubElement(element, "bdi").text = value
        else:
            _append(element, value)


def own_words(element: ET.Element, text: str, direction: str) -> ET.Element:
    """Give an element words of the data, which may be in any language; returns the element."""
    element.text = text
    if needs_isolation(text, direction):
        element.set("dir", "auto")
    return element


def _append(element: ET.Element, text: str) -> None:
    """Text behind all that the element has."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
