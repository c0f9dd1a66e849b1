"""Pages as text: what they hold, that they are the same each time, and their texts."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import html
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from daycolumns import ROLES, block, evidence_of, geometry_of, state_of
from vision import VISION, lab, rgb

from mapper.figures.areas import area_table
from mapper.history.control import ControlHistory
from mapper.outputs.pages import browser, packing
from mapper.outputs.pages.atlas import atlas_page
from mapper.outputs.pages.browser.vendor import LEAFLET_NOTICE, leaflet_script, leaflet_style
from mapper.outputs.pages.claims import all_claims, evidence_payload
from mapper.outputs.pages.day.page import asset_files, page, write_assets
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.pages.day.shapes import shapes_payload
from mapper.outputs.pages.document import OPEN_STREET_MAP, Tiles, dated_title, safe_json
from mapper.outputs.pages.geometry import geometry_payload
from mapper.outputs.pages.plain import optional_day

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DAY = dt.date(2012, 4, 6)


@pytest.fixture(scope="module")
def text(mali: ControlHistory) -> str:
    return page(mali, mali.at(DAY))


@pytest.fixture(scope="module")
def shown(text: str) -> dict:
    """What the page holds, as its scripts read it."""
    geometry, evidence, state = (block(text, name) for name in ("geometry", "evidence", "state"))
    land = geometry_of(geometry)
    return {
        "geometry": land,
        "evidence": evidence_of(evidence),
        "state": state_of(state, len(land["places"])),
    }


# The page


def test_no_script_style_or_picture_from_elsewhere(text: str) -> None:
    assert not re.search(r"<script[^>]+src=|<link|@import|<img", text)
    assert not re.search(r"url\((?!#|\"#)", leaflet_style().replace("url(#default#VML)", ""))
    for unused in ("jquery", "bootstrap", "font-awesome", "awesome-markers", "sourceMappingURL"):
        assert unused not in text.lower()
    assert "user-scalable=no" not in text


def test_leaflet_comes_with_its_licence(text: str) -> None:
    assert LEAFLET_NOTICE in text
    assert "BSD 2-Clause" in LEAFLET_NOTICE
    assert "Leaflet 1.9" in leaflet_script()


def test_policy_names_exactly_the_scripts_of_the_page(text: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    wanted = {
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in scripts
    }
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert set(rules["script-src"].split()) == wanted
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data: https://tile.openstreetmap.org"


def test_without_tiles_nothing_can_be_loaded(mali: ControlHistory) -> None:
    text = page(mali, DAY, tiles=None)
    assert "openstreetmap.org" not in text
    assert "img-src data:;" in text


def test_language_and_title(mali: ControlHistory) -> None:
    text = page(mali, DAY, lang="fr")
    assert '<html lang="fr">' in text
    assert "<title>Guerre du Mali – 2012-04-06</title>" in text
    assert text.index("<meta charset") < 200
    with pytest.raises(ValueError, match="en, ar, fr"):
        page(mali, DAY, lang="de")


def test_size(text: str) -> None:
    assert len(text.encode()) <= 1_500_000


@pytest.mark.slow
def test_same_bytes_in_another_process(text: str) -> None:
    code = (
        "import datetime as dt, hashlib\n"
        "from mapper.case.read import read_case\n"
        "from mapper.history.derive import build_history\n"
        "from mapper.outputs.pages.day.page import page\n"
        f"history = build_history(read_case({str(ROOT / 'events' / 'mali')!r}))\n"
        "text = page(history, dt.date(2012, 4, 6))\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(text.encode()).hexdigest()


def test_shared_pages_hold_only_the_day(mali: ControlHistory, tmp_path: Path) -> None:
    files = write_assets(mali, tmp_path / "assets")
    text = page(mali, DAY, assets="../assets", previous=dt.date(2012, 4, 5), following=None)
    named = re.findall(r'(?:src|href)="\.\./assets/([^"]+)"', text)
    assert set(named) <= {file.name for file in files}
    assert "mapper-geometry" not in text and "Vladimir Agafonkin" not in text
    assert len(text.encode()) < 250_000
    assert block(text, "state")["prev"] == "2012-04-05"
    assert "next" not in block(text, "state")
    notice = (tmp_path / "assets" / "leaflet-licence.txt").read_text(encoding="utf-8")
    assert notice == LEAFLET_NOTICE
    with pytest.raises(ValueError, match="relative"):
        page(mali, DAY, assets='"><script>')


def test_tiles_must_be_web_addresses() -> None:
    with pytest.raises(ValueError, match="tiles"):
        Tiles("javascript:alert(1)", "")
    with pytest.raises(ValueError, match="tiles"):
        Tiles("https://evil.example; script-src *//{z}", "")
    assert OPEN_STREET_MAP.origin == "https://tile.openstreetmap.org"


# The payload


def test_rows_point_at_what_they_rest_on(mali: ControlHistory, shown: dict) -> None:
    state, evidence, geometry = (shown[n] for n in ("state", "evidence", "geometry"))
    now = mali.at(DAY)
    assert len(state["units"]) == len(geometry["units"]) == len(mali.units)
    ids = [claim["id"] for claim in evidence["claims"]]
    for row, unit, (unit_id, wanted) in zip(
        state["units"], geometry["units"], now.units.iterrows(), strict=True
    ):
        assert unit["id"] == unit_id
        shown = state["states"][row["s"]]
        for name in ("holder", "status"):
            assert shown[name] == wanted[name]
        for name in ("companions", "contested_by", "besieged_by", "claimed_by", "uncertain_with"):
            assert tuple(shown[name]) == wanted[name]
        for name in ("made", "confirms", "dissents"):
            assert tuple(ids[i] for i in row[name]) == wanted[name]
        assert row["since"] == optional_day(wanted["since"])
        decider = None if row["by"] is None else geometry["places"][row["by"]]["id"]
        assert decider == wanted["decided_by"]


def test_bases_that_do_not_exist_yet_have_no_row(mali: ControlHistory, shown: dict) -> None:
    rows = shown["state"]["places"]
    missing = {place for place, row in zip(mali.places.index, rows, strict=True) if row is None}
    assert missing == set(mali.places.index) - set(mali.at(DAY).places.index)
    assert missing


def used_on(mali: ControlHistory) -> list[str]:
    """Ids of the claims of the day, in file order."""
    now = mali.at(DAY)
    lists = [table[name] for table in (now.units, now.places) for name in ROLES]
    used = {event for column in lists for events in column for event in events}
    return [event for event in mali.claims["event_id"] if event in used]


def test_evidence_of_a_page_is_what_it_uses(mali: ControlHistory, shown: dict) -> None:
    claims = shown["evidence"]["claims"]
    assert [claim["id"] for claim in claims] == used_on(mali)
    assert max(claim["earliest"] for claim in claims) <= optional_day(DAY)
    everything = evidence_of(evidence_payload(mali, all_claims(mali)))["claims"]
    assert len(everything) == len(mali.claims) > len(claims)
    for claim, (_, row) in zip(everything, mali.claims.iterrows(), strict=True):
        assert claim["note"] == ("" if row["note"] is None else row["note"])
        assert tuple(claim["sources"]) == row["sources"]
        for name in ("earliest", "best", "latest"):
            assert claim[name] == optional_day(row[name])


def test_texts_of_the_evidence_stand_once(mali: ControlHistory) -> None:
    payload = evidence_payload(mali, all_claims(mali))
    assert len(set(payload["strings"])) == len(payload["strings"])
    assert len(set(map(tuple, payload["lists"]))) == len(payload["lists"])


def test_page_of_a_build_cites_claims_by_their_ids(mali: ControlHistory, shown: dict) -> None:
    """So that a claim of another day changes no number in it."""
    alone, count = shown["state"], len(shown["geometry"]["places"])
    shared = state_of(block(page(mali, DAY, assets="../assets"), "state"), count)
    ids = used_on(mali)
    cited = shared.pop("cited")
    assert cited == sorted(ids) != ids
    for kind in ("units", "places"):
        for one, other in zip(shared[kind], alone[kind], strict=True):
            for name in ROLES if one else ():
                assert [cited[i] for i in one[name]] == [ids[i] for i in other[name]]


def test_a_page_is_the_same_from_a_date_and_from_its_snapshot(mali: ControlHistory, text) -> None:
    assert page(mali, DAY) == page(mali, "2012-04-06") == text


def test_large_data_are_compressed(mali: ControlHistory, text: str, monkeypatch) -> None:
    """Each part for itself, and the same in it."""
    monkeypatch.setattr(packing, "PACK_LIMIT", 100_000)
    small = page(mali, DAY)
    assert small == page(mali, DAY)
    assert re.findall(r'"application/(\w+)" id="mapper-(\w+)"', small) == [
        ("gzip", "geometry"),
        ("json", "evidence"),
        ("json", "state"),
        ("json", "settings"),
    ]
    assert len(small) < len(text)
    for name in ("geometry", "evidence", "state", "settings"):
        assert block(small, name) == block(text, name)
    assets = asset_files(mali)
    signs = re.fullmatch(r'.*\n.*geometry = "([\w+/=]+)";\n', assets["geometry.js"])
    assert signs is not None
    raw = json.loads(gzip.decompress(base64.b64decode(signs[1])))
    assert raw == block(text, "geometry")


def test_news_of_the_day(mali: ControlHistory) -> None:
    def news(date: dt.date) -> list[dict]:
        return state_payload(mali, date)["news"]

    fall = news(dt.date(2012, 3, 30))
    kidal = {"name": "Kidal", "from": "government", "to": "ansar_dine", "kind": "change"}
    (told,) = [item for item in fall if item.items() >= kidal.items()]
    assert told["after"]["companions"] == ["mnla"]
    assert "before" not in told  # nobody held it with the government
    middle = news(dt.date(2012, 4, 15))  # of April, in which Niafunké is said to have fallen
    assert {item["name"]: item.get("date") for item in middle}["Niafunké"] == "2012-04~"
    assert not [item for item in fall if "date" in item]
    coup = news(dt.date(2012, 3, 22))
    assert [item["name"] for item in coup if item["kind"] == "milestone"]
    renamed = news(dt.date(2014, 10, 28))
    assert {"name": "", "from": "mnla", "to": "cma", "kind": "succession"} in renamed
    assert not [item for item in renamed if (item["from"], item["to"]) == ("mnla", "cma")][1:]
    assert news(mali.case.first_day) == [
        item for item in news(mali.case.first_day) if item["kind"] == "milestone"
    ]


def test_parents_are_those_of_the_day(mali: ControlHistory) -> None:
    geometry = geometry_of(shapes_payload(mali))
    number = [unit["name"] for unit in geometry["units"]].index("Salam")
    count = len(geometry["places"])
    early, late = (
        state_of(state_payload(mali, day), count)["units"][number]
        for day in (DAY, dt.date(2020, 1, 1))
    )
    assert early["parents"][-1] == "Timbuktu Region"
    assert "parents" not in late
    assert geometry["units"][number]["parents"][-1] != "Timbuktu Region"


def test_borders_of_regions_by_frame(mali: ControlHistory) -> None:
    geometry = geometry_payload(mali)
    early, late = geometry["frames"]
    assert early["level"] == late["level"] == "region"
    assert early["valid_to"] == late["valid_from"] == optional_day(dt.date(2016, 1, 19))
    assert len(late["names"]) == len(early["names"]) + 2
    assert set(early["arcs"]).isdisjoint(geometry["outline"])
    for name in [*early["names"], *late["names"]]:
        west, south, east, north = geometry["bounds"]
        assert west < name["lon"] < east and south < name["lat"] < north


# Text that is safe in a page


@pytest.mark.parametrize(
    "value", ["</script>", "<!--", "{{7*7}}", "{{{{{%{#", "a{b", "\u2028\u2029", "&amp;", '"\\']
)
def test_safe_json_comes_back(value: str) -> None:
    made = safe_json({value: [value, {"x": {}}]})
    assert json.loads(made) == {value: [value, {"x": {}}]}
    assert not re.search(r"[<>&\u2028\u2029]|\{[{%#]", made)


def test_safe_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        safe_json(float("nan"))


# The texts


def test_every_text_is_used_and_every_key_exists() -> None:
    code = browser.bundle()
    keys = {key for lang in browser.LANGUAGES for key in browser.texts(lang)} - {
        "locale",
        "noscript",
        "first_of_month",
        "direction",
    }
    keys_of_cases = {"people_note", "area_title"}  # put there by `case_texts` and `page_texts`
    for key in re.findall(r'(?:\bt|phrase|plural)\("(\w+)"', code):
        assert key in keys | keys_of_cases or f"{key}_other" in keys, key
    stems = re.findall(r"`(\w+_)\$\{", code)
    unused = {
        key
        for key in keys
        if f'"{key}"' not in code
        and not any(key.startswith(stem) for stem in stems)
        and f'"{key.rsplit("_", 1)[0]}"' not in code
    }
    assert unused == set()


# Colours


def on_paper(colour: str) -> np.ndarray:
    """Land in a holder's colour on the light ground."""
    return 0.74 * rgb(colour) + 0.26 * rgb("#fdfcf9")


