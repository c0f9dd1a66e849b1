"""The picture of the packages, drawn from what the code really imports.

    python docs/site/picture.py            writes docs/images/packages.svg
    python docs/site/picture.py --check    fails if that picture is no longer true

An arrow leads from a package to one that it imports. What follows from other arrows is left out
(nearly everything imports ``core``), so that every arrow means something.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

__all__ = ["FLOORS", "PICTURE", "draw", "floor_faults", "imports", "reduced"]

PICTURE: Final = Path(__file__).parents[1] / "images" / "packages.svg"
FLOORS: Final[Sequence[Mapping[str, str]]] = (
    {"cli": "commands: parse, call once, write"},
    {"build": "whole cases into folders"},
    {"outputs": "text, GIS files, pages, charts", "review": "what deserves a second look"},
    {"answers": "who, since when, why"},
    {"figures": "areas, towns, changes, actors"},
    {"history": "units and intervals, kept in files"},
    {"areas": "the pieces of land, and who decides them"},
    {"case": "files read and checked", "rules": "R1 to R11: claims become intervals"},
    {"core": "words, dates, errors, files, measures"},
)
"""Packages and what they are for, from the top; a package imports from lower floors only."""

_WIDTH, _BOX, _HIGH, _GAP = 760, 330, 46, 30


def imports(package: str = "mapper") -> dict[str, set[str]]:
    """For each package the others that its modules import, as grimp finds them in the code."""
    import grimp

    graph = grimp.build_graph(package, cache_dir=None)
    names = {name.split(".")[1] for floor in FLOORS for name in _full(package, floor)}
    found: dict[str, set[str]] = {name: set() for name in sorted(names)}
    for module in graph.modules:
        own = module.split(".")[1] if "." in module else None
        for other in graph.find_modules_directly_imported_by(module):
            target = other.split(".")[1] if "." in other else None
            if own in found and target in found and own != target:
                found[own].add(target)
    return found


def _full(package: str, floor: Mapping[str, str]) -> list[str]:
    return [f"{package}.{name}" for name in floor]


def reduced(arrows: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The arrows that do not follow from others.

    Examples
    --------
    >>> reduced({"a": {"b", "c"}, "b": {"c"}, "c": set()})
    {'a': {'b'}, 'b': {'c'}, 'c': set()}
    """

    def reach(name: str) -> set[str]:
        return arrows[name].union(*(reach(other) for other in arrows[name]))

    return {
        name: {x for x in to if not any(x in reach(other) for other in to - {x})}
        for name, to in arrows.items()
    }


def floor_faults(arrows: Mapping[str, set[str]]) -> list[str]:
    """Imports that do not lead downwards.

    Examples
    --------
    >>> floor_faults({"core": {"cli"}, "cli": {"core"}})
    ['core imports cli']
    """
    floor = {name: i for i, names in enumerate(FLOORS) for name in names}
    return [
        f"{name} imports {other}"
        for name, to in arrows.items()
        for other in sorted(to)
        if floor[other] <= floor[name]
    ]


def draw(arrows: Mapping[str, set[str]]) -> str:
    """The picture as SVG, the same for the same arrows."""
    height = len(FLOORS) * (_HIGH + _GAP) + _GAP
    size = {"viewBox": f"0 0 {_WIDTH} {height}", "width": str(_WIDTH), "height": str(height)}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    ET.SubElement(svg, "title").text = "Packages of the mapper; each imports from lower ones only"
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    place = _places()
    for name, to in sorted(reduced(arrows).items()):
        for other in sorted(to):
            _arrow(svg, place[name], place[other])
    for floor in FLOORS:
        for name, words in floor.items():
            _box(svg, name, words, place[name])
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _places() -> dict[str, tuple[int, int]]:
    """The upper left corner of each box."""
    found = {}
    for i, floor in enumerate(FLOORS):
        left = (_WIDTH - len(floor) * _BOX - (len(floor) - 1) * _GAP) // 2
        for j, name in enumerate(floor):
            found[name] = (left + j * (_BOX + _GAP), _GAP + i * (_HIGH + _GAP))
    return found


def _box(svg: ET.Element, name: str, words: str, corner: tuple[int, int]) -> None:
    x, y = corner
    shape = {"x": str(x), "y": str(y), "width": str(_BOX), "height": str(_HIGH), "rx": "6"}
    ET.SubElement(svg, "rect", {**shape, "fill": "#eef3f8", "stroke": "#34536f"})
    middle = {"x": str(x + _BOX // 2), "text-anchor": "middle", "fill": "#16202a"}
    font = {"font-family": "sans-serif"}
    bold = {"y": str(y + 19), "font-size": "15", "font-weight": "bold", **font}
    ET.SubElement(svg, "text", {**middle, **bold}).text = name
    ET.SubElement(svg, "text", {**middle, "y": str(y + 37), "font-size": "13", **font}).text = words


def _arrow(svg: ET.Element, start: tuple[int, int], end: tuple[int, int]) -> None:
    """From the lower edge of a box to the upper edge of another, past what lies between."""
    (x1, y1), (x2, y2) = (start[0] + _BOX // 2, start[1] + _HIGH), (end[0] + _BOX // 2, end[1])
    if y2 - y1 == _GAP:
        path = f"M{x1} {y1} L{x2} {y2 - 6}"
    else:
        side, above = _WIDTH - 8, y2 - 16
        path = f"M{x1 + 60} {y1} v10 H{side} V{above} H{x2 + 60} V{y2 - 6}"
        x2 += 60
    line = {"d": path, "fill": "none", "stroke": "#34536f", "stroke-width": "1.6"}
    ET.SubElement(svg, "path", line)
    tip = f"M{x2 - 5} {y2 - 8} L{x2 + 5} {y2 - 8} L{x2} {y2} Z"
    ET.SubElement(svg, "path", {"d": tip, "fill": "#34536f"})


def main(words: Sequence[str]) -> int:
    """Write the picture, or with ``--check`` say whether it is true."""
    arrows = imports()
    if faults := floor_faults(arrows):
        print("\n".join(faults), file=sys.stderr)
        return 1
    text = draw(arrows)
    if "--check" not in words:
        PICTURE.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if not PICTURE.exists() or PICTURE.read_text("utf-8") != text:
        print(f"{PICTURE.name} is out of date: run make picture", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
