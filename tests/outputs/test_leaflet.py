"""Maps as the library gives them: a file, a layer, and what the README shows."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from daycolumns import block, geometry_of

import mapper
from mapper.core.errors import OutputError
from mapper.outputs.pages.document import data_block

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DAY = dt.date(2012, 3, 5)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_may_be_a_text_and_its_folder_new(kind, tiny, tmp_path) -> None:
    path = kind(tmp_path / "new" / "map.html")
    assert mapper.write_map(tiny, DAY, path) == Path(path)
    assert Path(path).read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["map.html"]


def test_a_map_that_cannot_be_written_is_an_error_of_ours(tiny, tmp_path) -> None:
    (tmp_path / "file").write_text("here before")
    with pytest.raises(OutputError, match="cannot make the folder"):
        mapper.write_map(tiny, DAY, tmp_path / "file" / "map.html")
    with pytest.raises(OutputError, match="cannot write"):
        mapper.write_map(tiny, DAY, tmp_path)
    assert (tmp_path / "file").read_text() == "here before"


def test_a_french_map_has_french_names(mali, tmp_path) -> None:
    day = dt.date(2012, 4, 6)
    french = mapper.write_map(mali, day, tmp_path / "fr.html", lang="fr").read_text("utf-8")
    english = mapper.write_map(mali, day, tmp_path / "en.html").read_text("utf-8")
    drawn = json.loads(mapper.ControlMap(mali, day, lang="fr").block("x").split(">", 1)[1][:-9])
    layer = data_block("geometry", drawn["geometry"])
    for text, name in ((french, "Tombouctou"), (english, "Timbuktu"), (layer, "Tombouctou")):
        places = geometry_of(block(text, "geometry"))["places"]
        assert {place["id"]: place["name"] for place in places}["timbuktu"] == name


def test_a_snapshot_may_go_to_a_text_path(tiny, tmp_path) -> None:
    mapper.write_snapshot(tiny, DAY, str(tmp_path / "day.geojson"))
    assert (tmp_path / "day.geojson").read_text("utf-8").startswith('{"type":"FeatureCollection"')
