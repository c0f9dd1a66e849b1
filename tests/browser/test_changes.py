"""The page of what changed hands, where a reader would look."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from atlaskit import answer, open_data
from hostile import SOURCES, TEXTS, hostile_history

from mapper.core.dates import day_number
from mapper.figures.between import net_changes
from mapper.history.languages import translated
from mapper.outputs.pages.changespage import changes_page

FIRST, LAST = dt.date(2012, 4, 6), dt.date(2013, 2, 1)
STRAY = "document.querySelectorAll('img, b, iframe, script[src], [onerror], [onmouseover]').length"
READY = ".mapper-changes, .mapper-legend"


@pytest.fixture(scope="module")
def page_of(mali, tmp_path_factory):
    """The page of two days, made once for each language."""
    folder = tmp_path_factory.mktemp("changes")

    def write(first: dt.date = FIRST, last: dt.date = LAST, lang: str = "en") -> Path:
        path = folder / f"{first}-{last}-{lang}.html"
        if not path.exists():
            history = translated(mali, lang)
            found = net_changes(history, first, last)
            path.write_text(changes_page(history, found, lang=lang), encoding="utf-8")
        return path

    return write


@pytest.fixture
def opened(page_of, visit):
    def open_page(fragment: str = "", size: str = "desktop", lang: str = "en", **options):
        return visit(page_of(lang=lang), size, fragment, ready=READY, **options).page

    return open_page


def fills(page) -> list[str]:
    """Colours of the units, in their order."""
    return page.eval_on_selector_all(
        ".mapper-unit", "nodes => nodes.map((n) => n.getAttribute('fill'))"
    )


def test_table_holds_the_pairs_with_their_area(mali, opened) -> None:
    page = opened()
    pairs = net_changes(mali, FIRST, LAST).pairs()
    rows = page.locator(".mapper-pairs tbody tr").all()
    shown = [(row.get_attribute("data-from"), row.get_attribute("data-to")) for row in rows]
    assert shown == list(zip(pairs["from_holder"], pairs["to_holder"], strict=True))
    for row, pair in zip(rows, pairs.to_dict("records"), strict=True):
        km2, towns = row.locator("td.mapper-figure").all_inner_texts()
        if pair["units"]:
            value = float(km2.replace(",", ""))
            assert value == pytest.approx(pair["area_km2"], rel=0.006)
        assert towns == (str(pair["towns"]) if pair["towns"] else "–")
    assert (
        "827,000 km² of land (66 %) and 40 towns changed hands:"
        in page.locator(".mapper-news").inner_text()
    )


def test_figures_agree_with_the_atlas(tabs, mali) -> None:
    atlas = open_data(tabs, mali)
    for first, last in ((FIRST, LAST), (dt.date(2014, 1, 1), dt.date(2017, 12, 31))):
        for by in ("holder", "bloc"):
            pairs = answer(
                atlas,
                "([a, b, by]) => tested.kit.changesBetween(data, a, b, by)",
                [day_number(first), day_number(last), by],
            )
            theirs = {}
            for pair in pairs:
                ids = {mali.units.index[i] for i in pair["units"]}
                places = {mali.places.index[i] for i in pair["places"]}
                key = pair["from"], pair["to"], pair["kind"]
                theirs[key] = (pair["area_km2"], ids, places)
            found = net_changes(mali, first, last, by=by)
            ours = {
                (pair[f"from_{by}"], pair[f"to_{by}"], pair["kind"]): (
                    pair["area_km2"],
                    set(pair["unit_ids"]),
                    set(pair["place_ids"]),
                )
                for pair in found.pairs().to_dict("records")
            }
            assert ours.keys() == theirs.keys()
            for key, (area, ids, places) in ours.items():
                assert area == pytest.approx(theirs[key][0], rel=1e-12)
                assert (ids, places) == theirs[key][1:]
    tabs.give_back(atlas)


def test_three_views_of_one_map(mali, opened) -> None:
    page = opened()
    changed = set(net_changes(mali, FIRST, LAST).units.index)
    changes = fills(page)
    quiet = {
        fill for unit, fill in zip(mali.units.index, changes, strict=True) if unit not in changed
    }
    assert len(quiet) == 1
    assert not quiet & {
        f for unit, f in zip(mali.units.index, changes, strict=True) if unit in changed
    }
    page.locator(".mapper-view", has_text="Before").click()
    page.wait_for_selector(".mapper-legend")
    before = fills(page)
    assert page.locator('[data-holder="mnla"] td').first.inner_text().startswith("60 %")
    page.locator(".mapper-view", has_text="After").click()
    page.locator('[data-holder="mnla"] td', has_text="5 %").first.wait_for()
    after = fills(page)
    assert before != after
    assert quiet.isdisjoint(before + after)
    assert page.evaluate("location.hash") == "#after"


def test_views_by_keys(opened) -> None:
    page = opened()
    page.keyboard.press("1")
    page.wait_for_function("location.hash === '#before'")
    page.keyboard.press("3")
    page.wait_for_function("location.hash === '#after'")
    page.locator(".mapper-view input[value=after]").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("location.hash === '#changes'")
    page.locator(".mapper-search").fill("")
    page.locator(".mapper-search").type("3")
    assert page.evaluate("location.hash") == "#changes"


def test_card_tells_both_ends_and_the_steps(opened) -> None:
    page = opened()
    page.locator("li[data-place=menaka] button").click()
    card = page.locator(".mapper-change-card")
    assert "Changed hands: from the MNLA to the Government" in card.inner_text()
    steps = card.locator(".mapper-steps-between li").all_inner_texts()
    assert len(steps) == 4
    assert steps[0].startswith("26 January 2013: MOJWA → Government")
    assert card.locator(".mapper-end").count() == 2
    assert card.locator(".mapper-end").first.locator(".mapper-claim a").count() > 0
    assert page.evaluate("location.hash") == "#changes/menaka"
    page.keyboard.press("1")
    page.locator(".mapper-card[data-id=menaka] .mapper-verdict", has_text="MNLA").wait_for()
    assert page.evaluate("location.hash") == "#before/menaka"
    page.keyboard.press("Escape")
    assert page.locator(".mapper-card").count() == 0


def test_what_changed_back_is_told_on_its_card(page_of, visit) -> None:
    path = page_of(dt.date(2012, 4, 6), dt.date(2012, 11, 1))
    page = visit(path, fragment="#changes/menaka", ready=READY).page
    text = page.locator(".mapper-change-card").inner_text()
    assert "Same holder on both days, another in between" in text
    assert "29 October 2012: MOJWA → MNLA" in text


def test_new_names_stand_apart(mali, page_of, visit) -> None:
    page = visit(page_of(dt.date(2014, 1, 1), dt.date(2017, 12, 31)), ready=READY).page
    aside = page.locator(".mapper-renamed")
    assert aside.locator("tbody tr").first.get_attribute("data-from") == "mnla"
    assert "same party under a new name" in aside.inner_text()
    found = net_changes(mali, dt.date(2014, 1, 1), dt.date(2017, 12, 31))
    sentence = page.locator(".mapper-news").inner_text()
    assert "527,000 km² of land" in sentence
    assert re.search(r"By name only: \S+ km² and \d+ towns\.$", sentence)
    paints = dict(zip(mali.units.index, fills(page), strict=True))
    kinds = found.units["kind"]
    renamed = {paints[unit] for unit in kinds.index[kinds == "succession"]}
    still = {paints[unit] for unit in mali.units.index.difference(kinds.index)}
    taken = {paints[unit] for unit in kinds.index[kinds == "hands"]}
    assert len(renamed) == len(still) == 1
    assert renamed.isdisjoint(still) and taken.isdisjoint(renamed | still)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_address_opens_view_and_card(opened, size: str) -> None:
    page = opened("#after/gao", size)
    assert page.locator(".mapper-view input[value=after]").is_checked()
    assert page.locator(".mapper-card[data-id=gao]").count() == 1
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def test_french_page_is_in_french(opened) -> None:
    page = opened(lang="fr")
    assert page.locator("h1").inner_text() == "Guerre du Mali – du 6 avril 2012 au 1er février 2013"
    assert "Ce qui a changé de mains" in page.locator(".mapper-changes h2").inner_text()
    assert page.locator("li[data-place=timbuktu]").inner_text() == "Tombouctou"


def test_dark_page_keeps_what_is_quiet_quiet(opened) -> None:
    page = opened()
    light = fills(page)
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.wait_for_selector(READY, state="attached")
    assert light != fills(page)


def test_nothing_runs_and_nothing_is_fetched(visit, tmp_path: Path) -> None:
    history = hostile_history(tmp_path / "hostile")
    first, last = history.case.first_day, history.case.last_day
    text = changes_page(history, net_changes(history, first, last))
    assert "{{7*7}}" not in text.split("</title>")[1]
    assert "<img src=x" not in text
    path = tmp_path / "changes.html"
    path.write_text(text, encoding="utf-8")
    result = visit(path, ready=READY)
    page = result.page
    shown = []
    for option in range(page.locator('[role="option"]').count()):
        page.locator('[role="option"]').nth(option).click()
        shown.append(page.locator(".mapper-change-card").inner_text())
        page.keyboard.press("Escape")
    for view in ("1", "3"):
        page.keyboard.press(view)
        shown.append(page.locator("body").inner_text())
    assert page.evaluate("window.hacked") is None
    assert page.evaluate(STRAY) == 0
    assert len(result.requests) == 1
    everything = "\n".join(shown)
    assert SOURCES[0] in everything  # as text, not as a link
    assert TEXTS[4] in everything
    assert page.locator("h1").inner_text().startswith(TEXTS[0] + TEXTS[4])
