"""EDF and BDF: signals side by side, each at its own rate, in records of equal length.

Laid out by the European Data Format (Kemp et al. 1992; EDF+ by Kemp and Olivan 2003, whose
records may have gaps between them) and BioSemi's 24-bit twin. Only the signals of the
accelerometer and gyroscope are read.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.axes import find_axes
from myosense.reading.columns import parse_columns
from myosense.reading.formats.edf_header import (
    BDF_MAGIC,
    EDF_MAGIC,
    HEADER_BYTES,
    Header,
    read_header,
)
from myosense.reading.naming import GYROSCOPE_RANK, find_triples
from myosense.reading.roles import Roles
from myosense.reading.stamps import offset_name
from myosense.reading.table import Declared, Stamps, Table, Values

ANNOTATIONS = ("EDF Annotations", "BDF Annotations")
ONSET = re.compile(rb"([+-]\d+(?:\.\d*)?)(?:\x15[\d.]*)?\x14")
ANONYMOUS = date(1985, 1, 1)  #: What stands for a date that was taken out.
MAX_ONSET_S = 1e9

Records = npt.NDArray[np.uint8]


def recognizes_edf(head: bytes, _path: Path) -> bool:
    """Recognize EDF and BDF by their first eight bytes and the size of their header."""
    is_sized = head[184:192].strip().isdigit()
    return is_sized and head[:8] in (EDF_MAGIC, BDF_MAGIC)


def read_edf(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the accelerometer of an EDF or BDF file.

    Parameters
    ----------
    path
        The file.
    columns
        What the user says about its signals, by their labels or numbers.

    Raises
    ------
    ReadError
        If the header is damaged, or no three signals are an accelerometer.
    """
    header = read_header(path)
    names = tuple(
        f"{label} ({unit})" if unit else label
        for label, unit in zip(header.labels, header.units, strict=True)
    )
    roles = _find_roles(names, header, parse_columns(columns))
    n_samples = header.n_samples[roles.acceleration[0]]
    records, notices = _map_records(path, header)
    rate_hz = n_samples / header.record_s
    kind = "BDF" if header.bytes_a_sample == 3 else "EDF"
    gyroscope = roles.gyroscope
    return Table(
        format=f"{kind}+" if header.is_plus else kind,
        recognized="by its header",
        acceleration=_physical(records, header, roles.acceleration),
        angular_velocity=None
        if gyroscope is None
        else _physical(records, header, gyroscope),
        angular_velocity_unit=roles.gyroscope_unit,
        stamps=_stamps(records, header, n_samples),
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed,
        is_bare=roles.is_bare,
        locate=lambda row: f"record {row // n_samples + 1}",
        declared=Declared(sample_rate_hz=rate_hz, device=header.device),
        notices=(*roles.notices, *notices),
    )


def _find_roles(names: tuple[str, ...], header: Header, given: dict[str, str]) -> Roles:
    """Find the axes among signals of one rate."""
    counts = header.n_samples
    ranks = {}
    for count in set(counts) - {0}:
        triples = find_triples(_of_rate(names, counts, count))
        ranks[count] = min((triple.rank for triple in triples), default=GYROSCOPE_RANK)
    best = min(ranks, key=lambda count: (ranks[count], -count), default=0)
    if "x" in given or not ranks or ranks[best] >= GYROSCOPE_RANK:
        roles = find_axes(names, given)
    else:
        roles = find_axes(_of_rate(names, counts, best), given)
    used = {counts[signal] for signal in (*roles.acceleration, *(roles.gyroscope or ()))}
    if used == {0}:
        raise ReadError("holds 0 samples of its accelerometer; expected a recording")
    if len(used) > 1:
        raise ReadError("has axes of different rates; expected x, y and z of one sensor")
    return roles


def _of_rate(
    names: tuple[str, ...], counts: tuple[int, ...], count: int
) -> tuple[str, ...]:
    """Blank the names of the signals at another rate."""
    return tuple(name if n == count else "" for name, n in zip(names, counts, strict=True))


