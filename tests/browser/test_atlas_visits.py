"""What the atlas remembers of a visit, in the browser alone, and what it says on the next one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from atlaspage import number, quiet, ready, serious_faults, settle, state
from casefolder import write_case
from tabs import CLOCK

import mapper
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.atlas import payload as payloads

NOTE = "[data-note=since]"
KEPT = "JSON.parse(localStorage.getItem('mapper-seen:tiny'))"
STORED = "Object.keys(localStorage).filter((key) => key.startsWith('mapper-seen:'))"
NEW = "e90,2012-11-05,seat_c,,capture,front,gov,held,,high,https://a.example/new,"
LAST_DAY = ("case.toml", "last_day = 2012-12-31", "last_day = 2013-02-28")


_PAGES: dict[tuple[object, ...], str] = {}


def page_of(case: mapper.Case, options: dict[str, object]) -> str:
    """The atlas of an edition, made once for all tests."""
    limit = payloads.atlas_payload.__kwdefaults__["claims_limit"]
    key = (case.edition, limit, *sorted(options.items()))
    if key not in _PAGES:
        _PAGES[key] = atlas_page(mapper.build_history(case), **options)
    return _PAGES[key]


@pytest.fixture
def reader(chromium, tmp_path):
    """One reader, who opens the same file again and again."""
    context = chromium.new_context(offline=True, viewport={"width": 1400, "height": 900})
    context.add_init_script(CLOCK)
    path = tmp_path / "atlas.html"
    complaints: list[str] = []

    def visit(case=None, fragment: str = "", **options):
        """The page as it is now, or of a case in its present edition."""
        if case is not None:
            path.write_text(page_of(mapper.read_case(case.case), options), encoding="utf-8")
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri() + fragment)
        return ready(page)

    yield visit
    assert complaints == []
    context.close()


@pytest.fixture
def own(tmp_path):
    return write_case(tmp_path / "case")


def edited(own) -> None:
    """Another edition: a claim more, one that says something else, one less, a later end."""
    own.append("control_events.csv", NEW)
    own.set("control_events.csv", "e04", note="Read again")
    header, *rows = own.path("control_events.csv").read_text("utf-8").splitlines()
    kept = [row for row in rows if not row.startswith("e02,")]
    own.path("control_events.csv").write_text("\n".join([header, *kept, ""]), "utf-8")
    own.replace(*LAST_DAY)


def test_a_first_visit_says_nothing_and_is_remembered(own, reader) -> None:
    page = reader(own)
    assert page.locator(NOTE).count() == 0
    kept = page.evaluate(KEPT)
    case = mapper.read_case(own.case)
    assert kept["edition"] == case.edition[:12]
    assert kept["day"] == number("2026-05-01")
    assert kept["last"] == number("2012-12-31")
    assert kept["count"] == len(case.claims) == len(set(kept["claims"].split()))
    # The same edition again: still nothing.
    assert reader().locator(NOTE).count() == 0


def test_another_edition_says_what_is_new(own, reader) -> None:
    reader(own)
    edited(own)
    page = reader(own)
    note = page.locator(NOTE)
    assert note.locator("summary").inner_text() == (
        "New since your visit of 1 May 2026: 1 new claim; 1 changed; 1 removed;"
        " the record now ends 28 February 2013 (formerly 31 December 2012)."
    )
    items = note.locator("li")
    assert items.evaluate_all("all => all.map((item) => item.dataset.claim)") == ["e90", "e04"]
    assert not items.first.is_visible(), "a quiet line until it is asked for"
    note.locator("summary").click()
    texts = items.all_inner_texts()
    assert texts[0] == "Harbour · 5 November 2012 · capture"
    assert texts[1].endswith(" · changed")
    note.get_by_role("button", name="Harbour").click()
    settle(page)
    page.wait_for_selector(".mapper-card[data-id=seat_c]")
    assert state(page)["day"] == number("2012-11-05")


def test_it_stays_new_until_it_is_put_away(own, reader) -> None:
    reader(own)
    edited(own)
    page = reader(own)
    again = reader()
    assert again.locator(f"{NOTE} summary").count() == 1
    again.locator(f"{NOTE} .mapper-note-close").click()
    assert again.locator(NOTE).count() == 0
    assert again.evaluate(KEPT)["edition"] == mapper.read_case(own.case).edition[:12]
    page.reload()
    assert ready(page).locator(NOTE).count() == 0


def test_an_edition_with_the_same_claims_says_so(own, reader) -> None:
    reader(own)
    own.replace("case.toml", 'licence = "CC BY 4.0"', 'licence = "CC0"')
    note = reader(own).locator(NOTE)
    assert note.locator("span").first.inner_text() == (
        "New edition since your visit of 1 May 2026: no claim was added, changed or removed."
    )


def test_a_case_without_room_for_its_claims_counts_them(own, reader, monkeypatch) -> None:
    monkeypatch.setitem(payloads.atlas_payload.__kwdefaults__, "claims_limit", 0)
    page = reader(own)
    assert page.evaluate(KEPT)["claims"] == ""
    count = page.evaluate(KEPT)["count"]
    own.append("control_events.csv", NEW)
    note = reader(own).locator(NOTE)
    assert note.locator("li").count() == 0
    said = f"New since your visit of 1 May 2026: {count + 1} claims, formerly {count}."
    assert note.locator("span").first.inner_text() == said


def test_two_cases_of_one_name_are_told_apart(own, reader, tmp_path) -> None:
    """All pages from disk share one memory: what has no claim in common is another case."""
    reader(own)
    other = write_case(tmp_path / "other")
    path = other.path("control_events.csv")
    path.write_text(path.read_text("utf-8").replace("\ne", "\nother-e"), "utf-8")
    page = reader(other)
    assert page.locator(NOTE).count() == 0
    assert page.evaluate(KEPT)["edition"] == mapper.read_case(other.case).edition[:12]


@pytest.mark.parametrize("fragment", ["#2012-06-01//holder+embed/", "#2012-06-01//embed/"])
def test_a_frame_in_another_page_remembers_and_says_nothing(own, reader, fragment: str) -> None:
    page = reader(own, fragment)
    assert page.evaluate(STORED) == []
    reader()
    edited(own)
    assert reader(own, fragment).locator(NOTE).count() == 0


def test_a_link_with_a_date_is_followed_all_the_same(own, reader) -> None:
    reader(own)
    edited(own)
    page = reader(own, "#2012-06-01/")
    assert state(page)["day"] == number("2012-06-01")
    assert page.locator(NOTE).count() == 1


SPOILT = [
    "nonsense",
    "null",
    "[]",
    "7",
    '{"edition": "x"}',
    '{"edition": 1, "day": 1, "last": 1, "count": 1, "claims": ""}',
    '{"edition": "x", "day": 1.5, "last": 1, "count": 1, "claims": ""}',
    '{"edition": "x", "day": 1, "last": 1, "count": 1, "claims": 5}',
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_no_memory_of_ours_is_forgotten(own, reader, spoilt: str) -> None:
    page = reader(own)
    page.evaluate("(text) => localStorage.setItem('mapper-seen:tiny', text)", spoilt)
    page.reload()
    assert ready(page).locator(NOTE).count() == 0
    assert page.evaluate(KEPT)["edition"] == mapper.read_case(own.case).edition[:12]


def test_marks_in_a_memory_stay_words(own, reader) -> None:
    page = reader(own)
    seen = {"edition": "<b>x", "day": 1, "last": 1, "count": 1, "claims": "<img src=x onerror=y>"}
    seen["claims"] += " " + page.evaluate(KEPT)["claims"].split()[0]
    page.evaluate("(text) => localStorage.setItem('mapper-seen:tiny', text)", json.dumps(seen))
    page.reload()
    note = ready(page).locator(NOTE)
    assert "New since your visit of 2 January 1970:" in note.inner_text()
    assert note.locator("img, b").count() == 0


def test_a_browser_that_keeps_nothing(own, chromium, tmp_path: Path) -> None:
    path = tmp_path / "atlas.html"
    history = mapper.build_history(mapper.read_case(own.case))
    path.write_text(atlas_page(history), encoding="utf-8")
    context = chromium.new_context(offline=True)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    assert ready(page).locator(NOTE).count() == 0
    assert errors == []
    context.close()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "Nouveau depuis votre visite du 1er mai 2026 : 1 information nouvelle ; 1 modifiée"),
        ("ar", "قول جديد واحد"),
    ],
)
def test_it_is_said_in_the_readers_language(own, reader, lang: str, words: str) -> None:
    reader(own)
    edited(own)
    page = reader(own, f"#2012-12-01//holder+lang:{lang}")
    summary = page.locator(f"{NOTE} summary").inner_text()
    quiet(page)
    assert serious_faults(page) == []
    plain = "".join(c for c in summary if c not in "\u2066\u2067\u2068\u2069").replace(
        "\u00a0", " "
    )
    assert words in plain.replace("\u202f", " ")
    # Another language keeps what is new, and what claims say has not changed by it.
    page.locator(".mapper-tools [lang=en]").click()
    settle(page)
    assert "1 new claim; 1 changed; 1 removed" in page.locator(f"{NOTE} summary").inner_text()


def test_neither_paper_nor_pictures_show_it(own, reader) -> None:
    reader(own)
    edited(own)
    page = reader(own)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert not page.locator(NOTE).is_visible()
    assert "since your visit" not in page.locator(".mapper-paper").text_content()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_large_wars_are_not_told_apart(own, reader, monkeypatch) -> None:
    """Above 5000 claims their number alone is kept: a browser gives all pages of a site 5 MB."""
    monkeypatch.setitem(payloads.atlas_payload.__kwdefaults__, "claims_limit", 10**9)
    table = own.path("control_events.csv")
    many = [NEW.replace("e90", f"x{i}").replace("capture", "observation") for i in range(5000)]
    table.write_text(table.read_text("utf-8") + "\n".join([*many, ""]), "utf-8")
    page = reader(own)
    kept = page.evaluate(KEPT)
    assert page.evaluate("mapperAtlas.data.hasClaims")
    assert (kept["claims"], kept["count"]) == ("", 5013)
