"""Coordinates and areas as they are kept; what measures is :mod:`mapper.core.geodesy`.

Figures sum areas that were measured before, and need none of the libraries that measure.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["CRS", "M2_PER_KM2", "square_metres"]

CRS: Final = "EPSG:4326"
M2_PER_KM2: Final = 1e6


def square_metres(area_km2: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Areas in km² as whole m²: sums of these are exact, in whatever order they are made.

    Examples
    --------
    >>> square_metres([0.1, 0.2]).sum() / M2_PER_KM2
    np.float64(0.3)
    """
    whole: npt.NDArray[np.float64] = np.rint(np.asarray(area_km2, dtype=float) * M2_PER_KM2)
    return whole
