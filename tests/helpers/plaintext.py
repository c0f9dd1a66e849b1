"""Whether what a command prints is text alone."""

from __future__ import annotations

import unicodedata

__all__ = ["no_commands"]


def no_commands(text: str) -> bool:
    """Whether a terminal finds no command in a text, and a reader nothing unseen."""
    return not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}]
