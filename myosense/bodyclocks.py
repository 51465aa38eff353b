"""One clock for the recordings of a person whose clocks were compared two by two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from myosense.alignment import Alignment
from myosense.intervals import Seconds

Pair = tuple[str, str]  #: Ids of two recordings, in the order in which they were given.


@dataclass(frozen=True, kw_only=True)
class BodyClock:
    """How a recording's own clock runs against the one that its sensors share."""

    reference: str  #: recording whose clock is shared
    zero_s: float = 0.0  #: the recording's start on that clock
    pace: float = 1.0  #: seconds of that clock for each of its own
    error_s: float = 0.0  #: standard error

    def to_body(self, own_s: Seconds) -> Seconds:
        """Bring seconds since the recording's start to the shared clock."""
        return self.zero_s + self.pace * own_s

    def to_own(self, body_s: Seconds) -> Seconds:
        """Bring seconds of the shared clock to seconds since the recording's start."""
        return (body_s - self.zero_s) / self.pace


def common_clocks(
    recording_ids: Iterable[str], alignments: Mapping[Pair, Alignment]
) -> dict[str, BodyClock]:
    """Give the recordings whose clocks were compared one clock.

    The best comparisons are used, one fewer than there are recordings. A recording without
    any is its own reference.
    """
    aligned = {pair: a for pair, a in alignments.items() if a.is_aligned}
    clocks: dict[str, BodyClock] = {}
    for recording_id in recording_ids:
        clocks.setdefault(recording_id, BodyClock(reference=recording_id))
        while step := _next_step(clocks, aligned):
            known, new = step
            clocks[new] = _beside(clocks[known], known, new, aligned)
    return clocks


def _next_step(
    clocks: Mapping[str, BodyClock], aligned: Mapping[Pair, Alignment]
) -> Pair | None:
    """Find the best comparison of a recording that is placed with one that is not."""
    steps = [
        (alignment.clock_error_s, known, new)
        for pair, alignment in aligned.items()
        for known, new in (pair, pair[::-1])
        if new not in clocks and known in clocks
    ]
    return min(steps)[1:] if steps else None


def _beside(
    clock: BodyClock, known: str, new: str, aligned: Mapping[Pair, Alignment]
) -> BodyClock:
    """Place a recording by one that is placed."""
    if (known, new) in aligned:
        found = aligned[known, new]
        zero_s, pace = found.zero_s, found.pace
    else:
        found = aligned[new, known]
        zero_s, pace = -found.zero_s / found.pace, 1 / found.pace
    return BodyClock(
        reference=clock.reference,
        zero_s=clock.zero_s + clock.pace * zero_s,
        pace=clock.pace * pace,
        error_s=float(np.hypot(clock.error_s, found.clock_error_s)),
    )


def body_times(
    recording_ids: pd.Series, own_s: pd.Series, clocks: Mapping[str, BodyClock]
) -> Seconds:
    """Bring times of several recordings to the clocks that they share."""
    zero_s, pace = (
        recording_ids.map({key: getattr(clocks[key], name) for key in clocks}).to_numpy(
            dtype=np.float64
        )
        for name in ("zero_s", "pace")
    )
    times_s: Seconds = zero_s + pace * own_s.to_numpy(dtype=np.float64)
    return times_s
