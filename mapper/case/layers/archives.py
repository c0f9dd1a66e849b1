"""Archives and folders of layers, unpacked by us: zipped files, KMZ, File Geodatabases.

A ZIP archive can be a bomb, hold links, or name files anywhere. Drivers would read it where it
lies; here only the files of one layer are taken out of it, under plain names, into a private
folder, with limits on how many files it lists, how large they get and how far they were pressed.
What is packed inside is never unpacked again.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from mapper.case.csvtables import unreadable
from mapper.case.inputs import Inputs, TooLargeError
from mapper.core.errors import Fault, OutputError

__all__ = ["ARCHIVES", "Unpacked", "copy_geodatabase", "is_archive", "unpack"]

ARCHIVES: Final = (".zip", ".shz", ".kmz")
_INSIDE: Final = (
    ".shp",
    ".gdb",
    ".gpkg",
    ".geojson",
    ".topojson",
    ".kml",
    ".gml",
    ".fgb",
    ".parquet",
    ".json",
)
"""Formats inside an archive; where it holds one layer in several of them, the first is read."""
_COMPANIONS: Final = (".dbf", ".shx", ".prj", ".cpg")
_MOST_MEMBERS: Final = 4096
"""Files that an archive may list; the largest File Geodatabases have some hundreds."""
_MOST_LIST: Final = 4 << 20
"""Bytes of that list."""
_PRESSED_FROM: Final = 64 << 20
_MOST_PRESSED: Final = 250
"""How many times its size an archive may unpack to, from 64 MB on: tables full of spaces come
near, a bomb goes to a thousand."""
_CHUNK: Final = 1 << 20
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_GDB_FILE: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
"""Names of files in a File Geodatabase: a00000001.gdbtable, gdb, timestamps."""
_MADE: Final = "Make the archive again, with the files of the layer only."
_OTHER_LARGE: Final = "Unpack it yourself, or raise the limits with `--layer-limits 4`."


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A layer out of an archive.

    Attributes
    ----------
    path : Path
        The private copy.
    name : str
        What faults call it: the archive and the file in it.
    layer : str
        The layer to read inside that file; empty if the archive's choice was by file.
    """

    path: Path
    name: str
    layer: str


class _RefusedError(Exception):
    """The archive is not unpacked: message, suggestion and code."""


def is_archive(path: Path) -> bool:
    """Whether the file is an archive by its name."""
    return path.suffix.lower() in ARCHIVES


