"""The fast way to read a table: by Arrow, where nothing about its bytes looks odd.

The careful way (:mod:`mapper.case.csvcareful`) has words for whatever can be wrong with a table.
This module gives the same table, or nothing: then the careful reader begins from the start, and
finds what there is to say.

"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from operator import not_
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from mapper.case import csvrows
from mapper.case.csvframe import ID_COLUMNS, TableText, Wanted, written
from mapper.case.csvheader import as_called_today, header_faults
from mapper.case.csvshape import Shape
from mapper.core.coded import Coded

__all__ = ["arrow_table", "modest_memory"]

_TEXT: Final = pa.string()
_CODED: Final = pa.dictionary(pa.int32(), pa.string())
_BLOCK: Final = 1 << 21
"""Bytes that Arrow reads at once; rows are far shorter (see :func:`shape_of`)."""
_SPACES: Final = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
"""What ``str.strip`` takes for white space: all of it lies below U+3001."""


@contextmanager
def modest_memory() -> Iterator[None]:
    """A time in which Arrow asks the system for as much memory as it needs.

    What it takes by default is cleared in portions of many megabytes, which costs a command more
    than half of what reading a large table does, and is kept.
    """
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def arrow_table(raw: bytes, shape: Shape, wanted: Wanted, most_rows: int) -> TableText | None:
    """The table that some bytes hold, or None if the careful reader has to look at them.

    Parameters
    ----------
    raw : bytes
        UTF-8 text.
    shape : Shape
        Of the same bytes.
    wanted : Wanted
    most_rows : int
        Of a larger table nothing is read.
    """
    if shape.lines_read > most_rows:
        return None
    try:
        _, cells = next(csvrows.rows(raw[: shape.body], most_rows))
    except csvrows.RowError:
        return None
    header = as_called_today([cell.strip() for cell in cells], wanted.former)
    if header_faults(wanted.path.name, header, wanted.columns, wanted.optional):
        return None
    columns = _columns(raw, shape, header, wanted.coded)
    if columns is None:
        return None
    pa.default_memory_pool().release_unused()
    return TableText(wanted.frame(columns, pd.Series(shape.lines)), [])


def _columns(
    raw: bytes, shape: Shape, header: Sequence[str], coded: Collection[str]
) -> dict[str, pd.Series] | None:
    """The columns of the rows below the header; None if there is a row of another length."""
    kinds = {name: _CODED if name in coded else _TEXT for name in header}
    try:
        reader = pyarrow.csv.open_csv(
            pa.py_buffer(raw).slice(shape.body),
            read_options=pyarrow.csv.ReadOptions(column_names=list(header), block_size=_BLOCK),
            parse_options=pyarrow.csv.ParseOptions(newlines_in_values=shape.spans_lines),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=kinds, null_values=[], strings_can_be_null=False, check_utf8=False
            ),
        )
        table = pa.Table.from_batches(list(reader), reader.schema)
    except pa.ArrowInvalid:  # a row of another length, or a row that is longer than a block
        return None
    if table.num_rows != len(shape.lines):
        return None
    parts = dict(zip(header, table.columns, strict=True))
    del table
    del reader
    columns: dict[str, pd.Series] = {}
    empty = np.ones(len(shape.lines), dtype=bool)
    for name in header:
        read = _coded if name in coded else _plain
        columns[name], is_empty = read(name, parts.pop(name))
        empty &= is_empty
    return None if empty.any() else columns  # rows without a text have a doubt of their own


def _coded(name: str, column: pa.ChunkedArray) -> tuple[pd.Series, npt.NDArray[np.bool_]]:
    """A column of categories, and which of its rows are empty."""
    whole = column.unify_dictionaries().combine_chunks()
    found = Coded(whole.indices.to_numpy(), tuple(whole.dictionary.to_pylist()))
    if not _is_written(name, whole.dictionary):
        found = found.mapped(partial(written, name))
    return found.category(), found.marks(not_)


def _is_written(name: str, words: pa.Array) -> bool:
    """Whether a glance shows that all texts of a column count as they stand (see `written`)."""
    if name in ID_COLUMNS and not pc.all(pc.string_is_ascii(words)).as_py():
        return False
    return bool(pc.utf8_trim(words, characters=_SPACES).equals(words))


def _plain(name: str, column: pa.ChunkedArray) -> tuple[pd.Series, npt.NDArray[np.bool_]]:
    """A column of text, and which of its rows are empty."""
    texts = pc.utf8_trim(column.cast(pa.large_string()).combine_chunks(), characters=_SPACES)
    if name in ID_COLUMNS and not pc.all(pc.string_is_ascii(texts)).as_py():
        texts = pa.array([written(name, text) for text in texts.to_pylist()], pa.large_string())
    is_empty = pc.equal(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False)
    return pd.Series(pd.array(texts, dtype="str")), is_empty
