"""JSON as RFC 8259 has it: what is missing is null, and NaN or infinity never leave the program.

Python writes ``NaN`` for a missing number, and pandas keeps missing texts and dates as NaN, too;
no other reader of JSON takes that. All JSON for other programs is written here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["json_text", "plain", "records"]


def json_text(value: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """A value as JSON, compact unless it is indented.

    Parameters
    ----------
    value : object
        Of dicts, lists, tuples, texts, numbers, bools and None.
    indent : int, optional
        Spaces for each level, for people to read.
    ascii_only : bool
        Letters beyond ASCII as escapes; otherwise they stay letters.

    Raises
    ------
    ValueError
        For NaN and infinity, which JSON does not know: see :func:`plain`.

    Examples
    --------
    >>> json_text({"name": "Ségou", "population": None})
    '{"name":"Ségou","population":null}'
    """
    compact = (",", ":") if indent is None else None
    return json.dumps(
        value, ensure_ascii=ascii_only, indent=indent, separators=compact, allow_nan=False
    )


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dicts of plain values, for :func:`json_text`.

    Examples
    --------
    >>> import pandas as pd
    >>> records(pd.DataFrame({"since": ["2012-04-01", None], "ids": [("a", "b"), ()]}))
    [{'since': '2012-04-01', 'ids': ['a', 'b']}, {'since': None, 'ids': []}]
    """
    return [
        {str(key): plain(value) for key, value in row.items()} for row in table.to_dict("records")
    ]


def plain(value: Any) -> Any:
    """A value as JSON knows it: missing as None, tuples as lists, numpy's numbers as Python's.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> [plain(v) for v in (float("nan"), pd.NA, pd.NaT, np.int64(3), (1, None), "NaN")]
    [None, None, None, 3, [1, None], 'NaN']
    """
    import numpy as np
    import pandas as pd

    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 (NaN)
