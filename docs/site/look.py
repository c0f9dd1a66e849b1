"""Looks over the finished site as a reader without a network would.

    python docs/site/look.py build/docs

Every link leads to a page and an anchor that exist; no page asks for anything outside the folder,
neither in its markup nor when Chromium opens it from disk; no script complains; search finds words.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

__all__ = ["Page", "dead_links", "look_with", "outside", "read_site", "style_faults"]

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOADED: Final = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""What a browser loads by itself, by tag; a link in the text waits for a click."""
ASIDE: Final = frozenset({"canonical", "prev", "next", "author", "license"})
"""Links in the head of a page that name something and load nothing."""
WAIT = 10_000
"""Milliseconds that search may take."""
ASKED: Final = "deciding place"
"""Words that search must find."""


@dataclass
class Page(HTMLParser):
    """Anchors, links, and what is loaded, of one page."""

    path: Path
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, links to, or loads."""
        values = {name: value for name, value in attrs if value is not None}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADED and LOADED[tag] in values and values.get("rel") not in ASIDE:
            self.loads.append(values[LOADED[tag]])


def read_site(folder: Path) -> dict[Path, Page]:
    """All pages of a site by their path."""
    return {path: Page(path) for path in sorted(folder.resolve().rglob("*.html"))}


def outside(address: str) -> bool:
    """Whether an address needs a network or a scheme of its own.

    Examples
    --------
    >>> [outside(x) for x in ("a.css", "//cdn.example/a.css", "https://example.org", "data:x")]
    [False, True, True, False]
    """
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


def dead_links(pages: dict[Path, Page]) -> Iterator[str]:
    """Links and loads that lead to no file, no anchor, or out of the folder."""
    for path, page in pages.items():
        for address in page.links + page.loads:
            parts = urlsplit(address)
            if outside(address) or parts.scheme == "data":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                yield f"{path.name}: {address} leads nowhere"
                continue
            anchors = pages[target].anchors if target in pages else {parts.fragment}
            if parts.fragment and unquote(parts.fragment) not in {*anchors, ""}:
                yield f"{path.name}: {address} has no such anchor"
        yield from (f"{path.name} loads {x}" for x in page.loads if outside(x))


def style_faults(folder: Path) -> Iterator[str]:
    """Style sheets that would fetch a font, a picture or another sheet from elsewhere."""
    for path in sorted(folder.rglob("*.css")):
        text = path.read_text("utf-8")
        for address in re.findall(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""", text):
            if outside(address):
                yield f"{path.name} loads {address}"


def look_with(browser: Any, pages: Iterable[Path], folder: Path) -> Iterator[str]:
    """Open pages from disk: requests that leave the folder, and complaints of scripts."""
    faults: list[str] = []
    root = folder.resolve().as_uri() + "/"
    tab = browser.new_page()
    tab.on("console", lambda said: said.type == "error" and faults.append(said.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "request",
        lambda asked: (
            asked.url.startswith((root, "data:", "about:"))
            or faults.append(f"asks for {asked.url}")
        ),
    )
    for path in pages:
        tab.goto(path.as_uri(), wait_until="load")
        yield from (f"{path.name}: {fault}" for fault in faults)
        faults.clear()
    search = folder.resolve() / "search.html"
    if search.exists():
        tab.goto(f"{search.as_uri()}?q={ASKED.replace(' ', '+')}")
        try:
            tab.wait_for_selector("#search-results li a", timeout=WAIT)
        except Exception:
            yield f"search.html finds nothing for {ASKED!r}"
        yield from (f"search.html: {fault}" for fault in faults)
    tab.close()


def main(words: Sequence[str]) -> int:
    """Look over a folder, say what is wrong."""
    folder = Path(words[0])
    pages = read_site(folder)
    faults = [*dead_links(pages), *style_faults(folder)]
    opened = 0
    if CHROMIUM.exists():
        from playwright import sync_api

        with sync_api.sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            faults += look_with(browser, pages, folder)
            browser.close()
        opened = len(pages)
    elif os.environ.get("CI") == "true":
        faults.append(f"{CHROMIUM} is missing: no page was opened")
    if not pages:
        faults.append(f"{folder} has no pages")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(pages)} pages, {opened} opened in a browser, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
