"""Names on the map of a day: none lies on another or on a dot, none is cut by the edge."""

from __future__ import annotations

import pytest
from atlaskit import answer
from atlaspage import quiet

EARLY, LATE = "2012-04-06", "2025-11-15"

BOXES = """() => {
  const names = [...document.querySelectorAll('.mapper-name')].map((n) => {
    const size = Number(n.getAttribute('font-size'));
    const [x, y] = [Number(n.getAttribute('x')), Number(n.getAttribute('y'))];
    return [n.textContent, x, y - 0.74 * size, n.getComputedTextLength(), 0.94 * size];
  });
  const origin = document.querySelector('.mapper-towns').getBoundingClientRect();
  const dots = [...document.querySelectorAll('.mapper-towns .mapper-dot-fill')].map((n) => {
    const b = n.getBoundingClientRect();
    return ['dot', b.left - origin.left, b.top - origin.top, b.width, b.height];
  });
  return {names, dots};
}"""


FRAME = """() => {
  const origin = document.querySelector('.mapper-towns').getBoundingClientRect();
  const frame = document.querySelector('.folium-map').getBoundingClientRect();
  const [x, y] = [frame.left - origin.left, frame.top - origin.top];
  return [x, y, x + frame.width, y + frame.height];
}"""
"""The frame of the map in the pixels of BOXES: left, top, right, bottom."""


def overlapping(boxes: list[list], others: list[list]) -> list[tuple[str, str]]:
    return [
        (a[0], b[0])
        for a in boxes
        for b in others
        if a is not b
        and a[1] < b[1] + b[3]
        and b[1] < a[1] + a[3]
        and a[2] < b[2] + b[4]
        and b[2] < a[2] + a[4]
    ]


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("date", [EARLY, LATE])
def test_no_names_overlap(day_map, size, date) -> None:
    page = day_map(date, size)
    for zoom in (None, 6.25, 8):
        if zoom:
            page.evaluate("zoom => void map_1.setView([14.8, -4.3], zoom, {animate: false})", zoom)
            quiet(page)
        found = answer(page, BOXES)
        assert len(found["names"]) >= 8
        if zoom is None:
            assert {"Bamako", "Gao", "Kidal", "Timbuktu"} <= {name[0] for name in found["names"]}
        assert overlapping(found["names"], found["names"]) == []
        assert overlapping(found["names"], found["dots"]) == []


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("date", [EARLY, LATE])
def test_no_name_is_cut_by_the_edge_of_the_map(day_map, size, date) -> None:
    page = day_map(date, size)
    for centre in (None, [12.0, -8.0], [20.0, 4.0]):
        if centre:
            page.evaluate("centre => void map_1.setView(centre, 6.25, {animate: false})", centre)
            quiet(page)
        left, top, right, bottom = page.evaluate(FRAME)
        for name, x, y, width, height in answer(page, BOXES)["names"]:
            inside = left <= x + 1 and x + width <= right + 1
            inside = inside and top <= y + 1 and y + height <= bottom + 1
            outside = (
                x + width < left + 1 or x > right - 1 or y + height < top + 1 or y > bottom - 1
            )
            assert inside or outside, name
