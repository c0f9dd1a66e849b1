"""The registry of area models.

Adding a model is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from mapper.areas.areamodel import AreaModel
from mapper.areas.modeloptions import checked_options
from mapper.case.read import Case

__all__ = ["MODELS", "build_areas"]

MODELS: Final[Mapping[str, str]] = {
    "admin": "build_admin",
    "voronoi": "build_voronoi",
    "hex": "build_hex",
}
"""The function of each model, in the module of the model's name."""


def build_areas(case: Case) -> AreaModel:
    """The units of a case by the area model that its ``case.toml`` names.

    Parameters
    ----------
    case : Case

    Returns
    -------
    AreaModel

    Raises
    ------
    UsageError
        If there is no such model, or it does not suit the case, or the case is too large for it.
    CaseError
        If an option of the model is wrong, or the case lacks what the model needs: mostly, no
        place decides.
    """
    checked_options(case)
    name = case.file.model
    build: Callable[[Case], AreaModel] = getattr(
        import_module(f"mapper.areas.{name}"), MODELS[name]
    )
    return build(case)
