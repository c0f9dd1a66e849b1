"""A page as a document: folium's bare page first, then code, style and data put in as text."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from mapper.core.jsontext import json_text
from mapper.outputs.pages import browser
from mapper.outputs.pages.browser.vendor import leaflet_script, leaflet_style
from mapper.outputs.text.isolation import isolated

__all__ = [
    "OPEN_STREET_MAP",
    "Described",
    "Tiles",
    "data_block",
    "dated_title",
    "inline_code",
    "relative",
    "safe_json",
    "safe_text",
    "whole_page",
]

_RANDOM_ID = re.compile(r"_[0-9a-f]{32}\b")

_PREPARE: Final = "<script>mapper.prepare(L);</script>"

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_UNSAFE: Final = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


@dataclass(frozen=True)
class Tiles:
    """An online background that a reader may switch on.

    Attributes
    ----------
    url : str
        Address with ``{z}``, ``{x}``, ``{y}``; http(s) only.
    attribution : str
        Plain text shown while the tiles are on.
    """

    url: str
    attribution: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", parts.netloc):
            raise ValueError(f"no web address of tiles: {self.url!r}")

    @property
    def origin(self) -> str:
        """Scheme and host, as a content security policy names them."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Described:
    """What other sites show of a page where somebody links to it (Open Graph, ogp.me).

    Attributes
    ----------
    title, description : str
        Plain text.
    url : str
        The public address of the page; without one nothing is said.
    """

    title: str
    description: str
    url: str

    @classmethod
    def of(cls, case: Mapping[str, Any], lang: str) -> Described:
        """What a payload says of its case, in a language."""
        title = case["titles"].get(lang) or case["title"]
        return cls(title, case["description"], case.get("url", ""))

    def elements(self) -> list[str]:
        """Elements of the head; what is said of nothing is left out."""
        if not self.url:
            return []
        words = {"og:type": "website", "og:title": self.title, "og:url": self.url}
        if self.description:
            words["og:description"] = self.description
        found = [
            f'<meta property="{name}" content="{html.escape(text)}" />'
            for name, text in words.items()
        ]
        return [*found, f'<link rel="canonical" href="{html.escape(self.url)}" />']


OPEN_STREET_MAP: Final = Tiles(
    "https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors"
)


def safe_json(value: Any) -> str:
    r"""Compact JSON that may stand in a script element or a data block of a page.

    Also safe to pass through a template engine: ``{{``, ``{%`` and ``{#`` cannot occur.

    Examples
    --------
    >>> print(safe_json({"a": "</script>{{7*7}}"}))
    {"a":"\u003c/script\u003e\u007b\u007b7*7}}"}
    """
    return safe_text(json_text(value))


def safe_text(text: str) -> str:
    """JSON that is written already, made safe in the same way."""
    for sign, escape in _UNSAFE.items():
        text = text.replace(sign, escape)
    # An opening brace before {, % or # can only stand inside a string; the brace after it, too.
    return re.sub(r"\{(?:[{%#])", lambda m: "\\u007b" + m[0][1].replace("{", "\\u007b"), text)


def relative(address: str, what: str = "a relative folder") -> str:
    """An address that may stand in a page as it is: letters, digits, dots, lines and slashes.

    Raises
    ------
    ValueError
        For any other.
    """
    if not re.fullmatch(r"[\w./-]+", address):
        raise ValueError(f"not {what}: {address!r}")
    return address


def whole_page(
    bounds: Iterable[float],
    *,
    lang: str,
    title: str,
    noscript: str,
    code: Iterable[str],
    blocks: Iterable[str],
    start: str,
    tiles: Tiles | None,
    shared: bool = False,
    described: Described | None = None,
) -> str:
    """A page from its parts.

    Parameters
    ----------
    bounds : iterable of float
        West, south, east and north of what the map shows.
    lang : str
        One of the languages of the pages.
    title, noscript : str
        Plain text: the title, and what readers without scripts are told.
    code : iterable of str
        Elements with code and style (see `inline_code`).
    blocks : iterable of str
        Elements with data (see `data_block`).
    start : str
        The function of our scripts that gets Leaflet and the map.
    tiles : Tiles, optional
        The background that the page may load; None for a page that can load nothing.
    shared : bool
        Whether it loads code from files beside it.
    described : Described, optional
        What other sites say of the page where somebody links to it.
    """
    text, name = _folium_page(tuple(float(degrees) for degrees in bounds), lang)
    blocks = [f"<noscript>{html.escape(noscript)}</noscript>", *blocks]
    call = f"<script>mapper.{start}(L, {name});</script>"
    text = _filled_page(text, [*code, _PREPARE], blocks, call)
    return _with_meta(text, title, tiles, shared=shared, described=described)


