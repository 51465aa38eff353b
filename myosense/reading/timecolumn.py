"""Which columns of a table are its time: by what their cells hold, and by their names."""

from collections.abc import Callable, Sequence

import numpy as np

from myosense.intervals import Seconds
from myosense.reading.datedigits import are_days, find_digits
from myosense.reading.gps import find_weeks
from myosense.reading.naming import TIME_WORDS, words_of
from myosense.reading.stampshapes import is_clock, is_date, is_minutes, is_stamp

TIME_UNITS = ("s", "ms", "us", "ns")
#: How the columns of a date in parts are called, the largest part first.
PARTS = (
    ("year", "yyyy", "yr"),
    ("month", "mon", "mm"),
    ("day", "dd"),
    ("hour", "hours", "hr", "hh"),
    ("minute", "minutes", "min", "mins"),
    ("second", "seconds", "sec", "secs", "ss"),
    ("millisecond", "milliseconds", "millis", "msec", "ms"),
)
N_PARTS = 6  #: The last one, milliseconds, may be missing.
MOST = 0.8  #: Share of the cells that say what a column holds; the rest are faults.


def to_number(cell: str, decimal: str = ".") -> float | None:
    """Read a cell as a number; ``None`` if it is none.

    >>> to_number("1,5", ","), to_number("1.000", ",")
    (1.5, None)
    """
    if decimal != "." and "." in cell:
        return None
    try:
        return float(cell.strip().replace(decimal, "."))
    except ValueError:
        return None


def numbers_in(rows: Sequence[Sequence[str]], column: int, decimal: str) -> Seconds:
    """Take a column of some rows as numbers; NaN where a cell is none."""
    return np.array([to_number(row[column], decimal) for row in rows], dtype=np.float64)


def always_rises(rows: Sequence[Sequence[str]], column: int, decimal: str) -> bool:
    """Say whether a column of some rows rises with every row."""
    steps = np.diff(numbers_in(rows, column, decimal))
    return len(steps) > 0 and bool(np.all(steps > 0))


def kind_of(cells: Sequence[str], decimal: str) -> str:
    """Say what the cells of a column hold: stamp, date, clock, number or text."""
    filled = [cell for cell in cells if cell.strip()]
    tests: dict[str, Callable[[str], bool]] = {
        "stamp": is_stamp,
        "number": lambda cell: to_number(cell, decimal) is not None,
        "date": is_date,
        "clock": lambda cell: is_clock(cell) or is_minutes(cell),
    }
    for kind, test in tests.items():
        if filled and sum(test(cell) for cell in filled) >= MOST * len(filled):
            return kind
    return "text"


def find_time(
    names: tuple[str, ...], rows: Sequence[Sequence[str]], decimal: str
) -> tuple[int, ...]:
    """Find the column of the stamps, those of date and time of day, or of their parts.

    Parameters
    ----------
    names
        Names of all columns; empty texts where there are none.
    rows
        Some rows of the table, as text.
    decimal
        The decimal mark.

    Returns
    -------
    tuple of int
        One position, two (date and time of day, or week and time in it), `N_PARTS` or one
        more, or none.
    """
    kinds = [kind_of([row[at] for row in rows], decimal) for at in range(len(names))]
    parts = _find_parts(names)
    if parts and all(kinds[column] == "number" for column in parts):
        return parts
    stamps, dates, clocks, numbers = (
        [column for column, found in enumerate(kinds) if found == kind]
        for kind in ("stamp", "date", "clock", "number")
    )
    if stamps:
        return (min(stamps, key=lambda column: not _says_time(names[column])),)
    apart = (dates[0], clocks[0]) if dates and clocks else find_digits(names, rows)
    if apart is not None:
        return apart
    if any(names):
        numbers = _named_numbers(names, rows, decimal, numbers, has_clock=bool(clocks))
    else:
        numbers = _at_an_end(numbers, rows, decimal)
    weeks = find_weeks(names)
    if weeks and {*numbers} <= {*weeks} and all(kinds[at] == "number" for at in weeks):
        return weeks
    is_nameless = not numbers and not clocks and kinds[0] == "number"
    if is_nameless and _is_index(names, rows, decimal):
        numbers = [0]
    if not numbers:
        return tuple(clocks[:1])
    is_epoch = {at: _is_epoch(rows, at, decimal) for at in numbers}
    has_unit = {at: words_of(names[at])[1] in TIME_UNITS for at in numbers}
    return (max(numbers, key=lambda at: (is_epoch[at], has_unit[at])),)


