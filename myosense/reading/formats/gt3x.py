"""ActiGraph .gt3x and .agdc: a zip with ``info.txt`` and the samples.

Newer devices write a stream of records, one a second (``log.bin``); the oldest write bare
packed samples from the start on (``activity.bin``). Seconds that were not recorded (idle
sleep) are missing and stay so. Layouts: ActiGraph, "GT3X-File-Format" and
"NHANES-GT3X-File-Format" (MIT).
"""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC
from itertools import chain
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.formats.blockclock import BlockClock, even_times, spread
from myosense.reading.formats.gt3x_facts import (
    Facts,
    find_transform,
    gather,
    parse_info,
    parse_json,
)
from myosense.reading.formats.gt3x_imu import Turning
from myosense.reading.formats.gt3x_log import (
    ACTIVITY,
    PACKED_XYZ,
    SENSOR_DATA,
    Counts,
    Integers,
    Log,
    read_log,
    read_packed,
)
from myosense.reading.formats.gt3x_zip import (
    BROKEN,
    content_of,
    members_of,
    opened,
)
from myosense.reading.merging import Vectors, add_gyroscope
from myosense.reading.naming import count_of
from myosense.reading.table import BY_FORMAT, Stamps, Table
from myosense.recording import Samples3

MAGIC = b"PK\x03\x04"
SUFFIXES = (".gt3x", ".agdc")
INFO, CALIBRATION = "info.txt", "calibration.json"
LOG, PACKED = "log.bin", "activity.bin"
NONE = np.empty(0, dtype=np.int64)
ROWS_AT_ONCE = 1 << 14  #: Brought to g at a time: they stay in the processor's cache.
COUNTING = "GT3X"  #: The type of device before the GT3X+ (GT3XPlus).
LATE_S = 5.0  #: A clock that falls back farther was set anew.


def recognizes_gt3x(head: bytes, path: Path) -> bool:
    """Recognize a zip that holds ``info.txt`` and a stream of samples.

    One that is cut off has no list of members any more: there the suffix decides.
    """
    if head[:4] != MAGIC:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            members = members_of(archive)
    except BROKEN:
        return path.suffix.lower() in SUFFIXES
    return INFO in members and (LOG in members or PACKED in members)


