"""The one object that an atlas carries: small, the same every time, and only data."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core.geodesy import square_metres
from mapper.core.model import SourceInfo, StoryStep
from mapper.outputs.geo.topology import GRID, encode
from mapper.outputs.pages.atlas.payload import (
    PACK_LIMIT,
    as_drawn,
    atlas_payload,
    payload_block,
)
from mapper.outputs.pages.atlas.records import CLAIMS_LIMIT
from mapper.outputs.pages.document import safe_json


def test_mali_is_small_enough_to_stay_plain_json(mali):
    text = payload_block(atlas_payload(mali))
    assert text.startswith('<script type="application/json" id="mapper-atlas">')
    assert len(text.encode()) < PACK_LIMIT


def test_the_same_history_gives_the_same_text(tiny):
    assert payload_block(atlas_payload(tiny)) == payload_block(atlas_payload(tiny))


def test_a_large_payload_is_compressed_and_the_same_every_time(tiny, monkeypatch):
    monkeypatch.setattr("mapper.outputs.pages.atlas.payload.PACK_LIMIT", 100)
    payload = atlas_payload(tiny)
    text = payload_block(payload, name="other")
    match = re.fullmatch(
        r'<script type="application/gzip" id="other">([A-Za-z0-9+/=]+)</script>', text
    )
    raw = gzip.decompress(base64.b64decode(match[1]))
    assert json.loads(raw) == json.loads(json.dumps(payload))
    assert text == payload_block(atlas_payload(tiny), name="other")


def test_areas_are_whole_square_metres_whose_sum_is_the_country(mali):
    units = atlas_payload(mali)["geometry"]["units"]
    assert all(isinstance(m2, int) for m2 in units["m2"])
    assert sum(units["m2"]) / 1e6 == square_metres(mali.units["area_km2"]).sum() / 1e6
    assert np.array_equal(np.array(units["m2"]) / 1e6, mali.units["area_km2"])
    assert all(near <= m2 for near, m2 in zip(units["near_m2"], units["m2"], strict=True))


def test_a_story_has_its_days_sources_and_languages(tiny):
    step = StoryStep(
        dt.date(2012, 3, 5),
        "in:cercle:cercle_b",
        "holder:jih",
        "Land",
        "All of it",
        ("https://a.example/1",),
        {"fr": ("Terre", "Toute")},
    )
    payload = atlas_payload(replace(tiny, story=(step,)))
    (row,) = payload["story"]
    assert [payload["strings"][n] for n in row.pop("sources")] == ["https://a.example/1"]
    assert row == {
        "day": 15404,
        "view": "in:cercle:cercle_b",
        "selection": "holder:jih",
        "title": "Land",
        "text": "All of it",
        "said": {"fr": ["Terre", "Toute"]},
    }
    assert "story" not in atlas_payload(tiny)


def test_claims_are_left_out_above_the_limit_and_the_page_can_say_so(tiny):
    whole, without = atlas_payload(tiny), atlas_payload(tiny, claims_limit=10)
    assert whole["evidence"]["kind"] == "claims"
    assert len(whole["claims"]["id"]) == len(tiny.claims)
    assert whole["evidence"]["limit"] == CLAIMS_LIMIT
    assert without["claims"] is None
    assert without["evidence"] | {"target": 0, "tenure": 0, "day": 0} == {
        "kind": "days",
        "claims": len(tiny.claims),
        "bytes": whole["evidence"]["bytes"],
        "limit": 10,
        "target": 0,
        "tenure": 0,
        "day": 0,
    }
    notes = [note for note in tiny.claims["note"] if note]
    assert all(note not in safe_json(without) for note in notes if len(note) > 20)


def test_nothing_of_the_data_can_end_the_block_or_be_a_template(tiny):
    payload = atlas_payload(tiny)
    payload["case"]["title"] = "</script><script>alert(1)</script>{{7*7}}{% raw %}\u2028"
    text = payload_block(payload)
    inside = text.split(">", 1)[1].rsplit("<", 1)[0]
    assert "<" not in inside
    assert not re.search(r"\{[{%#]", inside)
    assert json.loads(inside)["case"]["title"] == payload["case"]["title"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_carries_both_titles_and_the_language(mali, lang):
    payload = atlas_payload(mali, lang=lang)
    assert payload["lang"] == lang
    assert payload["case"]["title"] == mali.case.title
    assert payload["case"]["titles"]["fr"] == mali.case.title_in("fr")


def test_a_source_that_only_has_a_class_is_no_load_of_pages(tiny):
    said = {"https://a.example/3": SourceInfo(source_class="press")}
    assert "sources" not in atlas_payload(replace(tiny, sources=said))
    said["https://a.example/3"] = SourceInfo(outlet="Radio", source_class="press")
    payload = atlas_payload(replace(tiny, sources=said))
    assert payload["sources"] == {"https://a.example/3": {"outlet": "Radio"}}


def test_strings_of_sources_are_stored_once(mali):
    payload = atlas_payload(mali)
    assert len(payload["strings"]) == len(set(payload["strings"]))
    sources = [payload["strings"][n] for row in payload["claims"]["sources"] for n in row]
    assert sources == [source for row in mali.claims["sources"] for source in row]


def ring(rng: np.random.Generator, west: float, south: float, side: float) -> list[list[float]]:
    """A square that begins at any corner, runs either way, and says some corners again."""
    corners = np.array([(west, south), (west + side, south)])
    corners = np.concatenate([corners, corners[::-1] + np.array([0, side])])
    corners = np.roll(corners, rng.integers(0, 4), axis=0)[:: rng.choice([1, -1])]
    again = np.repeat(corners, rng.integers(1, 3, 4), axis=0)
    again = again + rng.uniform(-0.3, 0.3, again.shape) * GRID  # the same on the grid
    return [*again.tolist(), again[0].tolist()]


def chance_units(seed: int) -> np.ndarray:
    """Squares side by side: some with holes, some in parts, some so small that rounding takes them
    away."""
    rng = np.random.default_rng(seed)
    units = []
    for i in range(rng.integers(1, 9)):
        x, y = float(i % 3), float(i // 3)
        holes = [ring(rng, x + 0.5, y + 0.5, s) for s in (0.2, GRID / 9) if rng.random() < 0.3]
        parts = [shapely.Polygon(ring(rng, x, y, 1.0), holes)]
        for side in (0.1, GRID / 9):
            if rng.random() < 0.3:
                parts.append(shapely.Polygon(ring(rng, x + 20, y + 20, side)))
        single = len(parts) == 1 and rng.random() < 0.5
        units.append(parts[0] if single else shapely.MultiPolygon(parts))
    return np.array(units, dtype=object)


def as_rounded(shape: shapely.Geometry) -> list[list[list[int]]]:
    """The rings of a shape as they are, point by point, on the grid."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [np.rint(shapely.get_coordinates(r) / GRID).astype(int).tolist() for r in rings]


