"""Small tables that people keep by hand: diaries, dose logs, markers, sleep logs.

`read_rows` gives the rows of a CSV in any common spelling, or of an Excel workbook, with
the lines that they stand on; `times` and `number` understand their cells. Nothing is
guessed that could be wrong by a day or a factor: each refusal names file, line, column,
what stands there and what was expected.
"""

from myosense.logs.cells import number
from myosense.logs.rows import Row, name_of, read_rows
from myosense.logs.times import decide_order, times

__all__ = ["Row", "decide_order", "name_of", "number", "read_rows", "times"]
