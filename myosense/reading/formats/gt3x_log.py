"""The record stream of an ActiGraph (``log.bin``) and its packed samples.

A record is ``1E, type u8, seconds u32, size u16, payload, checksum`` (little endian; the
checksum is the complement of the exclusive or of all bytes before it), as published in
ActiGraph, "GT3X-File-Format" (MIT). Three types hold acceleration, for one second each:
0x00 twelve bits a value in the order y, x, z; 0x1A sixteen bits in the order x, y, z; 0x1B
twelve bits in the order x, y, z. The stream is read in pieces, so that memory holds little
more than the samples.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import IO, cast

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.pieces import Pile
from myosense.reading.formats.gt3x_imu import Turning, parse_schema

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int16]
Integers = npt.NDArray[np.int64]

HEADER = Struct("<BBIH")
HEAD = np.dtype([("separator", "u1"), ("kind", "u1"), ("second", "<u4"), ("size", "<u2")])
SEPARATOR = 0x1E
PACKED_YXZ, PLAIN_XYZ, PACKED_XYZ = 0x00, 0x1A, 0x1B
ACTIVITY = (PACKED_YXZ, PLAIN_XYZ, PACKED_XYZ)
METADATA, PARAMETERS, SENSOR_SCHEMA, SENSOR_DATA = 0x06, 0x15, 0x18, 0x19
DESCRIBING = (METADATA, PARAMETERS)
BITS_PER_SAMPLE = 36
BYTES_PER_SAMPLE = 6
PIECE_BYTES = 9 << 17  #: Read at a time; two packed samples are nine bytes.
ALIKE = 32  #: So many records of one size are looked for at once, then twice as many.
MAX_DESCRIBING = 256  #: A stream has one to five of each.
MAX_DAMAGED = 20_000  #: More damaged places than this, and than records, are no stream.


@dataclass(kw_only=True)
class Log:
    """What a stream holds: samples, the second of each record, and its descriptions."""

    counts: Pile = field(default_factory=Pile)  #: Of shape (n_samples, 3).
    seconds: list[Integers] = field(default_factory=list)
    n_each: list[Integers] = field(default_factory=list)  #: Samples of each record.
    descriptions: list[tuple[int, bytes]] = field(default_factory=list)
    types: dict[int, int] = field(default_factory=dict)  #: Records of each type.
    turning: Turning = field(default_factory=Turning)
    n_damaged: int = 0


@dataclass(frozen=True)
class _Records:
    """Records of one piece of the stream, in order."""

    starts: Integers
    types: Integers
    seconds: Integers
    sizes: Integers


def read_log(file: IO[bytes]) -> Log:
    """Read all records of a stream; damaged ones are counted and left out.

    Raises
    ------
    ReadError
        If it is no stream of records.
    """
    log = Log()
    rest, is_last = b"", False
    while not is_last:
        piece = file.read(PIECE_BYTES)
        is_last = len(piece) < PIECE_BYTES
        data = rest + piece
        records, n_read, n_damaged = _find_records(data, is_last=is_last)
        log.n_damaged += n_damaged
        _take(log, data, records)
        if log.n_damaged > max(MAX_DAMAGED, sum(log.types.values())):
            raise ReadError(
                f"is damaged in {log.n_damaged:,} places of its log.bin; "
                "expected records that follow each other"
            )
        rest = data[n_read:]
    return log


def _find_records(data: bytes, *, is_last: bool) -> tuple[_Records, int, int]:
    """Walk from header to header; return the records, how far, and what was damaged.

    A record is taken where the next begins behind it, or its checksum holds (zeros may lie
    between two); elsewhere the next separator is looked for.
    """
    found: list[tuple[int, int, int, int]] = []
    parts: list[Integers] = []
    array = np.frombuffer(data, np.uint8)
    at, end, n_damaged, is_lost, n_alike = 0, len(data), 0, False, ALIKE
    while at < end:
        if data[at] != SEPARATOR:
            begin, at = at, data.find(SEPARATOR, at)
            at = end if at < 0 else at
            is_lost |= bool(data[begin:at].strip(b"\0"))
            continue
        stop = end + 1
        if at + HEADER.size < end:
            _, kind, second, size = HEADER.unpack_from(data, at)
            stop = at + HEADER.size + size + 1
        if stop > end and not is_last:
            break
        follows = stop == end or (stop < end and data[stop] == SEPARATOR)
        if follows or (stop < end and _is_whole(data[at:stop])):
            is_second = bool(found) and found[-1][3] == size
            found.append((at, kind, second, size))
            n_damaged, is_lost, at = n_damaged + is_lost, False, stop
            if is_second:
                alike = _find_alike(array, at, size, n_alike)
                parts += [_table(found), alike]
                found = []
                at += len(alike) * (HEADER.size + size + 1)
                n_alike = 2 * n_alike if len(alike) == n_alike else ALIKE
        else:
            is_lost, at = True, at + 1
    table = np.concatenate([*parts, _table(found)])
    return _Records(*table.T), at, n_damaged + is_lost


def _table(found: list[tuple[int, int, int, int]]) -> Integers:
    return np.array(found, dtype=np.int64).reshape(-1, 4)


def _find_alike(array: Bytes, at: int, size: int, n_most: int) -> Integers:
    """Find the records of one size with which a stream goes on, all at once.

    Returns
    -------
    Integers : shape (n_records, 4)
        Start, type, second and size of each that another separator follows.
    """
    n_bytes = HEADER.size + size + 1
    n = min((len(array) - at - 1) // n_bytes, n_most)
    if n <= 0 or array[at] != SEPARATOR:
        return _table([])
    rows = array[at : at + n * n_bytes].reshape(n, n_bytes)
    fields = np.ascontiguousarray(rows[:, : HEADER.size]).view(HEAD)[:, 0]
    is_alike = fields["size"] == size
    is_alike &= array[at + n_bytes : at + n * n_bytes + 1 : n_bytes] == SEPARATOR
    n = n if np.all(is_alike) else int(np.argmin(is_alike))
    starts = at + np.arange(n) * n_bytes
    columns = (starts, *(fields[name][:n] for name in ("kind", "second", "size")))
    return np.stack(columns, axis=1).astype(np.int64)


def _is_whole(record: bytes) -> bool:
    return bool(np.bitwise_xor.reduce(np.frombuffer(record, np.uint8)) == 0xFF)


def _take(log: Log, data: bytes, records: _Records) -> None:
    """Add the records that are whole to a log."""
    if len(records.starts) == 0:
        return
    array = np.frombuffer(data, np.uint8)
    stops = records.starts + HEADER.size + records.sizes + 1
    is_whole = _check(array, records)
    log.n_damaged += int(np.count_nonzero(~is_whole))
    kinds, numbers = np.unique(records.types[is_whole], return_counts=True)
    for kind, number in zip(kinds.tolist(), numbers.tolist(), strict=True):
        log.types[kind] = log.types.get(kind, 0) + number
    for row in np.flatnonzero(is_whole & np.isin(records.types, DESCRIBING)).tolist():
        if len(log.descriptions) < MAX_DESCRIBING:
            first, stop = int(records.starts[row]) + HEADER.size, int(stops[row]) - 1
            log.descriptions.append((int(records.types[row]), data[first:stop]))
    _take_turning(log.turning, array, records, is_whole)
    is_plain = records.types == PLAIN_XYZ
    n_each = np.where(
        is_plain, records.sizes // BYTES_PER_SAMPLE, records.sizes * 8 // BITS_PER_SAMPLE
    )
    is_taken = is_whole & np.isin(records.types, ACTIVITY) & (n_each > 0)
    log.counts.append(_decode(array, records, n_each, is_taken))
    log.seconds.append(records.seconds[is_taken])
    log.n_each.append(n_each[is_taken])


def _check(array: Bytes, records: _Records) -> npt.NDArray[np.bool_]:
    """Say which records are whole, all of one size at once, eight bytes at a time."""
    is_whole = np.empty(len(records.starts), dtype=bool)
    for size in np.unique(records.sizes).tolist():
        n_bytes = HEADER.size + size + 1
        is_size = records.sizes == size
        windows = np.lib.stride_tricks.sliding_window_view(array, n_bytes)
        padded = np.zeros((np.count_nonzero(is_size), -(-n_bytes // 8) * 8), dtype=np.uint8)
        padded[:, :n_bytes] = windows[records.starts[is_size]]
        summed = np.bitwise_xor.reduce(padded.view(np.uint64), axis=1)
        is_whole[is_size] = np.bitwise_xor.reduce(summed[:, None].view(np.uint8), 1) == 0xFF
    return is_whole


def _take_turning(
    turning: Turning, array: Bytes, records: _Records, is_whole: npt.NDArray[np.bool_]
) -> None:
    """Add what a gyroscope measured, where a schema says how it is laid out."""
    is_sensor = (records.types == SENSOR_SCHEMA) | (records.types == SENSOR_DATA)
    for row in np.flatnonzero(is_whole & is_sensor).tolist():
        first = int(records.starts[row]) + HEADER.size
        payload = array[first : first + int(records.sizes[row])]
        if records.types[row] == SENSOR_DATA:
            turning.take(payload, int(records.seconds[row]))
        elif turning.layout is None:
            turning.layout = parse_schema(payload.tobytes())


def _decode(
    array: Bytes, records: _Records, n_each: Integers, is_taken: npt.NDArray[np.bool_]
) -> Counts:
    """Decode records, all of one type and size at once; shape (n_samples, 3)."""
    starts, n_taken = records.starts[is_taken], n_each[is_taken]
    key = records.types[is_taken] << 16 | records.sizes[is_taken]
    counts = np.empty((int(np.sum(n_taken)), 3), dtype=np.int16)
    groups = np.unique(key)
    for group in groups.tolist():
        kind, size = group >> 16, group & 0xFFFF
        is_group = key == group
        windows = np.lib.stride_tricks.sliding_window_view(array, size)
        payload = windows[starts[is_group] + HEADER.size]
        samples = (
            _plain(payload) if kind == PLAIN_XYZ else unpack(payload, kind == PACKED_YXZ)
        )
        if len(groups) == 1:
            return samples
        counts[np.repeat(is_group, n_taken)] = samples
    return counts


def _plain(payload: Bytes) -> Counts:
    """Take little-endian pairs of bytes as values in the order x, y, z."""
    n_bytes = payload.shape[1] // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE
    whole = np.ascontiguousarray(payload[:, :n_bytes])
    return cast("Counts", whole.view("<i2").reshape(-1, 3))


def unpack(payload: Bytes, is_yxz: bool) -> Counts:  # noqa: FBT001
    """Unpack values of twelve bits, the highest bit first.

    Parameters
    ----------
    payload : shape (n_records, n_bytes)
        Every row starts with a new sample.
    is_yxz
        Whether a sample is y, x, z; otherwise x, y, z.

    Returns
    -------
    Counts : shape (n_samples, 3)
        In the order x, y, z.
    """
    n_samples = payload.shape[1] * 8 // BITS_PER_SAMPLE
    n_triples = -(-payload.shape[1] // 3)
    if payload.shape[1] % 3:
        payload = np.pad(payload, ((0, 0), (0, n_triples * 3 - payload.shape[1])))
    first, middle, last = (payload[:, i::3].astype(np.uint16) for i in range(3))
    values = np.empty((len(payload), n_triples, 2), dtype=np.uint16)
    # The sign is the highest of twelve bits: moved to the highest of sixteen, and back.
    values[..., 0] = first << 8 | middle
    values[..., 1] = middle << 12 | last << 4
    signed = values.view(np.int16).reshape(len(payload), -1)
    signed >>= 4
    samples = signed[:, : 3 * n_samples].reshape(-1, 3)
    if not is_yxz:
        return samples
    in_order = np.empty_like(samples)
    for axis, place in enumerate((1, 0, 2)):
        in_order[:, axis] = samples[:, place]
    return in_order


def read_packed(file: IO[bytes]) -> Iterator[Counts]:
    """Read ``activity.bin``: packed samples without any record, in the order y, x, z."""
    rest = b""
    while piece := file.read(PIECE_BYTES):
        data = rest + piece
        n_whole = len(data) // 9 * 9
        yield unpack(np.frombuffer(data[:n_whole], np.uint8).reshape(1, -1), is_yxz=True)
        rest = data[n_whole:]
    if rest:
        yield unpack(np.frombuffer(rest, np.uint8).reshape(1, -1), is_yxz=True)
