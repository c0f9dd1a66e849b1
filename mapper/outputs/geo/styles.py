"""Simplestyle properties of areas and places, so that code-hosting sites colour them."""

from __future__ import annotations

from typing import Any, Final

from mapper.core.model import is_town
from mapper.history.control import ControlHistory
from mapper.history.holders import colour_of

__all__ = ["area_style", "point_style"]

_MARKER_SIZES: Final = {1: "large", 2: "medium", 3: "medium"}


def area_style(history: ControlHistory, properties: dict[str, Any]) -> dict[str, Any]:
    """Simplestyle properties of a polygon."""
    doubtful = properties["status"] in {"contested", "shared"} or properties["disputed"]
    return {
        "fill": colour_of(history, properties["holder"]),
        "fill-opacity": 0.4 if doubtful or properties["uncertain"] else 0.65,
        "stroke": "#ffffff",
        "stroke-width": 1,
        "stroke-opacity": 0.8,
    }


def point_style(history: ControlHistory, properties: dict[str, Any]) -> dict[str, Any]:
    """Simplestyle properties of a place."""
    town = is_town(properties["rank"], properties["kind"])
    return {
        "marker-color": colour_of(history, properties["holder"]),
        "marker-size": _MARKER_SIZES.get(properties["rank"], "small") if town else "small",
    }
