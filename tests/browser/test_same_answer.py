"""One question, one answer: card, `who`, headline, changes, snapshot and map of a day."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

import pytest
from atlaskit import answer, open_data

from mapper.answers.verdicts import target_verdict
from mapper.core.dates import day_number, day_of
from mapper.figures.between import HANDS
from mapper.figures.changedays import daily_changes
from mapper.history.beginningrows import beginning_rows
from mapper.outputs.pages.day.payload import state_payload
from mapper.outputs.pages.words import case_texts
from mapper.outputs.text.answers import holding_words, verdict_words
from mapper.outputs.text.areatitles import area_title

CARDS = """(asked) => asked.map(([target, day]) => {
  const unit = target < data.unitTotal;
  const [kind, index] = unit ? ["unit", target] : ["place", target - data.unitTotal];
  const about = tested.kit.cardData(data, kind, index, day, texts);
  if (!about) return null;
  const card = tested.kit.cardNode(about, kind, index, texts);
  const facts = [...card.querySelectorAll("dd")].map((dd) => [dd.dataset.fact, dd.textContent]);
  const verdict = card.querySelector(".mapper-verdict").textContent;
  return { verdict, facts: Object.fromEntries(facts) };
})"""
TOLD = """(days) => days.map((day) => happenings.on(day)
  .filter(({ kind }) => ["change", "shared", "land"].includes(kind))
  .map((item) => ({
    kind: item.kind,
    target: item.target === "unit" ? item.index : data.unitTotal + item.index,
    others: item.target === "unit" ? item.units : [],
    words: tested.kit.happeningWords(data, item, texts).textContent,
  })))"""
BEGUN = (
    "([day, first, end]) => Array.from({length: end - first}, (_, i) => first + i)"
    + """
  .filter((target) => data.row(target, day) >= 0)
  .map((target) => [target, tested.kit.beginningsOf(data, target, day)])"""
)


def plain(text: str) -> str:
    """A text without the signs that isolate what is filled in."""
    return re.sub("[\u2066-\u2069]", "", text)


@pytest.fixture(scope="module", params=["mali", "sudan"])
def case(request, tabs):
    history = request.getfixturevalue(request.param)
    page = open_data(tabs, history)
    page.evaluate(
        "(table) => { window.texts = tested.kit.makeTexts(table);"
        " window.happenings = tested.kit.makeHappenings(data); }",
        case_texts(history.case, "en", "atlas"),
    )
    yield history, page
    tabs.give_back(page)


def drawn(history, count: int) -> list[tuple[int, int]]:
    """Targets and days by chance, half of them on days on which the target changed."""
    rng = random.Random(history.case.id)
    rows = history.intervals
    first, last = day_number(history.case.first_day), day_number(history.case.last_day)
    turns = rows[rows["start"] > first]
    turns = turns.sample(count // 2, random_state=7)[["target", "start"]]
    some = [
        (rng.randrange(len(history.targets)), rng.randint(first, last)) for _ in range(count // 2)
    ]
    return [*map(tuple, turns.to_numpy().tolist()), *some]


SHOTS: dict[tuple[str, int], Any] = {}
"""Snapshots that were asked for: one takes far longer than to look a target up."""


def in_snapshot(history, target: int, day: int) -> dict[str, Any] | None:
    """What a snapshot says of a target."""
    if (history.case.id, day) not in SHOTS:
        SHOTS[history.case.id, day] = history.at(day_of(day))
    shot = SHOTS[history.case.id, day]
    table = shot.units if history.targets.is_unit(target) else shot.places
    key = history.targets.id(target)
    if key not in table.index:
        return None
    row = table.loc[key]
    lists = {name: list(row[name]) for name in ("contested_by", "besieged_by")}
    return {"holders": [row["holder"], *row["companions"]], "status": row["status"], **lists}


def test_card_who_and_snapshot_say_the_same_sentence(case) -> None:
    history, page = case
    asked = drawn(history, 120)
    company = 0
    for (target, day), card in zip(asked, answer(page, CARDS, asked), strict=True):
        told = target_verdict(history, target, day_of(day))
        assert told["exists"] == (card is not None)
        shot = in_snapshot(history, target, day)
        if card is None:
            assert shot is None
            continue
        words = verdict_words(history, told)
        said = plain(card["verdict"])
        assert said[0].lower() + said[1:] == words or said.startswith("No data: ")
        assert shot is not None
        assert {name: told[name] for name in shot} == shot
        company += len(shot["holders"]) > 1 and shot["status"] == "contested"
    assert company > 0 or history.case.id == "sudan"


def test_kidal_is_held_by_two_and_contested_by_two_everywhere(mali, tabs) -> None:
    page = open_data(tabs, mali)
    page.evaluate(
        "(table) => { window.texts = tested.kit.makeTexts(table);"
        " window.happenings = tested.kit.makeHappenings(data); }",
        case_texts(mali.case, "en", "atlas"),
    )
    day = day_number(dt.date(2026, 4, 28))
    held = "the FLA with JNIM, contested by the Government and the Africa Corps"
    target = mali.targets.of_place(mali.places.index.get_loc("kidal"))
    (card,) = answer(page, CARDS, [[target, day]])
    assert plain(card["verdict"]) == f"Held by {held}"
    line = page.evaluate(
        "(day) => tested.kit.newsLine(data, happenings, day, texts).textContent", day - 3
    )
    assert f"to {held}" in plain(line)
    steps = daily_changes(mali, day_of(day - 4), day_of(day))
    rows = steps[(steps["what"] == HANDS) & steps["place_ids"].map(lambda ids: "kidal" in ids)]
    assert [row["holders"] for _, row in rows.iterrows()] == [("fla", "jnim")]
    assert [row["contested_by"] for _, row in rows.iterrows()] == [("government", "africa_corps")]
    tabs.give_back(page)


def test_news_and_changes_name_the_holder_of_the_snapshot_with_its_company(case) -> None:
    """The list of what happened, the steps of `mapper changes`, the news of the map of a day."""
    history, page = case
    rng = random.Random(11)
    turns = [day_number(day) for day in history.change_days()[1:]]
    days = sorted(rng.sample(turns, 40))
    company = 0
    for day, items in zip(days, answer(page, TOLD, days), strict=True):
        date = day_of(day)
        for item in items:
            for target in (item["target"], *item["others"]):
                now = in_snapshot(history, target, day)
                words = holding_words(history, now, spoken=True)
                company += len(now["holders"]) > 1
                end = f"to {words}, shared" if now["status"] == "shared" else f"to {words}"
                assert plain(item["words"]).endswith(end), (date, item)
        steps = daily_changes(history, day_of(day - 1), date)
        for row in steps.to_dict("records"):
            for place in row["place_ids"]:
                target = history.targets.of_place(history.places.index.get_loc(place))
                now = in_snapshot(history, target, day)
                assert list(row["holders"]) == now["holders"]
                if row["what"] == HANDS and now["contested_by"]:
                    assert list(row["contested_by"]) == now["contested_by"]
        names = history.places["name"].tolist()
        for item in state_payload(history, date)["news"]:
            if item["kind"] != "change" or names.count(item["name"]) > 1:
                continue
            target = history.targets.of_place(names.index(item["name"]))
            now = in_snapshot(history, target, day)
            after = item.get("after", {"holder": item["to"], "companions": []})
            assert [after["holder"], *after["companions"]] == now["holders"]
    assert company > 5 or history.case.id == "sudan"


def test_beginnings_in_the_page_are_those_of_python(case) -> None:
    history, page = case
    rows = beginning_rows(history)
    first, last = day_number(history.case.first_day), day_number(history.case.last_day)
    days = [*random.Random(3).sample(range(first, last + 1), 6), last]
    table = history.intervals[["target", "start", "end"]].to_numpy()
    for day in days:
        now = [i for i, (_, start, end) in enumerate(table.tolist()) if start <= day < end]
        found = dict(answer(page, BEGUN, [day, 0, len(history.targets)]))
        for row in now:
            wanted = rows.of(row)
            got = found.pop(int(table[row][0]))
            assert list(got["state"].values())[1:] == list(wanted.state[1:4])
            for name in ("held", "contested", "besieged"):
                parts = [[list(one.parties), *one[1:4]] for one in getattr(wanted, name)]
                assert [list(one.values()) for one in got[name]] == parts, (day, row, name)
        assert not found


def test_a_card_dates_each_part_of_its_sentence(case) -> None:
    """The line of a holder is not the day of the contest above it."""
    history, page = case
    last = day_number(history.case.last_day)
    asked = [(target, last) for target in range(len(history.targets))]
    seen = {"since_state": 0, "since_contested": 0, "since_besieged": 0}
    for (target, day), card in zip(asked, answer(page, CARDS, asked), strict=True):
        now = in_snapshot(history, target, day)
        if card is None or now is None:
            continue
        facts = card["facts"]
        assert ("since_contested" in facts) == (now["status"] == "contested")
        assert ("since_besieged" in facts) == bool(now["besieged_by"])
        for name in seen:
            seen[name] += name in facts
    assert all(seen.values()), seen


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_names_of_areas_have_their_level(case, lang) -> None:
    """In the scripts of a page and in Python alike; and none twice."""
    history, page = case
    names = [
        (str(name), frame.level)
        for frame in history.frames
        if frame.level != history.case.levels[-1]
        for name in frame.groups["name"]
    ]
    words = case_texts(history.case, lang, "atlas")
    found = answer(
        page,
        "([names, table]) => names.map(([name, level]) => tested.kit.areaTitle(name, level,"
        " data.geometry.area_forms, tested.kit.makeTexts(table)))",
        [names, words],
    )
    titles = [plain(title) for title in found]
    assert titles == [area_title(history.case, *name, lang) for name in names]
    for title, (name, level) in zip(titles, names, strict=True):
        word = str(history.case.level_words[level].word("name", lang)).lower()
        assert title == name or word in title.lower()
        assert title != "Khartoum"  # the town of that name
