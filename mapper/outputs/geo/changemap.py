"""What changed hands as GeoJSON (RFC 7946): one feature for each pair of holders."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely

from mapper.figures.between import HANDS, Transfers
from mapper.history.control import ControlHistory
from mapper.history.holders import colour_of
from mapper.outputs.geo.geojson import DECIMALS, collection_text, feature_text, geometry_texts
from mapper.outputs.text.changes import row_name

__all__ = ["changes_geojson"]

_OPACITY: Final = 0.65
_PALE: Final = 0.3
"""Opacity where the party is the same under another name."""


def changes_geojson(history: ControlHistory, found: Transfers, *, decimals: int = DECIMALS) -> str:
    """What changed hands between two days as the text of a GeoJSON file.

    Parameters
    ----------
    history : ControlHistory
    found : Transfers
    decimals : int
        Decimals of the coordinates.

    Returns
    -------
    str
        A FeatureCollection (WGS84, exterior rings counter-clockwise, with ``bbox``). One feature
        for each pair and kind: its land dissolved, or, where only places changed hands, their
        points. Properties: from, to (ids), from_name, to_name, kind, area_km2 (sum of the geodesic
        areas of its units), share, units, unit_ids, towns, (population,) place_ids, places
        (names), and simplestyle in the colour of the second.
    """
    features = []
    for row in found.pairs().to_dict("records"):
        units = history.units.loc[list(row["unit_ids"])]
        places = history.places.loc[list(row["place_ids"])]
        if len(units):
            shape = shapely.coverage_union_all(units.geometry.to_numpy())
        else:
            shape = shapely.multipoints(places[["lon", "lat"]].to_numpy())
        geometry, box = geometry_texts(np.array([shape], dtype=object), decimals)[0]
        properties = _properties(history, found, row, [str(n) for n in places["name"]])
        features.append((feature_text(properties, geometry, box), box))
    case = history.case
    return collection_text(
        {
            "title": f"{case.title}, {found.first} to {found.last}",
            "from": found.first.isoformat(),
            "to": found.last.isoformat(),
            "by": found.by,
            "area_model": case.model,
            "licence": case.licence,
            "attribution": list(case.attribution),
        },
        features,
    )


def _properties(
    history: ControlHistory, found: Transfers, row: dict[str, Any], names: list[str]
) -> dict[str, Any]:
    before, after = row[f"from_{found.by}"], row[f"to_{found.by}"]
    words = [row_name(history, name, found.by) for name in (before, after)]
    colour = colour_of(history, after)
    if found.by == "bloc" and after in history.blocs:
        colour = history.blocs[after].colour
    style: dict[str, Any] = {
        "fill": colour,
        "fill-opacity": _OPACITY if row["kind"] == HANDS else _PALE,
        "stroke": "#ffffff",
        "stroke-width": 1,
        "stroke-opacity": 0.8,
    }
    if not row["unit_ids"]:
        style = {"marker-color": colour, "marker-size": "medium"}
    return {
        "from": before,
        "to": after,
        "from_name": words[0],
        "to_name": words[1],
        "kind": row["kind"],
        "area_km2": round(row["area_km2"], 3),
        "share": round(row["share"], 6),
        "units": row["units"],
        "unit_ids": list(row["unit_ids"]),
        "towns": row["towns"],
        **({"population": row["population"]} if found.has_people else {}),
        "place_ids": list(row["place_ids"]),
        "places": names,
        **style,
    }
