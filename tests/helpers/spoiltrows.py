"""Faults in what the rows of the tables say: who, where, when."""

from __future__ import annotations

from casefolder import CaseFolder, layers
from faultkit import CLAIMS, Expected, cell, claim, registry
from peoplecase import give_people

FAULTS, fault = registry()


def write_governs(f: CaseFolder, **stated: str) -> int:
    """Add the column ``governs`` to the actors; the line of the last one named."""
    header, *rows = (line.split(",") for line in f.path("actors.csv").read_text().splitlines())
    rows = [[*row, stated.get(row[0], "")] for row in rows]
    f.write("actors.csv", [[*header, "governs"], *rows])
    return max(line for line, row in enumerate(rows, 2) if row[0] in stated or not stated)


# --- who, where, when -------------------------------------------------------------------------


@fault
def unknown_place(f: CaseFolder) -> Expected:
    return claim(f, "target_id", "`nort`", "Did you mean `north`", target_id="nort")


@fault
def unknown_place_in_another_spelling(f: CaseFolder) -> Expected:
    return claim(f, "target_id", "`Norden`", "Did you mean `north`", target_id="Norden")


@fault
def unknown_place_without_any_near_spelling(f: CaseFolder) -> Expected:
    return claim(f, "target_id", "`zzzzzz`", "Add it to places.csv", target_id="zzzzzz")


@fault
def area_of_an_unknown_name(f: CaseFolder) -> Expected:
    words = ("no cercle `Circle b`", "Did you mean `cercle:Cercle b`")
    return claim(f, "target_id", *words, key="e04", target_id="cercle:Circle b")


@fault
def area_whose_name_others_have(f: CaseFolder) -> Expected:
    frame = layers()["communes.shp"]
    frame.loc[frame["id"].isin(["b1", "c1"]), "name"] = "Twin"
    f.layer("communes.shp", frame)
    words = ("names 2 areas: `b1` (in `cercle_b`), `c1` (in `cercle_c`)", "Write the id")
    return claim(f, "target_id", *words, key="e11", target_id="commune:twin")


@fault
def area_of_an_unknown_level(f: CaseFolder) -> Expected:
    words = ("no level `cerle`", "Did you mean `cercle`")
    return claim(f, "target_id", *words, key="e04", target_id="cerle:b")


@fault
def named_area_of_another_frame(f: CaseFolder) -> Expected:
    table = layers()["regions_new.shp"].assign(id=["west", "orient"], name=["West", "Orient"])
    f.layer("regions_new.shp", table)
    f.set("seats.csv", "east", area_id="orient")
    cells = {"event_date": "2012-06-10", "target_id": "region:Orient"}
    words = ("`region:Orient` (`orient`) did not exist on 2012-06-10", "Name the area")
    return claim(f, "target_id", *words, key="e13", **cells)


@fault
def unknown_actor(f: CaseFolder) -> Expected:
    return claim(f, "gained_by", "`rebs`", "Did you mean `reb`?", gained_by="rebs")


@fault
def unknown_second_actor(f: CaseFolder) -> Expected:
    return claim(f, "gained_by", "`Unitedfront`", "`front`", gained_by="reb+Unitedfront")


@fault
def unknown_opponent(f: CaseFolder) -> Expected:
    return claim(f, "opposed_by", "`none`", "Add it to actors.csv", opposed_by="none")


@fault
def actor_before_its_time(f: CaseFolder) -> Expected:
    words = ("`front` was active from 2012-09-01, not on this date", "Correct the date")
    return claim(f, "opposed_by", *words, opposed_by="front")


@fault
def actor_after_its_time(f: CaseFolder) -> Expected:
    words = ("2011-10-01 to 2012-08-31", "Name its successor `front`")
    return claim(f, "opposed_by", *words, key="e13", opposed_by="reb")


@fault
def actor_reversed(f: CaseFolder) -> Expected:
    line = f.set("actors.csv", "jih", active_from="2012-02-01", active_to="2012-01-01")
    return Expected("actors.csv", line, "active_to", ("end before they begin", "Swap"))


@fault
def peacekeeper_governs_a_town(f: CaseFolder) -> Expected:
    words = ("`un` is a peacekeeper and cannot govern", "Name first the authority", "`yes`")
    return claim(f, "gained_by", *words, key="e10", gained_by="un")


@fault
def foreign_army_governs_an_area(f: CaseFolder) -> Expected:
    words = ("`legion` is a foreign army", "after a `+`")
    return claim(f, "gained_by", *words, key="e11", gained_by="legion+reb")


@fault
def rebels_that_shall_not_govern(f: CaseFolder) -> Expected:
    write_governs(f, reb="no")
    line = f.append(CLAIMS, "x1,2012-02-01,na,,capture,reb,,held,,high,https://a.example/x,")
    for key in ("e02", "e03", "e11"):
        f.set(CLAIMS, key, event_type="observation", gained_by="gov+reb", lost_by="")
    f.set(CLAIMS, "e12", gained_by="jih")
    words = ("`reb` is a rebel with `governs` = `no`", "`governs` = `yes`")
    return Expected(CLAIMS, line, "gained_by", words)


