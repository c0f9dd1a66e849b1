"""mapper: who held what in an armed conflict, day by day.

Dated, sourced claims about places and areas become a control history; maps, GeoJSON snapshots
and statistics are views of it. Everything below is loaded when it is first used.

Examples
--------
>>> import datetime as dt
>>> import mapper
>>> history = mapper.build_history(mapper.read_case(mapper.find_case("mali")))
>>> history.at(dt.date(2012, 5, 1)).places.at["timbuktu", "holder"]
'ansar_dine'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mapper.areas import with_area_model
    from mapper.batch import build_many
    from mapper.case import Case, find_case, read_case
    from mapper.errors import CaseError, Fault, MapperError
    from mapper.history import ControlHistory, Snapshot, build_history
    from mapper.outputs.atlas import ControlTimeline, atlas_page
    from mapper.outputs.changemap import changes_geojson
    from mapper.outputs.changespage import changes_page
    from mapper.outputs.geojson import GeoJSONWriter
    from mapper.outputs.leaflet import ControlMap, write_map
    from mapper.outputs.vector import snapshot_frame, write_snapshot
    from mapper.pipeline import BuildOptions, build
    from mapper.review import check_case
    from mapper.roster import actors_on, actors_over_time
    from mapper.statistics import area_table, change_list, date_range
    from mapper.steps import steps_between
    from mapper.store import export_geopackage, load_history, save_history
    from mapper.transfers import Transfers, changes_between
    from mapper.verdicts import story, who

__all__ = [
    "BuildOptions",
    "Case",
    "CaseError",
    "ControlHistory",
    "ControlMap",
    "ControlTimeline",
    "Fault",
    "GeoJSONWriter",
    "MapperError",
    "Snapshot",
    "Transfers",
    "actors_on",
    "actors_over_time",
    "area_table",
    "atlas_page",
    "build",
    "build_history",
    "build_many",
    "change_list",
    "changes_between",
    "changes_geojson",
    "changes_page",
    "check_case",
    "date_range",
    "export_geopackage",
    "find_case",
    "load_history",
    "read_case",
    "save_history",
    "snapshot_frame",
    "steps_between",
    "story",
    "who",
    "with_area_model",
    "write_map",
    "write_snapshot",
]

_HOMES: Final = {
    "BuildOptions": "pipeline",
    "Case": "case",
    "CaseError": "errors",
    "ControlHistory": "history",
    "ControlMap": "outputs.leaflet",
    "ControlTimeline": "outputs.atlas",
    "Fault": "errors",
    "GeoJSONWriter": "outputs.geojson",
    "MapperError": "errors",
    "Snapshot": "history",
    "Transfers": "transfers",
    "actors_on": "roster",
    "actors_over_time": "roster",
    "area_table": "statistics",
    "atlas_page": "outputs.atlas",
    "build": "pipeline",
    "build_history": "history",
    "build_many": "batch",
    "change_list": "statistics",
    "changes_between": "transfers",
    "changes_geojson": "outputs.changemap",
    "changes_page": "outputs.changespage",
    "check_case": "review",
    "date_range": "statistics",
    "export_geopackage": "store",
    "find_case": "case",
    "load_history": "store",
    "read_case": "case",
    "save_history": "store",
    "snapshot_frame": "outputs.vector",
    "steps_between": "steps",
    "story": "verdicts",
    "who": "verdicts",
    "with_area_model": "areas",
    "write_map": "outputs.leaflet",
    "write_snapshot": "outputs.vector",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
