"""Situations in which the system refuses: full disks, closed folders, somebody else's files."""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attackkit import Outcome

_LIBC = ctypes.CDLL(None)
_DROP_FROM_BOUNDS = 24
"""``PR_CAPBSET_DROP`` of <linux/prctl.h>."""
_CAPABILITIES_VERSION = 0x20080522
"""``_LINUX_CAPABILITY_VERSION_3`` of <linux/capability.h>."""
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


def as_somebody(*words: str | Path, cwd: Path) -> Outcome:
    """Run a command as somebody whom closed folders keep out, even where the tests are root's.

    It runs in a child of a process that has the libraries: each command on its own would read
    them for a second or two.
    """
    from attackkit import the_warden

    with tempfile.TemporaryDirectory() as streams:
        argv = [str(word) for word in words]
        return the_warden().do(Path(streams), argv=argv, cwd=str(cwd), obey=os.geteuid() == 0)


def obey_permissions() -> None:
    """Let this process of root, and programs that it starts, do only what the modes of files allow.

    Another user could not even read the interpreter where that lies in root's home.
    """
    for capability in _PASS_BY_PERMISSIONS:
        if _LIBC.prctl(_DROP_FROM_BOUNDS, capability, 0, 0, 0) != 0:
            raise OSError("a capability cannot be dropped")
    head = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)  # 0: of this process
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: the low words, the high
    if _LIBC.capget(head, sets) != 0:
        raise OSError("the capabilities cannot be read")
    for i in range(3):
        sets[i] &= ~sum(1 << capability for capability in _PASS_BY_PERMISSIONS)
    if _LIBC.capset(head, sets) != 0:
        raise OSError("the capabilities cannot be set")
