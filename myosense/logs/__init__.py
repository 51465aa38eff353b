"""Small tables that people keep by hand: diaries, dose logs, markers, sleep and wear logs.

`read_rows` gives the rows of a CSV in any common spelling, or of an Excel workbook, with
the lines that they stand on; `times` and `number` understand their cells. Nothing is
guessed that could be wrong by a day or a factor: each refusal names file, line, column,
what stands there and what was expected. `read_entries` and `spans_of` are for tables of
what lasted from a start to a stop.
"""

from myosense.logs.cells import number
from myosense.logs.entries import (
    OTHER_NAMES,
    STATE,
    Span,
    check_apart,
    check_column,
    read_entries,
    spans_of,
)
from myosense.logs.rows import Row, name_of, read_names, read_rows
from myosense.logs.times import decide_order, times

__all__ = [
    "OTHER_NAMES",
    "STATE",
    "Row",
    "Span",
    "check_apart",
    "check_column",
    "decide_order",
    "name_of",
    "number",
    "read_entries",
    "read_names",
    "read_rows",
    "spans_of",
    "times",
]
