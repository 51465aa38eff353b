"""Recordings for a batch: small simulated ones, and files that are none."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from scipy.constants import g as STANDARD_GRAVITY  # noqa: N812 - a constant

from myosense import Recording, simulate
from myosense.reading import write_parquet

SMALL_H, SMALL_HZ = 1 / 60, 50.0
LARGE_HZ = 104.0
START = datetime(2025, 6, 1, 20)  # noqa: DTZ001 - in the zone beside it


def good(seed: int, hours: float = SMALL_H, rate_hz: float = SMALL_HZ) -> Recording:
    """Simulate a recording of a wrist."""
    return simulate(
        seed=seed,
        hours=hours,
        rate_per_h=600 if hours < 1 else 30,
        sample_rate_hz=rate_hz,
        start=START,
        time_zone="Europe/Berlin",
    ).recording


def write_good(
    folder: Path, n: int, hours: float = SMALL_H, rate_hz: float = SMALL_HZ
) -> None:
    """Write recordings that can be analyzed."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(n):
        write_parquet(good(seed, hours, rate_hz), folder / f"good{seed:04}.parquet")


def write_bad(folder: Path) -> list[str]:
    """Write ten files that look like recordings and are none; return their people."""
    for name, content in _damaged(folder):
        (folder / name).write_bytes(content)
    return [name.partition(".")[0] for name, _ in _damaged(folder)]


def write_text(path: Path, hours: float) -> None:
    """Write a recording as text, which takes its time to read."""
    samples = good(0, hours, 100.0).acceleration_g
    time_s = np.arange(len(samples)) / 100.0
    table = np.column_stack([time_s, samples])
    np.savetxt(path, table, fmt="%.5f", delimiter=",", header="time,x,y,z", comments="")


def write_large(path: Path, hours: float) -> None:
    """Write a recording of a Movesense, whose JSON has to be held as a whole."""
    samples = good(0, hours, LARGE_HZ).acceleration_g * STANDARD_GRAVITY
    array = [dict(zip("xyz", xyz, strict=True)) for xyz in samples.round(4).tolist()]
    packets = [
        {"Timestamp": round(1000 * start / LARGE_HZ), "ArrayAcc": array[start : start + 4]}
        for start in range(0, len(array) - 3, 4)
    ]
    path.write_text(json.dumps({"Meas": {"Acc": packets}}), encoding="ascii")


def _damaged(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Damage copies of a recording in all the ways that files come damaged."""
    whole = (folder / "good0000.parquet").read_bytes()
    half = len(whole) // 2
    rng = np.random.default_rng(0)
    noise = rng.bytes(len(whole))
    text = b"time,x,y,z\n" + b"".join(b"%d.0,0.0,0.0,1.0\n" % i for i in range(1000))
    yield "bad_cut_off.parquet", whole[:half]
    yield "bad_hole.parquet", whole[: half - 2000] + bytes(4000) + whole[half + 2000 :]
    yield "bad_no_footer.parquet", whole[:-8] + bytes(8)
    yield "bad_empty.csv", b""
    yield "bad_zeros.cwa", bytes(4096)
    yield "bad_noise.gt3x", noise
    yield "bad_archive.csv.gz", gzip.compress(text)[:500]
    yield "bad_words.csv", b"Dear colleague,\nplease find the data attached.\n"
    yield "bad_slow.csv", text
    yield "bad_columns.csv", b"when,what\n" + b"1,2\n" * 1000
