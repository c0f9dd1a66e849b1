"""Texts on a terminal: measured in its cells, whatever is written in them."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import mapper
from mapper.answers.verdicts import story
from mapper.outputs.text.statistics import table_text
from mapper.outputs.text.strip import story_strip
from mapper.outputs.text.terminal import aligned, cells, padded, painted

NAMES = ["Gao", "Ségou", "Se\u0301gou", "北京", "كيدال", "한국어", "กำแพง", "ｗｉｄｅ"]


def test_columns_line_up_in_every_script() -> None:
    rows = [(name, str(len(name)), "x") for name in NAMES]
    lines = list(aligned(rows, left=1))
    assert {cells(line) for line in lines} == {max(map(cells, NAMES)) + 2 + 1 + 2 + 1}
    assert len({cells(line.rpartition("  ")[0]) for line in lines}) == 1
    assert list(aligned([], left=1, widths=[3])) == []


@pytest.mark.parametrize("name", NAMES)
def test_padding(name: str) -> None:
    assert padded(name, 12).startswith(name)
    assert padded(name, 12, right=True).endswith(name)
    assert cells(padded(name, 12)) == cells(padded(name, 12, right=True)) == 12
    assert padded(name, 1) == name, "nothing is cut off"


def test_a_table_with_wide_names_lines_up() -> None:
    rows = [
        ("2012-01-01", name, 10.0, 0.5, 1.0, 20.0, 5.0, 0.0, 3, 100, 0)
        for name in (*NAMES, "a\x1bb")
    ]
    columns = [
        "date",
        "holder",
        "area_km2",
        "share",
        "area_km2_low",
        "area_km2_high",
        "area_within_50km_km2",
        "contested_km2",
        "towns",
        "population_of_towns",
        "towns_without_population",
    ]
    lines = table_text(pd.DataFrame(rows, columns=columns), "table").splitlines()
    body = lines[1 : 2 + len(rows)]
    assert len({cells(line) for line in body}) == 1
    assert any(r"a\x1bb" in line for line in body)


@pytest.mark.parametrize("width", [30, 60])
def test_the_legend_of_a_strip_keeps_its_width(tiny, width: int) -> None:
    actors = {k: replace(a, short_name="北京" * 5) for k, a in tiny.actors.items()}
    history = replace(tiny, actors=actors)
    text = story_strip(history, story(history, "North"), width=width, palette="256")
    shown = "".join(part.partition("m")[2] for part in ("\x1b[m" + text).split("\x1b["))
    assert max(map(cells, shown.splitlines())) <= width


def test_paint() -> None:
    assert painted("x", "256") == "x"
    assert painted("", "256", bold=True) == ""
    assert painted("x", "256", bold=True) == "\x1b[1mx\x1b[0m"
    assert painted("x", "256", ink=(255, 135, 0)) == "\x1b[38;5;208mx\x1b[0m"
    # Dull: rich would take the grey 108, 108, 108, which is further away.
    assert painted("x", "256", ground=(107, 100, 128)) == "\x1b[48;5;60mx\x1b[0m"


def test_help_loads_no_rich() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from mapper.cli import main\n"
        "CliRunner().invoke(main, ['--help']); print(sorted(m for m in sys.modules if 'rich' in m))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert found.stdout.decode().strip() == "[]"


def test_rich_stays_where_terminals_are() -> None:
    package = Path(mapper.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in [getattr(node, "module", None) or "", *(a.name for a in node.names)]
        if name.partition(".")[0] == "rich"
    }
    assert found == {"cli/console.py", "outputs/text/terminal.py"}
