"""Texts of this package that are said in the languages of the pages: ``texts/<lang>.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

__all__ = ["LANGUAGES", "own_texts"]

_FOLDER: Final = resources.files("mapper.outputs.text") / "texts"

LANGUAGES: Final = tuple(sorted(file.name.removesuffix(".json") for file in _FOLDER.iterdir()))
"""Codes of the languages that have a file here."""


@cache
def own_texts(lang: str) -> Mapping[str, str]:
    """The texts in one of `LANGUAGES`."""
    texts: dict[str, str] = json.loads((_FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return texts