def _says_time(name: str) -> bool:
    return bool(TIME_WORDS & {*words_of(name)[0]})


def _named_numbers(
    names: tuple[str, ...],
    rows: Sequence[Sequence[str]],
    decimal: str,
    numbers: list[int],
    *,
    has_clock: bool,
) -> list[int]:
    """Find the columns of numbers that are named as a time, or else rise in its unit."""
    named = [column for column in numbers if _says_time(names[column])]
    if has_clock:  # Milliseconds may stand apart from the time of day that they are of.
        named = [
            column
            for column in named
            if _rises([row[column] for row in rows], decimal)
            or _is_epoch(rows, column, decimal)
        ]
    named = [column for column in named if not are_days(rows, column)] or named
    return named or [
        column
        for column in numbers
        if words_of(names[column])[1] in TIME_UNITS
        and _rises([row[column] for row in rows], decimal)
    ]


def find_unread(
    names: tuple[str, ...], rows: Sequence[Sequence[str]], decimal: str = "."
) -> str:
    """Find the first cell of a column that is named as the time and holds other text.

    >>> find_unread(("Time", "x"), [("half past eight", "0.1")])
    'half past eight'
    """
    named = [at for at, name in enumerate(names) if _says_time(name)]
    cells = (row[column].strip() for column in named for row in rows)
    return next((cell for cell in cells if cell and to_number(cell, decimal) is None), "")


def _find_parts(names: tuple[str, ...]) -> tuple[int, ...]:
    """Find the columns of year, month, day, hour, minute and second; all or none.

    >>> _find_parts(("Year", "Month", "Day", "Hour", "Min", "Sec", "x"))
    (0, 1, 2, 3, 4, 5)
    """
    said = ["".join(words_of(name)[0]) for name in names]
    found = [
        next((at for at, name in enumerate(said) if name in spelled), None)
        for spelled in PARTS
    ]
    known = tuple(at for at in found if at is not None)
    return known if None not in found[:N_PARTS] else ()


def _rises(cells: Sequence[str], decimal: str) -> bool:
    values = [to_number(cell, decimal) for cell in cells if cell.strip()]
    known = [value for value in values if value is not None]
    return known[-1] > known[0] and known == sorted(known)


def _at_an_end(
    numbers: list[int], rows: Sequence[Sequence[str]], decimal: str
) -> list[int]:
    """Find the time of columns without names: the first that changes, or else the last.

    What stands before it says whose the rows are.
    """
    if len(numbers) <= 3:
        return []
    first = next(
        (i for i, at in enumerate(numbers) if len({row[at] for row in rows}) > 1), 0
    )
    if len(numbers) > first + 3 and _rises([row[numbers[first]] for row in rows], decimal):
        return numbers[first:]
    return [at for at in numbers[-1:] if always_rises(rows, at, decimal)]


def _is_index(names: Sequence[str], rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Say whether the first column is a time without a name, as pandas writes an index.

    Whole numbers only number the rows.
    """
    cells = [row[0] for row in rows]
    values = [to_number(cell, decimal) for cell in cells]
    has_parts = any(value % 1 > 0 for value in values if value is not None)
    return any(names) and not names[0] and has_parts and _rises(cells, decimal)


def _is_epoch(rows: Sequence[Sequence[str]], column: int, decimal: str) -> bool:
    """Say whether a column counts from 1970 (seconds or finer), by its size."""
    values = [to_number(row[column], decimal) for row in rows]
    return min((value for value in values if value is not None), default=0.0) > 9e8
