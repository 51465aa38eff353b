"""What the sensor measures at rest, and whether an accelerometer measured it at all.

At rest an accelerometer shows gravity: 1 g, in the file's unit or in counts. Counts without
a sign have their zero in the middle of their range. A vector whose length never changes
while it turns was computed by a phone, not measured.
"""

import math
from dataclasses import dataclass

import numpy as np

from myosense.errors import ReadError
from myosense.pieces import PIECE_ROWS, pieces, pile_up
from myosense.reading.naming import count_of
from myosense.reading.table import Values

STILL = 0.1  #: Still seconds vary by less than this share of what they measure.
STILL_SHARE = 0.075  #: The quietest 5 to 10 % of the seconds are taken for rest.
MIN_STILL_SECONDS = 3
MOST_SECONDS = 1 << 15  #: Of longer recordings, so many from all over show rest.
#: Zero of unsigned counts: of 8 bits (activPAL), and of converters of 10 to 16.
ZERO_OF_COUNTS = {255: 127, 1023: 512, 4095: 2048, 16383: 8192, 65535: 32768}
#: A measured length varies by the sensor's noise, 0.5 mg and more; this is 0.1 mg.
COMPUTED_SHARE = 1e-4
TURNED_SHARE = 0.05  #: … while the axes must have varied by more than this.
MIN_ROWS_TO_TURN = 20
HEAD_ROWS = 1000  #: Most recordings show in so many rows that they are none of these.
COARSE = 19.0  #: Whole numbers up to here are g or m/s2 cut short, not counts.


@dataclass(frozen=True)
class Rest:
    """What the sensor measures in its quietest seconds, in the file's unit."""

    norm: float
    n_seconds: int
    unrest: float = 0.0  #: Their standard deviation, as a share of the norm.

    def __str__(self) -> str:
        norm = f"{self.norm:#.4g}".rstrip(".")
        if self.unrest <= STILL:
            return f"{norm} at rest (median of {count_of(self.n_seconds, 'still second')})"
        return f"{norm} in the quietest {count_of(self.n_seconds, 'second')}, never still"


def measure_rest(acceleration: Values, rate_hz: float) -> Rest:
    """Measure the mean vector's length in the quietest of at most `MOST_SECONDS`.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit, all finite.
    rate_hz
        Rows per second.
    """
    n_seconds = len(acceleration) // max(round(rate_hz), 2)
    every = max(math.ceil(n_seconds / MOST_SECONDS), 1)
    means, variances = measure_seconds(acceleration, rate_hz, every)
    n_still = max(round(STILL_SHARE * len(means)), MIN_STILL_SECONDS)
    still = np.argsort(variances, kind="stable")[:n_still]
    norm = float(np.median(np.linalg.norm(means[still], axis=1)))
    sd = max(float(np.median(variances[still])), 0.0) ** 0.5
    return Rest(norm, len(still), sd / norm if norm > 0 else np.inf)


