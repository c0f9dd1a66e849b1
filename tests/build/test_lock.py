"""One holder at a time, and none that is dead."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mapper.build import lock
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


COUNT = """
import sys, time
from pathlib import Path
from mapper.build.lock import LockedError, exclusive
lock, number = map(Path, sys.argv[1:])
left = 40
while left:
    try:
        with exclusive(lock, "x"):
            number.write_text(str(int(number.read_text()) + 1))
            left -= 1
    except LockedError as error:
        assert "process" in str(error)
        time.sleep(0.0005)
"""


def test_processes_that_count_together(path, tmp_path) -> None:
    """Two at once would lose a number, and read an empty file now and then."""
    number = tmp_path / "number"
    number.write_text("0")
    words = [sys.executable, "-c", COUNT, path, number]
    processes = [subprocess.Popen(words) for _ in range(3)]
    assert [process.wait(120) for process in processes] == [0, 0, 0]
    assert number.read_text() == "120"
    assert not path.exists()


def test_nowhere_to_put_it(tmp_path) -> None:
    with pytest.raises(OutputError, match="cannot write"), exclusive(tmp_path / "no" / "x", "x"):
        pytest.fail("must not begin")
    assert not (tmp_path / "no").exists()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot write"), exclusive(tmp_path / "folder", "x"):
        pytest.fail("must not begin")


def test_those_who_ask_leave_the_name_of_the_holder(path) -> None:
    with exclusive(path, "x"):
        for _ in range(3):
            with pytest.raises(LockedError, match=f"process {os.getpid()} on"):
                exclusive(path, "x").__enter__()
        path.write_text("")
        with pytest.raises(LockedError, match="in the hands of another process"):
            exclusive(path, "x").__enter__()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no links for everyone")
def test_a_link_is_not_followed(path, tmp_path, monkeypatch) -> None:
    """Neither one that is there nor one that comes after the look."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    path.symlink_to(victim)
    with pytest.raises(OutputError, match="it is a link"), exclusive(path, "x"):
        pytest.fail("must not begin")
    monkeypatch.setattr(lock, "refuse_link", lambda path: None)
    with pytest.raises(OutputError, match="cannot write"), exclusive(path, "x"):
        pytest.fail("must not begin")
    assert victim.read_text() == "precious"
    assert path.is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")
def test_no_stand_in_where_there_are_no_locks(path, monkeypatch) -> None:
    """A file that only lies there would keep all later builds away if its maker were killed."""
    import fcntl

    def missing(handle: int, what: int) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", missing)
    with pytest.raises(OutputError, match=r"cannot lock .* not implemented"), exclusive(path, "x"):
        pytest.fail("must not begin")


def test_a_full_disk_leaves_the_holder_without_a_name(path, monkeypatch) -> None:
    def full(handle: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        lock = exclusive(path, "x")
        lock.__enter__()
    with pytest.raises(LockedError, match="another process"), exclusive(path, "x"):
        pytest.fail("must not begin")
    lock.__exit__(None, None, None)
    assert not path.exists()
