"""The history that tests share: equal to a fresh one, made once, and nobody may change it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sharedcase
from sharedcase import assert_same_history, once_in_a_run, unchanged


def test_what_is_loaded_equals_what_is_built(mali, mali_folder) -> None:
    assert_same_history(mali, sharedcase.build_shipped(mali_folder))


def _other_holder(history):
    intervals = history.timeline.intervals.copy()
    intervals.loc[0, "start"] += 1
    return replace(history, timeline=replace(history.timeline, intervals=intervals))


def _moved(history):
    units = history.units.copy()
    units.geometry = units.geometry.translate(1e-9)
    return replace(history, units=units)


def _other_actor(history):
    name, actor = next(iter(history.actors.items()))
    return replace(history, actors={**history.actors, name: replace(actor, note="x")})


def _other_type(history):
    return replace(history, places=history.places.astype({"rank": np.int32}))


def _other_cell(history):
    claims = history.claims.copy()
    claims.at[claims.index[3], "note"] = "x"
    return replace(history, claims=claims)


CHANGES = (_other_holder, _moved, _other_actor, _other_type, _other_cell)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen(tiny, change) -> None:
    with pytest.raises(AssertionError, match="a test of this file changed the shared history"):
        unchanged(change(tiny), tiny)


def test_copies_are_apart(tmp_path_factory) -> None:
    load = once_in_a_run(tmp_path_factory, "apart", lambda: pd.DataFrame({"a": [1]}))
    first = load()
    first.loc[0, "a"] = 2
    assert load()["a"].tolist() == [1]


@pytest.mark.slow
def test_four_processes_make_it_once(tmp_path) -> None:
    (tmp_path / "conftest.py").write_text("")
    (tmp_path / "test_made.py").write_text(
        textwrap.dedent(
            f"""
            import pathlib, time, pytest
            from sharedcase import once_in_a_run

            def make():
                with pathlib.Path({str(tmp_path / "made")!r}).open("a") as file:
                    file.write("made\\n")
                time.sleep(0.5)
                return {{"history": list(range(1000))}}

            @pytest.mark.parametrize("i", range(8))
            def test_loads(i, tmp_path_factory):
                assert once_in_a_run(tmp_path_factory, "it", make)()["history"][999] == 999
            """
        )
    )
    paths = os.pathsep.join(
        (str(Path(sharedcase.__file__).parent), os.environ.get("PYTHONPATH", ""))
    )
    words = ["-q", "-n", "4", "-p", "no:cacheprovider", "-W", "default", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, f"--basetemp={tmp_path / 'base'}"],
        env={**os.environ, "PYTHONPATH": paths},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "8 passed" in done.stdout, done.stdout + done.stderr
    assert (tmp_path / "made").read_text() == "made\n"


def test_a_failure_to_make_it_is_told_to_each(tmp_path_factory) -> None:
    def make():
        raise ValueError("the case is broken")

    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            once_in_a_run(tmp_path_factory, "broken", make)
