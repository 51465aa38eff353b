"""Lobes to fit to: planted jerks, and everything else that is found around them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.fitting.backgrounds import Job, any_site, background
from benchmarks.fitting.planters import planters
from myosense import Recording, Settings, intervals
from myosense.detection import possible_mains
from myosense.filtering import filter_block
from myosense.glances import glances
from myosense.intervals import Seconds
from myosense.simulation import Generator, clustered_times, plant_swings
from myosense.simulation.planting import plantable
from myosense.simulation.swings import Swing, log_uniform
from myosense.simulation.times import spread_over, train_times
from myosense.windows import FAR_S, Scene, views_in

SAME_S = 0.08  #: A lobe this near to the planted peak, and nearest to it, is its main lobe.
OWN_S = (-0.5, 1.5)  #: Lobes in this span around a planted peak are its own other lobes.
AMPLITUDE_G = (0.03, 3.0)
RATE_PER_H = (20.0, 2000.0)
SHAPE = (0.3, 1.5)  #: Clustered to a little regular.
LONELY_SHARE = 0.5  #: Share of recordings in which no jerk sees another one:
LONELY_PER_H = 400.0  #: as many as can be,
LONELY_S = FAR_S + 0.3  #: further apart than the far view reaches.
TRAIN_SHARE = 0.05  #: Share of the others that are the first of a train,
TRAIN_CYCLES = (4, 40)
TRAIN_HZ = (0.6, 7.0)
PAIR_SHARE = 0.1  #: and share that a second one follows so soon after:
PAIR_S = (0.4, 1.2)


@dataclass(frozen=True, kw_only=True, eq=False)
class Examples:
    """Lobes as the network sees them, and what each is; n rows."""

    near: npt.NDArray[np.float16]
    far: npt.NDArray[np.float16]
    facts: npt.NDArray[np.float32]
    glanced: npt.NDArray[np.float16]  #: as `myosense.glances.glances`
    table: pd.DataFrame  #: is_jerk, is_own, amplitude_g, generator, subject
    hours: float  #: recorded


def draw_swings(
    rng: np.random.Generator, recording: Recording, generators: Mapping[str, Generator]
) -> tuple[list[Swing], list[str]]:
    """Draw jerks for a recording: each alone, or at random, in clusters and in trains.

    Returns
    -------
    swings
        In the order of their peaks.
    names
        Generator of each.
    """
    allowed = plantable(recording)
    length_s = intervals.total(allowed)
    if length_s <= 0:
        return [], []
    is_lonely = rng.random() < LONELY_SHARE
    rate_per_h, shape = log_uniform(rng, RATE_PER_H), log_uniform(rng, SHAPE)
    if is_lonely:
        times_s = clustered_times(rng, LONELY_PER_H, length_s, 1.0, LONELY_S)
    else:
        times_s = clustered_times(rng, rate_per_h, length_s, shape, 0.3)
    median_g, spread = log_uniform(rng, (0.1, 1.0)), rng.uniform(0.2, 1.2)
    names, drawn = list(generators), []
    for time_s in spread_over(times_s, allowed):
        name = names[rng.integers(len(names))]
        site = any_site(rng, recording.site)
        size_g = float(rng.lognormal(np.log(median_g), spread))
        peaks_s = np.array([time_s]) if is_lonely else company(rng, float(time_s))
        is_inside = intervals.contains(allowed, peaks_s)
        seeds = rng.integers(2**31, size=len(peaks_s))
        if rng.random() < 0.5:  # All of a train or pair are alike.
            seeds[:] = seeds[0]
        sizes_g = size_g * rng.lognormal(0.0, 0.2, len(peaks_s))
        for i in np.flatnonzero(is_inside):
            own, own_g = np.random.default_rng(seeds[i]), np.clip(sizes_g[i], *AMPLITUDE_G)
            swing = generators[name](own, site, float(own_g), float(peaks_s[i]))
            drawn.append((float(peaks_s[i]), swing, name))
    drawn.sort(key=lambda one: one[0])
    return [swing for _, swing, _ in drawn], [name for _, _, name in drawn]


def company(rng: np.random.Generator, first_s: float) -> Seconds:
    """Draw when those peak that come with a jerk, itself first: mostly none."""
    kind = rng.random()
    if kind < TRAIN_SHARE:
        rate_hz, n_cycles = log_uniform(rng, TRAIN_HZ), int(rng.integers(*TRAIN_CYCLES))
        times_s = train_times(first_s, rate_hz, n_cycles / rate_hz)
        late_s = rng.normal(0.0, rng.uniform(0.0, 0.1) / rate_hz, len(times_s))
        return times_s + late_s
    if kind < TRAIN_SHARE + PAIR_SHARE:
        return np.array([first_s, first_s + log_uniform(rng, PAIR_S)])
    return np.array([first_s])


def examples(
    recording: Recording, truth: pd.DataFrame, kinds: list[str], subject: str
) -> Examples:
    """See every lobe of a recording and say which are main lobes of planted jerks."""
    settings = Settings()
    near, far, facts, glanced, times_s = [], [], [], [], [np.empty(0)]
    for block in recording.blocks(settings.blocks.block_s, settings.blocks.margin_s):
        motion = filter_block(block, settings.filter)
        lobes = possible_mains(motion, settings.detection)
        lobes = lobes[motion.is_in_core(lobes)]
        scene = Scene(motion)
        seen = views_in(scene, lobes)
        near.append(seen.near.astype(np.float16))
        far.append(seen.far.astype(np.float16))
        facts.append(seen.facts)
        glanced.append(glances(scene, lobes).astype(np.float16))
        times_s.append(motion.start_s + lobes / motion.rate_hz)
    return Examples(
        near=np.concatenate(near),
        far=np.concatenate(far),
        facts=np.concatenate(facts),
        glanced=np.concatenate(glanced),
        table=told(np.concatenate(times_s), truth, kinds).assign(subject=subject),
        hours=recording.recorded_s / 3600,
    )


def told(peaks_s: Seconds, truth: pd.DataFrame, kinds: list[str]) -> pd.DataFrame:
    """Mark main lobes and other lobes of planted jerks.

    Parameters
    ----------
    peaks_s : shape (n,)
        Rising times of lobes.
    truth
        Planted jerks, ``peak_s`` and ``peak_g``, in order of time.
    kinds
        Generator of each.

    Returns
    -------
    table
        One row a lobe: whether it is a planted jerk's main lobe, or another lobe of one;
        size of the jerk whose main lobe it is, and generator of the jerk it belongs to.
    """
    true_s = truth["peak_s"].to_numpy()
    table = pd.DataFrame({"is_jerk": False, "is_own": False}, index=range(len(peaks_s)))
    table = table.assign(amplitude_g=0.0, generator="")
    if len(peaks_s) == 0 or len(true_s) == 0:
        return table
    nearest = pd.Index(peaks_s).get_indexer(pd.Index(true_s), method="nearest")
    has_lobe = np.abs(peaks_s[nearest] - true_s) <= SAME_S
    main, names = nearest[has_lobe], np.array(kinds, dtype=object)
    last = np.searchsorted(true_s, peaks_s - OWN_S[0], side="right") - 1
    is_own = (last >= 0) & (peaks_s - true_s[last] <= OWN_S[1])
    table["generator"] = np.where(is_own, names[last], "")
    table["is_own"] = is_own & ~np.isin(np.arange(len(peaks_s)), main)
    table.loc[main, "is_jerk"] = True
    table.loc[main, "amplitude_g"] = truth["peak_g"].to_numpy()[has_lobe]
    table.loc[main, "generator"] = names[has_lobe]
    return table


def run_job(job: Job) -> Examples:
    """Plant jerks in a background, and see everything that is found there."""
    recording = background(job)
    rng = np.random.default_rng([job.seed, 2])
    swings, kinds = draw_swings(rng, recording, planters(job.shared, job.subject))
    planted, truth = plant_swings(recording, swings)
    return examples(planted, truth, kinds, job.subject)


def run_bare(job: Job) -> Examples:
    """See everything that is found in a background with nothing planted."""
    recording = background(job)
    nothing = pd.DataFrame({"peak_s": [], "peak_g": []}, dtype=np.float64)
    return examples(recording, nothing, [], job.subject)
