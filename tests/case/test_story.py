"""The story of a war, as ``story.csv`` tells it."""

from __future__ import annotations

import datetime as dt

import pytest
from casefolder import CaseFolder, layers, write_case

from mapper.case.mending.plan import mending_of
from mapper.case.read import attempt_case, read_case, try_case
from mapper.case.storytable import map_place
from mapper.core.model import StoryStep
from mapper.history.derive import build_history
from mapper.history.store import load_history, save_history

STORY = """\
date,view,selection,title,text,source
2012-01-10,,,It begins,The rebels take North.,https://a.example/1
2012-03-05,cercle:b,cercle_b,The land changes hands,"Jihadists, all of it",
2012-05-01,north,place-that-is-none,Siege,,UN report S/2012/99 | https://a.example/7
2012-08-01,"13.5, 1.50,7",holder:reb,A declaration,By a party,
2012-09-02,in:region:West,camp:rebels,The front,,
2012-09-03,commune:Sèat land,b2,One commune,,
"""
FRENCH = """\
step,title,text
It begins,Le début,Les rebelles prennent Nord.
The front,Le front,
"""


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    folder = write_case(tmp_path)
    text = STORY.replace("place-that-is-none", "post")
    folder.path("story.csv").write_text(text, "utf-8")
    folder.path("story_fr.csv").write_text(FRENCH, "utf-8")
    return folder


def faults(folder: CaseFolder) -> list[tuple[str, int | None, str | None, str, str]]:
    found = try_case(folder.case)[1]
    return [(f.file, f.row, f.column, f.code, f.severity) for f in found if f.severity != "note"]


def told(folder: CaseFolder, code: str) -> str:
    (fault,) = (f for f in try_case(folder.case)[1] if f.code == code)
    return f"{fault.message} {fault.suggestion}"


def test_steps_stand_in_the_order_of_the_file_with_the_words_of_an_address(folder) -> None:
    steps = read_case(folder.case).story
    assert [(step.view, step.selection) for step in steps] == [
        ("", ""),
        ("in:cercle:cercle_b", "in:cercle:cercle_b"),
        ("north", "post"),
        ("13.5,1.5,7", "holder:reb"),
        ("in:region:west", "camp:rebels"),
        ("b2", "b2"),
    ]
    first = steps[0]
    assert first == StoryStep(
        dt.date(2012, 1, 10),
        "",
        "",
        "It begins",
        "The rebels take North.",
        ("https://a.example/1",),
        {"fr": ("Le début", "Les rebelles prennent Nord.")},
    )
    assert first.words("fr") == ("Le début", "Les rebelles prennent Nord.")
    assert first.words("ar") == ("It begins", "The rebels take North.")
    assert steps[2].sources == ("UN report S/2012/99", "https://a.example/7")


def test_a_case_needs_no_story(tmp_path) -> None:
    case = read_case(write_case(tmp_path).case)
    assert (case.story, build_history(case).story) == ((), ())


def test_the_story_is_part_of_the_edition_and_of_a_stored_history(folder, tmp_path) -> None:
    case = read_case(folder.case)
    labels = [label for label in case.input_digests() if "story" in label]
    assert labels == ["events/tiny/story.csv", "events/tiny/story_fr.csv"]
    history = build_history(case)
    save_history(history, tmp_path / "kept")
    assert load_history(tmp_path / "kept").story == history.story == case.story
    folder.set("story_fr.csv", "The front", text="Autre chose")
    assert read_case(folder.case).edition != case.edition


