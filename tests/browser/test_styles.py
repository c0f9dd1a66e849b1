"""Styles without remarks and spaces: a browser must read the same rules from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapper.outputs.pages import browser

FOLDER = Path(browser.__file__).parent
# A browser keeps the spaces behind commas as they are written where a value has a variable.
RULES = """([before, after]) => [before, after].map((sheet) => {
  const read = new CSSStyleSheet();
  read.replaceSync(sheet);
  return [...read.cssRules].map((rule) => rule.cssText.replace(/,\\s+/g, ","));
})"""


@pytest.mark.parametrize("sheet", sorted(FOLDER.rglob("*.css")), ids=lambda path: path.parent.name)
def test_a_smaller_style_sheet_has_the_same_rules(tabs, sheet: Path) -> None:
    page = tabs.borrow((400, 300), {})
    written = sheet.read_text(encoding="utf-8")
    before, after = page.evaluate(RULES, [written, browser.smaller_style(written)])
    tabs.give_back(page)
    assert after == before and before
