"""Axivity AX3 and AX6: `.cwa` files, as the maker publishes their layout.

A header of 1024 bytes and blocks of 512, each with its own stamp and checksum: `cwa.h` of
the Open Movement project (Newcastle University, 2009 to 2023). Damaged blocks are left
out; what stands around them is read.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.formats.blockclock import Blocks, Counts, block_of, stamps_of
from myosense.reading.formats.cwa_blocks import (
    BLOCK_BYTES,
    BlockArray,
    Contents,
    read_blocks,
)
from myosense.reading.table import BY_FORMAT, Declared, Stamps, Table
from myosense.sites import Place, guess_from_name

MAGIC = b"MD\xfc\x03"
HEADER_BYTES = 1024
AX6 = 0x64  #: The type of hardware in the header; others are AX3.
PACKINGS = {
    0x30: "AX3, packed",
    0x32: "AX3, unpacked",
    0x62: "AX6",
    0x92: "AX6 with magnetometer",
}
HAS_FRACTION = 0x8000
PLACE_KEY = "_p"  #: Key in the annotation under which OmGui writes where it was worn.

MAX_LOST = 1_000_000  #: A sequence that skips more began anew, or is no number of a block.


def recognizes_cwa(head: bytes, path: Path) -> bool:
    """Say whether a file is an Axivity recording; a damaged header leaves the name."""
    return head[:4] == MAGIC or path.suffix.lower() == ".cwa"


def read_cwa(path: Path, columns: Mapping[str, str] | str | None) -> Table:  # noqa: ARG001
    """Read an Axivity recording.

    Parameters
    ----------
    path
        The file.
    columns
        Not needed: the layout says which is which.

    Raises
    ------
    ReadError
        If no block of samples is whole.
    """
    size = path.stat().st_size
    n_blocks = (size - HEADER_BYTES) // BLOCK_BYTES
    if n_blocks <= 0:
        raise ReadError(
            f"is an Axivity file of {size:,} bytes; expected a header of {HEADER_BYTES:,} "
            f"and blocks of {BLOCK_BYTES}"
        )
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
        found = read_blocks(file, n_blocks)
    blocks = found.blocks
    n_samples = blocks["n_samples"].astype(np.int64)
    stamps, clock_notices = _stamps(blocks, n_samples)
    place, device = _read_header(head)
    rate = int(blocks["rate"][0])
    return Table(
        format=f"Axivity cwa ({PACKINGS[int(blocks['packing'][0])]})",
        acceleration=found.acceleration,
        angular_velocity=found.turning,
        angular_velocity_unit=None if found.turning is None else "deg/s",
        stamps=stamps,
        unit="g",
        unit_source=BY_FORMAT,
        is_from_device=True,
        locate=lambda row: f"block {found.numbers[block_of(row, n_samples)] + 1:,}",
        declared=Declared(
            sample_rate_hz=_nominal_hz(blocks[0]),
            site=place.site,
            side=place.side,
            range_g=float(16 >> (rate >> 6)) if rate else None,
            device=device,
        ),
        notices=(*_losses(found, n_blocks), *clock_notices),
    )


def _losses(found: Contents, n_blocks: int) -> tuple[str, ...]:
    """Say what was left out."""
    counts = {
        "damaged: not recorded": found.n_damaged,
        "without samples: left out": found.n_other,
    }
    return tuple(
        f"{count:,} of {n_blocks:,} blocks {what}"
        for what, count in counts.items()
        if count
    )


def _read_header(head: bytes) -> tuple[Place, str]:
    """Find site, side and device; a header that is damaged says nothing."""
    if head[:4] != MAGIC:
        return Place(), "Axivity"
    annotation = head[64:512].rstrip(b" \x00\xff").decode("utf-8", errors="replace")
    place = guess_from_name(dict(parse_qsl(annotation)).get(PLACE_KEY, ""))
    kind = "AX6" if head[4] == AX6 else "AX3"
    low, high = (int.from_bytes(head[at : at + 2], "little") for at in (5, 11))
    number = low + (0 if high == 0xFFFF else high << 16)
    return place, f"Axivity {kind} {number}" if number else f"Axivity {kind}"


def _stamps(blocks: BlockArray, n_samples: Counts) -> tuple[Stamps, tuple[str, ...]]:
    """Read the blocks' times: a date in whole seconds, later firmware a fraction too."""
    nominal_hz = _nominal_hz(blocks[0])
    has_fraction = (blocks["fraction"] & HAS_FRACTION) != 0
    fraction = np.where(has_fraction, blocks["fraction"] << 1, 0).astype(np.int64)
    # The firmware moves the place back by the fraction, for readers that know none.
    moved = (fraction * int(nominal_hz)) >> 16
    return stamps_of(
        Blocks(
            position=_positions(blocks, n_samples),
            n_samples=n_samples,
            anchor=np.where(blocks["rate"] == 0, 0, blocks["offset"] + moved),
            stamp_s=_seconds(blocks["stamp"]) + fraction / 65536,
            nominal_hz=nominal_hz,
        )
    )


def _seconds(stamp: npt.NDArray[np.uint32]) -> Seconds:
    """Read packed dates, in seconds since 1970; NaN where there is none."""
    fields = stamp.astype(np.int64)
    year, month, day = 2000 + (fields >> 26), (fields >> 22) & 15, (fields >> 17) & 31
    hour, minute, second = (fields >> 12) & 31, (fields >> 6) & 63, fields & 63
    is_date = (month >= 1) & (month <= 12) & (day >= 1)
    is_date &= (hour < 24) & (minute < 60) & (second < 60)
    months = (year - 1970) * 12 + month - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + day - 1
    seconds = ((days * 24 + hour) * 60 + minute) * 60.0 + second
    return np.where(is_date, seconds, np.nan)


def _positions(blocks: BlockArray, n_samples: Counts) -> Counts:
    """Say which sample of the stream each block begins with, lost blocks counted in."""
    sequence = blocks["sequence"].astype(np.int64)
    lost = np.diff(sequence, prepend=sequence[0] - 1) - 1
    lost[(lost < 0) | (lost > MAX_LOST)] = 0
    lost[1:][np.diff(blocks["session"].astype(np.int64)) != 0] = 0
    usual = int(np.median(n_samples))
    return np.asarray(np.cumsum(n_samples) - n_samples + np.cumsum(lost) * usual)


def _nominal_hz(block: np.void) -> float:
    """Read the rate code; the oldest firmware has the rate in place of the offset."""
    rate = int(block["rate"])
    if rate == 0:
        return float(max(int(block["offset"]), 1))
    return 3200 / (1 << (15 - (rate & 0x0F)))
