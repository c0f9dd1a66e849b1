"""How colours of holders look on a map, in grey, and to people with each kind of colour vision.

Land is painted in its holder's colour mixed with the ground, as the pages do it
(``library/paint/colours.js``; a test compares the two). Two colours are compared by CIEDE2000
and by lightness, for normal vision and for the three common deficiencies as simulated by Machado,
Oliveira and Fernandes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from mapper.core.vocabulary import VOCABULARY

__all__ = [
    "GROUNDS",
    "VISIONS",
    "ciede2000",
    "lab_colours",
    "land_colour",
    "nearness",
]

Floats: TypeAlias = npt.NDArray[np.float64]

GROUNDS: Final[dict[str, str]] = VOCABULARY["grounds"]
"""The colours of a page without land, ``light`` and ``dark``."""
_LAND: Final[dict[str, float]] = VOCABULARY["land_paint"]

VISIONS: Final[dict[str, Floats]] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
"""For linear sRGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based
Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), table 1, severity 1.0."""
_TO_XYZ: Final = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
"""Linear sRGB (IEC 61966-2-1) to XYZ."""
_WHITE: Final = np.array([0.95047, 1.0, 1.08883])
"""XYZ of white, D65."""


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _mixed(one: Sequence[int], other: Sequence[int], share: float) -> list[int]:
    """``share`` of one in a mix, in whole steps of 255 (half a step goes up, as in the pages)."""
    parts = (a * share + b * (1 - share) for a, b in zip(one, other, strict=True))
    return [int(np.floor(part + 0.5)) for part in parts]


def _linear(rgb: Any) -> Floats:
    """Linear sRGB of colours from 0 to 255."""
    share = np.asarray(rgb, dtype=np.float64) / 255
    bent = ((share + 0.055) / 1.055) ** 2.4
    return np.asarray(np.where(share <= 0.04045, share / 12.92, bent))


def _luminance(rgb: Sequence[int]) -> float:
    return float(_linear(rgb) @ [0.2126, 0.7152, 0.0722])


def land_colour(colour: str, ground: str = GROUNDS["light"]) -> str:
    """Colour of land: its holder's, mixed with the ground; lighter where a dark one swallows it.

    >>> land_colour("#2c6fbb")
    '#6294cb'
    """
    land = _mixed(_parts(colour), _parts(ground), _LAND["fill"])
    below = _luminance(_parts(ground))
    if below <= 0.5:
        while (_luminance(land) + 0.05) / (below + 0.05) < _LAND["min_contrast"]:
            land = _mixed(land, (255, 255, 255), _LAND["keep"])
    return "#" + "".join(f"{part:02x}" for part in land)


def lab_colours(colours: Sequence[str], vision: str = "normal") -> Floats:
    """CIE L*a*b* (D65) of colours as people with a kind of vision see them.

    Parameters
    ----------
    colours : sequence of str
        ``#rrggbb``.
    vision : str
        A key of :data:`VISIONS`.

    Returns
    -------
    ndarray, shape (colours, 3)
        L* from 0 (black) to 100 (white), a*, b*.
    """
    linear = _linear([_parts(colour) for colour in colours]).reshape(-1, 3)
    seen = np.clip(linear @ VISIONS[vision].T, 0, 1)
    share = seen @ _TO_XYZ.T / _WHITE
    x, y, z = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def ciede2000(one: Any, other: Any) -> Floats:
    """The difference of colours by CIEDE2000, with all weights 1.

    G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes,
    Supplementary Test Data, and Mathematical Observations", Color Research and Application 30
    (2005); the names are those of its equations.

    Parameters
    ----------
    one, other : array_like, shape (…, 3)
        CIE L*a*b*.
    """
    l1, a1, b1 = np.moveaxis(np.asarray(one, dtype=np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(other, dtype=np.float64), -1, 0)
    c_mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = c1 * c2 == 0
    dh = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    dh = np.where(~grey & (dh == -180) & (h2 > h1), 180.0, dh)
    h_sum, far = h1 + h2, np.abs(h1 - h2) > 180
    h_mean = np.where(far, (h_sum + np.where(h_sum < 360, 360, -360)) / 2, h_sum / 2)
    h_mean = np.where(grey, h_sum, h_mean)
    dl, dc = l2 - l1, c2 - c1
    dhh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(h_mean - 30))
        + 0.24 * np.cos(np.radians(2 * h_mean))
        + 0.32 * np.cos(np.radians(3 * h_mean + 6))
        - 0.20 * np.cos(np.radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    turn = 30 * np.exp(-(((h_mean - 275) / 25) ** 2))
    r_c = 2 * np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7))
    r_t = -np.sin(np.radians(2 * turn)) * r_c
    l, c, h = dl / s_l, dc / s_c, dhh / s_h  # noqa: E741
    return np.asarray(np.sqrt(l**2 + c**2 + h**2 + r_t * c * h))


def nearness(one: str, other: str, ground: str = GROUNDS["light"]) -> dict[str, float]:
    """How far apart land in two holders' colours looks.

    Parameters
    ----------
    one, other : str
        Colours of two holders, ``#rrggbb``.
    ground : str
        What the land is painted on.

    Returns
    -------
    dict
        ``grey``: the difference in L*; the names of :data:`VISIONS`: CIEDE2000 as people with
        that vision see it.

    Examples
    --------
    >>> {kind: round(far, 1) for kind, far in nearness("#2c6fbb", "#c8560b").items()}
    {'grey': 2.1, 'normal': 42.3, 'protanopia': 43.6, 'deuteranopia': 47.6, 'tritanopia': 62.2}
    """
    land = [land_colour(one, ground), land_colour(other, ground)]
    seen = {name: lab_colours(land, name) for name in VISIONS}
    grey = float(abs(seen["normal"][0, 0] - seen["normal"][1, 0]))
    return {"grey": grey} | {name: float(ciede2000(*lab)) for name, lab in seen.items()}
