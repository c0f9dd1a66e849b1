"""People of the units: counted, spread by area, shared out over cells."""

from __future__ import annotations

import numpy as np
import pytest
from casefolder import CaseFolder, layers, write_case
from hypothesis import given
from hypothesis import strategies as st
from peoplecase import give_people, say_in_areas

from mapper.areas.modeloptions import with_area_model
from mapper.areas.people import spread
from mapper.case.people import Figure
from mapper.case.read import read_case
from mapper.core.geodesy import area_km2
from mapper.core.people import PeopleShare, shared_out
from mapper.history.derive import build_history


@pytest.fixture
def folder(tmp_path) -> CaseFolder:
    return write_case(tmp_path)


def people(folder: CaseFolder, **model: object) -> dict[str, float]:
    case = read_case(folder.case)
    history = build_history(with_area_model(case, **model) if model else case)
    return history.units["population"].to_dict()


def test_a_case_without_figures_has_no_column(folder) -> None:
    history = build_history(read_case(folder.case))
    assert "population" not in history.units
    assert history.population is None


def test_what_is_left_of_a_whole_is_spread_by_geodesic_area(folder) -> None:
    give_people(folder, "cercle_a,300000", "a1,200000", "land,1000000")
    found = people(folder)
    assert found["a1"] == 200_000
    assert found["a2"] + found["a3"] == 100_000
    shapes = layers()["communes.shp"].set_index("id").geometry
    sizes = dict(zip(shapes.index, area_km2(shapes.to_numpy()), strict=True))
    assert found["a2"] == pytest.approx(100_000 * sizes["a2"] / (sizes["a2"] + sizes["a3"]), abs=1)
    rest = sum(sizes[x] for x in sizes if x[0] != "a")
    assert found["b1"] == pytest.approx(700_000 * sizes["b1"] / rest, abs=1)
    assert found["b1"] > found["b3"], "it is larger: nearer to the equator"
    assert sum(found.values()) == 1_000_000


def test_less_than_nothing_left_is_nobody(folder) -> None:
    give_people(folder, "a1,500", "cercle_a,300", "land,1000")
    found = people(folder)
    assert (found["a1"], found["a2"], found["a3"]) == (500, 0, 0)
    assert sum(found.values()) == 1000, "the country still adds up"


def test_units_without_a_figure_are_missing_not_empty(folder) -> None:
    give_people(folder, "cercle_a,300", "b1,0")
    history = build_history(read_case(folder.case))
    found = history.units["population"]
    assert found.isna().tolist() == [False] * 4 + [True] * 5
    assert found["b1"] == 0
    assert history.population.units_without == 5
    assert history.population.total == 300


def test_the_history_knows_what_its_figures_are(folder) -> None:
    give_people(folder, "land,1000", "cercle_a,301", "a1,200", "a2,1")
    say_in_areas(folder, 'population_note = "census"', 'population_note_fr = "recensement"')
    found = build_history(read_case(folder.case)).population
    assert (found.year, found.kind, found.total, found.cells) == (2009, "table", 1000, False)
    assert found.shares == (
        PeopleShare("commune", 2, 201),
        PeopleShare("cercle", 1, 100),
        PeopleShare("country", 1, 699),
    )
    assert found.notes == {"en": "census", "fr": "recensement"}
    assert found.sources == ("Census of 2009",)


@pytest.mark.parametrize("model", [{"model": "voronoi"}, {"model": "hex", "resolution": 4}])
def test_cells_share_the_people_of_the_areas_that_they_overlap(folder, model) -> None:
    give_people(folder, *(f"{c}{i},{1000 * i + ord(c)}" for c in "abc" for i in (1, 2, 3)))
    case = with_area_model(read_case(folder.case), **model)
    history = build_history(case)
    total = sum(1000 * i + ord(c) for c in "abc" for i in (1, 2, 3))
    assert history.units["population"].sum() == total == history.population.total
    assert history.population.cells
    whole = build_history(read_case(folder.case)).units
    for unit in history.units.itertuples():
        pieces = whole.geometry.intersection(unit.geometry)
        share = area_km2(pieces.to_numpy()) / whole["area_km2"].to_numpy()
        expected = (share * whole["population"].to_numpy()).sum()
        assert unit.population == pytest.approx(expected, abs=len(whole) + 1e-3 * expected)


def test_cells_over_areas_without_a_figure_are_missing(folder) -> None:
    give_people(folder, "cercle_a,300")
    found = people(folder, model="hex", resolution=4)
    assert any(np.isnan(x) for x in found.values())
    assert sum(x for x in found.values() if not np.isnan(x)) == 300


@given(st.integers(0, 10**9), st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_whole_parts_add_up_and_differ_by_less_than_one_from_what_is_due(total, weights) -> None:
    parts = shared_out(total, weights)
    assert parts.sum() == total
    assert (parts == np.floor(parts)).all()
    assert (parts >= 0).all()
    scale = np.array(weights) if sum(weights) > 0 else np.ones(len(weights))
    np.testing.assert_array_less(np.abs(parts - total * (scale / scale.sum())), 1 + 1e-6 * total)


@st.composite
def nested_figures(draw) -> tuple[list[Figure], np.ndarray]:
    """Figures of runs of areas, each inside the next, as those of a tree."""
    from mapper.case.people import _nested

    class Nine:
        areas = range(12)

    runs = {(0, 12), (0, 6), (6, 12), (0, 3), (3, 6), (6, 9), (9, 12)}
    runs |= {(i, i + 1) for i in range(12)}
    chosen = draw(st.sets(st.sampled_from(sorted(runs)), min_size=1))
    figures = [
        Figure(str(run), str(run), "x", draw(st.integers(0, 1000)), 1, np.arange(*run))
        for run in sorted(chosen, key=lambda run: (run[1] - run[0], run))
    ]
    sizes = draw(st.lists(st.floats(0.1, 10), min_size=12, max_size=12))
    return list(_nested(figures, Nine())), np.array(sizes)


@given(nested_figures())
def test_a_figure_stands_unless_its_parts_contradict_it(drawn) -> None:
    figures, sizes = drawn
    found, added = spread(figures, sizes)
    for figure, left in zip(figures, added, strict=True):
        inside = found[figure.members]
        assert not np.isnan(inside).any()
        parts = sum(np.nansum(found[figures[part].members]) for part in figure.parts)
        if not len(figure.free):
            assert (inside.sum(), left) == (parts, 0)
        else:
            assert inside.sum() == max(figure.people, parts)
            assert left == max(figure.people - parts, 0)
    covered = np.unique(np.concatenate([figure.members for figure in figures]))
    assert np.isnan(found).sum() == len(sizes) - len(covered)
