"""What may be shown: nothing that a terminal obeys, that reorders text, or that cannot be seen."""

from __future__ import annotations

import logging
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core.legible import printable, printable_lines, shortened

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@settings(deadline=None, derandomize=True, max_examples=300)
@given(text=st.text(st.characters(codec=None)))
def test_printable_is_one_line_that_can_be_seen(text: str) -> None:
    shown = printable(text)
    left = {c for c in shown if unicodedata.category(c) in UNSEEN}
    assert left <= {"\u200c", "\u200d"}
    assert printable(shown) == shown
    if not left and shown.encode("utf-8", "backslashreplace").isascii():
        assert shown.isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x07", r"\x1b[2J\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb\nc\td", r"a\rb\nc\td"),
        ("\u202egnissim\u202c", r"\u202egnissim\u202c"),
        ("\u2066x\u2069\u061c\u200e", r"\u2066x\u2069\u061c\u200e"),
        ("Ki\u200bdal\u2060\ufeff\xad", r"Ki\u200bdal\u2060\ufeff\xad"),
        ("Ki\u200ddal\u200c", r"Ki\u200ddal\u200c"),
        ("\u3164\u115f\u034f", r"\u3164\u115f\u034f"),
        ("a\u2028b\U000e0041", r"a\u2028b\U000e0041"),
        ("\udcff\ue000", r"\udcff\ue000"),
        ("Ménaka 12\xa0km² – 3\u202f000", "Ménaka 12\xa0km² – 3\u202f000"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("תֵּל אָבִיב, Ḥomṣ, Đà Nẵng, 北京", "תֵּל אָבִיב, Ḥomṣ, Đà Nẵng, 北京"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_lines_stay_and_nothing_else_breaks_one() -> None:
    assert printable_lines("a\nb\r\n\x85c\x0bd\n") == "a\nb\\r\n\\x85c\\x0bd\n"


def test_long_texts_keep_both_ends() -> None:
    assert shortened("x" * 500) == "x" * 500
    short = shortened("a" * 10_000 + "b" * 10_000)
    assert len(short) < 520
    assert (short[0], short[-1]) == ("a", "b")


def test_warnings_and_logs_of_libraries_are_legible_lines() -> None:
    code = (
        "import logging, warnings\n"
        "from mapper.core.legible import plain_warnings\n"
        "plain_warnings()\n"
        "warnings.warn('bad \\x1b[2J\\nname')\n"
        "logging.getLogger('library').warning('worse %s', '\\x07')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "Warning: bad \\x1b[2J\\nname\nworse \\x07\n"
    assert logging.lastResort is not None
