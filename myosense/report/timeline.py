"""Where a second of a recording lies on the common axis of a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import clock
from myosense.intervals import Seconds
from myosense.recording import Facts

MAX_TICKS = 16
TICK_STEPS_MIN = (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
EPOCH = pd.Timestamp("1970-01-01")


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The wearer's clock in days, or hours since the start of each recording."""

    has_clock: bool
    zone: tzinfo | None  #: None without a clock, and of a wall clock without a zone
    origins: dict[str, float]  #: where each recording starts on the axis
    per_s: float

    def of(self, recording_id: str, at_s: npt.ArrayLike) -> Seconds:
        """Place seconds since the start of a recording."""
        at = np.asarray(at_s, dtype=np.float64)
        return self.origins[recording_id] + at * self.per_s


def timeline_of(facts: Mapping[str, Facts]) -> Timeline:
    """Choose the clock that all recordings share; without one, hours since each start."""
    starts = [clock.local_start(fact) for fact in facts.values()]
    known = [start for start in starts if start is not None]
    zones = [start.tzinfo for start in known]
    if len(known) < len(starts) or len({zone is None for zone in zones}) != 1:
        hours = dict.fromkeys(facts, 0.0)
        return Timeline(has_clock=False, zone=None, origins=hours, per_s=1 / 3600)
    days = {key: day_number(start) for key, start in zip(facts, known, strict=True)}
    return Timeline(has_clock=True, zone=zones[0], origins=days, per_s=1 / 86_400)


def day_number(stamp: pd.Timestamp) -> float:
    """Count the days since 1970 in UTC; of a naive stamp, on its own clock."""
    instant = stamp if stamp.tzinfo is None else stamp.tz_convert("UTC").tz_localize(None)
    return (instant - EPOCH) / pd.Timedelta(days=1)


def round_times(
    limits: tuple[float, float], zone: tzinfo | None
) -> tuple[pd.DatetimeIndex, Seconds]:
    """Find round times of the local clock between two days' numbers, for the axis.

    Returns
    -------
    wall : shape (n,)
        Naive local stamps; an hour that autumn repeats is there twice.
    at : shape (n,)
        Where they lie.
    """
    low, high = (EPOCH + pd.Timedelta(days=limit) for limit in limits)
    minutes = (high - low) / pd.Timedelta(minutes=1)
    step = next((s for s in TICK_STEPS_MIN if minutes / s <= MAX_TICKS), TICK_STEPS_MIN[-1])
    # A microsecond of grace: a day's number holds no more.
    grace = pd.Timedelta(microseconds=1)
    grain = "5min" if minutes >= 15 else "1min" if minutes >= 3 else "10s"
    grid = pd.date_range((low - grace).ceil(grain), high + grace, freq=grain)
    wall = grid if zone is None else grid.tz_localize("UTC").tz_convert(zone)
    wall = wall.tz_localize(None)
    is_round = np.ones(len(wall), dtype=bool)
    if grain == "5min":
        is_round = (wall.hour * 60 + wall.minute) % step == 0
    thin = max(int(np.ceil(np.count_nonzero(is_round) / MAX_TICKS)), 1)
    at = np.asarray((grid - EPOCH) / pd.Timedelta(days=1), dtype=np.float64)
    return wall[is_round][::thin], at[is_round][::thin]