def unpack(
    archive: Path, name: str, folder: Path, *, most: int, layer: str = ""
) -> tuple[Unpacked | None, list[Fault]]:
    """The files of one layer out of an archive.

    Parameters
    ----------
    archive : Path
        A private copy of it.
    name : str
        Shown in the faults.
    folder : Path
        Where the files are put, under plain names.
    most : int
        Bytes that they may have together.
    layer : str
        Which file is meant where there are several; else handed on.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    try:
        with archive.open("rb") as file, zipfile.ZipFile(_Bounded(file)) as packed:
            members = _members(packed)
            found = _candidates(members)
            if archive.suffix.lower() == ".kmz":
                found = _without_index(packed, members, found)
            chosen, rest = _chosen(members, found, layer)
            return _take(packed, members, chosen, rest, folder, name, most), []
    except _RefusedError as reason:
        message, hint, code = reason.args
        return None, [Fault(name, None, None, message, hint, code)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        message = f"The archive cannot be unpacked ({_plain(error)})."
        hint = "Copy it again, or make it again."
        return None, [Fault(name, None, None, message, hint, "wrong-format")]


class _Bounded(io.RawIOBase):
    """A file from which no more is read at once than the list of an archive may have."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, io.SEEK_END)
        file.seek(0)

    def read(self, size: int | None = -1) -> bytes:
        rest = max(self._size - self._file.tell(), 0)
        wanted = rest if size is None or size < 0 else min(size, rest)
        if wanted > _MOST_LIST:
            raise zipfile.BadZipFile("its list of files is too long")
        return self._file.read(wanted)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            return self._file.seek(offset, whence)
        except OSError as error:  # before its beginning: what it says of itself is wrong
            raise zipfile.BadZipFile("it points outside of itself") from error

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def _members(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by name, none of which lies elsewhere or leads elsewhere."""
    listed = packed.infolist()
    if len(listed) > _MOST_MEMBERS:
        message = f"The archive lists {len(listed):,} files, more than {_MOST_MEMBERS:,}."
        raise _RefusedError(message, _MADE, "too-large")
    found: dict[str, zipfile.ZipInfo] = {}
    for item in listed:
        pure = PurePosixPath(item.filename)
        shown = item.filename[:80]
        if (
            pure.is_absolute()
            or ".." in pure.parts
            or any(c in item.filename for c in "\\:\0")
            or item.filename != item.orig_filename
            or not item.filename.isprintable()
        ):
            message = f"The archive holds a file whose name leads out of it (`{shown}`)."
            raise _RefusedError(message, _MADE, "unsafe-path")
        kind = stat.S_IFMT(item.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            message = f"The archive holds a link or a device (`{shown}`)."
            raise _RefusedError(message, _MADE, "unsafe-layer")
        if item.filename in found:
            message = f"The archive holds two files of one name (`{shown}`)."
            raise _RefusedError(message, _MADE, "wrong-format")
        if not item.is_dir():
            found[item.filename] = item
    return found


def _candidates(names: Iterable[str]) -> list[str]:
    """What may be the layer of an archive: files, or folders of File Geodatabases."""
    found: dict[str, None] = {}
    for name in names:
        parts = PurePosixPath(name).parts
        if parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts):
            continue
        folder = [i for i, part in enumerate(parts[:-1]) if part.lower().endswith(".gdb")]
        if folder:
            found["/".join(parts[: folder[0] + 1])] = None
        elif PurePosixPath(name).suffix.lower() in _INSIDE:
            found[name] = None
    return list(found)


def _without_index(
    packed: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], found: list[str]
) -> list[str]:
    """The files of a KMZ that may be meant: its ``doc.kml``, or those that this only lists."""
    inside = [name for name in found if name.lower().endswith(".kml")]
    main = next((name for name in inside if name.lower() == "doc.kml"), None)
    if main is None or len(inside) == 1:
        return inside
    _budget(packed, [members[main]], _PRESSED_FROM)
    with packed.open(members[main]) as file:
        begin = file.read(_CHUNK)
    lists = b"<NetworkLink" in begin and b"<Placemark" not in begin
    return [name for name in inside if name != main] if lists else [main]


def _chosen(members: dict[str, zipfile.ZipInfo], found: list[str], layer: str) -> tuple[str, str]:
    """The one layer file that is meant, and the name of a layer to look for in it."""
    if not found:
        listed = ", ".join(list(members)[:5]) or "nothing"
        message = f"The archive holds no layer that is read here (it holds {listed})."
        hint = "Archives in it are not unpacked: do that, and name the file inside."
        raise _RefusedError(message, hint, "wrong-format")
    found.sort(key=lambda name: (_INSIDE.index(PurePosixPath(name).suffix.lower()), name))
    named = [name for name in found if layer and layer in (PurePosixPath(name).stem, name)]
    first = PurePosixPath((named or found)[0]).suffix.lower()
    same = [x for x in named or found if PurePosixPath(x).suffix.lower() == first]
    if len(same) > 1:
        stems = ", ".join(PurePosixPath(name).stem for name in same[:10])
        message = f"The archive holds {len(same)} layers ({stems})."
        hint = 'Name the one that is meant, with `layer = "…"` in case.toml or `--layer`.'
        raise _RefusedError(message, hint, "wrong-format")
    return same[0], "" if named else layer


def _take(
    packed: zipfile.ZipFile,
    members: dict[str, zipfile.ZipInfo],
    chosen: str,
    layer: str,
    folder: Path,
    name: str,
    most: int,
) -> Unpacked:
    """Write the files of the chosen layer."""
    suffix = PurePosixPath(chosen).suffix.lower()
    target = folder / f"layer{suffix}"
    wanted: dict[str, Path] = {}
    if suffix == ".gdb":
        target.mkdir()
        inside = f"{chosen}/"
        for member in (m for m in members if m.startswith(inside)):
            file = member.removeprefix(inside)
            if not _GDB_FILE.fullmatch(file):
                message = f"The geodatabase holds what is none of its files (`{file[:80]}`)."
                raise _RefusedError(message, _MADE, "unsafe-layer")
            wanted[member] = target / file
    else:
        wanted[chosen] = target
        stem = chosen[: -len(suffix)]
        for member in members if suffix == ".shp" else ():
            end = PurePosixPath(member).suffix
            if end.lower() in _COMPANIONS and member == stem + end:
                wanted.setdefault(member, target.with_suffix(end.lower()))
    left = _budget(packed, [members[member] for member in wanted], most)
    for member, path in wanted.items():
        left -= _write(packed, members[member], path, left)
    return Unpacked(target, f"{name}/{chosen}"[:200], layer)


def _budget(packed: zipfile.ZipFile, items: Sequence[zipfile.ZipInfo], most: int) -> int:
    """Bytes that the files may have, if what the archive says of them is allowed at all."""
    if any(item.flag_bits & 1 for item in items):
        message = "The archive is encrypted."
        raise _RefusedError(message, "Unpack it with its password.", "unreadable-file")
    if any(item.compress_type not in _METHODS for item in items):
        message = "The archive is pressed by a method that is not read here."
        raise _RefusedError(message, "Make it again with the usual one (deflate).", "wrong-format")
    size = sum(item.file_size for item in items)
    pressed = sum(item.compress_size for item in items)
    if size > most or (size > _PRESSED_FROM and size > _MOST_PRESSED * pressed):
        message = f"The archive unpacks to {size:,} bytes: more than are read."
        raise _RefusedError(message, _OTHER_LARGE, "too-large")
    return min(most, max(_PRESSED_FROM, _MOST_PRESSED * pressed))


def _write(packed: zipfile.ZipFile, item: zipfile.ZipInfo, path: Path, most: int) -> int:
    """Write one file, counting what truly comes out of the archive; its size."""
    size = 0
    with packed.open(item) as source:
        try:
            with path.open("xb") as target:
                while chunk := source.read(_CHUNK):
                    size += len(chunk)
                    if size > min(most, item.file_size):
                        raise _RefusedError(
                            "The archive unpacks to more than it says.", _MADE, "too-large"
                        )
                    target.write(chunk)
        except OSError as error:
            raise OutputError(
                f"cannot write a temporary file into {path.parent.parent}: {error.strerror}; "
                "make room there, or name another folder in TMPDIR."
            ) from error
    return size


def _plain(error: Exception) -> str:
    """What the library says, on one line, without anything of the file that breaks one."""
    text = (str(error) or type(error).__name__).splitlines()[0][:120].rstrip(". ")
    return text if text.isprintable() else type(error).__name__


def copy_geodatabase(
    path: Path, name: str, folder: Path, inputs: Inputs, most: int
) -> tuple[Path, list[Fault]]:
    """A private copy of a File Geodatabase, which is a folder of files.

    Parameters
    ----------
    path : Path
        The folder, which is there.
    name, folder, inputs, most
        As for :func:`mapper.case.layers.vetting.copied`; ``most`` is for all files together.
    """
    copy = folder / "layer.gdb"
    copy.mkdir()
    try:
        files = sorted(path.iterdir())
    except OSError as error:
        return copy, [Fault(name, None, None, *unreadable(error), "unreadable-file")]
    if len(files) > _MOST_MEMBERS:
        message = f"The geodatabase has {len(files):,} files, more than {_MOST_MEMBERS:,}."
        return copy, [Fault(name, None, None, message, "Export it again.", "too-large")]
    for file in files:
        if file.name.endswith(".lock"):
            continue
        shown = file.name[:80] if file.name.isprintable() else "?"
        if not _GDB_FILE.fullmatch(file.name) or file.is_symlink() or not file.is_file():
            message = f"The geodatabase holds what is none of its files (`{shown}`)."
            hint = "A geodatabase is a folder of plain files: export it again."
            return copy, [Fault(name, None, None, message, hint, "unsafe-layer")]
        try:
            inputs.copy(file, copy / file.name, most)
        except TooLargeError:
            message = "The geodatabase is too large to be read."
            return copy, [Fault(name, None, None, message, _OTHER_LARGE, "too-large")]
        except OutputError:
            raise
        except OSError as error:
            return copy, [Fault(name, None, None, *unreadable(error), "unreadable-file")]
        most -= (copy / file.name).stat().st_size
    return copy, []
