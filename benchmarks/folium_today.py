"""The same history with what folium has for time: three plugins, used as their manuals show.

Their pages load scripts from the web. For measuring, files of the same versions stand in
(``npm install`` in this folder fetches them); the bytes of the pages do not count them.
"""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import folium
from folium.plugins import Timeline, TimelineSlider, TimeSliderChoropleth, TimestampedGeoJson

from benchmarks.browser import Subject
from mapper.core.dates import day_number
from mapper.history.control import ControlHistory
from mapper.history.holders import colour_of
from mapper.outputs.geo.geojson import GeoJSONWriter

MODULES = Path(__file__).parent / "node_modules"
JSDELIVR = "https://cdn.jsdelivr.net/npm"
UNPKG = "https://unpkg.com"
CDNJS = "https://cdnjs.cloudflare.com/ajax/libs"
FILES = {
    f"{JSDELIVR}/leaflet@1.9.3/dist/leaflet.js": "leaflet/dist/leaflet.js",
    f"{JSDELIVR}/leaflet@1.9.3/dist/leaflet.css": "leaflet/dist/leaflet.css",
    "https://code.jquery.com/jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    f"{CDNJS}/jquery/3.7.1/jquery.min.js": "jquery/dist/jquery.min.js",
    f"{CDNJS}/jqueryui/1.10.2/jquery-ui.min.js": "jquery-ui-dist/jquery-ui.min.js",
    "https://d3js.org/d3.v4.min.js": "d3/build/d3.min.js",
    f"{CDNJS}/moment.js/2.18.1/moment.min.js": "moment/min/moment.min.js",
    f"{JSDELIVR}/iso8601-js-period@0.2.1/iso8601.min.js": "iso8601-js-period/iso8601.js",
    f"{JSDELIVR}/leaflet-timedimension@1.1.1/dist/leaflet.timedimension.min.js": (
        "leaflet-timedimension/dist/leaflet.timedimension.min.js"
    ),
    f"{JSDELIVR}/leaflet.timeline@1.6.0/dist/leaflet.timeline.min.js": (
        "leaflet.timeline/dist/leaflet.timeline.js"
    ),
    f"{UNPKG}/leaflet@1.9.4/dist/leaflet.js": "leaflet-of-xatra/dist/leaflet.js",
    f"{UNPKG}/leaflet@1.9.4/dist/leaflet.css": "leaflet-of-xatra/dist/leaflet.css",
    f"{UNPKG}/leaflet-control-geocoder@2.4.0/dist/Control.Geocoder.js": (
        "leaflet-control-geocoder/dist/Control.Geocoder.js"
    ),
    f"{UNPKG}/leaflet-control-geocoder@2.4.0/dist/Control.Geocoder.css": (
        "leaflet-control-geocoder/dist/Control.Geocoder.css"
    ),
    f"{UNPKG}/leaflet-search@4.0.0/dist/leaflet-search.min.js": (
        "leaflet-search/dist/leaflet-search.min.js"
    ),
    f"{UNPKG}/leaflet-search@4.0.0/dist/leaflet-search.min.css": (
        "leaflet-search/dist/leaflet-search.min.css"
    ),
}
DAY_SECONDS = 86_400


def stand_ins() -> dict[str, Path]:
    """Files for the addresses that the pages ask for; empty if they are not installed."""
    found = {address: MODULES / name for address, name in FILES.items()}
    return found if all(path.exists() for path in found.values()) else {}


@dataclass(frozen=True)
class Way:
    """One way to put a history on a folium map."""

    name: str
    make: Callable[[ControlHistory], folium.Map]
    ready: str
    step: str

    def subject(self, path: Path) -> Subject:
        """The page to measure."""
        return Subject(path, self.ready, self.step)


def shapes(history: ControlHistory) -> dict[str, Any]:
    """Geometry of each unit as plain GeoJSON, by unit."""
    day = history.case.first_day
    collection = json.loads(GeoJSONWriter(history).text(day, "units"))
    return {feature["id"]: feature["geometry"] for feature in collection["features"]}


