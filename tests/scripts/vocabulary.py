"""Writes the vocabulary as a module of the scripts: ``python tests/scripts/vocabulary.py``."""

from __future__ import annotations

from pathlib import Path

from mapper.outputs.pages import browser
from mapper.outputs.pages.browser.vocabulary import SCRIPT, vocabulary_script

if __name__ == "__main__":
    (Path(browser.__file__).parent / SCRIPT).write_text(vocabulary_script(), encoding="utf-8")