def measure_seconds(
    acceleration: Values, rate_hz: float, every: int = 1
) -> tuple[Values, Values]:
    """Measure the mean vector of each second, shape (n, 3), and the variance around it.

    With ``every`` above 1, of the first of so many seconds only.
    """
    size = min(max(round(rate_hz), 2), len(acceleration))
    whole = acceleration[: len(acceleration) // size * size]
    step = size * every
    found = [
        _measure_windows(whole[rows].reshape(-1, size, 3)[::every])
        for rows in pieces(whole, size=max(PIECE_ROWS // step, 1) * step)
    ]
    means, variances = (np.concatenate(each) for each in zip(*found, strict=True))
    return means, variances


def _measure_windows(windows: Values) -> tuple[Values, Values]:
    """Measure the mean, and the variance, of windows of shape (n, n_rows, 3)."""
    windows = windows.astype(np.float64, copy=False)
    # Axis by axis, and the squares along whole windows: ten times as fast as along 3.
    means = np.stack([np.mean(axis, axis=1) for axis in np.moveaxis(windows, 2, 0)], axis=1)
    flat = windows.reshape(len(windows), -1)
    squares = np.einsum("ij,ij->i", flat, flat) / windows.shape[1]
    return means, squares - np.sum(means**2, axis=1)


def is_whole(acceleration: Values) -> bool:
    """Say whether all values that are known are whole numbers, as counts are."""
    with np.errstate(invalid="ignore"):
        if np.any(acceleration[:HEAD_ROWS] % 1 > 0):
            return False
        return not any(np.any(acceleration[rows] % 1 > 0) for rows in pieces(acceleration))


def find_zero(acceleration: Values) -> int:
    """Find the count of 0 g: the middle of the range where the counts have no sign.

    >>> find_zero(np.array([[112.0, 140.0, 58.0], [60.0, 190.0, 130.0]]))
    127
    >>> find_zero(np.array([[-112.0, 140.0, 58.0]]))
    0
    """
    ends = [
        (np.min(acceleration[rows]), np.max(acceleration[rows]))
        for rows in pieces(acceleration)
    ]
    lowest, highest = min(low for low, _ in ends), max(high for _, high in ends)
    if lowest < 0 or not is_whole(acceleration):
        return 0
    zero = next((zero for top, zero in ZERO_OF_COUNTS.items() if highest <= top), 0)
    return zero if lowest < zero < highest else 0


def _is_constant(norm: Values) -> bool:
    return bool(np.std(norm) < COMPUTED_SHARE * np.mean(norm))


def find_largest(values: Values) -> float:
    """Find the value that is farthest from 0 among the finite; 0 where there is none.

    >>> find_largest(np.array([[1.0, np.nan, -3.0], [np.inf, 2.0, 0.0]]))
    -3.0
    """
    found = [_largest(values[rows]) for rows in pieces(values)]
    return max(found, key=abs)


def _largest(values: Values) -> float:
    highest = np.fmax.reduce(values, axis=None, initial=0.0)
    lowest = np.fmin.reduce(values, axis=None, initial=0.0)
    if np.isinf(highest) or np.isinf(lowest):  # Only then at the cost of a copy.
        return _largest(np.where(np.isfinite(values), values, 0.0))
    return float(highest if highest > -lowest else lowest)


def check_resolved(acceleration: Values) -> None:
    """Refuse g or m/s2 that were cut to whole numbers.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit; NaN where blank.

    Raises
    ------
    ReadError
        If nothing is left of the motion.
    """
    if not is_whole(np.nan_to_num(acceleration[:HEAD_ROWS])):  # As of most recordings.
        return
    peak = abs(find_largest(acceleration))
    if 0 < peak <= COARSE and all(
        is_whole(np.nan_to_num(acceleration[rows])) for rows in pieces(acceleration)
    ):
        raise ReadError(
            f"holds whole numbers up to {peak:g} only, which is g or m/s2 cut short; "
            "expected what the sensor resolves (print it with decimals)"
        )


def check_measured(acceleration: Values) -> None:
    """Refuse a vector of gravity that was computed, and not measured.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit, all finite.

    Raises
    ------
    ReadError
        If its length is the same in all rows while its direction changes.
    """
    if len(acceleration) < MIN_ROWS_TO_TURN:
        return
    if not _is_constant(np.linalg.norm(acceleration[:HEAD_ROWS], axis=1)):
        return
    norm = pile_up(
        np.linalg.norm(acceleration[rows], axis=1) for rows in pieces(acceleration)
    )
    length = float(np.mean(norm))
    turned = float(np.max(np.ptp(acceleration, axis=0)))
    if _is_constant(norm) and turned > TURNED_SHARE * length:
        raise ReadError(
            f"holds a vector whose length is {length:.6g} in all rows while it turns: the "
            "direction of gravity as a phone computes it; expected the accelerometer "
            "itself (export the acceleration with gravity)"
        )
