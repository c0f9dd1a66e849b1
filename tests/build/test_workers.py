"""Where tasks run; clusters are in test_cluster.py."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from mapper.build.workers import WorkerError, Workers, open_workers
from mapper.core.errors import UsageError


def half(number: int) -> float:
    return 1 / number


def process_of(_: int) -> int:
    return os.getpid()


def gone(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return number


def test_in_this_process() -> None:
    with open_workers(5, jobs=1) as workers:
        found = [(task, future.result()) for task, future in workers.run(process_of, range(3))]
    assert found == [(i, os.getpid()) for i in range(3)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_errors_come_with_their_task(jobs: int) -> None:
    with open_workers(5, jobs=jobs) as workers:
        futures = dict(workers.run(half, [2, 0, 4]))
    assert futures.keys() == {2, 0, 4}
    assert isinstance(futures[0].exception(), ZeroDivisionError)
    assert (futures[2].result(), futures[4].result()) == (0.5, 0.25)


def test_in_other_processes() -> None:
    with open_workers(9, jobs=2) as workers:
        found = {future.result() for _, future in workers.run(process_of, range(9))}
    assert 1 <= len(found) <= 2
    assert os.getpid() not in found


def test_no_more_processes_than_tasks() -> None:
    with open_workers(1, jobs=8) as workers:
        assert [f.result() for _, f in workers.run(process_of, [1])] == [os.getpid()]


def test_a_process_that_dies() -> None:
    with (
        open_workers(30, jobs=2) as workers,
        pytest.raises(WorkerError, match="run again to go on from there"),
    ):
        for _ in workers.run(gone, range(30)):
            pass


class Counting(Executor):
    """Holds tasks back until somebody waits, and counts them."""

    def __init__(self) -> None:
        self.most, self.open = 0, 0

    def submit(self, fn, /, *args):
        self.open += 1
        self.most = max(self.most, self.open)
        future: Future = Future()
        future.set_result(fn(*args))
        return future


def test_results_never_pile_up() -> None:
    executor = Counting()
    for _ in Workers(executor, 4).run(abs, range(100)):
        executor.open -= 1
    assert executor.most == 4


def test_wrong_ways_to_ask() -> None:
    with pytest.raises(UsageError, match="1 or more"), open_workers(1, jobs=0):
        pytest.fail("must not begin")
    with (
        pytest.raises(UsageError, match="a scheduler has its own"),
        open_workers(1, jobs=2, scheduler="tcp://127.0.0.1:1"),
    ):
        pytest.fail("must not begin")


def test_without_dask(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match="pip install distributed"),
        open_workers(1, scheduler="tcp://127.0.0.1:1"),
    ):
        pytest.fail("must not begin")


ORPHANS = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from mapper.build.workers import open_workers
from test_workers import process_of
if __name__ == "__main__":
    with open_workers(8, jobs=2) as workers:
        pids = {future.result() for _, future in workers.run(process_of, range(8))}
        print(*pids, flush=True)
        os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
def test_processes_do_not_outlive_a_killed_parent(tmp_path) -> None:
    script = tmp_path / "script.py"
    script.write_text(ORPHANS)
    words = [sys.executable, script, Path(__file__).parent]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    pids = [int(pid) for pid in done.stdout.split()]
    assert pids
    for _ in range(200):
        if not any(alive(pid) for pid in pids):
            return
        time.sleep(0.05)
    pytest.fail("they live on")


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
