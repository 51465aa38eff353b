"""Long files of Axivity and GENEActiv from the blocks of short ones.

The samples are those of the source, over and over; stamps, sequence numbers and checksums
are new, so that every reader takes the file for one long recording.

    python -m benchmarks.reading.tile sample.cwa day.cwa --hours 24
"""

import re
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path

import click
import numpy as np

from myosense.reading.formats.cwa_blocks import BLOCK, BLOCK_BYTES

START = datetime(2024, 3, 1, 12, tzinfo=UTC)
HEADER_BYTES = 1024
AT_ONCE = 4096  #: Blocks or pages that are written at a time.


def tile_cwa(source: Path, target: Path, hours: float, rate_hz: float) -> int:
    """Write a long Axivity file; return its number of samples.

    Parameters
    ----------
    source
        A file whose whole blocks are taken.
    target
        The file to write.
    hours
        Its length.
    rate_hz
        The true rate of the sensor, which its stamps tell.
    """
    content = source.read_bytes()
    blocks = np.frombuffer(content[HEADER_BYTES:], dtype=BLOCK)
    words = blocks.view("<u2").reshape(-1, BLOCK_BYTES // 2)
    blocks = blocks[np.sum(words, axis=1, dtype=np.uint16) == 0]
    blocks = blocks[blocks["n_samples"] == np.max(blocks["n_samples"])]
    n_samples = int(blocks["n_samples"][0])
    n_blocks = round(hours * 3600 * rate_hz / n_samples)
    with target.open("wb") as file:
        file.write(content[:HEADER_BYTES])
        for first in range(0, n_blocks, AT_ONCE):
            number = np.arange(first, min(first + AT_ONCE, n_blocks))
            some = blocks[number % len(blocks)].copy()
            # The clock is read when the block is full.
            stamp_cwa(some, START.timestamp() + (number + 1) * n_samples / rate_hz)
            some["sequence"] = number
            seal(some)
            file.write(some.tobytes())
    return n_blocks * n_samples


def stamp_cwa(blocks: np.ndarray[tuple[int], np.dtype[np.void]], end_s: np.ndarray) -> None:
    """Stamp blocks with the time of their end, as the firmware does."""
    ticks = np.floor(end_s * 32768).astype(np.int64)
    fraction = (ticks % 32768).astype(np.int64)
    moment = (ticks // 32768).astype("datetime64[s]")
    day, second = moment.astype("datetime64[D]"), moment.astype(np.int64) % 86400
    month = moment.astype("datetime64[M]").astype(np.int64)
    day_of_month = (day - moment.astype("datetime64[M]")).astype(np.int64) + 1
    packed = (month // 12 + 1970 - 2000) << 26 | (month % 12 + 1) << 22 | day_of_month << 17
    packed |= second // 3600 << 12 | second // 60 % 60 << 6 | second % 60
    nominal_hz = 3200 // (1 << (15 - (int(blocks["rate"][0]) & 15)))
    blocks["stamp"] = packed
    blocks["fraction"] = 0x8000 | fraction
    blocks["offset"] = blocks["n_samples"] - ((fraction * 2 * nominal_hz) >> 16)


def seal(blocks: np.ndarray[tuple[int], np.dtype[np.void]]) -> None:
    """Write the checksums: the words of a block add up to zero."""
    blocks["checksum"] = 0
    words = blocks.view("<u2").reshape(-1, BLOCK_BYTES // 2)
    blocks["checksum"] = -np.sum(words, axis=1, dtype=np.uint16)


def tile_geneactiv(source: Path, target: Path, hours: float) -> int:
    """Write a long GENEActiv file at its declared rate; return its number of samples."""
    head, *pages = source.read_bytes().split(b"Recorded Data")
    whole = [page for page in pages if re.search(rb"\n[0-9A-F]{3600}\s*$", page)]
    said = re.search(rb"Measurement Frequency:([\d.]+)", whole[0])
    rate_hz = float(said[1]) if said else 0.0
    n_pages = round(hours * 3600 * rate_hz / 300)
    head = re.sub(rb"Number of Pages:\d+", b"Number of Pages:%d" % n_pages, head)
    with target.open("wb") as file:
        file.write(head)
        for number, page in zip(count(), cycle(whole)):
            if number == n_pages:
                return n_pages * 300
            moment = START + timedelta(seconds=number * 300 / rate_hz)
            stamp = f"{moment:%Y-%m-%d %H:%M:%S}:{moment.microsecond // 1000:03d}"
            text = re.sub(rb"Number:\d+", b"Number:%d" % number, page, count=1)
            text = re.sub(rb"Page Time:[\d :-]+", b"Page Time:" + stamp.encode(), text)
            file.write(b"Recorded Data" + text)
    return 0


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--hours", type=float, default=24.0)
@click.option("--rate", type=float, default=98.9, help="True rate of an Axivity, in Hz.")
def main(source: Path, target: Path, hours: float, rate: float) -> None:
    """Tile SOURCE into TARGET."""
    is_cwa = source.suffix.lower() == ".cwa"
    n = tile_cwa(source, target, hours, rate) if is_cwa else None
    n = tile_geneactiv(source, target, hours) if n is None else n
    click.echo(f"{target.name}: {n:,} samples")


if __name__ == "__main__":
    main()
