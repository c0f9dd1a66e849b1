"""Where the cache lies, and whether that folder is the user's alone.

What is kept there is believed without being read from the case again: whoever can write into the
folder can say who held what. So it must be the user's own, a folder and no link, and nobody else
may write into it.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from mapper.core.errors import MapperError, UsageError

__all__ = [
    "CACHE_FOLDER",
    "CACHE_SIZE",
    "USUAL_BYTES",
    "CacheError",
    "bytes_of",
    "cache_folder",
    "own_folder",
]

CACHE_FOLDER: Final = "MAPPER_CACHE"
CACHE_SIZE: Final = "MAPPER_CACHE_SIZE"
"""Variables of the environment: the folder, and how large it may be."""
USUAL_BYTES: Final = 2_000_000_000
_NAME: Final = "conflict-control-mapper"
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_SIZE: Final = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([kmgt]?)b?", re.IGNORECASE)
_UNITS: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_TAG: Final = "CACHEDIR.TAG"
_TAG_TEXT: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file is a cache directory tag: see https://bford.info/cachedir/\n"
)
"""Programs that make backups leave out folders with such a file."""


class CacheError(MapperError, OSError):
    """The cache cannot be used; the command goes on without it."""


def cache_folder(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> Path:
    """The folder of the cache: that of ``MAPPER_CACHE``, else one where the system has its caches.

    Parameters
    ----------
    environ : mapping
        Variables of the environment.
    system : str
        As ``sys.platform``.

    Raises
    ------
    CacheError
        If the user has no home folder, and none is named.

    Examples
    --------
    >>> cache_folder({"HOME": "/home/awa"}, "linux").as_posix()
    '/home/awa/.cache/conflict-control-mapper'
    """
    named = environ.get(CACHE_FOLDER)
    if named:
        return Path(named)
    if system == "win32":
        local = environ.get("LOCALAPPDATA")
        base = Path(local) if local else _home(environ) / "AppData" / "Local"
        return base / _NAME / "Cache"
    home = _home(environ)
    if system == "darwin":
        return home / "Library" / "Caches" / _NAME
    wanted = environ.get("XDG_CACHE_HOME", "")
    base = Path(wanted) if wanted.startswith("/") else home / ".cache"  # others are to be ignored
    return base / _NAME


def _home(environ: Mapping[str, str]) -> Path:
    try:
        return Path(environ.get("HOME") or Path.home())
    except RuntimeError as error:  # a user whom the system does not know, as in containers
        raise CacheError(
            f"there is no home folder for a cache: name one in {CACHE_FOLDER}."
        ) from error


def bytes_of(text: str) -> int:
    """A size as people write it in bytes.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> bytes_of("500M"), bytes_of("1.5 GB"), bytes_of("0")
    (500000000, 1500000000, 0)
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"`{text}` is no size: write such as 500M or 2G.")
    return int(float(found[1]) * _UNITS[found[2].lower()])


def own_folder(folder: Path, *, make: bool) -> Path | None:
    """The folder, once it is certain that it is the user's alone.

    Parameters
    ----------
    folder : Path
    make : bool
        Whether it is made, for the user alone, where there is none.

    Returns
    -------
    Path or None
        None if there is none and none is to be made.

    Raises
    ------
    CacheError
        If it is a link, no folder, another user's, or one that others can write; or cannot be made.
    """
    try:
        if make and not os.path.lexists(folder):
            _make(folder)
        told = folder.lstat()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CacheError(f"the cache {folder} cannot be used: {reason}.") from error
    problem = _problem(told)
    if problem:
        raise CacheError(f"the cache {folder} is not used: {problem}")
    return folder


def _make(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):  # another command has just made it
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)  # whatever the umask says
        (folder / _TAG).write_text(_TAG_TEXT, encoding="utf-8")


def _problem(told: os.stat_result) -> str:
    """What keeps a folder from being trusted, and what to do about it; empty if nothing does."""
    if stat.S_ISLNK(told.st_mode):
        return "it is a link. Name the folder itself."
    if not stat.S_ISDIR(told.st_mode):
        return "it is no folder. Name another one."
    if hasattr(os, "getuid"):  # elsewhere the folders of a user are closed to others as they are
        if told.st_uid != os.getuid():
            return "it belongs to another user. Name a folder of your own."
        if told.st_mode & _OTHERS_WRITE:
            return "others can write into it. Close it with chmod 700, or name another folder."
    return ""
