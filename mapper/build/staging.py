"""Where a build grows: a folder beside its target that outlives an interrupted build.

``.<name>.building/`` holds ``tree`` (the build to be) and ``journal.jsonl``: one line for each
part that is done, with a digest of what it is made of and the SHA-256 of its files. Only the
build itself writes there, one part after the other: each file whole, the line last. Whatever the
moment of an interruption, a line stands for files that were whole; what has no line, or whose
files are not what the line says, is made again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from mapper.build.lock import LockedError, exclusive
from mapper.core.errors import OutputError
from mapper.core.files import (
    keep_modes,
    link_or_copy,
    make_folder,
    put_back,
    sha256_of,
    take_place,
    write_inside,
)
from mapper.core.pathnames import inside, refuse_link

__all__ = ["Output", "Part", "Staging", "clear_leftovers", "finish", "open_staging"]

_TREE: Final = "tree"
_JOURNAL: Final = "journal.jsonl"
_ASIDE: Final = "replaced"


@dataclass(frozen=True, slots=True)
class Output:
    """A finished file: its path in the build, its size in bytes, its SHA-256."""

    path: str
    bytes: int
    sha256: str

    def is_whole(self, folder: Path) -> bool:
        """Whether the folder itself holds just this file; one behind a link does not count."""
        try:
            path = inside(folder, self.path)
            same_size = path.is_file() and path.stat().st_size == self.bytes
            return same_size and sha256_of(path) == self.sha256
        except (OSError, ValueError, TypeError):
            return False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a build that is done: its files, and the digest of what they are made of."""

    name: str
    digest: str
    files: tuple[Output, ...]

    def is_whole(self, folder: Path) -> bool:
        """Whether the folder holds all its files."""
        return all(file.is_whole(folder) for file in self.files)


