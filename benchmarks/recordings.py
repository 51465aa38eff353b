"""The real recordings that the studies measure on: their places, uses and labels."""

import argparse
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from myosense import Recording, intervals, read
from myosense.intervals import Seconds
from myosense.recording import recording_from_arrays

FIT = "fit and measure"
MEASURE = "measure only"
#: Places of the index that are no site of their own.
SITES = {"hand_phone": "hand", "leg_phone": "thigh"}
RANGES_G = (2.0, 4.0, 8.0, 16.0)  #: Ranges that accelerometers are set to.
COLUMNS = ["file", "dataset", "use", "site"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One row of the index."""

    file: str  #: Below the folder of the data.
    dataset: str
    use: str  #: `FIT`, or `MEASURE`: never fitted to.
    site: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Labeled:
    """A recording and what the wearer was said to do."""

    source: Source
    recording: Recording
    spans: dict[str, Seconds]  #: By label, recorded seconds only: shape (n, 2).


def sources(shared: Path) -> list[Source]:
    """List the recordings of the index, each marked by what it may be used for."""
    index = pd.read_csv(shared / "data" / "INDEX.csv", usecols=COLUMNS, dtype="str")
    rows = index[COLUMNS].itertuples(index=False, name=None)
    return [
        Source(
            file=file,
            dataset=dataset,
            use=FIT if use.startswith(FIT) else MEASURE,
            site=SITES.get(site, site),
        )
        for file, dataset, use, site in rows
    ]


def load(shared: Path, source: Source) -> Labeled:
    """Read a recording and the label column beside it.

    Raises
    ------
    MyosenseError
        If the recording cannot be read.
    """
    path = shared / "data" / source.file
    recording = read(path, site=source.site)
    table = pq.read_table(path, columns=["t", "label"])
    times_s = table["t"].to_numpy().astype(np.float64)
    labels = np.array([str(label) for label in table["label"].to_pylist()])
    return Labeled(
        source=source,
        recording=recording,
        spans=label_spans(times_s - times_s[0], labels, recorded(recording)),
    )


def recorded(recording: Recording, min_stretch_s: float = 0.0) -> Seconds:
    """Return the spans that were recorded, of stretches above a length."""
    spans = [
        (stretch.start_s, stretch.stop_s)
        for stretch in recording.stretches
        if stretch.duration_s > min_stretch_s
    ]
    return np.array(spans, dtype=np.float64).reshape(-1, 2)


def label_spans(
    times_s: Seconds, labels: np.ndarray, recorded_spans: Seconds
) -> dict[str, Seconds]:
    """Gather the spans of each label.

    Parameters
    ----------
    times_s, labels : shape (n_samples,)
        A label holds from its sample to the next.
    recorded_spans : shape (n, 2)
        What lies in a gap belongs to no label.
    """
    first = np.flatnonzero(np.append(True, labels[1:] != labels[:-1]))
    starts_s = times_s[first]
    stops_s = np.append(starts_s[1:], np.inf)
    found = {}
    for label in np.unique(labels):
        is_it = labels[first] == label
        spans = intervals.union(np.column_stack((starts_s[is_it], stops_s[is_it])))
        found[str(label)] = intervals.intersect(spans, recorded_spans)
    return found


def shrunk(spans: Seconds, margin_s: float) -> Seconds:
    """Take a margin off both ends of every span.

    >>> shrunk(np.array([[0.0, 10.0], [20.0, 23.0]]), 2.0)
    array([[2., 8.]])
    """
    return intervals.union(spans + np.array([margin_s, -margin_s]))


def likely_range_g(recording: Recording) -> float:
    """Return the smallest usual range that holds every sample."""
    largest = float(np.max(np.abs(recording.acceleration_g)))
    return next((limit for limit in RANGES_G if limit >= largest), largest)


def part(labeled: Labeled, label: str, margin_s: float) -> Labeled:
    """Cut out what lies within a margin of a label; its clock starts anew."""
    whole = labeled.recording
    near = intervals.union(labeled.spans[label] + np.array([-margin_s, margin_s]))
    times_s = whole.time_s
    rows = intervals.contains(near, times_s)
    cut = recording_from_arrays(whole.acceleration_g[rows], stamps_s=times_s[rows])
    recording = replace(
        cut,
        site=whole.site,
        side=whole.side,
        range_g=whole.range_g,
        recording_id=whole.recording_id,
    )
    start_s = float(times_s[rows][0])
    spans = intervals.intersect(labeled.spans[label] - start_s, recorded(recording))
    return Labeled(source=labeled.source, recording=recording, spans={label: spans})


def repeated(recording: Recording, n: int, period_s: float) -> Recording:
    """Lay copies of a recording one after the other, with gaps between them."""
    delays_s = np.arange(n) * period_s
    stretches = tuple(
        replace(
            stretch,
            first=stretch.first + i * recording.n_samples,
            stop=stretch.stop + i * recording.n_samples,
            start_s=stretch.start_s + float(delay_s),
        )
        for i, delay_s in enumerate(delays_s)
        for stretch in recording.stretches
    )
    stamps_s = recording.stamps_s
    return replace(
        recording,
        acceleration_g=np.tile(recording.acceleration_g, (n, 1)),
        stretches=stretches,
        stamps_s=None if stamps_s is None else (delays_s[:, None] + stamps_s).ravel(),
    )


def tiled(spans: Seconds, n: int, period_s: float) -> Seconds:
    """Repeat spans as `repeated` repeats their recording.

    >>> tiled(np.array([[1.0, 2.0]]), 2, 10.0)
    array([[ 1.,  2.],
           [11., 12.]])
    """
    starts_s = np.repeat(np.arange(n) * period_s, len(spans))
    return np.tile(spans, (n, 1)) + starts_s[:, None]


def add_shared_option(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where the recordings are."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument(
        "--shared",
        type=Path,
        default=Path(os.environ.get("MYOSENSE_SHARED", beside)),
        help="folder that holds data/INDEX.csv (default: MYOSENSE_SHARED, else ../shared)",
    )
