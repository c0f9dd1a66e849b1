"""Rows that can be read and yet cannot be right: each is doubted, once."""

from __future__ import annotations

from casefolder import CaseFolder, layers
from faultkit import CLAIMS, Expected, cell, doubt, registry
from peoplecase import give_people

FAULTS, fault = registry()


def after(f: CaseFolder, line: str, column: str, *words: str) -> Expected:
    """Add a claim, and expect a doubt about one of its cells."""
    return Expected(CLAIMS, f.append(CLAIMS, line), column, words, "doubt")


def lost(f: CaseFolder, name: str, key: str, column: str, value: str) -> Expected:
    """Change a name, and expect the doubt that letters of it were lost."""
    words = (f"`{value}` has a question mark beside a letter", "another source")
    line = f.set(name, key, **{column: value})
    return Expected(name, line, column, words, "doubt")


@fault
def attack_on_who_does_not_hold_it(f: CaseFolder) -> Expected:
    words = ("`reb` did not hold it by 2012-04-20", "`gov` holds it", "(baseline)", "opposed_by")
    return doubt(f, "gained_by", *words, key="e07", gained_by="reb", opposed_by="gov")


@fault
def captured_by_who_holds_it(f: CaseFolder) -> Expected:
    words = ("`jih` captures `seat_b`", "since 2012-03-05 (line 4 on `cercle_b` (Cercle b))")
    line = "e13b,2012-09-20,seat_b,,capture,jih,,held,,high,https://a.example/20,"
    return after(f, line, "gained_by", *words, "`observation`")


@fault
def holders_in_another_order(f: CaseFolder) -> Expected:
    f.set(CLAIMS, "e10", gained_by="gov+jih", status="shared")
    line = "e15,2012-11-01,north,,observation,jih+gov,,shared,,high,https://a.example/21,"
    return after(f, line, "gained_by", "`jih` now governs instead of `gov`", "Write `gov+jih`")


@fault
def base_that_begins_with_a_weak_claim(f: CaseFolder) -> Expected:
    words = ("The base `camp` begins with a weak claim", "`high` or `medium`")
    return doubt(f, "confidence", *words, key="e05", confidence="low")


@fault
def contest_without_an_end(f: CaseFolder) -> Expected:
    f.replace("case.toml", "last_day = 2012-12-31", "last_day = 2022-12-31")
    line = "e15,2012-11-01,north,,contest,gov,,contested,jih,high,https://a.example/22,"
    words = ("the contest of `north`", "10.2 years", "still lasts on the last day", "Add")
    return after(f, line, "event_date", *words)


@fault
def town_whose_land_follows_a_seat(f: CaseFolder) -> Expected:
    f.set(CLAIMS, "e11", target_id="far", scope="")
    line = f.set("places.csv", "far", kind="town", rank="3")
    words = ("`far` has claims of its own (line 11)", "follows the seat `seat_c`", "Write `yes`")
    return Expected("places.csv", line, "decides", words, "doubt")


@fault
def holders_that_look_alike_in_grey(f: CaseFolder) -> Expected:
    f.set("actors.csv", "reb", colour="#c8560b")
    words = ("`gov` and `reb` look alike in grey (lightness differs by 2.1, not 8)", "a lighter")
    return Expected("actors.csv", None, "colour", words, "doubt")


@fault
def encyclopaedia(f: CaseFolder) -> Expected:
    words = ("is an encyclopaedia", "(the row rests on nothing better)", "original report")
    return doubt(f, "source", *words, key="e02", source="https://en.wikipedia.org/wiki/North")


@fault
def copy_of_an_encyclopaedia(f: CaseFolder) -> Expected:
    source = "https://wikimili.com/en/North https://a.example/1"
    return doubt(f, "source", "is a copy of another site.", key="e02", source=source)


@fault
def host_without_a_name(f: CaseFolder) -> Expected:
    words = ("a host without a name", "original report")
    return doubt(f, "source", *words, key="e02", source="http://10.1.2.3/news")


@fault
def site_instead_of_a_page(f: CaseFolder) -> Expected:
    words = ("`https://b.example` is a whole site", "address of the page")
    return doubt(f, "source", *words, key="e02", source="https://b.example")


@fault
def replacement_characters(f: CaseFolder) -> Expected:
    words = ("Letters were lost", "U+FFFD", "from its source again")
    return cell(f, "milestones.csv", "2012-05-01", "title", "Cessez-le-feu sign\ufffd", *words)


@fault
def question_mark_in_the_name_of_a_place(f: CaseFolder) -> Expected:
    return lost(f, "places.csv", "seat_b", "name", "S?at")


@fault
def question_mark_in_another_name_of_a_place(f: CaseFolder) -> Expected:
    return lost(f, "places.csv", "north", "alt_names", "Nord|?stnord")


@fault
def question_mark_in_the_name_of_an_actor(f: CaseFolder) -> Expected:
    return lost(f, "actors.csv", "reb", "short_name", "R?b")


@fault
def question_mark_in_the_name_of_a_bloc(f: CaseFolder) -> Expected:
    return lost(f, "blocs.csv", "rebels", "name", "Rebell?")


@fault
def question_mark_in_a_name_in_french(f: CaseFolder) -> Expected:
    text = "kind,id,name,short_name\nplace,north,Nord?e,\nmilestone,Ceasefire,Une tr?ve,\n"
    (f.case / "names_fr.csv").write_text(text)
    return Expected("names_fr.csv", 2, "name", ("`Nord?e`", "letters were"), "doubt")


@fault
def question_mark_in_the_name_of_a_river(f: CaseFolder) -> Expected:
    f.layer("rivers.shp", layers()["rivers.shp"].assign(name="Str?m"))
    return Expected("rivers.shp", 1, "name", ("`Str?m`", "letters were"), "doubt")


@fault
def question_mark_in_the_name_of_an_area(f: CaseFolder) -> Expected:
    frame = layers()["cercles.shp"]
    frame["title"] = ["Cercle a", "C?rcle b", "Cercle c"]
    f.layer("cercles.shp", frame.drop(columns="name"))
    f.replace("case.toml", 'path = "cercles.shp"\n', 'path = "cercles.shp"\nname = "title"\n')
    return Expected("cercles.shp", 2, "title", ("`C?rcle b`", "another source"), "doubt")


# --- people -----------------------------------------------------------------------------------


@fault
def more_people_in_the_parts_than_in_the_whole(f: CaseFolder) -> Expected:
    give_people(f, "a1,200", "a2,200", "cercle_a,300", "land,1000")
    words = ("Cercle a (cercle `cercle_a`) has 300 people", "its 2 parts with figures have 400")
    return Expected("population.csv", 4, "population", words, "doubt")


@fault
def people_of_a_whole_that_are_nowhere(f: CaseFolder) -> Expected:
    give_people(f, "cercle_a,300", "cercle_b,300", "cercle_c,300", "land,1000")
    words = ("900: 100 people are nowhere",)
    return Expected("population.csv", 5, "population", words, "doubt")


@fault
def areas_without_a_figure_of_people(f: CaseFolder) -> Expected:
    give_people(f, "cercle_a,300")
    words = ("6 of 9 areas of the level commune", "Add a row for them")
    return Expected("population.csv", None, "population", words, "doubt")
