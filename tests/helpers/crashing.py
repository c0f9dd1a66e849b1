"""A build of three parts that dies at one of its file operations; run as a script.

``python crashing.py FOLDER``: for each operation in turn, from the first to the last, a forked
child puts a new tree in the place of an old one and dies just before that operation. Prints a
line of JSON for each: what the target held then, and what it held after one more, undisturbed run.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from mapper.build.staging import Output, Part, finish, open_staging
from mapper.core import files

EVENTS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "open", "ctypes.dlsym"}
OLD = {"a": b"old a", "maps/kept": b"kept", "maps/gone": b"gone"}
NEW = {"a": b"new a", "maps/kept": b"kept", "maps/new": b"new"}


def work(target: Path) -> None:
    with open_staging(target) as staging:
        kept = Part("kept", "1", (Output("maps/kept", 4, files.sha256_of(target / "maps/kept")),))
        if not staging.has("kept", "1"):
            staging.take(kept, target)
        for name in ("a", "maps/new"):
            if not staging.has(name.replace("/", "-"), "2"):
                staging.write(name.replace("/", "-"), "2", {name: NEW[name]})
        staging.keep_only(["kept", "a", "maps-new"])
        finish(staging, target)


def contents(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()
    }


def dying(target: Path, at: int) -> bool:
    """Whether a child that was to die at an operation lived to its end."""
    pid = os.fork()
    if pid == 0:
        count = 0

        def hook(event: str, arguments: tuple) -> None:
            nonlocal count
            reads = event == "open" and isinstance(arguments[1], str) and arguments[1] in "rb"
            if event in EVENTS and not reads:
                if count == at:
                    os._exit(9)
                count += 1

        sys.addaudithook(hook)
        work(target)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def main() -> None:
    root = Path(sys.argv[1])
    if "--two-steps" in sys.argv:
        files._exchange = lambda first, second: False
    target, ended, at = root / "out", False, 0
    while not ended:
        shutil.rmtree(root)
        for name, data in OLD.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
        ended = dying(target, at)
        then = contents(target) if target.exists() else None
        if then != {k: v.decode() for k, v in NEW.items()}:
            work(target)
        left = sorted(p.name for p in root.iterdir())
        print(json.dumps([then, contents(target), left]), flush=True)
        at += 1


if __name__ == "__main__":
    main()
