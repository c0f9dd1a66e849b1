"""Where the rows of a table begin, seen from its bytes."""

from __future__ import annotations

import pytest

from mapper.case import csvshape
from mapper.case.csvrows import rows
from mapper.case.csvshape import Shape, shape_of
from mapper.core.legible import unseen


def seen(text: str) -> Shape:
    shape = shape_of(text.encode())
    assert shape is not None
    return shape


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n3,4\n",
        "a,b\r\n1,2\r\n3,4",
        "\n\na,b\n\n1,2\r\n\r\n3,4\n\n\n",
        'a,"b\n\nc"\n"1\n",2\n\n"3"",\n""",4\n5,6',
        '"a","b"\n"","",\n"x""",y\n',
    ],
)
def test_lines_are_those_of_the_careful_reader(text: str, mark: str) -> None:
    raw = (mark + text).encode()
    shape = shape_of(raw)
    assert shape is not None
    _, *others = rows(raw, 1000)
    assert shape.lines.tolist() == [line for line, _ in others]
    assert next(rows(raw[: shape.body], 1000))[1] == next(rows(raw, 1000))[1]
    assert next(rows(raw[shape.body :], 1000))[1] == others[0][1]
    assert shape.begin == len(mark.encode())


def test_cells_of_several_lines_and_how_many_lines_there_are() -> None:
    assert not seen("a,b\n1,2\n").spans_lines
    assert seen('a,b\n1,"2\n3"\n').spans_lines
    assert seen("a,b\n\n1,2").lines_read == 3
    assert seen('a,b\n1,"2\n3"\n').lines_read == 3


@pytest.mark.parametrize("letter", "éÿأ—’“…中𝔘\xa0")
def test_letters_that_nothing_is_said_of(letter: str) -> None:
    assert not seen(f"a,b\n1,{letter}\n").unseen


SPOKEN_OF = [c for c in map(chr, range(0x80, 0xD800)) if unseen(f"a{c}a")] + ["\ufeff", "\ufffd"]
GARBLED = [letter.encode().decode("latin-1") for letter in "é«ÿ¿"]


def test_letters_that_there_are_words_for() -> None:
    """Wherever they stand: one at the begin of a block of bytes is seen like any other."""
    assert len(SPOKEN_OF) > 40
    for letter in [*SPOKEN_OF, *GARBLED]:
        assert seen(f"a,b\n1,{letter}\n").unseen, letter
    for size in range(6):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(csvshape, "_BLOCK", 4)
            assert seen(f"a,b\n{'1' * size},\ufffd\n").unseen


def test_a_table_without_rows_has_no_shape() -> None:
    assert (
        shape_of(b"")
        is shape_of(b"a,b\n")
        is shape_of(b"\n\n")
        is shape_of(b"\xef\xbb\xbf")
        is None
    )
