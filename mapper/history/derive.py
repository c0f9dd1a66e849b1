"""From a case to its control history: areas, rules, intervals."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.areas.frames import Frame, make_frames, region_level
from mapper.areas.models import build_areas
from mapper.areas.people import people_of_units
from mapper.case.read import Case
from mapper.core.coded import Coded
from mapper.core.geodesy import CRS
from mapper.history.control import ControlHistory
from mapper.rules.land import AreaTables
from mapper.rules.timeline import Rules, build_timeline

__all__ = ["build_history", "rules_of"]


def build_history(case: Case) -> ControlHistory:
    """Derive the control history of a case: areas, rules, intervals.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ControlHistory
    """
    model = build_areas(case)
    found = people_of_units(case, model.units)
    if found is not None:
        model.units["population"] = found[0]
    file = case.file
    rules = rules_of(case)
    timeline = build_timeline(case.claims, case.places, model.tables, rules, case.coded)
    frames = make_frames(case, model.tables)
    places = case.places.copy()
    unit_ids = np.array([*model.tables.unit_ids, ""], dtype=object)
    places["unit_id"] = unit_ids[model.tables.place_unit]
    places["seat_of"] = _seats(case)
    background = case.background()
    if not model.nests:
        background["areas"] = _areas_as_drawn(case, frames)
    history = ControlHistory(
        case=replace(file.info, edition=case.edition),
        units=model.units,
        places=places,
        claims=_named_claims(case, model.tables),
        actors=case.actors,
        blocs=case.blocs,
        members=case.members,
        successions=case.successions,
        milestones=case.milestones,
        story=case.story,
        timeline=timeline,
        frames=frames,
        background=background,
        translations=case.translations,
        sources=case.sources,
        population=None if found is None else found[1],
    )
    nodes = pd.RangeIndex(len(model.units) + len(places))
    parents = history.parents_on(file.last_day, nodes)
    model.units["parents"] = parents.iloc[: len(model.units)].to_numpy()
    places["parents"] = parents.iloc[len(model.units) :].to_numpy()
    return history


def _seats(case: Case) -> pd.Series:
    """The areas that each place is the seat of."""
    areas: dict[str, list[str]] = {}
    for area, place in zip(case.seats["area_id"], case.seats["place_id"], strict=True):
        areas.setdefault(place, []).append(str(area))
    found = {place: tuple(dict.fromkeys(names)) for place, names in areas.items()}
    seats = [found.get(place, ()) for place in case.places.index.tolist()]
    return pd.Series(seats, index=case.places.index, dtype="object")


def _areas_as_drawn(case: Case, frames: tuple[Frame, ...]) -> gpd.GeoDataFrame:
    """The areas above the finest level, for maps whose units do not show their borders.

    The finest level is among them only where maps draw its borders for want of coarser ones.
    """
    drawn = {*case.file.levels[1:], region_level(frames)}
    layers = [layer for layer in case.layers if layer.level in drawn]
    tables = [
        layer.areas[["name", "geometry"]].assign(level=layer.level, frame=layer.frame)
        for layer in layers
    ]
    if not tables:
        return gpd.GeoDataFrame({"name": [], "level": [], "frame": []}, geometry=[], crs=CRS)
    return gpd.GeoDataFrame(pd.concat(tables), crs=CRS)


def rules_of(case: Case) -> Rules:
    """The options of the rules as the case sets them."""
    file = case.file
    return Rules(
        first_day=file.first_day,
        baseline=file.baseline,
        actors=case.actors,
        members=case.members,
        successions=case.successions,
        dispute_days=file.dispute_days,
        observation_window_days=file.observation_window_days,
        contest_days=file.contest_days,
        last_day=file.last_day,
    )


def _named_claims(case: Case, tables: AreaTables) -> pd.DataFrame:
    """The claims with real dates and the names of their targets."""
    claims = case.claims.copy()
    names = dict(zip(tables.areas["area_id"].tolist(), tables.areas["name"].tolist(), strict=True))
    names |= dict(zip(case.places.index.tolist(), case.places["name"].tolist(), strict=True))
    target, excepted = (_coded(case, name) for name in ("target_id", "excepted"))
    called = pd.array([names.get(word) for word in target.words], dtype="str")
    for column in ("earliest", "best", "latest"):
        claims[column] = claims[column].to_numpy().astype("datetime64[D]").astype("datetime64[ms]")
    claims.insert(
        claims.columns.get_loc("target_id") + 1,
        "target_name",
        pd.Series(called.take(target.codes), index=claims.index),
    )
    left_out = [tuple(names.get(key, key) for key in ids) for ids in excepted.words]
    shown = Coded(excepted.codes, tuple(left_out)).values()
    claims["excepted_names"] = pd.Series(shown, index=claims.index, dtype="object")
    return claims


def _coded(case: Case, name: str) -> Coded:
    """A column of the claims by its distinct values."""
    known = case.coded.get(name)
    return Coded.of(case.claims[name]) if known is None else known
