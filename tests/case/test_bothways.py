"""Spoilt cases, read the fast way and the careful one: the same faults, in the same words.

The careful way is not only that of the reader: a check that asks which rows are odd, to look at no
others, must not leave one out, so all rows are shown to it here.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import spoiltcells
import spoiltdoubts
import spoiltfiles
import spoiltplaces
import spoiltrows
from casefolder import CaseFolder, write_case

from mapper.case import csvtables
from mapper.case.checks import actors, claims, places, sources, targets
from mapper.case.claimcodes import ClaimCodes
from mapper.case.read import Attempt, attempt_case, read_case
from mapper.core.coded import Coded

CATALOGUES = (spoiltrows, spoiltcells, spoiltplaces, spoiltdoubts, spoiltfiles)
WAYS = {name: way for module in CATALOGUES for name, way in module.FAULTS.items()}


def carefully(folder: CaseFolder) -> Attempt:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csvtables, "shape_of", lambda raw: None)
        for module in (actors, claims, places, sources, targets):
            patch.setattr(module, "odd_rows", lambda frame, *_: np.arange(len(frame)))
        patch.setattr(Coded, "marks", _marks_that_ask_each_row)
        return attempt_case(folder.case)


def _marks_that_ask_each_row(coded, test):
    return np.array([bool(test(coded.words[code])) for code in coded.codes.tolist()], dtype=bool)


@pytest.mark.slow
@pytest.mark.parametrize("name", WAYS)
def test_faults_are_those_of_the_careful_way(name: str, tmp_path) -> None:
    folder = write_case(tmp_path)
    WAYS[name](folder)
    fast, slow = attempt_case(folder.case), carefully(folder)
    assert fast.faults == slow.faults
    one, other = (replace(found.without, tables=None) for found in (fast, slow))
    assert one == other
    for one, other in ((fast.case, slow.case), (fast.rest, slow.rest)):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.claims.equals(other.claims)
            assert one.places.equals(other.places)
            assert one.place_rows == other.place_rows


# --- the columns of claims as codes -----------------------------------------------------------


@pytest.fixture
def baseline_case(tmp_path):
    folder = write_case(tmp_path)
    rows = (
        "target_id,scope,holder,status,opposed_by,source,note",
        "far,,reb,held,,A. Writer 2012,x",
    )
    (folder.case / "baseline.csv").write_text("\n".join(rows) + "\n")
    return read_case(folder.case)


def test_codes_are_those_of_the_claims_row_for_row(baseline_case) -> None:
    case = baseline_case
    assert case.claims["event_type"].iat[0] == "baseline"
    assert set(case.coded) == set(case.claims.columns)
    for name in ("target_id", "gained_by", "excepted", "sources", "event_date", "event_id", "best"):
        assert case.coded[name].values().tolist() == case.claims[name].tolist(), name
    assert len(set(case.coded["gained_by"].words)) == len(case.coded["gained_by"].words)
    holders = case.claims["gained_by"].tolist()
    assert len({id(names) for names in holders}) == len(set(holders)) < len(holders)


def test_reading_has_coded_what_rules_ask_for(baseline_case, monkeypatch) -> None:
    monkeypatch.setattr(Coded, "of", None)
    for name in (
        *("target_id", "scope", "event_type", "gained_by", "lost_by", "opposed_by", "status"),
        *("confidence", "excepted", "sources", "event_date"),
    ):
        assert len(baseline_case.coded[name]) == len(baseline_case.claims)


def test_other_claims_have_other_codes(baseline_case) -> None:
    some = baseline_case.claims.iloc[2:5].reset_index(drop=True)
    case = replace(baseline_case, claims=some)
    assert case.coded["status"].values().tolist() == some["status"].tolist()
    assert isinstance(case.coded, ClaimCodes)
    assert replace(case, folder=case.geodata).coded is case.coded