def unit_intervals(history: ControlHistory) -> list[tuple[str, int, int, str]]:
    """Unit, first day, day after the last, colour of the holder."""
    table = history.intervals
    table = table[table["target"] < history.timeline.unit_count]
    end = day_number(history.case.last_day) + 1
    return [
        (
            history.target_id(row.target),
            int(row.start),
            min(end, int(row.end)),
            colour_of(history, history.states[row.state].holder),
        )
        for row in table.itertuples()
    ]


def base_map(history: ControlHistory) -> folium.Map:
    """A map without tiles on the country."""
    west, south, east, north = (float(v) for v in history.units.total_bounds)
    chart = folium.Map(tiles=None)
    chart.fit_bounds([[south, west], [north, east]])
    return chart


def choropleth(history: ControlHistory, days: Sequence[dt.date] | None = None) -> folium.Map:
    """TimeSliderChoropleth: a style for each unit on some days; default: each change day."""
    numbers = [day_number(day) for day in (history.change_days() if days is None else days)]
    styles: dict[str, dict[str, Any]] = {unit: {} for unit in map(str, history.units.index)}
    for unit, start, end, colour in unit_intervals(history):
        for day in numbers[bisect_left(numbers, start) : bisect_left(numbers, end)]:
            styles[unit][str(day * DAY_SECONDS)] = {"color": colour, "opacity": 0.65}
    data = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": unit, "properties": {}, "geometry": shape}
            for unit, shape in shapes(history).items()
        ],
    }
    chart = base_map(history)
    TimeSliderChoropleth(data, styles).add_to(chart)
    return chart


def features_of(history: ControlHistory, properties: Callable[..., dict[str, Any]]) -> list[Any]:
    """One feature for each interval of each unit."""
    known = shapes(history)
    return [
        {"type": "Feature", "properties": properties(*row[1:]), "geometry": known[row[0]]}
        for row in unit_intervals(history)
    ]


def style_of(colour: str) -> dict[str, Any]:
    """Leaflet path options."""
    return {"fillColor": colour, "fillOpacity": 0.65, "color": "#ffffff", "weight": 0.8}


def timestamped(history: ControlHistory) -> folium.Map:
    """TimestampedGeoJson: a polygon for each interval, later ones drawn over earlier ones."""

    def properties(start: int, _end: int, colour: str) -> dict[str, Any]:
        return {"times": [start * DAY_SECONDS * 1000], "style": style_of(colour)}

    chart = base_map(history)
    data = {"type": "FeatureCollection", "features": features_of(history, properties)}
    TimestampedGeoJson(data, period="P1D", auto_play=False, transition_time=1).add_to(chart)
    return chart


def timeline(history: ControlHistory) -> folium.Map:
    """Timeline with its slider: a polygon for each interval, shown while it lasts."""

    def properties(start: int, end: int, colour: str) -> dict[str, Any]:
        scale = DAY_SECONDS * 1000
        return {"start": start * scale, "end": end * scale - 1, "colour": colour}

    chart = base_map(history)
    data = {"type": "FeatureCollection", "features": features_of(history, properties)}
    line = Timeline(
        data,
        style=folium.JsCode(
            "(feature) => ({fillColor: feature.properties.colour, fillOpacity: 0.65, "
            "color: '#ffffff', weight: 0.8})"
        ),
    ).add_to(chart)
    TimelineSlider(auto_play=False).add_timelines(line).add_to(chart)
    return chart


_FIND = "const found = (start) => window[Object.keys(window).find((key) => key.startsWith(start))];"
WAYS = (
    Way(
        "folium TimeSliderChoropleth",
        choropleth,
        "document.querySelectorAll('path').length > 0"
        " && document.querySelector('input[type=range]') !== null",
        """const slider = document.querySelector("input[type=range]");
        slider.value = Math.round(at * Number(slider.max));
        slider.dispatchEvent(new Event("input"));""",
    ),
    Way(
        "folium TimestampedGeoJson",
        timestamped,
        "document.querySelectorAll('path').length > 0",
        f"""{_FIND}
        const line = found("map_").timeDimension;
        const times = line.getAvailableTimes();
        line.setCurrentTimeIndex(Math.round(at * (times.length - 1)));""",
    ),
    Way(
        "folium Timeline",
        timeline,
        "document.querySelectorAll('path').length > 0",
        f"""{_FIND}
        const control = found("timeline_slider_");
        control.setTime(control.start + at * (control.end - control.start));""",
    ),
)
