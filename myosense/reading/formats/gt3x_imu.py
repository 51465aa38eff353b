"""The gyroscope in the record stream of an ActiGraph (GT9X Link with its IMU on).

Record 0x18 lays out the records 0x19: three numbers of 16 bits (schema, columns, samples),
then 23 bytes a column: flags (1 high byte first, 2 with a sign), first bit and number of
bits in a sample, counts to a unit in ActiGraph's own floating point, and a label of 16
characters. A record 0x19 is the number of its schema and the samples of one second, as
published in ActiGraph, "GT3X-File-Format" (MIT); gyroscopes are in deg/s.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from myosense.pieces import Pile
from myosense.reading.table import Values

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

HEAD_BYTES, COLUMN_BYTES = 6, 23
LABELS = ("Gyroscope X", "Gyroscope Y", "Gyroscope Z")
SIGNED_HIGH_FIRST = 3
BITS = 16


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the gyroscope stands in a sample."""

    schema: int
    sample_bytes: int
    firsts: tuple[int, ...]  #: First byte of each axis.
    counts_per_dps: tuple[float, ...]


def ssp(content: bytes) -> float:
    """Read ActiGraph's floating point: three bytes of fraction, one of exponent.

    >>> round(ssp(bytes.fromhex("37894105")), 3)
    16.384
    """
    fraction = int.from_bytes(content[:3], "little", signed=True)
    exponent = int.from_bytes(content[3:4], "little", signed=True)
    return float(fraction / 2**23 * 2.0**exponent)


def parse_schema(payload: bytes) -> Layout | None:
    """Read where a schema puts the gyroscope; ``None`` where it has none that is known."""
    axes: dict[str, tuple[int, float]] = {}
    n_bits = 0
    for at in range(HEAD_BYTES, len(payload) - COLUMN_BYTES + 1, COLUMN_BYTES):
        flags, first, size = payload[at : at + 3]
        n_bits = max(n_bits, first + size)
        scale = ssp(payload[at + 3 : at + 7])
        label = payload[at + 7 : at + COLUMN_BYTES].decode("latin-1").strip()
        is_known = (flags, size, first % 8) == (SIGNED_HIGH_FIRST, BITS, 0)
        if label in LABELS and is_known and scale > 0:
            axes[label] = (first // 8, scale)
    if len(axes) < len(LABELS) or n_bits % 8:
        return None
    firsts, scales = zip(*(axes[label] for label in LABELS), strict=True)
    schema = int.from_bytes(payload[:2], "little")
    return Layout(
        schema=schema, sample_bytes=n_bits // 8, firsts=firsts, counts_per_dps=scales
    )


@dataclass(kw_only=True)
class Turning:
    """What a gyroscope measured, and the second of each record."""

    layout: Layout | None = None
    values: Pile = field(default_factory=Pile)  #: Of shape (n_samples, 3), in deg/s.
    seconds: list[int] = field(default_factory=list)
    n_each: list[int] = field(default_factory=list)  #: Samples of each record.

    def take(self, payload: Bytes, second: int) -> None:
        """Add the samples of a record, if it is laid out by the schema."""
        layout = self.layout
        schema = int.from_bytes(payload[:2].tobytes(), "little")
        if layout is None or schema != layout.schema:
            return
        n_samples = (len(payload) - 2) // layout.sample_bytes
        if n_samples <= 0:
            return
        whole = payload[2 : 2 + n_samples * layout.sample_bytes]
        samples = whole.reshape(n_samples, layout.sample_bytes)
        self.values.append(_in_dps(samples, layout))
        self.seconds.append(second)
        self.n_each.append(n_samples)


def _in_dps(samples: Bytes, layout: Layout) -> Values:
    axes = [
        np.ascontiguousarray(samples[:, first : first + 2]).view(">i2")[:, 0] / scale
        for first, scale in zip(layout.firsts, layout.counts_per_dps, strict=True)
    ]
    return np.stack(axes, axis=1).astype(np.float32)
