"""Stamps of rows that arrive in packets: written when a packet came, not when measured.

A radio link delivers several samples at once, and a program that stamps each row as it
arrives writes three rows within a millisecond and then none for 60. The rows of such a
packet are given one stamp and spread over the wait before it: when more rows than usual
come at once, they were measured before, not after.
"""

import numpy as np

from myosense.intervals import Mask, Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.repeats import spread_repeats
from myosense.reading.table import Values

SHORT = 0.35  #: Of the mean step: rows nearer than this came together.
NEAR = 0.15  #: Of the mean step, in half of these: pauses after real steps leave more.
SHORT_SHARE = 0.3  #: Of all steps: packets of one, two, one, two rows have a third.
MOST_ROWS = 30  #: Packets of more rows are recordings with pauses between them.
ALIKE = 0.5  #: Rows of a packet bring a new value at least so often as its first row.
N_SHOWN = 1 << 16  #: So many rows show how all arrive.


def find_burst_step(stamps: Seconds) -> float | None:
    """Find the step below which rows came together, in the unit of the stamps.

    Returns
    -------
    float or None
        ``None`` where the rows do not come in packets.
    """
    steps = np.diff(stamps[:N_SHOWN])
    steps = steps[np.isfinite(steps) & (steps >= 0)]
    if len(steps) < MOST_ROWS or not np.any(steps > 0):
        return None
    mean = float(np.mean(steps))
    step = SHORT * mean
    is_short = steps < step
    n_packets = np.count_nonzero(~is_short)
    comes_together = np.mean(is_short) >= SHORT_SHARE
    is_pausing = n_packets * MOST_ROWS < len(steps)
    if not comes_together or is_pausing or not np.any(steps[is_short]):
        return None  # Equal stamps alone are spread as they are.
    if np.median(steps[is_short]) > NEAR * mean:
        return None
    return step


def join_bursts(stamps_s: Seconds, acceleration: Values) -> Seconds:
    """Give the rows of each packet the stamp of its first; the same stamps if none do.

    A log that merges sensors also writes rows close together, but those repeat the value
    that the row before had: such stamps are left as they are.
    """
    step_s = find_burst_step(stamps_s)
    if step_s is None or _repeats_values(stamps_s, acceleration, step_s):
        return stamps_s
    parts: list[Seconds] = []
    for rows in pieces(stamps_s, lap=1):
        stamps = stamps_s[rows]
        is_first = np.append(True, np.diff(stamps) >= step_s)
        joined = stamps[is_first][np.cumsum(is_first) - 1]
        if parts:  # The lap: what began in the piece before goes on.
            joined[: np.argmax(np.append(is_first[1:], True)) + 1] = parts[-1][-1]
            joined = joined[1:]
        parts.append(joined)
    return pile_up(parts)


def _repeats_values(stamps_s: Seconds, acceleration: Values, step_s: float) -> bool:
    steps = np.diff(stamps_s[:N_SHOWN])
    is_new: Mask = np.any(np.diff(acceleration[:N_SHOWN], axis=0) != 0, axis=1)
    is_short = steps < step_s
    together, apart = float(np.mean(is_new[is_short])), float(np.mean(is_new[~is_short]))
    return min(together, apart) < ALIKE * max(together, apart)


def spread_bursts(stamps_s: Seconds, acceleration: Values) -> Seconds | None:
    """Spread the rows of packets over the waits before them; ``None`` if there are none."""
    joined_s = join_bursts(stamps_s, acceleration)
    if joined_s is stamps_s:
        return None
    backwards_s, _ = spread_repeats(_turned(joined_s), are_packets=True)
    return _turned(backwards_s)


def _turned(stamps_s: Seconds) -> Seconds:
    """Let time run from the last row to the first."""
    return pile_up(-stamps_s[rows][::-1] for rows in reversed(list(pieces(stamps_s))))
