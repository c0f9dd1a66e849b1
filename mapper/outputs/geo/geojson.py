"""Snapshots as GeoJSON (RFC 7946): areas dissolved by holder, units, or places.

Coordinates are WGS84, rounded pointwise to 6 decimals (about 0.1 m) so that shared borders
stay identical, exterior rings run counter-clockwise, there is no ``crs`` member, and every
collection and feature has a ``bbox``. simplestyle properties colour the file on code-hosting
sites.

References
----------
Butler et al. (2016), The GeoJSON Format, RFC 7946.
Mapbox (2013), simplestyle-spec 1.1.0.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from mapper.answers.properties import place_facts, state_properties, unit_facts
from mapper.core.dates import Day
from mapper.core.errors import UsageError
from mapper.core.jsontext import json_text
from mapper.core.longitudes import bbox_of, parts_bounds
from mapper.history.control import ControlHistory, Snapshot
from mapper.history.daytables import as_date, tables_of
from mapper.outputs.geo.dissolve import Dissolver
from mapper.outputs.geo.featuretexts import FeatureTexts
from mapper.outputs.geo.styles import area_style, point_style

__all__ = [
    "DECIMALS",
    "LAYERS",
    "GeoJSONWriter",
    "areas_of",
    "collection_text",
    "feature_text",
    "geometry_texts",
]

LAYERS: Final = ("areas", "units", "places")
DECIMALS: Final = 6
KEPT_LETTERS: Final = 2**25
"""Of dissolved areas a writer keeps texts up to this length (33 million letters): most areas are
the same on neighbouring dates, and memory stays flat however many dates there are."""

Shapes = npt.NDArray[np.object_]


class GeoJSONWriter:
    """Writes snapshots of one history; keeps what does not change between dates.

    Parameters
    ----------
    history : ControlHistory
    decimals : int
        Decimals of the coordinates. Fewer than 6 may break shared borders.

    Examples
    --------
    >>> import datetime as dt
    >>> from mapper import build_history, find_case, read_case
    >>> history = build_history(read_case(find_case("mali")))
    >>> text = GeoJSONWriter(history).text(dt.date(2012, 4, 6), "places")
    >>> text.startswith('{"type":"FeatureCollection"')
    True
    """

    def __init__(self, history: ControlHistory, *, decimals: int = DECIMALS) -> None:
        self.history, self.decimals = history, decimals
        self._shapes = history.units.geometry.to_numpy()
        self._dissolver = Dissolver(history.units.geometry)
        self._rounded = _is_rounded(self._shapes, decimals)
        self._dissolved: OrderedDict[bytes, tuple[str, list[float]]] = OrderedDict()
        self._kept = 0
        self._features: dict[str, tuple[FeatureTexts, list[list[float]]]] = {}

    def text(self, day: Day | Snapshot, layer: str = "areas") -> str:
        """The snapshot of a day as the text of a GeoJSON file.

        Parameters
        ----------
        day : date, str or Snapshot
        layer : {"areas", "units", "places"}

        Raises
        ------
        DateOutsideCaseError
        UsageError
            If there is no such layer.
        """
        if layer not in LAYERS:
            raise UsageError(f"there is no layer `{layer}`; use one of: {', '.join(LAYERS)}.")
        table = None if layer == "areas" else tables_of(self.history).on(as_date(day))
        if table is None:
            date = self.history.check_date(as_date(day))
            return collection_text(self._head(date, layer), list(self._area_features(date)))
        texts, boxes = self._targets(layer)
        at, found = texts.of(table)
        features = [(text, boxes[i]) for i, text in zip(at, found, strict=True)]
        return collection_text(self._head(table.date, layer), features)

    def _head(self, date: dt.date, layer: str) -> dict[str, Any]:
        """Members of our own of the collection of a day."""
        case = self.history.case
        return {
            "title": f"{case.title}, {date.isoformat()}",
            "date": date.isoformat(),
            "layer": layer,
            **case.area_model,
            "licence": case.licence,
            "attribution": list(case.attribution),
        }

    def _area_features(self, date: dt.date) -> Iterable[tuple[str, list[float]]]:
        for properties, members in _grouped(self.history, self.history.unit_states(date), date):
            geometry, box = self._dissolve(members)
            yield (
                feature_text(properties | area_style(self.history, properties), geometry, box),
                box,
            )

    def _dissolve(self, members: npt.NDArray[np.bool_]) -> tuple[str, list[float]]:
        """Text and bounding box of some units together, made once for neighbouring dates."""
        key = np.packbits(members).tobytes()
        if key in self._dissolved:
            self._dissolved.move_to_end(key)
            return self._dissolved[key]
        shape = self._dissolver.joined(members)
        made = np.array([shape], dtype=object)
        self._dissolved[key] = found = geometry_texts(made, self.decimals, rounded=self._rounded)[0]
        self._kept += len(found[0])
        while self._kept > KEPT_LETTERS and len(self._dissolved) > 1:
            self._kept -= len(self._dissolved.popitem(last=False)[1][0])
        return found

    def _targets(self, layer: str) -> tuple[FeatureTexts, list[list[float]]]:
        """The texts of the features of units or places, and the box of each."""
        if layer not in self._features:
            make = self._of_units if layer == "units" else self._of_places
            self._features[layer] = make()
        return self._features[layer]

    def _of_units(self) -> tuple[FeatureTexts, list[list[float]]]:
        texts, boxes = _apart(geometry_texts(self._shapes, self.decimals))
        own = unit_facts(self.history)
        heads = [
            ({"id": facts["unit_id"]} | _box(box), facts)
            for facts, box in zip(own, boxes, strict=True)
        ]

        def style(_: int, said: dict[str, Any]) -> dict[str, Any]:
            return area_style(self.history, said)

        return FeatureTexts(self.history, 0, heads, texts, style), boxes

    def _of_places(self) -> tuple[FeatureTexts, list[list[float]]]:
        places, units = self.history.places, len(self.history.units)
        points = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
        texts, boxes = _apart(geometry_texts(points, self.decimals))
        own = place_facts(self.history)

        def style(i: int, said: dict[str, Any]) -> dict[str, Any]:
            return point_style(self.history, own[i] | said)

        heads = [({"id": facts["place_id"]}, facts) for facts in own]
        return FeatureTexts(self.history, units, heads, texts, style), boxes


def _apart(found: Sequence[tuple[str, list[float]]]) -> tuple[list[str], list[list[float]]]:
    return [text for text, _ in found], [box for _, box in found]


def _box(box: list[float]) -> dict[str, Any]:
    """The member for the box of a feature; a single point has none."""
    return {} if box[0] == box[2] and box[1] == box[3] else {"bbox": box}


def collection_text(head: dict[str, Any], features: Sequence[tuple[str, list[float]]]) -> str:
    """The text of a FeatureCollection: members of our own, then features with their boxes."""
    boxes = np.array([box for _, box in features], dtype=float).reshape(-1, 4)
    first: dict[str, Any] = {"type": "FeatureCollection"}
    if len(boxes):
        first["bbox"] = bbox_of(_uncrossed(boxes))
    body = ",\n".join(text for text, _ in features)
    return f'{_dump(first | head)[:-1]},"features":[\n{body}\n]}}\n'


def geometry_texts(
    shapes: Shapes, decimals: int = DECIMALS, *, rounded: bool = False
) -> list[tuple[str, list[float]]]:
    """GeoJSON text and bounding box of each geometry, rounded (unless it is so) and oriented."""
    if not rounded:
        shapes = shapely.transform(shapes, lambda xy: np.round(xy, decimals))
    oriented = shapely.orient_polygons(shapes, exterior_cw=False)
    texts = [_short(text, decimals) for text in shapely.to_geojson(oriented).tolist()]
    return list(zip(texts, _boxes(oriented), strict=True))


def _boxes(shapes: Shapes) -> list[list[float]]:
    """West, south, east and north of each shape.

    Across the 180th meridian west is the larger number, as RFC 7946 (5.2) has it.
    """
    bounds = shapely.bounds(shapes)
    boxes: list[list[float]] = bounds.tolist()
    for i in np.flatnonzero(bounds[:, 2] - bounds[:, 0] > 180.0).tolist():
        boxes[i] = bbox_of(parts_bounds(shapes[i]))
    return boxes


def _uncrossed(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Boxes across the 180th meridian in two."""
    across = boxes[:, 0] > boxes[:, 2]
    if not across.any():
        return boxes
    east, west = boxes[across].copy(), boxes[across].copy()
    east[:, 2], west[:, 0] = 180.0, -180.0
    return np.concatenate([boxes[~across], east, west])


