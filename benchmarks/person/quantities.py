"""One seed: a person, what was seen of them, and a figure beside its truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from benchmarks.person.living import Floats, Life, Traits, jerk, live, moods
from benchmarks.person.seeing import Seen, recording_id, see
from myosense.combining import CombineParameters
from myosense.coverage import Coverage
from myosense.false_alarms import FalseAlarmParameters
from myosense.intervals import Mask
from myosense.joining import name_jerks
from myosense.patterns import PatternParameters, series
from myosense.recording import Facts

N_STIMULI = 60
STUDIED_H = 200.0  #: In which the detector's false alarms are known from.
Z = 1.959963984540054  #: Normal quantile of 95 %.
Held = tuple[pd.DataFrame, dict[str, Coverage], dict[str, Facts]]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """One figure beside what was planted."""

    name: str
    truth: float
    estimate: float
    low: float
    high: float

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high

    @property
    def has_interval(self) -> bool:
        """Whether the package gave an interval at all."""
        return bool(np.isfinite(self.estimate) and np.isfinite(self.low + self.high))

    @property
    def z(self) -> float:
        """Distance from the truth in standard errors of that side of the interval."""
        beyond = self.estimate - self.truth
        if beyond == 0:
            return 0.0
        reach = self.estimate - self.low if beyond > 0 else self.high - self.estimate
        return Z * beyond / reach if reach > 0 else np.nan


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """One seed: the life, what was seen of it, and what is known of the detector."""

    life: Life
    of_day: Floats  #: how many times as many jerks the day of each piece has
    seen: Seen
    rng: np.random.Generator
    alarms: FalseAlarmParameters

    @property
    def n_days(self) -> int:
        """Days of the life."""
        return int(self.life.day[-1]) + 1

    @property
    def before(self) -> Mask:
        """Pieces before the change."""
        return ~self.life.is_after

    def week(self, *sensors: int) -> Held:
        """Give what the package is told of the time before the change."""
        return self._held([recording_id(sensor, is_after=False) for sensor in sensors])

    def both(self, *sensors: int) -> Held:
        """Give the same of all days."""
        return self._held(
            [recording_id(i, is_after=later) for i in sensors for later in (False, True)]
        )

    def later(self, sensor: int) -> Held:
        """Give the same of the time after the change."""
        return self._held([recording_id(sensor, is_after=True)])

    @cached_property
    def joined(self) -> pd.DataFrame:
        """All events, those that are one jerk by one name."""
        person = self.seen.person
        table = name_jerks(self.seen.events, person.clocks, CombineParameters())
        return series(table, PatternParameters())

    def _held(self, keys: Sequence[str]) -> Held:
        events, person = self.seen.events, self.seen.person
        here = events[events["recording_id"].isin(keys)].reset_index(drop=True)
        coverages = {key: person.coverages[key] for key in keys}
        return here, coverages, {key: person.facts[key] for key in keys}


def study(seed: int, n_days: int, *, n_compared: int) -> Study:
    """Draw a person and what was seen of them."""
    rng, traits = np.random.default_rng([17, seed]), Traits()
    life = live(rng, n_days, traits, N_STIMULI)
    of_day = moods(rng, life)
    seen = see(rng, life, jerk(rng, life, of_day), n_compared=n_compared)
    n = int(rng.poisson(traits.false_per_h * STUDIED_H))
    alarms = FalseAlarmParameters(n=n, hours=STUDIED_H)
    return Study(life=life, of_day=of_day, seen=seen, rng=rng, alarms=alarms)


def quantity(
    name: str, truth: float, row: pd.Series, columns: tuple[str, str, str]
) -> Quantity:
    """Read a figure with its limits from a row of the package's tables."""
    estimate, low, high = (float(row[column]) for column in columns)
    return Quantity(name=name, truth=truth, estimate=estimate, low=low, high=high)
