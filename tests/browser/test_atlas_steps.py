"""Steps in time: while something moves the map is drawn in a quick way, and little is touched.

No times here: what is counted are nodes, and drawings of the sharp kind.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from atlaskit import answer, open_data
from atlaspage import drag_chart, number, ready, rested, settle

import mapper
from mapper.history.control import ControlHistory
from mapper.outputs.pages.atlas import atlas_page

ROOT = Path(__file__).parents[2]
ROOM = 7
"""px: smallest radius of a circle inside a unit whose colours are compared."""
SAME = 2
"""Levels of a channel that may differ where a fill is plain."""
HATCHED = 5
"""The same for the mean of a hatched square, whose pattern begins at a fraction of a pixel."""
SIGNS = 40
"""The same for the middle of a sign, which lies at a fraction of a pixel."""

QUICK = "document.querySelector('.mapper-frame .mapper-canvas-quick').hidden === false"
PICTURES = """([days, land, signs]) => {
  // In one go, so that nothing comes to rest in between: a step on the way, then the end of it.
  const { store } = mapperAtlas;
  const cut = (name, squares, edge) => {
    const canvas = document.querySelector(`.mapper-frame .mapper-canvas-${name}`);
    if (canvas.hidden) return null;
    const { width, height } = canvas;
    const all = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    return squares.map(([x, y, half]) => {
      const out = [];
      for (let row = y - half - edge; row <= y + half + edge; row += 1) {
        const at = row * width + x - half - edge;
        out.push(...all.subarray(4 * at, 4 * (at + 2 * (half + edge) + 1)));
      }
      return out;
    });
  };
  return days.map((day, i) => {
    // The first step of a movement draws all, the next ones what differs: both are looked at.
    if (i % 2) store.set({ day: days[(i + 2) % days.length] }, "move");
    store.set({ day }, "move");
    const quick = { land: cut("quick", land, 1), signs: cut("dots", signs, 0) };
    const main = mapperAtlas.part().main;
    const seen = main.dots().filter(({ index }) => main.signOf(index) !== "absent");
    store.set({});
    const left = document.querySelector(".mapper-frame .mapper-canvas-quick").hidden;
    return { day, quick, sharp: { land: cut("land", land, 0), signs: cut("marks", signs, 0) },
      left, seen: seen.map((dot) => dot.index) };
  });
}"""
DAYS = {
    "mali": ("2012-04-06", "2013-01-20", "2014-06-01", "2019-03-10", "2024-01-05"),
    "sudan": ("2023-06-10", "2024-02-01", "2025-04-01"),
}
LOOKS = [
    {},
    {"by": "bloc"},
    {"shade": "age"},
    {"shade": "level"},
    {"fade": True},
    {"mode": "swipe"},
    {"mode": "changes"},
]


@pytest.fixture(scope="module", params=["mali", "sudan"])
def history(request, mali) -> ControlHistory:
    if request.param == "mali":
        return mali
    return mapper.build_history(mapper.read_case(mapper.find_case(ROOT / "events" / "sudan")))


@pytest.fixture(scope="module")
def path_of(history, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("steps") / "atlas.html"
    path.write_text(atlas_page(history), encoding="utf-8")
    return path


def move(page: Any, day: int) -> None:
    """One step on the way, as by dragging."""
    page.evaluate("day => mapperAtlas.store.set({ day }, 'move')", day)


def stay(page: Any) -> None:
    """The movement ends, as by letting go."""
    page.evaluate("mapperAtlas.store.set({})")


def squares(history: ControlHistory, page: Any) -> dict[str, tuple[int, int, int]]:
    """Column and row of the middle, and half the side, of a square well inside each large unit."""
    frame = page.evaluate("mapperAtlas.part().main.frame()")
    sides = ("zoom", "left", "top", "width", "height")
    key = (history.case.id, *(frame[side] for side in sides))
    if key not in _SQUARES:
        _SQUARES[key] = dict(_squares(history, frame))
    return _SQUARES[key]


_SQUARES: dict[tuple[Any, ...], dict[str, tuple[int, int, int]]] = {}


def _squares(
    history: ControlHistory, frame: dict[str, Any]
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    size = 256 * 2 ** frame["zoom"]

    def projected(points: np.ndarray) -> np.ndarray:
        sine = np.sin(np.radians(points[:, 1]))
        x = (points[:, 0] + 180) / 360 * size - frame["left"]
        y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * size - frame["top"]
        return np.column_stack([x, y])

    for unit, shape in history.units.geometry.items():
        line = shapely.maximum_inscribed_circle(shapely.transform(shape, projected), 0.5)
        (x, y), radius = line.coords[0], line.length
        inside = radius < x < frame["width"] - radius and radius < y < frame["height"] - radius
        if radius >= ROOM and inside:
            half = min(4, math.floor((radius - 1) / math.sqrt(2)) - 1)
            yield str(unit), (math.floor(x), math.floor(y), half)


def signs_of(page: Any) -> dict[int, tuple[int, int, int]]:
    """The middles of the signs that are drawn, of those with no other sign and no name on them."""
    found = page.evaluate(
        """() => { const main = mapperAtlas.part().main; const dots = main.dots();
          const free = (a) => dots.every((b) => b === a || Math.hypot(a.x - b.x, a.y - b.y) > 16)
            && main.names().every(({ box }) => a.x < box.x - 4 || a.x > box.x + box.w + 4
              || a.y < box.y - 4 || a.y > box.y + box.h + 4);
          return dots.filter(free).map(({ index, x, y }) => [index, x, y]); }"""
    )
    return {index: (math.floor(x), math.floor(y), 1) for index, x, y in found}


def square(bytes_: list[int]) -> np.ndarray:
    """Red, green, blue and opacity of the pixels of a square."""
    side = math.isqrt(len(bytes_) // 4)
    return np.array(bytes_).reshape(side, side, 4).astype(float)


def assert_same_fill(quick: np.ndarray, sharp: np.ndarray, unit: str) -> bool:
    """A plain square has the same colour, a hatched one the same mix; whether it is hatched.

    The sharp pattern lies up to half a pixel to one side: its mean is between the means of the
    quick one at all places around.
    """
    side = len(sharp)
    if len(np.unique(sharp.reshape(-1, 4), axis=0)) == 1:
        assert np.abs(quick[1:-1, 1:-1] - sharp).max() <= SAME, unit
        return False
    means = [quick[y : y + side, x : x + side].mean((0, 1)) for y in range(3) for x in range(3)]
    low, high = np.min(means, axis=0) - HATCHED, np.max(means, axis=0) + HATCHED
    assert ((low <= sharp.mean((0, 1))) & (sharp.mean((0, 1)) <= high)).all(), unit
    return True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_while_it_moves_every_unit_and_town_has_its_colour(
    history, path_of, visit, scheme: str
) -> None:
    days = [number(day) for day in DAYS[history.case.id]]
    page = ready(visit(path_of, ready=".mapper-legend-box *", color_scheme=scheme).page)
    hatched, towns = 0, 0
    for look in LOOKS if scheme == "light" else LOOKS[:1] + LOOKS[-1:]:
        plain = {"by": "holder", "shade": "", "fade": False, "mode": "one", "other": days[0]}
        page.evaluate("view => mapperAtlas.store.set(view)", {**plain, **look, "day": days[0]})
        settle(page)  # where dates are compared the map has another size
        land, signs = squares(history, page), signs_of(page)
        assert len(land) > 25
        walk = [*days[1:], days[0]]
        found = answer(page, PICTURES, [walk, list(land.values()), list(signs.values())])
        for one in found:
            assert one["left"]
            for unit, quick, sharp in zip(
                land, one["quick"]["land"], one["sharp"]["land"], strict=True
            ):
                where = f"{unit} {look} {one['day']}"
                hatched += assert_same_fill(square(quick), square(sharp), where)
            if look.get("mode") == "changes":
                continue  # which towns are shown is found when it rests
            for index, quick, sharp in zip(
                signs, one["quick"]["signs"], one["sharp"]["signs"], strict=True
            ):
                if index in one["seen"]:
                    towns += 1
                    means = [square(some).mean((0, 1)) for some in (quick, sharp)]
                    assert np.abs(means[0] - means[1]).max() <= SIGNS, (index, look, one["day"])
    assert hatched > 10 and towns > 15


def test_many_steps_of_one_movement_end_in_the_same_picture(history, path_of, visit) -> None:
    """What a long movement leaves is what one step would have drawn."""
    days = [number(day) for day in DAYS[history.case.id]]
    page = ready(visit(path_of, ready=".mapper-legend-box *").page)
    same = page.evaluate(
        """(days) => { const { store } = mapperAtlas;
          const bytes = () => ["quick", "dots"].map((name) => {
            const canvas = document.querySelector(`.mapper-frame .mapper-canvas-${name}`);
            const { width, height } = canvas;
            return canvas.getContext("2d").getImageData(0, 0, width, height).data;
          });
          store.set({ day: days[0] }); // the signs that are there
          for (const day of [...days, ...[...days].reverse(), days[1]]) store.set({ day }, "move");
          const walked = bytes();
          store.set({ day: days[0] });
          store.set({ day: days[1] }, "move");
          const jumped = bytes();
          store.set({});
          const same = (all, i) => all.length > 0 && all.every((byte, k) => byte === jumped[i][k]);
          return walked.map(same);
        }""",
        days,
    )
    assert same == [True, True]


def test_dragging_draws_nothing_of_the_sharp_kind(atlas_of, visit) -> None:
    page = ready(visit(atlas_of(), fragment="#2012-01-16/", ready=".mapper-legend-box *").page)
    during, after = page.evaluate(
        """([first, last]) => { let drawn = {};
          for (const name of ["fill", "stroke", "fillText"]) {
            const own = CanvasRenderingContext2D.prototype[name];
            CanvasRenderingContext2D.prototype[name] = function (...given) {
              const kind = `${name} ${this.canvas.className}`;
              drawn[kind] = (drawn[kind] || 0) + 1;
              return own.apply(this, given);
            };
          }
          const { store } = mapperAtlas;
          store.set({ day: first }, "move"); // names stay, land and signs become pixels
          drawn = {};
          for (let day = first + 1; day < last; day += 1) store.set({ day }, "move");
          const during = drawn;
          drawn = {};
          store.set({});
          return [during, drawn]; }""",
        [number("2012-03-01"), number("2012-05-20")],
    )
    land, marks = ("mapper-canvas mapper-canvas-" + name for name in ("land", "marks"))
    assert not [kind for kind in during if kind.endswith((land, marks))], during
    assert after[f"fill {land}"] > 0 and after[f"fillText {marks}"] > 0


def test_the_sharp_map_is_back_when_it_rests(atlas) -> None:
    page = atlas("#2012-01-16/")
    drag_chart(page, "2012-02-01", "2012-04-06")
    assert not page.evaluate(QUICK)
    assert page.evaluate(
        f"""day => {{ mapperAtlas.store.set({{ day }}, 'move'); return {QUICK}; }}""",
        number("2012-04-20"),
    )
    rested(page)  # nobody says that it ended
    assert not page.evaluate(QUICK)
    held = page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()")
    page.evaluate("mapperAtlas.part().main.redraw()")
    assert page.evaluate("document.querySelector('.mapper-canvas-land').toDataURL()") == held
    page.locator(".mapper-play").click()
    page.locator(".mapper-play").click()
    settle(page)
    assert not page.evaluate(QUICK)


COUNT = """(days) => { const out = [];
  const { store } = mapperAtlas;
  const watch = new MutationObserver(() => {});
  watch.observe(document.body, { childList: true, subtree: true });
  const size = (node) => (node instanceof Element ? 1 + node.querySelectorAll("*").length : 1);
  for (const day of days) {
    store.set({ day }, "move");
    const added = watch.takeRecords().flatMap(({ addedNodes, target }) =>
      [...addedNodes].map((node) => [node, target]));
    const lists = added.filter(([, box]) =>
      box.closest(".mapper-days, .mapper-news-box, .mapper-signs"));
    out.push([added.reduce((sum, [node]) => sum + size(node), 0), lists.length]);
  }
  store.set({});
  return out; }"""


def test_a_step_makes_few_nodes_and_no_lists(atlas) -> None:
    page = atlas("#2012-02-01/")
    days = list(range(number("2012-02-02"), number("2012-04-20")))
    counts = page.evaluate(COUNT, days)
    nodes, lists = np.array(counts).T
    assert lists.sum() == 0
    assert 0 < np.median(nodes) <= 8  # the words of the title
    assert nodes.max() <= 160  # and a legend in which each row has another figure


LEGEND = """() => document.querySelector('.mapper-legend-box').innerHTML
  .replace(/mapper-fill-\\d+-\\d+/g, '')"""


@pytest.mark.parametrize("look", ["holder", "bloc+people", "holder+swipe:2013-02-01"])
def test_figures_move_with_each_step_and_end_as_if_opened_there(atlas_of, visit, look) -> None:
    days = ["2012-04-06", "2012-07-12", "2013-01-28", "2012-06-01"]
    page = ready(
        visit(atlas_of(), fragment=f"#2012-01-20//{look}", ready=".mapper-legend-box *").page
    )
    table = "[...document.querySelectorAll('.mapper-holders')].map((node) => node.innerText).join()"
    moving = page.evaluate(
        f"""(days) => {{ const {{ store }} = mapperAtlas; const out = days.map((day) => {{
          store.set({{ day }}, 'move'); return {table}; }});
          store.set({{}}); return out; }}""",
        [number(day) for day in days],
    )
    settle(page)
    assert page.evaluate(table) == moving[-1]
    assert len(set(moving)) == len(days)
    for day, said in zip(days, moving, strict=True):
        page.evaluate("day => mapperAtlas.store.set({ day })", number(day))
        settle(page)
        assert page.evaluate(table) == said
    fresh = ready(
        visit(atlas_of(), fragment=f"#{days[-1]}//{look}", ready=".mapper-legend-box *").page
    )
    assert page.evaluate(LEGEND) == fresh.evaluate(LEGEND)


def test_an_open_line_of_the_legend_stays_open_and_keeps_the_focus(atlas) -> None:
    page = atlas("#2012-04-06/")
    line = page.locator(".mapper-legend-box .mapper-parts summary").first
    kept = line.get_attribute("data-keep")
    line.focus()
    page.keyboard.press("Enter")
    focus = "[document.activeElement.dataset.keep, document.activeElement.parentElement.open]"
    for day in ("2012-04-10", "2012-06-28", "2012-07-12"):
        move(page, number(day))
        assert page.evaluate(focus) == [kept, True]
    stay(page)
    page.keyboard.press("Enter")
    settle(page)


STAMPS = """(count) => {
  const { stamper, pixelsOf } = tested.kit;
  const nobody = { companions: [], contested_by: [], besieged_by: [], claimed_by: [] };
  const state = (holder, besieged_by) =>
    ({ ...nobody, besieged_by, holder, status: "held", uncertain_with: [] });
  const colours = ["#cc0000", "#00aa00", "#0000dd"];
  const actors = Object.fromEntries(colours.map((colour, i) => [`p${i}`, { colour }]));
  const palette = { halo: "#ffffff", ink: "#000000", rim: "#222222" };
  const part = (number, whole) => (number % whole) / whole;
  const dots = Array.from({ length: count }, (_, index) => (
    { index, x: part(index * 7919, 9973) * 800, y: part(index * 6131, 7877) * 500, r: 4 }));
  const held = dots.map((_, index) => index % 12); // by three; some under siege, some not there
  const siege = (i) => (held[i] % 4 === 1 ? ["p0"] : []);
  const place = { kind: "town", rank: 3 };
  const signs = {
    kind: "", keyOf: (i) => held[i] * 2 + (i % 2),
    signOf: (i) => (held[i] === 11 ? "absent" : siege(i).length ? "besieged" : "plain"),
    signFor: (i) => ({ odd: i % 2 === 1, chosen: false, place, actors,
      state: state(`p${held[i] % 3}`, siege(i)) }),
  };
  const [kept, fresh] = [pixelsOf(800, 500), pixelsOf(800, 500)];
  const layout = { dots, names: [], scale: 1 };
  const stamp = stamper();
  stamp(kept, 1, layout, palette, signs, null);
  const out = [];
  const fifth = [...held.keys()].filter((i) => i % 5 === 0);
  for (const some of [[3], [1, 40, 41], fifth, [...fifth, 1], [9, 10, 11], []]) {
    for (const i of some) held[i] = (held[i] + 1) % 12;
    const rows = stamp(kept, 1, layout, palette, signs, new Set(some));
    stamper()(fresh, 1, layout, palette, signs, null);
    let differ = 0;
    fresh.image.data.forEach((byte, i) => { differ += byte !== kept.image.data[i]; });
    out.push({ differ, rows, some: some.length });
  }
  return out; }"""


@pytest.mark.parametrize("count", [300, 2500])
def test_signs_put_one_by_one_as_all_at_once(mali, tabs, count: int) -> None:
    page = open_data(tabs, mali)
    found = answer(page, STAMPS, count)
    tabs.give_back(page)
    assert [one["differ"] for one in found] == [0] * 6
    assert found[-1]["rows"] == [0, 0]
    assert all(one["rows"][1] > one["rows"][0] for one in found[:-1])
    assert found[0]["rows"][1] - found[0]["rows"][0] <= 128
