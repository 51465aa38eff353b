"""Declared tables: name, unit, meaning and dtype of every column, said once.

Whatever the package writes or reads as a table declares its columns as a tuple of
`Column`. From it come the table itself, empty or full, the reading back of what was
written, and the data dictionary.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from myosense.errors import ArgumentError

#: Local clock times: naive, in the zone of their recording, or one by one where a column
#: holds several zones.
LOCAL_TIME = "datetime64[ns]"


@dataclass(frozen=True)
class Column:
    """Declaration of one column."""

    name: str
    unit: str
    meaning: str
    source: str = ""  #: Where a measure comes from; empty if it was defined here.
    dtype: str = "float64"  #: str, float64, int64, Int64 (may be missing), bool or a time.
    may_miss: bool = False  #: Of text: whether missing is told from empty.


Columns = tuple[Column, ...]


def names(columns: Columns) -> list[str]:
    """List the names of columns."""
    return [column.name for column in columns]


def empty(columns: Columns) -> pd.DataFrame:
    """Return a table without rows: every column, every dtype."""
    return pd.DataFrame({c.name: pd.Series(dtype=c.dtype) for c in columns})


def table(rows: Iterable[Mapping[str, object]], columns: Columns) -> pd.DataFrame:
    """Build a table from its rows; what a row does not name is missing, text empty.

    Local times keep their zones.

    Raises
    ------
    ArgumentError
        If a row names a column that is not declared.
    """
    listed = [dict(row) for row in rows]
    known = names(columns)
    unknown = sorted({key for row in listed for key in row} - set(known))
    if unknown:
        raise ArgumentError(f"no column {unknown[0]!r} is declared; known: {known}")
    if not listed:
        return empty(columns)
    found = pd.DataFrame(listed, columns=known)
    return pd.DataFrame({c.name: _typed(found[c.name], c) for c in columns})


def _typed(values: pd.Series, column: Column) -> pd.Series:
    if column.dtype == LOCAL_TIME and values.notna().any():
        return values
    if column.dtype == "str" and not column.may_miss:
        values = values.where(values.notna(), "")
    return values.astype(pd.api.types.pandas_dtype(column.dtype))


def dictionary(columns: Columns) -> str:
    """Write what columns mean as a table of Markdown."""
    lines = ["| column | unit | type | meaning |", "|---|---|---|---|"]
    for column in columns:
        source = f" ({column.source})" if column.source else ""
        meaning = f"{column.meaning}{source}".replace("|", "\\|")
        cells = (f"`{column.name}`", column.unit, _type_word(column.dtype), meaning)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _type_word(dtype: str) -> str:
    if dtype.startswith("datetime64"):
        return "time"
    words = {"str": "text", "bool": "yes or no", "float64": "number"}
    return words.get(dtype, "whole number")
