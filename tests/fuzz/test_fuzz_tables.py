"""Every table of a case, with cells, rows, columns and bytes changed at random."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import fuzzkit
import pytest
from casefolder import GAZETTEER, OPTIONAL, TABLES, CaseFolder
from spoiltcells import describe
from spoiltrows import write_governs

pytestmark = pytest.mark.fuzz

HOSTILE = (
    *(
        "",
        " ",
        "\t",
        "NA",
        "nan",
        "None",
        "null",
        "0",
        "-1",
        "1e308",
        "9" * 400,
        "9" * 5000,
        "x" * 5000,
        "+",
    ),
    *("\0", "\x1b[2J", "\x07", "\u202e", "\ufeff", "\u2028", "\r", "\n", '"', ",", ";", "''"),
    *("../../x", "/etc/passwd", "{{7*7}}", "<script>", "=1+1", "javascript:alert(1)", "http://["),
    *("none", "unknown", "shared", "no_data", "gov+gov", "gov+reb", "+gov", "gov+", "all", "land"),
    *("2012-02-30", "2012-02-29", "2012", "2012-06", "2012-06~", "2012-01-01/2012-12-31"),
    *(
        "region:East",
        "cercle:cercle B",
        "commune:",
        "level:x",
        ":",
        "region:West+cercle:c",
        "local",
    ),
    *("https://a.example/1;https://b.example/2", "https://a.example/1; | UN report 7 ;", "a | b"),
    *("9999-12-31", "0001-01-01", "2012-12-31/2012-01-01", "2012-01-01/..", "yes", "no", "é", "𝔘"),
)


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"))))


def change_cells(rows: list[list[str]], dice: random.Random) -> None:
    """Another cell of the column, of the table, or a hostile text."""
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        row = dice.choice(rows[1:] or rows)
        if not row:
            continue
        column = dice.randrange(len(row))
        other = dice.choice(rows)
        same = [r[column] for r in rows[1:] if len(r) > column] or [""]
        row[column] = dice.choice(
            (dice.choice(same), dice.choice(other or [""]), dice.choice(HOSTILE))
        )


def change_rows(rows: list[list[str]], dice: random.Random) -> None:
    """Rows dropped, doubled, moved, joined, made longer or shorter."""
    at = dice.randrange(len(rows))
    kind = dice.choice(("drop", "double", "shuffle", "longer", "shorter", "join", "many", "none"))
    if kind == "drop":
        del rows[at]
    elif kind == "double":
        rows.insert(dice.randrange(len(rows)), list(rows[at]))
    elif kind == "shuffle":
        rest = rows[1:]
        dice.shuffle(rest)
        rows[1:] = rest
    elif kind == "longer":
        rows[at].append(dice.choice(HOSTILE))
    elif kind == "shorter":
        del rows[at][-1:]
    elif kind == "join":
        rows[at] = rows[at] + rows[(at + 1) % len(rows)]
    elif kind == "many":
        rows += [list(rows[at]) for _ in range(200)]
    else:
        del rows[1:]


def change_columns(rows: list[list[str]], dice: random.Random) -> None:
    """Columns dropped, doubled, renamed or swapped."""
    a, b = (dice.randrange(len(rows[0])) for _ in range(2))
    kind = dice.choice(("drop", "double", "rename", "swap"))
    for i, row in enumerate(rows):
        if kind == "drop":
            del row[a]
        elif kind == "double":
            row.insert(b, row[a])
        elif kind == "swap":
            row[a], row[b] = row[b], row[a]
        elif i == 0:
            row[a] = dice.choice(HOSTILE)


def change_bytes(raw: bytes, dice: random.Random) -> bytes:
    """Bytes flipped, put in, taken out, cut or spliced."""
    data = bytearray(raw)
    for _ in range(dice.choice((1, 1, 3, 20))):
        at = dice.randrange(len(data) or 1)
        kind = dice.choice(("flip", "in", "out", "cut", "copy", "quote"))
        if kind == "flip" and data:
            data[at] ^= 1 << dice.randrange(8)
        elif kind == "in":
            data[at:at] = bytes(dice.randrange(256) for _ in range(dice.choice((1, 2, 9))))
        elif kind == "out":
            del data[at : at + dice.choice((1, 5, 90))]
        elif kind == "cut" and dice.random() < 0.3:
            del data[at:]
        elif kind == "copy":
            data[at:at] = data[at // 2 : at // 2 + 200]
        else:
            data[at:at] = dice.choice((b'"', b",", b"\n", b"\r", b"\xef\xbb\xbf", b"\0", b";"))
    return bytes(data)


_STORY = """\
date,view,selection,title,text,source
2012-01-10,region:East,north,It begins,The rebels take North.,https://a.example/1
2012-08-01,"13.5,1.5,7",holder:reb,A declaration,,
2012-09-02,camp:rebels,commune:Sèat land,The front,"Land, too",
"""


def more_tables(case: CaseFolder, dice: random.Random) -> list[str]:
    """Tables and columns that the good case has not; the names of the tables."""
    if dice.random() < 0.5:
        return []
    describe(case, "https://a.example/2,Outlet,Title,2012,https://web.archive.org/web/1/x,un")
    case.path("story.csv").write_text(_STORY)
    case.path("story_fr.csv").write_text("step,title,text\nIt begins,Le début,Les rebelles.\n")
    write_governs(case, legion=dice.choice(("yes", "no", "")), un="no")
    case.set("control_events.csv", "e13", target_id="region:East")
    return [*OPTIONAL, *OPTIONAL]


def spoil(case: CaseFolder, dice: random.Random) -> None:
    more = more_tables(case, dice)
    for _ in range(dice.choice((1, 1, 2))):
        name = dice.choice(["control_events.csv", *TABLES, *GAZETTEER, *more])
        path = case.path(name)
        kind = dice.choice(("cells", "cells", "cells", "rows", "columns", "bytes"))
        try:
            rows = rows_of(path)
        except (csv.Error, UnicodeDecodeError):
            rows = []
        if kind == "bytes" or not rows or not rows[0]:
            path.write_bytes(change_bytes(path.read_bytes(), dice))
            continue
        change = {"cells": change_cells, "rows": change_rows, "columns": change_columns}[kind]
        change(rows, dice)
        case.write(name, rows)


def test_tables(tmp_path, warden, listener):
    fuzzkit.run("tables", spoil, tmp_path, warden, listener, default=24).see_clean()
