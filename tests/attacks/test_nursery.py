"""Processes for layers that are lent to commands: they read what others read, and all are ended."""

from __future__ import annotations

import importlib
import os
import time
from pathlib import Path

import pytest
from attackkit import Stage
from casefolder import layers


def of_the_warden(stage: Stage) -> set[int]:
    """Processes for layers that run now below the warden, the one that is forked among them."""
    parents = {}
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if folder.name.isdigit() and (b"nursery.py" in words or b"layers/script.py" in words):
            parents[int(folder.name)] = int(parent)
    tree = {stage.warden.pid}
    for pid in sorted(parents):
        if parents[pid] in tree:
            tree.add(pid)
    return tree - {stage.warden.pid}


@pytest.mark.parametrize("lends", [True, False])
def test_a_good_case_is_good_and_nothing_is_left_behind(stage: Stage, lends: bool) -> None:
    stage.warden.lends = lends
    change_a_layer(stage)
    told = stage.check()
    assert told.code == 0, told.told()
    assert "no faults" in told.err
    stage.see_built()
    for _ in range(500):  # who is ended needs a moment
        if len(of_the_warden(stage)) == 1:  # the one that is forked
            return
        time.sleep(0.01)
    raise AssertionError(f"left behind: {of_the_warden(stage)}")


def test_a_command_is_lent_a_fork_and_starts_nothing(stage: Stage) -> None:
    """The same words come out, and the fork is what the process is: four drivers, no network."""
    answers = []
    change_a_layer(stage)
    for lends in (True, False):
        stage.warden.lends = lends
        answer = stage.warden.do(stage.root, call="test_nursery:seen", args=[str(stage.case.case)])
        assert answer.code == 0, answer.told()
        answers.append(answer.value)
    lent, own = answers
    assert lent.pop("parent") != own.pop("parent")
    assert lent == own


def change_a_layer(stage: Stage) -> None:
    """The case stays good; the layer is none that a command is told of, but must be opened."""
    rivers = layers()["rivers.shp"]
    stage.case.layer("rivers.shp", rivers.assign(name="Brook"))


def test_what_is_known_of_layers_is_what_they_hold(stage: Stage) -> None:
    day = ("2012-03-10", "--case", "{case}")
    commands = (("check", "{case}"), ("snapshot", *day, "--layer", "units"), ("who", "minor", *day))
    answers = []
    stage.warden.lends = True
    for knows in (True, False):
        stage.warden.knows = knows
        told = stage.run_all(*commands)
        assert [outcome.code for outcome in told] == [0, 0, 0]
        answers.append([(outcome.out, outcome.err) for outcome in told])
    assert answers[0] == answers[1]


def test_a_layer_is_opened_unless_all_its_bytes_are_known(stage: Stage) -> None:
    args = [str(stage.case.case)]
    stage.warden.lends = True  # under `make fuzz`, too
    good = stage.warden.do(stage.root, call="test_nursery:opened", args=args)
    change_a_layer(stage)
    changed = stage.warden.do(stage.root, call="test_nursery:opened", args=args)
    assert (good.value, changed.value) == ([], [["name", "rank"]]), changed.told()


def opened(case: str) -> list[list[str]]:
    """Run in a child of the warden: columns of the layers that its process for layers opens."""
    from mapper.case.read import read_case

    process = importlib.import_module("mapper.case.layers.process")
    asked: list[list[str]] = []
    ask = process._Process.ask
    process._Process.ask = lambda self, request: (
        asked.append(sorted(request["columns"])) or ask(self, request)
    )
    read_case(case)
    assert asked or process._process is None
    return asked


def seen(case: str) -> dict[str, object]:
    """Run in a child of the warden: what the process for layers is like."""
    from mapper.case.read import read_case

    read_case(case)
    process = importlib.import_module("mapper.case.layers.process")._process
    status = Path(f"/proc/{process.popen.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    environment = Path(f"/proc/{process.popen.pid}/environ").read_bytes().split(b"\0")
    limits = Path(f"/proc/{process.popen.pid}/limits").read_text().splitlines()
    names = sorted(item.split(b"=")[0].decode() for item in environment if item)
    return {
        "parent": int(fields["PPid"]) == os.getpid(),
        "environment": [name for name in names if name not in {"LC_CTYPE", "PWD"}],
        "limits": [line for line in limits if line.startswith(("Max address", "Max core"))],
    }
