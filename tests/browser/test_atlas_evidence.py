"""Colours by the evidence: how old the last report is, and what the map rests on."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from atlaskit import answer, open_data
from atlaspage import (
    Image,
    colours_at,
    near,
    number,
    photo,
    rested,
    screen_point,
    settle,
    state,
    until,
    words,
)
from click.testing import CliRunner
from vision import VISION, lab, rgb

import mapper
from mapper.cli import main
from mapper.core.dates import day_of
from mapper.history.doubtspans import doubt_windows

DAYS = ["2012-01-16", "2012-04-06", "2014-08-01", "2020-01-01", "2026-04-28"]
LATER = "2020-01-01"
LIMITS = [30, 182, 365, 1095]
LEVELS = ["own place", "own area", "deciding place", "seat", "baseline"]


@pytest.fixture(scope="module")
def kit(tabs, mali):
    result = open_data(tabs, mali)
    yield result
    tabs.give_back(result)


def class_of(shade: str, age, level: str) -> str:
    """The class in which a unit or place must be, from the columns of a snapshot."""
    if shade == "level":
        return f"level_{level.replace(' ', '_')}"
    if age is None or pd.isna(age):
        return "age_never"
    return f"age_{1 + sum(age > limit for limit in LIMITS)}"


def wanted(table, shade: str) -> pd.Series:
    rows = zip(table["evidence_age_days"], table["evidence_level"], strict=True)
    return pd.Series([class_of(shade, age, level) for age, level in rows], index=table.index)


CLASSES = """([shade, day]) => {
  const { classesOf, shadeClasses, shadeRows } = tested.kit;
  const keys = shadeClasses(data, shade, false).map((row) => row.key);
  const names = (first, end) =>
    Array.from(classesOf(data, shade, first, end, day), (at) => (at < 0 ? null : keys[at]));
  const rows = shadeRows(data, shade, day).map((row, i) => [keys[i], row]);
  return [names(0, data.unitTotal), names(data.unitTotal, data.targetTotal),
    Object.fromEntries(rows)];
}"""


@pytest.mark.parametrize("shade", ["age", "level"])
@pytest.mark.parametrize("date", DAYS)
def test_classes_are_those_of_the_snapshot(kit, mali, shade, date) -> None:
    day = dt.date.fromisoformat(date)
    units, places, rows = answer(kit, CLASSES, [shade, number(day)])
    frame = mapper.snapshot_frame(mali, day, "units").set_index("unit_id")
    expected = wanted(frame, shade)
    assert units == expected.loc[mali.units.index].tolist()
    towns = mapper.snapshot_frame(mali, day, "places").set_index("place_id")
    there = wanted(towns, shade)
    assert places == [there.get(place) for place in mali.places.index]
    areas = mali.units["area_km2"].groupby(expected).sum()
    counted = towns[(towns["rank"] <= 3) & ~towns["kind"].isin(["base", "site"])]
    counted = counted[counted["unit_id"] != ""]
    for key, row in rows.items():
        assert row["area_km2"] == pytest.approx(areas.get(key, 0.0), rel=1e-6, abs=1e-6), key
        assert row["towns"] == (there.loc[counted.index] == key).sum(), key
        assert row["places"] == (there == key).sum(), key
    assert sum(row["share"] for row in rows.values()) == pytest.approx(1)


@pytest.mark.parametrize("shade", ["age", "level"])
def test_land_without_a_verdict_is_a_class_of_its_own(kit, shade) -> None:
    """An area model may say nothing of some land: its evidence level is then ``none``."""
    before = answer(kit, CLASSES, [shade, number(LATER)])[0]
    levels = answer(kit, CLASSES, ["level", number(LATER)])[0]
    swap = "([from, to]) => (data.intervals.levels[data.intervals.levels.indexOf(from)] = to)"
    kit.evaluate(swap, ["seat", "none"])
    try:
        after = answer(kit, CLASSES, [shade, number(LATER)])[0]
    finally:
        kit.evaluate(swap, ["none", "seat"])
    assert "level_seat" in levels
    rows = zip(before, after, levels, strict=True)
    assert all(new == ("no_verdict" if level == "level_seat" else old) for old, new, level in rows)


def test_classes_are_those_of_the_command(kit, mali_folder, tmp_path: Path) -> None:
    out = tmp_path / "units.geojson"
    command = ["snapshot", LATER, "--case", str(mali_folder), "--layer", "units", "--out", str(out)]
    assert CliRunner().invoke(main, command).exit_code == 0
    features = json.loads(out.read_text("utf-8"))["features"]
    assert {f["properties"]["evidence_level"] for f in features} <= set(LEVELS)
    for shade in ("age", "level"):
        expected = [
            class_of(shade, p["evidence_age_days"], p["evidence_level"])
            for p in (f["properties"] for f in features)
        ]
        assert answer(kit, CLASSES, [shade, number(LATER)])[0] == expected


@pytest.mark.parametrize("shade", ["age", "level"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_land_and_towns_have_the_colour_of_the_legend(mali, atlas, shade, scheme) -> None:
    page = atlas(f"#{LATER}//{shade}/", color_scheme=scheme)
    now = mali.at(dt.date.fromisoformat(LATER))
    units, places = wanted(now.units, shade), wanted(now.places, shade)
    rows = page.locator(".mapper-classes tbody tr")
    shown = {
        r.get_attribute("data-class"): r.locator("rect").get_attribute("fill") for r in rows.all()
    }
    assert set(shown) == set(units) | set(places)
    flat = {key: fill for key, fill in shown.items() if fill.startswith("#")}
    assert len(flat) >= 3
    picture = photo(page)
    for key in set(flat) & set(units):
        own = mali.units["area_km2"][units == key].sort_values(ascending=False)
        found = set()
        for unit in own.index[:4]:
            point = mali.units.geometry[unit].representative_point()
            found |= colours_at(picture, *screen_point(page, point.y, point.x), reach=2)
        assert near(tuple(rgb(flat[key])), found, tolerance=1), key
    for place in ("kidal", "bamako", "gao"):
        town = mali.places.loc[place]
        dot = colours_at(picture, *screen_point(page, town["lat"], town["lon"]), reach=1)
        if places[place] in flat:
            assert near(tuple(rgb(flat[places[place]])), dot, tolerance=2), place


def test_the_legend_gives_shares_and_towns(mali, atlas) -> None:
    page = atlas(f"#{LATER}//age/")
    now = mali.at(dt.date.fromisoformat(LATER))
    classes = wanted(now.units, "age")
    share = mali.units["area_km2"].groupby(classes).sum() / mali.units["area_km2"].sum()
    for row in page.locator(".mapper-classes tbody tr").all():
        text = row.locator("td").first.inner_text()
        part = share.get(row.get_attribute("data-class"), 0)
        assert text == (
            "–" if part == 0 else f"{round(part * 100)} %" if part >= 0.005 else "< 1 %"
        )
    assert page.locator(".mapper-legend h2").inner_text() == "How old the last report is"
    heads = page.locator(".mapper-classes thead th").all_inner_texts()
    assert heads == ["Last report before this date", "Area", "Towns"]


def test_the_choice_is_in_the_address_and_opens_elsewhere(atlas, new_atlas) -> None:
    page = atlas(f"#{LATER}/")
    page.get_by_role("radio", name="Last report").check(force=True)
    until(page, "location.hash.includes('/holder+age')")
    page.get_by_role("radio", name="Camps").check(force=True)
    until(page, "location.hash.endsWith('/bloc+lang:en')")
    page.get_by_role("radio", name="Evidence").check(force=True)
    until(page, "location.hash.endsWith('/bloc+level+lang:en')")
    fresh = new_atlas(page.evaluate("location.hash"))
    assert state(fresh) == state(page)
    assert fresh.get_by_role("radio", name="Evidence").is_checked()
    assert fresh.locator("[data-class=level_baseline]").count() == 1
    page.go_back()
    until(page, "mapperAtlas.store.get().shade === ''")
    settle(page)  # the legend is drawn a frame after the view is known
    assert page.get_by_role("radio", name="Camps").is_checked()
    assert page.locator(".mapper-classes").count() == 0


def test_arrow_keys_go_through_the_colours(atlas) -> None:
    page = atlas(f"#{LATER}/")
    page.get_by_role("radio", name="Holders").focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        settle(page)
        seen.append([state(page)["by"], state(page)["shade"]])
    assert seen == [["bloc", ""], ["bloc", "age"], ["bloc", "level"]]
    assert state(page)["day"] == number(LATER)  # the arrows did not move the date
    page.keyboard.press("]")  # other keys still do
    assert state(page)["day"] > number(LATER)


def test_what_changed_hands_has_the_colours_of_its_parties(atlas) -> None:
    page = atlas(f"#{LATER}//age/")
    page.locator("[data-menu=compare] summary").click()
    page.locator("[data-action=changes]").click()
    assert (state(page)["mode"], state(page)["shade"]) == ("changes", "")
    page.get_by_role("radio", name="Evidence").check(force=True)
    assert (state(page)["mode"], state(page)["shade"]) == ("one", "level")
    page.evaluate(f"location.hash = '#{LATER}//age+changes:2012-04-06/'")
    until(page, "mapperAtlas.store.get().mode === 'changes'")
    assert state(page)["shade"] == ""


def test_both_dates_of_a_comparison_have_their_own_classes(mali, atlas) -> None:
    page = atlas(f"#2012-04-06//age+side:{LATER}/")
    legends = page.locator(".mapper-classes")
    assert legends.count() == 2
    for i, date in enumerate(("2012-04-06", LATER)):
        now = mali.at(dt.date.fromisoformat(date))
        rows = legends.nth(i).locator("tbody tr").all()
        shown = {row.get_attribute("data-class") for row in rows}
        assert shown == set(wanted(now.units, "age")) | set(wanted(now.places, "age"))
    lat = "(view) => view.map.latLngToContainerPoint([17, -2]).y"
    first, second = (
        page.evaluate(f"({lat})(mapperAtlas.part().pair.views()[{i}])") for i in (0, 1)
    )
    assert abs(first - second) <= 1  # side by side the same parallel is at the same height


def test_step_by_step_as_at_once(atlas) -> None:
    page = atlas("#2012-12-01//age/")
    for date in ("2013-01-15", "2013-01-30", "2013-03-01", "2013-08-01"):
        page.evaluate("day => mapperAtlas.store.set({ day }, 'move')", number(date))
    rested(page)
    for canvas in ("land", "marks"):
        picture = f"document.querySelector('.mapper-canvas-{canvas}').toDataURL()"
        stepped = page.evaluate(picture)
        page.evaluate("mapperAtlas.part().main.redraw()")
        assert page.evaluate(picture) == stepped, canvas


def test_the_pointer_says_what_the_colour_means(mali, atlas) -> None:
    page = atlas(f"#{LATER}//age/")
    kidal = mali.places.loc["kidal"]
    last = mali.at(dt.date.fromisoformat(LATER)).places.at["kidal", "last_evidence"]
    x, y = screen_point(page, kidal["lat"], kidal["lon"])
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    tooltip = page.locator(".mapper-tooltip")
    assert f"Last report: {words(last)}, " in tooltip.inner_text()
    page.get_by_role("radio", name="Evidence").check(force=True)
    page.mouse.move(x - 40, y - 40)
    page.mouse.move(x, y)
    assert "reports on the place itself" in tooltip.inner_text()


def test_the_picture_has_the_legend_of_the_classes(mali, atlas) -> None:
    page = atlas(f"#{LATER}//age/")
    fills = page.evaluate(
        "() => [...document.querySelectorAll('.mapper-classes rect')]"
        ".map((n) => n.getAttribute('fill')).filter((fill) => fill.startsWith('#'))"
    )
    page.locator("[data-menu=take] summary").click()
    with page.expect_download() as download:
        page.locator("[data-action=png]").click()
    picture = Image.open(io.BytesIO(Path(download.value.path()).read_bytes())).convert("RGB")
    width = page.evaluate("mapperAtlas.map.getSize().x")
    legend = picture.crop((2 * (24 + width + 24), 0, picture.width, picture.height))
    colours = {c for n, c in legend.getcolors(maxcolors=1 << 20) if n >= 60 * 30}
    for fill in fills:
        assert near(tuple(rgb(fill)), colours, tolerance=0), fill
    holder = rgb(mali.actors["government"].colour)
    assert not near(tuple(holder), colours)


def test_french_words(atlas) -> None:
    page = atlas(f"#{LATER}//level/", lang="fr")
    assert page.get_by_role("radio", name="Fondement").is_checked()
    legend = page.locator(".mapper-legend")
    assert legend.locator("h2").inner_text() == "Sur quoi repose la carte"
    assert "aucune information : comme au début" in legend.inner_text()
    assert not re.search(r"\b(level|age|shade)_", page.locator("body").inner_text())


def test_classes_are_told_apart_by_everybody(kit) -> None:
    """Neighbours on a ramp differ, and lightness runs one way: hue is not needed."""
    for shade in ("age", "level"):
        for dark in (False, True):
            colours = kit.evaluate(
                "([shade, dark]) => tested.kit.shadeClasses(data, shade, dark)"
                ".filter((row) => row.paint.base === 'solid' && row.key !== 'no_verdict')"
                ".map((row) => row.paint.colours[0])",
                [shade, dark],
            )
            assert len(colours) == (5 if shade == "age" else 4)
            for vision in VISION.values():
                seen = [lab(rgb(colour), vision) for colour in colours]
                for one, other in pairwise(seen):
                    assert np.linalg.norm(one - other) >= 10
                    assert (other[0] - one[0]) * (-1 if dark else 1) >= 6, (shade, dark)
            patterns = kit.evaluate(
                "([shade, dark]) => tested.kit.shadeClasses(data, shade, dark)"
                ".filter((row) => /never|baseline/.test(row.key)).map((row) => row.paint.base)",
                [shade, dark],
            )
            assert patterns == ["none"]  # hatched: no evidence at all


WINDOWS = """(day) => {
  const found = {};
  for (let target = 0; target < data.targetTotal; target += 1) {
    const open = data.openDays(target, day);
    const since = data.disputedSince(target, day);
    if (open || since !== null) found[target] = [...(open || [null, null]), since];
  }
  return found;
}"""


def test_the_days_of_every_doubt_are_those_of_python(kit, mali) -> None:
    drawn = random.Random(14).sample(mali.change_days(), 12)
    seen = 0
    for day in [dt.date(2012, 4, 6), dt.date(2013, 1, 27), *drawn]:
        expected = {str(k): list(v) for k, v in doubt_windows(mali, day).items()}
        assert answer(kit, WINDOWS, number(day)) == expected
        seen += len(expected)
    assert seen > 100


def test_the_card_names_both_parties_and_the_days(mali, atlas) -> None:
    """Goes through every uncertain or disputed place of a day, as the map of that day says it."""
    day = dt.date(2013, 1, 27)
    count = mali.timeline.unit_count
    windows = {t: w for t, w in doubt_windows(mali, day).items() if t >= count}
    now = mali.at(day).places
    page = atlas(f"#{day}/")
    for target, window in list(windows.items())[:12]:
        row = now.loc[mali.target_id(target)]
        page.evaluate("(index) => mapperAtlas.store.set({ kind: 'place', index })", target - count)
        settle(page)
        flags = " ".join(page.locator(".mapper-card .mapper-flag").all_inner_texts())
        parties = {row["holder"], *row["uncertain_with"], *row["claimed_by"]} & set(mali.actors)
        assert {p for p in parties if mali.actors[p].short_name in flags} == parties
        if window.open_from is not None:
            assert flags.count("Uncertain between ") == 1
            assert words(day_of(window.open_to)) in flags
        if window.disputed_from is not None:
            assert f"Disputed since {words(day_of(window.disputed_from))}" in flags
    assert len(windows) > 5