@fault
def governs_in_another_word(f: CaseFolder) -> Expected:
    line = write_governs(f, legion="true")
    return Expected("actors.csv", line, "governs", ("`true` is not one", "(empty), yes, no"))


@fault
def baseline_that_cannot_govern(f: CaseFolder) -> Expected:
    line = f.append("actors.csv", "mission,Mission,Mission,peacekeeper,#123456,,,,")
    assert line
    f.replace("case.toml", 'baseline = "gov"', 'baseline = "mission"')
    words = ("`mission` is a peacekeeper and cannot govern", "`governs` = `yes`")
    return Expected("case.toml", None, "baseline", words)


@fault
def ruler_that_passes_into_one_who_cannot_govern(f: CaseFolder) -> Expected:
    line = f.append("successions.csv", "jih,legion,2012-10-20,absorption,https://a.example/x")
    words = ("`jih` governs and would pass into `legion`, a foreign army", "`governs` = `yes`")
    return Expected("successions.csv", line, "successor", words)


@fault
def nobody_beside_somebody(f: CaseFolder) -> Expected:
    return claim(f, "gained_by", "stand alone", "Remove", gained_by="reb+none")


@fault
def actor_named_twice(f: CaseFolder) -> Expected:
    return claim(f, "gained_by", "named twice", "Name it once", gained_by="reb+reb")


@fault
def baseline_is_no_actor(f: CaseFolder) -> Expected:
    f.replace("case.toml", 'baseline = "gov"', 'baseline = "goverment"')
    return Expected("case.toml", None, "baseline", ("`goverment`", "Did you mean `gov`"))


@fault
def milestone_of_an_unknown_actor(f: CaseFolder) -> Expected:
    f.replace("milestones.csv", "gov+reb", "gov+rebb")
    return Expected("milestones.csv", 2, "actors", ("`rebb`", "Did you mean `reb`"))


@fault
def member_of_an_unknown_bloc(f: CaseFolder) -> Expected:
    return cell(f, "bloc_members.csv", "gov", "bloc_id", "stat", "`stat`", "`state`")


@fault
def member_of_two_blocs(f: CaseFolder) -> Expected:
    line = f.append("bloc_members.csv", "gov,rebels,2012-05-01,")
    return Expected("bloc_members.csv", line, "start", ("two blocs at once", "End the earlier"))


@fault
def succession_in_a_circle(f: CaseFolder) -> Expected:
    line = f.append("successions.csv", "front,reb,2012-10-01,rename,https://a.example/x")
    return Expected("successions.csv", line, "successor", ("succeed itself", "Delete one"))


@fault
def succeeded_twice(f: CaseFolder) -> Expected:
    line = f.append("successions.csv", "reb,jih,2012-10-01,rename,https://a.example/x")
    words = ("succeeded already (line 2)", "keep one")
    return Expected("successions.csv", line, "predecessor", words)


@fault
def succession_given_twice(f: CaseFolder) -> Expected:
    line = f.append("successions.csv", "reb,front,2012-09-01,merger,https://a.example/x")
    words = ("succeeded already (line 2)", "keep one")
    return Expected("successions.csv", line, "predecessor", words)


@fault
def succeeded_by_itself(f: CaseFolder) -> Expected:
    line = f.append("successions.csv", "jih,jih,2012-10-01,rename,https://a.example/x")
    words = ("`jih` would succeed itself", "delete the row")
    return Expected("successions.csv", line, "successor", words)


@fault
def successor_that_was_succeeded_before(f: CaseFolder) -> Expected:
    f.set("actors.csv", "reb", active_to="")
    line = f.append("successions.csv", "jih,reb,2012-10-01,merger,https://a.example/x")
    words = ("`reb` no longer exists on 2012-10-01", "2012-09-01 (line 2)", "Name `front`")
    return Expected("successions.csv", line, "successor", words)


@fault
def successor_that_ended_before(f: CaseFolder) -> Expected:
    f.set("actors.csv", "un", active_to="2012-08-01")
    line = f.append("successions.csv", "legion,un,2012-10-01,merger,https://a.example/x")
    words = ("`un` existed no longer (active to 2012-08-01)", "its active years")
    return Expected("successions.csv", line, "successor", words)


@fault
def successor_that_is_not_there_yet(f: CaseFolder) -> Expected:
    line = f.append("successions.csv", "jih,front,2012-08-01,merger,https://a.example/x")
    words = ("`front` did not exist yet (active from 2012-09-01)", "Correct the date")
    return Expected("successions.csv", line, "successor", words)


@fault
def succeeded_before_it_was_there(f: CaseFolder) -> Expected:
    f.set("actors.csv", "jih", active_from="2012-03-01")
    line = f.append("successions.csv", "jih,gov,2012-02-20,absorption,https://a.example/x")
    words = ("`jih` did not exist yet (active from 2012-03-01)", "Correct the date")
    return Expected("successions.csv", line, "predecessor", words)