def _is_rounded(shapes: Shapes, decimals: int) -> bool:
    """Whether rounding changes nothing: joined units have no other vertices than the units."""
    xy = shapely.get_coordinates(shapes)
    return bool(np.array_equal(xy, np.round(xy, decimals)))


def _short(geometry: str, decimals: int) -> str:
    """The text of a geometry without digits that say nothing: 13.083093999999999 is 13.083094.

    Few numbers are written so: they are found by their many decimals or their exponent, and each
    is then taken from the bracket or comma before it.

    >>> _short("[13.083093999999999,-8.25],[1e-06,0.0]", 6)
    '[13.083094,-8.25],[0.000001,0.0]'
    """

    def shorten(number: str) -> str:
        text = f"{float(number):.{decimals}f}".rstrip("0")
        return f"{text}0" if text.endswith(".") else text

    pattern = rf"\.\d{{{decimals + 1},}}"
    if "e-" in geometry or "e+" in geometry:
        pattern = rf"{pattern}(?:e[-+]\d+)?|e[-+]\d+"
    parts = []
    done = 0
    for match in re.finditer(pattern, geometry):
        start = match.start()
        begin = max(geometry.rfind("[", done, start), geometry.rfind(",", done, start)) + 1
        parts += [geometry[done:begin], shorten(geometry[begin : match.end()])]
        done = match.end()
    return "".join([*parts, geometry[done:]])


