"""BIDS motion: rows without a header, described by two files beside them.

``*_channels.tsv`` names the columns, their type, unit and tracked point, ``*_motion.json``
the rate (Jeung et al., "Motion-BIDS", Scientific Data 2024; BIDS 1.9). Descriptions in a
folder further up hold for what they name. The start stands in ``*_scans.tsv``.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from myosense.errors import ReadError
from myosense.reading.columns import parse_columns
from myosense.reading.formats.json_text import load_json
from myosense.reading.formats.signals import check_number
from myosense.reading.naming import unit_in
from myosense.reading.table import (
    ACCELERATION_UNITS,
    Declared,
    Stamps,
    Table,
    Values,
    declared_from,
)
from myosense.reading.timeunits import NS_OF_UNIT
from myosense.sites import guess_from_name
from myosense.zones import known_time, known_zone

SUFFIX = "_motion.tsv"
N_LEVELS = 4  #: Folders that descriptions are looked for in: motion, session, subject, set.
MAX_SIDECAR_BYTES = 4 << 20
MAX_CHANNELS = 4096
AXES = ("x", "y", "z")
Channel = dict[str, str]


def is_motion_file(path: Path) -> bool:
    """Say whether a file holds motion by its name, as BIDS wants it."""
    return path.name.lower().endswith(SUFFIX)


def recognizes_bids_motion(_head: bytes, path: Path) -> bool:
    """Recognize a file by its name: its content has none of its own."""
    return is_motion_file(path)


def read_bids_motion(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the accelerometer of one tracked point, and its gyroscope.

    Parameters
    ----------
    path
        The file of rows.
    columns
        ``sensor=`` and the tracked point, where there are more than one.

    Raises
    ------
    ReadError
        If a description is missing, or no tracked point has an accelerometer.
    """
    channels = _channels(path)
    point = _choose(channels, parse_columns(columns).get("sensor"))
    axes = _axes(channels, "ACCEL", point)
    turned = _axes(channels, "GYRO", point)
    latency = [n for n, channel in enumerate(channels) if channel["type"] == "LATENCY"][:1]
    if axes is None:
        raise ReadError(f"has no x, y and z of the accelerometer at {point!r}")
    rows = _load(path, channels, (*axes, *(turned or ()), *latency))
    described = _described(path)
    place = guess_from_name(f"{point} {channels[axes[0]].get('placement', '')}")
    unit = unit_in(channels[axes[0]].get("units", ""))
    own = _own(described)
    return Table(
        format="BIDS motion",
        recognized=f"by its name and its channels: ACCEL of {point!r}",
        acceleration=rows[:, :3],
        angular_velocity=rows[:, 3:6] if turned else None,
        angular_velocity_unit=unit_in(channels[turned[0]]["units"]) if turned else None,
        stamps=_stamps(rows[:, -1], channels[latency[0]]) if latency else None,
        unit=unit if unit in ACCELERATION_UNITS else None,
        is_gravity_removed=own.get("gravity_included") == "False",
        locate=lambda row: f"line {row + 1}",
        declared=Declared(
            sample_rate_hz=_rate_hz(described, channels[axes[0]]),
            start=_start(path),
            time_zone=known_zone(own.get("time_zone", "")),
            range_g=declared_from({"range_g": own.get("range_g", "")}).range_g,
            site=place.site,
            side=place.side,
            device=str(described.get("ManufacturersModelName") or "") or None,
        ),
    )


def _choose(channels: Sequence[Channel], wanted: str | None) -> str:
    """Choose the tracked point whose accelerometer is read."""
    found = [each["tracked_point"] for each in channels if each["type"] == "ACCEL"]
    points = list(dict.fromkeys(found))
    if not points:
        kinds = sorted({f"{each['type']} in {each.get('units')}" for each in channels})
        raise ReadError(
            f"is BIDS motion of {', '.join(kinds[:6])}; expected channels of the type "
            "ACCEL, as an accelerometer has them (positions of motion capture are none)"
        )
    if wanted is not None:
        points = [point for point in points if wanted.casefold() in point.casefold()]
    if len(points) != 1:
        raise ReadError(
            f"has {len(points)} accelerometers{f' named {wanted!r}' if wanted else ''} "
            f"({', '.join(points[:8])}); expected one: --columns sensor=... chooses it"
        )
    return points[0]


def _axes(
    channels: Sequence[Channel], kind: str, point: str
) -> tuple[int, int, int] | None:
    """Find x, y and z of a sensor at a tracked point."""
    at = {
        channel.get("component", "").lower(): number
        for number, channel in enumerate(channels)
        if channel["type"] == kind and channel["tracked_point"] == point
    }
    return (at["x"], at["y"], at["z"]) if set(AXES) <= set(at) else None


