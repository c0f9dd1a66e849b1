"""The pages that say how to read a map: the method, and when the map misleads.

Made from ``docs/method.md`` and ``docs/failure-modes.md``, which the wheel carries as
``mapper/docs``, so that there is one text of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from mapper.outputs.pages.index import page_head, text_element

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["READING", "reading_pages", "reading_text"]

READING: Final[Mapping[str, str]] = {
    "method.html": "method.md",
    "failure-modes.html": "failure-modes.md",
}
"""Each page, and the text that it is made from."""
_CONTENTS: Final = "h2"


def reading_text(name: str) -> str:
    """One of the texts: from the installed package, or from ``docs/`` of the sources."""
    packed = resources.files("mapper") / "docs" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8")


@cache
def reading_pages() -> Mapping[str, str]:
    """The pages by file name; self-contained, without scripts, in English.

    Examples
    --------
    >>> sorted(reading_pages())
    ['failure-modes.html', 'method.html']
    """
    return {page: _page(page, reading_text(source)) for page, source in READING.items()}


def _page(name: str, text: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    headings = list(_name_headings(tokens))
    _link_pages(tokens)
    title = headings[0][2]
    head = ET.tostring(page_head(title), encoding="unicode", method="html")
    contents = _contents(name, [h for h in headings if h[0] == _CONTENTS])
    body = parser.renderer.render(tokens, parser.options, {})
    return (
        f'<!DOCTYPE html>\n<html lang="en">{head}<body class="reading">{contents}'
        f"<main>\n{body}</main></body></html>\n"
    )


def _name_headings(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    """Give each heading an id to link to; yields its tag, the id and the words."""
    for here, inline in pairwise(tokens):
        if here.type == "heading_open":
            children = inline.children or ()
            words = "".join(c.content for c in children)
            anchor = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
            here.attrSet("id", anchor)
            yield here.tag, anchor, words


def _link_pages(tokens: Sequence[Token]) -> None:
    """Links to the other text lead to its page; those to files that are not shipped, nowhere."""
    pages = {source: page for page, source in READING.items()}
    for token in tokens:
        opened: list[bool] = []
        kept = []
        for child in token.children or ():
            if child.type == "link_open":
                href = str(child.attrGet("href") or "")
                file, hash_sign, part = href.partition("#")
                child.attrSet("href", pages.get(file, file) + hash_sign + part)
                opened.append(file in pages or not file or href.startswith("https://"))
            if child.type not in {"link_open", "link_close"} or opened[-1]:
                kept.append(child)
            if child.type == "link_close":
                opened.pop()
        if token.children is not None:
            token.children = kept


def _contents(name: str, headings: Sequence[tuple[str, str, str]]) -> str:
    """Links to the atlas and the other text, and to the sections."""
    nav = ET.Element("nav", {"aria-label": "Contents"})
    pages = ET.SubElement(nav, "ul", {"class": "pages"})
    titles = {"index.html": "The atlas", "days.html": "All days and data"}
    titles |= {"method.html": "How control is inferred"}
    titles |= {"failure-modes.html": "When the map misleads"}
    for page, words in titles.items():
        link = text_element(ET.SubElement(pages, "li"), "a", words)
        link.set("href", page)
        if page == name:
            link.set("aria-current", "page")
    sections = ET.SubElement(nav, "ul")
    for _, anchor, words in headings:
        text_element(ET.SubElement(sections, "li"), "a", words).set("href", f"#{anchor}")
    return ET.tostring(nav, encoding="unicode", method="html")