def test_holders_on_one_map_can_be_told_apart(mali: ControlHistory) -> None:
    table = area_table(mali, mali.change_days())
    table = table[(table["area_km2"] > 0) | (table["towns"] > 0)]
    pairs = {
        pair
        for holders in table.groupby("date")["holder"]
        for pair in combinations(sorted(set(holders[1]) & set(mali.actors)), 2)
    }
    assert len(pairs) > 50
    for name, vision in VISION.items():
        for a, b in pairs:
            one, other = (lab(on_paper(mali.actors[x].colour), vision) for x in (a, b))
            assert np.linalg.norm(one - other) >= 10, (name, a, b)


def test_the_title_of_a_page_keeps_its_date_whole() -> None:
    assert dated_title("en", "Mali War", "2012-04-06") == "Mali War – 2012-04-06"
    assert dated_title("ar", "حرب", "2012-04-06") == "\u2068حرب\u2069 – \u20682012-04-06\u2069"
    broken = dated_title("ar", "a\u2069b", "2012-04-06")
    assert broken.startswith("\u2068ab\u2069 – "), "a mark without a partner would reach out"


def test_what_other_sites_show(mali) -> None:
    """Open Graph only where the page has an address; texts of a case stay inside attributes."""
    assert "og:" not in atlas_page(mali).split("<style>")[0]
    case = replace(mali.case, title='"><script>x</script>', titles={}, url="https://a.org/?a=1&b")
    head = atlas_page(replace(mali, case=case)).split("<style>")[0]
    found = dict(re.findall(r'<meta property="(og:[a-z]+)" content="([^"]*)" />', head))
    assert {name: html.unescape(text) for name, text in found.items()} == {
        "og:type": "website",
        "og:title": case.title,
        "og:url": case.url,
        "og:description": case.description,
    }
    assert '<link rel="canonical" href="https://a.org/?a=1&amp;b" />' in head
