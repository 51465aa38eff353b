"""Write a recording as BIDS motion: rows without a header, and what describes them.

By the specification of 1.9 (Jeung et al., "Motion-BIDS", Scientific Data 2024):
``*_motion.tsv`` with a LATENCY column in seconds, so that gaps stay gaps, acceleration in
m/s^2 and angular velocity in deg/s; ``*_channels.tsv``; ``*_motion.json``. The start has
its place in ``*_scans.tsv``, as ``acq_time``. What BIDS has no word for stands under
``Myosense`` in the description.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from myosense.errors import ArgumentError
from myosense.pieces import pieces
from myosense.reading.table import Values
from myosense.recording import STANDARD_GRAVITY_M_PER_S2, Recording

BIDS_NAME = re.compile(
    r"sub-[A-Za-z0-9]+_(?:ses-[A-Za-z0-9]+_)?task-(?P<task>[A-Za-z0-9]+)"
    r"_tracksys-(?P<tracksys>[A-Za-z0-9]+)(?:_acq-[A-Za-z0-9]+)?(?:_run-[0-9]+)?_motion\.tsv"
)
DIGITS = 9  #: Significant digits that give back any number of single precision.
LATENCY_DIGITS = 9  #: Nanoseconds.
MISSING = "n/a"
CHANNEL_COLUMNS = (
    *("name", "component", "type", "tracked_point", "units"),  # in this order, by BIDS
    *("placement", "sampling_frequency"),
)


def write_bids_motion(recording: Recording, path: Path) -> tuple[Path, ...]:
    """Write the rows and their two descriptions.

    Parameters
    ----------
    recording
        Any recording.
    path
        ``sub-<label>_task-<label>_tracksys-<label>_motion.tsv``.

    Returns
    -------
    tuple of Path
        What was written, all in one folder.

    Raises
    ------
    ArgumentError
        If the name is not one of BIDS motion.
    """
    parts = parse_name(path.name)
    stem = path.name.removesuffix("_motion.tsv")
    channels = path.with_name(f"{stem}_channels.tsv")
    described = path.with_name(f"{stem}_motion.json")
    _write_rows(recording, path)
    write_tsv(channels, [CHANNEL_COLUMNS, *_channels(recording)])
    write_json(described, _description(recording, parts["task"], parts["tracksys"]))
    return path, channels, described


def parse_name(name: str) -> dict[str, str]:
    """Take a file name of BIDS motion apart.

    Raises
    ------
    ArgumentError
        If it is none.

    >>> parse_name("sub-01_task-wear_tracksys-wrist_motion.tsv")
    {'task': 'wear', 'tracksys': 'wrist'}
    """
    found = BIDS_NAME.fullmatch(name)
    if found is None:
        raise ArgumentError(
            f"{name} is no name of BIDS motion; expected "
            "sub-<label>_task-<label>_tracksys-<label>_motion.tsv"
        )
    return found.groupdict()


def acquisition_time(recording: Recording) -> str:
    """Write the start as BIDS wants it: on the wall clock, or in UTC with a Z."""
    start = recording.start
    if start is None:
        return MISSING
    if start.tzinfo is None:
        return start.isoformat()
    return f"{start.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def write_tsv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write rows of text."""
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a description."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _channels(recording: Recording) -> list[tuple[str, ...]]:
    """Describe each column."""
    place = f"{recording.side} {recording.site}".replace("unknown", "").strip()
    point = place.replace(" ", "_") or "sensor"
    rate = f"{recording.sample_rate_hz:.6g}"
    kinds = [("ACCEL", "m/s^2")]
    if recording.angular_velocity_dps is not None:
        kinds.append(("GYRO", "deg/s"))
    rows = [
        (f"{point}_{kind}_{axis}", axis, kind, point, units, place or MISSING, rate)
        for kind, units in kinds
        for axis in "xyz"
    ]
    return [("latency", MISSING, "LATENCY", MISSING, "s", MISSING, rate), *rows]


def _description(recording: Recording, task: str, tracksys: str) -> dict[str, Any]:
    has_gyroscope = recording.angular_velocity_dps is not None
    own = {
        "time_zone": recording.time_zone,
        "range_g": recording.range_g,
        "gravity_included": False if is_gravity_removed(recording) else None,
    }
    said = {
        "TaskName": task,
        "SamplingFrequency": float(f"{recording.sample_rate_hz:.6g}"),
        "RecordingDuration": recording.duration_s,
        "TrackingSystemName": tracksys,
        "ManufacturersModelName": recording.device,
        "MissingValues": MISSING,
        "TrackedPointsCount": 1,
        "MotionChannelCount": 7 if has_gyroscope else 4,
        "ACCELChannelCount": 3,
        "GYROChannelCount": 3 if has_gyroscope else 0,
        "LATENCYChannelCount": 1,
        "Myosense": {key: value for key, value in own.items() if value is not None},
    }
    return {key: value for key, value in said.items() if value is not None}


def is_gravity_removed(recording: Recording) -> bool:
    """Say whether the samples of a recording hold no gravity."""
    return recording.evidence.get("gravity_included", "").startswith("no")


def _write_rows(recording: Recording, path: Path) -> None:
    """Write the samples, some at a time."""
    time_s, turning_dps = recording.time_s, recording.angular_velocity_dps
    has_blanks = turning_dps is not None and not all(
        np.all(np.isfinite(turning_dps[rows])) for rows in pieces(turning_dps)
    )
    turning_type = pa.string() if has_blanks else pa.float64()
    kinds = [pa.float64()] * 4 + [turning_type] * (0 if turning_dps is None else 3)
    schema = pa.schema([(str(i), kind) for i, kind in enumerate(kinds)])
    options = pa_csv.WriteOptions(
        include_header=False, delimiter="\t", quoting_style="none"
    )
    with pa_csv.CSVWriter(path, schema, write_options=options) as writer:
        for rows in pieces(recording.acceleration_g, time_s):
            samples = recording.acceleration_g[rows].astype(np.float64)
            columns: list[Any] = [pa.array(np.round(time_s[rows], LATENCY_DIGITS))]
            columns += map(pa.array, _shortened(samples * STANDARD_GRAVITY_M_PER_S2).T)
            if turning_dps is not None:
                turned = _shortened(turning_dps[rows].astype(np.float64)).T
                columns += [_with_blanks(each, turning_type) for each in turned]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _shortened(values: Values) -> Values:
    """Round to the digits that are needed, so that the text is no longer than it must be.

    >>> _shortened(np.array([9.806650123456, -0.00012345678912, 0.0]))
    array([ 9.80665012e+00, -1.23456789e-04,  0.00000000e+00])
    """
    size = np.where(np.isfinite(values) & (values != 0), np.abs(values), 1.0)
    scale = 10.0 ** (DIGITS - 1 - np.floor(np.log10(size)))
    shortened: Values = np.round(values * scale) / scale
    return shortened


def _with_blanks(values: Values, kind: pa.DataType) -> Any:  # noqa: ANN401 - an array
    array = pa.array(values)
    if kind == array.type:
        return array
    return pc.if_else(pc.is_finite(array), array.cast(kind), pa.scalar(MISSING))
