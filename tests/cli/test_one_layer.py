"""Cases of one boundary layer, and of land across the 180th meridian: every model, every output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from casefolder import communes, write_case
from click.testing import CliRunner
from meridiancase import write_meridian_case

from mapper.cli import main

pytestmark = pytest.mark.slow

MODELS = ("admin", "voronoi", "hex")
COMMANDS = {
    "map": "map {day} --out {out}/m.html",
    "atlas": "atlas --out {out}/a.html",
    "changes": "changes {first} {day} --html --out {out}/c.html",
    "build": "build --out {out}/site --jobs 1 --date {day}",
    "stats": "stats --date {day} --within {level} --csv",
    "snapshot": "snapshot {day} --layer units",
    "who": "who {place} {day} --json",
    "check": "check --json",
}
CASES = ("one layer", "isles", "isles of one layer")


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Each case by name."""
    root = tmp_path_factory.mktemp("cases")
    one = write_case(root / "one")
    text = one.path("case.toml").read_text()
    head, first, *rest = text.split("[[layers]]")
    tail = rest[-1][rest[-1].index("[background]") :]
    head = head.replace('["commune", "cercle", "region", "country"]', '["commune"]')
    first = first.replace('parent = "parent"\n', "")
    one.path("case.toml").write_text(f"{head}[[layers]]{first}{tail}")
    header, *_ = one.path("seats.csv").read_text().splitlines()
    one.path("seats.csv").write_text(header + "\n")
    claims = one.path("control_events.csv").read_text().splitlines(keepends=True)
    gone = ("e04,", "e13,")
    one.path("control_events.csv").write_text("".join(c for c in claims if not c.startswith(gone)))
    return {
        "one layer": one.case,
        "isles": write_meridian_case(root / "two"),
        "isles of one layer": write_meridian_case(root / "three", one_level=True),
    }


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", CASES)
def test_every_model_and_every_output(
    folders, name: str, model: str, command: str, tmp_path: Path, plain_parts
) -> None:
    isles = name != "one layer"
    words = COMMANDS[command].format(
        out=tmp_path,
        day="2020-07-01" if isles else "2012-07-15",
        first="2020-01-10" if isles else "2012-01-02",
        level="district" if isles else "commune",
        place="suva" if isles else "north",
    )
    line = [*words.split(), "--case", str(folders[name]), "--area-model", model]
    if model == "hex" and not isles:
        line += ["--resolution", "4"]
    result = CliRunner().invoke(main, line)
    assert result.exit_code == 0, result.stderr
    assert "mapper failed" not in result.stderr
    if command == "snapshot":
        data = json.loads(result.stdout)
        assert len(data["features"]) >= 3
        assert (data["bbox"][0] > data["bbox"][2]) == isles
    elif command == "stats":
        areas = {row.split(",")[0] for row in result.stdout.splitlines()[1:]}
        every = {"north", "south", "far"} if isles else set(communes()["id"])
        assert areas == every or (model != "admin" and areas < every and len(areas) > 2)
    elif command == "check":
        assert json.loads(result.stdout)["counts"]["errors"] == 0
    elif command == "who":
        assert json.loads(result.stdout)
    elif command == "build":
        assert (tmp_path / "site" / "index.html").stat().st_size > 0
    else:
        (page,) = tmp_path.glob("*.html")
        assert "mapper.start" in page.read_text("utf-8")
