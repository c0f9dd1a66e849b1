"""The cache: what took long to make, by what it was made from.

An entry is a folder named by a SHA-256 (the key: of all that it depends on), with files and an
index of them. It is written under another name and takes its own in one step, so that nobody ever
reads half of one, and never changes afterwards. The index has a checksum of every block of every
file: each block is looked at before it is believed. What is damaged counts as not there.

Nothing in an entry is ever unpickled: what the files mean is known to who keeps them, as plain
numbers and texts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import mmap
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mapper.core.cachefolder import CacheError, own_folder

__all__ = ["Cache", "DamagedError", "Entry", "Holding", "KeptFile"]

FORMAT: Final = 1
BLOCK: Final = 1 << 18
"""Bytes that share a checksum: a question about one place looks at few of them."""
_INDEX: Final = "index.json"
_KEY: Final = re.compile("[0-9a-f]{64}")
_FILE: Final = re.compile(r"[a-z_]+\.(?:arrow|json)")
_ASIDE: Final = re.compile(r"\.(?:new|old)-[0-9a-f]{16}")
_SUM: Final = 16
"""Bytes of a checksum; it guards against accidents, the folder's mode against people."""
_FORGOTTEN: Final = 3600.0
"""Seconds after which an entry that is still being written was given up."""
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class DamagedError(CacheError):
    """An entry is not what was kept."""


def _sum(block: bytes | memoryview) -> str:
    return hashlib.sha256(block).digest()[:_SUM].hex()


def _sums(parts: Iterable[memoryview]) -> Iterator[str]:
    """The checksums of the blocks of a file that is given in parts."""
    digest, room = hashlib.sha256(), BLOCK
    for part in parts:
        at = 0
        while at < len(part):
            some = part[at : at + room]
            digest.update(some)
            at, room = at + len(some), room - len(some)
            if not room:
                yield digest.digest()[:_SUM].hex()
                digest, room = hashlib.sha256(), BLOCK
    if room < BLOCK:
        yield digest.digest()[:_SUM].hex()


@dataclass(frozen=True, slots=True)
class Holding:
    """What the cache has of one key.

    Attributes
    ----------
    key : str
    case : str
        Name of the case; empty if the entry is damaged.
    about : str
        What else sets it apart, in words.
    size : int
        Bytes.
    used : datetime
        When it was last used, in UTC.
    """

    key: str
    case: str
    about: str
    size: int
    used: dt.datetime


