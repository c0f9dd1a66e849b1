"""One holder at a time, and none that is dead."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mapper.build.lock import LockedError, exclusive
from mapper.core.errors import OutputError

HOLD = """
import sys, time
from pathlib import Path
from mapper.build.lock import exclusive
with exclusive(Path(sys.argv[1]), "the thing"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "lock"


def test_the_file_goes_with_its_holder(path) -> None:
    with exclusive(path, "the thing"):
        assert f"process {os.getpid()} on " in path.read_text()
    assert not path.exists()
    with pytest.raises(ValueError, match="inside"), exclusive(path, "the thing"):
        raise ValueError("inside")
    assert not path.exists()


def test_a_second_holder_is_told_of_the_first(path) -> None:
    words = [sys.executable, "-c", HOLD, path]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout.readline() == b"held\n"
            message = f"the thing is in the hands of process {process.pid} on .*: wait for it"
            with pytest.raises(LockedError, match=message), exclusive(path, "the thing"):
                pytest.fail("must not begin")
            assert path.exists()
        finally:
            process.kill()
    assert path.exists(), "a killed holder leaves the file"
    with exclusive(path, "the thing"):
        pass
    assert not path.exists()


def test_threads_of_one_process(path) -> None:
    with exclusive(path, "x"), pytest.raises(LockedError), exclusive(path, "x"):
        pytest.fail("must not begin")


def test_never_two_at_once(path) -> None:
    """Many that come and go, while the file appears and disappears."""
    inside, most, entered = [], [0], [0]

    def work() -> None:
        end = time.monotonic() + 20
        rounds = 0
        while rounds < 25 and time.monotonic() < end:
            try:
                with exclusive(path, "x"):
                    inside.append(1)
                    most[0] = max(most[0], len(inside))
                    entered[0] += 1
                    rounds += 1
                    inside.pop()
            except LockedError:
                time.sleep(0.0005)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1
    assert entered[0] > 4
    assert not path.exists()


def test_nowhere_to_put_it(tmp_path) -> None:
    with pytest.raises(OutputError, match="cannot write"), exclusive(tmp_path / "no" / "x", "x"):
        pytest.fail("must not begin")
