"""Long files of ActiGraph, of text and of Parquet, from the samples of short ones."""

import io
import struct
import zipfile
from functools import reduce
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.reading.tile import START
from myosense.reading import read
from myosense.reading.formats.gt3x_log import PACKED_YXZ, PLAIN_XYZ, Counts, read_log
from myosense.recording import Samples3

RATE_HZ = 100
MARK = 0x1E
KINDS = (PACKED_YXZ, PLAIN_XYZ)


def tile_gt3x(source: Path, target: Path, hours: float, kind: int) -> int:
    """Write a long ActiGraph file at 100 Hz; return its number of samples.

    Parameters
    ----------
    source
        A file with a stream of records; what it says about itself is kept.
    target
        The file to write, not packed: real samples would not pack well.
    hours
        Its length.
    kind
        Of the records: one of `KINDS`.
    """
    with zipfile.ZipFile(source) as archive:
        info = archive.read("info.txt").decode("utf-8-sig")
        log = read_log(io.BytesIO(archive.read("log.bin")))
    counts = log.counts.column()
    n_whole = len(counts) // RATE_HZ
    payloads = [
        _packed(part, kind) for part in np.split(counts[: n_whole * RATE_HZ], n_whole)
    ]
    lines = [line for line in info.splitlines() if not line.startswith("Sample Rate")]
    n_seconds, first_s = round(hours * 3600), int(START.timestamp())
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        archive.writestr("info.txt", "\r\n".join([*lines, f"Sample Rate: {RATE_HZ}"]))
        with archive.open("log.bin", "w", force_zip64=True) as file:
            for second, payload in enumerate(islice(cycle(payloads), n_seconds), first_s):
                head = struct.pack("<BBIH", MARK, kind, second, len(payload[0]))
                check = ~(reduce(int.__xor__, head) ^ payload[1]) & 0xFF
                file.write(head + payload[0] + bytes([check]))
    return n_seconds * RATE_HZ


def _packed(counts: Counts, kind: int) -> tuple[bytes, int]:
    """Write the samples of a record; return them and the exclusive or of all bytes."""
    if kind == PLAIN_XYZ:
        written = counts.astype("<i2").tobytes()
    else:
        values = (counts[:, [1, 0, 2]].ravel() & 0xFFF).astype(np.uint16).reshape(-1, 2)
        high, low = values.T
        three = (high >> 4, (high & 15) << 4 | low >> 8, low & 255)
        written = np.stack(three, axis=1).astype(np.uint8).tobytes()
    return written, int(np.bitwise_xor.reduce(np.frombuffer(written, dtype=np.uint8)))


def samples_of(source: Path, hours: float) -> Samples3:
    """Give the samples of a real file over and over, in g, at 100 Hz."""
    short = read(source).acceleration_g
    n_samples = round(hours * 3600 * RATE_HZ)
    return np.resize(short, (n_samples, 3)).astype(np.float32)


def write_table(target: Path, samples: Samples3, *, is_dated: bool) -> None:
    """Write time, x, y, z as csv or Parquet; seconds in numbers, or ISO text."""
    n_samples = len(samples)
    time: npt.NDArray[np.float64 | np.datetime64]
    if is_dated:
        first = np.datetime64(START.replace(tzinfo=None), "ms")
        time = first + np.arange(n_samples) * np.timedelta64(1000 // RATE_HZ, "ms")
    else:
        time = np.round(np.arange(n_samples) / RATE_HZ, 2)
    axes = np.round(samples.astype(np.float64), 6).T
    names = ("time" if is_dated else "time (s)", "x (g)", "y (g)", "z (g)")
    table = pa.table(dict(zip(names, map(pa.array, (time, *axes)), strict=True)))
    if target.suffix == ".parquet":
        pq.write_table(table, target)
    else:
        pyarrow.csv.write_csv(table, target)
