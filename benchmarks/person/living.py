"""What a person's jerks do: a clustered process that swings with the day and the dose.

Everything is constant in pieces of ten minutes, so that what to expect is a sum, not a
simulation. Times are seconds of the body's own clock, which starts at a midnight.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import i0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ZONE = "Europe/Berlin"
#: The dose changes; in the second night after it the clocks go back.
CHANGE = pd.Timestamp("2025-10-25 00:00", tz=ZONE)
PIECE_S = 600.0
SENSORS = ("left wrist", "right wrist", "chest")
SHARED = len(SENSORS)  #: The stream that all sensors feel, after their own ones.
STATES = ("long_still", "rest", "active", "walking")


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What is planted."""

    own_per_h: tuple[float, float, float] = (8.0, 14.0, 4.0)  #: at one sensor only
    shared_per_h: float = 6.0  #: at all three
    dose_ratio: float = 0.6  #: rate after the change over the rate before
    swing: float = 0.5  #: of the logarithm of the rate, once a day
    peak_h: float = 9.5
    #: By state. Awake they mean 1, as of long stillness, so that the day's swing is clean.
    state_factor: tuple[float, float, float, float] = (1.0, 0.8, 1.4, 0.4)
    state_share: tuple[float, float, float] = (0.5, 0.4, 0.1)  #: awake: of the others
    day_variation: float = 0.2  #: coefficient of variation of a day's rate
    hour_variation: float = 0.4  #: and of an hour's
    followers: float = 0.8  #: jerks that follow one jerk in its cluster
    follow_s: float = 8.0  #: time between them
    response: float = 0.4  #: chance that a stimulus is answered
    sensitivity: float = 0.8  #: of the detector
    false_per_h: float = 0.5  #: of the detector
    omitted: float = 0.3  #: hours that the diary leaves out
    unnoted: float = 0.35  #: hours of which it says "none" whatever came
    noticed: float = 0.4  #: jerks that are counted in the others


@dataclass(frozen=True, kw_only=True, eq=False)
class Life:
    """Days of a person in pieces of ten minutes, and what is to be expected of them."""

    traits: Traits
    start: pd.Timestamp
    hour: Ints  #: shape (n_pieces,): of the local clock
    day: Ints  #: number of the local day
    since_h: Ints  #: whole hours since the start
    state: Ints
    is_after: npt.NDArray[np.bool_]  #: the change
    expected: Floats  #: shape (4, n_pieces): jerks of each stream
    stimuli_s: Floats

    @property
    def starts_s(self) -> Floats:
        """Start of each piece."""
        return np.asarray(PIECE_S * np.arange(len(self.hour)), dtype=np.float64)

    @property
    def n_stimuli(self) -> Floats:
        """Stimuli in each piece."""
        at = (self.stimuli_s // PIECE_S).astype(np.int64)
        return np.bincount(at, minlength=len(self.hour)).astype(np.float64)

    def stamp(self, at_s: float) -> pd.Timestamp:
        """Give the local time of a second."""
        return self.start + pd.Timedelta(seconds=at_s)


def live(rng: np.random.Generator, n_days: int, traits: Traits, n_stimuli: int) -> Life:
    """Plan days, half of them before the change: what is done, and the rates of it."""
    start = CHANGE.tz_localize(None) - pd.Timedelta(days=n_days // 2)
    stop = start + pd.Timedelta(days=n_days)
    start, stop = start.tz_localize(ZONE), stop.tz_localize(ZONE)
    stamps = pd.date_range(start, stop, freq=f"{PIECE_S:.0f}s", inclusive="left")
    hour = stamps.hour.to_numpy(dtype=np.int64)
    since_s = PIECE_S * np.arange(len(hour))
    awake = 1 + rng.choice(3, size=len(hour), p=traits.state_share)
    state = np.where((hour >= 7) & (hour < 23), awake, 0)
    is_after = np.asarray(stamps >= CHANGE)
    swing = np.exp(traits.swing * np.cos(2 * np.pi * (hour + 0.5 - traits.peak_h) / 24))
    factor = swing / i0(traits.swing) * np.array(traits.state_factor)[state]
    factor = factor * np.where(is_after, traits.dose_ratio, 1.0)
    per_h = np.array([*traits.own_per_h, traits.shared_per_h])
    test_s = (CHANGE + pd.Timedelta(hours=10) - start).total_seconds()
    apart_s = 15 + rng.uniform(0, 5, n_stimuli)
    return Life(
        traits=traits,
        start=start,
        hour=hour,
        day=pd.factorize(stamps.date)[0],
        since_h=(since_s // 3600).astype(np.int64),
        state=state,
        is_after=is_after,
        expected=per_h[:, None] * factor * PIECE_S / 3600,
        stimuli_s=test_s + np.cumsum(apart_s),
    )


def moods(rng: np.random.Generator, life: Life) -> Floats:
    """Draw how many times as many jerks each day has, and say it of each piece."""
    return _gamma(rng, life.traits.day_variation, int(life.day[-1]) + 1)[life.day]


def jerk(rng: np.random.Generator, life: Life, of_day: Floats) -> list[Floats]:
    """Draw the jerks of each stream, rising; those of one hour and day vary together."""
    n_hours = int(life.since_h[-1]) + 1
    mood = of_day * _gamma(rng, life.traits.hour_variation, n_hours)[life.since_h]
    return [_clusters(rng, life, row * mood) for row in life.expected]


def _gamma(rng: np.random.Generator, variation: float, n: int) -> Floats:
    shape = 1 / variation**2
    return rng.gamma(shape, 1 / shape, n)


def _clusters(rng: np.random.Generator, life: Life, expected: Floats) -> Floats:
    """Draw clusters, each turned round inside its piece, so that none leaves it."""
    traits = life.traits
    n_first = rng.poisson(expected / (1 + traits.followers))
    start_s = np.repeat(life.starts_s, n_first)
    first_s = rng.uniform(0, PIECE_S, len(start_s))
    size = 1 + rng.poisson(traits.followers, len(start_s))
    of = np.repeat(np.arange(len(size)), size)
    gap_s = 0.5 + rng.exponential(traits.follow_s, len(of))
    passed_s = np.cumsum(gap_s)
    passed_s -= passed_s[np.cumsum(size) - size][of]
    return np.sort(start_s[of] + (first_s[of] + passed_s) % PIECE_S)
