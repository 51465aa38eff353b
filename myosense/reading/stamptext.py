"""Time stamps that are text, in any common spelling, to nanoseconds.

The stamps of a file share a few shapes (``####-##-## ##:##:##.###``). Each shape is
understood once, by a regular expression on its first stamp; the digits of all stamps of
that shape are then added up as columns of bytes.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.reading.dateorder import TextColumn, days_since_1970
from myosense.reading.isostamps import SECOND_NS, Nanoseconds, ParsedStamps, read_iso
from myosense.reading.stampshapes import HOURS_OF_LETTERS, match_stamp

Bytes = npt.NDArray[np.uint8]

_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"  #: Three letters each.
CENTURY, FIRST_YEAR = 100, 2000  #: A year of two digits is of this century.
MAX_SHAPES = 500  #: More shapes than this are no column of time stamps.
EARLIEST_NS = -8_000_000_000 * SECOND_NS  #: The year 1716: before it, no date.
MILLISECOND_NS = 1_000_000
BLANK_NS = np.iinfo(np.int64).min  #: Stands for a blank cell.

EXAMPLES = "2025-03-30 14:05:06.789 or 2025-03-30T14:05:06+02:00"


@dataclass(frozen=True)
class _Shape:
    """One shape of stamp: where each field stands."""

    match: re.Match[str]

    def digits(self, field: str, cells: Bytes) -> Nanoseconds:
        """Read the digits of a field in all cells, shape (n_cells, width)."""
        start, stop = self.match.span(field)
        value = np.zeros(len(cells), dtype=np.int64)
        for column in range(start, stop):
            value *= 10
            value += cells[:, column] - np.uint8(48)
        return value


def parse_stamps(
    column: TextColumn, order: str, locate: Callable[[int], str]
) -> ParsedStamps:
    """Read a column of stamps.

    Parameters
    ----------
    column
        Text; empty cells and nulls are blanks.
    order
        Of dates like 03/04/2025: ``dmy`` or ``mdy``.
    locate
        Names the place of a row in the file.

    Raises
    ------
    ReadError
        If a cell is no time stamp.
    """
    parts, first = [], 0
    for chunk in column.chunks:
        place = partial(_place, locate, first)
        parts.append(read_iso(chunk) or _parse(chunk, order, place))
        first += len(chunk)
    return parts[0] if len(parts) == 1 else _joined(parts)


def _joined(parts: list[ParsedStamps]) -> ParsedStamps:
    """Join the stamps of chunks; there may be none."""
    return ParsedStamps(
        wall_ns=np.concatenate([np.empty(0, np.int64), *(p.wall_ns for p in parts)]),
        offset_s=np.concatenate([np.empty(0, np.int32), *(p.offset_s for p in parts)]),
        has_offset=np.concatenate([np.empty(0, bool), *(p.has_offset for p in parts)]),
        is_utc=all(p.is_utc for p in parts),
        zones=frozenset().union(*(p.zones for p in parts)),
    )


def _parse(chunk: TextColumn, order: str, locate: Callable[[int], str]) -> ParsedStamps:
    """Read stamps of any shapes."""
    n = len(chunk)
    wall_ns = np.full(n, BLANK_NS, dtype=np.int64)
    offset_s = np.zeros(n, dtype=np.int32)
    has_offset = np.zeros(n, dtype=bool)
    zones: set[str] = set()
    is_utc = True
    for rows, cells, shape in _shapes(chunk, locate):
        wall_ns[rows] = _wall_ns(shape, cells, order)
        impossible = np.flatnonzero(wall_ns[rows] < EARLIEST_NS)
        if len(impossible):
            row = int(rows[impossible[0]])
            raise ReadError(_no_stamp(cells[impossible[0]].tobytes(), locate(row)))
        fields = shape.match.groupdict()
        is_utc &= fields["utc"] is not None
        if fields["sign"] or fields["utc"] or fields["letters"] in HOURS_OF_LETTERS:
            has_offset[rows] = True
            offset_s[rows] = _offset_s(shape, cells)
        if fields["zone"]:
            zones.add(fields["zone"])
    return ParsedStamps(
        wall_ns=wall_ns,
        offset_s=offset_s,
        has_offset=has_offset,
        is_utc=is_utc,
        zones=frozenset(zones),
    )


def _shapes(
    chunk: TextColumn, locate: Callable[[int], str]
) -> Iterator[tuple[Nanoseconds, Bytes, _Shape]]:
    """Hand out the rows of a chunk by shape: rows, their bytes (n, width), the shape."""
    n = len(chunk)
    _, offset_buffer, data_buffer = chunk.buffers()
    offsets = np.frombuffer(offset_buffer, dtype=np.int32)[chunk.offset :][: n + 1]
    data = np.frombuffer(data_buffer or b"", dtype=np.uint8)
    widths = np.diff(offsets)
    n_shapes = 0
    for width in np.unique(widths[widths > 0]):
        rows = np.flatnonzero(widths == width)
        if len(rows) == n:
            cells = data[offsets[0] : offsets[-1]].reshape(n, width)
        else:
            cells = data[offsets[rows][:, None] + np.arange(width)]
        while len(rows):
            n_shapes += 1
            shape = _understand(cells[0])
            if shape is None or n_shapes > MAX_SHAPES:
                raise ReadError(_no_stamp(cells[0].tobytes(), locate(int(rows[0]))))
            is_digit = (cells >= ord("0")) & (cells <= ord("9"))
            fixed = ~is_digit[0]
            is_same = np.all(cells[:, fixed] == cells[0, fixed], axis=1)
            is_same &= np.all(is_digit[:, ~fixed], axis=1)
            if np.all(is_same):
                yield rows, cells, shape
                break
            yield rows[is_same], cells[is_same], shape
            rows, cells = rows[~is_same], cells[~is_same]


def _understand(cell: Bytes) -> _Shape | None:
    match = match_stamp(cell.tobytes().decode("utf-8", "replace"))
    return None if match is None else _Shape(match)


def _place(locate: Callable[[int], str], first: int, row: int) -> str:
    return locate(first + row)


def _no_stamp(cell: bytes, place: str) -> str:
    text = cell.decode("utf-8", "replace")
    return f"{place} has {text!r} where a time stamp should be, such as {EXAMPLES}"


def _date(shape: _Shape, cells: Bytes, order: str) -> Nanoseconds:
    """Count the days since 1970; the calendar is asked once a run of equal dates."""
    fields = shape.match.groupdict()
    if fields.get("year"):
        year, month, day = (
            shape.digits(field, cells) for field in ("year", "month", "day")
        )
    elif fields.get("month_name"):
        year, day = (
            _whole_year(shape, cells, "named_year"),
            shape.digits("named_day", cells),
        )
        at, off = divmod(_MONTHS.find(fields["month_name"].lower()), 3)
        month = np.full(len(cells), 0 if off else at + 1)
    else:
        year = _whole_year(shape, cells, "late_year")
        first, second = (shape.digits(field, cells) for field in ("first", "second_part"))
        day, month = (first, second) if order == "dmy" else (second, first)
    key = (year * 100 + month) * 100 + day
    is_new = np.append(True, key[1:] != key[:-1])
    firsts = np.flatnonzero(is_new)
    days = days_since_1970(year[firsts], month[firsts], day[firsts])
    return np.repeat(days, np.diff(np.append(firsts, len(key))))


def _whole_year(shape: _Shape, cells: Bytes, field: str) -> Nanoseconds:
    year = shape.digits(field, cells)
    return year + np.where(year < CENTURY, FIRST_YEAR, 0)


def _wall_ns(shape: _Shape, cells: Bytes, order: str) -> Nanoseconds:
    """Add up date and time of day; far below every date where that is impossible."""
    fields = shape.match.groupdict()
    hour, minute = shape.digits("hour", cells), shape.digits("minute", cells)
    second = shape.digits("second", cells) if fields["second"] else np.zeros_like(hour)
    is_real = (hour < 24) & (minute < 60) & (second < 60)
    if fields.get("half"):
        is_real &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + (12 if fields["half"] in "Pp" else 0)
    day = _date(shape, cells, order)
    ns = (((day * 24 + hour) * 60 + minute) * 60 + second) * SECOND_NS
    for field in ("fraction", "digits"):
        if fields.get(field):
            ns += shape.digits(field, cells) * 10 ** (9 - len(fields[field]))
    if fields.get("millis"):
        ns += shape.digits("millis", cells) * MILLISECOND_NS
    return np.where(is_real & (day > np.iinfo(np.int32).min), ns, BLANK_NS)


def _offset_s(shape: _Shape, cells: Bytes) -> npt.NDArray[np.int32]:
    fields = shape.match.groupdict()
    if not fields["sign"]:
        hours = 0 if fields["utc"] else HOURS_OF_LETTERS[fields["letters"]]
        return np.full(len(cells), 3600 * hours, dtype=np.int32)
    minutes = shape.digits("offset_hour", cells) * 60
    if fields["offset_minute"]:
        minutes += shape.digits("offset_minute", cells)
    sign = -1 if fields["sign"] == "-" else 1
    return (sign * 60 * minutes).astype(np.int32)
