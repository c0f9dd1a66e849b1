"""What one table alone can show to be wrong."""

from __future__ import annotations

import pandas as pd
import pytest
from casefolder import GAZETTEER, TABLES

from mapper.case import schema, tablefaults
from mapper.case.csvtables import LINE
from mapper.case.schema import (
    TableSchema,
    is_citation,
    is_day,
    is_url,
    split_sources,
)
from mapper.case.tablefaults import table_faults
from mapper.core.errors import KEPT, count_of

SCHEMAS = {
    s.file: s
    for s in (
        schema.CLAIMS,
        schema.ACTORS,
        schema.BLOCS,
        schema.BLOC_MEMBERS,
        schema.SUCCESSIONS,
        schema.MILESTONES,
        schema.PLACES,
        schema.SEATS,
    )
}


def table(file: str, **cells: str) -> tuple[TableSchema, pd.DataFrame]:
    """The good table of that file, with cells of its first row changed."""
    import csv
    import io

    text = (TABLES | GAZETTEER)[file]
    header, *rows = csv.reader(io.StringIO(text))
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    for name in SCHEMAS[file].optional:
        if name not in frame:
            frame[name] = ""
    frame.loc[0, list(cells)] = list(cells.values())
    frame[LINE] = range(2, len(frame) + 2)
    return SCHEMAS[file], frame


@pytest.mark.parametrize("file", SCHEMAS)
def test_the_good_tables_have_no_faults(file: str) -> None:
    assert table_faults(*table(file)) == []


@pytest.mark.parametrize("file", SCHEMAS)
def test_a_table_without_rows_has_no_faults(file: str) -> None:
    found, frame = table(file)
    assert table_faults(found, frame.iloc[:0]) == []


@pytest.mark.parametrize(
    ("file", "column", "value", "code"),
    [
        ("control_events.csv", "event_id", "", "bad-id"),
        ("control_events.csv", "event_id", "a b", "bad-id"),
        ("control_events.csv", "target_id", "", "missing-value"),
        ("control_events.csv", "scope", "towns", "wrong-word"),
        ("control_events.csv", "event_type", "", "wrong-word"),
        ("control_events.csv", "gained_by", "", "missing-value"),
        ("control_events.csv", "gained_by", "a + b", "bad-id"),
        ("control_events.csv", "gained_by", "a++b", "bad-id"),
        ("control_events.csv", "status", "unknown", "wrong-word"),
        ("control_events.csv", "source", "", "missing-source"),
        ("control_events.csv", "source", "file:///etc/passwd", "bad-source"),
        ("actors.csv", "actor_id", "none", "reserved-id"),
        ("actors.csv", "kind", "army", "wrong-word"),
        ("actors.csv", "colour", "#12345", "bad-colour"),
        ("actors.csv", "active_from", "2012", "bad-date"),
        ("actors.csv", "wikidata", "912", "bad-id"),
        ("blocs.csv", "name", "", "missing-value"),
        ("bloc_members.csv", "start", "2012-13-01", "bad-date"),
        ("successions.csv", "date", "", "bad-date"),
        ("successions.csv", "kind", "split", "wrong-word"),
        ("milestones.csv", "title", "", "missing-value"),
        ("places.csv", "name", "", "missing-value"),
        ("places.csv", "rank", "6", "wrong-word"),
        ("places.csv", "decides", "Yes", "wrong-word"),
        ("places.csv", "lat", "", "bad-number"),
        ("places.csv", "lat", "90.001", "bad-number"),
        ("places.csv", "lat", "nan", "bad-number"),
        ("places.csv", "lat", "12°30'N", "bad-number"),
        ("places.csv", "lat", "１２", "bad-number"),
        ("places.csv", "lon", "-180.5", "bad-number"),
        ("places.csv", "lon", "1e400", "bad-number"),
        ("places.csv", "population", "12 000", "bad-number"),
        ("places.csv", "population", "-1", "bad-number"),
        ("places.csv", "population", "1e400", "bad-number"),
        ("places.csv", "population", "1_000", "bad-number"),
        ("places.csv", "population", "٣٠٠٠", "bad-number"),
        ("places.csv", "population", "３０００", "bad-number"),
        ("places.csv", "population", "1e3", "bad-number"),
        ("places.csv", "population", "NaN", "bad-number"),
        ("places.csv", "population", "1000000001", "bad-number"),
        ("places.csv", "lat", "1_0", "bad-number"),
        ("places.csv", "lat", "١٢", "bad-number"),
        ("places.csv", "lat", "1e999", "bad-number"),
        ("places.csv", "lon", "-inf", "bad-number"),
        ("places.csv", "rank", "１", "wrong-word"),
        ("actors.csv", "wikidata", "Q１２", "bad-id"),
        ("actors.csv", "active_to", "２０１２-０１-０１", "bad-date"),
        ("bloc_members.csv", "end", "٢٠١٢-٠١-٠١", "bad-date"),
        ("seats.csv", "place_id", "", "missing-value"),
    ],
)
def test_one_wrong_cell_is_one_fault(file: str, column: str, value: str, code: str) -> None:
    faults = table_faults(*table(file, **{column: value}))
    assert [(f.file, f.row, f.column, f.code) for f in faults] == [(file, 2, column, code)]
    assert faults[0].suggestion.endswith(".")
    assert value in faults[0].message or value == ""


