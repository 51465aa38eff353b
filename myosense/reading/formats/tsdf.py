"""TSDF: a description in JSON beside plain numbers (Verily's study watch, ParaDigMa).

What an outer level of the description says holds for the files inside it. One file holds
the time, another the sensors (TSDF, "Time Series Data Format", version 0.1).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from myosense.errors import ReadError
from myosense.reading.axes import find_axes
from myosense.reading.formats.json_text import load_json
from myosense.reading.formats.signals import beside, check_number, load_columns
from myosense.reading.stamps import EPOCH_FIRST_S, EPOCH_LAST_S, offset_name
from myosense.reading.table import Declared, Stamps, Table, Values
from myosense.zones import known_time

MAX_HEADER_BYTES = 1 << 20
MAX_DEPTH = 8
KINDS = {"int": "i", "uint": "u", "float": "f"}
MS_OF_UNIT = {"ms": 1.0, "s": 1e3, "us": 1e-3, "ns": 1e-6}
RATES = ("freq_sampling_adjusted", "freq_sampling_original")
Described = dict[str, Any]


def is_tsdf_header(path: Path) -> bool:
    """Say whether a file is a description, by its content."""
    if path.suffix.lower() != ".json" or path.stat().st_size > MAX_HEADER_BYTES:
        return False
    content = path.read_bytes()
    return all(key in content for key in (b'"file_name"', b'"channels"', b'"data_type"'))


def recognizes_tsdf(_head: bytes, path: Path) -> bool:
    """Recognize a description, or a file that one beside it names."""
    return _header_of(path) is not None


def _header_of(path: Path) -> Path | None:
    if path.suffix.lower() == ".json":
        return path if is_tsdf_header(path) else None
    if path.suffix.lower() != ".bin":
        return None
    named = f'"{path.name}"'.encode()
    headers = (file for file in sorted(path.parent.glob("*.json")) if is_tsdf_header(file))
    return next((file for file in headers if named in file.read_bytes()), None)


def read_tsdf(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the sensors, and the time beside them.

    Parameters
    ----------
    path
        The description, or one of its files.
    columns
        What the user says about the channels.

    Raises
    ------
    ReadError
        If the description is damaged, names no acceleration, or a file is missing.
    """
    del columns
    header = _header_of(path)
    if header is None:
        raise ReadError("is no TSDF that can be read; expected a description as JSON")
    document = load_json(header, MAX_HEADER_BYTES)
    described = list(_files(document, {}, MAX_DEPTH))
    sensors = [file for file in described if _is_acceleration(file)]
    if len(sensors) != 1:
        raise ReadError(
            f"describes {len(sensors)} files with acceleration in x, y and z; expected one"
        )
    names = _names(sensors[0])
    roles = find_axes(names, {})
    wanted = (*roles.acceleration, *(roles.gyroscope or ()))
    values, notices = _load(header, sensors[0], wanted)
    times = [file for file in described if _is_time(file)]
    stamps = _stamps(header, times[0], sensors[0]) if times else None
    if stamps is not None and len(stamps.time_s) != len(values):
        raise ReadError(
            f"has {len(values):,} samples and {len(stamps.time_s):,} stamps; expected one"
            " for each"
        )
    return Table(
        format="TSDF",
        recognized=f"by {header.name}",
        acceleration=values[:, :3],
        angular_velocity=values[:, 3:] if roles.gyroscope else None,
        angular_velocity_unit=roles.gyroscope_unit,
        stamps=stamps,
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed,
        locate=lambda row: f"sample {row + 1}",
        declared=Declared(
            device=str(sensors[0].get("device_id") or "") or None,
            sample_rate_hz=_rate_hz(sensors[0]),
            start=None if times else _start(sensors[0]),
        ),
        notices=notices,
    )


