"""Coverages spoilt as real layers are: drawn twice, cut, shifted, doubled, overlapping."""

from __future__ import annotations

import random
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

__all__ = ["SPOILS", "country", "spoilt"]

_SIDE = 4
_FINE = 6
"""Corners of each side of a cell between its ends."""


def country(dice: random.Random) -> gpd.GeoDataFrame:
    """Sixteen cells that share wobbly borders; id, name, parent."""
    wobble = {}

    def corner(i: int, j: int) -> tuple[float, float]:
        if (i, j) not in wobble:
            inside = 0 < i < _SIDE * _FINE and 0 < j < _SIDE * _FINE
            size = 0.012 if inside else 0.0
            wobble[i, j] = (
                i / _FINE * 0.3 + dice.uniform(-size, size),
                12 + j / _FINE * 0.3 + dice.uniform(-size, size),
            )
        return wobble[i, j]

    shapes, ids = [], []
    for a in range(_SIDE):
        for b in range(_SIDE):
            i, j, n = a * _FINE, b * _FINE, _FINE
            ring = [corner(i + k, j) for k in range(n)]
            ring += [corner(i + n, j + k) for k in range(n)]
            ring += [corner(i + n - k, j + n) for k in range(n)]
            ring += [corner(i, j + n - k) for k in range(n)]
            shapes.append(shapely.Polygon(ring))
            ids.append(f"c{a}{b}")
    return gpd.GeoDataFrame(
        {"id": ids, "name": [f"Cell {i}" for i in ids], "parent": [i[:2] for i in ids]},
        geometry=shapes,
        crs="EPSG:4326",
    )


def _put(frame: gpd.GeoDataFrame, i: int, shape: shapely.Geometry) -> gpd.GeoDataFrame:
    """The frame with another geometry in one record."""
    shapes = frame.geometry.to_numpy().copy()
    shapes[i] = shape
    return frame.set_geometry(shapes, crs=frame.crs)


def _jitter(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """Each area was drawn for itself: borders are some metres off."""
    noise = np.random.default_rng(dice.randrange(2**32))
    size = dice.choice((1e-9, 1e-6, 1e-4, 3e-4))
    shapes = []
    for shape in frame.geometry:
        ring = np.array(shape.exterior.coords)[:-1]
        shapes.append(shapely.Polygon(ring + noise.uniform(-size, size, ring.shape)))
    return frame.set_geometry(shapes, crs=frame.crs)


def _corner_less(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """One side of some borders was simplified."""
    for _ in range(3):
        i = dice.randrange(len(frame))
        ring = list(frame.geometry.iloc[i].exterior.coords)[:-1]
        ring.pop(dice.randrange(len(ring)))
        frame = _put(frame, i, shapely.Polygon(ring))
    return frame


def _twice(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """A record stands there twice, once with another name."""
    copy = frame.iloc[[dice.randrange(len(frame))]].assign(name="Again")
    return gpd.GeoDataFrame(pd.concat([frame, copy], ignore_index=True), crs=frame.crs)


def _in_two(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """An area comes as two records."""
    i = dice.randrange(len(frame))
    shape = frame.geometry.iloc[i]
    west, south, east, north = shape.bounds
    left = shapely.intersection(shape, shapely.box(west, south, (west + east) / 2, north))
    right = shapely.difference(shape, left)
    frame = _put(frame, i, left)
    more = frame.iloc[[i]].set_geometry([right])
    return gpd.GeoDataFrame(pd.concat([frame, more], ignore_index=True), crs=frame.crs)


def _spike(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """A border crosses itself."""
    i = dice.randrange(len(frame))
    part = max(shapely.get_parts(frame.geometry.iloc[i]), key=shapely.area)
    ring = list(part.exterior.coords)[:-1]
    k = dice.randrange(len(ring) - 2)
    ring[k], ring[k + 1] = ring[k + 1], ring[k]
    return _put(frame, i, shapely.Polygon(ring))


def _shifted(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """One area lies beside its place."""
    i = dice.randrange(len(frame))
    step = dice.choice((1e-6, 1e-4, 5e-4))
    return _put(frame, i, shapely.transform(frame.geometry.iloc[i], lambda xy: xy + step))


def _slit(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """A strip between two areas that ends in the open."""
    width = dice.choice((1e-6, 2e-5, 5e-5, 9e-5))
    lon = 0.3 * dice.randrange(1, _SIDE)
    strip = shapely.box(lon - 0.001, 11.9, lon + width, 12 + dice.choice((0.01, 0.1, 0.29)))
    i = frame.index[frame["id"] == f"c{round(lon / 0.3)}0"][0]
    return _put(frame, i, shapely.difference(frame.geometry.iloc[i], strip))


def _collection(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """What cutting left behind: lines and points beside a polygon; heights."""
    i = dice.randrange(_SIDE**2)
    shape = frame.geometry.iloc[i]
    line = shapely.LineString([(0, 12), (1, 13)])
    return _put(frame, i, shapely.GeometryCollection([shape, line, shapely.Point(0, 12)]))


def _nothing(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """Records without a polygon, or with hardly one."""
    extra = frame.iloc[[0, 1, 2]].assign(id=["none", "line", "dot"])
    dot = shapely.box(0.1, 11.1, 0.1 + 1e-9, 11.1 + 1e-9)
    extra = extra.set_geometry([None, shapely.LineString([(0, 12), (1, 13)]), dot])
    return gpd.GeoDataFrame(pd.concat([frame, extra], ignore_index=True), crs=frame.crs)


def _overlapping(frame: gpd.GeoDataFrame, dice: random.Random) -> gpd.GeoDataFrame:
    """An area was drawn generously."""
    i = dice.randrange(_SIDE**2)
    wide = dice.choice((1e-5, 1e-3, 0.02))
    return _put(frame, i, shapely.buffer(frame.geometry.iloc[i], wide, join_style="mitre"))


SPOILS: dict[str, Callable[[gpd.GeoDataFrame, random.Random], gpd.GeoDataFrame]] = {
    "jitter": _jitter,
    "corner-less": _corner_less,
    "twice": _twice,
    "in-two": _in_two,
    "shifted": _shifted,
    "slit": _slit,
    "spike": _spike,
    "nothing": _nothing,
    "overlapping": _overlapping,
    "collection": _collection,
}
"""Each takes a frame whose geometries are single polygons where it needs that."""


def spoilt(seed: int, kinds: list[str]) -> gpd.GeoDataFrame:
    """A country spoilt in some ways, the same for the same seed."""
    dice = random.Random(seed)
    frame = country(dice)
    for kind in sorted(kinds, key=list(SPOILS).index):
        frame = SPOILS[kind](frame, dice)
    return frame
