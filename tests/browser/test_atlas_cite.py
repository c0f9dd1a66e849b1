"""What a view offers to quote it with, and the frame in which other pages show it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from atlaspage import quotes, ready, settle
from hostile import hostile_history

from mapper.outputs.pages.atlas import atlas_page

PUBLIC = "https://maps.example.org/mali/"
DAY = "2026-04-28"


@pytest.fixture(scope="module")
def published(mali, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("published") / "index.html"
    path.write_text(atlas_page(mali, url=PUBLIC), "utf-8")
    return path


def test_a_day(mali, published, visit) -> None:
    page = ready(visit(published, fragment=f"#{DAY}/").page)
    found = quotes(page)
    assert list(found) == ["sentence", "source", "bibtex", "wiki", "embed"]
    for row in page.locator(".mapper-holders tbody tr[data-holder]").all()[:4]:
        name, share = (row.locator(part).inner_text() for part in ("th", "td >> nth=0"))
        assert f"{name.strip()} {share}" in found["sentence"]
    assert found["sentence"].startswith("Mali War, 28 April 2026, shares of the land: Government")
    address = re.search(rf"{PUBLIC}#{DAY}/\S+", found["source"])[0]
    assert f"Edition {mali.case.edition[:12]}" in found["source"]
    assert f"howpublished = {{\\url{{{address}}}}}" in found["bibtex"]
    assert (
        found["bibtex"].startswith("@misc{mali-2026-04-28,") and "year = {2026}" in found["bibtex"]
    )
    assert found["wiki"].startswith(f"{{{{cite web |url={address} |title=Mali War")
    assert found["embed"].startswith(f'<iframe src="{PUBLIC}#{DAY}/')
    assert "file:" not in "".join(found.values())


def test_a_selection_and_what_changed(published, visit) -> None:
    page = ready(visit(published, fragment="#2012-06-30///kidal").page)
    card = page.locator(".mapper-card").inner_text()
    sentence = quotes(page)["sentence"]
    said = sentence.removeprefix("Mali War, 30 June 2012, Kidal: ")
    assert said != sentence and said.split(";")[0] in card
    page.evaluate("location.hash = '#2012-03-01//changes:2012-06-30/'")
    settle(page)
    head = page.locator(".mapper-news").inner_text()
    assert quotes(page)["sentence"].endswith(head)


def test_a_page_from_disk_has_no_address(new_atlas) -> None:
    found = quotes(new_atlas(f"#{DAY}/"))
    assert list(found) == ["sentence", "source", "bibtex", "embed"]
    assert "file:" not in "".join(found.values()) and "url" not in found["bibtex"]
    assert re.match(r'<iframe src="en\.html#2026-04-28/[^"]*\+embed\+lang:en"', found["embed"])


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_other_languages(new_atlas, lang) -> None:
    found = quotes(new_atlas(f"#{DAY}/", lang=lang))
    assert not re.search("[\u2066-\u2069]", "".join(found.values()))
    assert "Mali War" not in found["sentence"] and "51" in found["sentence"]


def test_hostile_titles_stay_in_their_fields(tmp_path, visit) -> None:
    history = hostile_history(tmp_path)
    path = tmp_path / "atlas.html"
    path.write_text(atlas_page(history, url="https://maps.example.org/x_y?a={b}|c"), "utf-8")
    page = ready(visit(path, fragment="#2020-02-05/").page)
    found = quotes(page)
    inner = found["wiki"].removeprefix("{{").removesuffix("}}")
    assert not re.search(r"[{}\[\]<>]", inner)
    assert [part.split("=")[0] for part in inner.split("|")[1:]] == [
        *("url", "title", "website", "access-date"),
    ]
    depth = 0  # braces of BibTeX are balanced, but for those that are written as signs
    for sign in re.sub(r"\\[{}]", "", found["bibtex"]):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    host = page.evaluate(
        """(code) => { const doc = new DOMParser().parseFromString(code, "text/html");
          return [doc.body.childElementCount, doc.body.firstElementChild.getAttributeNames(),
            doc.body.textContent]; }""",
        found["embed"],
    )
    assert host == [1, ["src", "title", "width", "height", "style", "loading"], ""]


@pytest.mark.parametrize("size", [(480, 320), (640, 420), (1400, 900)])
def test_a_frame_is_map_date_and_legend(published, visit, size) -> None:
    opened = visit(published, fragment=f"#{DAY}//holder+embed/")
    page = ready(opened.page)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(page)
    for part in (".mapper-time", ".mapper-tools", ".mapper-finder", ".mapper-events"):
        assert not page.locator(part).first.is_visible(), part
    boxes = {
        part: page.locator(part).first.bounding_box()
        for part in (".mapper-title", ".mapper-frame", ".mapper-legend", ".mapper-whole")
    }
    stage = boxes[".mapper-frame"]
    assert stage["width"] * stage["height"] > 0.5 * size[0] * size[1]
    for box in boxes.values():
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] + 1
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
    assert page.locator(".mapper-title").inner_text() == "Mali War – 28 April 2026"
    link = page.locator(".mapper-whole")
    link.focus()
    assert "embed" not in link.get_attribute("href") and f"#{DAY}/" in link.get_attribute("href")
    page.evaluate("mapperAtlas.store.set({day: mapperAtlas.data.firstDay})")
    settle(page)
    assert "+embed" in page.evaluate("location.hash")
