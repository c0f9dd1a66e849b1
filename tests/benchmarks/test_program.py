"""Commands as fresh processes: what they took is theirs, and nothing of who measures."""

from __future__ import annotations

import sys

import pytest

from benchmarks.program import Checkout, Limits, printed, run, warm, weighed

PYTHON = [sys.executable, "-I", "-S", "-c"]


def test_the_peak_is_that_of_the_command_alone():
    fat = bytearray(300_000_000)
    fat[::4096] = b"x" * len(fat[::4096])
    assert run(["/bin/true"]).peak_mb < 100


def test_memory_and_processor_time_of_children_count():
    script = """
import os, time
for _ in range(2):
    if not os.fork():
        block = bytearray(60_000_000); block[::4096] = b"x" * len(block[::4096])
        begin = time.process_time()
        while time.process_time() - begin < 0.25: pass
        time.sleep(0.4)
        os._exit(0)
os.wait(); os.wait()
"""
    took = run([*PYTHON, script])
    assert took.cpu_seconds >= 0.5
    assert took.peak_mb < 90  # of the largest
    assert took.all_mb > 100  # of both


def test_what_is_printed_is_the_answer():
    took = run([*PYTHON, "print('four')"])
    assert (took.exit, took.stopped, took.bytes) == (0, None, 5)
    assert took.answer == run([*PYTHON, "print('four')"]).answer
    assert took.answer != run([*PYTHON, "print('five')"]).answer


def test_what_is_written_is_the_answer(tmp_path):
    folder = tmp_path / "out"
    script = f"import os; os.mkdir({str(folder)!r}); open({str(folder / 'a')!r}, 'w').write('abc')"
    took = run([*PYTHON, script], written=folder)
    assert (took.bytes, took.answer) == weighed(folder)
    assert took.bytes == 3
    (folder / "a").rename(folder / "b")
    assert weighed(folder)[1] != took.answer  # the names belong to it


@pytest.mark.parametrize(
    ("script", "limits", "why"),
    [
        ("import time; time.sleep(60)", Limits(longest=0.3), "time"),
        ("import time; b = b'x' * 200_000_000; time.sleep(60)", Limits(most_mb=100), "memory"),
        ("import os; os.kill(os.getpid(), 11)", Limits(), "signal 11"),
    ],
)
def test_what_takes_too_much_is_stopped_and_says_why(script, limits, why):
    took = run([*PYTHON, script], limits=limits)
    assert took.stopped == why
    assert took.exit < 0
    assert took.seconds < 20


def test_a_stop_reaches_the_children(tmp_path):
    sign = tmp_path / "sign"
    script = f"""
import os, time
if not os.fork():
    time.sleep(1); open({str(sign)!r}, "w")
time.sleep(60)
"""
    run([*PYTHON, script], limits=Limits(longest=0.3))
    run([*PYTHON, "import time; time.sleep(1.2)"])
    assert not sign.exists()


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match=r"ended with 3:\nno such case"):
        run([*PYTHON, "import sys; print('no such case', file=sys.stderr); sys.exit(3)"])


def test_a_command_does_not_inherit_what_would_change_it(monkeypatch):
    monkeypatch.setenv("MAPPER_CASE", "sudan")
    monkeypatch.setenv("MAPPER_CACHE", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    names = ("MAPPER_CASE", "MAPPER_CACHE", "PYTHONPATH")
    script = f"import os; print([name for name in {names} if name in os.environ])"
    assert run([*PYTHON, script]).answer == run([*PYTHON, "print([])"]).answer


def test_rows_come_back():
    took, rows = printed([*PYTHON, "import sys; open(sys.argv[1], 'w').write('{\"a\": 1}\\n')"])
    assert rows == [{"a": 1}]
    assert took.exit == 0


def test_a_checkout_needs_an_environment(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"make \.venv/\.installed"):
        Checkout.other(tmp_path)


def test_warming_reads_every_file(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    for name in ("a", "deep/b"):
        (tmp_path / name).write_text("x")
    read = []
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda path: read.append(path.name) or b"")
    warm(tmp_path)
    assert sorted(read) == ["a", "b"]
