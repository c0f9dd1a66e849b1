"""Places and units by any spelling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mapper.answers.find import find_target
from mapper.case.wording import LevelWords
from mapper.core.errors import TargetNotFoundError


@pytest.mark.parametrize(
    "text",
    ["timbuktu", "Timbuktu", "Tombouctou", "TOMBOUCTOU", "tombouctou ", "Tom-bouctou", "Timbuctoo"],
)
def test_spellings_of_timbuktu(mali, text: str) -> None:
    found = find_target(mali, text)
    assert (found.kind, found.id, found.name) == ("place", "timbuktu", "Timbuktu")
    assert mali.target_id(found.node) == "timbuktu"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("menaka", "menaka"),
        ("Ménaka", "menaka"),
        ("MÉNAKA", "menaka"),
        ("Me\u0301naka", "menaka"),
        ("Sevare", "sevare"),
        ("Sévaré", "sevare"),
        ("segou", "segou"),
    ],
)
def test_accents_and_case_do_not_matter(mali, text: str, place: str) -> None:
    assert find_target(mali, text).id == place


@pytest.mark.slow
def test_every_place_is_found_by_its_names_and_id(mali) -> None:
    for place, row in mali.places.iterrows():
        assert find_target(mali, place).id == place
        for name in (row["name"], *row["alt_names"]):
            found = find_target(mali, name)
            assert found.kind == "place"
            assert mali.places.at[found.id, "rank"] <= row["rank"]


@pytest.mark.slow
def test_every_unit_is_found_by_its_id(mali) -> None:
    for node, unit in enumerate(mali.units.index):
        found = find_target(mali, unit)
        assert (found.kind, found.id, found.node) == ("unit", unit, node)


def test_unit_by_a_name_that_no_place_has(tiny) -> None:
    found = find_target(tiny, "bout du monde")
    assert (found.kind, found.id, found.name) == ("unit", "c3", "Bout-du-monde")


def test_name_that_looks_like_nothing(tiny) -> None:
    assert find_target(tiny, "NA").id == "na"
    assert find_target(tiny, "Nord").id == find_target(tiny, "norden").id == "north"


@pytest.mark.parametrize(
    ("text", "near"),
    [("Timbuktoo", "Timbuktu"), ("Kidall", "Kidal"), ("Menakka", "Ménaka"), ("Sevarre", "Sévaré")],
)
def test_a_miss_suggests_the_nearest(mali, text: str, near: str) -> None:
    with pytest.raises(TargetNotFoundError, match="Did you mean") as caught:
        find_target(mali, text)
    assert near in str(caught.value)
    assert f"`{text}`" in str(caught.value)


@pytest.mark.parametrize("text", ["Tombouctu", "Kidall", "Djennee"])
def test_a_miss_offers_each_thing_once(mali, text: str) -> None:
    with pytest.raises(TargetNotFoundError) as caught:
        find_target(mali, text)
    offered = str(caught.value).split("Did you mean ")[1].removesuffix("?").split(" or ")
    assert len({find_target(mali, name).ask for name in offered}) == len(offered)


@pytest.mark.parametrize("text", ["xyzxyz", "{{7*7}}", "🏜 desert of nobody"])
def test_a_far_miss_suggests_nothing(mali, text: str) -> None:
    with pytest.raises(TargetNotFoundError) as caught:
        find_target(mali, text)
    assert "no place, unit or area" in str(caught.value)
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  ", "-", "''", "\x00"])
def test_a_text_without_letters_is_no_name(mali, text: str) -> None:
    with pytest.raises(TargetNotFoundError, match="is no name"):
        find_target(mali, text)


def test_several_units_of_one_name_are_told_apart_by_id(mali) -> None:
    with pytest.raises(TargetNotFoundError, match="several units are called") as caught:
        find_target(mali, "Diedougou")
    same = mali.units.index[mali.units["name"] == "Diedougou"]
    assert len(same) == 4
    for unit in same:
        assert f"{unit} ({mali.units.at[unit, 'parents'][0]})" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Kidal", "place:kidal"),
        ("commune:Kidal", "commune:61693064B54500166104238"),
        ("cercle:Kidal", "cercle:kidal-cercle"),
        ("region:Kidal", "region:kidal-region"),
        ("REGION: kidal", "region:kidal-region"),
        ("Kidal Region", "region:kidal-region"),
        ("kidal-region", "region:kidal-region"),
        ("Cercle de Kidal", "cercle:kidal-cercle"),
        ("Région de Kidal", "region:kidal-region"),
        ("Région de Tombouctou", "region:timbuktu-region"),
        ("region tombouctou", "region:timbuktu-region"),
        ("menaka region", "region:menaka-region"),
        ("Mali", "country:mali"),
        ("country:mali", "country:mali"),
        ("region:bamako-district", "region:bamako-district"),
        ("bamako-district", "cercle:bamako-district"),
        ("place:Gao", "place:gao"),
    ],
)
def test_places_units_and_areas_by_name_level_and_id(mali, text: str, ask: str) -> None:
    found = find_target(mali, text)
    assert found.ask == ask
    assert find_target(mali, found.ask).id == found.id


def test_other_meanings_of_a_name(mali) -> None:
    kinds = [(x.kind, x.level) for x in find_target(mali, "Kidal").others]
    assert kinds == [("unit", "commune"), ("area", "cercle"), ("area", "region")]
    assert find_target(mali, "region:Kidal").others == ()
    assert [x.ask for x in find_target(mali, "Bamako").others] == [
        "cercle:bamako-district",
        "region:bamako-district",
    ]
    assert find_target(mali, "Timbuctoo").others == ()


def test_every_area_is_found_by_its_level_and_id(mali) -> None:
    for frame in mali.frames:
        if frame.level == "commune":
            continue
        for area, name in frame.groups.itertuples(index=False):
            found = find_target(mali, f"{frame.level}:{area}")
            assert (found.kind, found.id, found.level) == ("area", area, frame.level)
            assert find_target(mali, f"{frame.level}:{name}").id == area


def test_areas_of_the_small_case(tiny) -> None:
    assert find_target(tiny, "West").ask == "region:west"
    assert find_target(tiny, "cercle b").ask == "cercle:cercle_b"
    assert find_target(tiny, "Land").ask == "country:land"


@pytest.mark.parametrize(
    ("text", "near"),
    [("Kidall Region", "Kidal Region"), ("region:Kidall", "Kidal"), ("cercle:Mopty", "Mopti")],
)
def test_a_missed_area_suggests_the_nearest(mali, text: str, near: str) -> None:
    with pytest.raises(TargetNotFoundError, match="Did you mean") as caught:
        find_target(mali, text)
    assert near in str(caught.value)


@pytest.fixture(scope="module")
def spoken(tiny):
    """The small case with words for its levels, and names of its areas, in French and Arabic."""
    levels = {
        "cercle": LevelWords({"name": "cercle", "name_fr": "cercle", "name_ar": "دائرة"}),
        "region": LevelWords({"name": "region", "name_fr": "région", "name_ar": "منطقة"}),
    }
    names = {
        "fr": {("area", "west"): ("Région de l’Ouest", ""), ("area", "east"): ("Levant", "")},
        "ar": {("area", "west"): ("الغرب", ""), ("area", "cercle_b"): ("دائرة النهر", "")},
    }
    return replace(tiny, case=replace(tiny.case, level_words=levels), translations=names)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("Région de l'Ouest", "region:west"),
        ("la région de l’ouest", "region:west"),
        ("ouest", "region:west"),
        ("Région du Levant", "region:east"),
        ("région des Levant", "region:east"),
        ("the region of Levant", "region:east"),
        ("الغرب", "region:west"),
        ("منطقة الغرب", "region:west"),
        ("مِنْطَقة الغَرْب", "region:west"),
        ("منطقة في الغرب", "region:west"),
        ("منطقة:الغرب", "region:west"),
        ("النهر", "cercle:cercle_b"),
        ("دائرة من النهر", "cercle:cercle_b"),
        ("région الغرب", "region:west"),
    ],
)
def test_level_and_name_are_joined_as_in_each_language(spoken, text: str, ask: str) -> None:
    assert find_target(spoken, text).ask == ask


@pytest.mark.parametrize("text", ["دائرة الغرب", "cercle de l'Ouest", "von Ouest", "منطقة في"])
def test_other_levels_and_words_that_are_no_links_find_nothing(spoken, text: str) -> None:
    with pytest.raises(TargetNotFoundError):
        find_target(spoken, text)