@dataclass(slots=True)
class Staging:
    """A build on its way; one process at a time works on it (see :func:`open_staging`)."""

    folder: Path
    done: dict[str, Part] = field(default_factory=dict)

    @property
    def tree(self) -> Path:
        """The build to be."""
        return self.folder / _TREE

    def has(self, name: str, digest: str) -> bool:
        """Whether a part is done, from just these things."""
        part = self.done.get(name)
        return part is not None and part.digest == digest

    def write(self, name: str, digest: str, files: Mapping[str, bytes]) -> Part:
        """Write the files of a part, whole, and enter it in the journal.

        Raises
        ------
        OutputError
            If a file cannot be written, or its path leads out of the build. What was done before
            stays done.
        """
        outputs = []
        try:
            for path, data in files.items():
                write_inside(self.tree, path, data)
                outputs.append(Output(path, len(data), hashlib.sha256(data).hexdigest()))
            return self._enter(Part(name, digest, tuple(outputs)))
        except OSError as error:
            raise self._cannot_write(error) from error

    def take(self, part: Part, source: Path) -> bool:
        """Take a part over from an earlier build, if its files are whole there.

        Raises
        ------
        OutputError
            If a file cannot be written.
        """
        if not part.is_whole(source):
            return False
        try:
            for file in part.files:
                place = inside(self.tree, file.path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.unlink(missing_ok=True)
                link_or_copy(inside(source, file.path), place)
            self._enter(part)
        except OSError as error:
            raise self._cannot_write(error) from error
        return True

    def keep_only(self, names: Iterable[str]) -> None:
        """Remove the parts that the build no longer has.

        Raises
        ------
        OutputError
            If a file cannot be removed.
        """
        try:
            for name in self.done.keys() - set(names):
                for file in self.done.pop(name).files:
                    inside(self.tree, file.path).unlink(missing_ok=True)
        except OSError as error:
            raise self._cannot_write(error) from error

    def _enter(self, part: Part) -> Part:
        with (self.folder / _JOURNAL).open("ab") as journal:
            journal.write(_line(part))
        self.done[part.name] = part
        return part

    def _cannot_write(self, error: OSError) -> OutputError:
        reason = str(error) if isinstance(error, OutputError) else f"{error.strerror}"
        return OutputError(
            f"cannot write the build: {reason.rstrip('.')}. What is finished is kept in "
            f"{self.folder}; run the build again to go on from there."
        )

    def resume(self) -> None:
        """Find what an interrupted build left: its parts whose files are whole.

        Everything else is removed, so that the tree holds the files of these parts only.
        """
        for path in (self.folder, self.tree, self.folder / _JOURNAL, self.folder / _ASIDE):
            refuse_link(path)
        self.tree.mkdir(parents=True, exist_ok=True)
        found = _read_journal(self.folder / _JOURNAL, self.tree)
        self.done = {name: part for name, part in found.items() if part.is_whole(self.tree)}
        known = {self.tree / file.path for part in self.done.values() for file in part.files}
        for path in sorted(self.tree.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in known:
                path.unlink()
        journal = b"".join(_line(part) for part in self.done.values())
        write_inside(self.folder, _JOURNAL, journal)


def _line(part: Part) -> bytes:
    return json.dumps(asdict(part), ensure_ascii=True, allow_nan=False).encode() + b"\n"


def _read_journal(path: Path, tree: Path) -> dict[str, Part]:
    """Parts by name, the last line standing; a line that was cut off says nothing.

    Neither does one whose files lie outside the tree, or behind a link in it.
    """
    parts: dict[str, Part] = {}
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            values = json.loads(line)
            files = tuple(Output(**file) for file in values["files"])
            part = Part(str(values["name"]), str(values["digest"]), files)
            for file in files:
                inside(tree, file.path)
        except (OutputError, ValueError, TypeError, LookupError, AttributeError):
            continue
        parts[part.name] = part
    return parts


@contextmanager
def open_staging(target: Path, *, fresh: bool = False) -> Iterator[Staging]:
    """The staging folder of a target, locked; what killed builds left beside it is settled.

    Parameters
    ----------
    target : Path
    fresh : bool
        Discard what an interrupted build left.

    Yields
    ------
    Staging
        It stays after an error, and so does the target.

    Raises
    ------
    LockedError
        If another build of this target is at work.
    OutputError
        If nothing can be written beside the target, or it is a file.
    """
    folder = _folder(target)
    with _alone(target):
        try:
            for path in (folder, folder / _ASIDE):
                refuse_link(path)
            put_back(target, folder / _ASIDE)
            shutil.rmtree(folder if fresh else folder / _ASIDE, ignore_errors=True)
            staging = Staging(folder)
            staging.resume()
            _close_like(target, [folder, staging.tree])
        except OSError as error:
            if isinstance(error, OutputError):
                raise
            raise OutputError(f"cannot write {folder}: {error.strerror}.") from error
        yield staging


def _close_like(target: Path, folders: Iterable[Path]) -> None:
    """Nobody sees more of a build while it grows than of the one that it replaces."""
    if target.is_dir():
        allowed = target.stat().st_mode | stat.S_IRWXU
        for folder in folders:
            folder.chmod(stat.S_IMODE(folder.stat().st_mode & allowed))


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the lock of a target."""
    try:
        is_file = target.exists() and not target.is_dir()
    except OSError as error:
        raise OutputError(f"cannot write the folder {target}: {error.strerror}.") from error
    if is_file:
        raise OutputError(f"cannot write the folder {target}: there is a file of that name.")
    make_folder(target.parent)
    with exclusive(target.with_name(f".{target.name}.lock"), f"the build of {target}"):
        yield


def finish(staging: Staging, target: Path) -> None:
    """Put the finished tree in the place of the target and remove the staging folder.

    Raises
    ------
    OutputError
        If the target cannot be replaced; it stays as it was.
    """
    keep_modes(target, staging.tree)
    take_place(staging.tree, target, staging.folder / _ASIDE)
    shutil.rmtree(staging.folder, ignore_errors=True)


def clear_leftovers(target: Path) -> None:
    """Remove what builds that were killed left beside a target that is finished.

    Nothing happens while another build is at work.
    """
    if _folder(target).exists():
        try:
            with _alone(target):
                shutil.rmtree(_folder(target), ignore_errors=True)
        except LockedError:
            return


def _folder(target: Path) -> Path:
    return target.with_name(f".{target.name}.building")
