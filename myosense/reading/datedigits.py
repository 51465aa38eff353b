"""A date and a time of day as digits in two columns: 20250304 beside 220506.25."""

import re
from collections.abc import Sequence

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.dateorder import days_since_1970
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.naming import TIME_WORDS, words_of
from myosense.reading.origins import DAY_NS
from myosense.reading.stamps import stamps_from_ns
from myosense.reading.stampshapes import is_clock
from myosense.reading.stamptext import BLANK_NS
from myosense.reading.table import Stamps

IS_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\.0*)?")
#: Hours, minutes and seconds; as integers with ms. A number lacks its first zeros.
IS_TIME = re.compile(r"(?:[01]?\d|2[0-3])[0-5]\d[0-5]\d(?:[.,]\d*|\d{3})?")
IS_NUMBER = re.compile(r"\d+(?:[.,]\d*)?")
MOST_DAYS = 2  #: Among the first rows: what changes with them is no date.
LAST = 240_000  #: A day has ended before these digits.
WITHOUT_MS = 6  #: So many digits has a time of day; more end with milliseconds.
DAY_WORDS = frozenset(("date", "day", "ymd", "yyyymmdd", "datum", "fecha", "data", "utc"))


def find_digits(
    names: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[int, int] | None:
    """Find a column of dates as eight digits and one of the times of day; both or none.

    Parameters
    ----------
    names
        Of all columns; empty texts where there are none.
    rows
        Some rows of the table, as text.

    >>> find_digits(("date", "time", "x"), [("20250304", "220506.25", "0.1")])
    (0, 1)
    """
    for day in range(len(names) - 1):
        is_named = not names[day] or DAY_WORDS & {*words_of(names[day])[0]}
        if not is_named or not are_days(rows, day):
            continue
        named = [
            at for at, name in enumerate(names) if TIME_WORDS & {*words_of(name)[0]} - {day}
        ]
        for at in [*named, day + 1] if names[day] else [day + 1]:
            times = _filled(rows, at)
            if at != day and times and (all(map(is_clock, times)) or are_times(times)):
                return day, at
    return None


def are_days(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Say whether a column holds one date or two as eight digits.

    >>> are_days([["20250304"], [""], ["20250305"]], 0), are_days([["20250344"]], 0)
    (True, False)
    """
    cells = _filled(rows, column)
    few = 0 < len({*cells}) <= MOST_DAYS
    return few and all(map(IS_DAY.fullmatch, cells))


def are_digits(rows: Sequence[Sequence[str]], time: Sequence[int]) -> bool:
    """Say whether the columns of the time are a date and a time of day as digits."""
    return len(time) == 2 and are_days(rows, time[0]) and are_times(_filled(rows, time[1]))


def are_times(cells: Sequence[str]) -> bool:
    """Say whether cells are times of day as digits: all of them, and one with its hour.

    >>> are_times(["235959.98", "0.00"]), are_times(["93059.98", "93060.00"])
    (True, False)
    """
    return any(map(IS_TIME.fullmatch, cells)) and all(map(_is_time, cells))


def _is_time(cell: str) -> bool:
    if not IS_NUMBER.fullmatch(cell):
        return False
    digits = re.split("[.,]", cell)[0]
    number = int(digits) // (1000 if len(digits) > WITHOUT_MS else 1)
    return number % 100 < 60 and number // 100 % 100 < 60 and number < LAST


def _filled(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [cell for row in rows if (cell := row[column].strip())]


def stamps_from_digits(days: Seconds, times: Seconds) -> Stamps:
    """Understand dates and times of day whose digits are read as numbers.

    Parameters
    ----------
    days, times : shape (n_rows,)
        As 20250304 and 220506.25, or with milliseconds 220506250; NaN where blank.

    Raises
    ------
    ReadError
        If a row is no date and time of day, or they imply no possible rate.
    """
    is_known = np.isfinite(days) & np.isfinite(times)
    date = days[is_known].astype(np.int64)
    clock = times[is_known] / (1000 if np.nanmax(times, initial=0) >= 10**WITHOUT_MS else 1)
    hour, minute, second = clock // 10_000, clock // 100 % 100, clock % 100
    day = days_since_1970(date // 10_000, date // 100 % 100, date % 100)
    if np.any((day < 0) | (hour >= 24) | (minute >= 60) | (second >= 60)):
        raise ReadError(
            "has a row whose digits of date and time of day are none; expected them as "
            "20250304 and 220506"
        )
    ns = np.full(len(days), BLANK_NS, dtype=np.int64)
    of_day_s = hour * 3600 + minute * 60 + second
    ns[is_known] = day * int(DAY_NS) + np.rint(of_day_s * SECOND_NS).astype(np.int64)
    found = stamps_from_ns(ns, kind="wall")
    return Stamps(
        time_s=found.time_s,
        kind="wall",
        origin_ns=found.origin_ns,
        meaning=f"{found.meaning}, as digits in two columns",
    )
