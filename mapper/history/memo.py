"""What is worked out from a history once and kept with it, as its cached properties are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from mapper.history.control import ControlHistory

__all__ = ["remembered"]

T = TypeVar("T")
_KEPT_AS: Final = "_kept"


def remembered(history: ControlHistory, make: Callable[[ControlHistory], T]) -> T:
    """What a function makes of a history: made when it is first asked for.

    It is gone with the history, and no part of a copy of it that
    ``dataclasses.replace`` makes.

    Parameters
    ----------
    history : ControlHistory
    make : callable
        A function or class of a module, which gives the same for the same history.
    """
    memo: dict[Callable[[ControlHistory], Any], Any] = vars(history).setdefault(_KEPT_AS, {})
    if make not in memo:
        memo[make] = make(history)
    found: T = memo[make]
    return found
