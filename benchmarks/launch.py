"""Run a command as a process of its own and print what it took as JSON; asked by `program.py`.

    python -I -S benchmarks/launch.py '{"command": [...], "stdout": PATH, "longest": 900, ...}'

It imports hardly anything, since Linux counts the memory of a process that starts another one into
the peak of the new one: a small starter cannot spoil it.
"""

import json
import os
import select
import signal
import sys
import time

SAMPLE_SECONDS = 0.25
"""How often the memory of all processes of the command is added up."""


def main(asked):
    """Start, watch, wait; kill what takes too long or too much memory, with all its children."""
    begin = time.perf_counter()
    child = started(asked)
    most, stopped = watched(child, begin, asked.get("longest"), asked.get("most_mb"))
    if stopped:
        os.killpg(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begin
    if not stopped and os.waitstatus_to_exitcode(status) < 0:
        stopped = f"signal {-os.waitstatus_to_exitcode(status)}"
    peak = usage.ru_maxrss / 1024
    return {
        "exit": os.waitstatus_to_exitcode(status),
        "stopped": stopped,
        "seconds": seconds,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_mb": peak,
        "all_mb": max(most, peak),
    }


def started(asked):
    """The command in a session of its own; its output goes to files, so that it never waits."""
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        for number, name in ((1, "stdout"), (2, "stderr")):
            file = os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(file, number)
        if asked.get("cwd"):
            os.chdir(asked["cwd"])
        os.execvpe(asked["command"][0], asked["command"], asked["env"])
    finally:
        os._exit(127)


def watched(child, begin, longest, most_mb):
    """The most memory of all processes together until the end, and why it has to be stopped."""
    waiter = select.poll()
    waiter.register(os.pidfd_open(child), select.POLLIN)
    most = 0.0
    while not waiter.poll(1000 * SAMPLE_SECONDS):
        now = memory_mb(child)
        most = max(most, now)
        if longest and time.perf_counter() - begin > longest:
            return most, "time"
        if most_mb and now > most_mb:
            return most, "memory"
    return most, None


def memory_mb(session):
    """Memory of all processes of a session; pages that several share are counted in parts."""
    pids = [name for name in os.listdir("/proc") if name.isdigit() and session_of(name) == session]
    single = len(pids) == 1  # resident is exact then, and quicker to ask for
    return sum(resident_mb(pid) if single else share_mb(pid) for pid in pids)


def session_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[3])
    except (OSError, IndexError):  # it has just ended
        return None


def resident_mb(pid):
    return kilobytes(f"/proc/{pid}/status", "VmRSS:") / 1024


def share_mb(pid):
    return kilobytes(f"/proc/{pid}/smaps_rollup", "Pss:") / 1024


def kilobytes(path, key):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return next((int(line.split()[1]) for line in file if line.startswith(key)), 0)
    except OSError:
        return 0


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
