"""Faults in single cells: sources, words, ids, and cells that contradict each other."""

from __future__ import annotations

from casefolder import CaseFolder
from faultkit import Expected, cell, claim, doubt, registry

FAULTS, fault = registry()


@fault
def missing_source(f: CaseFolder) -> Expected:
    return claim(f, "source", "The source is missing", "address of a page", source="")


@fault
def source_neither_address_nor_citation(f: CaseFolder) -> Expected:
    return claim(f, "source", "`rumour`", "Give http(s) addresses", source="rumour")


@fault
def source_that_is_a_script(f: CaseFolder) -> Expected:
    return claim(f, "source", "neither", "http(s)", source="javascript:alert(1) // the news")


@fault
def sources_glued_by_a_comma(f: CaseFolder) -> Expected:
    glued = "https://a.example/1,https://a.example/2"
    words = ("glued to what stands before it", "Put a space before `https://a.example/2`")
    return doubt(f, "source", *words, key="e02", source=glued)


@fault
def address_glued_to_a_citation(f: CaseFolder) -> Expected:
    words = ("`UN report (https://a.example/2)`", "`https://a.example/2)`")
    return doubt(f, "source", *words, key="e02", source="UN report (https://a.example/2)")


@fault
def milestone_with_glued_sources(f: CaseFolder) -> Expected:
    f.replace("milestones.csv", "https://a.example/accord", "http://a.example/b;http://c.example/d")
    return Expected("milestones.csv", 2, "source", ("glued", "Put a space"), "doubt")


def describe(f: CaseFolder, *rows: str) -> int:
    """Write ``sources.csv`` with a good row and others; the line of the last one."""
    header = "url,outlet,title,published,archive_url,class"
    good = "https://a.example/1,Outlet,A title,2012-01-11,https://web.archive.org/web/x,press"
    (f.case / "sources.csv").write_text("\n".join([header, good, *rows, ""]))
    return 2 + len(rows)


@fault
def source_described_twice(f: CaseFolder) -> Expected:
    line = describe(f, "https://a.example/1,Other,,,,")
    return Expected("sources.csv", line, "url", ("described already on line 2", "Keep one"))


@fault
def source_that_nobody_cites(f: CaseFolder) -> Expected:
    line = describe(f, "https://a.example/11,Other,,,,")
    words = ("No row of the case cites", "letter by letter")
    return Expected("sources.csv", line, "url", words, "doubt")


@fault
def two_sources_described_in_one_row(f: CaseFolder) -> Expected:
    line = describe(f, "https://a.example/2 https://b.example/2,Other,,,,")
    return Expected("sources.csv", line, "url", ("not one address or citation", "as the claims"))


@fault
def source_of_an_unknown_class(f: CaseFolder) -> Expected:
    line = describe(f, "https://a.example/3,Other,,,,newspaper")
    return Expected("sources.csv", line, "class", ("`newspaper`", "agency, press, local_press"))


@fault
def source_published_on_no_day(f: CaseFolder) -> Expected:
    line = describe(f, "https://a.example/3,Other,,2012-02-30,,")
    return Expected("sources.csv", line, "published", ("`2012-02-30` is not a day", "2012-03 or"))


@fault
def source_with_a_script_as_its_copy(f: CaseFolder) -> Expected:
    line = describe(f, "https://a.example/3,Other,,,javascript:alert(1),")
    return Expected("sources.csv", line, "archive_url", ("is not an address", "http(s)"))


@fault
def duplicate_id(f: CaseFolder) -> Expected:
    return claim(f, "event_id", "used already on line 2", "own id", key="e05", event_id="e02")


@fault
def wrong_word(f: CaseFolder) -> Expected:
    return claim(f, "event_type", "`conquest`", "capture, entry", event_type="conquest")


@fault
def wrong_confidence(f: CaseFolder) -> Expected:
    return claim(f, "confidence", "`High`", "high, medium, low", confidence="High")


@fault
def missing_scope(f: CaseFolder) -> Expected:
    return claim(f, "scope", "needs a scope", "`countryside`", key="e11", scope="")


@fault
def scope_of_a_place(f: CaseFolder) -> Expected:
    return claim(f, "scope", "A place has no scope", "Leave it empty", scope="all")


@fault
def siege_of_an_area(f: CaseFolder) -> Expected:
    words = ("An area cannot be besieged", "Name the town")
    return claim(f, "event_type", *words, key="e11", event_type="siege_begin", status="besieged")


@fault
def area_besieged_by_its_status(f: CaseFolder) -> Expected:
    words = ("An area cannot be besieged", "`contested`")
    return claim(f, "status", *words, key="e10", target_id="a3", scope="all", status="besieged")


@fault
def nobody_holds_it_and_it_is_held(f: CaseFolder) -> Expected:
    words = ("`unknown` holds it", "`held`", "Write `empty`")
    return doubt(f, "status", *words, key="e10", gained_by="unknown")


@fault
def somebody_holds_it_and_it_is_empty(f: CaseFolder) -> Expected:
    words = ("is `empty`, but `gov+un` holds it", "Write `held`")
    return doubt(f, "status", *words, key="e10", status="empty")


@fault
def shared_by_one(f: CaseFolder) -> Expected:
    words = ("`shared`, but one holder", "Name all")
    return doubt(f, "gained_by", *words, key="e10", gained_by="gov", status="shared")


@fault
def siege_that_leaves_it_held(f: CaseFolder) -> Expected:
    return doubt(f, "status", "A siege begins", "`held`", "besieged", key="e08", status="held")


@fault
def joint_holders_that_are_one_by_then(f: CaseFolder) -> Expected:
    f.set("actors.csv", "reb", active_to="")
    words = ("By 2012-10-10 `front` and `reb` are one actor (R9)", "Name it once")
    return doubt(f, "gained_by", *words, key="e14", gained_by="front+reb", status="shared")


@fault
def contest_between_two_names_of_one(f: CaseFolder) -> Expected:
    f.set("actors.csv", "reb", active_to="")
    cells = {"event_type": "contest", "status": "contested", "lost_by": ""}
    words = ("`front` and `reb` are one actor", "Name it once")
    return doubt(f, "opposed_by", *words, key="e14", gained_by="front", opposed_by="reb", **cells)


@fault
def holder_that_opposes_itself(f: CaseFolder) -> Expected:
    words = ("`un` holds it and opposes", "one of the two cells")
    return doubt(f, "opposed_by", *words, key="e10", opposed_by="jih+un")


@fault
def name_of_no_actor_in_french(f: CaseFolder) -> Expected:
    text = "kind,id,name,short_name\nactor,gov,Gouvernement,\nactor,rebel,Rebelles,\n"
    (f.case / "names_fr.csv").write_text(text)
    return Expected("names_fr.csv", 3, "id", ("no actor `rebel`", "Correct the id"), "doubt")


@fault
def id_with_a_path(f: CaseFolder) -> Expected:
    return claim(f, "event_id", "`../e02` cannot be an id", "letters", event_id="../e02")


@fault
def reserved_actor(f: CaseFolder) -> Expected:
    return cell(f, "actors.csv", "legion", "actor_id", "shared", "meaning of its own", "another")


@fault
def colour_with_markup(f: CaseFolder) -> Expected:
    words = ("`red;}</style>` is not a colour", "#rrggbb")
    return cell(f, "actors.csv", "gov", "colour", "red;}</style>", *words)
