"""How strongly a sensor moves, 50 times a second: what the clocks of two are compared by.

A week of it is small, and it does not depend on how a sensor sits. Steps are left out by
whoever knows of them: two legs take them in turn.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.fft import irfft, rfft
from scipy.ndimage import uniform_filter1d

from myosense import intervals
from myosense.filtering import FilterParameters, bandpass
from myosense.intervals import Seconds
from myosense.recording import Block, Recording

Signal = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

RATE_HZ = 50  #: A lag is interpolated far below a row.
#: Motion is taken as the logarithm of 1 plus its size over this, so that a few large
#: motions do not outweigh all others, and noise counts for little.
SCALE_G = 0.02
BLOCK_S, MARGIN_S = 600.0, 5.0  #: The band settles to nothing within the margin.
HIGHEST_SD = 5.0  #: What stands out more than this is cut: one motion is one vote.


@dataclass(frozen=True, kw_only=True, eq=False)
class Envelope:
    """The motion of one recording on its own clock, and when it may be used."""

    level: npt.NDArray[np.float16]  #: shape (n,): row k stands for [k, k + 1) / 50 s
    usable: Seconds  #: shape (m, 2)
    peaks_s: Seconds  #: shape (p,): rising; where brief motions peak

    def window(self, first: int, n_rows: int, mean_of: int) -> tuple[Signal, Signal]:
        """Give a window of the motion, and how much of each row may be used.

        Parameters
        ----------
        first
            First row; may lie before the start.
        n_rows
            Rows of the window.
        mean_of
            Every so many rows become one.

        Returns
        -------
        level, share : shape (n_rows / mean_of,)
        """
        rows = np.arange(first, first + n_rows)
        is_usable = intervals.contains(self.usable, (rows + 0.5) / RATE_HZ)
        is_usable &= (rows >= 0) & (rows < len(self.level))
        level = np.zeros(n_rows)
        level[is_usable] = self.level[rows[is_usable]]
        share = is_usable.astype(np.float64).reshape(-1, mean_of).mean(axis=1)
        return level.reshape(-1, mean_of).mean(axis=1), share


def envelope(
    recording: Recording, usable: Seconds, peaks_s: Seconds, parameters: FilterParameters
) -> Envelope:
    """Bring a recording down to the size of its motion.

    Parameters
    ----------
    recording
        One sensor.
    usable : shape (m, 2)
        Seconds in which its motion may be used.
    peaks_s : shape (p,)
        Where brief motions peak, whatever they are.
    parameters
        The band of the motion.
    """
    level = np.zeros(int(np.ceil(recording.duration_s * RATE_HZ)) + 1, dtype=np.float16)
    for block in recording.blocks(BLOCK_S, MARGIN_S):
        first, values = _levels(block, parameters)
        level[first : first + len(values)] = values
    return Envelope(level=level, usable=usable, peaks_s=np.sort(peaks_s))


def _levels(block: Block, parameters: FilterParameters) -> tuple[int, Signal]:
    """Average the motion over the rows whose middle lies in a block's core."""
    band_g = bandpass(block.acceleration_g.astype(np.float64), block.rate_hz, parameters)
    size = np.log1p(np.sqrt(np.einsum("ij,ij->i", band_g, band_g)) / SCALE_G)
    # A sample stands for one period around its time.
    edges_s = block.start_s + (np.arange(len(size) + 1) - 0.5) / block.rate_hz
    before = np.concatenate(([0.0], np.cumsum(size))) / block.rate_hz
    first, stop = (
        int(np.ceil(at_s * RATE_HZ - 0.5))
        for at_s in (block.core_start_s, block.core_stop_s)
    )
    rows_s = np.arange(first, stop + 1) / RATE_HZ
    return first, np.diff(np.interp(rows_s, edges_s, before)) * RATE_HZ


def prepared(level: Signal, share: Signal, mean_over: int) -> Signal:
    """Keep what stands out of the motion around it, as a signal of unit length.

    Parameters
    ----------
    level, share : shape (n,)
        As `Envelope.window` gives them.
    mean_over
        Rows of the running mean that is taken out.

    Returns
    -------
    shape (n,)
        Zero where nothing may be used; zeros if that is everywhere.
    """
    weight = uniform_filter1d(share, mean_over, mode="constant")
    mean = uniform_filter1d(level * share, mean_over, mode="constant")
    around = np.divide(mean, weight, out=np.zeros_like(mean), where=weight > 1e-9)
    above = (level - around) * share
    spread = float(np.sqrt(np.mean(above**2)))
    above = np.clip(above, -HIGHEST_SD * spread, HIGHEST_SD * spread)
    length = float(np.linalg.norm(above))
    return above / length if length > 0 else above


def correlation(first: Signal, second: Signal) -> Signal:
    """Correlate two signals of unit length at every circular lag.

    Returns
    -------
    shape (n,)
        Entry k: what is at row i of the second is at row i + k of the first.

    >>> motion = np.array([0.0, 1.0, 0.0, 0.0])
    >>> correlation(np.roll(motion, 1), motion).round(3).tolist()
    [0.0, 1.0, 0.0, 0.0]
    """
    found: Signal = irfft(rfft(first) * np.conj(rfft(second)), len(first))
    return found
