"""Tables as files of the cache: uncompressed Arrow IPC, with the places of all columns in them.

A program that knows Arrow opens such a file as it stands. Two readers here need no more of it than
the columns that they want: :func:`table_in` makes a DataFrame without copying numbers, and
:mod:`mapper.history.plaincolumns` takes single rows without numpy and pandas.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from mapper.core.cache import KeptFile
from mapper.core.coded import Coded
from mapper.history.plaincolumns import INDEX, PlainColumns

__all__ = ["UnkeepableError", "file_of", "geometry_in", "table_in"]

_FEW: Final = 2
"""A text that stands in a column so often at the least, on the average, is kept once."""
_MANY: Final = 1 << 15
_SAMPLE: Final = 1 << 12
"""Of columns of so many texts, so many are looked at for some that stand there again: of a column
where each text stands there twice, a sample would hold dozens of pairs."""
_NUMBERS: Final = frozenset("iufbM")


class UnkeepableError(TypeError):
    """A table has something in it that this module does not know."""


def file_of(
    table: pd.DataFrame, coded: Mapping[str, Coded] | None = None
) -> tuple[list[Any], dict[str, Any]]:
    """A table as Arrow IPC, in parts, and what the index of its entry says of it.

    The parts are the buffers of the columns themselves where they can be, not copies: the table
    is not to be changed before they are written.

    Parameters
    ----------
    table : DataFrame
        Columns of numbers, days, texts, tuples of texts, geometries (WKB); indexed by its row
        numbers or by texts.
    coded : mapping
        Columns of tuples of texts, by name, whose distinct values are known.

    Raises
    ------
    UnkeepableError
    """
    arrays: dict[str, pa.Array] = {}
    kinds: dict[str, str] = {}
    for name, column in table.items():
        known = coded.get(str(name)) if coded and column.dtype == object else None
        made = _array_of(column) if known is None else _of_coded(column, known)
        arrays[str(name)], kinds[str(name)] = made
    index = table.index
    told: dict[str, Any] = {"rows": len(table), "order": list(arrays)}
    if not (isinstance(index, pd.RangeIndex) and index.equals(pd.RangeIndex(len(table)))):
        arrays[INDEX], kinds[INDEX] = _array_of(index.to_series())
        told["index_name"] = index.name
    parts, places = _written(pa.record_batch(list(arrays.values()), names=list(arrays)))
    told["columns"] = {name: {"kind": kinds[name], **places[name]} for name in arrays}
    return parts, told


def _written(batch: pa.RecordBatch) -> tuple[list[Any], dict[str, dict[str, Any]]]:
    """The parts of the file of a table, and where each column lies in it."""
    try:
        return _placed(batch)
    except LookupError:  # a part of another table, whose buffers Arrow moves
        whole = pa.BufferOutputStream()
        _write(batch, whole)
        return _placed(pa.ipc.open_file(whole.getvalue()).get_batch(0))


def _placed(batch: pa.RecordBatch) -> tuple[list[Any], dict[str, dict[str, Any]]]:
    """As :func:`_written`; a LookupError if Arrow writes other buffers than the table has."""
    sink = _Parts()
    _write(batch, pa.PythonFile(sink, mode="w"))
    found = [_places(column, sink.starts) for column in batch.columns]
    return sink.parts, dict(zip(batch.schema.names, found, strict=True))


def _write(batch: pa.RecordBatch, sink: Any) -> None:
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


class _Parts:
    """A file for Arrow to write into, which notes where each buffer lies and copies none."""

    closed = False

    def __init__(self) -> None:
        self.parts: list[Any] = []
        self.starts: dict[int, tuple[int, int]] = {}
        """By the address of a buffer: where it begins in the file, and its length there."""
        self._size = 0

    def write(self, part: Any) -> int:
        size = len(part)
        if isinstance(part, pa.Buffer):
            self.starts[part.address] = (self._size, size)
        self.parts.append(part)
        self._size += size
        return size

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """There is nothing to flush."""

    def close(self) -> None:
        self.closed = True


def _places(array: pa.Array, starts: Mapping[int, tuple[int, int]]) -> dict[str, Any]:
    """Where the buffers of an array lie in a file: start and length; None for one that is not."""
    told: dict[str, Any] = {"at": _at(array, starts), "type": str(array.type)}
    if pa.types.is_dictionary(array.type):
        words = array.dictionary
        told |= {"type": str(array.type.index_type), "count": len(words)}
        told["words"] = _at(words, starts)
    return told


def _at(array: pa.Array, starts: Mapping[int, tuple[int, int]]) -> list[list[int] | None]:
    """See :func:`_places`; a LookupError if the buffers are not in the file as they are."""
    if array.offset:
        raise LookupError
    validity, *others = array.buffers()
    given = [validity if array.null_count else None, *others]
    return [None if b is None or not b.size else list(starts[b.address]) for b in given]


def _array_of(column: pd.Series) -> tuple[pa.Array, str]:
    """A column for Arrow, and the word for what it is made into again."""
    kind = column.dtype
    if isinstance(kind, np.dtype):
        return _of_objects(column) if kind == object else _of_numbers(column)  # noqa: E721
    if isinstance(kind, pd.StringDtype) and pd.isna(kind.na_value):
        return _coded(pa.array(column, pa.large_string())), "text"
    if isinstance(kind, pd.CategoricalDtype) and not kind.ordered:
        return pa.array(column).cast(pa.dictionary(pa.int32(), pa.large_string())), "category"
    if isinstance(kind, pd.Int64Dtype):
        return pa.array(column, pa.int64()), "whole"
    if kind == "geometry":
        import shapely

        return pa.array(shapely.to_wkb(column.to_numpy()), pa.large_binary()), "wkb"
    raise UnkeepableError(f"{column.name}: {kind}")


def _of_numbers(column: pd.Series) -> tuple[pa.Array, str]:
    """Numbers as they are, whole ones short; yes and no as bytes, and days as whole numbers."""
    values = np.ascontiguousarray(column.to_numpy())
    kind = values.dtype
    if kind.kind not in _NUMBERS:
        raise UnkeepableError(f"{column.name}: {kind}")
    if kind.kind == "i":
        return pa.array(_short(values)), kind.name
    raw = {"b": np.uint8, "M": np.int64}.get(kind.kind, kind)
    return pa.array(values.view(raw)), kind.name


def _short(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Whole numbers in as few bytes as hold them: what is kept is written and checked by bytes."""
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= least and most <= np.iinfo(kind).max:
            return values.astype(kind, copy=False)
    return values


