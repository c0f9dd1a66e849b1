"""Sources as cells hold them, and the table that describes them."""

from __future__ import annotations

import pytest
from casefolder import CaseFolder, write_case
from spoiltcells import describe

from mapper.case.read import read_case, try_case
from mapper.case.sources import good_source, hidden_address, host_of, split_sources
from mapper.core.model import SourceInfo
from mapper.history.derive import build_history

A, B = "https://a.example/1", "https://b.example/2?x=1,2;3"
UN, REUTERS = "UN S/2013/338; p. 4", "Reuters, 3 April"


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (f"{A}; {B}", (A, B)),
        (f"{A} | {B}", (A, B)),
        (f"{A}, {B},", (A, B)),
        (f"{A}| {B}|", (A, B)),
        (f"{A} ; {B} ;", (A, B)),
        (f"{A} |{B}", (A, B)),
        (f"{UN}; {REUTERS}", (f"{UN}; {REUTERS}",)),
        (f"{UN} | {REUTERS}", (UN, REUTERS)),
        (f"{UN}; {A}; {REUTERS}", (UN, A, REUTERS)),
        (f"{A}; {UN}; {REUTERS}", (A, f"{UN}; {REUTERS}")),
        (f"{A} | {UN} | {REUTERS} | {B}", (A, UN, REUTERS, B)),
        ("; | ,", ()),
    ],
)
def test_what_joins_sources_is_no_part_of_them(text: str, parts: tuple[str, ...]) -> None:
    assert split_sources(text) == parts
    assert good_source(text) is bool(parts)
    assert split_sources(" | ".join(parts)) == parts


@pytest.mark.parametrize("sign", [";", ",", "|", ";;", ",|"])
@pytest.mark.parametrize("address", [A, B, "http://192.0.2.1/x", "HTTPS://A.EXAMPLE"])
def test_no_address_ends_in_a_sign_that_joins(sign: str, address: str) -> None:
    for text in (f"{address}{sign}", f"{address}{sign} {A}", f"{UN} {address}{sign}"):
        assert address in split_sources(text)


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        (A, ""),
        (f"{A},{B}", B),
        (f"{A}|{B}", B),
        (f"{A}{B}", B),
        (f"UN report:{A}", A),
        (f"(see <{A}>)", f"{A}>)"),
        (f"https://web.archive.org/web/2013/{A}", ""),
        (f"https://WEB.Archive.org/web/2013/{A}", ""),
        (f"https://web.archive.org/web/2013/{A};{B}", B),
        (f"https://archive.ph/2013/{A}", ""),
        (f"http://webcache.googleusercontent.com/search?q=cache:{A}", ""),
        (f"https://archive.ph.evil.example/{A}", A),
        (f"https://evilarchive.ph/{A}", A),
        (f"https://l.example/l.php?u={A}", A),
        (UN, ""),
    ],
)
def test_an_address_in_another_one_is_hidden_but_in_web_archives(source: str, hidden: str) -> None:
    assert hidden_address(source) == hidden


def test_host_of() -> None:
    assert [host_of(x) for x in (A, "https://www.A.example:1/", "http://[x/", UN, "")] == [
        "a.example",
        "a.example",
        "",
        "",
        "",
    ]


def test_glued_sources_of_a_case_are_doubts_and_joined_ones_are_read(folder: CaseFolder) -> None:
    folder.set("control_events.csv", "e02", source=f"{A}; {B}")
    folder.set("control_events.csv", "e03", source=f"{A}|{B}")
    folder.set("control_events.csv", "e04", source=f"{A},{B} https://archive.ph/2013/{A}")
    case, faults = try_case(folder.case)
    assert [(f.row, f.code, f.severity) for f in faults] == [
        (3, "joined-sources", "doubt"),
        (4, "joined-sources", "doubt"),
    ]
    sources = case.claims.set_index("event_id")["sources"]
    assert sources["e02"] == (A, B)
    assert sources["e04"] == (f"{A},{B}", f"https://archive.ph/2013/{A}")


def test_described_sources_are_read_by_the_source_as_cited(folder: CaseFolder) -> None:
    assert read_case(folder.case).sources == {}
    describe(folder, '"UN report S/2012/99, para. 12",United Nations,Report,2012,,un')
    case, faults = try_case(folder.case)
    assert faults == ()
    assert case.sources == {
        "https://a.example/1": SourceInfo(
            "Outlet", "A title", "2012-01-11", "https://web.archive.org/web/x", "press"
        ),
        "UN report S/2012/99, para. 12": SourceInfo("United Nations", "Report", "2012", "", "un"),
    }
    assert folder.case / "sources.csv" in case.inputs.digests
    assert build_history(case).sources == case.sources


@pytest.mark.parametrize("published", ["2012", "2012-02", "2012-02-29", ""])
def test_days_months_and_years_of_publication(published: str, folder: CaseFolder) -> None:
    describe(folder, f"https://a.example/3,,,{published},,")
    assert read_case(folder.case).sources["https://a.example/3"].published == published


@pytest.mark.parametrize("published", ["12", "201", "2012-", "2012-13", "2012-02-3", "May 2012"])
def test_what_is_no_date_of_publication(published: str, folder: CaseFolder) -> None:
    line = describe(folder, f"https://a.example/3,,,{published},,")
    case, faults = try_case(folder.case)
    assert case is None
    assert [(f.row, f.column, f.code) for f in faults] == [(line, "published", "bad-date")]


def test_columns_of_sources_by_their_short_names(folder: CaseFolder) -> None:
    text = "source,outlet,title,date,archive,class\nhttps://a.example/1,Out,,2012,,mirror\n"
    (folder.case / "sources.csv").write_text(text)
    info = read_case(folder.case).sources["https://a.example/1"]
    assert (info.published, info.source_class) == ("2012", "mirror")
