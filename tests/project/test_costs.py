"""What a run of the tests says of its cost: every phase, every process, added up by file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import costs
import pytest


def report(nodeid: str, *seconds: float) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=nodeid,
        location=("", 0, ""),
        keywords={},
        outcome="passed",
        longrepr=None,
        when="call",
        user_properties=[("other", "x"), *((costs.COST, value) for value in seconds)],
    )


def test_costs_are_added_up_by_file_and_the_dearest_come_first() -> None:
    reports = [
        report("a.py::one", 20.0),
        report("b.py::two[x::y]", 70.0),
        report("a.py::one", 10.0),
    ]
    assert costs.cost_lines(reports, 100.0, 2) == [
        "100 in tests, 50% of 2 processors for 100 s",
        "   70.0  b.py",
        "   30.0  a.py",
    ]


def test_a_short_run_is_told_nothing_and_a_long_list_is_cut() -> None:
    assert costs.cost_lines([report("a.py::one", costs.WORTH - 1)], 10.0, 2) == []
    many = [report(f"{i}.py::one", 10.0 + i) for i in range(40)]
    lines = costs.cost_lines(many, 1000.0, 2)
    assert len(lines) == 1 + costs.MOST
    assert lines[1].endswith(" 39.py")


@pytest.mark.slow
@pytest.mark.parametrize("words", [[], ["-p", "xdist", "-n", "2", "--dist", "loadfile"]])
def test_what_fixtures_and_other_processes_take_counts(tmp_path, words: list[str]) -> None:
    burn = (
        "import time\nbegin = time.process_time()\nwhile time.process_time() - begin < {}: pass\n"
    )
    (tmp_path / "burn.py").write_text(burn.format(0.6))
    (tmp_path / "test_child.py").write_text(
        "import subprocess, sys\n"
        "def test_it(): subprocess.run([sys.executable, '-S', 'burn.py'], check=True)\n"
    )
    (tmp_path / "server.py").write_text(burn.format(0.5) + "print('up', flush=True)\ninput()\n")
    (tmp_path / "test_a_server.py").write_text(
        "import subprocess, sys, pytest\n"
        "words, pipe = [sys.executable, '-S', 'server.py'], subprocess.PIPE\n"
        "@pytest.fixture(scope='session')\ndef server():\n"
        "    with subprocess.Popen(words, stdin=pipe, stdout=pipe) as process: yield process\n"
        "def test_that_does_not_end_it(server): assert server.stdout.readline() == b'up\\n'\n"
        "def test_the_next(server): pass\n"
    )
    (tmp_path / "test_fixture.py").write_text(
        "import pytest\n@pytest.fixture\ndef slow():\n"
        + "".join(f"    {line}\n" for line in burn.format(0.4).splitlines())
        + "def test_it(slow): pass\n"
    )
    code = (
        f"import costs, pytest; costs.WORTH = 0.1; pytest.main({['-p', 'costs', *words, '-q']!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTEST_ADDOPTS": "",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(Path(costs.__file__).parent),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "4 passed" in done.stdout, done.stdout + done.stderr
    found = dict(reversed(pair) for pair in re.findall(r"(\d+\.\d)  (test_\w+\.py)", done.stdout))
    assert float(found["test_child.py"]) >= 0.6
    assert float(found["test_fixture.py"]) >= 0.4
    assert float(found["test_a_server.py"]) >= 0.5  # it goes on when its tests have ended