def _map_records(path: Path, header: Header) -> tuple[Records, tuple[str, ...]]:
    """Map the records, shape (n_records, n_bytes), without loading them."""
    first = HEADER_BYTES * (len(header.labels) + 1)
    size = header.firsts[-1]
    there = (path.stat().st_size - first) // size
    n_records = there if header.n_records < 0 else min(there, header.n_records)
    if n_records < 1:
        raise ReadError(f"holds 0 whole records of {size:,} bytes; expected a recording")
    notices: tuple[str, ...] = ()
    if n_records < header.n_records:
        counts = f"{header.n_records:,} records are declared, {n_records:,} are there"
        notices = (f"{counts}: the file is cut off",)
    if header.start.date() == ANONYMOUS:
        notices += ("the start date was taken out (1985-01-01): elapsed time only",)
    shape = (n_records, size)
    return np.memmap(path, np.uint8, "r", offset=first, shape=shape), notices


def _physical(records: Records, header: Header, signals: tuple[int, ...]) -> Values:
    """Take signals out of the records in their physical unit, shape (n, n_signals)."""
    columns = []
    for signal in signals:
        low, high, digital_low, digital_high = header.limits[signal]
        if digital_low == digital_high or low == high:
            raise ReadError(
                f"gives {header.labels[signal]!r} the limits {low:g} to {high:g} for "
                f"{digital_low:g} to {digital_high:g}; expected a range"
            )
        raw = _digital(_part(records, header, signal), header.bytes_a_sample)
        scale = (high - low) / (digital_high - digital_low)
        with np.errstate(over="ignore"):
            farthest = scale * (2.0**24 + abs(digital_low)) + abs(low)
        if not np.isfinite(farthest):
            raise ReadError(
                f"gives {header.labels[signal]!r} the limits {low:g} to {high:g}; expected "
                "those of a sensor"
            )
        columns.append((raw - digital_low) * scale + low)
    return np.column_stack(columns)


def _part(records: Records, header: Header, signal: int) -> Records:
    first, stop = header.firsts[signal : signal + 2]
    return np.ascontiguousarray(records[:, first:stop])


def _digital(part: Records, bytes_a_sample: int) -> npt.NDArray[np.int32]:
    """Read little-endian integers of 16 or 24 bits."""
    if bytes_a_sample == 2:
        return part.reshape(-1).view("<i2").astype(np.int32)
    low, middle, high = part.reshape(-1, 3).T.astype(np.int32)
    return low | (middle << 8) | (((high ^ 0x80) - 0x80) << 16)


def _stamps(records: Records, header: Header, n_samples: int) -> Stamps:
    """Give each sample its time: records follow each other, or say when they start."""
    onsets_s: Seconds = np.arange(len(records), dtype=np.float64) * header.record_s
    if header.is_plus:
        onsets_s = _onsets(records, header, onsets_s)
    within_s = np.arange(n_samples) * (header.record_s / n_samples)
    local = header.start.replace(tzinfo=UTC)
    offset_s = 0
    if header.offset:
        sign = -1 if header.offset[0] == "-" else 1
        offset_s = sign * (int(header.offset[1:3]) * 3600 + int(header.offset[3:]) * 60)
    since_1970 = local - timedelta(seconds=offset_s) - datetime(1970, 1, 1, tzinfo=UTC)
    is_dated = header.start.date() != ANONYMOUS
    zone = offset_name(offset_s) if header.offset else None
    return Stamps(
        time_s=(onsets_s[:, None] + within_s).reshape(-1),
        kind="elapsed" if not is_dated else "utc" if zone else "wall",
        origin_ns=round(since_1970.total_seconds()) * 10**9,
        time_zone=zone,
        offsets=(zone,) if zone else (),
        meaning="the header's start and rate"
        + (", each record's own start" if header.has_gaps else ""),
    )


def _onsets(records: Records, header: Header, even_s: Seconds) -> Seconds:
    """Read when each record starts; without gaps the first is enough.

    Raises
    ------
    ReadError
        If a record does not say it.
    """
    signals = [i for i, label in enumerate(header.labels) if label in ANNOTATIONS]
    if not signals:
        return even_s
    first, stop = header.firsts[signals[0] : signals[0] + 2]
    onsets_s = even_s.copy()
    for i in range(len(records) if header.has_gaps else 1):
        found = ONSET.match(records[i, first:stop].tobytes())
        if found is None:
            raise ReadError(f"has a record {i + 1} that does not say when it starts (EDF+)")
        onsets_s[i] = float(found[1])
        if abs(onsets_s[i]) > MAX_ONSET_S:
            raise ReadError(f"has a record {i + 1} that starts at {onsets_s[i]:g} s (EDF+)")
    return onsets_s if header.has_gaps else even_s + onsets_s[0]
