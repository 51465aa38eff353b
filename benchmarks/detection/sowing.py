"""Planting jerks of any generator in every activity of a recording."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import planted
from benchmarks.detection.people import people
from benchmarks.fitting.planters import RECORDED, planter
from benchmarks.generators.recorded import recorded_swings
from benchmarks.recordings import FIT, Labeled, Source, shrunk
from myosense import Recording, intervals
from myosense.intervals import Seconds
from myosense.simulation import GENERATORS, Generator, plant_swings
from myosense.simulation.planting import plantable
from myosense.simulation.times import is_apart

GENERATOR_NAMES = ("muscle", "lobes", RECORDED)  #: All that the benchmark plants with.
#: Drawn from by turns, evenly in the logarithm inside each.
BINS_G = (0.1, 0.2, 0.5, 1.0, 3.0)
BIN_NAMES = tuple(f"{low:g}-{high:g} g" for low, high in pairwise(BINS_G))
EVERY_S = 20.0  #: One jerk in each slot of about this length, at least one in a place.
SPACING_S = 1.5  #: Jerks are never closer.
MARGIN_S = 0.5  #: Nor nearer to the end of their activity.


@dataclass(frozen=True, kw_only=True)
class Sower:
    """One way to plant: the generator's name and the seed."""

    generator: str
    seed: int


def generator_named(name: str, shared: Path, source: Source) -> Generator:
    """Return a generator; ``recorded`` is made of the recordings marked for fitting.

    In those it plants motions of the wearer's part of the people, which no network that
    judges them was fitted to; in others, motions of everybody.
    """
    if source.use == FIT:
        return planter(name, shared, people(shared)[source.file])
    return _of_everybody(shared) if name == RECORDED else GENERATORS[name]


@cache
def _of_everybody(shared: Path) -> Generator:
    return recorded_swings(shared)


def sown(shared: Path, labeled: Labeled, sower: Sower) -> tuple[Recording, pd.DataFrame]:
    """Plant jerks in every activity; return the twin and the truth with its activity.

    The same sower plants the same jerks in the same recording.
    """
    rng = np.random.default_rng([sower.seed, *labeled.source.file.encode()])
    swing_of = generator_named(sower.generator, shared, labeled.source)
    recording = labeled.recording
    allowed = plantable(recording)
    times_s = [
        slot_times(rng, intervals.intersect(shrunk(spans, MARGIN_S), allowed))
        for spans in labeled.spans.values()
    ]
    every_s = np.concatenate([np.empty(0), *times_s])
    names = np.repeat(list(labeled.spans), [len(own_s) for own_s in times_s])
    sizes_g = draw_amplitudes(rng, len(every_s))
    order = np.argsort(every_s)
    kept = order[is_apart(every_s[order], SPACING_S)]
    twin, truth = plant_swings(
        recording,
        [swing_of(rng, recording.site, float(sizes_g[i]), float(every_s[i])) for i in kept],
    )
    return twin, truth.assign(activity=names[kept])


def slot_times(rng: np.random.Generator, places: Seconds) -> Seconds:
    """Draw one time in each slot of every place; slots share a place evenly."""
    times = [np.empty(0)]
    for start_s, stop_s in places:
        n = max(int((stop_s - start_s) / EVERY_S), 1)
        slot_s = (stop_s - start_s) / n
        free_s = max(slot_s - SPACING_S, slot_s / 2)
        drawn = rng.uniform(0.0, free_s, size=n) + (slot_s - free_s) / 2
        times.append(start_s + slot_s * np.arange(n) + drawn)
    return np.concatenate(times)


def draw_amplitudes(rng: np.random.Generator, n: int) -> Seconds:
    """Take the bins by turns in a random order; even in the logarithm inside each."""
    first = int(rng.integers(len(BINS_G) - 1))
    return planted.draw_amplitudes(rng, n, first, BINS_G)


def bin_of(peaks_g: "pd.Series[float]") -> pd.Series:
    """Name the bin of each amplitude."""
    return pd.cut(peaks_g, BINS_G, labels=list(BIN_NAMES), right=False, include_lowest=True)
