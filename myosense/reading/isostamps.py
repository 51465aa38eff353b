"""Time stamps as ISO 8601 writes them, all alike: read as columns of characters.

Most files hold stamps of one width, such as ``2025-03-30 14:05:06.789`` or
``2025-03-30T14:05:06.789+02:00``. The calendar is asked once a minute; of the rest, digits
are added up. Whatever else is in a column, or is no time at all, is left to `stamptext`,
which knows more spellings and says what is wrong.
"""

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from myosense.reading.digits import N_CHARACTERS, Bytes, Words, read_digits, words_at

Nanoseconds = npt.NDArray[np.int64]
TextChunk: TypeAlias = Any  #: An Arrow array of text.

_IS_ISO = re.compile(
    rb"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.(?P<fraction>\d{1,9}))?)?"
    rb"(?P<zone>Z|(?P<sign>[+-])(?P<hour>\d\d):?(?P<minute>\d\d))?"
)
MINUTE_WIDTH, SECOND_WIDTH = 16, 19  #: Characters up to the minute, and to the second.
MAX_FRACTION = 7  #: Digits of a second that are read with the point before them.
SECOND_NS = 1_000_000_000
LATEST_NS = np.iinfo(np.int64).max - 60 * SECOND_NS


@dataclass(frozen=True, kw_only=True)
class ParsedStamps:
    """Stamps as nanoseconds since 1970 and what stands behind them."""

    wall_ns: Nanoseconds  #: On the wall clock; `stamptext.BLANK_NS` for a blank cell.
    offset_s: npt.NDArray[np.int32]  #: Offset from UTC, where `has_offset`.
    has_offset: npt.NDArray[np.bool_]
    is_utc: bool  #: Whether they say ``Z`` and nothing else.
    zones: frozenset[str] = frozenset()  #: Those that they name in brackets.


def read_iso(chunk: TextChunk) -> ParsedStamps | None:
    """Read stamps; ``None`` if they are not all of one width, one offset and real.

    Parameters
    ----------
    chunk
        Text; empty cells and nulls are not all of one width.
    """
    n = len(chunk)
    _, offset_buffer, data_buffer = chunk.buffers()
    if n == 0 or data_buffer is None:
        return None
    offsets = np.frombuffer(offset_buffer, dtype=np.int32)[chunk.offset :][: n + 1]
    width = int(offsets[1] - offsets[0])
    if np.any(np.diff(offsets) != width):
        return None
    data = np.frombuffer(data_buffer, dtype=np.uint8)
    cells = data[offsets[0] : offsets[-1]].reshape(n, width)
    match = _IS_ISO.fullmatch(cells[0].tobytes())
    if match is None:
        return None
    zone = match["zone"] or b""
    if zone and not _end_alike(cells, len(zone)):
        return None
    wall_ns = _read_wall(cells, width - len(zone), len(match["fraction"] or b""))
    if wall_ns is None:
        return None
    return ParsedStamps(
        wall_ns=wall_ns,
        offset_s=np.full(n, _offset_s(match), dtype=np.int32),
        has_offset=np.full(n, bool(zone)),
        is_utc=zone == b"Z",
    )


def _end_alike(cells: Bytes, n_last: int) -> bool:
    """Say whether the last characters, up to seven, are the same in all rows."""
    words = words_at(cells, cells.shape[1] - N_CHARACTERS)
    other = np.bitwise_or.reduce(words ^ words[0])
    return int(other) >> 8 * (N_CHARACTERS - n_last) == 0


def _read_wall(cells: Bytes, width: int, n_fraction: int) -> Nanoseconds | None:
    """Read what stands before the zone: nanoseconds, or ``None``."""
    if n_fraction > MAX_FRACTION or width < SECOND_WIDTH:
        return _cast(cells[:, :width])
    second = read_digits(words_at(cells, SECOND_WIDTH - N_CHARACTERS), b"?????:00")
    if second is None or np.max(second) >= 60:
        return None
    rest = second * np.uint64(SECOND_NS)
    if n_fraction:
        pattern = b"." + n_fraction * b"0"
        words = words_at(cells, width - N_CHARACTERS)
        fraction = read_digits(words, pattern.rjust(N_CHARACTERS, b"?"))
        if fraction is None:
            return None
        fraction *= np.uint64(10 ** (9 - n_fraction))
        rest += fraction
    firsts = _firsts(words_at(cells, 0), words_at(cells, MINUTE_WIDTH - N_CHARACTERS))
    minutes_ns = _cast(cells[firsts, :MINUTE_WIDTH])
    if minutes_ns is None or np.max(minutes_ns) > LATEST_NS:
        return None
    wall_ns = rest.view(np.int64)
    wall_ns += np.repeat(minutes_ns, np.diff(np.append(firsts, len(cells))))
    return wall_ns


def _firsts(*columns: Words) -> npt.NDArray[np.int64]:
    """Find the rows that differ from the one before."""
    is_new = np.ones(len(columns[0]), dtype=bool)
    is_new[1:] = np.logical_or.reduce([words[1:] != words[:-1] for words in columns])
    return np.flatnonzero(is_new)


def _cast(cells: Bytes) -> Nanoseconds | None:
    """Let Arrow read stamps without a zone; ``None`` if one is none."""
    n, width = cells.shape
    offsets = np.arange(0, (n + 1) * width, width, dtype=np.int32)
    ends, text = (pa.py_buffer(part.tobytes()) for part in (offsets, cells))
    column = pa.StringArray.from_buffers(n, ends, text)
    try:
        return np.asarray(column.cast(pa.timestamp("ns")).cast(pa.int64()).to_numpy())
    except pa.ArrowInvalid:
        return None


def _offset_s(match: re.Match[bytes]) -> int:
    if not match["sign"]:
        return 0
    minutes = 60 * int(match["hour"]) + int(match["minute"])
    return -60 * minutes if match["sign"] == b"-" else 60 * minutes