@given(seed=st.integers(0, 5000))
@settings(max_examples=80, deadline=None)
def test_rings_are_drawn_again_as_they_were(seed: int) -> None:
    """As the page does it: rings of arcs, turned to where they began, with points said again."""
    shapes = chance_units(seed)
    topology = encode(shapes)
    notes = as_drawn(shapes, topology)
    again: dict[int, list[int]] = {}
    for number, index in np.reshape(notes["repeats"], (-1, 2)).tolist():
        again.setdefault(number, []).append(index)
    number = 0
    for i, (shape, unit) in enumerate(zip(shapes, topology.units, strict=True)):
        assert (i in notes["multi"]) == (len(unit) == 1 and shape.geom_type == "MultiPolygon")
        rings = [r for polygon in unit for r in polygon]
        before = as_rounded(shape)
        for j, arcs in enumerate(rings):
            turn = notes["turns"][number]
            if len(before) != len(rings):  # rounding has lost a ring
                assert turn == 0 and number not in again
            else:
                runs = [topology.arcs[a] if a >= 0 else topology.arcs[~a][::-1] for a in arcs]
                points = [point for run in runs for point in run[:-1].tolist()]
                points = points[turn:] + points[:turn]
                points.append(points[0])
                for index in again.get(number, ()):
                    points.insert(index, points[index - 1])
                assert points == before[j]
            number += 1
    assert number == len(notes["turns"])
