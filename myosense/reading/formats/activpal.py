"""activPAL .datx: a header of 1024 bytes, then 3 bytes a sample.

Counts have no sign (127 is 0 g, 256 counts span the range); ``0, 0, n`` repeats the sample
before n times, and ``tail`` ends the data. The header holds the rate, the range and the
local start (layout as R-Broadley, uos-activpal 0.2, 2018, reads it).
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.reading.table import BY_FORMAT, Declared, Table, Values

HEADER_BYTES = 1024
FIRMWARE_AT = (39, 17)
FIRMWARE_REPEATS = 218  #: Older firmware writes one repeat less than it means.
RATE_AT, RANGE_AT, AXES_AT, START_AT = 35, 38, 280, 256
RATES_HZ = (10, 20, 40, 80, 100)
RANGES_G = {0: 2.0, 1: 4.0, 2: 8.0}  #: Of the low bits; 128 marks 10 bits.
ZERO = 127.0
TAIL = b"tail"
MAX_BYTES = 256 << 20  #: Two weeks have up to 70 MB.
MAX_SAMPLES = 1 << 26  #: A month at 20 Hz.

Bytes3 = npt.NDArray[np.uint8]


def recognizes_activpal(head: bytes, path: Path) -> bool:
    """Recognize the header's fields in a file named ``.datx``; there is no magic."""
    is_named = path.suffix.lower() == ".datx" and len(head) >= HEADER_BYTES
    return is_named and head[RATE_AT] in RATES_HZ and _start(head) is not None


def _start(head: bytes) -> datetime | None:
    hour, minute, second, day, month, year = head[START_AT : START_AT + 6]
    try:
        return datetime(2000 + year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def read_activpal(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the samples, with the repeats that stand for them.

    Parameters
    ----------
    path
        The file.
    columns
        Not used: the format has no columns.

    Raises
    ------
    ReadError
        If it is too large, of one axis, or holds no samples.
    """
    del columns
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(
            f"is an activPAL file of over {MAX_BYTES >> 20} MB; expected two weeks"
        )
    content = path.read_bytes()
    head = content[:HEADER_BYTES]
    if head[AXES_AT] != 0:
        raise ReadError("is an activPAL file of one axis; expected three")
    samples, is_whole = _samples(content)
    firmware = head[FIRMWARE_AT[0]] * 255 + head[FIRMWARE_AT[1]]
    range_g = RANGES_G.get(head[RANGE_AT] & 127, RANGES_G[0])
    return Table(
        format="activPAL datx",
        recognized="by the fields of its header",
        acceleration=_unfold(samples, 1 if firmware < FIRMWARE_REPEATS else 0, range_g),
        unit="g",
        unit_source=BY_FORMAT,
        is_from_device=True,
        locate=lambda row: f"sample {row + 1}",
        declared=Declared(
            sample_rate_hz=float(head[RATE_AT]),
            start=_start(head),
            range_g=range_g,
            device="activPAL",
        ),
        notices=() if is_whole else ("the file has no end: it was cut off",),
    )


def _samples(content: bytes) -> tuple[Bytes3, bool]:
    """Cut the samples out; say whether their end was found."""
    n_samples = (len(content) - HEADER_BYTES) // 3
    samples = np.frombuffer(content, np.uint8, 3 * n_samples, HEADER_BYTES).reshape(-1, 3)
    at = HEADER_BYTES + 3 * np.flatnonzero(np.all(samples == tuple(TAIL[:3]), axis=1))
    ends = [int(first) for first in at if content[first : first + 4] == TAIL]
    return samples[: (ends[0] - HEADER_BYTES) // 3 if ends else None], bool(ends)


def _unfold(samples: Bytes3, n_more: int, range_g: float) -> Values:
    """Write repeats out and bring counts to g; NaN where a sample was not valid."""
    is_repeat = (samples[:, 0] == 0) & (samples[:, 1] == 0)
    n_each = np.where(is_repeat, samples[:, 2].astype(np.int64) + n_more, 1)
    source = np.maximum.accumulate(np.where(is_repeat, -1, np.arange(len(samples))))
    n_each[source < 0] = 0  # nothing before it that it could repeat
    n_samples = int(np.sum(n_each))
    if not 0 < n_samples <= MAX_SAMPLES:
        raise ReadError(
            f"holds {n_samples:,} samples of an activPAL; expected 1 to {MAX_SAMPLES:,}"
        )
    counts = samples[np.repeat(source, n_each)]
    values: Values = (counts - ZERO) * (range_g / 128)
    values[np.all(counts >= 254, axis=1)] = np.nan
    return values
