"""Answers as lines to read: areas, other meanings, the chain and what is open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mapper.answers.verdicts import story, who
from mapper.core.model import SourceInfo
from mapper.outputs.text.answers import meanings_text, state_words, story_text, who_text


def text(history, name: str, date: str) -> str:
    return who_text(history, who(history, name, dt.date.fromisoformat(date)))


def test_a_unit_without_a_place_of_its_own(mali) -> None:
    lines = text(mali, "commune:Adarmalane", "2014-01-01").splitlines()
    assert lines[0] == "Adarmalane (Goundam Cercle, Timbuktu Region, Mali) on 2014-01-01"
    assert "  follows Goundam, seat of its cercle (evidence level: seat)" in lines
    chain = lines[lines.index("Chain:") + 1 :]
    assert chain[0].endswith("[seat] → Goundam (seat of Goundam Cercle)")
    assert chain[1].startswith("  Goundam: held by the Government")
    assert "Deciding claim:" in lines


def test_deciding_claim_stands_apart_from_the_others(tiny) -> None:
    lines = text(tiny, "Sèat", "2012-03-05").splitlines()
    at = lines.index("Deciding claim:")
    assert lines[at + 1 : at + 4] == [
        "  2012-03-05            Cercle b (all): capture, Jihadists (high confidence)",
        "      https://a.example/3",
        "      note: Land, towns and all",
    ]
    assert sum("Cercle b (all): capture" in line for line in lines) == 1


def test_a_source_that_the_case_describes_shows_outlet_title_and_copy(tiny) -> None:
    archive = "https://web.archive.org/web/2012/https://a.example/3"
    info = SourceInfo("The Outlet", "A \x1b[2J title", "2012-03-06", archive, "press")
    known = replace(tiny, sources={"https://a.example/3": info})
    lines = text(known, "Sèat", "2012-03-05").splitlines()
    at = lines.index("Deciding claim:")
    assert lines[at + 2] == (
        "      The Outlet: A \\x1b[2J title (2012-03-06), https://a.example/3 "
        f"(archived: {archive})"
    )
    (claim,) = [c for c in who(known, "Sèat", dt.date(2012, 3, 5))["claims"] if c["source_info"]]
    assert claim["sources"] == ["https://a.example/3"]
    assert claim["source_info"] == [
        {
            "source": "https://a.example/3",
            "outlet": "The Outlet",
            "title": "A \x1b[2J title",
            "published": "2012-03-06",
            "archive_url": archive,
            "class": "press",
        }
    ]


def test_what_is_open_comes_with_its_claim(mali) -> None:
    lines = text(mali, "Ber", "2013-04-25").splitlines()
    at = lines.index("Open on the day:")
    assert lines[at + 1] == "  2013-04-22 – 2013-05-04  date open, perhaps nobody"
    assert "Ber: withdrawal, nobody (medium confidence)" in lines[at + 2]
    dispute = text(mali, "Tin-Essako", "2012-05-01")
    assert "claimed by the MNLA" in dispute


def test_an_area_by_holder(mali) -> None:
    lines = text(mali, "Kidal Region", "2014-06-01").splitlines()
    assert lines[0] == (
        "Kidal Region (region, until 2016-01-19) on 2014-06-01: 150 156 km², 10 units"
    )
    assert lines[1].split() == [
        "MNLA",
        "100",
        "%",
        "150",
        "156",
        "km²,",
        "8",
        "towns",
    ]
    assert lines[2].startswith("      decided by a claim on Kidal Region (6 units, 99 875 km²)")
    assert "Last claims on Kidal Region itself:" in lines


def test_shares_with_their_bounds(tiny) -> None:
    found = text(tiny, "cercle_b", "2012-02-20")
    assert "      in doubt 100 %" in found.splitlines()
    assert "      possible 100 %" in found.splitlines()
    assert "(cercle, at all times)" in found
    mixed = text(tiny, "east", "2012-04-02")
    assert "      contested 100 %" in mixed.splitlines()
    lone = text(tiny, "east", "2012-08-02").splitlines()
    held = next(i for i, line in enumerate(lone) if line.startswith("  Government"))
    assert lone[held + 1].startswith("      decided by"), "all is held alone: nothing to add"
    both = text(tiny, "land", "2012-04-02").splitlines()
    assert "      alone 22 %, contested 33 %" in both
    assert "(region, until 2012-07-01)" in mixed
    assert "(region, from 2012-07-01)" in text(tiny, "east", "2012-08-02")


def test_an_area_that_is_not_there_yet(mali) -> None:
    assert text(mali, "Ménaka Region", "2012-05-01") == (
        "Ménaka Region: no such region on 2012-05-01; it exists from 2016-01-19."
    )


def test_story_of_an_area_has_one_line_for_each_period(mali) -> None:
    answer = story(mali, "Gao Region")
    lines = story_text(mali, answer).splitlines()
    assert len(lines) == 1 + len(answer["periods"])
    assert lines[1] == "  2012-01-16 – 2012-01-26  Government 100 %"
    assert lines[2] == (
        "  2012-01-26 – 2012-02-01  Government 96 % (56–96), MNLA 4 % (4–44)"
        "  [Government → MNLA 6 683 km²]"
    )
    assert any("newly contested" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "Gao",
            "Gao is read as the place; also: commune Gao (commune:61693064B",
        ),
        ("San", "cercle San Cercle (cercle:san-cercle)."),
        ("Bamako", "region Bamako District (region:bamako-district)."),
        ("Kidal", "region Kidal Region (region:kidal-region)."),
    ],
)
def test_other_meanings_and_how_to_ask_for_them(mali, name: str, expected: str) -> None:
    found = meanings_text(story(mali, name))
    assert expected in found
    for other in story(mali, name)["other_meanings"]:
        again = story(mali, other["ask"])
        assert again["target"]["id"] == other["id"]
        assert again["other_meanings"] == []


@pytest.mark.parametrize(
    "name", ["kidal-region", "Kidal Region", "region:Kidal", "Douentza Cercle"]
)
def test_a_clear_name_has_no_other_meaning(mali, name: str) -> None:
    assert meanings_text(story(mali, name)) == ""


def test_land_without_data_is_told_as_such(tiny) -> None:
    state = {**story(tiny, "North")["intervals"][0], "status": "no_data"}
    assert state_words(tiny, state) == "no data"
