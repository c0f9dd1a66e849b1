"""Cases without some claims, and what a history keeps of what would be so without them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mapper.case.leaving import claims_left_out, claims_of_kinds, claims_of_sources, without
from mapper.case.read import read_case
from mapper.core.errors import UsageError
from mapper.core.model import SourceInfo
from mapper.history import load_history, save_history
from mapper.history.alternatives import with_alternatives
from mapper.history.derive import build_history
from mapper.outputs.pages.atlas.payload import atlas_payload


@pytest.fixture(scope="module")
def case(tiny_folder):
    return read_case(tiny_folder)


@pytest.fixture(scope="module")
def history(case):
    return with_alternatives(build_history(case), case)


def sourced(case, *rows: tuple[str, ...]):
    """The case with the sources of its first claims as given."""
    claims = case.claims.copy()
    sources = claims["sources"].tolist()
    sources[: len(rows)] = rows
    claims["sources"] = pd.Series(sources, index=claims.index, dtype=object)
    return replace(case, claims=claims)


A, B, C = "https://a.example/1", "https://b.example/2", "https://c.example/3"


def test_a_claim_is_left_out_by_its_id(case) -> None:
    events = case.claims["event_id"].tolist()
    rest = without(case, claims=events[1:3])
    assert rest.claims["event_id"].tolist() == [events[0], *events[3:]]
    assert len(case.claims) == len(events)  # the case itself stays as it is


def test_what_has_another_source_stays(case) -> None:
    some = sourced(case, (A,), (A, B), (B,), (A, A))
    assert claims_left_out(some.claims, {}, sources=[A]).tolist() == [0, 3]
    assert claims_left_out(some.claims, {}, sources=[A, B]).tolist() == [0, 1, 2, 3]
    assert claims_of_sources(some.claims)[A] == [0, 3]


def test_kinds_are_classes_of_sources_and_what_is_weak(case) -> None:
    some = sourced(case, (A,), (A, B), (B,), (C,))
    known = {A: SourceInfo(source_class="press"), B: SourceInfo(source_class="encyclopaedia")}
    weak = (some.claims["confidence"] == "low") | (some.claims["event_type"] == "declaration")
    declared = np.flatnonzero(some.claims["event_type"] == "declaration").tolist()
    assert weak.any() and declared
    kinds = claims_of_kinds(some.claims, known)
    assert kinds == {
        "weak": np.flatnonzero(weak).tolist(),
        "press": [0],
        "party": declared,
        "encyclopaedia": [2],
    }
    both = claims_left_out(some.claims, known, kinds=["press", "encyclopaedia"])
    assert both.tolist() == [0, 1, 2]


@pytest.mark.parametrize("asked", [{"claims": ["e0"]}, {"sources": ["x"]}, {"kinds": ["weka"]}])
def test_what_there_is_not_cannot_be_left_out(case, asked) -> None:
    with pytest.raises(UsageError, match="there is no"):
        without(case, **asked)


def test_a_store_keeps_what_would_be_so(history, tmp_path) -> None:
    assert history.alternatives["single"] and history.alternatives["kinds"]["weak"]
    save_history(history, tmp_path)
    assert load_history(tmp_path).alternatives == history.alternatives
    save_history(replace(history, alternatives=None), tmp_path / "plain")
    assert load_history(tmp_path / "plain").alternatives is None


def test_the_page_has_it_where_it_has_claims(history) -> None:
    assert set(atlas_payload(history)["whatif"]) >= {"claims", "differs", "kinds", "single"}
    assert "whatif" not in atlas_payload(history, claims_limit=0)
    assert "whatif" not in atlas_payload(replace(history, alternatives=None))


def test_where_too_much_is_reached_only_kinds_are_asked_for(case, monkeypatch) -> None:
    kinds = with_alternatives(build_history(case), case).alternatives["kinds"]
    monkeypatch.setattr("mapper.rules.worlds.MOST_TARGETS", 30)
    some = with_alternatives(build_history(case), case).alternatives
    assert (some["single"], some["kinds"]) == (False, kinds)
    assert len(some["claims"]["count"]) <= len(kinds)
    monkeypatch.setattr("mapper.rules.worlds.MOST_TARGETS", 1)
    assert with_alternatives(build_history(case), case).alternatives is None


def test_of_many_claims_nothing_is_asked(case, monkeypatch) -> None:
    monkeypatch.setattr("mapper.history.alternatives.MOST_CLAIMS", 3)
    assert with_alternatives(build_history(case), case).alternatives is None
    nothing = without(case, claims=case.claims["event_id"].tolist())
    assert with_alternatives(build_history(nothing), nothing).alternatives is None
