"""Empatica EmbracePlus: one Avro file for every 15 to 30 minutes.

The file carries its own schema, which has changed over the years: what is read are the
accelerometer and the gyroscope of
``rawData``, in counts, with the range that counts stand for (Empatica, "Avro files: raw
data format", schemas 6.2 to 6.5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.formats.avro_container import MAGIC, decode_records
from myosense.reading.stamps import offset_name
from myosense.reading.table import BY_FORMAT, Declared, Stamps, Table, Values

MAX_FILE_BYTES = 256 << 20  #: A file of half an hour has 1 to 7 MB.
MAX_TIME_ZONE_S = 14 * 3600  #: No zone is farther from UTC.
MAX_RAD_PER_S = 40  #: A gyroscope's range above this is in deg/s.


@dataclass(frozen=True, kw_only=True)
class _Signal:
    """One sensor with three axes on its own clock."""

    values: Values  #: shape (n_samples, 3), in g, or deg/s or rad/s
    start_us: int
    rate_hz: float
    largest: float  #: End of the physical range.

    @property
    def time_us(self) -> Seconds:
        """Time of each sample since the first, in microseconds."""
        return np.arange(len(self.values), dtype=np.float64) * (1e6 / float(self.rate_hz))


@dataclass(frozen=True, kw_only=True)
class _Session:
    """What one file holds."""

    device: str
    offset: str | None
    acceleration: _Signal
    gyroscope: _Signal | None


def recognizes_avro(head: bytes, _path: Path) -> bool:
    """Recognize an Avro container by its magic."""
    return head[:4] == MAGIC


def read_avro(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read one file of an EmbracePlus.

    Parameters
    ----------
    path
        The file.
    columns
        Not used: the format names its columns.

    Raises
    ------
    ReadError
        If it is damaged, or no recording of an EmbracePlus.
    """
    del columns
    return read_avro_files([path])


def read_avro_files(paths: Sequence[Path]) -> Table:
    """Read files of one EmbracePlus that follow each other; what lies between is a gap.

    Parameters
    ----------
    paths
        At least one, in any order.

    Raises
    ------
    ReadError
        If one is damaged or no recording of an EmbracePlus, or they are of several devices.
    """
    sessions = [session for path in paths for session in _read_sessions(path)]
    sessions.sort(key=lambda session: session.acceleration.start_us)
    devices = sorted({session.device for session in sessions})
    if len(devices) > 1:
        raise ReadError(
            f"is of {len(devices)} devices ({', '.join(devices[:5])}); expected one"
        )
    signals = [session.acceleration for session in sessions]
    origin_us = signals[0].start_us
    since_us = [signal.start_us - origin_us + signal.time_us for signal in signals]
    offsets = tuple(dict.fromkeys(session.offset for session in sessions if session.offset))
    turned, turned_unit = _turn_rate(sessions)
    return Table(
        format="Empatica EmbracePlus Avro",
        recognized="by its schema",
        acceleration=np.concatenate([signal.values for signal in signals]),
        angular_velocity=turned,
        angular_velocity_unit=turned_unit,
        stamps=Stamps(
            time_s=np.concatenate(since_us) / 1e6,
            kind="utc",
            origin_ns=origin_us * 1000,
            time_zone=offsets[0] if offsets else None,
            offsets=offsets,
            meaning="the start of each file in us since 1970 and its measured rate",
        ),
        unit="g",
        unit_source=BY_FORMAT,
        is_from_device=True,
        locate=lambda row: f"sample {row + 1}",
        declared=Declared(
            device=devices[0],
            sample_rate_hz=float(np.median([signal.rate_hz for signal in signals])),
            range_g=signals[0].largest,
        ),
    )


def _turn_rate(sessions: Sequence[_Session]) -> tuple[Values | None, str | None]:
    """Bring the gyroscope onto the accelerometer's clock; blank where it was off."""
    worn = [session.gyroscope for session in sessions if session.gyroscope]
    if not worn:
        return None, None
    unit = "deg/s" if worn[0].largest > MAX_RAD_PER_S else "rad/s"
    return np.concatenate([_on_clock(session) for session in sessions]), unit


