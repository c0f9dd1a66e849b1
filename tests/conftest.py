"""Fixtures that many tests share: the shipped case and a small one, read once."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from noskips import pytest_make_collect_report, pytest_runtest_makereport  # noqa: F401 (hooks)

pytest_plugins = ["costs"]

HERE = Path(__file__).parent
ROOT = HERE.parent
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
os.environ["MAPPER_CACHE_SIZE"] = "0"
"""Commands keep nothing in the cache of who runs the tests, nor do children that tests start."""
_USERS = pytest.StashKey[set[Path]]()
KINDS = {"browser": "browser", "fuzz": "fuzz", "attacks": "attack"}
"""Folders of tests, and the marker that each test in them has."""
LONG = ("browser", "cluster", "slow", "fuzz", "attack")
"""Markers of tests that `make test-fast` leaves out."""
MOST_SECONDS = 10
"""Processor seconds of a test that is not marked so, on a machine that counts to `COUNTED` in
`COUNTING`: three times those of the longest there. A slower machine has more."""
COUNTED, COUNTING = 3_000_000, 0.045


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folders; files with long tests come first, so that none is left last."""
    for item in items:
        mark = _mark_of(item.path)
        if mark is not None:
            item.add_marker(getattr(pytest.mark, mark))
    long = {item.path for item in items if _is_long(item)}
    items.sort(key=lambda item: item.path not in long)


@cache
def _mark_of(path: Path) -> str | None:
    """The marker that the folder of a file gives to its tests."""
    folders = path.relative_to(HERE).parts if path.is_relative_to(HERE) else ()
    return KINDS.get(folders[0]) if folders else None


def _is_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(mark) for mark in LONG)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Among the fast tests a test that takes long fails, lest they grow slow one by one."""
    before = _processor_seconds()
    result = yield
    spent = _processor_seconds() - before
    if "not (" in pyfuncitem.config.option.markexpr and not _is_long(pyfuncitem):
        told = f"{spent:.0f} s: speed it up, or mark it with pytest.mark.slow"
        assert spent < MOST_SECONDS or spent < MOST_SECONDS * _slowness(), told
    return result


def _slowness() -> float:
    """How much longer this machine takes to count than one that the limit was made for."""
    before = time.process_time()
    for _ in range(COUNTED):
        pass
    return (time.process_time() - before) / COUNTING


def _processor_seconds() -> float:
    """Of this process and of those it has waited for: a busy machine does not count."""
    return sum(os.times()[:4])


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Debian's Chromium, driven by Playwright: one for all tests of a process."""
    if not CHROMIUM.exists():
        pytest.skip("Debian's Chromium is not installed")
    from playwright import sync_api

    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """Layers and cases of the same bytes are opened once in a process; see the two helpers."""
    from samecases import SameCases
    from samelayers import SameLayers

    both = SameLayers(), SameCases()
    for one in both:
        one.install()
    yield
    for one in both:
        one.remove()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def mali_folder() -> Path:
    """The folder of the shipped case."""
    return ROOT / "events" / "mali"


@pytest.fixture(scope="session")
def load_mali(mali_folder, tmp_path_factory) -> Callable[[], object]:
    """A copy of the control history of the shipped case, built once in a run."""
    from sharedcase import build_shipped, once_in_a_run

    return once_in_a_run(tmp_path_factory, "mali", lambda: build_shipped(mali_folder))


@pytest.fixture(scope="session")
def _mali(load_mali):
    return load_mali()


@pytest.fixture(scope="session")
def mali(_mali):
    """The control history of the shipped case; a file of tests that changes it fails."""
    return _mali


@pytest.fixture(scope="module", autouse=True)
def _mali_stays(request) -> Iterator[None]:
    """What a file of tests does to the shared history must not reach the next file."""
    if request.node.path not in _users_of_mali(request.session):
        yield
        return
    from sharedcase import unchanged

    shared, fresh = request.getfixturevalue("_mali"), request.getfixturevalue("load_mali")
    yield
    unchanged(shared, fresh())


def _users_of_mali(session: pytest.Session) -> set[Path]:
    if _USERS not in session.stash:
        session.stash[_USERS] = {
            item.path for item in session.items if "mali" in getattr(item, "fixturenames", ())
        }
    return session.stash[_USERS]


@pytest.fixture(scope="session")
def sudan_folder() -> Path:
    """The folder of the second shipped case."""
    return ROOT / "events" / "sudan"


@pytest.fixture(scope="session")
def sudan(sudan_folder, tmp_path_factory):
    """The control history of the second shipped case; tests must not change it."""
    from sharedcase import build_shipped, once_in_a_run

    return once_in_a_run(tmp_path_factory, "sudan", lambda: build_shipped(sudan_folder))()


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
def small_vectors_once(tmp_path_factory) -> Callable[[], dict[str, object]]:
    """A copy of what both Python and the scripts are asked of small cases, made once in a run."""
    from sharedcase import once_in_a_run
    from vectors import small_vectors

    folder = tmp_path_factory.mktemp("vectors")
    return once_in_a_run(tmp_path_factory, "vectors", lambda: dict(small_vectors(folder)))


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


@pytest.fixture(scope="module")
def plain_parts() -> Iterator[None]:
    """Builds in this process have plain texts for charts and pages to read."""
    from plainparts import make_plain

    with pytest.MonkeyPatch.context() as patch:
        make_plain(patch)
        yield


@pytest.fixture
def run(tiny_folder, tmp_path, monkeypatch) -> Callable[..., Result]:
    """Run a command in an empty folder; ``{case}`` is the small case."""
    from mapper.cli import main

    monkeypatch.chdir(tmp_path)

    def command(line: str, *more: str) -> Result:
        words = [word.format(case=tiny_folder) for word in line.split()]
        return CliRunner().invoke(main, [*words, *more])

    return command
