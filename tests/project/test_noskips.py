"""In CI no test is left out: neither one by one nor a file at a time."""

from __future__ import annotations

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
