"""Who stands on a side of a change, where that is more than the holder: company and opponents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapper.outputs.pages.plain import Payload

if TYPE_CHECKING:
    from mapper.core.model import State

__all__ = ["side_of"]


def side_of(state: State) -> Payload | None:
    """What ``holdingWords`` of the scripts needs of a state; None where the holder says it all.

    Examples
    --------
    >>> from mapper.core.model import State
    >>> side_of(State("fla", ("jnim",), "held", (), (), (), (), ()))["companions"]
    ['jnim']
    >>> side_of(State("fla", (), "held", (), (), (), (), ())) is None
    True
    """
    if state.status == "held" and not state.companions:
        return None
    lists = {name: list(getattr(state, name)) for name in ("companions", "contested_by")}
    return {"holder": state.holder, "status": state.status, **lists}
