"""The pages that say how to read a map: the method, and when the map misleads.

Made from ``docs/method.md`` and ``docs/failure-modes.md``, which the wheel carries as
``mapper/docs``, so that there is one text of each. The texts are of any war; where they have
``<!-- example: NAME -->``, the page says how the case at hand shows it, with links into its atlas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from mapper.history.control import ControlHistory
from mapper.outputs.pages.index import STORY, page_head, text_element
from mapper.outputs.text.examples import case_sentences
from mapper.outputs.text.sentences import Sentence

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["READING", "reading_pages", "reading_text"]

READING: Final[Mapping[str, str]] = {
    "method.html": "method.md",
    "failure-modes.html": "failure-modes.md",
}
"""Each page, and the text that it is made from."""
_PAGES: Final[Mapping[str, str]] = {
    "index.html": "The atlas",
    STORY: "The war, step by step",
    "days.html": "All days and data",
    "method.html": "How control is inferred",
    "failure-modes.html": "When the map misleads",
}
"""Pages that each of them links to."""
_CONTENTS: Final = "h2"
_EXAMPLE: Final = re.compile(r"<!-- example: ([\w-]+) -->")
_OF_THE_SITE: Final = "<!-- of the site -->"
"""Stands before a paragraph that a build leaves out."""

Said = Mapping[str, Sequence[Sentence]]


def reading_text(name: str) -> str:
    """One of the texts: from the installed package, or from ``docs/`` of the sources."""
    packed = resources.files("mapper") / "docs" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parents[3] / "docs" / name).read_text(encoding="utf-8")


def reading_pages(history: ControlHistory) -> dict[str, str]:
    """The pages by file name; self-contained, without scripts, in English.

    Parameters
    ----------
    history : ControlHistory
        Whose examples they show. Its atlas is linked to as ``index.html`` beside them.

    Returns
    -------
    dict
        ``method.html`` and ``failure-modes.html``.
    """
    said = case_sentences(history)
    links = dict(_PAGES)
    if not history.has_story:
        del links[STORY]
    return {
        page: _page(page, reading_text(source), said, links) for page, source in READING.items()
    }


def _page(name: str, text: str, said: Said, links: Mapping[str, str]) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = list(_with_examples(parser.parse(text), said))
    headings = list(_name_headings(tokens))
    _link_pages(tokens)
    title = headings[0][2]
    head = ET.tostring(page_head(title), encoding="unicode", method="html")
    contents = _contents(name, links, [h for h in headings if h[0] == _CONTENTS])
    body = parser.renderer.render(tokens, parser.options, {})
    return (
        f'<!DOCTYPE html>\n<html lang="en">{head}<body class="reading">{contents}'
        f"<main>\n{body}</main></body></html>\n"
    )


def _with_examples(tokens: Sequence[Token], said: Said) -> Iterator[Token]:
    """The tokens of a text: marks become examples, and what is only for the site is left out."""
    from markdown_it.token import Token

    at = 0
    while at < len(tokens):
        paragraph = tokens[at].type == "paragraph_open"
        words = tokens[at + 1].content if paragraph else ""
        mark = _EXAMPLE.fullmatch(words)
        if words == _OF_THE_SITE:
            at += 6
        elif mark:
            yield Token("html_block", "", 0, content=_example(said[mark[1]]) + "\n")
            at += 3
        else:
            yield tokens[at]
            at += 1


def _example(sentences: Sequence[Sentence]) -> str:
    """How a case shows it, as markup; names and figures of the case go in as text."""
    box = ET.Element("div", {"class": "example"})
    text_element(box, "p", "In this case", "label")
    if not sentences:
        text_element(box, "p", "Nothing of the kind.")
    for sentence in sentences:
        line = ET.SubElement(box, "p")
        line.text = ""
        for words, hole, _, _ in Formatter().parse(sentence.text):
            _append(line, words)
            if hole is not None:
                ET.SubElement(line, "bdi").text = sentence.values[hole]
        if sentence.day is not None:
            _append(line, " ")
            address = f"index.html#{sentence.day}//holder/{quote(sentence.target, safe='')}"
            link = text_element(line, "a", "See it in the atlas")
            link.set("href", address.rstrip("/"))
    return ET.tostring(box, encoding="unicode", method="html")


def _append(parent: ET.Element, words: str) -> None:
    """Text behind what an element holds so far."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


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


def _contents(name: str, links: Mapping[str, str], headings: Sequence[tuple[str, str, str]]) -> str:
    """Links to the atlas and the other text, and to the sections."""
    nav = ET.Element("nav", {"aria-label": "Contents"})
    pages = ET.SubElement(nav, "ul", {"class": "pages"})
    for page, words in links.items():
        link = text_element(ET.SubElement(pages, "li"), "a", words)
        link.set("href", page)
        if page == name:
            link.set("aria-current", "page")
    sections = ET.SubElement(nav, "ul")
    for _, anchor, words in headings:
        text_element(ET.SubElement(sections, "li"), "a", words).set("href", f"#{anchor}")
    return ET.tostring(nav, encoding="unicode", method="html")