def areas_of(
    history: ControlHistory, snapshot: Snapshot
) -> list[tuple[dict[str, Any], npt.NDArray[np.bool_]]]:
    """Units of a day grouped by everything that is said of them, largest group first.

    Returns
    -------
    list of (properties, members)
        ``area_km2`` and ``units`` are among the properties; ``members`` is a mask over the units
        of the history.
    """
    return _grouped(history, snapshot.units["state"].to_numpy(), snapshot.date)


def _grouped(
    history: ControlHistory, codes: npt.NDArray[np.int64], date: dt.date
) -> list[tuple[dict[str, Any], npt.NDArray[np.bool_]]]:
    """Units by what their states say on a date; see :func:`areas_of`."""
    groups: dict[str, tuple[dict[str, Any], npt.NDArray[np.bool_]]] = {}
    for code in np.unique(codes).tolist():
        properties = state_properties(history, history.states[code], date)
        key, mask = _dump(properties), codes == code
        if key in groups:
            groups[key] = (properties, groups[key][1] | mask)
        else:
            groups[key] = (properties, mask)
    area = history.units["area_km2"].to_numpy(float)
    sums = {key: float(area[mask].sum()) for key, (_, mask) in groups.items()}
    for key, (properties, mask) in groups.items():
        properties["area_km2"] = round(sums[key], 3)
        properties["units"] = int(np.count_nonzero(mask))
    return [groups[k] for k in sorted(groups, key=lambda k: (-sums[k], k))]


def feature_text(
    properties: dict[str, Any], geometry: str, box: list[float], feature_id: str | None = None
) -> str:
    """The text of a feature; a single point has no box."""
    head = {"type": "Feature"} | ({} if feature_id is None else {"id": feature_id}) | _box(box)
    return f'{_dump(head)[:-1]},"properties":{_dump(properties)},"geometry":{geometry}}}'


def _dump(value: Any) -> str:
    return json_text(value)
