"""Lags between two sensors: the line of them on which their motion agrees best.

An offset and a drift make a straight line of lags over time. `search` finds it from the
motion as a whole, to a fraction of a second; `sharpen` from the peaks of brief motions, to
milliseconds. Both say how often chance does as well, by the same search where only chance
can agree.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d

from myosense.envelopes import RATE_HZ, Envelope, Rows, Signal, correlation, prepared
from myosense.errors import SettingsError
from myosense.intervals import Mask, Seconds, members

COARSE = 10  #: Rows of an envelope that make one of the first search: 0.2 s.
COARSE_HZ = RATE_HZ / COARSE
WINDOW_S = 3600.0
MAX_WINDOWS = 48  #: Of a longer recording, so many are spread over it.
AROUND_S = 10.0  #: Motion stands out of the mean over this time, in the search.
N_SHIFTS = 20  #: Random shifts that show what chance gives.
REACH_S = 1.5  #: Peaks of motion are compared so far from the line that was found first.
BIN_S = 0.005  #: Lags of peaks are counted in bins of this width.
#: Peaks of one jerk lie so near each other: 15 ms on the way, and limbs that answer it
#: with lobes of 27 to 180 ms.
MEET_S = 0.05
#: Lags that can only meet by chance.
AWAY_S = tuple(sign * (4.0 + 3.0 * k) for k in range(10) for sign in (-1, 1))
MIN_PAIRS = 5  #: So many pairs of peaks show a line.
N_TRIMS = 10
SD_PER_MAD = 1.4826  #: Of normal errors.
EULER = 0.5772156649015329


@dataclass(frozen=True, kw_only=True)
class AlignmentParameters:
    """Settings of `align`: how far apart clocks may be, and how sure to be."""

    max_offset_s: float = 300.0  #: Clocks set by hand are minutes apart, not hours.
    #: Crystals are good to 20 to 50 ppm; two of them may run apart.
    max_drift_ppm: float = 100.0
    #: Highest probability that chance alone agrees as well.
    max_chance: float = 0.001
    #: What the way through the body adds to the clock error: from the cortex 10 to 15 ms
    #: more to the leg than to the arm, about 10 ms to the other side; as commonly quoted.
    body_lag_s: float = 0.015
    #: Start and stop of each time in which all sensors were knocked on at once, one after
    #: the other, in seconds since the start of the first recording; none if empty.
    knocks_s: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Check that each number is one that can be computed with."""
        for name in ("max_offset_s", "max_drift_ppm", "body_lag_s"):
            if not getattr(self, name) > 0:
                raise SettingsError(
                    f"alignment.{name} is {getattr(self, name):g}; expected above 0"
                )
        if not 0 < self.max_chance < 1:
            raise SettingsError(
                f"alignment.max_chance is {self.max_chance:g}; expected above 0 and below 1"
            )
        if len(self.knocks_s) % 2 or np.any(np.diff(self.knocks_s) <= 0):
            raise SettingsError(
                f"alignment.knocks_s is {list(self.knocks_s)}; expected a start and a stop "
                "for each time of knocks, rising"
            )

    @property
    def knocks(self) -> tuple[tuple[float, float], ...]:
        """Start and stop of each time of knocks."""
        return tuple(zip(self.knocks_s[::2], self.knocks_s[1::2], strict=True))


@dataclass(frozen=True, kw_only=True)
class Line:
    """A straight line of lags over time."""

    middle_s: float
    offset_s: float  #: at the middle
    drift_ppm: float
    offset_error_s: float = np.nan  #: standard errors
    drift_error_ppm: float = np.nan

    def at(self, times_s: Signal) -> Signal:
        """Give the lag at some times."""
        lag: Signal = self.offset_s + 1e-6 * self.drift_ppm * (times_s - self.middle_s)
        return lag

    def error_at(self, times_s: Signal) -> Signal:
        """Give the standard error of the line at some times."""
        error: Signal = np.hypot(
            self.offset_error_s, 1e-6 * self.drift_error_ppm * (times_s - self.middle_s)
        )
        return error