def read_gt3x(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the recording of an ActiGraph.

    Parameters
    ----------
    path
        The file.
    columns
        Not used: the layout is fixed.

    Raises
    ------
    ReadError
        If it is damaged beyond use, too large, or holds no acceleration.
    """
    del columns
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except BROKEN as error:
        raise ReadError(
            f"is a zip that is cut off or damaged ({error}); expected a whole one of an "
            "ActiGraph"
        ) from error


def _read(archive: zipfile.ZipFile) -> Table:
    members = members_of(archive)
    info = parse_info(content_of(archive, members.get(INFO)))
    calibration = parse_json(content_of(archive, members.get(CALIBRATION)))
    if LOG in members:
        with opened(archive, members[LOG]) as file:
            log = read_log(file)
        return _from_log(log, gather(info, calibration, log.descriptions))
    with opened(archive, members[PACKED]) as file:
        return _from_packed(_joined(read_packed(file)), gather(info, calibration, []))


def _joined(parts: Iterable[Counts]) -> Counts:
    return pile_up(chain((np.empty((0, 3), dtype=np.int16),), parts))


def _from_log(log: Log, facts: Facts) -> Table:
    n_each = np.concatenate((NONE, *log.n_each))
    if len(n_each) == 0:
        found = ", ".join(f"0x{kind:02X} ({n:,})" for kind, n in sorted(log.types.items()))
        raise ReadError(
            f"holds no acceleration in its log.bin, which has {found or 'no'} records; "
            f"expected records {', '.join(f'0x{kind:02X}' for kind in ACTIVITY)}"
        )
    seconds = np.concatenate(log.seconds)
    rate_hz = facts.sample_rate_hz or float(np.median(n_each))
    starts_s, notices = _place(seconds, n_each, rate_hz)
    if log.n_damaged:
        notices += (f"{count_of(log.n_damaged, 'damaged place')} in log.bin: left out",)
    if SENSOR_DATA in log.types and not log.turning.seconds:
        notices += ("other sensors were recorded too, in a layout that is not known",)
    kinds = [kind for kind in ACTIVITY if kind in log.types]
    family = "agdc" if kinds == [PACKED_XYZ] else "gt3x"
    records = " and ".join(f"0x{kind:02X}" for kind in kinds)
    offset = facts.offset
    table = Table(
        format=f"ActiGraph {family} (log.bin, record {records})",
        recognized="by info.txt and log.bin in a zip",
        acceleration=_to_g(log.counts.column(), facts),
        stamps=Stamps(
            time_s=_spread(starts_s - starts_s[0], n_each, rate_hz),
            kind="utc" if facts.is_utc else "wall",
            origin_ns=round(float(starts_s[0]) * 1_000_000_000),
            time_zone=offset,
            offsets=(offset,) if offset and facts.is_utc else (),
            meaning="the second of each record",
        ),
        unit="g",
        unit_source=BY_FORMAT,
        is_from_device=True,
        locate=_locate,
        declared=replace(facts.declared, sample_rate_hz=rate_hz),
        notices=notices,
    )
    return _with_turning(table, log.turning, float(starts_s[0]))


def _with_turning(table: Table, turning: Turning, origin_s: float) -> Table:
    """Add the gyroscope, if there is one, on the accelerometer's clock."""
    if table.stamps is None or not turning.seconds:
        return table
    n_each = np.array(turning.n_each)
    time_s = _spread(np.array(turning.seconds) - origin_s, n_each, float(np.median(n_each)))
    stamps = replace(table.stamps, time_s=time_s)
    vectors = Vectors(values=turning.values.column(), stamps=stamps, unit="deg/s")
    return add_gyroscope(table, vectors)


def _from_packed(counts: Counts, facts: Facts) -> Table:
    rate_hz, start = facts.sample_rate_hz, facts.start
    if facts.info.get("Device Type", "").upper() == COUNTING:
        raise ReadError(
            "is of a GT3X, which stores counts per epoch only; expected a GT3X+ or later"
        )
    if rate_hz is None:
        raise ReadError("has no sample rate in its info.txt; expected samples per second")
    if len(counts) == 0:
        raise ReadError("has 0 samples in its activity.bin; expected a recording of many")
    origin_s = 0.0 if start is None else start.replace(tzinfo=UTC).timestamp()
    return Table(
        format="ActiGraph gt3x (activity.bin)",
        recognized="by info.txt and activity.bin in a zip",
        acceleration=_to_g(counts, facts),
        stamps=Stamps(
            time_s=even_times(len(counts), rate_hz),
            kind="elapsed" if start is None else "wall",
            origin_ns=round(origin_s * 1_000_000_000),
            time_zone=facts.offset,
            meaning="start and rate in info.txt",
        ),
        unit="g",
        unit_source=BY_FORMAT,
        is_from_device=True,
        locate=_locate,
        declared=facts.declared,
    )


def _locate(row: int) -> str:
    return f"sample {row + 1:,}"


def _place(
    seconds: Integers, n_each: Integers, rate_hz: float
) -> tuple[Seconds, tuple[str, ...]]:
    """Find where each record starts; none before the one that it follows has ended.

    Raises
    ------
    ReadError
        If the clock falls back by more than `LATE_S`.
    """
    duration_s = np.minimum(n_each / rate_hz, 1.0)
    before_s = np.cumsum(duration_s) - duration_s
    starts_s = before_s + np.maximum.accumulate(seconds - before_s)
    late_s = starts_s - seconds
    latest = int(np.argmax(late_s))
    if late_s[latest] > LATE_S:
        raise ReadError(
            f"goes back in time at record {latest + 1:,} by {late_s[latest]:,.0f} s; "
            "expected records that follow each other"
        )
    n_late = int(np.count_nonzero(late_s > 0.5 / rate_hz))
    if n_late == 0:
        return starts_s, ()
    notice = (
        f"{count_of(n_late, 'record')} began before the last had ended, by "
        f"{late_s[latest]:.2g} s or less: placed one after the other"
    )
    return starts_s, (notice,)


def _spread(starts_s: Seconds, n_each: Integers, rate_hz: float) -> Seconds:
    """Spread the samples of each record evenly."""
    clock = BlockClock(
        start_s=starts_s, period_s=1 / np.maximum(n_each, rate_hz), n_wrong=0
    )
    return spread(clock, n_each)


def _to_g(counts: Counts, facts: Facts) -> Samples3:
    """Bring counts to g, shape (n_samples, 3)."""
    matrix, offset = find_transform(facts)
    one = float(matrix[0, 0])
    is_plain = not np.any(offset) and np.array_equal(matrix, one * np.eye(3))

    def convert(part: Counts) -> Samples3:
        in_g = part * one if is_plain else (part - offset) @ matrix.T
        return in_g.astype(np.float32)

    return pile_up(convert(counts[rows]) for rows in pieces(counts, size=ROWS_AT_ONCE))
