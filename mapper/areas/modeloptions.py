"""Options of the area models: what each one takes, and what is wrong with a value."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from mapper.case.read import Case
from mapper.core.errors import CaseError, Fault, UsageError
from mapper.core.spelling import suggestion

__all__ = ["OPTIONS", "checked_options", "with_area_model"]

OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "admin": (),
    "voronoi": ("within", "max_km"),
    "hex": ("resolution", "max_km"),
}
"""Options of each model, as in ``[areas]`` of ``case.toml``."""
MOST_RESOLUTION: Final = 15
"""H3 knows resolutions 0 (cells of 4.4 million km²) to 15 (1 m²)."""
_FILE: Final = "case.toml"


def _length(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and value > 0


def _resolution(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_RESOLUTION


_RULES: Final[Mapping[str, tuple[Callable[[Any], bool], str, str]]] = {
    "max_km": (_length, "It must be a number of kilometres above 0.", "Write such as max_km = 75."),
    "resolution": (
        _resolution,
        f"It must be a whole number from 0 (largest cells) to {MOST_RESOLUTION}.",
        "Write such as resolution = 5 (cells of about 250 km²).",
    ),
}


def option_faults(case: Case) -> list[Fault]:
    """What is wrong with the model of a case and its options."""
    model, options = case.file.model, case.file.model_options
    if model not in OPTIONS:
        known = ", ".join(OPTIONS)
        hint = f"use one of: {known}."
        return [_fault("model", f"There is no area model `{model}`;", hint)]
    faults = []
    for key, value in options.items():
        if key not in OPTIONS[model]:
            faults.append(_fault(key, *_unknown(model, key)))
        elif key == "within":
            faults += _within_faults(value, case.file.levels)
        elif not _RULES[key][0](value):
            faults.append(_fault(key, *_RULES[key][1:]))
    return faults


def _fault(key: str, message: str, hint: str) -> Fault:
    return Fault(_FILE, None, f"areas.{key}", message, hint, "bad-case-file")


def _unknown(model: str, key: str) -> tuple[str, str]:
    message = f"The area model `{model}` has no option `{key}`."
    known = OPTIONS[model]
    otherwise = f"It has: {', '.join(known)}." if known else "Remove it: it has none."
    return message, suggestion(key, known, otherwise)


def _within_faults(value: Any, levels: tuple[str, ...]) -> list[Fault]:
    if value in levels:
        return []
    hint = suggestion(str(value), levels, f"Use one of: {', '.join(levels)}.")
    return [_fault("within", f"There is no level `{value}`.", hint)]


def checked_options(case: Case) -> dict[str, Any]:
    """The options of the model of a case.

    Raises
    ------
    UsageError
        If there is no such model.
    CaseError
        If an option is not one of the model's, or its value makes no sense.
    """
    faults = option_faults(case)
    if case.file.model not in OPTIONS:
        message = f"{faults[0].message} {faults[0].suggestion}"
        raise UsageError(message[:1].lower() + message[1:])
    if faults:
        raise CaseError(faults, what=f"the case `{case.id}`")
    return dict(case.file.model_options)


def with_area_model(case: Case, model: str | None = None, **options: Any) -> Case:
    """The case with another area model, or other options of its own.

    Parameters
    ----------
    case : Case
    model : str, optional
        Default: the model of the case. Another model starts without the options of the case.
    **options
        ``within`` (a level), ``max_km``, ``resolution``; those that are None are left as they
        are.

    Raises
    ------
    UsageError
        If there is no such model, or an option is not one of its own or makes no sense.

    Examples
    --------
    >>> from mapper import find_case, read_case
    >>> case = with_area_model(read_case(find_case("mali")), "voronoi", within="region", max_km=75)
    >>> case.file.model, case.file.model_options["max_km"]
    ('voronoi', 75)
    """
    chosen = model or case.file.model
    kept = case.file.model_options if chosen == case.file.model else {}
    given = {key: value for key, value in options.items() if value is not None}
    changed = replace(case, file=replace(case.file, model=chosen, model_options={**kept, **given}))
    faults = option_faults(changed)
    if faults:
        where = (faults[0].column or "").removeprefix("areas.")
        raise UsageError(f"{where}: {faults[0].message} {faults[0].suggestion}")
    return changed
