"""``region:Kidal`` as a target: read by any spelling, on the day, and never guessed."""

from __future__ import annotations

import datetime as dt
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from casefolder import CaseFolder, write_case

from mapper.case.areanames import READ_AS, AreaNames
from mapper.case.csvtables import LINE
from mapper.case.layers.boundaries import Layer
from mapper.case.read import read_case, try_case
from mapper.case.wording import LevelWords
from mapper.core.dates import day_number
from mapper.core.errors import Fault

FILE = "claims.csv"
WORDS = {
    "region": LevelWords(
        {"name": "region", "name_fr": "région", "also": "district", "name_ar": "منطقة"}
    ),
    "locality": LevelWords({"name": "local council"}),
}
CHANGE = dt.date(2016, 1, 1)


def layer(level: str, frame: str, areas: dict[str, tuple[str, str]], start=None, end=None) -> Layer:
    """A layer of unit squares: name and parent by id."""
    table = gpd.GeoDataFrame(
        {"name": [n for n, _ in areas.values()], "parent": [p for _, p in areas.values()]},
        geometry=[shapely.box(i, 0, i + 1, 1) for i in range(len(areas))],
        index=pd.Index(list(areas), name="id", dtype="str"),
        crs="EPSG:4326",
    )
    return Layer(level, frame, start, end, table, f"{frame}.shp")


LOCALITIES = layer(
    "locality",
    "localities",
    {
        "l1": ("Heiban", "sk"),
        "l2": ("Al Salam", "sk"),
        "l3": ("Al Salam", "wk"),
        "l4": ("Kidal Local Council", ""),
        "odd:id": ("Odd", ""),
    },
)
OLD = layer(
    "region",
    "old",
    {
        "kidal-region": ("Kidal Region", ""),
        "R7": ("Région de Ségou", ""),
        "gg": ("Great Gao", ""),
        "bko": ("Bamako District", ""),
        "ar": ("منطقة كيدال القديمة", ""),
    },
    end=CHANGE,
)
NEW = layer(
    "region",
    "new",
    {"kidal-region": ("Kidal Region", ""), "new-gao": ("Gao", ""), "menaka": ("Ménaka", "")},
    start=CHANGE,
)
NAMES = AreaNames((LOCALITIES, OLD, NEW), ("locality", "region"), WORDS)
BEFORE, AFTER = day_number(dt.date(2014, 5, 1)), day_number(CHANGE)


def read(*texts: str, days: object = BEFORE, **more: object) -> tuple[list[str], list[Fault]]:
    frame = pd.DataFrame({"at": pd.Series(texts, dtype="str"), LINE: range(2, 2 + len(texts))})
    found = NAMES.read(frame, "at", days, file=FILE, **more)
    assert all(note.code == READ_AS and note.severity == "note" for note in found.notes)
    return found.texts.tolist(), found.faults


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("locality:Heiban", "l1"),
        ("locality:heiban", "l1"),
        ("local council:Heiban", "l1"),
        ("locality:Kidal", "l4"),
        ("region:Kidal", "kidal-region"),
        ("region: kidal  REGION", "kidal-region"),
        ("region:kidal-region", "kidal-region"),
        ("région:Segou", "R7"),
        ("region:Segou Region", "R7"),
        ("Region:région de ségou", "R7"),
        ("region:r7", "R7"),
        ("region:Bamako", "bko"),
        ("region:كيدال القديمة", "ar"),
        ("locality:odd:id", "odd:id"),
    ],
)
def test_a_name_is_found_by_any_spelling_with_or_without_its_level(text: str, area: str) -> None:
    assert read(text) == ([area], [])


def test_ids_stay_as_they_are_even_with_a_colon() -> None:
    assert read("l1", "timbuktu", "odd:id", "") == (["l1", "timbuktu", "odd:id", ""], [])


def test_the_day_of_the_row_decides() -> None:
    ids, faults = read("region:Gao", "region:Gao", days=np.array([AFTER, AFTER - 1]))
    assert ids == ["new-gao", ""]
    (fault,) = faults
    assert (fault.row, fault.column, fault.code) == (3, "at", "area-outside-frame")
    assert fault.message == (
        "The area `region:Gao` (`new-gao`) did not exist on 2015-12-31 (only 2016-01-01 to …)."
    )


