"""Blocks of an Axivity file: their layout, and the samples in them.

After `cwa.h` of the Open Movement project, the maker's own description.
"""

from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Mask
from myosense.pieces import Pile
from myosense.reading.formats.blockclock import Counts
from myosense.recording import Samples3

BLOCK_BYTES = 512
HEAD = np.dtype(
    [
        ("magic", "S2"),
        ("length", "<u2"),
        ("fraction", "<u2"),
        ("session", "<u4"),
        ("sequence", "<u4"),
        ("stamp", "<u4"),
        ("light", "<u2"),
        ("temperature", "<u2"),
        ("events", "u1"),
        ("battery", "u1"),
        ("rate", "u1"),
        ("packing", "u1"),
        ("offset", "<i2"),
        ("n_samples", "<u2"),
    ]
)
BLOCK = np.dtype([*HEAD.descr, ("samples", "V480"), ("checksum", "<u2")])
PACKED = 0x30  #: Three axes of 10 bits with a common exponent, in 1/256 g.
BATCH = 256  #: Blocks that are decoded at a time: they stay in the processor's cache.
#: Samples that a block of a packing can hold; 0 where the packing is not known.
CAPACITY = np.zeros(256, dtype=np.int64)
CAPACITY[[PACKED, 0x32, 0x62, 0x92]] = 120, 80, 40, 26

BlockArray = np.ndarray[tuple[int], np.dtype[np.void]]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What the whole blocks of a file hold."""

    blocks: BlockArray  #: shape (n_whole,), their heads
    numbers: Counts  #: shape (n_whole,), where they stand among all
    acceleration: Samples3  #: In g.
    turning: Samples3 | None  #: In deg/s.
    n_damaged: int
    n_other: int  #: Blocks of something else than samples.


def read_blocks(file: BinaryIO, n_blocks: int) -> Contents:
    """Read the samples of the blocks that are whole and in the layout of the first such.

    A batch at a time: the file is never in memory as a whole, and not mapped, because one
    that is cut while it is mapped ends the process.

    Raises
    ------
    ReadError
        If no block is whole, or the file ends before its time.
    """
    heads = np.empty((n_blocks, HEAD.itemsize), dtype=np.uint8)
    is_kept = np.zeros(n_blocks, dtype=bool)
    batch = np.empty(BATCH, dtype=BLOCK)
    layout: _Layout | None = None
    n_other = 0
    for first in range(0, n_blocks, BATCH):
        some = batch[: min(BATCH, n_blocks - first)]
        if file.readinto(some.view(np.uint8)) < some.nbytes:  # type: ignore[attr-defined]
            raise ReadError(f"ends within block {first:,}; expected {n_blocks:,} blocks")
        is_block, is_whole = _check(some)
        n_other += int(np.count_nonzero(~is_block))
        if layout is None and np.any(is_whole):
            layout = _Layout(some[is_whole][0])
        if layout is None:
            continue
        is_whole &= some["packing"] == layout.packing
        rows = slice(first, first + len(some))
        is_kept[rows] = is_whole
        heads[rows] = some.view(np.uint8).reshape(-1, BLOCK_BYTES)[:, : HEAD.itemsize]
        if np.any(is_whole):
            layout.decode(some if np.all(is_whole) else some[is_whole])
    if layout is None:
        raise ReadError(
            f"is an Axivity file whose {n_blocks:,} blocks hold no sample that can be read "
            "(magic, checksums, packing); expected blocks of 3, 6 or 9 axes"
        )
    numbers = np.flatnonzero(is_kept)
    turning = layout.turning
    return Contents(
        blocks=heads[numbers].view(HEAD).reshape(-1),
        numbers=numbers,
        acceleration=layout.acceleration.column(),
        turning=None if turning is None else turning.column(),
        n_damaged=n_blocks - n_other - len(numbers),
        n_other=n_other,
    )


def _check(batch: BlockArray) -> tuple[Mask, Mask]:
    """Say which are blocks of samples, and which of them are whole."""
    is_block = (batch["magic"] == b"AX") & (batch["length"] == BLOCK_BYTES - 4)
    words = batch.view("<u2").reshape(len(batch), BLOCK_BYTES // 2)
    is_whole = is_block & (np.sum(words, axis=1, dtype=np.uint16) == 0)
    capacity = CAPACITY[batch["packing"]]
    is_whole &= (batch["n_samples"] > 0) & (batch["n_samples"] <= capacity)
    return is_block, is_whole


class _Layout:
    """How the blocks of a file hold samples, and the samples that were read."""

    def __init__(self, block: np.void) -> None:
        self.packing = int(block["packing"])
        self.n_axes = self.packing >> 4
        self.capacity = int(CAPACITY[self.packing])
        self.acceleration = Pile()
        self.turning = None if self.n_axes == 3 else Pile()

    def decode(self, batch: BlockArray) -> None:
        """Read the samples of a batch."""
        is_filled = np.arange(self.capacity) < batch["n_samples"][:, None]
        if self.packing == PACKED:
            decoded = _unpack(batch)
        else:
            decoded = _words(batch, self.n_axes, self.capacity)
        samples = decoded if np.all(is_filled) else decoded[is_filled]
        self.acceleration.append(samples[..., -3:].reshape(-1, 3))
        if self.turning is not None:
            self.turning.append(samples[..., :3].reshape(-1, 3))


def _unpack(batch: BlockArray) -> Floats:
    """Read packed samples: 10 bits an axis and a common exponent; 256 are 1 g."""
    words = np.ascontiguousarray(batch["samples"]).view("<u4").reshape(len(batch), -1)
    signed = words.view("<i4")
    exponent = words >> 30
    scale_g = ((exponent + 119) << 23).view(np.float32)  # bits of 2 ** (exponent - 8)
    samples = np.empty((*words.shape, 3), dtype=np.float32)
    for axis, shift in enumerate((22, 12, 2)):
        counts = (signed << shift) >> 22
        np.multiply(counts, scale_g, out=samples[..., axis], casting="unsafe", dtype="f4")
    return samples


def _words(batch: BlockArray, n_axes: int, capacity: int) -> Floats:
    """Read samples of 16 bits: gyroscope, accelerometer, magnetometer; the last is left."""
    words = np.ascontiguousarray(batch["samples"]).view("<i2").reshape(len(batch), -1)
    counts = words[:, : capacity * n_axes].reshape(len(batch), capacity, n_axes)
    exponent = batch["light"].astype(np.int32) >> 13
    scale = np.empty((len(batch), 1, min(n_axes, 6)))
    scale[..., -3:] = np.ldexp(1.0, -8 - exponent)[:, None, None]
    if n_axes > 3:
        full_dps = np.ldexp(8000.0, -((batch["light"].astype(np.int32) >> 10) & 7))
        scale[..., :3] = full_dps[:, None, None] / 32768
    return np.asarray(counts[..., :6] * scale.astype(np.float32))
