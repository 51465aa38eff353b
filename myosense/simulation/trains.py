"""Trains of jerks: rhythmic or uneven, one jerk again and again or each its own."""

from dataclasses import dataclass, replace

import numpy as np

from myosense.intervals import Seconds
from myosense.simulation.generators import Generator
from myosense.simulation.limbs import Range
from myosense.simulation.swings import Swing, Vector, log_uniform

#: Spinal segmental jerks repeat at 0.5-3 Hz, epilepsia partialis continua near 1 Hz,
#: propriospinal jerks at 1-7 Hz, negative ones at 3-5 Hz; up to 8 Hz to be wide.
RATE_HZ: Range = (0.5, 8.0)
#: From here on the model's own ranges.
CYCLES: Range = (3.0, 100.0)
JITTER: Range = (0.0, 0.2)  #: SD of the intervals over their mean.
SHORTEST = 0.4  #: No interval is shorter than this, over their mean.
HEIGHT_LOG_SD: Range = (0.05, 0.4)  #: How much the amplitudes differ.
ALIKE_SHARE = 0.5  #: Trains of one jerk that repeats.


@dataclass(frozen=True, kw_only=True, eq=False)
class Train:
    """When the jerks of a train peak and how large each is."""

    times_s: Seconds  #: shape (n,), rising from 0
    heights: Vector  #: shape (n,), over the amplitude of the train
    is_alike: bool  #: Whether one jerk repeats, larger or smaller.


def draw_train(
    rng: np.random.Generator, rate_hz: Range = RATE_HZ, cycles: Range = CYCLES
) -> Train:
    """Draw a train: by default 3 to 100 jerks at 0.5 to 8 Hz.

    Parameters
    ----------
    rng
        Source of randomness.
    rate_hz, cycles
        Limits of the mean rate and of the number of jerks, drawn evenly in their logarithm.

    Notes
    -----
    Above 4 Hz its lobes may come closer than the 0.25 s up to which lobes are one event:
    such a train has more jerks than a count can tell.
    """
    period_s = 1 / log_uniform(rng, rate_hz)
    n = round(log_uniform(rng, cycles))
    uneven = 1 + rng.uniform(*JITTER) * rng.standard_normal(n - 1)
    steps_s = period_s * np.maximum(uneven, SHORTEST)
    return Train(
        times_s=np.append(0.0, np.cumsum(steps_s)),
        heights=np.exp(rng.uniform(*HEIGHT_LOG_SD) * rng.standard_normal(n)),
        is_alike=bool(rng.random() < ALIKE_SHARE),
    )


def train_swings(
    rng: np.random.Generator, train: Train, generator: Generator, site: str, peak_g: float
) -> list[Swing]:
    """Make the motions of a train whose first jerk peaks at 0; `later` puts it elsewhere.

    Parameters
    ----------
    rng
        Source of randomness.
    train
        Times and heights.
    generator
        Makes the one jerk that repeats, or each.
    site
        Body site.
    peak_g
        Amplitude of the train: the median of its jerks.
    """
    if not train.is_alike:
        return [
            generator(rng, site, float(peak_g * height), float(time_s))
            for time_s, height in zip(train.times_s, train.heights, strict=True)
        ]
    one = generator(rng, site, peak_g, 0.0)
    return [
        later(_scaled(one, float(height)), float(time_s))
        for time_s, height in zip(train.times_s, train.heights, strict=True)
    ]


def later(swing: Swing, by_s: float) -> Swing:
    """Return the same motion at a later time."""
    return replace(swing, start_s=swing.start_s + by_s)


def _scaled(swing: Swing, height: float) -> Swing:
    """Return the same motion, larger or smaller."""
    return replace(
        swing,
        acceleration_g=height * swing.acceleration_g,
        angle_rad=height * swing.angle_rad,
    )
