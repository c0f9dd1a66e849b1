"""What one table alone can show to be wrong, by the rules of its schema."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.case.csvtables import LINE
from mapper.case.schema import Rule, TableSchema
from mapper.core.coded import Coded
from mapper.core.errors import KEPT, Fault, bounded, more_of_a_kind
from mapper.core.foreigndates import foreign_date

__all__ = ["table_faults"]

_SHOWN: Final = 80
"""Letters of a wrong cell that a message repeats."""


def table_faults(schema: TableSchema, frame: pd.DataFrame) -> list[Fault]:
    """What is wrong with the cells of one table.

    Parameters
    ----------
    schema : TableSchema
    frame : DataFrame
        Text columns of the schema and :data:`~mapper.case.csvtables.LINE`.

    Returns
    -------
    list of Fault
        One for each failing cell, :data:`~mapper.core.errors.KEPT` of a rule and one for the rest;
        never raises for bad data.
    """
    faults = _duplicate_faults(schema, frame)
    for column, rules in schema.rules.items():
        failing = [rule for rule in rules if not _all_match(rule, frame[column])]
        if not failing:
            continue
        cells = Coded.of(frame[column])
        spared = _spared(schema, frame, column)
        for rule in failing:
            wrong = np.flatnonzero(~(cells.marks(rule.test) | spared))
            if len(wrong):
                faults += _cell_faults(schema.file, column, rule, frame.iloc[wrong[: KEPT + 1]])
                if len(wrong) > KEPT:
                    faults[-1] = more_of_a_kind(faults[-1], len(wrong) - KEPT)
    return faults


def _all_match(rule: Rule, column: pd.Series) -> bool:
    """Whether a glance shows that all texts of a column pass a rule."""
    if not rule.pattern or isinstance(column.dtype, pd.CategoricalDtype):
        return False
    if not column.str.fullmatch(rule.pattern).all():
        return False
    if rule.most is None:
        return True
    return bool((pd.to_numeric(column, errors="coerce").abs() <= rule.most).all())


def _spared(schema: TableSchema, frame: pd.DataFrame, column: str) -> npt.NDArray[np.bool_]:
    """Which cells of a column are empty and may be so, by another column of their row."""
    if column not in schema.spared:
        return np.zeros(len(frame), dtype=bool)
    other, word = schema.spared[column]
    spared: npt.NDArray[np.bool_] = ((frame[column] == "") & (frame[other] == word)).to_numpy(bool)
    return spared


def _cell_faults(file: str, column: str, rule: Rule, rows: pd.DataFrame) -> list[Fault]:
    """A fault for each of the rows, whose cells of the column fail the rule."""
    faults = []
    for line, value in zip(rows[LINE].tolist(), rows[column].tolist(), strict=True):
        shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
        message, hint = rule.message.replace("{value}", shown), rule.suggestion
        if rule.code == "bad-date" and (foreign := foreign_date(value, day=True)) is not None:
            message, hint = f"`{shown}` is {foreign.what}.", foreign.advice
        faults.append(Fault(file, int(line), column, message, hint, rule.code))
    return faults


def _duplicate_faults(schema: TableSchema, frame: pd.DataFrame) -> list[Fault]:
    if schema.key is None or frame[schema.key].is_unique:
        return []
    faults = []
    first: dict[str, int] = {}
    hint = "Give every row its own id."
    for value, line in zip(frame[schema.key].tolist(), frame[LINE].tolist(), strict=True):
        if first.setdefault(value, line) != line and value:
            message = f"The id `{value}` is used already on line {first[value]}."
            faults.append(Fault(schema.file, int(line), schema.key, message, hint, "duplicate-id"))
    return bounded(faults)
