"""The edition of a case: one word for all that lies in its folders, names and bytes.

All files count, whether a case is read from them or not: a note beside the tables makes another
edition, which costs one reading more; a file that is left out by mistake would make a map of an
old text. Hashing takes as long as reading the bytes, a tenth of a second for a hundred megabytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mapper.case.folders import folders_of, geodata_folder
from mapper.case.inputs import Inputs

__all__ = ["Edition", "edition_of"]

MOST_FILES: Final = 20_000
"""Of folders with more than these, something else was named than a case."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What lay in the folders of a case.

    Attributes
    ----------
    digest : str
        SHA-256 of everything: the name of the case, and names and bytes of all files.
    files : dict
        SHA-256 of each file, by its true path.
    """

    digest: str
    files: dict[Path, str] = field(repr=False)

    def covers(self, inputs: Inputs) -> bool:
        """Whether all that a case was read from is of this edition, byte by byte.

        It is not where a file was changed between the two, or lies elsewhere.
        """
        return bool(inputs.digests) and all(
            self.files.get(path.resolve()) == digest for path, digest in inputs.digests.items()
        )


class _TooManyError(OSError):
    pass


def edition_of(folder: Path) -> Edition | None:
    """The edition of a case; None where it has none, as not everything in it can be read.

    Parameters
    ----------
    folder : Path
        The folder with ``case.toml``.
    """
    folder = folder.resolve()
    geodata = geodata_folder(folder)
    readable = folders_of(folder, geodata)
    whole = hashlib.sha256(os.fsencode(f"{folder.name}\0{len(readable)}\0"))
    files: dict[Path, str] = {}
    try:
        for name, home in (("case", folder), ("geodata", geodata.resolve())):
            if home.is_relative_to(folder) and home != folder:
                whole.update(
                    f"{name}\0{home.relative_to(folder)}\0".encode("utf-8", "surrogateescape")
                )
                continue  # its files are among those of the case
            for label, path in _found(home):
                if path.is_symlink():  # what it leads to is a file of its own, or is not read
                    what = os.path.realpath(path)
                else:
                    what = files[path] = _sha256(path)
                whole.update(os.fsencode(f"{name}/{label}\0{what}\n"))
                if len(files) > MOST_FILES:
                    return None
    except (OSError, ValueError):
        return None
    return Edition(whole.hexdigest(), files)


def _found(home: Path) -> Iterator[tuple[str, Path]]:
    """Files and links below a folder, in the order of their names; hidden folders are left out.

    A case that is read from a hidden folder after all has no edition that covers it.
    """

    def broken(error: OSError) -> None:
        raise error

    for place, folders, names in os.walk(home, onerror=broken):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]  # noqa: PTH114, PTH118
        folders[:] = [name for name in folders if name not in links and not name.startswith(".")]
        for name in sorted([*names, *links]):
            path = Path(place, name)
            yield path.relative_to(home).as_posix(), path


def _sha256(path: Path) -> str:
    """SHA-256 of a file; of what is no file (a pipe, a device) the word for its kind."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb", buffering=0) as file:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            return f"no file: {stat.S_IFMT(mode):o}"
        return hashlib.file_digest(file, "sha256").hexdigest()