def _of_coded(column: pd.Series, known: Coded) -> tuple[pa.Array, str]:
    """Tuples of texts whose distinct values are known."""
    if all(type(v) is tuple for v in known.words):
        return _of_tuples(known.codes, known.words), "texts"
    return _array_of(column)


def _of_tuples(codes: npt.NDArray[Any], distinct: Sequence[tuple[str, ...]]) -> pa.Array:
    """Tuples of texts as lists in JSON, each once."""
    texts = [f"[{', '.join(map(encode_basestring, item))}]" for item in distinct]
    words = pa.array(texts, pa.large_string())
    return pa.DictionaryArray.from_arrays(pa.array(_short(codes)), words)


def _of_objects(column: pd.Series) -> tuple[pa.Array, str]:
    """Texts, or tuples of texts: of those that stand there again only one is looked at."""
    try:
        codes, distinct = pd.factorize(column, use_na_sentinel=False)
    except TypeError as error:  # of a list, which has no hash
        raise UnkeepableError(f"{column.name}: objects") from error
    if all(type(v) is str for v in distinct):
        return _coded(pa.array(column.tolist(), pa.large_string())), "words"
    if all(type(v) is tuple and all(type(x) is str for x in v) for v in distinct):
        return _of_tuples(codes, distinct), "texts"
    raise UnkeepableError(f"{column.name}: objects")


