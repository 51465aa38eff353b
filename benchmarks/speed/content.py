"""Long recordings for timing: days of real samples, laid end to end, with planted jerks.

A day is 16 h of busy hands and walking and 8 h of idle ones. The samples are real, over
and over; the jerks of every day are its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.reading.tile import START
from benchmarks.recordings import load, sources
from myosense.recording import Samples3, recording_from_arrays
from myosense.simulation import plant

RATE_HZ = 100
BUSY_H, STILL_H = 16, 8
PLANTED_PER_H = 30.0
HANDS = "measure_only/hands_"  #: Wrists at 104 Hz, taken as if at 100 Hz.
WALKING = "mobgap/"
IDLE = "idle_hands"
STEP_MS = 1000 // RATE_HZ
GYROSCOPE_DPS_PER_G = 100.0


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a recording is laid down in a file."""

    suffix: str  #: ``.parquet`` (float32, zstd) or ``.csv``.
    is_dated: bool = True  #: Stamps or ISO text, rather than seconds since the start.
    n_axes: int = 3  #: 6 with a gyroscope.


def pieces_of(shared: Path) -> tuple[Samples3, Samples3]:
    """Gather real samples: of busy hands and walking, and of idle hands; in g."""
    busy, still = [], []
    for source in sources(shared):
        if not source.file.startswith((HANDS, WALKING)):
            continue
        labeled = load(shared, source)
        recording = labeled.recording
        is_idle = np.zeros(recording.n_samples, dtype=np.bool_)
        for start_s, stop_s in labeled.spans.get(IDLE, np.zeros((0, 2))):
            is_idle |= (recording.time_s >= start_s) & (recording.time_s < stop_s)
        busy.append(recording.acceleration_g[~is_idle])
        still.append(recording.acceleration_g[is_idle])
    return np.concatenate(busy), np.concatenate(still)


def days(busy: Samples3, still: Samples3, hours: float) -> Iterator[tuple[Samples3, int]]:
    """Give the days of a recording, the last one cut off, and the jerks planted in each.

    Parameters
    ----------
    busy, still : shape (n, 3)
        In g; said over and over for 16 and for 8 hours.
    hours
        Length of the recording.
    """
    n_busy, n_still = (h * 3600 * RATE_HZ for h in (BUSY_H, STILL_H))
    day = np.concatenate((np.resize(busy, (n_busy, 3)), np.resize(still, (n_still, 3))))
    n_samples = round(hours * 3600 * RATE_HZ)
    for number, first in enumerate(range(0, n_samples, len(day))):
        bare = recording_from_arrays(day[: n_samples - first], sample_rate_hz=RATE_HZ)
        planted, truth = plant(bare, seed=number, rate_per_h=PLANTED_PER_H)
        yield planted.acceleration_g, len(truth)


def table_of(samples_g: Samples3, first: int, kind: Kind) -> pa.Table:
    """Lay samples out as a file has them.

    Parameters
    ----------
    samples_g : shape (n, 3)
    first
        Number of the first sample since the start.
    kind
        Of the file. A gyroscope's samples are the steps of the accelerometer's: motion
        where that moves.
    """
    count = first + np.arange(len(samples_g))
    start = np.datetime64(START.replace(tzinfo=None), "ms")
    stamps = start + count * np.timedelta64(STEP_MS, "ms")
    time = stamps if kind.is_dated else count / RATE_HZ
    names = ["time" if kind.is_dated else "time (s)", "x (g)", "y (g)", "z (g)"]
    axes = list(samples_g.T)
    if kind.n_axes > 3:
        names += ["gx (deg/s)", "gy (deg/s)", "gz (deg/s)"]
        axes += list(GYROSCOPE_DPS_PER_G * np.diff(samples_g, axis=0, prepend=0).T)
    columns = [np.round(axis.astype(np.float32), 5) for axis in axes]
    return pa.table(dict(zip(names, map(pa.array, (time, *columns)), strict=True)))


def write(pieces: tuple[Samples3, Samples3], target: Path, hours: float, kind: Kind) -> int:
    """Write a recording, whole or not at all; return the number of planted jerks."""
    part = target.with_suffix(".part")
    schema = table_of(np.zeros((0, 3), dtype=np.float32), 0, kind).schema
    writer: pq.ParquetWriter | pyarrow.csv.CSVWriter
    if kind.suffix == ".parquet":
        writer = pq.ParquetWriter(part, schema, compression="zstd")
    else:
        writer = pyarrow.csv.CSVWriter(part, schema)
    first = n_jerks = 0
    with writer:
        for samples_g, n_planted in days(*pieces, hours):
            writer.write_table(table_of(samples_g, first, kind))
            first += len(samples_g)
            n_jerks += n_planted
    part.replace(target)
    return n_jerks


def write_samples(source: Path, target: Path) -> None:
    """Write the samples of a Parquet file as a bare array for those who read no file."""
    file = pq.ParquetFile(source)
    part = target.with_suffix(".part.npy")
    names = file.schema_arrow.names[1:4]
    shape = (file.metadata.num_rows, 3)
    kept = np.lib.format.open_memmap(part, mode="w+", dtype=np.float32, shape=shape)
    first = 0
    for batch in file.iter_batches(columns=names):
        for axis, name in enumerate(names):
            kept[first : first + len(batch), axis] = batch[name]
        first += len(batch)
    kept.flush()
    part.replace(target)
