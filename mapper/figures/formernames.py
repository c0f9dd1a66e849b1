"""Names that functions had in the release before: each does its work, and says the new one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from mapper.figures.between import net_changes
from mapper.figures.changedays import daily_changes
from mapper.figures.events import target_changes

__all__ = ["change_list", "changes_between", "steps_between"]

P = ParamSpec("P")
T = TypeVar("T")


def _formerly(name: str, function: Callable[P, T]) -> Callable[P, T]:
    """A function under a former name, which the next release no longer has."""

    @wraps(function)
    def renamed(*args: P.args, **kwargs: P.kwargs) -> T:
        warnings.warn(
            f"mapper.{name} is now mapper.{function.__name__}; the next release drops the old "
            "name.",
            DeprecationWarning,
            stacklevel=2,
        )
        return function(*args, **kwargs)

    renamed.__name__ = renamed.__qualname__ = name
    renamed.__module__ = __name__
    renamed.__doc__ = f"Deprecated: the former name of :func:`mapper.{function.__name__}`."
    return renamed


change_list = _formerly("change_list", target_changes)
changes_between = _formerly("changes_between", net_changes)
steps_between = _formerly("steps_between", daily_changes)
