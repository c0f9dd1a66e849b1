"""Mending tables: what has one right answer changes, all else stays byte by byte, or is refused."""

from __future__ import annotations

import csv
import io
import os
import random
import stat
from pathlib import Path

import pytest
from casefolder import GAZETTEER, TABLES, CaseFolder, write_case

import mapper
from mapper.case import schema
from mapper.case.mending import plan
from mapper.case.mending.cells import SPACES, records
from mapper.case.mending.repairs import repair
from mapper.case.schema import TableSchema
from mapper.core.errors import OutputError

BLOCS = schema.BLOCS
HEAD = "bloc_id,name,colour\n"
NARROW, THIN, IDEOGRAPHIC = "\u00a0", "\u202f", "\u3000"


def mended(text: str, table: TableSchema = BLOCS) -> str:
    found = repair(text, table)
    assert found.refused == (), found.refused
    assert (found.text == text) == (found.edits == ())
    return found.text


def refused(text: str, table: TableSchema = BLOCS) -> tuple[str, list[tuple[int | None, str]]]:
    found = repair(text, table)
    return found.text, [(fault.row, fault.message) for fault in found.refused]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\ufeff" + HEAD + "a,A,#000000\n", HEAD + "a,A,#000000\n"),
        ("\ufeff\ufeff" + HEAD, HEAD),
        ("sep=,\n" + HEAD + "a,A,\n", HEAD + "a,A,\n"),
        ("\ufeffsep=;\r\nbloc_id;name;colour\r\n", "bloc_id,name,colour\r\n"),
        ('"sep=;"\nbloc_id;name;colour\na;b;c', HEAD + "a,b,c"),
        ("SEP=;;;\nbloc_id;name;colour\n", HEAD),
        ("sep=;\n" + HEAD + "a,A,c\n", HEAD + "a,A,c\n"),  # it says so, but it is not so
        ("bloc_id;name;colour\na;A, B;c\n", HEAD + 'a,"A, B",c\n'),
        ("bloc_id\tname\tcolour\na\tA|B\tc\n", HEAD + "a,A|B,c\n"),
        ("bloc_id|name|colour\na|A;B|c\n", HEAD + "a,A;B,c\n"),
        ('bloc_id;name;colour\na;"A; B";c\n', HEAD + 'a,"A; B",c\n'),
        ('bloc_id;name;colour\na;5" gun, 6" gun;c\n', HEAD + 'a,"5"" gun, 6"" gun",c\n'),
        ("bloc_id;name;colour\na;13,5;c\n", HEAD + 'a,"13,5",c\n'),
        ("bloc_id;name;colour\n;;\na;A;c\n", HEAD + "a,A,c\n"),
        (" bloc_id ,name\t, colour\n", HEAD),
        (HEAD + " a , A B ,#000000 \n", HEAD + "a,A B,#000000\n"),
        (HEAD + f"{NARROW}a,{THIN}A{NARROW}B{IDEOGRAPHIC},c\n", HEAD + f"a,A{NARROW}B,c\n"),
        (HEAD + 'a," A, B ",c\n', HEAD + 'a,"A, B",c\n'),
        (HEAD + 'a,"A" ,"c"\t\n', HEAD + 'a,"A","c"\n'),
        (HEAD + 'a,"   ",c\n', HEAD + 'a,"",c\n'),
        (HEAD + ",,\na,A,c\n,,\n", HEAD + "a,A,c\n"),
        (HEAD + ",,,,,,\n \n , ,\n\"\",,\na,A,c\n,,", HEAD + "a,A,c\n"),
    ],
)  # fmt: skip
def test_what_has_one_answer_is_mended(before: str, after: str) -> None:
    assert mended(before) == after
    assert mended(after) == after


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD.rstrip("\n"),
        HEAD + '"a","A","#000000"\r\nb,B,c\rd,"D\r\nD",e',
        HEAD + "\n\na,A,c\n\n",
        HEAD + 'a, "A",c\n',  # a quote after a space belongs to the text for all readers
        HEAD + 'a,"A"" B",c\n',
        HEAD + "a,A \u200b\n",  # too short a row, which check names
        "name;farbe\n",
        "x;y;z\na;b;c\n",  # another table altogether
        "",
        "\n",
    ],
)
def test_all_else_stays_byte_by_byte(text: str) -> None:
    assert mended(text) == text


def test_lists_ids_and_numbers_have_ways_of_their_own() -> None:
    head = ",".join(schema.CLAIMS.columns) + "\n"
    row = "e1,2012-01-01,Me\u0301naka,,capture,gov + un ,,held,,high,A + B c,Me\u0301naka + Gao\n"
    after = "e1,2012-01-01,Ménaka,,capture,gov+un,,held,,high,A + B c,Me\u0301naka + Gao\n"
    assert mended(head + row, schema.CLAIMS) == head + after
    head = "place_id,name,population\n"
    rows = f"a,1 000,12{NARROW}000\nb,B,1 200\nc,C,12 00\nd,D,1{THIN}000 000\n"
    told = "a,1 000,12000\nb,B,1200\nc,C,12 00\nd,D,1000000\n"
    assert mended(head + rows, schema.PLACES) == head + told


