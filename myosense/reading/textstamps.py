"""Time stamps that are text, as a column or in pieces."""

from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa

from myosense.errors import ReadError
from myosense.reading.dateorder import TextColumn, dates_in, decide_date_order
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.stamps import DatedStamps, offset_name
from myosense.reading.stampshapes import is_stamp, is_year_first
from myosense.reading.stamptext import BLANK_NS, parse_stamps
from myosense.reading.table import Stamps
from myosense.reading.unpadded import HEAD_ROWS, find_n_digits, padded


def stamps_from_text(
    column: TextColumn, date_order: str | None, locate: Callable[[int], str]
) -> Stamps:
    """Understand a column of dates with times of day.

    Raises
    ------
    ReadError
        If a cell is no stamp, some stamps carry an offset from UTC and others do not, or
        the stamps imply no possible rate.
    """
    first = next((cell for cell in column.to_pylist() if cell), "")
    stamps = prepare(first, lambda: [column], date_order, locate)
    stamps.append(column)
    return stamps.stamps()


class TextStamps:
    """Stamps of a column of text that comes in pieces."""

    def __init__(self, order: str, locate: Callable[[int], str]) -> None:
        self._order, self._locate = order, locate
        self._dated = DatedStamps()
        self._n_rows = self._n_known = 0
        self._is_instant = False
        self._n_digits: int | None = None  #: Of the parts of a second, were they padded.
        self._is_utc = True
        self._zones: frozenset[str] = frozenset()
        self._offsets: dict[str, None] = {}

    def append(self, column: TextColumn) -> None:
        """Parse a piece.

        Raises
        ------
        ReadError
            If a cell is no stamp, or carries an offset and those before do not.
        """
        first = self._n_rows
        column = column.cast(pa.string())
        if self._n_known == 0:
            head = column[:HEAD_ROWS].to_pylist()
            self._n_digits = find_n_digits([cell for cell in head if cell])
        if self._n_digits is not None:
            column = padded(column, self._n_digits)
        parsed = parse_stamps(column, self._order, lambda row: self._locate(first + row))
        self._n_rows += len(column)
        ns = parsed.wall_ns
        is_known = ns != BLANK_NS
        if np.any(is_known):
            known = slice(None) if np.all(is_known) else np.flatnonzero(is_known)
            if self._n_known == 0:
                self._is_instant = bool(parsed.has_offset[known][0])
            other = np.flatnonzero(is_known & (parsed.has_offset != self._is_instant))
            if len(other):
                place = self._locate(first + int(other[0]))
                raise ReadError(
                    f"{place} differs from the rows before in having an offset from UTC; "
                    "expected all time stamps with one or all without"
                )
            self._n_known += int(np.count_nonzero(is_known))
            self._is_utc &= parsed.is_utc
            self._zones |= parsed.zones
            if self._is_instant:
                self._offsets |= _in_order(parsed.offset_s[known])
                utc_ns = ns - parsed.offset_s * np.int64(SECOND_NS)
                ns = np.where(is_known, utc_ns, BLANK_NS)
        self._dated.append(ns)

    def stamps(self) -> Stamps:
        """Return what was parsed, once.

        Raises
        ------
        ReadError
            If all is blank, or implies no possible rate.
        """
        if self._n_known == 0:
            raise ReadError("the time column is blank; expected stamps that advance")
        offsets = tuple(self._offsets)
        zone = next(iter(self._zones)) if len(self._zones) == 1 else None
        return self._dated.stamps(
            kind="utc" if self._is_instant else "wall",
            time_zone=zone or (None if self._is_utc or not offsets else offsets[0]),
            offsets=() if self._is_utc else offsets,
        )


def prepare(
    first: str,
    again: Callable[[], Iterable[TextColumn]],
    date_order: str | None,
    locate: Callable[[int], str],
) -> TextStamps:
    """Prepare for stamps of a column that comes in pieces.

    Parameters
    ----------
    first
        The first cell that is not blank.
    again
        Reads the column. Where the first stamp does not begin with its year, all dates
        are looked through before, to tell days from months.
    date_order
        ``dmy`` or ``mdy``, if it is known.
    locate
        Names the place of a row in the file.

    Raises
    ------
    ReadError
        If the order of day and month cannot be decided.
    """
    is_clear = is_year_first(first) or (first != "" and not is_stamp(first))
    if date_order or is_clear:
        return TextStamps(date_order or "dmy", locate)
    dates: dict[str, None] = {}
    for column in again():
        dates |= dict.fromkeys(dates_in(column))
    return TextStamps(decide_date_order(dates, None), locate)


def _in_order(offset_s: np.ndarray[tuple[int], np.dtype[np.int32]]) -> dict[str, None]:
    """Name the offsets in the order in which they come."""
    is_new = np.append(True, offset_s[1:] != offset_s[:-1])
    return dict.fromkeys(offset_name(int(value)) for value in offset_s[is_new])