def _files(part: object, outer: Described, depth: int) -> Iterator[Described]:
    """Find the files that are described; what the levels around say holds for them."""
    if isinstance(part, list):
        for inner in part:
            yield from _files(inner, outer, depth)
    if not isinstance(part, dict) or depth == 0:
        return
    plain = {key: value for key, value in part.items() if not _is_level(value)}
    inherited = outer | plain
    if "file_name" in part:
        lists = [inherited.get(key) for key in ("channels", "units")]
        if all(isinstance(each, list) and each for each in lists):
            yield inherited
    for value in part.values():
        if _is_level(value):
            yield from _files(value, inherited, depth - 1)


def _is_level(value: object) -> bool:
    """Say whether a value holds further descriptions."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _names(file: Described) -> tuple[str, ...]:
    """Write channels and units as the header of a table would."""
    units = [*file["units"], *([""] * len(file["channels"]))]
    return tuple(
        f"{name} ({unit})" for name, unit in zip(file["channels"], units, strict=False)
    )


def _is_acceleration(file: Described) -> bool:
    try:
        find_axes(_names(file), {})
    except ReadError:
        return False
    return True


def _is_time(file: Described) -> bool:
    return str(file["units"][0]).startswith("time_") or file["channels"] == ["time"]


def _rate_hz(file: Described) -> float | None:
    said = next((file[key] for key in RATES if file.get(key) is not None), None)
    return None if said is None else check_number(said, "sampling frequency", least=0)


def _load(
    header: Path, file: Described, channels: tuple[int, ...]
) -> tuple[Values, tuple[str, ...]]:
    sign = ">" if file.get("endianness") == "big" else "<"
    bits = check_number(file.get("bits"), "bits", least=0)
    kind = f"{sign}{KINDS.get(str(file.get('data_type')), '?')}{bits / 8:g}"
    path = beside(header, str(file["file_name"]))
    values, notices = load_columns(path, kind, len(file["channels"]), channels)
    scales = file.get("scale_factors")
    if not isinstance(scales, list) or len(scales) != len(file["channels"]):
        return values, notices
    scale = [check_number(scales[channel], "scale_factors") for channel in channels]
    return values * np.array(scale), notices


def _stamps(header: Path, file: Described, sensor: Described) -> Stamps:
    """Read the time: steps, elapsed since the start, or since 1970."""
    unit = str(file["units"][0])
    loaded, _ = _load(header, file, (0,))
    scale_ms = MS_OF_UNIT.get(unit.rpartition("_")[2])
    if scale_ms is None:
        raise ReadError(f"has the time in {unit[:40]!r}; expected ms, s, us or ns")
    time_s = loaded[:, 0].astype(np.float64) * (scale_ms / 1e3)
    if "delta" in unit or "difference" in unit:
        time_s = np.cumsum(time_s)
    if "unix" in unit and len(time_s):
        if not EPOCH_FIRST_S <= time_s[0] <= EPOCH_LAST_S:
            raise ReadError(
                f"starts {time_s[0]:.6g} s after 1970; expected a time of 2000 to 2100"
            )
        origin_ns = round(float(time_s[0]) * 1e9)
        return Stamps(
            time_s=time_s - time_s[0], kind="utc", origin_ns=origin_ns, meaning=unit
        )
    start = _start(sensor)
    if start is None:
        return Stamps(time_s=time_s, kind="elapsed", meaning=unit)
    offset = start.utcoffset()
    zone = offset_name(round(offset.total_seconds())) if offset else None
    since = start.replace(tzinfo=start.tzinfo or UTC).timestamp()
    return Stamps(
        time_s=time_s,
        kind="wall" if start.tzinfo is None else "utc",
        origin_ns=round(since * 1e6) * 1000,
        time_zone=zone,
        offsets=(zone,) if zone else (),
        meaning=f"{unit} since start_iso8601",
    )


def _start(sensor: Mapping[str, Any]) -> datetime | None:
    return known_time(str(sensor.get("start_iso8601", "")))