class KeptFile:
    """A file of an entry; every block that is read is compared with its checksum first.

    Parameters
    ----------
    path : Path
    told : mapping
        What the index says of it.
    """

    def __init__(self, path: Path, told: Mapping[str, Any]) -> None:
        self.name = path.name
        self.told = told
        self._size, self._sums = int(told["size"]), list(told["sums"])
        if len(self._sums) != -(-self._size // BLOCK):
            raise DamagedError(f"{self.name}: its index is damaged")
        self._right = bytearray(len(self._sums))
        self._bytes = memoryview(b"")
        handle = os.open(path, _FLAGS)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_size != self._size:
                raise DamagedError(f"{self.name} is not as long as it was")
            if self._size:
                self._bytes = memoryview(mmap.mmap(handle, self._size, access=mmap.ACCESS_READ))
        finally:
            os.close(handle)

    def part(self, start: int, stop: int) -> memoryview:
        """The bytes from ``start`` to before ``stop``.

        Raises
        ------
        DamagedError
        """
        if not 0 <= start <= stop <= self._size:
            raise DamagedError(f"{self.name} is shorter than it should be")
        for i in range(start // BLOCK, -(-stop // BLOCK)):
            if not self._right[i]:
                if _sum(self._bytes[i * BLOCK : (i + 1) * BLOCK]) != self._sums[i]:
                    raise DamagedError(f"{self.name} is damaged")
                self._right[i] = 1
        return self._bytes[start:stop]

    def whole(self) -> memoryview:
        """All bytes; see :meth:`part`."""
        return self.part(0, self._size)


@dataclass(frozen=True, slots=True)
class Entry:
    """The files of a key, opened: they stay whole though the entry be cleared meanwhile."""

    key: str
    about: Mapping[str, Any]
    files: Mapping[str, KeptFile]

    def json(self, name: str) -> Any:
        """The value in a JSON file."""
        raw = bytes(self.file(name).whole())
        try:
            return json.loads(raw)
        except ValueError as error:
            raise DamagedError(f"{name} is damaged") from error

    def file(self, name: str) -> KeptFile:
        """A file by its name."""
        try:
            return self.files[name]
        except KeyError as error:
            raise DamagedError(f"{name} is missing") from error


class Cache:
    """The entries in a folder that is the user's alone.

    Parameters
    ----------
    folder : Path
        As :func:`mapper.core.cachefolder.own_folder` has found it to be right.
    most : int
        Bytes of all entries; of more, those that were not used for longest go.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self.folder, self.most = folder, most

    @classmethod
    def opened(cls, folder: Path, most: int) -> Cache:
        """The cache of a folder, which is made if it is missing.

        Raises
        ------
        CacheError
        """
        found = own_folder(folder, make=True)
        if found is None:
            raise CacheError(f"the cache {folder} cannot be made.")
        return cls(found, most)

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, marked as used; None if there is none, or a damaged one."""
        place = self.folder / key
        try:
            entry = _read(place, key)
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            self.drop(key)  # if there is one: it is damaged, which is an OSError too
            return None
        with suppress(OSError):
            os.utime(place / _INDEX)
        return entry

    def keep(
        self, key: str, about: Mapping[str, Any], files: Iterable[tuple[str, Any, Any]]
    ) -> Entry | None:
        """Write an entry, and remove what is too much then.

        Parameters
        ----------
        key : str
        about : mapping
            ``case`` and ``about``, for `holdings`; and anything else that is plain.
        files : iterable of (str, buffer, mapping)
            Name, bytes or a list of their parts, and what the index says of them. Taken one by one.

        Returns
        -------
        Entry or None
            None if it is larger than the whole cache may be.

        Raises
        ------
        CacheError
            If it cannot be written.
        """
        new = self.folder / f".new-{secrets.token_hex(8)}"
        try:
            new.mkdir(mode=0o700)
            if self._write(new, key, about, files) > self.most:
                return None
            entry = _read(new, key)  # before it can be cleared
            try:
                new.rename(self.folder / key)
            except OSError:  # somebody else has just written the same
                if not (self.folder / key).is_dir():
                    raise
            self._trim(key)
            return entry
        except OSError as error:
            raise CacheError(f"nothing is kept in the cache: {error.strerror or error}.") from error
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _write(
        self, new: Path, key: str, about: Mapping[str, Any], files: Iterable[tuple[str, Any, Any]]
    ) -> int:
        told: dict[str, Any] = {}
        total = 0
        for name, given, more in files:
            parts = [
                memoryview(x).cast("B") for x in (given if isinstance(given, list) else [given])
            ]
            size = sum(map(len, parts))
            total += size
            if total > self.most:
                return total
            with (new / name).open("xb", buffering=BLOCK) as file:
                file.writelines(parts)
            told[name] = {**more, "size": size, "sums": list(_sums(parts))}
        content = {"format": FORMAT, "key": key, "about": dict(about), "files": told}
        line = json.dumps(
            content, ensure_ascii=False, separators=(",", ":"), allow_nan=False
        ).encode()
        (new / _INDEX).write_bytes(_sum(line).encode() + b"\n" + line)
        return total + len(line)

    def drop(self, key: str) -> bool:
        """Remove an entry; whether there was one. Who has it open can go on reading."""
        aside = self.folder / f".old-{secrets.token_hex(8)}"
        try:
            (self.folder / key).rename(aside)
        except OSError:
            return False
        if aside.is_dir() and not aside.is_symlink():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.unlink(missing_ok=True)
        return True

    def holdings(self) -> list[Holding]:
        """All entries, the last used first."""
        found = [_holding(place) for place in self._places()]
        return sorted(filter(None, found), key=lambda item: (item.used, item.key), reverse=True)

    def clear(self, case: str | None = None) -> list[Holding]:
        """Remove all entries, or those of a case and damaged ones; returns what is gone."""
        gone = [x for x in self.holdings() if case is None or x.case in {case, ""}]
        removed = [x for x in gone if self.drop(x.key)]
        self._sweep(0.0 if case is None else _FORGOTTEN)
        return removed

    def _places(self) -> Iterator[Path]:
        """The folders of entries; what else lies here is none of ours."""
        try:
            with os.scandir(self.folder) as items:
                names = [item.name for item in items if _KEY.fullmatch(item.name)]
        except OSError:
            names = []
        for name in names:
            yield self.folder / name

    def _trim(self, kept: str) -> None:
        """Remove the entries that were not used for longest, until the others fit."""
        self._sweep(_FORGOTTEN)
        total = 0
        for item in sorted(self.holdings(), key=lambda item: item.key != kept):
            total += item.size
            if total > self.most and item.key != kept:
                self.drop(item.key)
                total -= item.size

    def _sweep(self, seconds: float) -> None:
        """Remove what commands that were killed left behind."""
        with suppress(OSError), os.scandir(self.folder) as items:
            for item in items:
                if _ASIDE.fullmatch(item.name) and item.is_dir(follow_symlinks=False):
                    with suppress(OSError):
                        age = time.time() - item.stat(follow_symlinks=False).st_mtime
                        if age >= seconds:
                            shutil.rmtree(item.path, ignore_errors=True)


def _index_of(place: Path) -> Any:
    """What the index of an entry says, if it is as it was written."""
    handle = os.open(place / _INDEX, _FLAGS)
    with os.fdopen(handle, "rb") as file:
        checksum, _, line = file.read().partition(b"\n")
    if checksum != _sum(line).encode():
        raise DamagedError(f"{_INDEX} is damaged")
    return json.loads(line)


def _read(place: Path, key: str) -> Entry:
    if place.is_symlink():
        raise DamagedError("it is a link")
    content = _index_of(place)
    if content["format"] != FORMAT or content["key"] != key:
        raise DamagedError("it is of another kind")
    files = {}
    for name, told in content["files"].items():
        if not _FILE.fullmatch(name):
            raise DamagedError("it has a file of another kind")
        try:
            files[name] = KeptFile(place / name, told)
        except FileNotFoundError as error:
            if not place.exists():  # cleared meanwhile: there is none
                raise
            raise DamagedError(f"{name} is missing") from error
    return Entry(key, content["about"], files)


def _holding(place: Path) -> Holding | None:
    """What there is to say of an entry; None if it has gone meanwhile."""
    try:
        with os.scandir(place) as items:
            size = sum(item.stat(follow_symlinks=False).st_size for item in items)
        used = (place / _INDEX).lstat() if (place / _INDEX).exists() else place.lstat()
    except NotADirectoryError:
        size, used = 0, place.lstat()
    except OSError:
        return None
    try:
        about = _index_of(place)["about"]
        case, more = str(about["case"]), str(about["about"])
    except (OSError, ValueError, LookupError, TypeError):
        case, more = "", ""
    when = dt.datetime.fromtimestamp(used.st_mtime, dt.UTC)
    return Holding(place.name, case, more, size, when)