WRONG = {
    "no day": ({"date": "2012"}, "date", "bad-date", "2012"),
    "a day of a spreadsheet": ({"date": "10/1/2012"}, "date", "bad-date", "2012-"),
    "a day outside the case": ({"date": "2013-01-10"}, "date", "date-outside-case", "2012-12-31"),
    "no title": ({"title": ""}, "title", "missing-value", "Fill it in"),
    "a source that is none": ({"source": "file:///etc"}, "source", "bad-source", "http(s)"),
    "a place nearly right": ({"selection": "nort"}, "selection", "unknown-place", "mean `north`"),
    "no place at all": ({"view": "zzzz"}, "view", "unknown-place", "`lat,lon,zoom`"),
    "no such coordinates": ({"view": "95,0,7"}, "view", "bad-number", "`16.3,0,7`"),
    "coordinates selected": ({"selection": "13,1,7"}, "selection", "unknown-place", "`holder:ID`"),
    "a party nearly right": (
        {"selection": "holder:rebells"},
        "selection",
        "unknown-actor",
        "`holder:reb`?",
    ),
    "a camp nearly right": ({"view": "camp:stat"}, "view", "unknown-bloc", "`camp:state`?"),
    "no such level": ({"view": "regoin:West"}, "view", "unknown-area", "`region`?"),
    "an area nearly right": ({"view": "region:Wset"}, "view", "unknown-area", "`region:West`?"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_with_a_step(what: str, folder: CaseFolder) -> None:
    cells, column, code, words = WRONG[what]
    line = folder.set("story.csv", "2012-01-10", **cells)
    missing = [("story_fr.csv", 2, "step", "unknown-id", "doubt")] if "title" in cells else []
    assert faults(folder) == [("story.csv", line, column, code, "error"), *missing]
    assert words in told(folder, code)


def test_an_area_that_was_not_there_on_the_day(folder: CaseFolder) -> None:
    dated = layers()["cercles.shp"].assign(**{"from": "2012-02-01", "to": ""})
    folder.layer("cercles.shp", dated)
    text = folder.path("case.toml").read_text()
    level = 'level = "cercle"\n'
    folder.path("case.toml").write_text(
        text.replace(level, f'{level}valid_from = "from"\nvalid_to = "to"\n', 1)
    )
    folder.set("story.csv", "2012-01-10", view="cercle_a", selection="cercle:Cercle a")
    found = [f for f in faults(folder) if f[0] == "story.csv"]
    assert found == [
        ("story.csv", 2, "selection", "area-outside-frame", "error"),
        ("story.csv", 2, "view", "area-outside-frame", "error"),
    ]


def test_all_is_told_at_once(folder: CaseFolder) -> None:
    folder.set("story.csv", "2012-01-10", date="soon", view="nowhere")
    folder.set("story.csv", "2012-05-01", title="A declaration", selection="holder:nobody")
    folder.set("story_fr.csv", "It begins", title="")
    folder.append("story_fr.csv", "The frnt,Le front,")
    folder.append("story_fr.csv", "The front,Le front,Encore")
    (folder.case / "story_of_war.csv").write_text("step,title,text\n")
    found = faults(folder)
    assert sorted(found) == [
        ("story.csv", 2, "date", "bad-date", "error"),
        ("story.csv", 2, "view", "unknown-place", "error"),
        ("story.csv", 4, "selection", "unknown-actor", "error"),
        ("story.csv", 5, "title", "duplicate-id", "error"),
        ("story_fr.csv", 2, "title", "missing-value", "error"),
        ("story_fr.csv", 4, "step", "unknown-id", "doubt"),
        ("story_fr.csv", 5, "step", "duplicate-id", "error"),
        ("story_of_war.csv", None, None, "wrong-name", "error"),
    ]
    assert "`The front`" in told(folder, "unknown-id")


def test_errors_of_a_story_hide_no_doubts_of_the_claims(folder: CaseFolder) -> None:
    folder.set("story.csv", "2012-01-10", date="soon")
    folder.append("story_fr.csv", ",No step,")
    attempt = attempt_case(folder.case)
    assert attempt.case is None
    assert attempt.rest is not None and attempt.rest.story == ()
    assert len(attempt.rest.claims) == 13


def test_hidden_signs_are_refused(folder: CaseFolder) -> None:
    folder.set("story.csv", "2012-01-10", title="It \u202ebegins", text="a\x07b")
    assert {f[2] for f in faults(folder) if f[0] == "story.csv"} == {"title", "text"}


def test_sources_of_a_story_are_cited_and_looked_at(folder: CaseFolder) -> None:
    folder.set("story.csv", "2012-01-10", source="https://only.example/here")
    folder.path("sources.csv").write_text(
        "url,outlet,title,published,archive_url,class\nhttps://only.example/here,A paper,,,,press\n"
    )
    assert faults(folder) == []
    folder.set("story.csv", "2012-01-10", source="https://a.example/1,https://b.example/2")
    codes = {(f[0], f[3]) for f in faults(folder)}
    assert codes == {("story.csv", "joined-sources"), ("sources.csv", "uncited-source")}


def test_commas_of_spreadsheets_are_mended(folder: CaseFolder) -> None:
    for name in ("story.csv", "story_fr.csv"):
        columns = folder.path(name).read_text("utf-8").split("\n", 1)[0].count(",")
        folder.append(name, "," * columns)
    assert {path.name for path in mending_of(folder.case).files} == {"story.csv", "story_fr.csv"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("16.77,-3.01,7", (16.77, -3.01, 7)),
        (" -12 , 180 , 0 ", (-12, 180, 0)),
        ("16.77,-3.01", None),
        ("16.77,-3.01,7,8", None),
        ("16.77,-181,7", None),
        ("16.77,-3,19", None),
        ("16.77,-3,-1", None),
        ("nan,0,0", None),
        ("1e1,0,0", None),
        ("١٢,0,0", None),
    ],
)
def test_views_by_their_middle_and_zoom(text: str, place) -> None:
    assert map_place(text) == place
