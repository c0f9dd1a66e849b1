"""What a synthetic war is: its size, and what it holds beside towns that change hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

STEP = 0.1  # degrees: side of a commune
WEST, SOUTH = -8.0, 8.0
FIRST_DAY = pd.Timestamp("2012-01-01")
COUNTRY = "land"
BLOCK = 12
"""Communes along a side of a region."""

Fronts = Literal["coherent", "random"]
Sides = Literal["turns", "spells"]


@dataclass(frozen=True)
class War:
    """Size and kind of a synthetic war.

    What is not about towns that change hands is left out by default. Each part of it has chances
    of its own, so that an option changes no other part.

    Attributes
    ----------
    units : int
        Communes, each with one town; rounded up to a full grid.
    days : int
        Length of the case.
    claims : int
        About how many claims on towns there are: changes of hands first, the rest are
        confirmations.
    flips : float
        Changes of hands for each town, on average.
    bends : int
        Vertices of a border between two corners.
    national, regional : int
        Claims on the country, and on regions.
    national_sides, regional_sides : "turns" or "spells"
        Whether each of these claims names a side by chance, so that every one turns all land, or
        one side has the area for a quarter of the war, as news say it.
    countryside, excepted, sweeps : float
        Share of the claims on areas that are about the countryside; that leave something out; and
        of those on whole regions that are captures, entries, handovers and withdrawals.
    windows : float
        Share of the claims on towns whose date is a range, a month or about a month.
    followers : float
        Share of the towns without a claim, which follow their seat; a fifth of them decides no
        land.
    villages, bases : float
        How many there are for each commune; a tenth of the villages has claims.
    mixed : float
        Share of the confirmations that become something else: shared and empty places, sieges,
        raids, repelled attacks, weak captures, clashes, holders nobody knows.
    baseline : float
        Share of the towns that have a row in ``baseline.csv``, and of the regions.
    heirs, realignments : int
        Successions of sides, and sides that change their bloc.
    hot, hot_claims : int
        Towns with many claims, and how many each has.
    contest_days : int
        After how many days a contest lapses; 0: it does not.
    """

    units: int = 33_000
    days: int = 1_600
    holders: int = 6
    claims: int = 500_000
    flips: float = 4.0
    fronts: Fronts = "coherent"
    bends: int = 1
    seed: int = 1
    national: int = 0
    national_sides: Sides = "turns"
    regional: int = 0
    regional_sides: Sides = "turns"
    countryside: float = 0.0
    excepted: float = 0.0
    sweeps: float = 0.0
    windows: float = 0.0
    followers: float = 0.0
    villages: float = 0.0
    bases: float = 0.0
    mixed: float = 0.0
    baseline: float = 0.0
    heirs: int = 0
    realignments: int = 0
    hot: int = 0
    hot_claims: int = 0
    contest_days: int = 0

    @property
    def columns(self) -> int:
        """Communes from west to east."""
        return int(np.ceil(np.sqrt(self.units)))

    @property
    def rows(self) -> int:
        """Communes from south to north."""
        return int(np.ceil(self.units / self.columns))

    @property
    def size(self) -> int:
        """Communes of the full grid."""
        return self.columns * self.rows

    @property
    def strangers(self) -> bool:
        """Whether there are actors beside the sides: guests, an invader, nobody knows who."""
        return self.mixed > 0 or self.bases > 0

    def blocks(self) -> np.ndarray:
        """The region of each commune, as a number that is in its id."""
        row, column = np.divmod(np.arange(self.size), self.columns)
        return np.asarray((row // BLOCK) * 1000 + column // BLOCK)

    def chance(self, part: str) -> np.random.Generator:
        """Chances of one part of the war, the same whatever else it holds."""
        return np.random.default_rng([self.seed, *part.encode()])


KINDS = ("plain", "areas", "areas-spells", "everything")
"""What :func:`war_of` knows: towns only; beside them claims on areas, those on the country by
sides in turns (each turns all land: the worst case) or by one for long spells (as news go); and
everything that a case can hold."""


def war_of(kind: str, **size: Any) -> War:
    """A war of a kind, of the size and with the other options asked for.

    Claims on areas are one for each thousand claims on towns (country) and one for each hundred
    (regions): at 500,000 claims, 500 and 5,000.

    >>> war_of("areas", claims=500_000).regional
    5000
    """
    claims = size.get("claims", War.claims)
    areas: dict[str, Any] = {
        "national": max(3, claims // 1000),
        "regional": max(30, claims // 100),
        "countryside": 0.25,
        "excepted": 0.2,
    }
    more: dict[str, dict[str, Any]] = {
        "plain": {},
        "areas": areas,
        "areas-spells": {**areas, "national_sides": "spells"},
        "everything": {
            **areas,
            "national_sides": "spells",
            **{"sweeps": 0.2, "windows": 0.05, "followers": 0.1, "villages": 0.2, "bases": 0.02},
            **{"mixed": 0.2, "baseline": 0.02, "heirs": 2, "realignments": 2},
            **{"hot": 5, "hot_claims": max(100, claims // 200), "contest_days": 120},
        },
    }
    if kind not in more:
        raise ValueError(f"no kind of war: {kind}; there are {', '.join(KINDS)}")
    return War(**{**more[kind], **size})
