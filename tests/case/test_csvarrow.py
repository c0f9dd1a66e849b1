"""Two ways to read a table: the fast one gives what the careful one gives, or nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.case import csvtables, schema
from mapper.case.csvarrow import arrow_table, modest_memory
from mapper.case.csvcareful import careful_table
from mapper.case.csvframe import LINE, TableText, Wanted
from mapper.case.csvrows import empty, foreign_format, undecodable_byte
from mapper.case.csvshape import shape_of
from mapper.case.tablefaults import table_faults

WANTED = Wanted(
    Path("table.csv"),
    ("event_id", "name", "kind"),
    ("more",),
    {"sort": "kind"},
    frozenset({"kind"}),
)
HEADER = "event_id,name,kind\n"
MOST = 1000


def fast(raw: bytes, wanted: Wanted = WANTED, most: int = MOST) -> TableText | None:
    shape = shape_of(raw)
    text = None if shape is None else arrow_table(raw, shape, wanted, most)
    if text is not None and shape is not None and shape.unseen:
        text.faults.extend(csvtables.text_faults(wanted.path.name, text.frame))
    return text


def careful(raw: bytes, wanted: Wanted = WANTED, most: int = MOST) -> TableText:
    text = careful_table(raw, wanted, most)
    text.faults.extend(csvtables.text_faults(wanted.path.name, text.frame))
    return text


def told(text: TableText) -> tuple[object, ...]:
    """All that a table says."""
    frame = text.frame
    cells = {name: frame[name].astype("str").tolist() for name in frame.columns}
    kinds = [str(kind) for kind in frame.dtypes]
    return cells, kinds, frame[LINE].tolist(), text.faults, text.left_out, text.readable


def same(raw: bytes) -> bool:
    """Whether the fast way was gone; then it gave what the careful one gives."""
    found = fast(raw)
    if found is not None:
        assert told(found) == told(careful(raw)), raw
    return found is not None


# --- any bytes ------------------------------------------------------------------------------

PIECES = (
    *(",", '"', '""', "\n", "\r\n", "\r", "\n\n", " ", "\t", "a", "e1", "held", "NA", "null", "1"),
    *(
        ",\n",
        '","',
        '"\n',
        ',"',
        "\x00",
        "\x0b",
        "\x1c",
        "\x7f",
        "\x85",
        "\xa0",
        "\u2028",
        "\u3000",
    ),
    *("é", "e\u0301", "Ã©", "Â", "\ufffd", "\ufeff", "\u200b", "\u200d", "\u202e", "\u061c", "م"),
    *("a,b,c\n", "a,,c\r\n", '"x, y",b,"c ""d"""\n', ",,\n", "𝔘", "'", "\\", ";", "#"),
)
"""What odd tables are made of."""


@settings(deadline=None, max_examples=400)
@given(
    head=st.sampled_from([HEADER, HEADER, "\ufeff" + HEADER, '"event_id",name, kind \r\n', ""]),
    pieces=st.lists(st.sampled_from(PIECES), max_size=14),
)
def test_of_odd_bytes_both_give_the_same_or_the_fast_one_nothing(
    head: str, pieces: list[str]
) -> None:
    raw = (head + "".join(pieces)).encode()
    if not (foreign_format(raw) or undecodable_byte(raw) or empty(raw)):  # as `read_table` asks
        same(raw)


CELLS = st.text(
    st.sampled_from('ab ,"\n\r\té\u0301\xa0\u3000\u200b\ufffdÃ©م\u200c𝔘'), max_size=5
) | st.sampled_from(["", "held", "NA", "e1", "nan", "true", "2012-01-01", "0x1"])


