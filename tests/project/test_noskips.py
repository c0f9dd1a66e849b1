"""In CI no test is left out: neither one by one nor a file or a folder at a time."""

from __future__ import annotations

import fnmatch
import os
import subprocess
import sys
from pathlib import Path

import noskips
import pytest

pytestmark = pytest.mark.slow

WAYS = {
    "mark": "import pytest\n@pytest.mark.skip(reason='no time')\ndef test_a(): pass\n",
    "call": "import pytest\ndef test_a(): pytest.skip('no time')\n",
    "fixture": (
        "import pytest\n@pytest.fixture\ndef f(): pytest.skip('no time')\ndef test_a(f): pass\n"
    ),
    "file": "import pytest\npytest.importorskip('no_such_module', reason='no time')\n",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("ci", ["true", ""])
def test_skipped_in_ci_is_failed(tmp_path, way: str, ci: str) -> None:
    (tmp_path / "test_it.py").write_text(WAYS[way] + "def test_b(): pass\n" * (way != "file"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "noskips", "-p", "no:cacheprovider", "-rs", "."],
        cwd=tmp_path,
        env={
            **os.environ,
            "CI": ci,
            "PYTEST_ADDOPTS": "",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(Path(noskips.__file__).parent),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ("in CI no test may be left out" in done.stdout) == bool(ci), done.stdout
    assert "no time" in done.stdout
    left = pytest.ExitCode.INTERRUPTED if ci and way == "file" else pytest.ExitCode.TESTS_FAILED
    good = pytest.ExitCode.NO_TESTS_COLLECTED if way == "file" else pytest.ExitCode.OK
    assert done.returncode == (left if ci else good), done.stdout


def test_no_folder_of_tests_has_a_name_that_is_left_out(pytestconfig, root) -> None:
    """Folders called `build` are, for instance, unless pytest is told otherwise."""
    left_out = pytestconfig.getini("norecursedirs")
    files = [*(root / "tests").rglob("test_*.py"), *(root / "mapper").rglob("*.py")]
    folders = {folder for file in files for folder in file.relative_to(root).parents} - {Path()}
    assert Path("tests/build") in folders
    assert [f for f in sorted(folders) if any(fnmatch.fnmatch(f.name, x) for x in left_out)] == []
    assert {folder.parts[0] for folder in folders} == set(pytestconfig.getini("testpaths"))
