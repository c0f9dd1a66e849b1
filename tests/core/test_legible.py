"""What may be shown: nothing that a terminal obeys, that reorders text, or that cannot be seen."""

from __future__ import annotations

import logging
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core.legible import printable, printable_lines, shortened, unseen, without_advice

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@settings(deadline=None, derandomize=True, max_examples=300)
@given(text=st.text(st.characters(codec=None)))
def test_printable_is_one_line_that_can_be_seen(text: str) -> None:
    shown = printable(text)
    left = {c for c in shown if unicodedata.category(c) in UNSEEN}
    assert left <= {"\u200b", "\u200c", "\u200d"}
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
        ("ភ្នំ\u200bពេញ", "ភ្នំ\u200bពេញ"),
        ("\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f467"),
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


SPELLED = [
    "می\u200cخواهم",  # Persian: I want
    "روستاهای\u200cکوچک",
    "۲۰\u200cساله",  # a number and its word
    "خانِه\u200cها",  # after a vowel sign
    "क्\u200dष",
    "ক্\u200cষ",
    "ශ්\u200dරී",  # Sinhala, in the name of the country
    "ന്\u200d\u0d31",
    "ភ្នំ\u200bពេញ",
    "กรุงเทพ\u200bมหานคร",
    "ວຽງ\u200bຈັນ",
    "ရန်\u200bကုန်",
    "ལྷ་\u200bས",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\u2764\ufe0f\u200d\U0001f525",
]
MISPLACED = [
    *("Ki\u200bdal", "Ki\u200cdal", "Ki\u200ddal", "\u200bKidal", "Kidal\u200c"),
    *("\u200cمی", "می\u200c", "می\u200c\u200cخواهم", "می\u200bخواهم", "می\u200c خواهم"),
    *("ភ្នំ\u200cK", "กรุง\u200cเทพ", "กรุงเทพ\u200b", "a\u200dक", "می\u200ckidal", "12\u200c13"),
]
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("text", SPELLED)
def test_joiners_and_breaks_are_spelling_in_scripts_that_use_them(text: str) -> None:
    assert not unseen(text)
    assert printable(text) == text


@pytest.mark.parametrize("text", MISPLACED)
def test_elsewhere_they_hide(text: str) -> None:
    assert unseen(text)
    assert printable(text) != text


@pytest.mark.parametrize("mark", DIRECTIONS)
@pytest.mark.parametrize("text", ["Ki{}dal", "تمبكتو {}(مدينة)", "می{}خواهم", "กรุง{}เทพ"])
def test_marks_of_direction_are_spelling_in_no_script(text: str, mark: str) -> None:
    assert unseen(text.format(mark))
    assert printable(text.format(mark)) != text.format(mark)


@settings(deadline=None, derandomize=True, max_examples=500)
@given(text=st.text(st.sampled_from("aaکमກ क्១\u200b\u200c\u200d\u200e\u202e1۱\U0001f469 -")))
def test_checks_and_messages_agree_on_what_is_seen(text: str) -> None:
    assert unseen(text) == (printable(text) != text)


ADVICE = {
    "'x' not recognized as being in a supported file format. ; It might help to specify the "
    "correct driver explicitly by prefixing the file path with '<DRIVER>:', e.g. 'CSV:path'.":
        "'x' not recognized as being in a supported file format",
    "Unable to open a.shx or a.SHX. Set SHAPE_RESTORE_SHX config option to YES to restore it.":
        "Unable to open a.shx or a.SHX",
    "GeoJSON object too complex/large. You may define the OGR_GEOJSON_MAX_OBJ_SIZE option.":
        "GeoJSON object too complex/large",
    "new-line character seen in unquoted field - do you need to open the file otherwise?":
        "new-line character seen in unquoted field",
    "Failed to read (try opening with update=True)": "Failed to read",
    "No CRS. Please set one. It is x.": "No CRS",
    "The cells differ: see https://a.example for more.": "The cells differ",
    "Please report this.": "",
}  # fmt: skip
KEPT = [
    "Ring Self-intersection[1 2]",
    "The file is set to use UTF-8. The driver reads it.",
    "Use of an undefined value at 3",
    "unexpected end (line 3)",
    "a.b: c; d! e? (f) - g",
    "",
]


@pytest.mark.parametrize("text", ADVICE)
def test_advice_of_libraries_is_left_out(text: str) -> None:
    assert without_advice(text) == ADVICE[text]


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_advice_stays(text: str) -> None:
    assert without_advice(text) == text


def test_long_messages_take_no_time() -> None:
    for text in ("a. " * 200_000, "(" * 200_000, " " * 200_000, "." * 200_000, "use " * 200_000):
        without_advice(text)
