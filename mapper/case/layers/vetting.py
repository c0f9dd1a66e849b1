"""Checking the files of a boundary layer before a driver reads them.

A shapefile keeps its encoding and its projection in files beside it; when one of them is
missing or wrong, drivers guess. Nothing is guessed here.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path, PurePosixPath
from typing import Final

from mapper.case.csvtables import read_raw, unreadable
from mapper.case.inputs import Inputs, TooLargeError
from mapper.core.errors import Fault, OutputError
from mapper.core.legible import printable
from mapper.core.spelling import composed, nearest

__all__ = [
    "FORMATS",
    "LARGER",
    "copied",
    "encoding_of",
    "file_faults",
    "missing_faults",
    "safe_file",
]

FORMATS: Final = (
    *(".shp", ".gpkg", ".geojson", ".json", ".topojson", ".parquet", ".fgb"),
    *(".kml", ".kmz", ".gml", ".gdb", ".zip", ".shz"),
)
"""Extensions of layers that are read; ``.zip`` and ``.shz`` hold one of the others."""
LARGER: Final = "Simplify the layer, or raise the limits with `--layer-limits 4`, if you trust it."
_COMPANIONS: Final = (".dbf", ".shx", ".prj", ".cpg")
_MOST_OF: Final = {".prj": 1 << 20, ".cpg": 1 << 10}
"""Bytes of files that hold a definition, or a word."""
_ENCODINGS: Final = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp\d+|koi8-[rtu]|gb2312|gbk|gb18030|big5|shift_jis|euc_(jp|kr)"
)
"""Encodings of text, by Python's names: it also knows codecs that are none, such as ``hex``."""
_SAME_FILE: Final = 0.8
"""Share of letters in common from which a file may be the one that was meant."""
_NAME_MAX: Final = 255
"""Bytes that a file name can have on every common file system."""
_CUT: Final = "The file is cut short: it is smaller than it says of itself."
_HEAD: Final = 64
"""Bytes that are enough to know a format."""
_DBF_HEADER: Final = 32
"""Bytes of a .dbf before its field descriptions."""
_SHP_MAGIC: Final = b"\x00\x00\x27\x0a"
_STARTS: Final = {
    ".gpkg": b"SQLite format 3\x00",
    ".parquet": b"PAR1",
    ".fgb": b"fgb\x03fgb",
    ".kmz": b"PK\x03\x04",
    ".zip": b"PK\x03\x04",
    ".shz": b"PK\x03\x04",
}
"""First bytes of a format; those of FlatGeobuf name its version, 3 since 2020."""
_TEXT_STARTS: Final = {
    ".geojson": b"{",
    ".json": b"{",
    ".topojson": b"{",
    ".kml": b"<",
    ".gml": b"<",
}
"""First byte of a format of text, after spaces and a byte order mark."""


