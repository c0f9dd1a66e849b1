"""``mapper check``: one fault per case folder, each named with file, row, column and advice."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import shapely
from casefolder import GAZETTEER, TABLES, CaseFolder, communes, layers, square, write_case
from click.testing import CliRunner, Result

from mapper.cli import main

CLAIMS = "control_events.csv"


@dataclass(frozen=True)
class Expected:
    """What ``check`` must say: where, and words of message and suggestion in order."""

    file: str
    row: int | None
    column: str | None
    words: tuple[str, ...]
    severity: str = "error"

    @property
    def where(self) -> str:
        row = "" if self.row is None else f":{self.row}"
        column = "" if self.column is None else f":{self.column}"
        return f"{self.severity}: {self.file}{row}{column}: "


Spoil = Callable[[CaseFolder], Expected]
FAULTS: dict[str, Spoil] = {}


def fault(function: Spoil) -> Spoil:
    """Register a way to spoil the good case."""
    FAULTS[function.__name__] = function
    return function


def claim(f: CaseFolder, column: str, *words: str, key: str = "e02", **cells: str) -> Expected:
    """Change cells of a claim, and expect a fault in one of them."""
    return Expected(CLAIMS, f.set(CLAIMS, key, **cells), column, words)


def doubt(f: CaseFolder, column: str, *words: str, key: str, **cells: str) -> Expected:
    """Change cells of a claim, and expect a doubt about one of them."""
    return replace(claim(f, column, *words, key=key, **cells), severity="doubt")


def cell(f: CaseFolder, name: str, key: str, column: str, value: str, *words: str) -> Expected:
    """Change one cell, and expect a fault in it."""
    return Expected(name, f.set(name, key, **{column: value}), column, words)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


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
    words = ("`un` is a peacekeeper and cannot govern", "Name first the authority")
    return claim(f, "gained_by", *words, key="e10", gained_by="un")


@fault
def foreign_army_governs_an_area(f: CaseFolder) -> Expected:
    words = ("`legion` is a foreign army", "after a `+`")
    return claim(f, "gained_by", *words, key="e11", gained_by="legion+reb")


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


# --- dates ------------------------------------------------------------------------------------


@fault
def bad_date(f: CaseFolder) -> Expected:
    return claim(f, "event_date", "`10 Jan 2012`", "Write a day", event_date="10 Jan 2012")


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


# --- cells ------------------------------------------------------------------------------------


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


# --- places -----------------------------------------------------------------------------------


@fault
def place_outside_the_country(f: CaseFolder) -> Expected:
    line = f.set("places.csv", "far", lat="18.5", lon="2.5")
    return Expected("places.csv", line, "lat", ("Far lies outside the country", "Check sign"))


@fault
def place_with_lat_and_lon_swapped(f: CaseFolder) -> Expected:
    line = f.set("places.csv", "far", lat="2.5", lon="14.5")
    return Expected("places.csv", line, "lat", ("outside", "swapped it would lie in Bout-du"))


@fault
def place_in_another_commune(f: CaseFolder) -> Expected:
    words = ("Post lies in Commune c2 (`c2`), not in Bout-du-monde", "write `c2`")
    return cell(f, "places.csv", "post", "commune_id", "c3", *words)


@fault
def place_in_no_commune(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "post", "commune_id", "c9", "no commune `c9`", "`c2`")


@fault
def longitude_beyond_the_antimeridian(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "far", "lon", "181", "`181` is not a longitude", "-180 to 180")


@fault
def latitude_with_a_comma(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "far", "lat", "14,5", "`14,5` is not a latitude", "point")


@fault
def latitude_as_python_would_read_it(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "far", "lat", "1_4.5", "not a latitude", "decimal degrees")


@fault
def place_with_the_id_of_an_area(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "minor", "place_id", "b1", "also the id of an area", "another id")


@fault
def base_that_decides(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "camp", "decides", "yes", "A base decides no land", "`no`")


@fault
def rank_that_does_not_fit(f: CaseFolder) -> Expected:
    return cell(f, "places.csv", "camp", "rank", "2", "Rank 2 does not fit a base", "Ranks 1 to 3")


@fault
def seat_elsewhere(f: CaseFolder) -> Expected:
    return cell(f, "seats.csv", "cercle_c", "place_id", "na", "does not lie in", "true seat")


@fault
def seat_of_an_unknown_area(f: CaseFolder) -> Expected:
    return cell(f, "seats.csv", "cercle_c", "area_id", "cercle_d", "no area", "Did you mean")


@fault
def two_seats(f: CaseFolder) -> Expected:
    line = f.append("seats.csv", "cercle_c,post,cercle")
    return Expected("seats.csv", line, "place_id", ("`seat_c` already (line 4)", "keep one"))


# --- tables as files --------------------------------------------------------------------------


@fault
def undecodable_text(f: CaseFolder) -> Expected:
    path = f.path("places.csv")
    raw = path.read_bytes().replace("Sèat".encode(), "Sèat".encode("latin-1"))
    path.write_bytes(raw)
    byte = raw.index(b"\xe8")
    return Expected("places.csv", 7, None, (f"Byte {byte} (0xE8)", "Save the file as UTF-8"))


@fault
def mojibake(f: CaseFolder) -> Expected:
    words = ("Accented letters are garbled", "restore it")
    return cell(f, "places.csv", "seat_b", "name", "SÃ¨at", *words)


@fault
def wrong_column_name(f: CaseFolder) -> Expected:
    f.replace("blocs.csv", "bloc_id,name,colour", "bloc_id,title,colour")
    return Expected("blocs.csv", 1, "name", ("`name` is missing", "Add a column"))


@fault
def misspelt_column_name(f: CaseFolder) -> Expected:
    f.replace("blocs.csv", "bloc_id,name,colour", "bloc_id,name,color")
    return Expected("blocs.csv", 1, "colour", ("`colour` is missing", "Rename `color`"))


@fault
def column_twice(f: CaseFolder) -> Expected:
    text = f.path("blocs.csv").read_text("utf-8").splitlines()
    f.path("blocs.csv").write_text("\n".join(f"{line},{line.split(',')[1]}" for line in text))
    return Expected("blocs.csv", 1, "name", ("appears twice", "Keep one"))


@fault
def shifted_row(f: CaseFolder) -> Expected:
    f.replace(CLAIMS, "e06,2012-04-01/2012-04-03,", "e06,2012-04-01,2012-04-03,")
    return Expected(CLAIMS, 6, None, ("The row has 13 cells, the header has 12: too many", "comma"))


@fault
def short_row(f: CaseFolder) -> Expected:
    f.replace("actors.csv", "jih,Jihadists,Jihadists,", "jih,Jihadists,")
    return Expected("actors.csv", 5, None, ("8 cells, the header has 9: too few", "comma"))


@fault
def empty_file(f: CaseFolder) -> Expected:
    f.path("actors.csv").write_bytes(b"")
    return Expected("actors.csv", None, None, ("The file is empty", "Write the header"))


@fault
def file_of_blank_lines_and_a_mark(f: CaseFolder) -> Expected:
    f.path("actors.csv").write_bytes(b"\xef\xbb\xbf\r\n\r\n")
    return Expected("actors.csv", None, None, ("The file is empty", "Write the header"))


@fault
def missing_table(f: CaseFolder) -> Expected:
    f.path("successions.csv").unlink()
    return Expected("successions.csv", None, None, ("The file is missing", "with a header line"))


@fault
def folder_in_place_of_a_table(f: CaseFolder) -> Expected:
    f.path("successions.csv").unlink()
    f.path("successions.csv").mkdir()
    return Expected("successions.csv", None, None, ("it is a folder", "Put the file"))


@fault
def pipe_in_place_of_a_table(f: CaseFolder) -> Expected:
    f.path("successions.csv").unlink()
    os.mkfifo(f.path("successions.csv"))
    return Expected("successions.csv", None, None, ("a pipe or device", "Put the file"))


@fault
def table_that_is_a_link_to_itself(f: CaseFolder) -> Expected:
    f.path("successions.csv").unlink()
    f.path("successions.csv").symlink_to(f.path("successions.csv"))
    return Expected("successions.csv", None, None, ("cannot be read", "Put the file"))


@fault
def cell_without_end(f: CaseFolder) -> Expected:
    long = "x" * 200_000
    row = f.set(CLAIMS, "e03", note=long)
    return Expected(CLAIMS, row, None, ("field larger than field limit", "131,072 characters"))


@fault
def date_without_end(f: CaseFolder) -> Expected:
    return claim(f, "event_date", "2012-06", "[…]", "Write a day", event_date="2012-06" * 9_000)


@fault
def spreadsheet_named_csv(f: CaseFolder) -> Expected:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    f.path(CLAIMS).write_bytes(book.getvalue())
    return Expected(CLAIMS, None, None, ("a ZIP archive or an office document", "Export"))


@fault
def web_page_named_csv(f: CaseFolder) -> Expected:
    f.path(CLAIMS).write_bytes(b"<!doctype html><title>404</title>")
    return Expected(CLAIMS, None, None, ("a web page", "Export the table as CSV"))


@fault
def web_page_after_blank_lines_and_a_mark(f: CaseFolder) -> Expected:
    f.path(CLAIMS).write_bytes(b"\xef\xbb\xbf\r\n  <!doctype html><title>404</title>")
    return Expected(CLAIMS, None, None, ("a web page", "Export the table as CSV"))


@fault
def utf16_without_a_mark(f: CaseFolder) -> Expected:
    path = f.path("blocs.csv")
    path.write_bytes(path.read_text("utf-8").encode("utf-16-le"))
    return Expected("blocs.csv", None, None, ("UTF-16", "Export the table as CSV in UTF-8"))


@fault
def semicolons(f: CaseFolder) -> Expected:
    path = f.path("blocs.csv")
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    return Expected("blocs.csv", 1, None, ("separated by semicolons", "comma as separator"))


@fault
def quote_that_is_never_closed(f: CaseFolder) -> Expected:
    f.replace(CLAIMS, "Some day", '"Some day')
    return Expected(CLAIMS, 3, None, ("begins here is not readable as CSV", "Close every quote"))


@fault
def control_character(f: CaseFolder) -> Expected:
    f.replace(CLAIMS, "Some day", "Some \x1b[2Jday")
    return Expected(CLAIMS, 3, "note", ("cannot be seen", "Delete it"))


@fault
def nul_byte(f: CaseFolder) -> Expected:
    f.replace(CLAIMS, "Some day", "Some\0day")
    return Expected(CLAIMS, 3, "note", ("control character", "Delete it"))


@fault
def text_that_turns_round_what_follows(f: CaseFolder) -> Expected:
    f.replace(CLAIMS, "Some day", "Some \u202eday")
    return Expected(CLAIMS, 3, "note", ("cannot be seen", "hides what is written"))


# --- boundary layers --------------------------------------------------------------------------


def with_communes(f: CaseFolder, change: dict[str, shapely.Geometry | None]) -> None:
    """Write the communes with other shapes; None leaves one out."""
    frame = communes().set_index("id")
    for area, shape in change.items():
        if shape is None:
            frame = frame.drop(area)
        else:
            frame.loc[area, "geometry"] = shape
    f.layer("communes.shp", frame.reset_index()[["id", "name", "parent", "geometry"]])


@fault
def missing_commune(f: CaseFolder) -> Expected:
    with_communes(f, {"a2": None})
    words = ("leaves out ground that cercles.shp covers, near 13.5000, 0.5000", "coverage")
    return Expected("communes.shp", None, "geometry", words)


@fault
def sliver_gap(f: CaseFolder) -> Expected:
    middle = shapely.Polygon([(1, 13), (2, 13), (2, 14), (1, 14), (1.0004, 13.5)])
    with_communes(f, {"b2": middle})
    words = ("leave a gap between", "(a2)", "(b2)", "near 1", "vertex by vertex")
    return Expected("communes.shp", None, "geometry", words)


@fault
def slit_to_the_outside(f: CaseFolder) -> Expected:
    corner = shapely.Polygon([(1, 12), (2, 12), (2, 13), (1, 13)])
    slit = corner.difference(shapely.Polygon([(1, 11), (1.00005, 11), (1.00005, 12.9), (1, 12.9)]))
    with_communes(f, {"b1": slit})
    words = ("The areas", "(a1)", "(b1)", "clean the layer")
    return Expected("communes.shp", None, "geometry", words)


@fault
def overlap(f: CaseFolder) -> Expected:
    with_communes(f, {"b2": square(0.9, 13, 1.1)})
    words = ("overlap or their edges differ", "(a2)", "near 1", "clean the layer")
    return Expected("communes.shp", None, "geometry", words)


@fault
def vertex_on_one_side_only(f: CaseFolder) -> Expected:
    middle = shapely.Polygon([(1, 13), (2, 13), (2, 14), (1, 14), (1, 13.5)])
    with_communes(f, {"b2": middle})
    words = ("edges differ", "Commune a2 (a2), Sèat land (b2)", "vertex by vertex")
    return Expected("communes.shp", None, "geometry", words)


@fault
def polygon_that_crosses_itself(f: CaseFolder) -> Expected:
    with_communes(f, {"c3": shapely.Polygon([(2, 14), (3, 15), (3, 14), (2, 15)])})
    return Expected("communes.shp", 9, "geometry", ("not valid (Self-intersection", "make valid"))


@fault
def layer_beyond_the_antimeridian(f: CaseFolder) -> Expected:
    with_communes(f, {"c3": square(180, 14)})
    return Expected("communes.shp", 9, "geometry", ("beyond ±180°", "180th meridian"))


@fault
def area_id_twice(f: CaseFolder) -> Expected:
    frame = communes()
    frame.loc[8, "id"] = "c2"
    f.layer("communes.shp", frame)
    return Expected("communes.shp", 9, "id", ("`c2` is used twice", "Merge"))


@fault
def unknown_parent(f: CaseFolder) -> Expected:
    frame = communes()
    frame.loc[8, "parent"] = "cercle_x"
    f.layer("communes.shp", frame)
    return Expected("communes.shp", None, "parent", ("`cercle_x` of `c3`", "Did you mean"))


@fault
def lines_in_place_of_polygons(f: CaseFolder) -> Expected:
    f.layer("country.shp", layers()["rivers.shp"].assign(id="land"))
    return Expected("country.shp", 1, "geometry", ("not a polygon", "Draw it"))


@fault
def overlapping_frames(f: CaseFolder) -> Expected:
    frame = layers()["regions_old.shp"].assign(valid_to="2012-07-02")
    f.layer("regions_old.shp", frame)
    words = ("frames old (regions_old.shp) and new both hold from 2012-07-01 on", "End old")
    return Expected("regions_new.shp", None, "valid_from", words)


@fault
def reversed_validity(f: CaseFolder) -> Expected:
    frame = layers()["regions_old.shp"]
    frame["valid_from"] = ["2012-07-02", ""]
    f.layer("regions_old.shp", frame)
    return Expected("regions_old.shp", 1, "valid_to", ("ends before it begins", "Swap"))


@fault
def missing_prj(f: CaseFolder) -> Expected:
    f.path("communes.prj").unlink()
    return Expected("communes.prj", None, None, (".prj file is missing", "never guessed"))


@fault
def empty_prj(f: CaseFolder) -> Expected:
    f.path("communes.prj").write_bytes(b"")
    return Expected("communes.shp", None, None, ("no coordinate reference system", ".prj"))


@fault
def prj_of_metres(f: CaseFolder) -> Expected:
    frame = communes().to_crs("EPSG:32631")
    f.layer("communes.shp", frame)
    wgs84 = f.path("cercles.prj").read_bytes()
    f.path("communes.prj").write_bytes(wgs84)
    return Expected(
        "communes.shp", None, "geometry", ("are not degrees", "true coordinate reference")
    )


@fault
def missing_cpg(f: CaseFolder) -> Expected:
    f.path("communes.cpg").unlink()
    return Expected("communes.cpg", None, None, ("accented letters", "`UTF-8`"))


@fault
def cpg_that_would_garble_names(f: CaseFolder) -> Expected:
    f.path("communes.cpg").write_text("ISO-8859-1")
    return Expected("communes.cpg", None, None, ("says ISO-8859-1", "mojibake", "Write `UTF-8`"))


@fault
def cpg_that_is_not_true(f: CaseFolder) -> Expected:
    path = f.path("communes.dbf")
    raw = path.read_bytes().replace("Sèat".encode(), "Sèat ".encode("latin-1"))
    path.write_bytes(raw)
    byte = raw.index(b"\xe8")
    words = (f"says UTF-8, but byte {byte} of the .dbf (record 5)", "ISO-8859-1 or 1252")
    return Expected("communes.cpg", None, None, words)


@fault
def cpg_of_an_unknown_encoding(f: CaseFolder) -> Expected:
    f.path("communes.cpg").write_text("KLINGON")
    return Expected("communes.cpg", None, None, ("no encoding that is known (`KLINGON`)", "UTF-8"))


@fault
def missing_dbf(f: CaseFolder) -> Expected:
    f.path("communes.dbf").unlink()
    return Expected("communes.dbf", None, None, ("is missing", "beside communes.shp"))


@fault
def text_named_dbf(f: CaseFolder) -> Expected:
    f.path("cercles.dbf").write_text("id,name\ncercle_a,Cercle a\n")
    return Expected("cercles.dbf", None, None, ("no dBASE table", "export the layer again"))


@fault
def truncated_dbf(f: CaseFolder) -> Expected:
    path = f.path("communes.dbf")
    path.write_bytes(path.read_bytes()[:-200])
    return Expected("communes.dbf", None, None, ("cut short", "Copy it again"))


@fault
def corner_that_is_no_number(f: CaseFolder) -> Expected:
    path = f.path("communes.shp")
    raw = bytearray(path.read_bytes())
    first_x = 100 + 8 + 44 + 4  # headers of file and record; type, box, counts; first part
    raw[first_x : first_x + 8] = struct.pack("<d", float("nan"))
    path.write_bytes(raw)
    return Expected("communes.shp", None, None, ("cannot be read", "export it again"))


@fault
def layer_whose_driver_warns(f: CaseFolder) -> Expected:
    f.layer("cercles.gpkg", layers()["cercles.shp"])
    f.replace("case.toml", "cercles.shp", "cercles.gpkg")
    raw = bytearray(f.path("cercles.gpkg").read_bytes())
    raw[68:72] = b"oops"  # the id of the application that SQLite keeps
    f.path("cercles.gpkg").write_bytes(raw)
    words = ("driver warns", "application_id", "Look at the layer")
    return Expected("cercles.gpkg", None, None, words, "doubt")


@fault
def coordinates_of_a_local_plan(f: CaseFolder) -> Expected:
    f.path("communes.prj").write_text('LOCAL_CS["plan",UNIT["metre",1]]')
    words = ("cannot be turned into degrees", "true coordinate reference system")
    return Expected("communes.shp", None, None, words)


@fault
def area_without_a_name(f: CaseFolder) -> Expected:
    frame = communes()
    frame.loc[3, "name"] = None
    f.layer("communes.shp", frame)
    return Expected("communes.shp", 4, "name", ("has no name", "Give every area a name"))


@fault
def days_between_two_frames(f: CaseFolder) -> Expected:
    frame = layers()["regions_new.shp"]
    f.layer("regions_new.shp", frame.assign(valid_from="2012-09-01"))
    words = ("No frame of the level region", "2012-07-01 to before 2012-09-01", "close the gap")
    return Expected("regions_new.shp", None, "valid_from", words, "doubt")


@fault
def last_frame_ends_before_the_case(f: CaseFolder) -> Expected:
    frame = layers()["regions_new.shp"]
    f.layer("regions_new.shp", frame.assign(valid_to="2012-12-31"))
    words = ("2012-12-31 to before 2013-01-01", "close the gap")
    return Expected("regions_new.shp", None, "valid_to", words, "doubt")


@fault
def commune_across_two_cercles(f: CaseFolder) -> Expected:
    frame = layers()["cercles.shp"]
    edges = {"cercle_a": (0, 0.9), "cercle_b": (0.9, 2), "cercle_c": (2, 3)}
    frame["geometry"] = [shapely.box(a, 12, b, 15) for a, b in edges.values()]
    f.layer("cercles.shp", frame)
    words = ("Capital land (a1)", "lie across areas of cercles.shp", "borders match")
    return Expected("communes.shp", None, "geometry", words, "doubt")


@fault
def finest_level_in_two_frames(f: CaseFolder) -> Expected:
    frame = communes()
    f.layer("communes.shp", frame.assign(since="", until="2012-07-01"))
    f.layer("communes_new.shp", frame.assign(since="2012-07-01", until=""))
    f.replace(
        "case.toml",
        'parent = "parent"\n',
        'parent = "parent"\nframe = "old"\nvalid_from = "since"\nvalid_to = "until"\n\n'
        '[[layers]]\npath = "communes_new.shp"\nlevel = "commune"\nframe = "new"\n'
        'valid_from = "since"\nvalid_to = "until"\n',
    )
    words = ("needs one frame of the level commune, there are 2 (old, new)", "keep one of them")
    return Expected("case.toml", None, "areas.model", words)


@fault
def text_named_shp(f: CaseFolder) -> Expected:
    f.path("communes.shp").write_text("id,name\n")
    return Expected("communes.shp", None, None, ("not what its extension `.shp` says", "Export"))


@fault
def truncated_shp(f: CaseFolder) -> Expected:
    path = f.path("communes.shp")
    path.write_bytes(path.read_bytes()[:150])
    return Expected("communes.shp", None, None, ("cut short", "export the layer again"))


@fault
def empty_shp(f: CaseFolder) -> Expected:
    f.path("communes.shp").write_bytes(b"")
    return Expected("communes.shp", None, None, ("The file is empty", "Export"))


@fault
def layer_in_capitals(f: CaseFolder) -> Expected:
    f.replace("case.toml", "cercles.shp", "Cercles.SHP")
    return Expected("Cercles.SHP", None, None, ("is missing", "There is `cercles.shp`"))


@fault
def missing_layer(f: CaseFolder) -> Expected:
    f.path("cercles.shp").unlink()
    return Expected("cercles.shp", None, None, ("is missing", "geodata folder"))


@fault
def layer_without_its_column(f: CaseFolder) -> Expected:
    f.layer("country.shp", layers()["country.shp"].rename(columns={"id": "code"}))
    return Expected("country.shp", None, "id", ("no column `id`", "It has: code, name"))


@fault
def missing_background(f: CaseFolder) -> Expected:
    f.path("rivers.shp").unlink()
    return Expected("rivers.shp", None, None, ("is missing", "geodata folder"))


@fault
def markup_named_geojson(f: CaseFolder) -> Expected:
    f.replace("case.toml", "country.shp", "country.geojson")
    f.path("country.geojson").write_text("<kml/>")
    return Expected("country.geojson", None, None, ("not what its extension", "Export"))


@fault
def package_of_two_layers(f: CaseFolder) -> Expected:
    f.replace("case.toml", "country.shp", "country.gpkg")
    frame = layers()["country.shp"]
    for name in ("one", "two"):
        frame.to_file(f.path("country.gpkg"), layer=name)
    return Expected("country.gpkg", None, None, ("2 layers (one, two)", "file of its own"))


# --- case.toml --------------------------------------------------------------------------------


def toml(f: CaseFolder, old: str, new: str, key: str | None, *words: str) -> Expected:
    f.replace("case.toml", old, new)
    return Expected("case.toml", None, key, words)


def unsafe(f: CaseFolder, path: str, shown: str | None = None) -> Expected:
    f.replace("case.toml", 'path = "country.shp"', f'path = "{path}"')
    return Expected(shown or path, None, None, ("leads out of the geodata folder", "Name a file"))


@fault
def path_upwards(f: CaseFolder) -> Expected:
    return unsafe(f, "../../etc/passwd")


@fault
def path_absolute(f: CaseFolder) -> Expected:
    return unsafe(f, "/etc/passwd.shp")


@fault
def path_of_a_network_driver(f: CaseFolder) -> Expected:
    return unsafe(f, "/vsicurl/http://a.example/country.shp")


@fault
def path_of_a_driver_prefix(f: CaseFolder) -> Expected:
    return unsafe(f, "GPKG:country.gpkg")


@fault
def path_with_a_nul(f: CaseFolder) -> Expected:
    return unsafe(f, "country\\u0000.shp", "country\\x00.shp")


@fault
def path_too_long(f: CaseFolder) -> Expected:
    return unsafe(f, "x" * 400 + ".shp", "x" * 80)


@fault
def path_through_a_link(f: CaseFolder) -> Expected:
    outside = f.root / "outside.geojson"
    layers()["country.shp"].to_file(outside)
    f.path("country.geojson").symlink_to(outside)
    return unsafe(f, "country.geojson")


@fault
def path_in_a_circle_of_links(f: CaseFolder) -> Expected:
    f.path("loop.shp").symlink_to(f.path("loop.shp"))
    return unsafe(f, "loop.shp")


@fault
def background_path_upwards(f: CaseFolder) -> Expected:
    f.replace("case.toml", 'rivers = "rivers.shp"', 'rivers = "../rivers.shp"')
    return Expected("../rivers.shp", None, None, ("leads out", "Name a file"))


@fault
def format_that_is_not_read(f: CaseFolder) -> Expected:
    f.replace("case.toml", "country.shp", "country.vrt")
    return Expected("country.vrt", None, None, ("`.vrt` is not a layer format", ".shp, .gpkg"))


@fault
def toml_that_is_none(f: CaseFolder) -> Expected:
    f.replace("case.toml", 'title = "Tiny war"', "title = Tiny war")
    return Expected("case.toml", 1, None, ("not readable as TOML", "Correct what is written"))


@fault
def toml_of_wrong_types(f: CaseFolder) -> Expected:
    return toml(
        f,
        "first_day = 2012-01-01",
        'first_day = "2012-01-01"',
        "first_day",
        "must be a day",
        "without quotes",
    )


@fault
def toml_nested_without_end(f: CaseFolder) -> Expected:
    return toml(f, "attribution = [", "attribution = [" + "[" * 20_000, None, "TOML", "Correct")


@fault
def toml_number_without_end(f: CaseFolder) -> Expected:
    return toml(f, "zoom = 6", "zoom = " + "9" * 5000, None, "TOML", "Correct")


@fault
def huge_zoom(f: CaseFolder) -> Expected:
    return toml(f, "zoom = 6", "zoom = 999", "map.zoom", "from 0 to 18", "Correct")


@fault
def centre_that_is_no_number(f: CaseFolder) -> Expected:
    return toml(f, "[13.5, 1.5]", "[nan, inf]", "map.centre", "[lat, lon] in degrees", "Correct")


@fault
def misspelt_option(f: CaseFolder) -> Expected:
    return toml(f, "centre =", "center =", "map.center", "`center` is not known", "`centre`")


@fault
def rule_beyond_its_range(f: CaseFolder) -> Expected:
    new = "[rules]\ndispute_days = -1\n[areas]"
    return toml(f, "[areas]", new, "rules.dispute_days", "whole number from 0", "Correct")


@fault
def level_that_is_a_list(f: CaseFolder) -> Expected:
    return toml(f, 'level = "cercle"', 'level = ["cercle"]', "layers[2]", "table of texts", "Write")


@fault
def level_without_a_layer(f: CaseFolder) -> Expected:
    new = '"cercle", "canton"'
    return toml(f, '"cercle", ', f"{new}, ", "areas.levels", "No layer has the level", "remove it")


@fault
def unknown_area_model(f: CaseFolder) -> Expected:
    return toml(f, '"admin"', '"tiles"', "areas.model", "no area model `tiles`", "admin", "Correct")


@fault
def days_of_the_case_reversed(f: CaseFolder) -> Expected:
    return toml(f, "last_day = 2012-12-31", "last_day = 2011-12-31", "last_day", "before", "Swap")


@fault
def key_that_would_clear_the_terminal(f: CaseFolder) -> Expected:
    return toml(
        f,
        "[areas]",
        '[areas]\n"\\u001b[2J" = 1\n[a."\\u001b[2J"]\nb = 1\n[areas.x]',
        "a",
        "not known",
        "Use one of",
    )


@pytest.mark.parametrize("name", FAULTS)
def test_check_names_the_fault(name: str, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    expected = FAULTS[name](folder)
    result = run(str(folder.case))
    assert result.exit_code == 1, (result.output, result.exception)
    lines = result.stdout.splitlines()
    found = [line for line in lines if line.startswith(expected.where)]
    assert found, f"expected {expected.where!r} in:\n{result.stdout}"
    assert any(_in_order(line, expected.words) for line in found), "\n".join(found)
    assert all(line.isprintable() for line in lines)
    if name not in ALSO:
        assert len(lines) == 1, f"one fault, but these lines:\n{result.stdout}"


ALSO = {
    "wrong_column_name": "the new name is not known, the old one is missing",
}
"""Faults that rightly show more than once, and why."""


# --- what is no fault -------------------------------------------------------------------------

HARMLESS: dict[str, Callable[[CaseFolder], None]] = {}


def harmless(function: Callable[[CaseFolder], None]) -> Callable[[CaseFolder], None]:
    """Register a change of the good case that is no fault."""
    HARMLESS[function.__name__] = function
    return function


@harmless
def nothing(f: CaseFolder) -> None:
    """The good case itself."""


@harmless
def line_ends_of_windows_and_a_mark(f: CaseFolder) -> None:
    for name in (*TABLES, *GAZETTEER, "case.toml"):
        raw = f.path(name).read_bytes()
        f.path(name).write_bytes(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"))


@harmless
def last_lines_without_an_end(f: CaseFolder) -> None:
    for name in (*TABLES, *GAZETTEER):
        f.path(name).write_bytes(f.path(name).read_bytes().rstrip(b"\n"))


@harmless
def columns_in_another_order(f: CaseFolder) -> None:
    f.path("blocs.csv").write_text(
        "colour,bloc_id,name\n#2c6fbb,state,State and allies\n#f28e2b,rebels,Rebels\n"
    )


@harmless
def place_on_a_corner_of_four_communes(f: CaseFolder) -> None:
    f.set("places.csv", "minor", lon="1", lat="13")
    f.set("places.csv", "post", lon="3.0", lat="13.999")


@harmless
def quoted_line_breaks(f: CaseFolder) -> None:
    f.replace(CLAIMS, "Some day", '"Some\nday,\r\n""or"" other"')


@harmless
def layers_in_other_formats(f: CaseFolder) -> None:
    for name, suffix in {"communes": "gpkg", "country": "geojson", "cercles": "parquet"}.items():
        f.layer(f"{name}.{suffix}", layers()[f"{name}.shp"])
        f.replace("case.toml", f"{name}.shp", f"{name}.{suffix}")


@harmless
def names_in_an_older_encoding(f: CaseFolder) -> None:
    raw = f.path("communes.dbf").read_bytes()
    f.path("communes.dbf").write_bytes(raw.replace("è".encode(), b"\xe8 "))
    f.path("communes.cpg").write_text("ANSI 1252")


@harmless
def file_names_in_capitals(f: CaseFolder) -> None:
    for suffix in ("dbf", "prj", "cpg", "shx"):
        path = f.path(f"communes.{suffix}")
        path.rename(path.with_suffix(f".{suffix.upper()}"))


@pytest.mark.parametrize("name", HARMLESS)
def test_check_passes_what_is_no_fault(name: str, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    HARMLESS[name](folder)
    result = run(str(folder.case))
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    assert result.stderr == "tiny: no faults\n"


# --- many at once, and from outside -----------------------------------------------------------

MANY = (
    unknown_second_actor,
    peacekeeper_governs_a_town,
    missing_scope,
    date_outside_the_case,
    undecodable_text,
    member_of_two_blocs,
    succeeded_twice,
    milestone_of_an_unknown_actor,
    colour_with_markup,
    missing_prj,
    missing_background,
    nul_byte,
)


def test_check_reports_many_faults_at_once(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    expected = [spoil(folder) for spoil in MANY]
    result = run(str(folder.case))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    # Neither places nor communes can be read: what needs them is not checked, nor reported.
    unseen = {peacekeeper_governs_a_town, missing_scope}
    for spoil, one in zip(MANY, expected, strict=True):
        if spoil in unseen:
            continue
        assert any(x.startswith(one.where) and _in_order(x, one.words) for x in lines), one
    assert len(lines) == len(MANY) - len(unseen), result.stdout
    assert result.stderr == f"tiny: {len(lines)} errors, 0 doubts\n"


def test_check_orders_faults_by_file_and_row(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    for key in ("e14", "e02", "e09"):
        folder.set(CLAIMS, key, confidence="?")
    folder.set("actors.csv", "jih", colour="?")
    faults = json.loads(run(str(folder.case), "--json").stdout)
    assert [(f["file"], f["row"]) for f in faults] == [
        ("actors.csv", 5),
        (CLAIMS, 2),
        (CLAIMS, 9),
        (CLAIMS, 14),
    ]
    assert {f["code"] for f in faults} == {"bad-colour", "wrong-word"}


def test_rows_stay_right_after_quoted_line_breaks(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    quoted_line_breaks(folder)
    folder.replace(CLAIMS, "e03,2012-02,", "e03,soon,")
    folder.replace(CLAIMS, "e05,2012-03~,", "e05,later,")
    rows = [f["row"] for f in json.loads(run(str(folder.case), "--json").stdout)]
    assert rows == [3, 7]


@pytest.mark.parametrize("spoil", [None, unknown_place])
def test_check_as_a_program(spoil: Spoil | None, tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    expected = spoil(folder) if spoil else None
    program = Path(sys.executable).with_name("mapper")
    result = subprocess.run(
        [program, "check", "tiny"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if expected is None:
        assert (result.returncode, result.stdout) == (0, "")
        assert result.stderr == "tiny: no faults\n"
    else:
        assert result.returncode == 1
        assert result.stdout.startswith(expected.where)
        assert _in_order(result.stdout, expected.words)
        assert result.stderr == "tiny: 1 errors, 0 doubts\n"


def test_check_of_no_case_is_wrong_usage(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert result.exit_code == 2
    assert "there is no case" in result.stderr


def _in_order(line: str, words: tuple[str, ...]) -> bool:
    at = 0
    for word in words:
        at = line.find(word, at)
        if at < 0:
            return False
    return True
