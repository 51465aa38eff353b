"""Shocks that move all sensors alike: a vehicle, a bed partner, a knock on the furniture.

A jerk of the body reaches each sensor through another limb, which answers it with another
shape and at its own time. What comes from outside moves them all in the same instant and
in the same way. It is flagged and still counted: of the jerks that two sensors share, one
in thirty simulated ones looks like that too.
"""

import numpy as np
import pandas as pd

from myosense.bodyclocks import body_times
from myosense.combining import Person
from myosense.envelopes import RATE_HZ, SCALE_G, Envelope, Signal
from myosense.events import add_flag
from myosense.intervals import contains
from myosense.sites import region_of

COMMON_MODE = "common_mode"  #: the flag
#: Peaks no further apart than this and the error of the clocks.
SPREAD_S = 0.010
#: Of 64 simulated jerks that wrist and ankle share, 3 correlate as well as this over the
#: time around; 2 of these are as similar in width.
LEAST_MATCH = 0.97
MAX_WIDTH_RATIO = 1.15
AROUND_S = np.arange(-0.3, 0.7, 1 / RATE_HZ)


def flag_common_mode(events: pd.DataFrame, person: Person) -> pd.DataFrame:
    """Flag the jerks that all sensors saw in the same instant and in the same shape.

    Parameters
    ----------
    events
        The counted events, those that are one jerk of one ``body_event_id``.
    person
        The recordings, with their motion.

    Returns
    -------
    DataFrame
        The events, some flagged ``common_mode``. None is where only one side of one region
        was judged.
    """
    times_s = body_times(events["recording_id"], events["peak_s"], person.clocks)
    shared = events.assign(body_s=times_s)[
        events["body_event_id"].duplicated(keep=False).to_numpy(dtype=bool)
    ]
    names = [
        name
        for name, rows in shared.groupby("body_event_id", sort=False)
        if _is_common(rows, person)
    ]
    return add_flag(events, COMMON_MODE, events["body_event_id"].isin(names))


def _is_common(rows: pd.DataFrame, person: Person) -> bool:
    keys = list(rows["recording_id"])
    error_s = max(person.clocks[key].error_s for key in keys)
    widths_s = rows["width_s"].to_numpy(dtype=np.float64)
    return (
        rows["recording_id"].is_unique
        and _is_everywhere(keys, float(rows["body_s"].min()), person)
        and float(np.ptp(rows["body_s"])) <= SPREAD_S + error_s
        and bool(np.max(widths_s) <= MAX_WIDTH_RATIO * np.min(widths_s))
        and _least_match(rows, person) >= LEAST_MATCH
    )


def _is_everywhere(keys: list[str], at_s: float, person: Person) -> bool:
    """Say whether all sensors judged at a time saw it, at two parts of the body or more."""
    facts = [person.facts[key] for key in keys]
    if len({(region_of(fact.site), fact.side) for fact in facts}) < 2:
        return False
    reference = person.clocks[keys[0]].reference
    return all(
        key in keys
        or own.reference != reference
        or not contains(person.coverages[key].usable, own.to_own(np.array([at_s])))[0]
        for key, own in person.clocks.items()
    )


def _least_match(rows: pd.DataFrame, person: Person) -> float:
    """Correlate the motion around the peak of each sensor with that of the first."""
    shapes = [
        _shape(person.motion[key], float(peak_s))
        for key, peak_s in zip(rows["recording_id"], rows["peak_s"], strict=True)
    ]
    if any(np.ptp(shape) == 0 for shape in shapes):
        return 0.0
    return float(np.min(np.corrcoef(shapes)))


def _shape(motion: Envelope, peak_s: float) -> Signal:
    """Give the size of the motion around a peak, not its logarithm."""
    rows = (peak_s + AROUND_S) * RATE_HZ - 0.5
    first = max(int(rows[0]), 0)
    level = motion.level[first : int(rows[-1]) + 2].astype(np.float64)
    size: Signal = np.interp(
        rows, first + np.arange(len(level)), SCALE_G * np.expm1(level), left=0.0, right=0.0
    )
    return size
