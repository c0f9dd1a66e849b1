"""Fixtures that many tests share: the shipped case and a small one, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from noskips import pytest_make_collect_report, pytest_runtest_makereport  # noqa: F401 (hooks)

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def mali_folder() -> Path:
    """The folder of the shipped case."""
    return ROOT / "events" / "mali"


@pytest.fixture(scope="session")
def mali(mali_folder):
    """The control history of the shipped case; tests must not change it."""
    import mapper

    return mapper.build_history(mapper.read_case(mali_folder))


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory) -> Path:
    """The folder of a small case of nine communes; tests must not change it."""
    from casefolder import write_case

    return write_case(tmp_path_factory.mktemp("tiny")).case


@pytest.fixture(scope="session")
def tiny(tiny_folder):
    """The control history of the small case; tests must not change it."""
    import mapper

    return mapper.build_history(mapper.read_case(tiny_folder))


@pytest.fixture(scope="session")
def golden() -> Callable[[str, str], str]:
    """The text of a golden file. To renew them, delete them and run the tests once more."""
    folder = Path(__file__).parent / "golden"

    def expected(name: str, text: str) -> str:
        path = folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8", newline="\n")
            pytest.fail(f"{path.name} did not exist; it does now: read it before committing")
        return path.read_text("utf-8")

    return expected


@pytest.fixture(scope="session")
def day() -> Callable[[str], dt.date]:
    """A date from its ISO text."""
    return dt.date.fromisoformat


@pytest.fixture
def run(tiny_folder, tmp_path, monkeypatch) -> Callable[..., Result]:
    """Run a command in an empty folder; ``{case}`` is the small case."""
    from mapper.cli import main

    monkeypatch.chdir(tmp_path)

    def command(line: str, *more: str) -> Result:
        words = [word.format(case=tiny_folder) for word in line.split()]
        return CliRunner().invoke(main, [*words, *more])

    return command
