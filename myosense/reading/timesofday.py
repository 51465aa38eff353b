"""Time stamps that are a time of day without a date."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.dateorder import TextColumn
from myosense.reading.halfdays import counted_over_noon
from myosense.reading.stamps import known_head
from myosense.reading.table import Stamps
from myosense.reading.textstamps import TextStamps

SOME_DAY = "1970-01-01"  #: Any: the stamps count from the first of them.
DAY_S, HOUR_S = 86_400.0, 3600.0
LAST_DIGITS = 240_000.0  #: A day has ended before them.


class TimesOfDay:
    """Times of day of a column of text that comes in pieces, over midnight too.

    Where a spreadsheet has left minutes and seconds only, over the full hour.
    """

    def __init__(self, locate: Callable[[int], str], *, are_minutes: bool = False) -> None:
        self._dated = TextStamps("dmy", locate)
        self._are_minutes = are_minutes
        self._before = f"{SOME_DAY} 00:" if are_minutes else f"{SOME_DAY} "

    def append(self, column: TextColumn) -> None:
        """Parse a piece.

        Raises
        ------
        ReadError
            If a cell is no time of day.
        """
        text = pc.utf8_trim_whitespace(column.cast(pa.string()))
        is_blank = pc.equal(text, pa.scalar(""))
        known = pc.if_else(is_blank, pa.scalar(None, pa.string()), text)
        try:
            self._dated.append(pc.binary_join_element_wise(self._before, known, ""))
        except ReadError as error:
            raise ReadError(str(error).replace(self._before, "")) from error

    def stamps(self) -> Stamps:
        """Return what was parsed, once: seconds since the first.

        Raises
        ------
        ReadError
            If all is blank, or implies no possible rate.
        """
        found = self._dated.stamps()
        if not self._are_minutes:
            found = counted_over_noon(found)
        return replace(
            found,
            time_s=_turned(found.time_s, HOUR_S if self._are_minutes else DAY_S),
            kind="elapsed",
            origin_ns=0,
            meaning="minutes and seconds without an hour"
            if self._are_minutes
            else "a time of day without a date",
        )


def from_digits(values: Seconds) -> Stamps | None:
    """Understand numbers as the digits of times of day, 220506.25 for 22:05:06.25.

    Parameters
    ----------
    values : shape (n_rows,)
        NaN where blank.

    Returns
    -------
    Stamps or None
        ``None`` where they are none: the last two digits before the point, or those before
        them, reach 60, or most minutes do not follow a full one.
    """
    head = known_head(values)
    minutes = head // 100
    are_digits = np.all((head >= 0) & (head < LAST_DIGITS))
    are_digits &= np.all((head % 100 < 60) & (minutes % 100 < 60))
    last = np.flatnonzero(np.diff(minutes))
    is_full = (head[last] % 100 >= 59) & (head[last + 1] % 100 < 1)
    if not are_digits or 2 * np.count_nonzero(is_full) <= len(last):
        return None
    time_s = pile_up(
        values[rows] // 10_000 * HOUR_S
        + values[rows] // 100 % 100 * 60
        + values[rows] % 100
        for rows in pieces(values)
    )
    meaning = "the digits of a time of day without a date"
    return Stamps(time_s=_turned(time_s, DAY_S), kind="elapsed", meaning=meaning)


def _turned(time_s: Seconds, turn_s: float) -> Seconds:
    """Add a day or an hour wherever the clock falls back by half of it or more."""
    known = np.flatnonzero(np.isfinite(time_s))
    falls = np.diff(time_s[known], prepend=time_s[known][:1]) < -turn_s / 2
    if not np.any(falls):
        return time_s
    whole_s = time_s.copy()
    whole_s[known] += turn_s * np.cumsum(falls)
    return whole_s
