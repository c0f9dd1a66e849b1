"""Text that XML can hold: some characters have no place in it, not even escaped."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["xml_text"]

_OUTSIDE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""All but the production Char of XML 1.0 (fifth edition), section 2.2."""


def xml_text(text: str) -> str:
    r"""The text with U+FFFD in place of each character that XML 1.0 forbids.

    Escaping of ``<`` and ``&`` stays with whoever writes the document.

    Examples
    --------
    >>> xml_text("Gao\uffff & Ber") == "Gao\ufffd & Ber"
    True
    """
    return _OUTSIDE.sub("\ufffd", text)