def test_rows_of_another_length_are_not_joined_or_cut() -> None:
    text = "bloc_id;name;colour\na;A;c\nb;B; B;c\n"
    kept, told = refused(text)
    assert kept == text
    assert told == [
        (
            3,
            "Between semicolons the row has 4 cells, the header has 3: which of them belong "
            "together cannot be known.",
        )
    ]


def test_two_ids_never_become_one() -> None:
    text = HEAD + "Me\u0301,A,c\n x ,X,c\nMé,B ,c\n"
    kept, told = refused(text)
    assert kept == HEAD + "Me\u0301,A,c\nx,X,c\nMé,B,c\n"
    assert told == [(4, "The ids of lines 2 and 4 would become the same.")]


@pytest.mark.parametrize("text", [HEAD + 'a,"A,c\n', HEAD + 'a,"A"B,c\n', HEAD + "a,A,c\n" + '"'])
def test_what_is_no_csv_is_refused(text: str) -> None:
    kept, told = refused(text)
    assert kept == text
    assert len(told) == 1
    assert "not readable as CSV" in told[0][1]


PIECES = ("a", "é", "e\u0301", " ", NARROW, "\t", ";", "|", ",", '"', "\n", "+", "\u200c", "1 000")


@pytest.mark.parametrize("seed", range(300))
def test_any_table_says_the_same_afterwards(seed: int) -> None:
    """The values are those of before without the spaces around them; and mending ends."""
    dice = random.Random(seed)
    separator = dice.choice(",,,;\t|")
    rows = [["bloc_id", "name", "colour", "note"]]
    for number in range(dice.randrange(6)):
        some = ["".join(dice.choices(PIECES, k=dice.randrange(5))) for _ in "abc"]
        rows.append([f"i{number}", *some])
    out = io.StringIO()
    ends = dice.choice(["\n", "\r\n"])
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(rows)
    text = out.getvalue()
    found = repair(text, BLOCS)
    assert found.refused == ()
    got = list(csv.reader(io.StringIO(found.text, newline=""), strict=True))
    for before, after in zip(rows, got, strict=True):
        for old, new in zip(before, after, strict=True):
            kept = old.strip(SPACES)
            assert new == kept or (new == old and kept.startswith('"')), (old, new)
    assert repair(found.text, BLOCS).text == found.text


@pytest.mark.parametrize("seed", range(200))
def test_cells_are_those_of_the_csv_module(seed: int) -> None:
    dice = random.Random(seed)
    text = "".join(dice.choices(["a", ",", '"', "\n", "\r\n", " ", '""', "\r"], k=12))
    try:
        expected = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        return
    rows = [r for r in records(text) if not r.blank]
    assert [[c.value for c in r.cells] for r in rows] == expected
    assert "".join(text[r.start : r.end] for r in records(text)) == text


# Whole cases