def safe_file(folder: Path, name: str) -> Path | None:
    """The file of that name inside the folder, or None if the name leads out of it."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or printable(name) != name or not pure.name:
        return None
    if any(c in name for c in "\\:?*") or max(map(len, map(str.encode, pure.parts))) > _NAME_MAX:
        return None
    try:
        path = (folder / pure).resolve()
    except (OSError, RuntimeError):  # a circle of links
        return None
    return path if path.is_relative_to(folder.resolve()) else None


def file_faults(path: Path, name: str) -> list[Fault]:
    """What is wrong with a layer file before it is read; ``name`` is shown in the faults."""
    missing = missing_faults(path, name)
    if missing:
        return missing
    if path.is_dir():  # a geodatabase: its driver looks it over
        return []
    try:
        head, size = read_raw(path, _HEAD), path.stat().st_size
    except OSError as error:
        return [Fault(name, None, None, *unreadable(error), "unreadable-file")]
    problem = _content_problem(path.suffix.lower(), head, size)
    if problem is not None:
        return [Fault(name, None, None, *problem)]
    return _shapefile_faults(path, name) if path.suffix.lower() == ".shp" else []


def missing_faults(path: Path, name: str) -> list[Fault]:
    """Whether there is a file of that path, in a format that is read here."""
    if path.suffix.lower() not in FORMATS:
        message = f"`{path.suffix}` is not a layer format that is read here."
        hint = "Use one of " + ", ".join(FORMATS) + "."
        return [Fault(name, None, None, message, hint, "wrong-format")]
    if not path.exists():
        message, hint = "The file is missing.", _where_it_may_be(path)
        return [Fault(name, None, None, message, hint, "missing-file")]
    if path.suffix.lower() == ".gdb" and not path.is_dir():
        message = "A File Geodatabase is a folder, and this is a file."
        hint = "Unpack it, or name the archive that it came in (`….gdb.zip`)."
        return [Fault(name, None, None, message, hint, "wrong-format")]
    if path.is_dir() and path.suffix.lower() != ".gdb":
        message, hint = "This is not a file.", _where_it_may_be(path)
        return [Fault(name, None, None, message, hint, "missing-file")]
    return []


def copied(
    path: Path, name: str, folder: Path, inputs: Inputs, most: int
) -> tuple[Path, list[Fault]]:
    """A private copy of all that belongs to a layer, under plain names.

    Drivers look for more beside a file than is told of them; beside the copy there is nothing
    else, and nobody changes it while it is read.

    Parameters
    ----------
    path : Path
        The file of the layer, which is there.
    name : str
        Shown in the faults.
    folder : Path
        A new folder for the copy.
    inputs : Inputs
    most : int
        Bytes that a file may have.

    Returns
    -------
    path : Path
        The copy.
    faults : list of Fault
        Why it is not whole.

    Raises
    ------
    OutputError
        If the copy cannot be written.
    """
    suffix = path.suffix.lower()
    copy = folder / f"layer{suffix}"
    faults = _unfinished(path, name) if suffix == ".gpkg" else []
    parts = [(path, copy, name)]
    for companion in _COMPANIONS if suffix == ".shp" else ():
        beside = _beside(path, companion)
        if beside is not None:
            shown = str(PurePosixPath(name).with_suffix(companion))
            parts.append((beside, copy.with_suffix(companion), shown))
    for source, target, shown in parts:
        try:
            inputs.copy(source, target, min(most, _MOST_OF.get(target.suffix, most)))
        except TooLargeError as error:
            message = f"The file is too large to be read: {error.strerror}."
            faults.append(Fault(shown, None, None, message, LARGER, "too-large"))
        except OutputError:
            raise
        except OSError as error:
            faults.append(Fault(shown, None, None, *unreadable(error), "unreadable-file"))
    return copy, faults


def _unfinished(path: Path, name: str) -> list[Fault]:
    """Changes of a GeoPackage that are not in it yet, but in a file beside it."""
    faults = []
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.exists() and (not beside.is_file() or beside.stat().st_size):
            message = f"Changes that are not finished lie beside it, in `{beside.name}`."
            hint = "Close the program that has it open, or export the layer into a new file."
            faults.append(Fault(name, None, None, message, hint, "unfinished-file"))
    return faults


def _where_it_may_be(path: Path) -> str:
    """A suggestion for a missing file: one of nearly its name, as other systems would find it."""
    folder = path.parent.iterdir() if path.parent.is_dir() else ()
    there = sorted(p.name for p in folder if p.suffix.lower() == path.suffix.lower())
    same = [name for name in there if composed(name).lower() == composed(path.name).lower()]
    if same and composed(same[0]) == composed(path.name):
        return (
            f"There is `{same[0]}`, with the same letters in another Unicode form: give file and "
            "case.toml a name without accents."
        )
    if same:
        return f"There is `{same[0]}`: write its name in just these letters in case.toml."
    near = nearest(path.name, there, 1, cutoff=_SAME_FILE)
    return "Put it into the geodata folder" + (f", or did you mean `{near[0]}`?" if near else ".")


def _content_problem(suffix: str, head: bytes, size: int) -> tuple[str, str, str] | None:
    """Message, suggestion and code if a file does not begin as its extension says."""
    if not head.strip():
        return "The file is empty.", "Export the layer again.", "empty-file"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if (
        (suffix == ".shp" and not head.startswith(_SHP_MAGIC))
        or (suffix in _TEXT_STARTS and not text.startswith(_TEXT_STARTS[suffix]))
        or (suffix in _STARTS and not head.startswith(_STARTS[suffix]))
    ):
        message = f"The file is not what its extension `{suffix}` says."
        hint = "Export the layer again, or give the file its true extension."
        return message, hint, "wrong-format"
    if suffix == ".shp" and 2 * int.from_bytes(head[24:28], "big") > size:
        return _CUT, "Copy it again, or export the layer again.", "wrong-format"
    return None


def _shapefile_faults(path: Path, name: str) -> list[Fault]:
    """Companion files of a shapefile: .dbf, .shx, .prj, and a .cpg that tells the truth."""
    faults: list[Fault] = []
    pure = PurePosixPath(name)

    def fault(suffix: str, message: str, suggestion: str, code: str) -> None:
        file = str(pure.with_suffix(suffix))
        faults.append(Fault(file, None, None, message, suggestion, code))

    for suffix in (".dbf", ".shx"):
        if _beside(path, suffix) is None:
            hint = f"A shapefile needs it beside {pure.name}: export the layer again."
            fault(suffix, "The file is missing.", hint, "missing-file")
    if _beside(path, ".prj") is None:
        message = "The .prj file is missing: the coordinate reference system is unknown."
        fault(".prj", message, "Add it; it is never guessed.", "missing-prj")
    dbf, cpg = _beside(path, ".dbf"), _beside(path, ".cpg")
    if cpg is None:
        message = "The .cpg file is missing: accented letters would be garbled."
        hint = "Create it with the text `UTF-8` if the .dbf is UTF-8, else with its encoding."
        fault(".cpg", message, hint, "missing-cpg")
    if dbf is None:
        return faults
    try:
        table, declared = read_raw(dbf), None if cpg is None else read_raw(cpg)
    except OSError as error:
        fault(Path(error.filename or dbf).suffix, *unreadable(error), "unreadable-file")
        return faults
    damage = _dbf_damage(table)
    if damage is not None:
        fault(".dbf", damage, "Copy it again, or export the layer again.", "wrong-format")
        return faults
    problem = None if declared is None else _encoding_problem(table, declared)
    if problem is not None:
        fault(".cpg", *problem, "wrong-cpg")
    return faults


def _dbf_damage(dbf: bytes) -> str | None:
    """What is wrong with a dBASE table before any of its text is read.

    Its header says how many records of which width follow; its field descriptions end with a
    carriage return.
    """
    count = int.from_bytes(dbf[4:8], "little")
    begin = int.from_bytes(dbf[8:10], "little")
    width = int.from_bytes(dbf[10:12], "little")
    if width == 0 or b"\r" not in dbf[_DBF_HEADER:begin]:
        return "The file is not what its extension `.dbf` says: it is no dBASE table."
    if begin + count * width > len(dbf):
        return _CUT
    return None


def encoding_of(path: Path) -> str | None:
    """The encoding that the .cpg of a shapefile declares; None for other formats.

    Drivers do not know all spellings that the makers of shapefiles use, such as 65001.
    """
    cpg = _beside(path, ".cpg") if path.suffix.lower() == ".shp" else None
    return None if cpg is None else _codec(_declared(cpg.read_bytes()))


def _declared(cpg: bytes) -> str:
    return cpg[:40].decode("ascii", "replace").strip()


def _beside(path: Path, suffix: str) -> Path | None:
    """The companion file of that suffix, in lower or upper case."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    return None


