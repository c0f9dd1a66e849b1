"""Where a case lies: its own folder, that of its geodata, and whether they can be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mapper.core.errors import Fault, UsageError

__all__ = [
    "GEODATA_FOLDER",
    "cases_here",
    "closed",
    "find_case",
    "folders_of",
    "geodata_folder",
]

EVENTS_FOLDER: Final = "events"
GEODATA_FOLDER: Final = "geodata"


def find_case(name: str | Path | None = None, start: Path | None = None) -> Path:
    """The folder of a case.

    Parameters
    ----------
    name : str or Path, optional
        A folder, or a name under ``events/``. Default: the only case there.
    start : Path, optional
        Where to look for ``events/``; default: the working directory.

    Raises
    ------
    UsageError
        If there is no such case, or none is named where there are several; the message lists those
        that there are.
    """
    root = (start or Path.cwd()) / EVENTS_FOLDER
    known = [folder.name for folder in cases_here(start)]
    if name is not None:
        for path in (Path(name), root / str(name)):
            if _may_be_case(path):
                return Path(os.path.realpath(path))
        here = (
            f"under {EVENTS_FOLDER}/: {', '.join(known)}"
            if known
            else "no cases under events/ here"
        )
        raise UsageError(f"there is no case `{name}` (no case.toml in it); {here}.")
    if len(known) == 1:
        return (root / known[0]).resolve()
    if known:
        raise UsageError(f"which case? Name one of: {', '.join(known)}.")
    raise UsageError("there is no case here: run inside a folder with events/, or name a folder.")


def cases_here(start: Path | None = None) -> list[Path]:
    """The folders of the cases under ``events/``, by name; ``start`` as for :func:`find_case`."""
    root = (start or Path.cwd()) / EVENTS_FOLDER
    return sorted(path.parent for path in root.glob("*/case.toml"))


def geodata_folder(folder: Path) -> Path:
    """Where its geodata lie: ``geodata`` inside the case, or ``geodata/<case>`` beside events."""
    inside = folder / GEODATA_FOLDER
    return inside if os.path.isdir(inside) else folder.parent.parent / GEODATA_FOLDER / folder.name  # noqa: PTH112 (never raises)


def _may_be_case(folder: Path) -> bool:
    """Whether there is a ``case.toml``, or a closed folder that may hold one: reading will say."""
    try:
        return (folder / "case.toml").is_file()
    except PermissionError:
        return True
    except (OSError, ValueError):  # a name that no file can have
        return False


def closed(folder: Path, name: str) -> list[Fault]:
    """The fault of a folder that is closed; one that is missing is told file by file."""
    try:
        with os.scandir(folder):
            os.stat(f"{folder}/.")  # noqa: PTH116 (needs the right to go in; Path drops the dot)
    except PermissionError as error:
        message = f"The folder cannot be read ({error.strerror})."
        return [Fault(name, None, None, message, "Check its permissions.", "unreadable-folder")]
    except OSError:
        return []
    return []


def folders_of(folder: Path, geodata: Path) -> list[Path]:
    """The folders that a case may be read from: its own, and its geodata unless a link leads out.

    A link may lead to another folder of the same project.
    """
    home = folder if geodata.parent == folder else folder.parent.parent
    inside = geodata.resolve().is_relative_to(home) and home.parent != home
    return [folder, geodata] if inside or geodata.resolve() == geodata else [folder]
