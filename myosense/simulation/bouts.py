"""What follows what: a stretch of life cut into bouts of one activity each.

The bouts of a scenario tile its time: by the clock, by turns or at random.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from myosense.simulation.activities import SHARES
from myosense.simulation.limbs import Range
from myosense.simulation.swings import log_uniform

Bout = tuple[float, float, str]  #: start_s, stop_s, activity

BUSY_BOUT_S: Range = (5.0, 60.0)
SAME_BOUT_S: Range = (15.0, 180.0)  #: Of an activity that goes on, done anew each time.
LIFE_BOUT_S: Range = (15.0, 600.0)  #: Of rest and of busy stretches by turns.
#: Activities that follow each other at random in a mixed hour: share, shortest, longest.
_MIXED = {
    "evening": {
        "rest": (0.45, (120.0, 600.0)),
        "hands": (0.40, (30.0, 240.0)),
        "walk": (0.15, (15.0, 90.0)),
    },
    "active": {
        "rest": (0.30, (60.0, 600.0)),
        "hands": (0.45, (30.0, 400.0)),
        "walk": (0.25, (20.0, 240.0)),
    },
    "walking": {"walking": (0.8, (60.0, 300.0)), "rest": (0.2, (5.0, 30.0))},
}
#: A day by the clock: from this hour on, this.
_DAY = (
    (0.0, "night"),
    (7.0, "evening"),
    (9.0, "active"),
    (18.0, "evening"),
    (21.0, "table"),
    (21.5, "evening"),
    (23.0, "night"),
    (24.0, "night"),
)
START_H = {"day": 7.0, "night": 23.0}  #: Where the recording has no clock.


def bouts_of(
    rng: np.random.Generator, scenario: str, stop_s: float, start_h: float | None
) -> Iterator[Bout]:
    """Cut a recording's time into bouts of one activity each, without a gap.

    Parameters
    ----------
    rng
        Source of what is drawn.
    scenario
        One of `myosense.simulation.scenarios.SCENARIOS`.
    stop_s
        Length in seconds.
    start_h
        Hour of the day at the start; ``None`` takes `START_H`.
    """
    if scenario == "day":
        yield from _day_bouts(rng, stop_s, start_h)
    elif scenario == "busy":
        yield from busy_bouts(rng, 0.0, stop_s)
    elif scenario == "life":
        yield from life_bouts(rng, stop_s)
    elif scenario in _MIXED:
        yield from _mixed_bouts(rng, scenario, 0.0, stop_s)
    elif scenario in SHARES:
        yield from same_bouts(rng, scenario, stop_s)
    else:
        yield 0.0, stop_s, {"still": "rest", "night": "sleep"}.get(scenario, scenario)


def _day_bouts(
    rng: np.random.Generator, stop_s: float, start_h: float | None
) -> Iterator[Bout]:
    first_s = 3600 * (START_H["day"] if start_h is None else start_h)
    n_days = int((first_s + stop_s) // 86400) + 1
    for day in range(n_days):
        for (from_h, activity), (to_h, _) in pairwise(_DAY):
            from_s = max(day * 86400 + 3600 * from_h - first_s, 0.0)
            to_s = min(day * 86400 + 3600 * to_h - first_s, stop_s)
            if from_s >= to_s:
                continue
            if activity in _MIXED:
                yield from _mixed_bouts(rng, activity, from_s, to_s)
            else:
                yield from_s, to_s, "sleep" if activity == "night" else activity


def _mixed_bouts(
    rng: np.random.Generator, mix: str, start_s: float, stop_s: float
) -> Iterator[Bout]:
    """Let activities follow each other at random, by their share of the bouts."""
    kinds = list(_MIXED[mix])
    shares = [_MIXED[mix][kind][0] for kind in kinds]
    while start_s < stop_s:
        kind = str(rng.choice(kinds, p=shares))
        end_s = min(start_s + log_uniform(rng, _MIXED[mix][kind][1]), stop_s)
        yield start_s, end_s, kind
        start_s = end_s


def busy_bouts(rng: np.random.Generator, start_s: float, stop_s: float) -> Iterator[Bout]:
    """Let activities follow each other at random."""
    names = list(SHARES)
    shares = np.array(list(SHARES.values())) / sum(SHARES.values())
    while start_s < stop_s:
        name = names[int(rng.choice(len(names), p=shares))]
        end_s = min(start_s + log_uniform(rng, BUSY_BOUT_S), stop_s)
        yield start_s, end_s, name
        start_s = end_s


def same_bouts(rng: np.random.Generator, name: str, stop_s: float) -> Iterator[Bout]:
    """Let one activity be done in ever new manners."""
    start_s = 0.0
    while start_s < stop_s:
        end_s = min(start_s + log_uniform(rng, SAME_BOUT_S), stop_s)
        yield start_s, end_s, name
        start_s = end_s


def life_bouts(rng: np.random.Generator, stop_s: float) -> Iterator[Bout]:
    """Let rest and busy stretches take turns, half the time each on the mean."""
    start_s, is_rest = 0.0, rng.random() < 0.5
    while start_s < stop_s:
        end_s = min(start_s + log_uniform(rng, LIFE_BOUT_S), stop_s)
        if is_rest:
            yield start_s, end_s, "rest"
        else:
            yield from busy_bouts(rng, start_s, end_s)
        start_s, is_rest = end_s, not is_rest