# --- dates ------------------------------------------------------------------------------------


@fault
def bad_date(f: CaseFolder) -> Expected:
    return claim(f, "event_date", "`soon`", "Write a day", event_date="soon")


@fault
def date_with_the_name_of_a_month(f: CaseFolder) -> Expected:
    words = ("`10 Jan 2012` is a date that is written otherwise", "Write 2012-01-10.")
    return claim(f, "event_date", *words, event_date="10 Jan 2012")


@fault
def date_of_a_spreadsheet(f: CaseFolder) -> Expected:
    words = ("`01/20/2012` is month/day/year or day/month/year, as", "Write 2012-01-20.")
    return claim(f, "event_date", *words, event_date="01/20/2012")


@fault
def date_of_a_spreadsheet_that_two_days_may_be(f: CaseFolder) -> Expected:
    words = ("`01/02/2012` is", "Write 2012-01-02 or 2012-02-01, whichever is meant.")
    return claim(f, "event_date", *words, event_date="01/02/2012")


@fault
def day_number_of_a_spreadsheet(f: CaseFolder) -> Expected:
    words = ("day number of a spreadsheet", "Write 2012-01-10 (or 2016-01-11, if")
    return claim(f, "event_date", *words, event_date="40918")


@fault
def date_with_a_time_of_day(f: CaseFolder) -> Expected:
    words = ("a day with a time of day", "Drop the time: write 2012-01-10.")
    return claim(f, "event_date", *words, event_date="2012-01-10T00:00:00.000Z")


@fault
def day_of_a_spreadsheet_where_a_whole_day_is_needed(f: CaseFolder) -> Expected:
    words = ("`20/10/2011` is month/day/year or day/month/year", "Write 2011-10-20.")
    return cell(f, "actors.csv", "reb", "active_from", "20/10/2011", *words)


@fault
def month_where_a_whole_day_is_needed(f: CaseFolder) -> Expected:
    words = ("`October 2011` is not a day of the calendar", "Write YYYY-MM-DD")
    return cell(f, "actors.csv", "reb", "active_from", "October 2011", *words)


@fault
def reversed_date(f: CaseFolder) -> Expected:
    words = ("the interval is reversed", "Write a day")
    return claim(f, "event_date", *words, event_date="2012-01-18/2012-01-17")


@fault
def impossible_date(f: CaseFolder) -> Expected:
    words = ("`2012-02-30`", "no such day in the calendar", "Write a day")
    return claim(f, "event_date", *words, event_date="2012-02-30")


@fault
def open_interval(f: CaseFolder) -> Expected:
    return claim(f, "event_date", "open interval", "between", event_date="2012-01-10/..")


@fault
def missing_date(f: CaseFolder) -> Expected:
    return claim(f, "event_date", "The date is missing", "Fill it in", event_date="")


@fault
def date_outside_the_case(f: CaseFolder) -> Expected:
    words = ("2013-01-10 lies outside the case (2012-01-01 to 2012-12-31)", "last_day")
    return claim(f, "event_date", *words, key="e12", event_date="2013-01-10")


@fault
def date_outside_the_frame_of_its_area(f: CaseFolder) -> Expected:
    table = layers()["regions_new.shp"]
    table["id"] = ["west", "orient"]
    f.layer("regions_new.shp", table)
    f.set("seats.csv", "east", area_id="orient")
    line = f.set(CLAIMS, "e13", event_date="2012-06-10", target_id="orient")
    return Expected(CLAIMS, line, "target_id", ("did not exist on 2012-06-10", "Name the area"))


@fault
def overlapping_windows(f: CaseFolder) -> Expected:
    line = f.set(CLAIMS, "e04", event_date="2012-02~", target_id="seat_b", scope="")
    words = ("overlaps that of line 3", "their order is a guess", "Narrow one of the dates")
    return Expected(CLAIMS, line, "event_date", words, "doubt")


@fault
def lost_by_somebody_who_did_not_hold_it(f: CaseFolder) -> Expected:
    line = f.set(CLAIMS, "e10", lost_by="jih")
    words = ("`jih` did not hold it before 2012-06-15", "held by reb", "Correct `lost_by`")
    return Expected(CLAIMS, line, "lost_by", words, "doubt")


# --- people -----------------------------------------------------------------------------------


@fault
def people_of_an_unknown_area(f: CaseFolder) -> Expected:
    give_people(f, "land,1000", "cercle_aa,300")
    words = ("no area `cercle_aa`", "Did you mean `cercle_a`")
    return Expected("population.csv", 3, "area_id", words)


@fault
def people_of_an_area_twice(f: CaseFolder) -> Expected:
    give_people(f, "land,1000", "land,1000")
    words = ("`land` has a figure of 2009 already, on line 2", "Keep one")
    return Expected("population.csv", 3, "area_id", words)


@fault
def people_with_spaces_between_digits(f: CaseFolder) -> Expected:
    give_people(f, "land,1 000")
    words = ("`1 000` is not a number of people", "without spaces")
    return Expected("population.csv", 2, "population", words)