def _on_clock(session: _Session) -> Values:
    acceleration, gyroscope = session.acceleration, session.gyroscope
    if gyroscope is None:
        return np.full_like(acceleration.values, np.nan)
    at_us = acceleration.start_us - gyroscope.start_us + acceleration.time_us
    axes = [
        np.interp(at_us, gyroscope.time_us, axis, left=np.nan, right=np.nan)
        for axis in gyroscope.values.T
    ]
    return np.column_stack(axes)


def _read_sessions(path: Path) -> list[_Session]:
    """Read one file, as a rule with one record."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise ReadError(f"has over {MAX_FILE_BYTES >> 20} MB; expected an hour at most")
    try:
        records = decode_records(path.read_bytes())
        sessions = [_read_session(record) for record in records]
    except ReadError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {str(error)[:100]}"
        raise ReadError(
            f"is an Avro file that is cut off or damaged ({what}); expected a whole one"
        ) from error
    if not sessions:
        raise ReadError("is an Avro file with 0 records; expected one of an EmbracePlus")
    return sessions


def _read_session(record: Mapping[str, Any]) -> _Session:
    raw = record.get("rawData")
    if not isinstance(raw, dict) or not isinstance(raw.get("accelerometer"), dict):
        raise ReadError(
            f"is an Avro file whose record has {', '.join(list(record)[:8])}; expected "
            "rawData with an accelerometer, as an EmbracePlus writes it"
        )
    acceleration = _signal(raw["accelerometer"], "accelerometer")
    if acceleration is None:
        raise ReadError("holds 0 samples of the accelerometer; expected a recording")
    offset_s = record.get("timezone")
    if offset_s is not None and abs(offset_s) > MAX_TIME_ZONE_S:
        raise ReadError(f"has a time zone {offset_s:g} s from UTC; expected at most 14 h")
    gyroscope = raw.get("gyroscope")
    words = ("Empatica", record.get("deviceModel", "EmbracePlus"), record.get("deviceSn"))
    return _Session(
        device=" ".join(str(word)[:40] for word in words if word),
        offset=None if offset_s is None else offset_name(offset_s),
        acceleration=acceleration,
        gyroscope=_signal(gyroscope, "gyroscope") if isinstance(gyroscope, dict) else None,
    )


def _signal(signal: Mapping[str, Any], name: str) -> _Signal | None:
    """Bring the counts of a sensor to its physical unit; ``None`` where it was off."""
    axes = [signal.get(axis) or [] for axis in "xyz"]
    sizes = [len(axis) for axis in axes]
    if not any(sizes):
        return None
    start_us, rate_hz = signal["timestampStart"], signal["samplingFrequency"]
    if len(set(sizes)) > 1 or not (rate_hz > 0 and 0 < start_us < 2**53):
        raise ReadError(
            f"has a {name} with {sizes[0]}, {sizes[1]} and {sizes[2]} samples at "
            f"{rate_hz:g} Hz from {start_us} us; expected as many on each axis, a rate and "
            "a start"
        )
    params = signal.get("imuParams") or {}
    scale = _scale(params)
    if not scale > 0:
        raise ReadError(
            f"says no range for the counts of the {name}; expected physicalMin to "
            "digitalMax, or conversionFactor"
        )
    counts = np.column_stack([np.asarray(axis, dtype=np.float64) for axis in axes])
    largest = float(params.get("physicalMax") or scale * 2**15)
    return _Signal(
        values=counts * scale, start_us=start_us, rate_hz=rate_hz, largest=largest
    )


def _scale(params: Mapping[str, float]) -> float:
    """Find what one count is; the range wins over the factor, which is rounded."""
    digital = params.get("digitalMax", 0) - params.get("digitalMin", 0)
    physical = params.get("physicalMax", 0) - params.get("physicalMin", 0)
    if digital > 0 and physical > 0:
        return float(physical / digital)
    return float(params.get("conversionFactor", 0.0))
