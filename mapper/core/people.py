"""People in figures: where the numbers come from, and whole numbers that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]

__all__ = ["PeopleShare", "Population", "shared_out"]


@dataclass(frozen=True, slots=True)
class PeopleShare:
    """The people that figures of one level account for.

    Attributes
    ----------
    level : str
    areas : int
        How many areas of the level have a figure that is used.
    people : int
        What these figures add to those of finer levels.
    """

    level: str
    areas: int
    people: int


@dataclass(frozen=True, slots=True)
class Population:
    """What the column ``population`` of the units is made of.

    Attributes
    ----------
    year : int or None
    kind : {"table", "column", "raster"}
        ``population.csv``, a column of a boundary layer, or a raster.
    notes : dict of str
        What the figures are, in the words of the case, by language.
    sources : tuple of str
    total : int
        People of all units.
    level : str
        The finest level of areas.
    areas : int
        How many areas it has.
    shares : tuple of PeopleShare
        Finest level first: what is counted there, then what coarser figures leave for areas
        without one of their own, spread over these by area.
    cells : bool
        Whether units are other than the areas of the finest level: their people are then shared
        out by area of overlap.
    units, units_without : int
        Units in all, and those for which there is no figure.
    """

    year: int | None
    kind: str
    notes: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    total: int = 0
    level: str = ""
    areas: int = 0
    shares: tuple[PeopleShare, ...] = ()
    cells: bool = False
    units: int = 0
    units_without: int = 0


def shared_out(total: int, weights: npt.ArrayLike) -> FloatArray:
    """A whole number in whole parts by weight, by largest remainders: they add up to it exactly.

    Parameters
    ----------
    total : int
    weights : array of float, shape (n,)
        Not negative; where all are 0 they count as equal.

    Returns
    -------
    array of float, shape (n,)

    Examples
    --------
    >>> shared_out(10, [1, 1, 1]), shared_out(7, [3, 1])
    (array([4., 3., 3.]), array([5., 2.]))
    """
    import numpy as np

    weight = np.asarray(weights, dtype=np.float64)
    if not weight.sum() > 0:
        weight = np.ones(len(weight))
    exact = total * (weight / weight.sum())
    parts: FloatArray = np.floor(exact)
    left = int(total - parts.sum())
    order = np.argsort(parts - exact, kind="stable")  # largest remainder first, then the first
    parts[order[:left]] += 1.0
    return parts
