"""What would be so without some claims, as columns of whole numbers: ``whatif.js`` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mapper.core.model import State
from mapper.outputs.pages.atlas.records import deltas, ints, state_rows
from mapper.outputs.pages.plain import Payload

if TYPE_CHECKING:
    from mapper.history.control import ControlHistory

__all__ = ["whatif_columns"]


def whatif_columns(history: ControlHistory) -> Payload:
    """The alternatives of a history for the atlas; see :mod:`mapper.history.alternatives`."""
    found = dict(history.alternatives or {})
    del found["seats"]  # they are among those of the payload
    states = [
        State._make(tuple(v) if isinstance(v, list) else v for v in row) for row in found["states"]
    ]
    differs, claims = found["differs"], found["claims"]
    return found | {
        "states": state_rows(history, states),
        "claims": {"count": claims["count"], "claim": _within(claims["claim"], claims["count"])},
        "differs": differs | {"target": _within(differs["target"], differs["count"])},
        "kinds": {kind: deltas(claims) for kind, claims in found["kinds"].items()},
    }


def _within(values: list[int], counts: list[int]) -> list[int]:
    """Each number as its difference to the one before of the same group; the first to 0."""
    numbers = np.array(values, dtype=np.int64)
    first = np.cumsum([0, *counts])[:-1]
    found = np.diff(numbers, prepend=0)
    found[first] = numbers[first]
    return ints(found)
