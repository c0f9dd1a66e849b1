"""Area models: what the smallest polygon is that can change hands, and who decides it.

A registry: adding a model is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from mapper.areas.areamodel import AreaModel
from mapper.areas.options import checked_options, with_area_model
from mapper.areatables import AreaTables
from mapper.case import Case

__all__ = ["MODELS", "AreaModel", "AreaTables", "build_areas", "with_area_model"]

MODELS: Final[Mapping[str, str]] = {
    "admin": "build_admin",
    "voronoi": "build_voronoi",
    "hex": "build_hex",
}
"""The function of each model, in the module of the model's name."""


def build_areas(case: Case) -> AreaModel:
    """The units of a case by the area model that its ``case.toml`` names.

    Raises
    ------
    UsageError
        If there is no such model, or it does not suit the case.
    CaseError
        If an option of the model is wrong, or the case lacks what the model needs.
    """
    checked_options(case)
    name = case.file.model
    build: Callable[[Case], AreaModel] = getattr(
        import_module(f"mapper.areas.{name}"), MODELS[name]
    )
    return build(case)
