"""The columns of a case's claims by their distinct values, made when somebody asks for one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from mapper.core.coded import Coded

__all__ = ["ClaimCodes"]


class ClaimCodes(Mapping[str, Coded]):
    """Columns of a table of claims as codes, by name.

    Those that reading has coded are there at once; the others are coded on first use.

    Parameters
    ----------
    claims : DataFrame
        It must not be changed as long as this is used.
    known : dict of Coded, optional
        Columns that are coded already, row for row.
    """

    def __init__(self, claims: pd.DataFrame, known: Mapping[str, Coded] | None = None) -> None:
        self.claims = claims
        self._known = dict(known or {})

    def __getitem__(self, column: str) -> Coded:
        if column not in self._known:
            self._known[column] = Coded.of(self.claims[column])
        return self._known[column]

    def __iter__(self) -> Iterator[str]:
        return map(str, self.claims.columns)

    def __len__(self) -> int:
        return len(self.claims.columns)
