"""Situations in which the system refuses: full disks, closed folders, somebody else's files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
"""User of no rights: root may read and write everything, whatever the permissions say."""
ENTRY = "from mapper.cli import main; main()"


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process can grow beyond a size: writing fails as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def as_somebody(*words: str | Path, cwd: Path, **options) -> subprocess.CompletedProcess:
    """Run a command as a user whom closed folders keep out."""
    if os.name == "posix" and os.geteuid() == 0:
        options |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "HOME": "/nonexistent",
        "MPLCONFIGDIR": str(cwd),
        "TMPDIR": str(cwd),
    }
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment | options.pop("env", {}),
        **options,
    )


def open_to_all(folder: Path) -> None:
    """Let every user reach a folder of the tests and write into it."""
    for place in (folder, *folder.rglob("*")):
        place.chmod(0o777 if place.is_dir() else 0o666)
    for around in folder.parents:
        if around.stat().st_uid == os.geteuid() and around != Path("/"):
            around.chmod(around.stat().st_mode | 0o011)
