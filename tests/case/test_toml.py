"""``case.toml``: what is read, and every way in which it can be wrong."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from casefolder import CASE_TOML

from mapper.case.toml import CaseFile, MapView, read_case_file
from mapper.core.dates import About
from mapper.core.errors import Fault


def read(tmp_path: Path, text: str | bytes) -> tuple[CaseFile | None, list[Fault]]:
    path = tmp_path / "case.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_case_file(path)


def changed(old: str, new: str) -> str:
    assert CASE_TOML.count(old) == 1
    return CASE_TOML.replace(old, new)


def test_what_the_good_file_says(tmp_path: Path) -> None:
    file, faults = read(tmp_path, CASE_TOML)
    assert faults == []
    assert file is not None
    assert (file.first_day, file.last_day) == (dt.date(2012, 1, 1), dt.date(2012, 12, 31))
    assert file.levels == ("commune", "cercle", "region", "country")
    assert [layer.frame for layer in file.layers] == ["", "", "old", "new", ""]
    assert file.layers[0].parent == "parent"
    assert file.layers[4].valid_from is None
    assert (file.model, file.model_options) == ("admin", {})
    assert file.view == MapView((13.5, 1.5), 6)


def test_rules_have_defaults_and_can_be_set(tmp_path: Path) -> None:
    file, _ = read(tmp_path, CASE_TOML)
    assert file is not None
    assert (file.dispute_days, file.observation_window_days) == (180, 90)
    assert file.about == About(3, 15, 6)
    rules = "[rules]\ndispute_days = 10\nabout_day_days = 0\n[areas]"
    file, _ = read(tmp_path, changed("[areas]", rules))
    assert file is not None
    assert (file.dispute_days, file.about.day_days) == (10, 0)


def test_levels_follow_the_layers_where_they_are_not_stated(tmp_path: Path) -> None:
    stated = 'levels = ["commune", "cercle", "region", "country"]\n'
    file, faults = read(tmp_path, changed(stated, ""))
    assert faults == []
    assert file is not None
    assert file.levels == ("commune", "cercle", "region", "country")


def test_options_of_an_area_model_are_kept(tmp_path: Path) -> None:
    file, _ = read(tmp_path, changed('model = "admin"', 'model = "admin"\nmax_km = 50'))
    assert file is not None
    assert file.model_options == {"max_km": 50}


WORDS = """
[levels.region]
name = "region"
capital = "regional capital"
name_fr = "région"
capital_ar = "عاصمة المنطقة"
[levels.cercle]
name_fr = "cercle"
"""


def test_words_of_levels_and_titles_in_any_language(tmp_path: Path) -> None:
    titled = changed('title = "Tiny war"', 'title = "Tiny war"\ntitle_fr = "Petite guerre"')
    file, faults = read(tmp_path, titled + WORDS)
    assert faults == []
    assert file is not None
    assert (file.title_in("fr"), file.title_in("ar")) == ("Petite guerre", "Tiny war")
    region = file.level_words["region"]
    assert (region.word("name", "fr"), region.word("name", "ar")) == ("région", None)
    assert region.names == {"region", "région"}
    assert [file.capital_in(x) for x in ("en", "fr", "ar")] == [
        "regional capital",
        "",
        "عاصمة المنطقة",
    ]
    smaller = WORDS.replace('name_fr = "cercle"', 'capital_fr = "chef-lieu de cercle"')
    file, faults = read(tmp_path, CASE_TOML + smaller)
    assert faults == [] and file is not None
    assert file.capital_in("fr") == "", "of another level than in English it would be wrong"
    plain, _ = read(tmp_path, CASE_TOML)
    assert plain is not None
    assert (plain.capital_in("en"), plain.title_in("fr")) == ("", "Tiny war")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("[levels.province]\nname = 'x'", "levels.province"),
        ("[levels.region]\nnames = 'x'", "levels.region.names"),
        ("[levels.region]\nname_french = 'x'", "levels.region.name_french"),
        ("[levels.region]\nname = 3", "levels.region.name"),
        ("[levels.region]\nname = ' '", "levels.region.name"),
        ("[levels]\nregion = 'x'", "levels.region"),
        ("[levels.region]\ncapital_gender_fr = 'feminine'", "levels.region.capital_gender_fr"),
    ],
)
def test_words_of_levels_that_make_no_sense(tmp_path: Path, words: str, key: str) -> None:
    file, faults = read(tmp_path, f"{CASE_TOML}\n{words}\n")
    assert file is None
    assert [(f.column, f.file) for f in faults] == [(key, "case.toml")]
    assert all(f.suggestion for f in faults)


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    file, faults = read(tmp_path, b"\xef\xbb\xbf" + CASE_TOML.replace("\n", "\r\n").encode())
    assert faults == []
    assert file is not None


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('title = "Tiny war"', "", "title", "`title` is missing"),
        ('title = "Tiny war"', 'title = ""', "title", "is empty"),
        ('title = "Tiny war"', "title = 1", "title", "must be a text in quotes"),
        ('["Drawn by hand"]', '"Drawn"', "attribution", "must be a list"),
        ('["Drawn by hand"]', "[1]", "attribution", "list of texts"),
        ("2012-12-31", "2012-12-31T00:00:00", "last_day", "must be a day"),
        ("2012-12-31", "2011-12-31", "last_day", "before the first day"),
        (
            'licence = "CC BY 4.0"',
            'license = "CC"\nlicence = "CC"',
            "license",
            "Remove it: `licence` is there",
        ),
        ("[map]", "[[map]]", "map", "must be a table"),
        ('model = "admin"', "model = 1", "areas.model", "must be a text"),
        (
            'levels = ["commune", "cercle", "region", "country"]',
            "levels = 3",
            "areas.levels",
            "list of texts",
        ),
        (
            'levels = ["commune", ',
            'levels = ["hamlet", "commune", ',
            "areas.levels",
            "No layer has the level `hamlet`",
        ),
        ('levels = ["commune", ', 'levels = ["commune", "commune", ', "areas.levels", "twice"),
        (
            'levels = ["commune", "cercle"',
            'levels = ["commune"',
            "layers[2].level",
            "not among the levels",
        ),
        ('path = "country.shp"\n', "", "layers[5].path", "`path` is missing"),
        ('path = "country.shp"\n', "path = 5\n", "layers[5]", "table of texts"),
        ('path = "country.shp"\n', 'path = "x.shp"\nfile = "x"\n', "layers[5].file", "not known"),
        ('rivers = "rivers.shp"', "rivers = 1", "background.rivers", "name of a file"),
        ('rivers = "rivers.shp"', 'river = "x.shp"', "background.river", "`rivers`?"),
        ("[13.5, 1.5]", "[91, 0]", "map.centre", "[lat, lon]"),
        ("[13.5, 1.5]", "[13.5]", "map.centre", "[lat, lon]"),
        ("[13.5, 1.5]", "[true, 1]", "map.centre", "[lat, lon]"),
        ("[13.5, 1.5]", '["13", "1"]', "map.centre", "[lat, lon]"),
        ("zoom = 6", "zoom = 6.5", "map.zoom", "whole number from 0 to 18"),
        ("zoom = 6", "zoom = true", "map.zoom", "whole number"),
        ("zoom = 6", 'zoom = "6"', "map.zoom", "whole number"),
        ("zoom = 6", "zoom = 1000000", "map.zoom", "whole number"),
        ("[areas]", "[rules]\ndispute_days = 1.5\n[areas]", "rules.dispute_days", "whole number"),
        ("[areas]", "[rules]\ndispute_day = 1\n[areas]", "rules.dispute_day", "`dispute_days`?"),
    ],
)
def test_one_fault(old: str, new: str, key: str, message: str, tmp_path: Path) -> None:
    file, faults = read(tmp_path, changed(old, new))
    assert file is None
    (fault,) = faults
    assert (fault.file, fault.column) == ("case.toml", key)
    assert message in str(fault)
    assert fault.suggestion.endswith((".", "?"))


def test_no_layers(tmp_path: Path) -> None:
    text = CASE_TOML.split("[areas]", maxsplit=1)[0]
    assert [f.message for f in read(tmp_path, text)[1]] == ["`layers` is missing."]
    assert [f.message for f in read(tmp_path, text + "layers = []\n")[1]] == [
        "There is no boundary layer."
    ]
    assert [f.column for f in read(tmp_path, text + "layers = [1, []]\n")[1]] == [
        "layers[1]",
        "layers[2]",
    ]


@pytest.mark.parametrize(
    ("raw", "row", "code"),
    [
        (b"title = \n", 1, "bad-toml"),
        (b'title = "a"\ntitle = "b"\n', 2, "bad-toml"),
        (b'\n\ntitle = "\xe9"\n', 3, "undecodable-text"),
        (b"x = " + b"[" * 20_000, None, "bad-toml"),
        (b"x = " + b"9" * 5_000, None, "bad-toml"),
        (b"\0", 1, "bad-toml"),
    ],
)
def test_what_is_no_toml(raw: bytes, row: int | None, code: str, tmp_path: Path) -> None:
    file, (fault,) = read(tmp_path, raw)
    assert file is None
    assert (fault.row, fault.code) == (row, code)


def test_missing_file_and_a_folder_or_pipe_in_its_place(tmp_path: Path) -> None:
    assert [f.code for f in read_case_file(tmp_path / "case.toml")[1]] == ["missing-file"]
    assert [f.code for f in read_case_file(tmp_path)[1]] == ["unreadable-file"]
    os.mkfifo(tmp_path / "pipe.toml")  # nobody writes to it: reading would never end
    faults = read_case_file(tmp_path / "pipe.toml")[1]
    assert [(f.code, "a pipe or device" in f.message) for f in faults] == [
        ("unreadable-file", True)
    ]


@pytest.mark.parametrize(
    "url", ["https://maps.example.org/mali/", "http://example.org/a?b=c,d", ""]
)
def test_public_address(tmp_path, url):
    file, faults = read(tmp_path, f"url = '{url}'\n{CASE_TOML}")
    assert not faults and file.url == url == file.info.url


@pytest.mark.parametrize(
    "url",
    [
        *("file:///tmp/x.html", "maps.example.org", "https://a.org/#2012", "https://a.org/ b"),
        *(
            "x" * 9,
            "javascript:alert(1)",
            'https://a.org/"onload="x',
            "https://a.org/" + "a" * 2000,
        ),
    ],
)
def test_no_public_address(tmp_path, url):
    file, faults = read(tmp_path, f"url = '{url}'\n{CASE_TOML}")
    assert file is None and [(f.column, f.code) for f in faults] == [("url", "bad-address")]
