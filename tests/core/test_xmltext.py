"""Text for XML: exactly the characters that a parser takes."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.core.xmltext import xml_text


@settings(deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("\x00\x01\x1b\ufffe\uffff\ud800"))))
def test_every_text_becomes_one_that_a_parser_takes(text: str) -> None:
    clean = xml_text(text)
    assert len(clean) == len(text)
    root = ElementTree.fromstring(f"<a>{escape(clean)}</a>".encode())
    assert (root.text or "") == clean.replace("\r\n", "\n").replace("\r", "\n")
    assert xml_text(clean) == clean


def test_only_what_xml_forbids_is_lost() -> None:
    kept = "Gao\t\n كيدال 👩‍👩‍👧 \u0301 \u2028 \ufffd \U0001fffe"
    assert xml_text(kept) == kept
    assert xml_text("a\x00\x0b\x1f\ud800\ufffe\uffff") == "a" + "\ufffd" * 6