def test_a_row_without_a_day_finds_what_there_was_at_any_time() -> None:
    both = np.array([False, False])
    assert read("region:Gao", "region:Menaka", days=AFTER, dated=both) == (
        ["new-gao", "menaka"],
        [],
    )


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("locality:Al-Salam", "ambiguous-area", ("2 areas: `l2` (in `sk`), `l3` (in `wk`)", "id")),
        ("region:Kidall", "unknown-area", ("no region `Kidall`", "`region:Kidal Region`?")),
        ("region:Heiban", "unknown-area", ("no region `Heiban`", "`locality:Heiban`?")),
        ("regoin:Kidal", "unknown-area", ("no level `regoin`", "`region`?")),
        ("place:Kidal", "unknown-area", ("no level `place`", "locality, region")),
        ("region:", "unknown-area", ("no region ``", "mapper areas")),
        ("region:Region", "unknown-area", ("no region `Region`", "")),
        ("region:xyzxyz", "unknown-area", ("no region `xyzxyz`", "mapper areas")),
    ],
)
def test_what_names_no_area_or_several_is_a_fault(
    text: str, code: str, words: tuple[str, str]
) -> None:
    ids, (fault,) = read(text)
    assert (ids, fault.file, fault.row, fault.code) == ([""], FILE, 2, code)
    assert fault.severity == "error"
    assert words[0] in fault.message
    assert words[1] in fault.suggestion


def test_joined_names_are_read_one_by_one() -> None:
    ids, faults = read("l3+region:Kidal+locality:Heiban", "region:Kidal+region:zz", joined=True)
    assert ids == ["l3+kidal-region+l1", "kidal-region"]
    assert [(f.row, f.code) for f in faults] == [(3, "unknown-area")]


def test_a_name_is_noted_once_with_its_first_row() -> None:
    frame = pd.DataFrame({"at": ["x", "region:Kidal", "region:Kidal"], LINE: [2, 3, 9]})
    (note,) = NAMES.read(frame, "at", BEFORE, file=FILE).notes
    assert (note.row, note.message) == (
        3,
        "`region:Kidal` is read as `kidal-region` (Kidal Region), here and in 1 more.",
    )


def test_half_a_million_rows_are_read_by_their_distinct_texts() -> None:
    rng = np.random.default_rng(1)
    texts = np.array(["region:Kidal", "locality:Heiban", "l1", "timbuktu"])[
        rng.integers(0, 4, 500_000)
    ]
    frame = pd.DataFrame({"at": pd.Series(texts, dtype="str"), LINE: np.arange(500_000)})
    began = time.process_time()
    found = NAMES.read(frame, "at", rng.integers(BEFORE, AFTER + 900, 500_000), file=FILE)
    assert time.process_time() - began < 3.0
    assert sorted(found.texts.unique()) == ["kidal-region", "l1", "timbuktu"]
    assert len(found.notes) == 2


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def test_claims_of_a_case_hold_ids_behind_the_reader(folder: CaseFolder) -> None:
    folder.set("control_events.csv", "e13", target_id="region:East")
    folder.set("control_events.csv", "e11", target_id="commune:bout du monde")
    case, faults = try_case(folder.case)
    assert case is not None
    claims = case.claims.set_index("event_id")["target_id"]
    assert (claims["e13"], claims["e11"]) == ("east", "c3")
    assert [f.message for f in faults] == [
        "`commune:bout du monde` is read as `c3` (Bout-du-monde).",
        "`region:East` is read as `east` (East).",
    ]
    assert read_case(folder.case).claims["target_id"].equals(case.claims["target_id"])


def test_a_name_that_cannot_be_read_is_only_that(folder: CaseFolder) -> None:
    folder.set("control_events.csv", "e13", target_id="region:Easst")
    case, faults = try_case(folder.case)
    assert case is None
    assert [(f.column, f.code, f.suggestion) for f in faults] == [
        ("target_id", "unknown-area", "Did you mean `region:East` or `region:West`?")
    ]
