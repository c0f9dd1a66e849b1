"""Sources as cells hold them: addresses and citations, and what parts them.

Sources are separated by spaces. Beside an address a semicolon, a comma or an upright stroke may
stand as well, as spreadsheets and other data sets join lists: no address ends in one of them. Text
between addresses is one citation, whatever signs it holds ("UN S/2013/338; p. 4"); only a stroke
between spaces parts two citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import pandas as pd

from mapper.core.model import SourceInfo
from mapper.core.vocabulary import words

__all__ = [
    "described_sources",
    "good_source",
    "hidden_address",
    "host_of",
    "is_citation",
    "is_public_address",
    "is_url",
    "split_sources",
]

_URL: Final = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]+([/?#]\S*)?", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&()*+,;=%]+")
"""Signs of addresses (RFC 3986), without `#`, which begins the view, and the single quote."""
_MOST_ADDRESS: Final = 2000
_SCHEME: Final = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:\S*$")
_BEGIN: Final = re.compile(r"https?://", re.IGNORECASE)
_SIGNS: Final = ";,|"
"""What may stand between an address and another source."""
_STROKE: Final = "|"
_ARCHIVES: Final = words("web_archives")
"""Hosts that keep copies of pages under addresses which hold the address of the page."""


def is_url(text: str) -> bool:
    """Whether a text is one ``http`` or ``https`` address with a host."""
    return _URL.fullmatch(text) is not None


def is_public_address(text: str) -> bool:
    """Whether a text is an address of the web to which a view of a page (``#…``) can be added.

    >>> is_public_address("https://maps.example.org/mali/"), is_public_address("file:///mali.html")
    (True, False)
    """
    return is_url(text) and _PLAIN.fullmatch(text) is not None and len(text) <= _MOST_ADDRESS


def is_citation(text: str) -> bool:
    """Whether a text can be a citation: two words or more with letters, and no other scheme.

    >>> is_citation("UN S/2013/338, para. 12"), is_citation("javascript:alert(1)"), is_citation("?")
    (True, False, False)
    """
    parts = [word for word in text.split() if any(c.isalnum() for c in word)]
    letters = sum(c.isalpha() for c in text)
    schemes = any(_SCHEME.match(word) and not is_url(word) and "//" in word for word in parts)
    script = any(word.lower().startswith(("javascript:", "data:", "vbscript:")) for word in parts)
    return len(parts) >= 2 and letters >= 3 and not schemes and not script


@lru_cache(maxsize=1 << 14)  # rules, checks and claims ask for the same cells in turn
def split_sources(text: str) -> tuple[str, ...]:
    """The sources of a cell: each address alone, and what stands between them as a citation.

    >>> split_sources("https://a.org/x UN report S/2013/338 https://b.org")
    ('https://a.org/x', 'UN report S/2013/338', 'https://b.org')
    >>> split_sources("https://a.org/x; UN S/2013/338; p. 4; https://b.org, | Reuters, 3 April")
    ('https://a.org/x', 'UN S/2013/338; p. 4', 'https://b.org', 'Reuters, 3 April')
    """
    parts: list[str] = []
    citation: list[str] = []
    for word in text.split():
        address = word.strip(_SIGNS)
        if is_url(address):
            parts += [*_joined(citation), address]
            citation = []
        elif word == _STROKE:
            parts += _joined(citation)
            citation = []
        else:
            citation.append(word)
    return (*parts, *_joined(citation))


def _joined(citation: list[str]) -> Iterator[str]:
    """The words of a citation as one, without the signs that join it to what is beside it."""
    text = " ".join(citation).strip(_SIGNS + " ")
    if text:
        yield text


def good_source(text: str) -> bool:
    """Whether a cell holds sources, and nothing else."""
    parts = split_sources(text)
    return bool(parts) and all(is_url(part) or is_citation(part) for part in parts)


def host_of(address: str) -> str:
    """The host of an address, in lower case and without ``www.``; empty if it has none.

    >>> host_of("https://www.Example.org:8080/x"), host_of("UN S/2013/338")
    ('example.org', '')
    """
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # brackets that hold no address of a machine
        return ""
    return host.removeprefix("www.")


def hidden_address(source: str) -> str:
    """What of a source is the address of another one, glued to it; empty if nothing is.

    The copies of a web archive have the address of the page in their own: that one is no other.

    >>> hidden_address("https://a.org/1,https://b.org/2"), hidden_address("see:https://b.org")
    ('https://b.org/2', 'https://b.org')
    >>> hidden_address("https://web.archive.org/web/2013/https://a.org/1")
    ''
    """
    begins = [found.start() for found in _BEGIN.finditer(source)]
    if begins and begins[0] == 0:
        begins = begins[1:]
        if begins and _is_archive(source):
            begins = begins[1:]
    return source[begins[0] :] if begins else ""


def _is_archive(address: str) -> bool:
    host = host_of(address)
    return any(host == archive or host.endswith(f".{archive}") for archive in _ARCHIVES)


def described_sources(table: pd.DataFrame) -> dict[str, SourceInfo]:
    """What ``sources.csv`` says, by the source as rows cite it; the first of two rows counts."""
    columns = ("url", "outlet", "title", "published", "archive_url", "class")
    found: dict[str, SourceInfo] = {}
    for url, *said in zip(*(table[column].tolist() for column in columns), strict=True):
        for source in split_sources(url):
            found.setdefault(source, SourceInfo(*said))
    return found
