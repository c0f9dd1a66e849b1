"""Data of pages as text: JSON, or compressed where there is much of it."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any, Final

from mapper.core.jsontext import json_text
from mapper.outputs.pages.document import safe_text

__all__ = ["PACK_LEVEL", "PACK_LIMIT", "handed_over", "packed", "packed_block"]

PACK_LIMIT: Final = 1_000_000
"""Bytes of JSON above which data are compressed in a page."""
PACK_LEVEL: Final = 4
"""Level of gzip: 6 makes a page 3 to 5 % smaller and takes three times as long."""
_GZIP: Final = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
"""How gzip begins: no name, no time, no system."""


def packed(text: str) -> str:
    """A text as base64 of gzip; the same for the same text.

    The strategy is for what is mostly numbers: in less time than others it makes less of them.
    """
    raw = text.encode("utf-8")
    deflate = zlib.compressobj(PACK_LEVEL, wbits=-zlib.MAX_WBITS, strategy=zlib.Z_FILTERED)
    parts = [_GZIP, deflate.compress(raw), deflate.flush()]
    end = struct.pack("<2I", zlib.crc32(raw), len(raw) % 2**32)
    return base64.b64encode(b"".join([*parts, end])).decode("ascii")


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
