"""Rows of the evidence that no day of a map shows: what is copied when, and for which tenure.

The literal replay compares what is known on a day, where a piece that stands twice, or for a later
day as well, makes no difference. In these histories it does in the table.
"""

from __future__ import annotations

import hashlib

import pytest
from randomhistories import random_history

DIGESTS = {
    114: "0ceea4a357282767",
    124: "8a8a23bd1cde635e",
    418: "0e56617fd4539e8d",
    856: "ccaea6e808b9b764",
    1755: "1c78d858389de8df",
}


def digest(seed: int) -> str:
    evidence = random_history(seed).timeline().evidence
    rows = sorted(zip(*(evidence[name].tolist() for name in evidence), strict=True))
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


@pytest.mark.parametrize("seed", DIGESTS)
def test_the_table_of_evidence_is_as_it_was(seed: int) -> None:
    assert digest(seed) == DIGESTS[seed]