def sharpen(
    first_s: Seconds, second_s: Seconds, rough: Line, parameters: AlignmentParameters
) -> Line | None:
    """Find the line near a rough one on which most peaks of two sensors meet.

    Parameters
    ----------
    first_s, second_s : shapes (n,), (m,)
        Rising times of the peaks of brief motions, by the stated clocks.
    rough
        From `search`.
    parameters
        How sure to be.

    Returns
    -------
    Line or None
        Least squares through the pairs that meet, with standard errors; ``None`` where as
        many meet by chance.

    Notes
    -----
    What chance gives is counted by the same search at lags that are seconds away from the
    rough line. Pairs that meet by chance lie evenly around it and do not bend it.
    """
    at_s, lag_s = _pairs(first_s, second_s, rough)
    since_s = at_s - rough.middle_s
    rest_s = lag_s - rough.at(at_s)
    half_s = max(float(np.max(np.abs(since_s), initial=0.0)), 1.0)
    n = int(np.ceil(2 / COARSE_HZ / BIN_S))
    drifts = np.arange(-n, n + 1, dtype=np.float64) * (BIN_S / half_s)
    best, drift, offset_s = _most_meet(rest_s, since_s, drifts)
    by_chance = [_most_meet(rest_s - away, since_s, drifts)[0] for away in AWAY_S]
    if chance_of(best, np.array(by_chance)) > parameters.max_chance:
        return None
    middle_s = rough.middle_s
    left_s = rest_s - offset_s - drift * since_s
    line = _fitted(since_s, left_s, np.abs(left_s) <= MEET_S)
    if line is None:
        return None
    return Line(
        middle_s=middle_s + line.middle_s,
        offset_s=float(rough.at(np.array(middle_s + line.middle_s)))
        + offset_s
        + drift * line.middle_s
        + line.offset_s,
        drift_ppm=rough.drift_ppm + 1e6 * drift + line.drift_ppm,
        offset_error_s=line.offset_error_s,
        drift_error_ppm=line.drift_error_ppm,
    )


def _pairs(first_s: Seconds, second_s: Seconds, rough: Line) -> tuple[Signal, Signal]:
    """List the pairs of peaks that lie near a line of lags: times and lags."""
    expected_s = second_s + rough.at(second_s)
    reach_s = REACH_S + max(AWAY_S) + 1.0
    low = np.searchsorted(first_s, expected_s - reach_s)
    j, i = members(low, np.searchsorted(first_s, expected_s + reach_s))
    return second_s[j], first_s[i] - second_s[j]


def _most_meet(
    rest_s: Signal, since_s: Signal, drifts: Signal
) -> tuple[float, float, float]:
    """Find the drift and offset within reach at which most pairs of peaks meet."""
    edges_s = np.arange(-REACH_S, REACH_S + BIN_S, BIN_S)
    best = (-np.inf, 0.0, 0.0)
    for drift in drifts:
        counts = np.histogram(rest_s - drift * since_s, edges_s)[0].astype(np.float64)
        # Twice a running mean over the breadth is a triangle: the nearer the better.
        breadth = int(MEET_S / BIN_S) | 1
        total = uniform_filter1d(counts, breadth, mode="constant")
        total = uniform_filter1d(total, breadth, mode="constant") * breadth
        top = int(np.argmax(total))
        if total[top] > best[0]:
            best = (float(total[top]), float(drift), float(edges_s[top] + BIN_S / 2))
    return best


def _fitted(since_s: Signal, left_s: Signal, is_near: Mask) -> Line | None:
    """Lay a line through what is near, leaving out what is far from it, step by step."""
    for _ in range(N_TRIMS):
        n = int(np.count_nonzero(is_near))
        if n < MIN_PAIRS:
            return None
        near_s, rest_s = since_s[is_near], left_s[is_near]
        middle_s, offset_s = float(np.mean(near_s)), float(np.mean(rest_s))
        square = float(np.sum((near_s - middle_s) ** 2))
        slope = float(np.sum((near_s - middle_s) * rest_s)) / square
        rest_s = left_s - offset_s - slope * (since_s - middle_s)
        error_s = float(np.sqrt(np.sum(rest_s[is_near] ** 2) / (n - 2)))
        spread_s = SD_PER_MAD * float(np.median(np.abs(rest_s[is_near])))
        is_near = np.abs(rest_s) <= min(max(3 * spread_s, BIN_S), MEET_S)
    return Line(
        middle_s=middle_s,
        offset_s=offset_s,
        drift_ppm=1e6 * slope,
        offset_error_s=error_s / np.sqrt(n),
        drift_error_ppm=1e6 * error_s / np.sqrt(square),
    )


