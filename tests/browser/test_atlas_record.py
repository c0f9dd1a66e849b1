"""How fresh the record is: its end, its recent part, what has faded, days outside it, sieges."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from atlaskit import answer, open_data
from atlaspage import colours_at, near, number, photo, ready, screen_point, settle, shown_day, state
from tabs import speaking

from mapper.core.dates import day_number, day_of
from mapper.figures.freshness import evidence_ages, fresh_share
from mapper.outputs.text.numerals import percent

END = "2026-04-28"
LATER = "2020-01-01"
SHIFT = """(() => {{
  const Real = Date, late = Real.UTC({year}, {month} - 1, {day}, 12) - Real.now();
  window.Date = class extends Real {{
    constructor(...given) {{ given.length ? super(...given) : super(Real.now() + late); }}
    static now() {{ return Real.now() + late; }}
  }};
}})()"""


@pytest.fixture
def opened_on(chromium, atlas_of):
    """An atlas as a reader of a day opens it."""
    contexts = []

    def load(today: dt.date, fragment: str = "", lang: str = "en"):
        size = {"width": 1400, "height": 900}
        context = chromium.new_context(offline=True, viewport=size, **speaking(lang))
        contexts.append(context)
        words = {"year": today.year, "month": today.month, "day": today.day}
        context.add_init_script(SHIFT.format(**words))
        page = context.new_page()
        page.goto(atlas_of(lang).as_uri() + fragment)
        return ready(page)

    yield load
    for context in contexts:
        context.close()


@pytest.mark.parametrize("case", ["mali", "sudan"])
def test_the_fresh_part_of_the_land_is_that_of_python(case, request, tabs) -> None:
    history = request.getfixturevalue(case)
    page = open_data(tabs, history)
    first, last = day_number(history.case.first_day), day_number(history.case.last_day)
    days = [first, last, *random.Random(8).sample(range(first, last), 12)]
    found = answer(page, "(days) => days.map((day) => tested.kit.freshShare(data, day))", days)
    assert found == [fresh_share(history, day_of(day)) for day in days]
    rows = "(day) => tested.kit.shadeRows(data, 'age', day)"
    for day in days[:4]:
        table = evidence_ages(history, [day_of(day)])
        shown = [row for row in answer(page, rows, day) if row["area_km2"] or row["towns"]]
        assert [row["area_km2"] for row in shown] == pytest.approx(table["area_km2"].tolist())
        assert [row["towns"] for row in shown] == table["towns"].tolist()
    assert 0 < found[1] <= 1
    tabs.give_back(page)


def test_a_line_says_where_the_record_ends_and_leads_to_the_ages(mali, atlas) -> None:
    page = atlas(f"#{END}/")
    share = percent(fresh_share(mali, END))
    line = page.locator(".mapper-record")
    said = f"Record ends 28 April 2026 · {share} of the land has a report under three years old"
    assert line.inner_text() == said
    page.locator(".mapper-fresh").click()
    settle(page)
    assert state(page)["shade"] == "age"
    page.evaluate("day => mapperAtlas.store.set({ day })", number(LATER))
    settle(page)
    share = percent(fresh_share(mali, LATER))
    assert f"{share} of the land had a report under three years old on 1 January 2020" in (
        line.inner_text()
    )


def test_nothing_is_counted_while_time_runs(atlas) -> None:
    page = atlas(f"#{LATER}/")
    page.evaluate("mapperAtlas.store.set({ playing: true })")
    settle(page)
    assert page.locator(".mapper-fresh").is_hidden()
    page.evaluate("mapperAtlas.store.set({ playing: false })")
    settle(page)
    assert page.locator(".mapper-fresh").is_visible()


@pytest.mark.parametrize(
    ("today", "span"),
    [
        (dt.date(2026, 7, 27), None),
        (dt.date(2026, 7, 28), "2 months"),
        (dt.date(2026, 11, 28), "7 months"),
        (dt.date(2031, 5, 1), "5 years"),
    ],
)
def test_a_late_reader_is_told_so(opened_on, today, span) -> None:
    """From 91 days after the last day on, by the clock of the reader."""
    page = opened_on(today)
    note = page.locator("[data-note=late] span")
    if span is None:
        assert note.count() == 0
        return
    assert note.inner_text() == f"The record ends {span} before today: nothing later is known here."
    page.locator("[data-note=late] button").click()
    assert note.count() == 0
    assert state(page)["day"] == number(END)


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_other_languages_say_it_too(opened_on, lang) -> None:
    page = opened_on(dt.date(2026, 11, 28), "#2031-01-01/", lang)
    notes = page.locator(".mapper-note span").all_inner_texts()
    assert len(notes) == 2
    assert all("{" not in note and "_" not in note for note in notes)
    assert ("7 mois" if lang == "fr" else "7 أشهر") in "".join(
        c for c in notes[1] if c.isprintable()
    )


@pytest.mark.parametrize(
    ("asked", "shown", "words"),
    [
        ("2031-05-01", END, "1 May 2031 lies after the end of the record: its last day, 28 April"),
        ("1999-12-31", "2012-01-16", "31 December 1999 lies before the record begins: its first"),
    ],
)
def test_an_address_outside_the_record_is_said_to_be_moved(new_atlas, asked, shown, words) -> None:
    page = new_atlas(f"#{asked}/")
    note = page.locator("[data-note=outside]")
    assert shown_day(page) == dt.date.fromisoformat(shown)
    assert note.get_attribute("role") == "status"
    assert note.locator("span").inner_text().startswith(words)
    page.evaluate("day => mapperAtlas.store.set({ day })", number(LATER))
    settle(page)
    assert note.count() == 0  # another day is shown: it is no longer about this one


def test_a_date_field_outside_the_record_is_said_to_be_moved(atlas) -> None:
    page = atlas(f"#{LATER}/")
    page.locator("[name=mapper-date]").fill("2031-05-01")
    page.keyboard.press("Enter")
    settle(page)
    assert shown_day(page) == dt.date.fromisoformat(END)
    assert page.locator("[name=mapper-date]").input_value() == "28 Apr 2026"
    assert "1 May 2031 lies after" in page.locator("[data-note=outside]").inner_text()
    page.locator("[data-note=outside] button").click()
    page.evaluate("mapperAtlas.store.set({ mode: 'swipe' })")
    settle(page)
    page.locator("[name=mapper-other-date]").fill("1999-01-01")
    page.keyboard.press("Enter")
    settle(page)
    assert state(page)["other"] == number("2012-01-16")
    assert "1 January 1999 lies before" in page.locator("[data-note=outside]").inner_text()
    page.locator("[data-note=outside] button").click()


def test_an_address_within_the_record_says_nothing(new_atlas) -> None:
    page = new_atlas(f"#{LATER}//holder+swipe:2013-01-01/")
    assert page.locator(".mapper-note").count() == 0


def test_how_land_fades(mali, tabs) -> None:
    """Two years without a report, or without any since the record began; old contests further."""
    page = open_data(tabs, mali)
    first = day_number(mali.case.first_day)
    asked = [
        [[None, "held", first + 730], 0],
        [[None, "held", first + 731], 1],
        [[first + 10, "held", first + 740], 0],
        [[first + 10, "held", first + 741], 1],
        [[first + 10, "held", first + 4000], 1],
        [[first + 10, "contested", first + 10 + 1095], 1],
        [[first + 10, "contested", first + 10 + 1096], 2],
        [[None, "contested", first + 1096], 2],
    ]
    found = answer(
        page,
        "([asked, first]) => asked.map(([last, status, day]) =>"
        " tested.kit.staleness(last, { status }, day, first))",
        [[one for one, _ in asked], first],
    )
    assert found == [wanted for _, wanted in asked]
    state_ = {"holder": "government", "companions": [], "status": "contested"}
    state_ |= {"contested_by": ["jnim"], "claimed_by": [], "uncertain_with": []}
    paints = answer(
        page,
        "(state) => [0, 1, 2].map((stale) =>"
        " tested.kit.landPaint(state, data.actors, '#fdfcf9', stale).colours)",
        state_,
    )
    assert len({tuple(colours) for colours in paints}) == 3
    assert paints[1][0] == paints[2][0]  # the holder's own colour does not fade twice
    tabs.give_back(page)


def test_land_that_was_never_reported_fades_on_the_map(mali, atlas) -> None:
    page = atlas(f"#{END}/")
    now = mali.at(dt.date.fromisoformat(END)).units
    never = now[now["last_evidence"].isna() & (now["status"] == "held")].index
    unit = mali.units["area_km2"][never].idxmax()
    point = mali.units.geometry[unit].representative_point()
    where = screen_point(page, point.y, point.x)
    page.evaluate("mapperAtlas.store.set({ hidden: 'borders,rivers,towns' })")  # the land alone
    settle(page)
    full = colours_at(photo(page), *where, 1)
    page.evaluate("mapperAtlas.store.set({ fade: true })")
    settle(page)
    page.wait_for_timeout(400)
    faded = colours_at(photo(page), *where, 1)
    assert not any(near(colour, full) for colour in faded)
    assert page.locator("[data-sign=stale]").count() == 1
    assert page.locator("[data-sign=faint]").count() == 1
    page.evaluate("mapperAtlas.store.set({ fade: false, hidden: '' })")
    settle(page)
    assert page.locator("[data-sign=stale], [data-sign=faint]").count() == 0


def test_the_strip_of_a_card_has_its_sieges(mali, atlas) -> None:
    """Besiegers of one time stand above each other, in their colours, as long as they besieged."""
    page = atlas("#2024-06-01///timbuktu")
    lines = page.locator(".mapper-strip-siege")
    wanted = set()
    target = mali.targets.of_place(mali.places.index.get_loc("timbuktu"))
    for interval in mali.intervals_of(target):
        wanted |= set(interval.state.besieged_by)
    shown = [line.get_attribute("data-party") for line in lines.all()]
    assert set(shown) == wanted >= {"jnim", "csp"}
    heights = {
        line.get_attribute("data-party"): line.locator("path").last.get_attribute("d").split()[1]
        for line in lines.all()
    }
    assert heights["jnim"].split("H")[0] != heights["csp"].split("H")[0]
    titles = [line.locator("title").text_content() for line in lines.all()]
    assert "8 August 2023: Besieged by JNIM" in titles
    assert page.locator(".mapper-strip-key").inner_text().startswith("Dashed line: besieged")
    page.evaluate("mapperAtlas.store.set({ kind: '', index: -1 })")