@lru_cache(maxsize=8)
def _folium_page(bounds: tuple[float, ...], lang: str) -> tuple[str, str]:
    """A page with a bare folium map, and the name of its map variable. Holds no data.

    folium's links to scripts and styles on the web are gone, branca's random ids are numbers.
    """
    import folium

    west, south, east, north = bounds
    chart = folium.Map(
        location=[round((south + north) / 2, 3), round((west + east) / 2, 3)],
        zoom_start=5,
        tiles=None,
        prefer_canvas=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=110,
        max_zoom=12,
    )
    chart.default_js = []
    chart.default_css = []
    name = chart.get_name()
    text = chart.get_root().render()
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"_{len(numbers) + 1}")

    text = _RANDOM_ID.sub(number, text)
    text = re.sub(
        r'<meta name="viewport".*?/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1" />',
        text,
        flags=re.DOTALL,
    )
    side = ' dir="rtl"' if browser.direction(lang) == "rtl" else ""
    text = text.replace("<html>", f'<html lang="{lang}"{side}>', 1)
    # Where the page's own scripts follow the body, HTML would move them: close the body after them.
    text = text.replace("</body>", "", 1).replace("</html>", "</body>\n</html>", 1)
    return text, _RANDOM_ID.sub(number, name)


def _policy(scripts: list[str], tiles: Tiles | None, *, shared: bool) -> str:
    """Content security policy: the inline scripts of this very page, and nothing from elsewhere."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for code in scripts
    ]
    local = " 'self' file:" if shared else ""
    rules = [
        "default-src 'none'",
        f"script-src {' '.join(hashes)}{local}",
        f"style-src 'unsafe-inline'{local}",
        f"img-src data:{' ' + tiles.origin if tiles else ''}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(rules)


def data_block(name: str, value: Any) -> str:
    """A block of JSON that no browser runs; its element is ``mapper-<name>``."""
    return f'<script type="application/json" id="mapper-{name}">{safe_json(value)}</script>'


def inline_code(style: str, script: str) -> list[str]:
    """Leaflet and our own code as elements of a self-contained page."""
    return [
        f"<style>\n{leaflet_style()}</style>",
        f"<style>\n{style}</style>",
        f"<script>\n{leaflet_script()}</script>",
        f"<script>\n{script}</script>",
    ]


def _filled_page(text: str, head: list[str], blocks: list[str], start: str) -> str:
    """A rendered page with code in its head, data before folium's script and the start after it."""
    before, after = text.split("</head>", 1)
    before = before + "\n".join(head) + "\n"
    at = after.rindex("<script>")
    after = after[:at] + "\n".join(blocks) + "\n" + after[at:]
    return f"{before}</head>{after.replace('</body>', start + chr(10) + '</body>', 1)}\n"


def dated_title(lang: str, case: str, *dates: object) -> str:
    """Name of the case and dates, as the title of a page: ``Mali War – 2012-04-06``."""
    direction = browser.direction(lang)
    return " – ".join(isolated(str(part), direction) for part in (case, *dates))


def _with_meta(
    text: str, title: str, tiles: Tiles | None, *, shared: bool, described: Described | None
) -> str:
    """A finished page with character set, security policy and title first in its head."""
    policy = _policy(_SCRIPT.findall(text), tiles, shared=shared)
    meta = [
        '<meta charset="utf-8" />',
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}" />',
        f"<title>{html.escape(title)}</title>",
        *([] if described is None else described.elements()),
    ]
    before, after = text.split("<head>", 1)
    return f"{before}<head>\n" + "\n".join(meta) + after