def search(
    first: Envelope,
    second: Envelope,
    apart_s: float,
    common_s: tuple[float, float],
    parameters: AlignmentParameters,
) -> Line | None:
    """Find the line of lags along which the motion of two sensors agrees best.

    Parameters
    ----------
    first, second
        What moved.
    apart_s
        Start of the second after that of the first, by their own clocks.
    common_s
        Start and stop of the time that both recorded, on the clock of the first.
    parameters
        How far apart the clocks may be, and how sure to be.

    Returns
    -------
    Line or None
        Without errors; ``None`` where windows that are shifted at random agree as well.
    """
    firsts, n_rows = _windows(*common_s)
    shift = round(apart_s * RATE_HZ)
    agree = np.array(
        [_agreement(first, second, (at, at - shift), n_rows) for at in firsts.tolist()]
    )
    at_s = (firsts + n_rows / 2) / RATE_HZ
    middle_s = float(np.mean(at_s))
    n_max = int(min(parameters.max_offset_s * COARSE_HZ, agree.shape[1] // 6))
    drifts = _drifts(at_s, parameters.max_drift_ppm)
    best, lag, drift = _best_line(agree, at_s - middle_s, drifts, n_max)
    rng = np.random.default_rng(0)
    by_chance = []
    for _ in range(N_SHIFTS):
        by = rng.integers(2 * n_max, agree.shape[1] - 2 * n_max, len(agree))
        shifted = np.array([np.roll(row, n) for row, n in zip(agree, by, strict=True)])
        by_chance.append(_best_line(shifted, at_s - middle_s, drifts, n_max)[0])
    if chance_of(best, np.array(by_chance)) > parameters.max_chance:
        return None
    offset_s = lag / COARSE_HZ + shift / RATE_HZ - apart_s
    return Line(middle_s=middle_s, offset_s=offset_s, drift_ppm=1e6 * drift)


def _agreement(
    first: Envelope, second: Envelope, rows: tuple[int, int], n_rows: int
) -> Signal:
    """Correlate a window of the one with a window of the other."""
    mean_over = int(AROUND_S * COARSE_HZ)
    one, other = (
        prepared(*envelope.window(row, n_rows, COARSE), mean_over)
        for envelope, row in zip((first, second), rows, strict=True)
    )
    return correlation(one, other)


def _windows(start_s: float, stop_s: float) -> tuple[Rows, int]:
    """Spread windows over a time without overlap: their first rows and their length."""
    n_in = int(np.ceil((stop_s - start_s) / WINDOW_S))
    n_rows = int((stop_s - start_s) / n_in * COARSE_HZ) * COARSE
    first, last = int(start_s * RATE_HZ), int(stop_s * RATE_HZ) - n_rows
    return np.linspace(first, last, min(n_in, MAX_WINDOWS)).astype(np.int64), n_rows


def chance_of(best: float, by_chance: Signal) -> float:
    """Give the probability of such a maximum, from some maxima that chance gave.

    Maxima of many lags follow the law of Gumbel; its two numbers come from mean and spread.
    """
    scale = float(np.std(by_chance, ddof=1)) * np.sqrt(6) / np.pi
    if scale == 0:
        return 1.0
    location = float(np.mean(by_chance)) - EULER * scale
    return float(-np.expm1(-np.exp(-(best - location) / scale)))


def _drifts(at_s: Signal, max_drift_ppm: float) -> Signal:
    """List drifts so dense that no window is off by more than a row of the search."""
    most_rows = 1e-6 * max_drift_ppm * float(np.ptp(at_s)) / 2 * COARSE_HZ
    n = int(most_rows)  # drifts that move no window by a row need not be searched
    return np.linspace(-n, n, 2 * n + 1) * (1e-6 * max_drift_ppm / max(most_rows, 1.0))


def _best_line(
    agree: Signal, since_s: Signal, drifts: Signal, n_max: int
) -> tuple[float, int, float]:
    """Find offset and drift at which the correlations of all windows add up to most."""
    reach = n_max + int(np.ceil(np.max(np.abs(np.outer(drifts, since_s))) * COARSE_HZ)) + 1
    lags = np.arange(-reach, reach + 1) % agree.shape[1]
    near = agree[:, lags]
    best = (-np.inf, 0, 0.0)
    for drift in drifts:
        lows = reach - n_max + np.round(drift * since_s * COARSE_HZ).astype(np.int64)
        total = np.zeros(2 * n_max + 1)
        for row, low in zip(near, lows, strict=True):
            total += row[low : low + len(total)]
        top = int(np.argmax(total))
        if total[top] > best[0]:
            best = (float(total[top]), top - n_max, float(drift))
    return best
