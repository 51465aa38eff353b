"""The clocks of two sensors of one person, compared by the motion that both share.

First the whole time that both recorded: windows are correlated at every lag, and the line
of lags, an offset and a drift, along which the windows agree best is searched. The same
search in windows that are shifted at random shows what chance gives. Then around that line
the peaks of brief motions are paired, and the line on which most pairs meet is the answer.

A jerk runs through the body in up to 15 ms, and nobody knows of a person how; so clocks
that are compared by the body's motion keep an error of about that size, however many
jerks there are. Only knocks on all sensors at once do better (`myosense.knocks`).
"""

from dataclasses import dataclass

import numpy as np

from myosense import clock, lags
from myosense.envelopes import RATE_HZ, Envelope, Signal
from myosense.lags import AlignmentParameters
from myosense.recording import Facts

MIN_COMMON_S = 180.0  #: Less common time is not looked at.
ALIGNED, NOT_ALIGNED = "aligned", "not aligned"
BY_MOTION, BY_KNOCKS = "shared motion", "knocks"
TOO_SHORT = "under 3 minutes of common time"


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """How the clock of a second recording runs against that of a first."""

    is_aligned: bool
    verdict: str  #: in words, with the reason where they are not aligned
    apart_s: float = np.nan  #: start of the second after that of the first, as declared
    middle_s: float = np.nan  #: on the second's clock: where the offset is stated
    offset_s: float = np.nan  #: to be added to the second's stamps, at the middle
    drift_ppm: float = np.nan  #: by how much that grows; missing if it cannot be told
    offset_error_s: float = np.nan  #: standard errors
    drift_error_ppm: float = np.nan
    clock_error_s: float = np.nan  #: largest standard error over the common time
    method: str = ""  #: what the clocks were compared by; empty if not aligned

    @property
    def pace(self) -> float:
        """Seconds of the first for each second of the second."""
        return 1.0 + 1e-6 * float(np.nan_to_num(self.drift_ppm))

    @property
    def zero_s(self) -> float:
        """The second's start on the clock of the first."""
        return self.apart_s + self.offset_s - (self.pace - 1.0) * self.middle_s

    def to_first(self, second_s: Signal) -> Signal:
        """Bring seconds since the second's start to seconds since the first's."""
        return self.zero_s + self.pace * second_s


def starts_apart(first: Facts, second: Facts) -> float | None:
    """Tell how many seconds after the first the second starts, by their own clocks.

    Two recordings without a date are taken to start together; the motion decides.

    Returns
    -------
    float or None
        ``None`` where the two clocks cannot be held side by side.
    """
    if first.start is None and second.start is None:
        return 0.0
    if first.start is None or second.start is None:
        return None
    if (first.start.tzinfo is None) != (second.start.tzinfo is None):
        return None
    if first.start.tzinfo is None:
        one, other = (
            clock.local_times(f, 0.0)[0].tz_localize(None) for f in (first, second)
        )
    else:
        one, other = (clock.utc_times(fact, 0.0)[0] for fact in (first, second))
    return clock.seconds_between(one, other)


def align(
    first: Envelope, second: Envelope, apart_s: float, parameters: AlignmentParameters
) -> Alignment:
    """Compare the clocks of two recordings by their motion.

    Parameters
    ----------
    first, second
        What moved.
    apart_s
        Start of the second after that of the first, by their own clocks.
    parameters
        How far apart clocks may be, and how sure to be.

    Returns
    -------
    Alignment
        ``is_aligned`` is false, and the verdict says why, where the motion does not show
        how the clocks run.
    """
    start_s, stop_s = _common(first, second, apart_s)
    if stop_s - start_s < MIN_COMMON_S:
        return Alignment(is_aligned=False, verdict=f"{NOT_ALIGNED}: {TOO_SHORT}")
    line = lags.search(first, second, apart_s, (start_s, stop_s), parameters)
    if line is None:
        return Alignment(is_aligned=False, verdict=f"{NOT_ALIGNED}: no shared motion")
    line = lags.sharpen(first.peaks_s, second.peaks_s + apart_s, line, parameters)
    if line is None:
        why = f"{NOT_ALIGNED}: no shared motion is brief enough to show the clocks"
        return Alignment(is_aligned=False, verdict=why)
    error_s = line.error_at(np.array([start_s, stop_s]))
    return by_motion(line, apart_s, np.hypot(error_s, parameters.body_lag_s))


def by_motion(line: lags.Line, apart_s: float, error_s: Signal) -> Alignment:
    """State a line found in shared motion, with the errors of the clock at both ends."""
    return Alignment(
        is_aligned=True,
        verdict=ALIGNED,
        method=BY_MOTION,
        apart_s=apart_s,
        middle_s=line.middle_s - apart_s,
        offset_s=line.offset_s,
        drift_ppm=line.drift_ppm,
        offset_error_s=line.offset_error_s,
        drift_error_ppm=line.drift_error_ppm,
        clock_error_s=float(np.max(error_s)),
    )


def _common(first: Envelope, second: Envelope, apart_s: float) -> tuple[float, float]:
    """Give the time that both recorded, on the clock of the first."""
    stop_s = min(len(first.level), len(second.level) + apart_s * RATE_HZ) / RATE_HZ
    return max(0.0, apart_s), max(stop_s, 0.0, apart_s)
