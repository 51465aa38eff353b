"""OpenSignals .txt with three channels of an accelerometer, in raw counts.

The head is JSON: one entry a device, whose columns follow those of the device before.
Counts become g as in the .h5 of the same program, unless it converted them itself, and
the number of each sample tells which were lost.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from myosense.errors import ReadError
from myosense.reading.columns import parse_columns
from myosense.reading.formats.opensignals_h5 import (
    CALIBRATED,
    counts_to_g,
    seconds_of,
    start_of,
)
from myosense.reading.parsing import read_head
from myosense.reading.rest import find_largest, is_whole
from myosense.reading.table import BY_FORMAT, Stamps, Table
from myosense.reading.text import read_text

HEAD = b"# OpenSignals Text File Format"
SENSORS = ("ACC", "XYZ")
MAX_COLUMNS = 256
MOST_COUNTS = 2.0**32  #: Beyond any converter, and any number of a sample.


@dataclass(frozen=True, kw_only=True)
class _Accelerometer:
    """One device's accelerometer: where its columns stand, and how it counts."""

    axes: list[int]  #: Columns from 1.
    number: int  #: Column of the number of each sample.
    rate_hz: float
    resolution: float
    device: str
    name: str  #: Its address, which tells devices of one kind apart.
    start: datetime | None


def recognizes_opensignals(head: bytes, path: Path) -> bool:
    """Recognize the head, and three channels of one accelerometer in it."""
    return head.startswith(HEAD) and bool(_find(path))


def read_opensignals(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the accelerometer of one device: the first that has one, or as the user says.

    Parameters
    ----------
    path
        The file.
    columns
        What the user says about its columns; ``sensor=`` and a part of an address.

    Raises
    ------
    ReadError
        As `read_text`.
    """
    all_, given = _find(path), parse_columns(columns)
    if not all_ or given.keys() - {"sensor"}:
        return read_text(path, columns)
    wanted = given.get("sensor", "").casefold()
    found = next((one for one in all_ if wanted in one.name.casefold()), all_[0])
    counted = read_text(path, _named(found.axes))
    numbers = read_text(path, _named([found.number, *found.axes[1:]])).acceleration[:, 0]
    if not np.all((numbers >= 0) & (numbers <= MOST_COUNTS)):
        raise ReadError("lacks the number of some samples; expected nSeq in all rows")
    largest = find_largest(counted.acceleration)
    if abs(largest) > MOST_COUNTS:
        raise ReadError(f"holds {largest:g} where counts should be; expected up to 2^32")
    are_counts = is_whole(counted.acceleration)
    values = counted.acceleration
    if are_counts:
        values = counts_to_g(values, found.resolution, found.device)
    return replace(
        counted,
        format="OpenSignals txt",
        recognized="by its first lines",
        acceleration=values,
        unit="g",
        unit_source=BY_FORMAT,
        stamps=Stamps(
            time_s=seconds_of(numbers, found.rate_hz),
            kind="elapsed",
            meaning="the number of each sample, at the rate declared",
        ),
        declared=replace(
            counted.declared,
            sample_rate_hz=found.rate_hz,
            device=found.device[:40] or None,
            start=found.start,
        ),
        notices=(
            *counted.notices,
            *((CALIBRATED,) if are_counts else ()),
            *(
                f"{found.name!r} was taken; the file also has {other.name!r} (--columns "
                "sensor=... chooses)"
                for other in all_
                if other is not found
            ),
        ),
    )


def _named(columns: list[int]) -> dict[str, str]:
    return {axis: str(column) for axis, column in zip("xyz", columns, strict=True)}


def _find(path: Path) -> list[_Accelerometer]:
    """Find the accelerometers of three axes; none where the head is damaged."""
    head, _ = read_head(path)
    lines = head.decode("utf-8", "replace").splitlines()
    found: list[_Accelerometer] = []
    try:
        before = 0
        for name, device in json.loads(lines[1].lstrip("# ")).items():
            accelerometer = _of_device(name, device, before)
            found += [accelerometer] if accelerometer else []
            before += len(device["column"])
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError):
        return found
    return found


def _of_device(name: str, device: Mapping[str, Any], before: int) -> _Accelerometer | None:
    """Find three channels of an accelerometer in what the head says of a device."""
    names = list(device["column"])
    channels = [
        (names.index(label), float(bits))
        for label, sensor, bits in zip(
            device["label"],
            device["sensor"],
            list(device["resolution"])[-len(device["sensor"]) :],
            strict=False,
        )
        if str(sensor).upper().startswith(SENSORS) and label in names
    ]
    rate_hz = float(device["sampling rate"])
    is_told = "nSeq" in names and before + len(names) <= MAX_COLUMNS and 0 < rate_hz < 1e6
    if len(channels) != 3 or not is_told:
        return None
    return _Accelerometer(
        axes=[before + at + 1 for at, _ in channels],
        number=before + names.index("nSeq") + 1,
        rate_hz=rate_hz,
        resolution=channels[0][1],
        device=str(device.get("device") or ""),
        name=name[:40],
        start=start_of(str(device.get("date")), str(device.get("time"))),
    )
