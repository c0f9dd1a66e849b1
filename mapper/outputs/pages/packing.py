"""Data of pages as text: JSON, or compressed where there is much of it."""

from __future__ import annotations

import base64
import gzip
from typing import Any, Final

from mapper.core.jsontext import json_text
from mapper.outputs.pages.document import safe_text

__all__ = ["PACK_LEVEL", "PACK_LIMIT", "handed_over", "packed", "packed_block"]

PACK_LIMIT: Final = 1_000_000
"""Bytes of JSON above which data are compressed in a page."""
PACK_LEVEL: Final = 5
"""Level of gzip: 6 makes a page 2 % smaller and takes twice as long."""


def packed(text: str) -> str:
    """A text as base64 of gzip; the same for the same text."""
    raw = gzip.compress(text.encode("utf-8"), PACK_LEVEL, mtime=0)
    return base64.b64encode(raw).decode("ascii")


def packed_block(name: str, value: Any) -> str:
    """A data block of a page that no browser runs: ``application/json``, or base64 of gzip.

    Parameters
    ----------
    name : str
        Id of the element, from which ``openBlock`` of ``library/data/packed.js`` reads it.
    value : object
        Of lists, dicts, text and numbers.
    """
    text, kind = json_text(value), "json"
    if len(text) > PACK_LIMIT:
        text, kind = packed(text), "gzip"
    else:
        text = safe_text(text)
    return f'<script type="application/{kind}" id="{name}">{text}</script>'


def handed_over(value: Any) -> str:
    """The same for a classic script: JSON, or a string of base64 of gzip."""
    text = json_text(value)
    return safe_text(text) if len(text) <= PACK_LIMIT else f'"{packed(text)}"'