@settings(deadline=None, max_examples=300)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    bom=st.booleans(),
)
def test_of_tables_as_programs_write_them_both_give_the_same(
    rows: list[tuple[str, ...]], end: str, quoting: int, bom: bool
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([("event_id", "name", "kind"), *rows])
    raw = out.getvalue().encode("utf-8-sig" if bom else "utf-8")
    lone = any("\r" in cell.replace("\r\n", "") for row in rows for cell in row)
    blank = any(not "".join(row).strip() for row in rows)
    assert same(raw) or lone or blank


# --- what is read fast, and what is not -------------------------------------------------------

PLAIN = {
    "plain": "a,b,c\nd,e,f\n",
    "without an end": "a,b,c\nd,e,f",
    "of another system": "a,b,c\r\nd,e,f\r\n",
    "quotes around cells": '"a","b, c",""\n',
    "quotes inside of cells": 'a,"say ""so""",""""\n',
    "lines inside of cells": 'a,"one\ntwo\r\nthree",c\nd,e,f\n',
    "blank lines": "\n\na,b,c\n\r\nd,e,f\n\n",
    "spaces around cells": " a ,\tb\xa0, c\na,b,\u3000c\n",
    "letters of every kind": "a,Ménaka,ه‌ا\nb,𝔘,e\u0301\n",
    "ids in another form": "e\u0301,b,c\n\u00e9,b,c\n",
    "words of other programs": "NA,null,nan\ntrue,#N/A,-inf\n",
    "garbled letters": "a,MÃ©naka,c\n",
    "lost letters": "a,b,\ufffd\nc,d,e\n",
    "marks that are not seen": "a,b\u202e,c\u200b\n",
    "a mark before the second row": "a,b,c\n\ufeffa,b,c\n",
}


@pytest.mark.parametrize("name", PLAIN)
def test_tables_that_are_read_fast(name: str) -> None:
    assert same((HEADER + PLAIN[name]).encode())


ODD = {
    "a mark before the first row": "\ufeffa,b,c\n",
    "a short row": "a,b\n",
    "a long row": "a,b,c\na,b,c,d\n",
    "an empty row": "a,b,c\n,,\nd,e,f\n",
    "a row of spaces": 'a,b,c\n , ,"\xa0"\n',
    "a quote inside of a cell": 'a,b"c,d\n',
    "a quote and more": 'a,"b"c,d\n',
    "a quote after a space": 'a, "b",c\n',
    "an open quote": 'a,"b,c\nd,e,f\n',
    "an open quote at the end": 'a,b,"\n',
    "a return alone": "a,b,c\rd,e,f\n",
    "a return at the end": "a,b,c\r",
    "a control character": "a,\x07,c\n",
    "a delete": "a,\x7f,c\n",
    "a zero": "a,\0,c\n",
    "a vertical tab": "a,b\x0b,c\n",
    "a cell without end": f"a,{'b' * 200_000},c\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", ODD)
def test_tables_that_the_careful_reader_looks_at(name: str) -> None:
    assert fast((HEADER + ODD[name]).encode()) is None


@pytest.mark.parametrize(
    "head",
    [
        "event_id,name\n",
        "event_id,name,kind,kind\n",
        "event_id,nam,kind\n",
        "event_id,name,kind,x\n",
    ],
)
def test_a_wrong_header_is_for_the_careful_reader(head: str) -> None:
    assert fast(f"{head}{'a,' * head.count(',')}b\n".encode()) is None


def test_a_header_of_former_and_optional_columns_in_any_order() -> None:
    raw = b"more,sort,name,event_id\n1,town,a,x\n2,town,b,y\n"
    assert same(raw)
    found = fast(raw)
    assert found is not None
    assert found.frame["kind"].tolist() == ["town", "town"]
    assert found.frame["more"].tolist() == ["1", "2"]


def test_a_table_of_too_many_lines_is_for_the_careful_reader() -> None:
    raw = (HEADER + "a,b,c\n" * 5).encode()
    assert fast(raw, most=6) is not None
    assert fast(raw, most=5) is None
    assert [fault.code for fault in careful(raw, most=5).faults] == ["too-large"]


def test_rows_of_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mapper.case.csvarrow._BLOCK", 64)
    monkeypatch.setattr("mapper.case.csvshape._BLOCK", 7)
    rows = [f'e{i},"n, {i % 3}\n",{"é" * (i % 4)} k{i % 5}\r\n' for i in range(100)]
    assert same((HEADER + "".join(rows)).encode())


def test_reading_goes_the_fast_way_and_leaves_the_careful_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvtables, "careful_table", None)
    path = tmp_path / "table.csv"
    path.write_text(HEADER + PLAIN["quotes inside of cells"])
    text = csvtables.read_table(path, WANTED.columns, coded=["kind"])
    assert (text.faults, text.frame["kind"].tolist()) == ([], ['"'])
    assert str(text.frame["kind"].dtype) == "category"


def test_memory_is_asked_of_the_system_for_a_time_only() -> None:
    import pyarrow as pa

    before = pa.default_memory_pool().backend_name
    with pytest.raises(KeyError), modest_memory():
        assert pa.default_memory_pool().backend_name == "system"
        raise KeyError
    assert pa.default_memory_pool().backend_name == before


def test_rules_ask_once_for_each_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows there are: what a check of a cell costs does not grow with them."""
    asked: list[str] = []
    rules = {
        column: tuple(
            schema.Rule(
                r.code, lambda t, r=r: asked.append(t) or r.test(t), "", "", r.pattern, r.most
            )
            for r in some
        )
        for column, some in schema.CLAIMS.rules.items()
    }
    claims = schema.TableSchema(
        schema.CLAIMS.file,
        schema.CLAIMS.columns,
        rules,
        key="event_id",
        optional=("except",),
        own=schema.CLAIMS.own,
    )
    counts = []
    for rows in (10, 1000):
        asked.clear()
        row = "2012-01-0{},t{},,capture,gov,,held,,high,https://a.example/1,note {}\n"
        lines = [f"e{i}," + row.format(1 + i % 5, i % 5, i) for i in range(rows)]
        raw = (",".join(claims.columns) + "\n" + "".join(lines)).encode()
        wanted = Wanted(Path("x"), claims.columns, claims.optional, coded=claims.coded)
        text = fast(raw, wanted, 10**6)
        assert text is not None
        assert table_faults(claims, text.frame) == []
        counts.append(len(asked))
    assert counts[0] == counts[1] > 10
