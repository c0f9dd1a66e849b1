"""``case.toml`` and the tables: words that become paths, commands or endless work."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from attackkit import Outcome, Stage

pytestmark = pytest.mark.attack

# Texts by what a TOML file writes for them.
CONTROLS = {
    "escape": r"x\u001b[2Jy",
    "title-of-terminal": r"x\u001b]0;PWN\u0007y",
    "bell": r"x\u0007",
    "nul": r"a\u0000b",
    "c1": r"x\u009b2Jy",
    "right-to-left": r"x\u202egnp.exe",
    "isolate": r"x\u2066y",
    "unseen": r"x\u200by",
    "line": r"a\nb",
    "return": r"a\rb",
    "separator": r"a\u2028b",
    "mark": r"\ufeffx",
}
FIELDS = {
    "title": ('title = "Tiny war"', 'title = "{}"'),
    "description": ('description = "A case for tests."', 'description = "{}"'),
    "licence": ('licence = "CC BY 4.0"', 'licence = "{}"'),
    "attribution": ('attribution = ["Drawn by hand"]', 'attribution = ["{}"]'),
    "title_fr": ('title = "Tiny war"', 'title = "Tiny war"\ntitle_fr = "{}"'),
    "level": ('"cercle"', '"{}"'),
    "frame": ('frame = "old"', 'frame = "{}"'),
    "model": ('model = "admin"', 'model = "{}"'),
    "baseline": ('baseline = "gov"', 'baseline = "{}"'),
    "path": ('"country.shp"', '"{}"'),
    "parent": ('parent = "parent"', 'parent = "{}"'),
    "background": ('"rivers.shp"', '"{}"'),
    "key": ("zoom = 6", 'zoom = 6\n"{}" = 6'),
    "background-kind": ('rivers = "rivers.shp"', 'rivers = "rivers.shp"\n"{}" = "x.shp"'),
    "area-option": ('model = "admin"', 'model = "admin"\n"{}" = 7'),
    "area-value": ('model = "admin"', 'model = "voronoi"\ncells_within = "{}"'),
    "rule": ("[areas]", '[rules]\n"{}" = 7\n[areas]'),
}
PATHS = {
    "up": "/../../../../victim",
    "up-first": "../../../victim",
    "absolute": "/tmp/victim",
    "slash": "a/b",
    "backslash": r"a\\b",
    "drive": "C:victim",
    "dots": "..",
    "dot": ".",
    "nothing": "",
    "space": " ",
    "ends-in-dot": "victim.",
    "device": "con/nul",
    "option": "--out=/tmp/x",
    "home": "~/victim",
    "wild": "*",
    "long": "x" * 100_000,
    "template": "{{ 7 * 7 }}",
    "markup": "<script>alert(1)</script>",
    "quote": "a\\\"b'c",
    "comma": "a,b",
    "formula": "=HYPERLINK(1)",
    "hidden": ".victim",
}


def write(stage: Stage, field: str, text: str) -> None:
    """Put a text into a field of case.toml, everywhere where it stands."""
    old, new = FIELDS[field]
    path = stage.case.path("case.toml")
    toml = path.read_text("utf-8")
    assert old in toml
    changed = toml.replace(old, new.replace("{}", text))
    path.write_text(changed, "utf-8")


@pytest.mark.parametrize("kind", ["escape", "nul", "right-to-left", "c1", "line"])
def test_no_text_of_the_case_file_commands_a_terminal(stage: Stage, kind):
    good = stage.case.path("case.toml").read_text("utf-8")
    missed = []
    for field in FIELDS if kind == "escape" else ("title", "level", "frame", "attribution"):
        stage.case.path("case.toml").write_text(good, "utf-8")
        write(stage, field, CONTROLS[kind])
        if not stage.check().errors:
            missed.append(field)
    shown = {"title", "title_fr", "description"}  # texts of several lines may be meant
    assert [x for x in missed if not (kind in {"line", "return"} and x in shown)] == []


def test_nothing_of_a_level_name_reaches_a_terminal(stage: Stage):
    write(stage, "level", CONTROLS["title-of-terminal"])
    for argv in (
        ("who", "minor", "2012-02-01"),
        ("who", "Cercle b", "2012-02-01"),
        ("stats", "--within", "region", "--date", "2012-02-01"),
        ("stats", "--within", "x\u001b]0;PWN\u0007y", "--date", "2012-02-01"),
    ):
        stage.run(*argv, "--case", "{case}")


@pytest.mark.parametrize("kind", sorted(PATHS))
def test_a_level_that_could_be_a_path_is_refused(stage: Stage, kind):
    write(stage, "level", PATHS[kind])
    if kind in {"hidden", "ends-in-dot", "dot"}:
        stage.see_refused_or_built()
    else:
        stage.see_refused("case.toml")


@pytest.mark.parametrize("kind", ["up", "absolute", "nul", "long", "markup", "quote", "formula"])
def test_a_frame_that_could_be_a_path_is_refused_or_harmless(stage: Stage, kind):
    write(stage, "frame", (PATHS | CONTROLS)[kind])
    stage.see_refused_or_built()


@pytest.mark.parametrize("field", ["model", "baseline"])
def test_a_word_that_must_be_known_is_refused(stage: Stage, field):
    good = stage.case.path("case.toml").read_text("utf-8")
    for text in (PATHS[x] for x in ("up", "nothing", "long", "template", "dots", "option")):
        stage.case.path("case.toml").write_text(good, "utf-8")
        write(stage, field, text)
        stage.see_refused("case.toml")


def test_a_level_that_climbs_writes_nothing_beside_the_output(stage: Stage):
    write(stage, "level", "/../../../../victim")
    victim = stage.root / "res" / "victim.csv"
    victim.parent.mkdir()
    victim.write_text("mine")
    stage.run("build", "{case}", "--out", victim.parent / "out", "--jobs", "1")
    assert victim.read_text() == "mine"
    assert [p.name for p in victim.parent.iterdir() if p.name not in {"out", "victim.csv"}] == []


def test_texts_that_are_shown_never_become_more_than_text(stage: Stage):
    texts = {
        "title": "{{ 7 * 7 }}</title><script>alert(1)</script>",
        "description": "{% for i in range(10**9) %}{% endfor %}",
        "licence": "<img src=x onerror=alert(1)>",
        "attribution": "<b>x</b> & {{ config }}",
    }
    for field, text in texts.items():
        write(stage, field, text)
    site = stage.see_built()
    for path in site.rglob("*.html"):
        page = path.read_text("utf-8")
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>x</b>" not in page
        assert "49</title>" not in page


# Dates, numbers, sizes of case.toml

TOML = {
    "last-day-9999": ("last_day = 2012-12-31", "last_day = 9999-12-31"),
    "first-day-1": ("first_day = 2012-01-01", "first_day = 0001-01-01"),
    "all-days": (
        "first_day = 2012-01-01\nlast_day = 2012-12-31",
        "first_day = 0001-01-01\nlast_day = 9999-12-31",
    ),
    "last-day-2262": ("last_day = 2012-12-31", "last_day = 2262-04-12"),
    "first-day-1677": ("first_day = 2012-01-01", "first_day = 1677-09-20"),
    "time": ("last_day = 2012-12-31", "last_day = 2012-12-31T00:00:00Z"),
    "zoom": ("zoom = 6", "zoom = 999999999999999999999999"),
    "zoom-of-digits": ("zoom = 6", "zoom = 1" + "0" * 5000),
    "centre-nan": ("centre = [13.5, 1.5]", "centre = [nan, 1.5]"),
    "centre-inf": ("centre = [13.5, 1.5]", "centre = [inf, -inf]"),
    "centre-huge": ("centre = [13.5, 1.5]", "centre = [1e400, 1e-400]"),
    "rules-huge": ("[areas]", "[rules]\ndispute_days = 99999999999999999999\n[areas]"),
    "about-years": ("[areas]", "[rules]\nabout_year_months = 3660\nabout_day_days = 3660\n[areas]"),
    "deep": ("zoom = 6", "zoom = " + "[" * 50_000),
    "deep-tables": ("zoom = 6", "[" + ".".join(["a"] * 50_000) + "]"),
    "many-keys": ("zoom = 6", "zoom = 6\n" + "\n".join(f"k{i} = 1" for i in range(50_000))),
    "many-layers": (
        "[background]",
        '[[layers]]\npath = "country.shp"\nlevel = "country"\n' * 3000 + "[background]",
    ),
    "many-levels": (
        '"region", "country"]',
        '"region", "country", ' + ", ".join(f'"l{i}"' for i in range(20_000)) + "]",
    ),
    "long-key": ("zoom = 6", "zoom = 6\n" + "k" * 1_000_000 + " = 1"),
    "hex-finest": ('model = "admin"', 'model = "hex"\nresolution = 15'),
    "hex-negative": ('model = "admin"', 'model = "hex"\nresolution = -1'),
    "hex-text": ('model = "admin"', 'model = "hex"\nresolution = "x"'),
    "hex-no-distance": ('model = "admin"', 'model = "hex"\nmax_km = nan'),
    "hex-far": ('model = "admin"', 'model = "hex"\nmax_km = 1e308'),
    "voronoi-tiny": ('model = "admin"', 'model = "voronoi"\nmax_km = 1e-308'),
    "voronoi-within-list": ('model = "admin"', 'model = "voronoi"\ncells_within = ["x"]'),
    "model-options-deep": ('model = "admin"', 'model = "admin"\nx = { y = { z = [[[1]]] } }'),
}


@pytest.mark.parametrize("kind", TOML)
def test_a_strange_case_file_is_refused_or_built(stage: Stage, kind):
    stage.case.replace("case.toml", *TOML[kind])
    if kind in {"last-day-2262", "first-day-1677", "last-day-9999", "first-day-1", "all-days"}:
        see_refused_or_works(stage)
    elif kind == "many-layers":
        stage.check()
    else:
        stage.see_refused_or_built()


def see_refused_or_works(stage: Stage) -> None:
    """Where the days of a case cannot be built quickly, its answers at least must come."""
    if not stage.check().errors:
        words = ("who", "minor", "2012-03-10", "--case", "{case}")
        assert stage.run(*words).code == 0
        assert stage.run("stats", "--date", "2012-03-10", "--case", "{case}").code == 0
        stage.see_built()


# Tables


def test_a_population_of_5000_digits_is_a_wrong_number(stage: Stage):
    line = stage.case.set("places.csv", "minor", population="9" * 5000)
    stage.see_refused(f"places.csv:{line}:population")


def test_so_it_is_beside_another_wrong_one(stage: Stage):
    lines = [
        stage.case.set("places.csv", "minor", population="9" * 5000),
        stage.case.set("places.csv", "north", population="many"),
        stage.case.set("places.csv", "camp", population="9" * 5000),
    ]
    stage.see_refused(*(f"places.csv:{line}:population" for line in lines))


CELLS = ("9" * 5000, "1e309", "-0", "٣", "１２", "0x10", "1_000", "nan", "inf", "1e-400", "²")
HARMLESS = {("lat", "-0"), ("lat", "1e-400")}


@pytest.mark.parametrize("column", ["population", "lat"])
def test_no_number_of_a_table_is_more_than_a_number(stage: Stage, column):
    rows = stage.case.path("places.csv").read_text("utf-8").splitlines()[1:]
    cells = dict(zip((row.split(",")[0] for row in rows), CELLS, strict=False))
    lines = {c: stage.case.set("places.csv", key, **{column: c}) for key, c in cells.items()}
    outcome = stage.check()
    for cell, line in lines.items():
        told = f"places.csv:{line}:{column}" in outcome.out
        assert told or (column, cell) in HARMLESS, f"{cell!r}: {outcome.told()}"


DATES = ("9" * 5000, "9999-12-31", "0000-01-01", "2012-02-30", "2012-1-1", "-2012-01-01", "2012-XX",
         "y-170000002", "2012-13", "2012-01-01/9999-12-31", "../2012-01-01", "2012-01-01/..",
         "2012~/2012~/2012~", "%" * 5000, "2012-01-01" + "~" * 5000, "[" * 5000)  # fmt: skip


@pytest.mark.parametrize("first", [0, 8])
def test_no_date_of_a_table_brings_anything_down(stage: Stage, first):
    for i, date in enumerate(DATES[first : first + 8]):
        stage.case.set("control_events.csv", f"e{i + 2:02}", event_date=date)
    stage.case.set("actors.csv", "jih", active_from=DATES[first])
    stage.see_refused("control_events.csv", "actors.csv")


def test_a_header_of_60000_columns_is_refused_in_time(stage: Stage):
    names = ",".join(f"c{i}" for i in range(60_000))
    stage.case.path("blocs.csv").write_text(f"bloc_id,name,colour,{names}\n")
    see_quick(stage, "blocs.csv")


def test_so_it_is_where_all_columns_have_one_name(stage: Stage):
    stage.case.path("blocs.csv").write_text("bloc_id,name,colour" + ",x" * 60_000 + "\n")
    see_quick(stage, "blocs.csv")


def test_so_it_is_for_rows_without_end(stage: Stage):
    stage.case.path("blocs.csv").write_text("bloc_id,name,colour\n" + "a," * 2_000_000 + "\n")
    see_quick(stage, "blocs.csv")


def test_so_it_is_for_a_quote_that_never_ends(stage: Stage):
    text = stage.case.path("blocs.csv").read_text("utf-8")
    stage.case.path("blocs.csv").write_text(text + 'x,"' + "a,b,c\n" * 500_000)
    see_quick(stage, "blocs.csv")


def test_so_it_is_for_very_many_wrong_rows(stage: Stage):
    text = stage.case.path("blocs.csv").read_text("utf-8")
    stage.case.path("blocs.csv").write_text(text + "a b,,#\n" * 100_000)
    outcome = see_quick(stage, "blocs.csv")
    assert len(outcome.out) < 100_000_000


def see_quick(stage: Stage, word: str) -> Outcome:
    """It is refused, and before the kit loses its patience."""
    return stage.see_refused(word)


def actors(stage: Stage, count: int) -> list[str]:
    """So many more actors."""
    ids = [f"x{i}" for i in range(count)]
    text = stage.case.path("actors.csv").read_text("utf-8")
    rows = "".join(f"{i},{i},{i},rebel,#123456,,,,\n" for i in ids)
    stage.case.path("actors.csv").write_text(text + rows, "utf-8")
    return ids


@pytest.mark.parametrize("shape", ["forward", "backward", "one-heir", "one-forebear", "one-day"])
def test_a_chain_of_20000_renames_is_read_or_refused_in_time(stage: Stage, shape):
    ids = actors(stage, 20_000)
    pairs = list(pairwise(ids))
    if shape == "one-heir":
        pairs = [(name, ids[0]) for name in ids[1:]]
    if shape == "one-forebear":
        pairs = [(ids[0], name) for name in ids[1:]]
    days = [f"2012-{1 + i * 11 // 20_000:02}-{1 + i % 28:02}" for i in range(len(pairs))]
    days = ["2012-06-01"] * len(pairs) if shape == "one-day" else sorted(days)
    if shape == "backward":
        pairs.reverse()
    rows = [
        f"{a},{b},{d},rename,https://a.example/x" for (a, b), d in zip(pairs, days, strict=True)
    ]
    path = stage.case.path("successions.csv")
    path.write_text(path.read_text("utf-8") + "\n".join(rows) + "\n", "utf-8")
    stage.check()


def test_a_circle_of_renames_is_refused(stage: Stage):
    a, b = actors(stage, 2)
    path = stage.case.path("successions.csv")
    rows = f"{a},{b},2012-05-01,rename,https://a.example/x\n{b},{a},2012-05-01,rename,https://a.example/x\n"
    path.write_text(path.read_text("utf-8") + rows, "utf-8")
    stage.see_refused("successions.csv")


def test_a_successor_that_is_gone_already_is_told(stage: Stage):
    (old,) = actors(stage, 1)
    line = stage.case.append(
        "successions.csv", f"{old},reb,2012-10-01,merger,https://a.example/late"
    )
    outcome = stage.check()
    assert f"successions.csv:{line}" in outcome.out


def test_an_actor_named_twice_after_a_rename_is_told(stage: Stage):
    """After 2012-09-01 `reb` is read as `front`: nobody contests, besieges or joins himself."""
    rows = [
        "t1,2012-09-05,north,,observation,front+reb,,shared,,high,https://a.example/t1,",
        "t2,2012-09-06,seat_b,,contest,gov,,contested,reb+front,high,https://a.example/t2,",
        "t3,2012-09-07,north,,siege_begin,front,,besieged,reb,high,https://a.example/t3,",
    ]
    lines = [stage.case.append("control_events.csv", row) for row in rows]
    outcome = stage.check()
    for line in lines:
        told = [x for x in outcome.out.splitlines() if f"control_events.csv:{line}:" in x]
        assert any(re.search("front|twice|same actor", x) for x in told), outcome.told()


def test_land_in_a_contest_keeps_its_opponent_when_an_attack_is_repelled(stage: Stage):
    path: Path = stage.case.path("control_events.csv")
    header = path.read_text("utf-8").splitlines()[0]
    rows = [
        "c1,2012-03-01,a1,all,contest,gov,,contested,reb,high,https://a.example/1,",
        "c2,2012-03-10,a1,all,attack_repelled,gov,,contested,,high,https://a.example/2,",
    ]
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    assert stage.check().errors == []
    for target in ("a1", "minor"):
        words = ("who", target, "2012-03-14", "--case", "{case}", "--json")
        told = stage.run(*words)
        assert told.code == 0
        assert '"reb"' in told.out.split('"claims"')[0], told.told()
