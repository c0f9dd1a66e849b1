"""The page on doubts has a section for each that the code knows, and for no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "doubts.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### ([a-z-]+)\n\n(.+?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
CODE = re.compile(r'"((?:[a-z]+-)+[a-z]+|contradiction)"')
MADE = {
    'f"{kind}-source"': ("encyclopaedia-source", "mirror-source", "nameless-source"),
    'f"long-{kind}"': ("long-contest", "long-siege"),
}
"""Codes that are put together."""


def test_every_doubt_of_the_review_has_a_section() -> None:
    text = "".join(p.read_text("utf-8") for p in (ROOT / "mapper" / "review").glob("*.py"))
    codes = set(CODE.findall(text)) - {"bad-case-file"}  # an error
    for words, made in MADE.items():
        assert words in text
        codes |= set(made)
    assert len(codes) > 10
    assert codes - set(SECTIONS) == set()


@pytest.mark.parametrize("code", SECTIONS)
def test_every_section_is_of_a_doubt_and_has_a_way_out(code: str) -> None:
    text = "".join(p.read_text("utf-8") for p in (ROOT / "mapper").rglob("*.py"))
    made = {name for names in MADE.values() for name in names}
    assert code in made or f'"{code}"' in text
    sources = {"mirror-source", "nameless-source"}  # one way out for all
    assert "*Way" in SECTIONS[code] or code in sources
