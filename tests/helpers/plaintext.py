"""Whether what a command prints is text alone."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["no_commands"]

_JOINED = re.compile("(?<=[\U0001f300-\U0001faff])\u200d(?=[\U0001f300-\U0001faff])")


def no_commands(text: str) -> bool:
    """Whether a terminal finds no command in a text, and a reader nothing unseen.

    The joiners of pictures (a family) are no commands.
    """
    text = _JOINED.sub("", text)
    return not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"}]