@pytest.mark.parametrize("column", ["population", "lat", "lon", "rank"])
@pytest.mark.parametrize("digits", ["9" * 5000, "1" + "0" * 70_000, "0" * 5000 + "x"])
@pytest.mark.parametrize("beside", ["", "x"])
def test_numbers_of_thousands_of_digits_are_faults(column: str, digits: str, beside: str) -> None:
    found, frame = table("places.csv", **{column: digits})
    frame.loc[1, "population"] = beside
    faults = table_faults(found, frame)
    assert (2, column) in [(f.row, f.column) for f in faults]
    assert ((3, "population") in [(f.row, f.column) for f in faults]) is bool(beside)
    assert all(len(f.message) < 200 for f in faults)


def test_many_wrong_cells_are_counted() -> None:
    found, frame = table("actors.csv")
    many = pd.concat([frame.iloc[:1]] * (KEPT + 9), ignore_index=True)
    many["kind"] = "army"
    many["actor_id"] = [f"a{i}" for i in range(len(many))]
    faults = table_faults(found, many)
    assert {f.column for f in faults[:-1]} == {"kind"}
    assert (len(faults), faults[-1].count, faults[-1].of) == (KEPT + 1, 9, "wrong-word")
    many["actor_id"] = "same"
    many[LINE] = range(2, len(many) + 2)
    repeats = [
        f for f in table_faults(found, many) if "duplicate-id" in (f.code, getattr(f, "of", ""))
    ]
    assert count_of(repeats) == len(many) - 1


@pytest.mark.parametrize("value", ["90", "-90", "+12.5", ".5", "12.", "1e1"])
def test_latitudes_that_are_none_too_strange(value: str) -> None:
    assert table_faults(*table("places.csv", lat=value)) == []


DEGREES = [
    *("0", "90", "-90", "+45.5", ".5", "1.", "9e1", "180", "-180", "90.0000001", "180.0000001"),
    *(
        "1e400",
        "-1e400",
        "1e-400",
        "nan",
        "inf",
        "",
        " 1",
        "1 ",
        "1_0",
        "0x1",
        "٣",
        "1,5",
        "9" * 400,
    ),
]


@pytest.mark.parametrize("value", DEGREES)
@pytest.mark.parametrize("column", ["lat", "lon"])
def test_a_glance_at_degrees_says_what_looking_at_each_says(column: str, value: str) -> None:
    (rule,) = schema.PLACES.rules[column]
    for texts in ([value], ["12.5", value]):
        found = tablefaults._all_match(rule, pd.Series(texts, dtype="str"))
        assert found == all(map(rule.test, texts))


def test_all_faults_of_a_table_are_found_at_once() -> None:
    found, frame = table("actors.csv", colour="red", kind="army")
    frame.loc[3, ["name", "actor_id"]] = ["", "gov"]
    assert sorted((f.row, f.column) for f in table_faults(found, frame)) == [
        (2, "colour"),
        (2, "kind"),
        (5, "actor_id"),
        (5, "name"),
    ]


def test_long_cells_are_shown_in_part() -> None:
    (fault,) = table_faults(*table("actors.csv", colour="x" * 500))
    assert len(fault.message) < 120
    assert "…" in fault.message


def test_braces_of_a_cell_are_text() -> None:
    (fault,) = table_faults(*table("actors.csv", colour="{value} {{7*7}} {0.__class__}"))
    assert fault.message == "`{value} {{7*7}} {0.__class__}` is not a colour."


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://a.example/x?y=1#z", True),
        ("http://192.0.2.1/x", True),
        ("HTTPS://A.EXAMPLE", True),
        ("https://localhost", False),
        ("ftp://a.example/x", False),
        ("https://", False),
        ("https://a b.example", False),
    ],
)
def test_is_url(text: str, good: bool) -> None:
    assert is_url(text) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Lecocq, Disputed Desert, 2010, p. 7", True),
        ("UN S/2013/338", True),
        ("rumour", False),
        ("? !", False),
        ("1 2 3", False),
        ("see javascript:alert(1)", False),
        ("see DATA:text/html,x", False),
        ("from file:///etc/passwd here", False),
    ],
)
def test_is_citation(text: str, good: bool) -> None:
    assert is_citation(text) is good


def test_split_sources() -> None:
    assert split_sources("") == ()
    assert split_sources("A book https://a.example B  report") == (
        "A book",
        "https://a.example",
        "B report",
    )


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2012-02-29", True),
        ("2013-02-29", False),
        ("2012-2-9", False),
        ("20120229", False),
        ("２０１２-02-28", False),
        ("2012-02-28T00:00", False),
        ("0000-01-01", False),
        ("", False),
    ],
)
def test_is_day(text: str, good: bool) -> None:
    assert is_day(text) is good
