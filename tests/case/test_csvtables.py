"""Strict reading of CSV text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.case.csvtables import LINE, MOST_BYTES, TableText, read_table
from mapper.core.errors import KEPT, count_of

COLUMNS = ("id", "name", "note")


def read(tmp_path: Path, raw: bytes | str, *optional: str) -> TableText:
    path = tmp_path / "table.csv"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_table(path, COLUMNS, optional=optional)


def test_texts_survive_that_pandas_would_read_as_nothing_or_as_numbers(tmp_path: Path) -> None:
    text = read(tmp_path, "id,name,note\nNA,null,007\nnan,None,1e5\ntrue,-inf,\n")
    assert text.faults == []
    assert text.frame[list(COLUMNS)].values.tolist() == [
        ["NA", "null", "007"],
        ["nan", "None", "1e5"],
        ["true", "-inf", ""],
    ]
    assert all(str(kind) == "str" for kind in text.frame[list(COLUMNS)].dtypes)


def test_a_column_may_go_by_its_former_name(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    for header, value in (("id,label,note", "old"), ("id,name,note", "new")):
        path.write_text(f"{header}\na,{value},x\n")
        text = read_table(path, COLUMNS, former={"label": "name"})
        assert (text.faults, text.frame["name"].tolist()) == ([], [value])
    path.write_text("id,name,label,note\na,new,old,x\n")
    found = read_table(path, COLUMNS, former={"label": "name"}).faults
    assert [(f.code, f.column) for f in found] == [("wrong-columns", "label")]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    raw = 'id,name,note\n\na,"two\nlines",x\r\nb,"",\n\n\nc,"q ""q""\r\n\r\n",z'
    text = read(tmp_path, raw)
    assert text.faults == []
    assert text.frame[LINE].tolist() == [3, 5, 8]
    assert text.frame["name"].tolist() == ["two\nlines", "", 'q "q"']


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(end: str, tmp_path: Path) -> None:
    text = read(tmp_path, end.join(["id,name,note", "a,b,c", "d,e,f", ""]))
    assert text.faults == []
    assert text.frame[LINE].tolist() == [2, 3]


def test_byte_order_mark_is_not_part_of_the_first_name(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfid,name,note\na,b,c\n").faults == []


def test_optional_columns_come_out_empty(tmp_path: Path) -> None:
    text = read(tmp_path, "note,id,name\nc,a,b\n", "extra")
    assert list(text.frame.columns) == ["id", "name", "note", "extra", LINE]
    assert text.frame.iloc[0].tolist() == ["a", "b", "c", "", 2]


def test_table_without_rows_is_readable(tmp_path: Path) -> None:
    text = read(tmp_path, "id,name,note\n")
    assert (text.readable, text.faults, len(text.frame)) == (True, [], 0)


def test_rows_of_wrong_length_are_left_out_and_remembered(tmp_path: Path) -> None:
    text = read(tmp_path, "id,name,note\na,b\nc,d,e\nf,g,h,i\n")
    assert [(f.row, f.code) for f in text.faults] == [
        (2, "wrong-row-length"),
        (4, "wrong-row-length"),
    ]
    assert text.frame["id"].tolist() == ["c"]
    assert text.left_out == {"a", "b", "f", "g", "h", "i"}


@pytest.mark.parametrize(
    ("header", "messages"),
    [
        ("id,nam,note", ["`name` is missing. Rename `nam`"]),
        ("id,name", ["`note` is missing. Add a column"]),
        ("id,name,note,", ["Column 4 has no name. Delete the extra comma"]),
        ("id,name,note,quux", ["`quux` is not known here. Remove it, or rename it"]),
        ("id,name,name,note", ["`name` appears twice. Keep one"]),
        ("id;name;note", ["separated by semicolons"]),
        ("id\tname\tnote", ["separated by tabs"]),
    ],
)
def test_headers(header: str, messages: list[str], tmp_path: Path) -> None:
    text = read(tmp_path, f"{header}\n")
    assert len(text.faults) == len(messages)
    assert not text.readable
    for fault, message in zip(text.faults, messages, strict=True):
        assert fault.row == 1
        assert message in str(fault)


@pytest.mark.parametrize(
    ("raw", "row", "code"),
    [
        (b"id,name,note\na,\xe9,c\n", 2, "undecodable-text"),
        (b"id,name,note\r\na,b,c\r\nd,e,\xff\r\n", 3, "undecodable-text"),
        (b"id,name,note\ra,b,c\rd,e,\xff\r", 3, "undecodable-text"),
        (b"\xe9", 1, "undecodable-text"),
        (b"", None, "empty-file"),
        (b" \n\t\n", None, "empty-file"),
        (b"\xef\xbb\xbf", None, "empty-file"),
        (b"%PDF-1.7", None, "wrong-format"),
        (b"\x1f\x8b\x08", None, "wrong-format"),
        (b"PAR1", None, "wrong-format"),
        (b"\xff\xfei\0d\0", None, "wrong-format"),
        (b'{"type": "FeatureCollection"}', None, "wrong-format"),
        (b'id,name,note\na,"b"c,d\n', 2, "bad-csv"),
        (b'id,name,note\na,b,c\nd,"e\n\n\nf', 3, "bad-csv"),
        (b'id,name,note\na,b,"' + b"x" * 200_000 + b'"\n', 2, "bad-csv"),
    ],
)
def test_files_that_are_no_table(raw: bytes, row: int | None, code: str, tmp_path: Path) -> None:
    text = read(tmp_path, raw)
    assert [(f.file, f.row, f.code) for f in text.faults] == [("table.csv", row, code)]
    assert text.faults[0].suggestion.endswith(".")
    assert not text.readable
    assert list(text.frame.columns) == [*COLUMNS, LINE]


HEADERS = {
    "names that nobody knows": ",".join(f"name{i}" for i in range(60_000)),
    "names near to one that is missing": ",".join(f"nam{i}" for i in range(60_000)),
    "long names near to it": ",".join(f"{'name' * 500}{i}" for i in range(60)),
    "one name": ",".join(["id"] * 60_000),
    "no names": "," * 60_000,
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_header_of_many_columns_takes_no_time(what: str, tmp_path: Path) -> None:
    start = time.process_time()
    text = read(tmp_path, f"{HEADERS[what]}\n")
    assert time.process_time() - start < 3
    assert not text.readable
    assert 3 <= len(text.faults) <= KEPT + 1
    assert count_of(text.faults) <= 60_003


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,name,note\na,b,c\n")
    size = path.stat().st_size
    assert read_table(path, COLUMNS, most_bytes=size).faults == []
    monkeypatch.setattr("mapper.case.csvtables.read_raw", None)
    with path.open("r+b") as file:
        file.truncate(MOST_BYTES + 1)  # a hole: takes no room
    for most in (MOST_BYTES, size):
        text = read_table(path, COLUMNS, most_bytes=most)
        assert [(f.row, f.code) for f in text.faults] == [(None, "too-large")]
        assert f"larger than {most:,} bytes" in text.faults[0].message
        assert not text.readable


def test_a_file_that_grows_while_it_is_looked_at(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("mapper.case.csvtables._size", lambda _: 0)
    path = tmp_path / "table.csv"
    path.write_text("id,name,note\na,b,c\n")
    text = read_table(path, COLUMNS, most_bytes=10)
    assert [f.code for f in text.faults] == ["too-large"]


def test_too_many_rows_are_a_fault_and_no_table(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,name,note\n" + "a,b,c\n" * 5)
    assert read_table(path, COLUMNS, most_rows=6).faults == []
    text = read_table(path, COLUMNS, most_rows=5)
    assert [(f.row, f.code) for f in text.faults] == [(6, "too-large")]
    assert (text.readable, len(text.frame)) == (False, 0)


def test_many_rows_of_wrong_length_are_counted(tmp_path: Path) -> None:
    text = read(tmp_path, "id,name,note\na,b,c\n" + "d,e\n" * (KEPT + 7))
    *kept, rest = text.faults
    assert [f.row for f in kept] == list(range(3, KEPT + 3))
    assert (rest.row, rest.count, rest.of) == (KEPT + 3, 7, "wrong-row-length")
    assert text.frame["id"].tolist() == ["a"]
    assert text.readable


def test_a_file_of_other_rows_is_no_table(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("mapper.case.csvcareful._MOST_LEFT_OUT", 20_000)
    rows = "".join(f"{i},x\n" for i in range(20_000))
    text = read(tmp_path, f"id,name,note\na,b,c\n{rows}")
    assert not text.readable  # what its rows name cannot all be remembered
    assert count_of(text.faults) == 20_000
    assert len(text.faults) == KEPT + 1
    fewer = read(tmp_path, f"id,name,note\na,b,c\n{rows.removesuffix('19999,x' + chr(10))}")
    assert fewer.readable


@pytest.mark.parametrize(
    "mark",
    ["\0", "\x07", "\x1b", "\x85", "\u200b", "\u200c", "\u200f", "\u061c", "\u202e", "\u2066"],
)
def test_characters_that_cannot_be_seen(mark: str, tmp_path: Path) -> None:
    text = read(tmp_path, f"id,name,note\na,b,c\nd,e{mark}f,g\n")
    assert [(f.row, f.column, f.code) for f in text.faults] == [(3, "name", "control-character")]


def test_unseen_characters_in_every_row_are_counted(tmp_path: Path) -> None:
    text = read(tmp_path, "id,name,note\n" + "a,b,\x07\n" * (KEPT + 3))
    assert len(text.faults) == KEPT + 1
    assert (text.faults[-1].row, text.faults[-1].count) == (KEPT + 2, 3)


@pytest.mark.parametrize(
    "name", ["Ménaka", "Ẓā́hir", "تمبكتو", "می\u200cخواهم", "ⵜⵉⵎⴱⵓⴽⵜⵓ", "Â", "Ã la"]
)
def test_names_of_any_script_are_no_fault(name: str, tmp_path: Path) -> None:
    text = read(tmp_path, f"id,name,note\na,{name},c\n")
    assert text.faults == []
    assert text.frame["name"].tolist() == [name]


@pytest.mark.parametrize("column", ["place_id", "area_id", "target_id", "gained_by"])
def test_ids_hold_nothing_unseen_in_any_script(column: str, tmp_path: Path) -> None:
    word = "می\u200cخواهم"
    path = tmp_path / "table.csv"
    path.write_text(f"{column},name\na,b\n{word},{word}\n", "utf-8")
    text = read_table(path, (column, "name"))
    assert [(f.row, f.column, f.code) for f in text.faults] == [(3, column, "control-character")]


@pytest.mark.parametrize("name", ["Ménaka", "Côte", "Sèat", "Niño"])
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_text_that_was_decoded_wrongly_once(name: str, wrong: str, tmp_path: Path) -> None:
    text = read(tmp_path, f"id,name,note\na,{name.encode().decode(wrong)},c\n")
    assert [(f.row, f.column, f.code) for f in text.faults] == [(2, "name", "mojibake")]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(raw=st.binary(max_size=200))
def test_no_bytes_raise(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(raw)
    text = read_table(path, COLUMNS)
    assert text.readable or text.faults
