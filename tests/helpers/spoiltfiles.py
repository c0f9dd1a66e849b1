"""Faults of the tables as files: text, columns and rows that cannot be read."""

from __future__ import annotations

import io
import os
import zipfile

from casefolder import CaseFolder
from faultkit import CLAIMS, Expected, cell, claim, registry

FAULTS, fault = registry()


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


@fault
def line_that_tells_spreadsheets_the_separator(f: CaseFolder) -> Expected:
    path = f.path("blocs.csv")
    path.write_bytes(b"\xef\xbb\xbfsep=;\r\n" + path.read_bytes().replace(b",", b";"))
    return Expected("blocs.csv", 1, None, ("first line is `sep=;`", "Delete it", "--fix"))


@fault
def rows_of_commas(f: CaseFolder) -> Expected:
    with f.path("actors.csv").open("a", encoding="utf-8") as file:
        file.write(",,,,,,,,\n , ,\n")
    words = ("Lines 8 and 9 are empty rows.", "Delete them", "--fix --write")
    return Expected("actors.csv", 8, None, words, severity="doubt")


@fault
def one_row_of_commas(f: CaseFolder) -> Expected:
    with f.path("actors.csv").open("a", encoding="utf-8") as file:
        file.write(",,,,,,,,\n")
    words = ("Line 8 is an empty row.", "Delete it")
    return Expected("actors.csv", 8, None, words, severity="doubt")


@fault
def very_many_rows_of_commas(f: CaseFolder) -> Expected:
    with f.path("actors.csv").open("a", encoding="utf-8") as file:
        file.write(",,,,,,,,\n" * 2000)
    words = ("Lines 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 and 1,990 more are empty rows.",)
    return Expected("actors.csv", 8, None, words, severity="doubt")
