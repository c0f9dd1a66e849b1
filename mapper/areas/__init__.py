"""Area models: what the smallest polygon is that can change hands, and who decides it.

A registry: adding a model is one module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mapper.areas.admin import build_admin
from mapper.areas.areamodel import AreaModel
from mapper.areatables import AreaTables
from mapper.case import Case
from mapper.errors import UsageError

__all__ = ["MODELS", "AreaModel", "AreaTables", "build_areas"]

MODELS: Final[Mapping[str, Callable[[Case], AreaModel]]] = {"admin": build_admin}


def build_areas(case: Case) -> AreaModel:
    """The units of a case by the area model that its ``case.toml`` names.

    Raises
    ------
    UsageError
        If there is no such model.
    """
    try:
        model = MODELS[case.file.model]
    except KeyError:
        known = ", ".join(MODELS)
        raise UsageError(
            f"there is no area model `{case.file.model}`; use one of: {known}."
        ) from None
    return model(case)
