"""Doubts about sources: encyclopaedias, copies of other sites, hosts without a name, bare domains.

What class an address belongs to is told by its host, from short lists and a few rules that
``docs/reference/doubts.md`` repeats.
"""

from __future__ import annotations

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit

import numpy as np

from mapper.case import schema
from mapper.core.errors import Fault
from mapper.core.model import SourceInfo
from mapper.review.ground import Ground

__all__ = ["class_of", "source_doubts"]

_ENCYCLOPAEDIAS: Final = (
    *("wikipedia.org", "wikidata.org", "wikimedia.org", "britannica.com", "citizendium.org"),
    *("conservapedia.com", "encyclopedia.com", "everybodywiki.com", "fandom.com"),
    *("infogalactic.com", "universalis.fr", "wikia.com", "wikia.org"),
)
_MIRRORS: Final = (
    *("academic-accelerator.com", "alchetron.com", "anonyproxies.com", "cozy.pub", "dbpedia.org"),
    *("en-academic.com", "findatwiki.com", "grandeenciclopedia.com", "knowledgr.com"),
    *("movatter.jp", "pinocchiopedia.com", "profilpelajar.com", "richxsearch.com", "rssing.com"),
    *("thereaderwiki.com", "vvikipedea.org", "wiki.x.io", "wikimili.com", "wikiwand.com"),
    *("wikizero.com", "wikizero.net", "wikizero.org"),
)
_ANYBODYS: Final = (
    *("akamaihd.net", "amazonaws.com", "azureedge.net", "cloudfront.net", "ddns.net"),
    *("dweb.link", "duckdns.org", "dyndns.org", "fastly.net", "hopto.org", "ipfs.io", "loca.lt"),
    *("ngrok-free.app", "ngrok.io", "nip.io", "no-ip.org", "sslip.io", "trycloudflare.com"),
)
"""Domains below which anybody gets a host at once: its name names nobody."""
_FREE_HOSTING: Final = (
    *("firebaseapp.com", "fly.dev", "glitch.me", "herokuapp.com", "netlify.app", "onrender.com"),
    *("pages.dev", "surge.sh", "up.railway.app", "vercel.app", "web.app", "workers.dev"),
)
"""Domains below which people choose a name or get letters drawn by lot."""
_NAMED_WIKIS: Final = ("wikileaks.org", "wikinews.org")
_NUMBERS: Final = re.compile(r"[0-9]{6,}")
_LOT: Final = re.compile(r"(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{6,}")
"""Letters and digits mixed, six or more: the part of a name that was drawn by lot."""
_HARD: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_WORDS: Final = {
    "encyclopaedia": "an encyclopaedia, which only repeats what others report",
    "mirror": "a copy of another site",
    "nameless": "a host without a name: nobody can tell who speaks",
}


def class_of(source: str) -> str | None:
    """What kind of weak source an address is, told by its host; None for all others.

    Examples
    --------
    >>> class_of("https://fr.wikipedia.org/wiki/Kidal"), class_of("https://wikizero.org/Kidal")
    ('encyclopaedia', 'mirror')
    >>> class_of("http://10.0.0.1/news"), class_of("https://www.rfi.fr/x"), class_of("UN S/2013/1")
    ('nameless', None, None)
    """
    parts = _split(source)
    if parts is None or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".").lower()
    if _below(host, _ENCYCLOPAEDIAS):
        return "encyclopaedia"
    if _below(host, _MIRRORS):
        return "mirror"
    if _is_nameless(host):
        return "nameless"
    labels = host.split(".")
    wiki = any("wiki" in label for label in labels) or "wiki" in parts.path.lower().split("/")
    return "mirror" if wiki and not _below(host, _NAMED_WIKIS) else None


def _weakness(source: str, said: Mapping[str, SourceInfo]) -> str | None:
    """What kind of weak source one is: as ``sources.csv`` says, else by its host."""
    stated = said[source].source_class if source in said else ""
    return (stated if stated in _WORDS else None) if stated else class_of(source)


def _split(source: str) -> SplitResult | None:
    if not schema.is_url(source):
        return None
    try:
        return urlsplit(source)
    except ValueError:  # a host in brackets that is no address of the internet
        return None


def _below(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _is_nameless(host: str) -> bool:
    """Whether a host is a number, drawn by lot, or below a domain that is anybody's."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return True
    if _below(host, _ANYBODYS) or any(_NUMBERS.fullmatch(label) for label in host.split(".")):
        return True
    own = next((host.removesuffix(f".{d}") for d in _FREE_HOSTING if host.endswith(f".{d}")), "")
    return any(_LOT.fullmatch(word) or _HARD.search(word) for word in re.split(r"[.\-]", own))


def source_doubts(ground: Ground) -> Iterator[Fault]:
    """One doubt for each weak address and each bare domain, at the first row that cites it."""
    lists = ground.case.coded["sources"]
    counts = np.bincount(lists.codes, minlength=len(lists.words))
    first = np.full(len(lists.words), len(lists))
    first[lists.codes[::-1]] = np.arange(len(lists))[::-1]
    cited: dict[str, list[int]] = defaultdict(list)  # in which lists each source stands
    for word in np.argsort(first, kind="stable")[: np.count_nonzero(counts)].tolist():
        for source in dict.fromkeys(lists.words[word]):
            cited[source].append(word)
    said = ground.case.sources
    weak = {source: kind for source in cited if (kind := _weakness(source, said)) is not None}
    is_alone = [all(s in weak for s in sources) for sources in lists.words]
    for source, kind in weak.items():
        claims = np.flatnonzero(np.isin(lists.codes, cited[source])).tolist()
        alone = [claim for claim in claims if is_alone[lists.codes[claim]]]
        yield ground.doubt(
            claims[0],
            "source",
            f"`{source}` is {_WORDS[kind]}{_cited(ground, claims, alone)}.",
            "Cite the original report in its place; where none is found, lower the confidence or "
            "say in `note` why it is kept.",
            f"{kind}-source",
        )
    for source, words in cited.items():
        if counts[words].sum() == 1 and source not in weak and _is_bare(source):
            yield ground.doubt(
                int(first[words[0]]),
                "source",
                f"`{source}` is a whole site, not a page: what it said then cannot be found there.",
                "Give the address of the page, or a citation with author, title and date.",
                "bare-source",
            )


def _cited(ground: Ground, claims: list[int], alone: list[int]) -> str:
    """Which other rows cite a source, and which rest on nothing better."""
    parts = []
    if len(claims) > 1:
        parts.append(f"{ground.lines(claims[1:])} cite{'s' * (len(claims) == 2)} it too")
    if alone:
        which = "all of them" if len(claims) > 1 else "the row"
        if len(alone) < len(claims):
            which = ground.lines(alone)
        parts.append(f"{which} rest{'s' * (len(alone) == 1)} on nothing better")
    return f" ({'; '.join(parts)})" if parts else ""


def _is_bare(source: str) -> bool:
    parts = _split(source)
    return parts is not None and parts.path.strip("/") == "" and not parts.query
