"""Which names files get: one decision for all that mapper writes under names of its own.

Names of files are made of ids, dates and levels that come from a case, from an earlier build or
from another process. Wherever they come from, they lead to no place outside their folder.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from mapper.core.errors import OutputError
from mapper.core.legible import printable, shortened

__all__ = ["inside", "refuse_link"]

_FORBIDDEN: Final = '<>:"|?*\\'
"""What no name on Windows may hold; the colon also names drives and streams there."""
_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE
)
_MOST_BYTES: Final = 255


def inside(folder: Path, name: str) -> Path:
    """The path of a name in a folder, if it is one that leads nowhere else on any system.

    Parameters
    ----------
    folder : Path
        Chosen by a person: it may be anything, a link too.
    name : str
        A file, or files in folders, joined by ``/``.

    Raises
    ------
    OutputError
        If the name leads out of the folder, is not one that every system can have, or leads
        through a link that lies in the folder.
    """
    parts = name.split("/")
    for part in parts:
        if wrong := _what_is_wrong(part):
            raise OutputError(
                f"cannot use `{shortened(printable(name))}` as the name of a file: {wrong}."
            )
    path = folder
    for part in parts:
        path = path / part
        refuse_link(path)
    return path


def refuse_link(path: Path) -> None:
    """Refuse a link where mapper itself chose the name: it would lead to somebody's file.

    Raises
    ------
    OutputError
    """
    is_junction = getattr(os.path, "isjunction", None)  # of Windows, from Python 3.12
    if os.path.islink(path) or (is_junction is not None and is_junction(path)):  # noqa: PTH114
        raise OutputError(
            f"cannot write {path}: it is a link to another place. Remove the link, or choose "
            "another name or folder."
        )


def _what_is_wrong(part: str) -> str:
    """Why a part of a path is no name that every system can have; empty if it is one."""
    forbidden = "".join(c for c in _FORBIDDEN if c in part)[:1]
    wrongs = (
        (part in {"", ".", ".."}, "it leads to another folder"),
        (printable(part) != part, "it holds a character that cannot be seen"),
        (forbidden, f"not every system has `{forbidden}` in names"),
        (part.endswith((".", " ")), "Windows drops the dot or space at its end"),
        (_DEVICE.fullmatch(part), f"`{part}` is a device on Windows"),
        (len(part.encode(errors="replace")) > _MOST_BYTES, f"it is over {_MOST_BYTES} bytes long"),
    )
    return next((words for wrong, words in wrongs if wrong), "")
