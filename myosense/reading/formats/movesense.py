"""Movesense: JSON with packets of samples, each with the time of its first one.

A packet holds ``ArrayAcc`` in m/s2, where worn ``ArrayGyro`` in deg/s, and ``Timestamp`` in
ms since the sensor was started (Movesense API, "Meas/IMU"). The packets of one sensor lie
in one list; applications put that list at different places.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from myosense.errors import ReadError
from myosense.reading.formats.json_text import load_json
from myosense.reading.merging import Vectors, add_gyroscope
from myosense.reading.table import Declared, Stamps, Table, Values

MARK = b'"ArrayAcc"'
MAX_DEPTH = 8
Packet = dict[str, Any]


def recognizes_movesense(head: bytes, _path: Path) -> bool:
    """Recognize the first packet's key in the first bytes of a JSON text."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and MARK in head


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
        locate=lambda row: f"sample {row + 1}",
        declared=Declared(device="Movesense"),
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
    """Join the samples of packets; each takes the stamp of its packet."""
    parts = [_samples(packet, key) for packet in packets]
    stamps_ms = [_stamp_ms(packet) for packet in packets]
    first_ms = stamps_ms[0]
    time_s = np.repeat(np.array(stamps_ms) - first_ms, [len(part) for part in parts]) / 1e3
    return Vectors(
        values=np.concatenate(parts),
        stamps=Stamps(
            time_s=time_s,
            kind="elapsed",
            origin_ns=round(first_ms * 1e6),
            meaning="ms of each packet's first sample since the sensor was started",
        ),
        unit=unit,
    )


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