def _coded(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Each distinct text once, where texts stand there again and again."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if len(array) >= _MANY and _all_differ(array):
        return array
    coded = array.dictionary_encode()
    return coded if len(coded.dictionary) * _FEW <= len(array) else array


def _all_differ(array: pa.Array) -> bool:
    """Whether no two of many texts, in pairs from everywhere, are the same: as of ids."""
    first = np.linspace(0, len(array) - 2, _SAMPLE // 2).astype(np.int64)
    some = array.take(pa.array(np.concatenate([first, first + 1])))
    return int(pc.count_distinct(some, mode="all").as_py()) == _SAMPLE


def table_in(file: KeptFile) -> pd.DataFrame:
    """The table in a file; geometries are left out, see :func:`geometry_in`.

    Raises
    ------
    DamagedError
    """
    plain = PlainColumns(file)
    index: Any = pd.RangeIndex(plain.rows)
    if INDEX in plain.told["columns"]:
        index = pd.Index(_column(plain, INDEX), name=plain.told["index_name"])
    columns: dict[str, Any] = {}
    for name in plain.told["order"]:
        if plain.kind(name) in {"texts", "words"}:  # lest pandas guess what they are
            columns[name] = pd.Series(_column(plain, name), index=index, dtype=object)
        elif plain.kind(name) != "wkb":
            columns[name] = _column(plain, name)
    return pd.DataFrame(columns, index=index, copy=False)


def geometry_in(file: KeptFile, column: str = "geometry") -> npt.NDArray[np.object_]:
    """The geometries in a file.

    Raises
    ------
    DamagedError
    """
    import shapely

    array = _arrow(PlainColumns(file), column, pa.large_binary())
    shapes: npt.NDArray[np.object_] = shapely.from_wkb(array.to_numpy(zero_copy_only=False))
    return shapes


def _column(plain: PlainColumns, name: str) -> Any:
    kind = plain.kind(name)
    make = _MAKERS.get(kind)
    if make is not None:
        return make(plain, name)
    values = _numbers(plain, name)
    if kind == "bool":
        return values.view(np.bool_)
    return values.view(kind) if kind.startswith("datetime64") else values.astype(kind, copy=False)


def _numbers(plain: PlainColumns, name: str) -> npt.NDArray[Any]:
    raw, told = plain.buffer(name, 1) or b"", plain.told["columns"][name]
    dtype = np.dtype({"double": "float64", "float": "float32"}.get(told["type"], told["type"]))
    return np.frombuffer(raw, dtype)[: plain.rows]


def _whole(plain: PlainColumns, name: str) -> Any:
    return pd.array(_arrow(plain, name, pa.int64()).to_pandas(integer_object_nulls=True), "Int64")


def _arrow(plain: PlainColumns, name: str, kind: pa.DataType) -> pa.Array:
    count = len(plain.told["columns"][name]["at"])
    return _from_buffers(kind, plain.rows, [plain.buffer(name, i) for i in range(count)])


def _codes(plain: PlainColumns, name: str) -> pa.Array:
    kind = pa.type_for_alias(plain.told["columns"][name]["type"])
    return _arrow(plain, name, kind)


def _words(plain: PlainColumns, name: str) -> pa.Array:
    """The distinct texts of a column."""
    parts = [plain.buffer(name, i, words=True) for i in range(3)]
    return _from_buffers(pa.large_string(), plain.told["columns"][name]["count"], parts)


def _from_buffers(kind: pa.DataType, rows: int, parts: list[memoryview | None]) -> pa.Array:
    """An array over buffers; of nothing but empty texts there are no bytes, and no buffer."""
    if not rows:
        return pa.array([], kind)
    validity, *others = parts
    buffers = [pa.py_buffer(b"" if part is None else part) for part in others]
    return pa.Array.from_buffers(
        kind, rows, [None if validity is None else pa.py_buffer(validity), *buffers]
    )


def _texts(plain: PlainColumns, name: str) -> pa.Array:
    if not plain.is_coded(name):
        return _arrow(plain, name, pa.large_string())
    return _words(plain, name).take(_codes(plain, name))


def _text(plain: PlainColumns, name: str) -> Any:
    return pd.array(_texts(plain, name), dtype=pd.StringDtype("pyarrow", na_value=np.nan))


def _lists(plain: PlainColumns, name: str) -> Any:
    texts = _words(plain, name).to_pylist()
    lists = list(map(tuple, json.loads(f"[{','.join(texts)}]")))  # at once: a call for each is slow
    found = np.fromiter(lists, dtype=object, count=len(lists))
    return found[_numbers(plain, name)] if lists else np.empty(plain.rows, dtype=object)


def _object_words(plain: PlainColumns, name: str) -> Any:
    return np.array(_texts(plain, name).to_pylist(), dtype=object)


def _category(plain: PlainColumns, name: str) -> Any:
    words = pd.Index(_words(plain, name).to_pylist(), dtype="str")
    return pd.Categorical.from_codes(_numbers(plain, name), words)


_MAKERS: Final[Mapping[str, Callable[[PlainColumns, str], Any]]] = {
    "category": _category,
    "text": _text,
    "texts": _lists,
    "whole": _whole,
    "words": _object_words,
}
