"""Tables as files of the cache: uncompressed Arrow IPC, with the places of all columns in them.

A program that knows Arrow opens such a file as it stands. Two readers here need no more of it than
the columns that they want: :func:`table_in` makes a DataFrame without copying numbers, and
:mod:`mapper.history.plaincolumns` takes single rows without numpy and pandas.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from mapper.core.cache import KeptFile
from mapper.history.plaincolumns import INDEX, PlainColumns

__all__ = ["UnkeepableError", "file_of", "geometry_in", "table_in"]

_FEW: Final = 2
"""A text that stands in a column so often at the least, on the average, is kept once."""
_NUMBERS: Final = frozenset("iufbM")


class UnkeepableError(TypeError):
    """A table has something in it that this module does not know."""


def file_of(table: pd.DataFrame) -> tuple[pa.Buffer, dict[str, Any]]:
    """A table as Arrow IPC, and what the index of its entry says of it.

    Parameters
    ----------
    table : DataFrame
        Columns of numbers, days, texts, tuples of texts, geometries (WKB); indexed by its row
        numbers or by texts.

    Raises
    ------
    UnkeepableError
    """
    arrays: dict[str, pa.Array] = {}
    kinds: dict[str, str] = {}
    for name, column in table.items():
        arrays[str(name)], kinds[str(name)] = _array_of(column)
    index = table.index
    told: dict[str, Any] = {"rows": len(table), "order": list(arrays)}
    if not (isinstance(index, pd.RangeIndex) and index.equals(pd.RangeIndex(len(table)))):
        arrays[INDEX], kinds[INDEX] = _array_of(index.to_series())
        told["index_name"] = index.name
    batch = pa.record_batch(list(arrays.values()), names=list(arrays))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    buffer = sink.getvalue()
    found = pa.ipc.open_file(buffer).get_batch(0)
    told["columns"] = {
        name: {"kind": kinds[name], **_places(found.column(i), buffer)}
        for i, name in enumerate(arrays)
    }
    return buffer, told


def _places(array: pa.Array, whole: pa.Buffer) -> dict[str, Any]:
    """Where the buffers of an array lie in a file: start and length; None for one that is not."""

    def at(buffer: pa.Buffer | None) -> list[int] | None:
        if buffer is None or not buffer.size:
            return None
        return [buffer.address - whole.address, buffer.size]

    told: dict[str, Any] = {"at": [at(b) for b in array.buffers()], "type": str(array.type)}
    if pa.types.is_dictionary(array.type):
        words = array.dictionary
        told |= {"type": str(array.type.index_type), "count": len(words)}
        told["words"] = [at(b) for b in words.buffers()]
    return told


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
    """Numbers as they are; yes and no as bytes, and days as whole numbers."""
    values = np.ascontiguousarray(column.to_numpy())
    kind = values.dtype
    if kind.kind not in _NUMBERS:
        raise UnkeepableError(f"{column.name}: {kind}")
    raw = {"b": np.uint8, "M": np.int64}.get(kind.kind, kind)
    return pa.array(values.view(raw)), kind.name


def _of_objects(column: pd.Series) -> tuple[pa.Array, str]:
    """Texts, or tuples of texts: of those that stand there again only one is looked at."""
    try:
        codes, distinct = pd.factorize(column, use_na_sentinel=False)
    except TypeError as error:  # of a list, which has no hash
        raise UnkeepableError(f"{column.name}: objects") from error
    if all(type(v) is str for v in distinct):
        return _coded(pa.array(column.tolist(), pa.large_string())), "words"
    if all(type(v) is tuple and all(type(x) is str for x in v) for v in distinct):
        texts = [json.dumps(item, ensure_ascii=False, allow_nan=False) for item in distinct]
        words = pa.array(texts, pa.large_string())
        return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), words), "texts"
    raise UnkeepableError(f"{column.name}: objects")


def _coded(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Each distinct text once, where texts stand there again and again."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    coded = array.dictionary_encode()
    return coded if len(coded.dictionary) * _FEW <= len(array) else array


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
    return values.view(kind) if kind.startswith("datetime64") else values


def _numbers(plain: PlainColumns, name: str) -> npt.NDArray[Any]:
    raw, told = plain.buffer(name, 1) or b"", plain.told["columns"][name]
    dtype = np.dtype({"double": "float64", "float": "float32"}.get(told["type"], told["type"]))
    return np.frombuffer(raw, dtype)[: plain.rows]


def _whole(plain: PlainColumns, name: str) -> Any:
    return pd.array(_arrow(plain, name, pa.int64()).to_pandas(integer_object_nulls=True), "Int64")


def _arrow(plain: PlainColumns, name: str, kind: pa.DataType) -> pa.Array:
    count = len(plain.told["columns"][name]["at"])
    return _from_buffers(kind, plain.rows, [plain.buffer(name, i) for i in range(count)])


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
    codes = _arrow(plain, name, pa.int32())
    return _words(plain, name).take(codes)


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
