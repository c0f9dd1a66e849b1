"""Numbers in texts: one way to part their digits, in one module."""

from __future__ import annotations

from pathlib import Path

import pytest

import mapper
from mapper.outputs.text.numerals import NARROW, counted, whole


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999.4, "999"), (999.5, "1 000"), (1254353, "1 254 353"), (-12345.6, "-12 346")],
)
def test_digits_stand_in_threes(number: float, text: str) -> None:
    assert whole(number) == text
    assert whole(number, mark=NARROW) == text.replace(" ", "\u202f")


def test_one_and_many() -> None:
    assert [counted(n, "town") for n in (0, 1, 2)] == ["0 towns", "1 town", "2 towns"]


def test_no_other_output_parts_digits() -> None:
    outputs = Path(mapper.__file__).parent / "outputs"
    found = [p.name for p in outputs.rglob("*.py") if 'replace(","' in p.read_text("utf-8")]
    assert found == ["numerals.py"]
