"""Single rows of tables in the cache, read with what Python itself has.

Importing pandas takes longer than answering who held a place. The index of an entry says where in
a file (Arrow IPC, not compressed) the numbers and texts of a column lie: they are taken from there.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from typing import Any, Final

from mapper.core.cache import DamagedError, KeptFile

__all__ = ["INDEX", "PlainColumns"]

INDEX: Final = "__index__"
"""Name of the column that a table is indexed by."""
_CODES: Final = {
    **{"int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i", "uint32": "I"},
    **{"int64": "q", "uint64": "Q", "float": "f", "double": "d"},
}
"""Types of Arrow, as :mod:`struct` has them."""
_BITS: Final = 8


class PlainColumns:
    """The columns of a table in a file.

    Parameters
    ----------
    file : KeptFile
    """

    def __init__(self, file: KeptFile) -> None:
        self.file, self.told = file, file.told
        self.rows = int(file.told["rows"])

    def kind(self, column: str) -> str:
        """What a column holds."""
        return str(self.told["columns"][column]["kind"])

    def is_coded(self, column: str) -> bool:
        """Whether a column holds codes of words that are kept once."""
        return "words" in self.told["columns"][column]

    def buffer(self, column: str, number: int, *, words: bool = False) -> memoryview | None:
        """A buffer of a column, or of its words; None if it has none."""
        at = self.told["columns"][column]["words" if words else "at"][number]
        return None if at is None else self.file.part(at[0], at[0] + at[1])

    def numbers(self, column: str, start: int, stop: int) -> list[Any]:
        """The numbers of some rows; of a column of texts the codes of its words."""
        told = self.told["columns"][column]
        code = _CODES[told["type"]]
        return self._cast(told["at"][1], code, start, stop).tolist()

    def number(self, column: str, row: int) -> Any:
        """One number; None where it is missing."""
        if not self._is_there(column, row):
            return None
        return self.numbers(column, row, row + 1)[0]

    def text(self, column: str, row: int) -> str:
        """One text."""
        told = self.told["columns"][column]
        if "words" not in told:
            return self._text(told["at"], row)
        return self._text(told["words"], self.numbers(column, row, row + 1)[0])

    def texts(self, column: str, row: int) -> tuple[str, ...]:
        """One tuple of texts."""
        return tuple(json.loads(self.text(column, row)))

    def words(self, column: str) -> list[str]:
        """The distinct texts of a column that has them once, by their codes."""
        told = self.told["columns"][column]
        return [self._text(told["words"], i) for i in range(told["count"])]

    def every(self, column: str) -> list[str]:
        """All texts of a column."""
        if self.is_coded(column):
            words = self.words(column)
            return [words[code] for code in self.numbers(column, 0, self.rows)]
        return [self.text(column, row) for row in range(self.rows)]

    def rows_of(self, column: str, value: int) -> tuple[int, int]:
        """Where a sorted column of numbers has a value: the first row, and that after the last."""
        first = bisect_left(range(self.rows), value, key=lambda row: self.number(column, row))
        last = bisect_left(range(self.rows), value + 1, key=lambda row: self.number(column, row))
        return first, last

    def _is_there(self, column: str, row: int) -> bool:
        bits = self.told["columns"][column]["at"][0]
        if bits is None:
            return True
        byte = self.file.part(bits[0] + row // _BITS, bits[0] + row // _BITS + 1)[0]
        return bool(byte >> (row % _BITS) & 1)

    def _cast(self, at: list[int], code: str, start: int, stop: int) -> memoryview:
        size = memoryview(b"\0" * _BITS).cast(code).itemsize  # type: ignore[call-overload]
        if not 0 <= start <= stop <= at[1] // size:
            raise DamagedError(f"{self.file.name} has no such rows")
        part = self.file.part(at[0] + start * size, at[0] + stop * size)
        return part.cast(code)  # type: ignore[call-overload,no-any-return]

    def _text(self, at: list[Any], row: int) -> str:
        start, stop = self._cast(at[1], "q", row, row + 2).tolist()
        if at[2] is None:
            return ""
        try:
            return str(self.file.part(at[2][0] + start, at[2][0] + stop), "utf-8")
        except UnicodeDecodeError as error:
            raise DamagedError(f"{self.file.name} is damaged") from error