def _sidecar(path: Path, ending: str) -> Path | None:
    """Find the nearest description that holds for a file: its parts are all in the name."""
    parts = set(path.name[: -len(SUFFIX)].split("_"))
    for folder in path.resolve().parents[:N_LEVELS]:
        fitting = [
            file
            for file in folder.glob(f"*{ending}")
            if set(file.name[: -len(ending)].split("_")) <= parts
        ]
        if fitting:
            return max(fitting, key=lambda file: len(file.name))
        if (folder / "dataset_description.json").is_file():
            break
    return None


def _rows_of(path: Path) -> list[dict[str, str]]:
    if path.stat().st_size > MAX_SIDECAR_BYTES:
        raise ReadError(
            f"has a description {path.name} of over {MAX_SIDECAR_BYTES >> 20} MB"
        )
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        rows = list(csv.DictReader(text.splitlines(), delimiter="\t", restval=""))
    except csv.Error as error:
        raise ReadError(
            f"has a description {path.name} that is damaged ({error})"
        ) from error
    return [{str(key): str(value) for key, value in row.items()} for row in rows]


def _channels(path: Path) -> list[Channel]:
    sidecar = _sidecar(path, "_channels.tsv")
    if sidecar is None:
        raise ReadError("is BIDS motion without its _channels.tsv; expected that beside it")
    channels = _rows_of(sidecar)
    if not 0 < len(channels) <= MAX_CHANNELS or "type" not in channels[0]:
        raise ReadError(
            f"has {len(channels)} channels without a type in {sidecar.name}; expected one "
            "row for each column"
        )
    return [
        {**row, "type": row["type"].upper(), "tracked_point": row.get("tracked_point", "")}
        for row in channels
    ]


def _described(path: Path) -> dict[str, object]:
    sidecar = _sidecar(path, "_motion.json")
    found = load_json(sidecar, MAX_SIDECAR_BYTES) if sidecar else {}
    return found if isinstance(found, dict) else {}


def _own(described: Mapping[str, object]) -> dict[str, str]:
    """Find what `write_bids_motion` says that BIDS has no word for."""
    own = described.get("Myosense")
    return {key: str(value) for key, value in own.items()} if isinstance(own, dict) else {}


def _rate_hz(described: Mapping[str, object], channel: Channel) -> float | None:
    effective = described.get("SamplingFrequencyEffective")
    said = [
        channel.get("sampling_frequency"),
        effective,
        described.get("SamplingFrequency"),
    ]
    known = [each for each in said if each not in (None, "", "n/a")]
    return check_number(known[0], "SamplingFrequency", least=0) if known else None


def _start(path: Path) -> datetime | None:
    """Find when the recording was made: ``acq_time`` of the scans."""
    for folder in path.resolve().parents[1:3]:
        for scans in sorted(folder.glob("*_scans.tsv")):
            for row in _rows_of(scans):
                if row.get("filename", "").endswith(path.name):
                    return known_time(row.get("acq_time", ""))
    return None


def _load(path: Path, channels: Sequence[Channel], wanted: tuple[int, ...]) -> Values:
    """Load some columns; ``n/a`` is a blank, and a line of names is passed over."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        first = file.readline(MAX_SIDECAR_BYTES).rstrip("\r\n").split("\t")
    is_header = first == [channel.get("name") for channel in channels]
    names = [str(number) for number in range(len(channels))]
    needed = [str(number) for number in wanted]
    try:
        table = pa_csv.read_csv(
            path,
            read_options=pa_csv.ReadOptions(column_names=names, skip_rows=int(is_header)),
            parse_options=pa_csv.ParseOptions(delimiter="\t"),
            convert_options=pa_csv.ConvertOptions(
                include_columns=needed,
                column_types=dict.fromkeys(needed, pa.float64()),
                null_values=["n/a", "", "NaN", "nan"],
            ),
        )
    except (pa.ArrowInvalid, OSError) as error:
        raise ReadError(
            f"is no table of the {len(channels)} columns that _channels.tsv names ({error})"
        ) from error
    return np.column_stack([table[name].to_numpy() for name in needed])


def _stamps(latency: Values, channel: Channel) -> Stamps:
    unit = unit_in(channel.get("units", ""))
    scale = NS_OF_UNIT.get(unit or "s", NS_OF_UNIT["s"]) / NS_OF_UNIT["s"]
    return Stamps(
        time_s=latency.astype(np.float64) * scale,
        kind="elapsed",
        meaning="s since the start, of the LATENCY channel",
    )
