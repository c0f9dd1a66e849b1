"""The example of ``docs/engine.md`` is what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest
from engineexample import as_markdown, tables_of_the_page

PAGE = Path(__file__).parents[2] / "docs" / "engine.md"


@pytest.mark.parametrize("heading", list(tables_of_the_page()))
def test_the_tables_are_those_of_the_code(heading: str) -> None:
    section = PAGE.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    shown = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert "\n".join(shown) == as_markdown(tables_of_the_page()[heading])
