"""Situations in which the system refuses: full disks, closed folders, somebody else's files."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_DROP_FROM_BOUNDS = 24
"""``PR_CAPBSET_DROP`` of <linux/prctl.h>."""
_PASS_BY_PERMISSIONS = (1, 2)
"""``CAP_DAC_OVERRIDE`` and ``CAP_DAC_READ_SEARCH`` of <linux/capability.h>."""
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


def as_somebody(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess:
    """Run a command as somebody whom closed folders keep out, even where the tests are root's."""
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        preexec_fn=_obey_permissions if os.geteuid() == 0 else None,
    )


def _obey_permissions() -> None:
    """Let root's programs from here on do only what the modes of files allow their owner.

    Another user could not even read the interpreter where that lies in root's home.
    """
    for capability in _PASS_BY_PERMISSIONS:
        if _LIBC.prctl(_DROP_FROM_BOUNDS, capability, 0, 0, 0) != 0:
            os._exit(99)