@pytest.fixture
def own(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def untidy(own: CaseFolder) -> dict[Path, bytes]:
    """Spoil three tables in two folders; returns them as they were."""
    paths = [own.path(name) for name in ("blocs.csv", "control_events.csv", "places.csv")]
    good = {path: path.read_bytes() for path in paths}
    paths[0].write_bytes(good[paths[0]].replace(b",", b";"))
    paths[1].write_bytes(good[paths[1]] + b",,,,,,,,,,,\n")
    paths[2].write_bytes(b"\xef\xbb\xbf" + good[paths[2]])
    return good


def test_a_case_is_mended_in_all_its_tables(own) -> None:
    good = untidy(own)
    other = {path: path.read_bytes() for path in own.root.rglob("*") if path.is_file()}
    mending = mapper.mending_of(own.case)
    assert set(mending.files) == set(good)
    assert {path: path.read_bytes() for path in other} == other, "looking changes nothing"
    for path in good:
        path.chmod(0o640)
    mending.write()
    assert {path: path.read_bytes() for path in other} == {**other, **good}
    assert {stat.S_IMODE(path.stat().st_mode) for path in good} == {0o640}
    assert not list(own.root.rglob(".*")), "nothing is left beside them"
    assert mapper.mending_of(own.case).files == ()
    assert mapper.check_case(own.case) == ()


def test_the_shipped_tables_are_tidy(own) -> None:
    mending = mapper.mending_of(own.case)
    assert (mending.files, mending.diff(), mending.refused) == ((), "", ())
    assert {*TABLES, *GAZETTEER} <= {
        path.name for path, _ in plan._tables_in(own.case, own.geodata)
    }


def test_the_diff_shows_what_cannot_be_seen(own) -> None:
    own.replace(
        "blocs.csv", "state,State and allies", f"state,State\x1b[2J\u202e and allies{NARROW}"
    )
    own.path("blocs.csv").write_bytes(own.path("blocs.csv").read_bytes().replace(b"\n", b"\r\n"))
    assert mapper.mending_of(own.case).diff().splitlines() == [
        "--- a/events/tiny/blocs.csv",
        "+++ b/events/tiny/blocs.csv",
        "@@ -1,3 +1,3 @@",
        " bloc_id,name,colour",
        r"-state,State\x1b[2J\u202e and allies\xa0,#2c6fbb",
        r"+state,State\x1b[2J\u202e and allies,#2c6fbb",
        " rebels,Rebels,#f28e2b",
    ]
    own.path("blocs.csv").write_text("bloc_id,name,colour\nMe\u0301,a,b\n,,", "utf-8")
    assert mapper.mending_of(own.case).diff().splitlines()[2:] == [
        "@@ -1,3 +1,2 @@",
        " bloc_id,name,colour",
        r"-Me\u0301,a,b",
        "+Mé,a,b",
        "-,,",
        r"\ No newline at end of file",
    ]


def test_every_hunk_says_where_it_stands(own) -> None:
    rows = [f"b{i},{' ' if i % 9 == 0 else ''}B{i},#000000\n" for i in range(60)]
    rows[30:31] = [",,\n", rows[30]]
    own.path("blocs.csv").write_text(HEAD + "".join(rows), "utf-8")
    mending = mapper.mending_of(own.case)
    lines = mending.diff().splitlines()
    heads = [i for i, line in enumerate(lines) if line.startswith("@@")]
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        old, new = (part.split(",") for part in lines[start].strip("@ ").split())
        body = lines[start + 1 : end]
        assert int(old[1]) == sum(line[0] in " -" for line in body)
        assert int(new[1]) == sum(line[0] in " +" for line in body)
        text = own.path("blocs.csv").read_text("utf-8").splitlines()
        first = -int(old[0]) - 1
        assert [x[1:] for x in body if x[0] in " -"] == text[first : first + int(old[1])]
    mending.write()
    now = own.path("blocs.csv").read_text("utf-8").splitlines()
    for start, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        first, count = map(int, lines[start].strip("@ ").split("+")[1].split(","))
        shown = [x[1:] for x in lines[start + 1 : end] if x[0] in " +"]
        assert shown == now[first - 1 : first - 1 + count]


def test_a_table_that_is_a_link_is_left_alone(own, tmp_path) -> None:
    """One that leads out is not even read; one inside may belong to another case."""
    secret = tmp_path / "elsewhere.csv"
    secret.write_text("\ufeffbloc_id,name,colour\nsecret,S,#000000\n", "utf-8")
    own.path("blocs.csv").unlink()
    own.path("blocs.csv").symlink_to(secret)
    mending = mapper.mending_of(own.case)
    assert mending.files == ()
    assert [(f.file, f.message) for f in mending.refused] == [("blocs.csv", "The table is a link.")]
    assert "secret" not in mending.diff()


def test_a_geodata_folder_that_leads_out_is_left_alone(own, tmp_path) -> None:
    own.path("places.csv").write_bytes(b"\xef\xbb\xbf" + own.path("places.csv").read_bytes())
    away = tmp_path.parent / f"{tmp_path.name}-away"
    own.geodata.rename(away)
    own.geodata.symlink_to(away)
    mending = mapper.mending_of(own.case)
    assert mending.files == ()
    assert {f.file for f in mending.refused} == {"places.csv", "seats.csv"}
    assert all("leads out" in f.message for f in mending.refused)


def test_all_files_or_none(own, monkeypatch) -> None:
    untidy(own)
    before = {path: path.read_bytes() for path in own.root.rglob("*") if path.is_file()}
    mending = mapper.mending_of(own.case)
    replace, calls = Path.replace, []

    def failing(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == 3:
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OutputError, match="Permission denied; nothing is changed"):
        mending.write()
    assert len(calls) > 3, "those before get back what they were"
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in own.root.rglob("*") if path.is_file()} == before


def test_what_has_changed_meanwhile_is_not_overwritten(own) -> None:
    untidy(own)
    mending = mapper.mending_of(own.case)
    own.path("places.csv").write_text("mine", "utf-8")
    before = {path: path.read_bytes() for path in own.root.rglob("*") if path.is_file()}
    with pytest.raises(OutputError, match="changed since it was read"):
        mending.write()
    assert {path: path.read_bytes() for path in own.root.rglob("*") if path.is_file()} == before


def test_tables_that_cannot_be_text_are_left_to_check(own) -> None:
    own.path("blocs.csv").write_bytes(b"PK\x03\x04 , ,")
    own.path("actors.csv").write_bytes("a;é".encode("latin-1"))
    own.path("milestones.csv").unlink()
    os.mkfifo(own.path("milestones.csv"))
    mending = mapper.mending_of(own.case)
    assert mending.files == ()
    assert [f.file for f in mending.refused] == ["actors.csv", "milestones.csv"]
