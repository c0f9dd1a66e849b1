"""Random histories without a fault: tables, snapshots, changes and pages say the same figures."""

from __future__ import annotations

import random

import fuzzkit
import pytest
from casefolder import CaseFolder, touch
from samelayers import SameLayers

pytestmark = pytest.mark.fuzz


def spoil(case: CaseFolder, dice: random.Random) -> None:
    """Some random claims more, moved or gone; another area model at times."""
    for _ in range(dice.choice((1, 3, 6))):
        touch(case, dice)
    model = dice.choice(("admin", "admin", "voronoi", "hex"))
    case.replace("case.toml", 'model = "admin"', f'model = "{model}"')


def test_numbers(tmp_path, warden, listener):
    known = SameLayers()  # `touch` reads a case after each change of its claims
    known.install()
    try:
        tally = fuzzkit.run(
            "numbers", spoil, tmp_path, warden, listener, default=12, call="figures:judge"
        )
    finally:
        known.remove()
    assert tally.accepted == tally.inputs, tally.line()
    tally.see_clean()
