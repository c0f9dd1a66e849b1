"""Everything that is wrong or doubtful with a case, in one run.

Errors come from reading; doubts from reading and from the history that the rules make of the
claims (R2). A case with doubts can be built; an editor should settle them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mapper.areas.modeloptions import with_area_model
from mapper.case.layers.process import USUAL_LIMITS, Limits
from mapper.case.read import Attempt, Case, attempt_case
from mapper.case.rest import Rest
from mapper.core.collector import collector_paused
from mapper.core.errors import CaseError, Fault, UsageError, sort_faults
from mapper.review import colours, holders, land, lasting, sources
from mapper.review.ground import Ground, ground_of

__all__ = ["Checked", "check_case", "checked_case", "review_case"]

_DOUBTS: Final[tuple[Callable[[Ground], Iterator[Fault]], ...]] = (
    holders.order_doubts,
    holders.holder_doubts,
    holders.base_doubts,
    lasting.lasting_doubts,
    land.far_seat_doubts,
    land.base_and_town_doubts,
    land.share_doubts,
    sources.source_doubts,
    colours.colour_doubts,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What there is to say of a case.

    Attributes
    ----------
    faults : tuple of Fault
        Errors and doubts, in the order of files and rows; empty if the case is in order.
    note : str
        What was not reviewed because of errors; empty if all was.
    """

    faults: tuple[Fault, ...]
    note: str = ""


def check_case(
    folder: Path | str, *, limits: Limits = USUAL_LIMITS, **areas: Any
) -> tuple[Fault, ...]:
    """Everything that is wrong or doubtful with a case, in the order of files and rows.

    Parameters
    ----------
    folder : Path or str
    limits : Limits
        How large its boundary layers may be.
    **areas
        Another area model and its options, as for :func:`mapper.with_area_model`.

    Returns
    -------
    tuple of Fault
        Empty if the case is in order.
    """
    return checked_case(folder, limits=limits, **areas).faults


def checked_case(folder: Path | str, *, limits: Limits = USUAL_LIMITS, **areas: Any) -> Checked:
    """What :func:`check_case` says, and what could not be reviewed.

    Rows that have errors are left out of the review, so that errors hide no doubts.
    """
    attempt = attempt_case(folder, limits=limits)
    if attempt.case is None:
        return _beside_errors(attempt, areas)
    case, faults = _with(attempt.case, areas), attempt.faults
    try:
        return Checked(sort_faults([*faults, *review_case(case)]))
    except CaseError as error:  # options of the area model, or what it needs
        return Checked(sort_faults([*faults, *error.faults]))
    except UsageError as error:  # an area model that does not exist, or not for such layers
        message = str(error)[:1].upper() + str(error)[1:]
        hint = "Correct [areas] in it."
        wrong = Fault("case.toml", None, "areas.model", message, hint, "bad-case-file")
        return Checked(sort_faults([*faults, wrong]))


def _with(case: Case, areas: Mapping[str, Any]) -> Case:
    """The case with the area model that was asked for, if any was."""
    return with_area_model(case, **areas) if areas else case


def _beside_errors(attempt: Attempt, areas: Mapping[str, Any]) -> Checked:
    """The doubts of what is left without the rows that have errors."""
    faults, without = attempt.faults, attempt.without
    if attempt.rest is None:
        if not faults:
            return Checked(faults)
        return Checked(faults, f"claims were not compared: first mend {without.obstacle}")
    rest = _with(attempt.rest, areas)
    try:
        doubts = review_case(rest, without)
    except (CaseError, UsageError):  # it may be for the rows that are not there
        return Checked(faults, "claims were not compared: the rows without errors make no map")
    rows = " and ".join(f"{count:,} of {file}" for file, count in without.left_out.items())
    note = f"claims were compared without the rows that have errors ({rows})" if rows else ""
    return Checked(sort_faults([*faults, *doubts]), note)


def review_case(case: Case, without: Rest | None = None) -> tuple[Fault, ...]:
    """The doubts of a case that can be read.

    Parameters
    ----------
    case : Case
    without : Rest, optional
        Which rows are not in it: nothing is said against claims that these may bear on.
    """
    with collector_paused():
        ground = ground_of(case, without)
        return sort_faults(fault for doubts in _DOUBTS for fault in doubts(ground))
