"""Movesense: JSON with packets of samples, each with the time of its first one.

A packet holds ``ArrayAcc`` in m/s2, where worn ``ArrayGyro`` in deg/s, and ``Timestamp`` in
ms since the sensor was started (Movesense API, "Meas/IMU"). The packets of one sensor lie
in one list; applications put that list at different places.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.formats.json_text import load_json
from myosense.reading.merging import Vectors, add_gyroscope
from myosense.reading.table import BY_FORMAT, Declared, Stamps, Table, Values

MARK = b'"ArrayAcc"'
SEARCHED_BYTES = 1 << 18  #: Heart beats and settings may come before the first packet.
MAX_DEPTH = 8
LOST = 1.5  #: Packets further apart than this many times the usual: one is missing.
Packet = dict[str, Any]


def recognizes_movesense(head: bytes, path: Path) -> bool:
    """Recognize a packet's key in the first part of a JSON text."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"{", b"["}:
        return False
    with path.open("rb") as file:
        return MARK in file.read(SEARCHED_BYTES)


def read_movesense(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the packets of one sensor.

    Parameters
    ----------
    path
        The file.
    columns
        Not used: the format names its columns.

    Raises
    ------
    ReadError
        If it is damaged, or holds no packets.
    """
    del columns
    streams: dict[str, list[Packet]] = {}
    for place, packet in _packets(load_json(path), "", MAX_DEPTH):
        streams.setdefault(place, []).append(packet)
    accelerometers = [stream for stream in streams.values() if "ArrayAcc" in stream[0]]
    places = [place for place, stream in streams.items() if "ArrayAcc" in stream[0]]
    gyroscopes = [stream for stream in streams.values() if "ArrayGyro" in stream[0]]
    if not accelerometers:
        raise ReadError("holds 0 packets with ArrayAcc and Timestamp; expected a recording")
    acceleration = _vectors(accelerometers[0], "ArrayAcc", "m/s2")
    table = Table(
        format="Movesense JSON",
        recognized="by its packets",
        acceleration=acceleration.values,
        stamps=acceleration.stamps,
        unit="m/s2",
        unit_source=BY_FORMAT,
        locate=lambda row: f"sample {row + 1}",
        declared=Declared(device="Movesense"),
        notices=tuple(
            f"{places[0]!r} was taken; the file also has {other!r}" for other in places[1:3]
        ),
    )
    if not gyroscopes:
        return table
    return add_gyroscope(table, _vectors(gyroscopes[0], "ArrayGyro", "deg/s"))


def _packets(part: object, place: str, depth: int) -> Iterator[tuple[str, Packet]]:
    """Find the packets, and name where each stands by the keys around it."""
    if (
        isinstance(part, dict)
        and "Timestamp" in part
        and not {
            "ArrayAcc",
            "ArrayGyro",
        }.isdisjoint(part)
    ):
        yield place, part
    elif isinstance(part, dict) and depth:
        for key, inner in part.items():
            yield from _packets(inner, f"{place}/{key}", depth - 1)
    elif isinstance(part, list) and depth:
        for inner in part:
            yield from _packets(inner, place, depth - 1)


def _vectors(packets: list[Packet], key: str, unit: str) -> Vectors:
    """Join the samples of packets, evenly spaced from the stamp of each."""
    parts = [_samples(packet, key) for packet in packets]
    n_each = np.array([len(part) for part in parts])
    stamps_ms = np.array([_stamp_ms(packet) for packet in packets])
    offset = np.arange(np.sum(n_each)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    time_ms = np.repeat(stamps_ms, n_each) + offset * _step_ms(stamps_ms, n_each)
    return Vectors(
        values=np.concatenate(parts),
        stamps=Stamps(
            time_s=time_ms / 1e3,
            kind="elapsed",
            meaning="ms of each packet's first sample since the sensor was started",
        ),
        unit=unit,
    )


def _step_ms(stamps_ms: Seconds, n_each: npt.NDArray[np.int64]) -> float:
    """Find the time between samples, where no packet is missing."""
    steps_ms = np.diff(stamps_ms)[n_each[:-1] > 0] / n_each[:-1][n_each[:-1] > 0]
    moved_ms = steps_ms[steps_ms > 0]
    if len(moved_ms) == 0:
        return 0.0
    return float(np.mean(moved_ms[moved_ms < LOST * np.median(moved_ms)]))


def _samples(packet: Packet, key: str) -> Values:
    try:
        rows = [(row["x"], row["y"], row["z"]) for row in packet.get(key, ())]
        return np.array(rows, dtype=np.float64).reshape(-1, 3)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ReadError(f"has a packet whose {key} is no list of x, y and z") from error


def _stamp_ms(packet: Packet) -> float:
    stamp = packet["Timestamp"]
    if not isinstance(stamp, int | float) or not 0 <= stamp < 2**53:
        raise ReadError(f"has the Timestamp {str(stamp)[:40]!r}; expected milliseconds")
    return float(stamp)
