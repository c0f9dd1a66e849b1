"""Doubts about sources."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, write_case
from doubtkit import claims, found, row, told

from mapper.review.sources import class_of

CLASSES = {
    "https://en.wikipedia.org/wiki/Battle_of_Kidal": "encyclopaedia",
    "http://FR.M.WIKIPEDIA.ORG./wiki/Kidal": "encyclopaedia",
    "https://military.fandom.com/x": "encyclopaedia",
    "https://www.britannica.com/place/Mali": "encyclopaedia",
    "https://wikimili.com/en/Kidal": "mirror",
    "https://it.frwiki.wiki/x": "mirror",
    "https://news.example/wiki/Kidal": "mirror",
    "http://cozy.pub?url=https%3A%2F%2Ffr.wikipedia.org": "mirror",
    "http://192.168.7.1/news": "nameless",
    "http://[2001:db8::1]/news": None,  # no address by the rules of the tables
    "https://10.0.0.1:8080/news": "nameless",
    "https://anybody.duckdns.org/article/1": "nameless",
    "https://d111abcdef8.cloudfront.net/x": "nameless",
    "https://backend.710302.xyz/x": "nameless",
    "https://happy-turing-3f9a2c.netlify.app/x": "nameless",
    "https://xkcdqwrtz.herokuapp.com/x": "nameless",
    "https://kidalnews.netlify.app/x": None,
    "https://www.rfi.fr/afrique/1": None,
    "https://wikileaks.org/x": None,
    "https://notwikipedia.example/x": "mirror",
    "https://web.archive.org/web/2012/https://www.rfi.fr/x": None,
    "https://54etats.fr/x": None,
    "https://news24.co.za/x": None,
    "UN report S/2012/99, para. 12": None,
    "wikipedia, an encyclopaedia": None,
}


@pytest.mark.parametrize("source", CLASSES)
def test_class_of(source: str) -> None:
    assert class_of(source) == CLASSES[source]


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


WIKI = "https://en.wikipedia.org/wiki/North"


def test_a_weak_address_is_named_once_with_all_its_rows(folder: CaseFolder) -> None:
    both = f"{WIKI} https://news.example/1"
    claims(
        folder,
        row("x1", "2012-02-01", "reb", source=both),
        row("x2", "2012-03-01", "gov", source=WIKI),
        row("x3", "2012-04-01", "jih", source=f"{WIKI} https://wikimili.com/en/North"),
    )
    weak, mirror = found(folder)
    assert (weak.row, weak.column, weak.code) == (2, "source", "encyclopaedia-source")
    assert weak.message.endswith(
        "(lines 3 and 4 cite it too; lines 3 and 4 rest on nothing better)."
    )
    assert (mirror.row, mirror.code) == (4, "mirror-source")
    assert mirror.message.endswith("(the row rests on nothing better).")
    assert "lower the confidence" in mirror.suggestion


def test_a_host_without_a_name(folder: CaseFolder) -> None:
    source = "https://anybody.duckdns.org/1 https://news.example/1"
    claims(folder, row("x1", "2012-02-01", "reb", source=source))
    (doubt,) = found(folder)
    assert doubt.code == "nameless-source"
    assert "a host without a name" in doubt.message
    assert "rest" not in doubt.message


@pytest.mark.parametrize("bare", ["https://news.example", "https://news.example/"])
def test_a_site_is_no_page(bare: str, folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-02-01", "reb", source=bare))
    (doubt,) = found(folder)
    assert (doubt.row, doubt.column, doubt.code) == (2, "source", "bare-source")
    assert "the address of the page" in doubt.suggestion


@pytest.mark.parametrize("full", ["https://news.example/1", "https://news.example/?id=1"])
def test_pages_are_no_sites(full: str, folder: CaseFolder) -> None:
    claims(folder, row("x1", "2012-02-01", "reb", source=full))
    assert told(folder) == []


def test_a_site_that_several_rows_cite_is_meant_as_a_whole(folder: CaseFolder) -> None:
    bare = "https://data.example"
    claims(
        folder,
        row("x1", "2012-02-01", "reb", source=bare),
        row("x2", "2012-03-01", "gov", source=bare),
    )
    assert told(folder) == []


def test_what_a_source_holds_can_be_read(folder: CaseFolder) -> None:
    """No endless line, and nothing that a terminal would obey."""
    long = f"https://en.wikipedia.org/{'x' * 50_000}"
    claims(folder, row("x1", "2012-02-01", "reb", source=long))
    (doubt,) = found(folder)
    assert doubt.code == "encyclopaedia-source"
    assert len(doubt.message) < 2_000
    claims(folder, row("x1", "2012-02-01", "reb", source="https://en.wikipedia.org/a\u202eb"))
    assert {f.code for f in found(folder)} == {"control-character", "encyclopaedia-source"}
    assert all(f.message.isprintable() for f in found(folder))
