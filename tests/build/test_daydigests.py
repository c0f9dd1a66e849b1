"""Dates whose digests agree have the same files, whatever changed in the claims."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from casefolder import touch, write_case

from mapper.build.daydigests import day_digests
from mapper.case.read import read_case
from mapper.history.control import ControlHistory
from mapper.history.derive import build_history
from mapper.outputs.geo.geojson import GeoJSONWriter
from mapper.outputs.pages.day.page import page

pytestmark = pytest.mark.slow

DAYS = [dt.date(2012, 1, 1) + dt.timedelta(days=18 * i) for i in range(20)]


def files(history: ControlHistory) -> dict[str, tuple[str, ...]]:
    """What a build writes for each date, without the links to other dates."""
    writer = GeoJSONWriter(history)
    found = {}
    for day in DAYS:
        snapshot = history.at(day)
        texts = [writer.text(snapshot, layer) for layer in ("areas", "places")]
        found[day.isoformat()] = (page(history, snapshot, assets="../assets"), *texts)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_same_digest_same_files(tmp_path, seed: int) -> None:
    """And most dates whose digest changed have changed: little is made for nothing."""
    dice = random.Random(100 + seed)
    own = write_case(tmp_path)
    before = build_history(read_case(own.case))
    old, old_files = day_digests(before, DAYS, "frame"), files(before)
    changed = digested = 0
    for _ in range(6):
        touch(own, dice)
        history = build_history(read_case(own.case))
        new, new_files = day_digests(history, DAYS, "frame"), files(history)
        for day in new:
            if new[day] == old[day]:
                assert new_files[day] == old_files[day], day
        changed += sum(new_files[day] != old_files[day] for day in new)
        digested += sum(new[day] != old[day] for day in new)
        old, old_files = new, new_files
    assert 0 < changed <= digested <= 1.5 * changed


def test_a_contest_of_another_window_has_another_digest(tmp_path) -> None:
    """Best day and holder stay the same: the card says how open the day of the contest is."""
    own = write_case(tmp_path)
    days = [dt.date(2012, 4, 5), dt.date(2012, 4, 19), dt.date(2012, 4, 25)]
    before = build_history(read_case(own.case))
    path = own.case / "control_events.csv"
    text = path.read_text("utf-8").replace("2012-04-01/2012-04-03", "2012-03-31/2012-04-04")
    path.write_text(text, encoding="utf-8")
    after = build_history(read_case(own.case))
    old, new = day_digests(before, days, "frame"), day_digests(after, days, "frame")
    pages = [[page(h, h.at(day), assets="../assets") for day in days] for h in (before, after)]
    differ = [one != other for one, other in zip(*pages, strict=True)]
    assert differ == [True, True, False]
    assert [old[day] != new[day] for day in old] == differ


def test_links_and_frame_count(tiny) -> None:
    names = [day.isoformat() for day in DAYS]
    all_of_them = day_digests(tiny, DAYS, "frame")
    assert list(all_of_them) == names
    assert len(set(all_of_them.values())) == len(names)
    fewer = day_digests(tiny, DAYS[:3] + DAYS[4:], "frame")
    assert [d for d in fewer if fewer[d] != all_of_them[d]] == [names[2], names[4]]
    other = day_digests(tiny, DAYS, "other frame")
    assert not set(other.values()) & set(all_of_them.values())


def test_the_words_of_an_open_date_count(tmp_path) -> None:
    """A month and its days are as long, and are told in other words."""
    own = write_case(tmp_path)
    pages, digests = [], []
    for date in ("2012-02", "2012-02-01/2012-02-29"):
        own.set("control_events.csv", "e03", event_date=date)
        history = build_history(read_case(own.case))
        day = dt.date(2012, 2, 15)
        assert history.change_days()[1] == day
        pages.append(page(history, history.at(day), assets="../assets"))
        digests.append(day_digests(history, [day], "frame"))
    assert pages[0] != pages[1]
    assert digests[0] != digests[1]


def test_no_dates(tiny) -> None:
    assert day_digests(tiny, [], "frame") == {}


def test_two_readings_agree(tiny, tiny_folder) -> None:
    again = build_history(read_case(tiny_folder))
    assert day_digests(again, DAYS, "frame") == day_digests(tiny, DAYS, "frame")
