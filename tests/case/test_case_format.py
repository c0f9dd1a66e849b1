"""``docs/case-format.md`` names every file, column, word and key that a case may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapper.case import schema, toml, wording
from mapper.case.layers import vetting
from mapper.case.layers.derived import KEYS
from mapper.case.layertables import PATH_KEYS
from mapper.case.peoplespec import PEOPLE_KEYS
from mapper.case.peopletable import POPULATION
from mapper.case.storytable import STORY, story_texts_table
from mapper.core import model

TEXT = (Path(__file__).parents[2] / "docs" / "case-format.md").read_text("utf-8")
TABLES = (
    schema.CLAIMS,
    schema.BASELINE,
    schema.ACTORS,
    schema.BLOCS,
    schema.BLOC_MEMBERS,
    schema.SUCCESSIONS,
    schema.SOURCES,
    schema.MILESTONES,
    schema.PLACES,
    schema.SEATS,
    POPULATION,
    schema.names_table("names_<lang>.csv"),
    STORY,
    story_texts_table("story_<lang>.csv"),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_every_table_and_column_is_explained(table: schema.TableSchema) -> None:
    assert f"`{table.file}`" in TEXT
    at = TEXT.index(f"`{table.file}`")
    missing = [c for c in (*table.columns, *table.optional) if f"`{c}`" not in TEXT[at:]]
    assert not missing


def test_every_word_of_a_vocabulary_is_named() -> None:
    words = {
        *model.ACTOR_KINDS,
        *model.CONFIDENCES,
        *model.EVENT_TYPES,
        *model.MILESTONE_KINDS,
        *model.PLACE_KINDS,
        *model.SCOPES,
        *model.SOURCE_CLASSES,
        *model.STATUSES,
        *model.SUCCESSION_KINDS,
        *vetting.FORMATS,
    }
    assert not sorted(word for word in words if f"`{word}`" not in TEXT)


def test_every_key_of_the_case_file_is_named() -> None:
    tables = {"rules", "areas", "layers", "levels", "background", "map"}
    keys = [*set(toml._TOP) - tables, *toml._RULES, *PATH_KEYS, *KEYS]
    keys += [*toml._BACKGROUND, "model", "levels", "snap_km", "zoom", *wording.WORDS, *PEOPLE_KEYS]
    assert not sorted(key for key in keys if f"`{key}`" not in TEXT)
    assert all(f"[{table}" in TEXT for table in tables)
    assert "`centre = [lat, lon]`" in TEXT