def _encoding_problem(dbf: bytes, cpg: bytes) -> tuple[str, str] | None:
    """Message and suggestion if the bytes of the .dbf cannot be what the .cpg says."""
    declared = _declared(cpg)
    codec = _codec(declared)
    if codec is None:
        message = f"The .cpg names no encoding that is known (`{declared}`)."
        return message, "Write `UTF-8` into it if the .dbf is UTF-8, else its encoding."
    begin = int.from_bytes(dbf[8:10], "little")
    width = int.from_bytes(dbf[10:12], "little")
    records = dbf[begin:].rstrip(b"\x1a")
    try:
        records.decode(codec)
    except UnicodeDecodeError as error:
        record = error.start // width + 1 if width else 1
        message = (
            f"The .cpg says {declared}, but byte {begin + error.start} of the .dbf "
            f"(record {record}) is not {declared}."
        )
        return message, "Name the true encoding in the .cpg (often ISO-8859-1 or 1252)."
    if codec == "utf-8" or records.isascii() or not _is_utf8(records):
        return None
    message = f"The .cpg says {declared}, but the .dbf is UTF-8: names would be garbled (mojibake)."
    return message, "Write `UTF-8` into the .cpg."


def _codec(declared: str) -> str | None:
    """Python's name of the encoding that a .cpg declares, or None."""
    word = declared.upper().removeprefix("ANSI ").removeprefix("CP")
    word = {"65001": "UTF-8", "UTF8": "UTF-8"}.get(word, word)
    if word.startswith("8859"):
        word = f"ISO-8859-{word[4:].lstrip('-_')}"
    elif word.isdigit():
        word = f"CP{word}"
    try:
        name = codecs.lookup(word).name
    except (LookupError, ValueError):
        return None
    return name if _ENCODINGS.fullmatch(name) else None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
