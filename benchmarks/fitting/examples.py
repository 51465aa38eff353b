"""Lobes to fit to: planted jerks, and everything else that is found around them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.fitting.backgrounds import Job, any_site, background
from myosense import Recording, Settings
from myosense.detection import find_lobes, possible_mains
from myosense.filtering import filter_block
from myosense.intervals import Seconds
from myosense.simulation import GENERATORS, clustered_times, plant_swings
from myosense.simulation.planting import plantable
from myosense.simulation.swings import Swing, log_uniform
from myosense.simulation.times import spread_over, train_times
from myosense.windows import FAR_S, surroundings, views

Generator = Callable[[np.random.Generator, str, float, float], Swing]
SAME_S = 0.08  #: A lobe this near to the planted peak, and nearest to it, is its main lobe.
OWN_S = (-0.5, 1.5)  #: Lobes in this span around a planted peak are its own other lobes.
AMPLITUDE_G = (0.03, 3.0)
RATE_PER_H = (20.0, 2000.0)
SHAPE = (0.3, 1.5)  #: Clustered to a little regular.
LONELY_SHARE = 0.5  #: Share of recordings in which no jerk sees another one:
LONELY_PER_H = 400.0  #: as many as can be,
LONELY_S = FAR_S + 0.3  #: further apart than the far view reaches.
TRAIN_SHARE = 0.03  #: Share of the others that are the first of a train.


@dataclass(frozen=True, kw_only=True, eq=False)
class Examples:
    """Lobes as the network sees them, and what each is; n rows."""

    near: npt.NDArray[np.float16]
    far: npt.NDArray[np.float16]
    facts: npt.NDArray[np.float32]
    table: pd.DataFrame  #: is_jerk, is_own, amplitude_g, peak_s, recording, subject, ...
    hours: float  #: recorded
    n_planted: int
    missed_g: Seconds  #: amplitudes of planted jerks without a lobe


def draw_swings(
    rng: np.random.Generator, recording: Recording, generators: Mapping[str, Generator]
) -> tuple[list[Swing], list[str]]:
    """Draw jerks for a recording: each alone, or at random, in clusters and in trains."""
    allowed = plantable(recording)
    length_s = float(np.sum(np.diff(allowed, axis=1)))
    if length_s <= 0:
        return [], []
    is_lonely = rng.random() < LONELY_SHARE
    rate_per_h, shape = log_uniform(rng, RATE_PER_H), log_uniform(rng, SHAPE)
    if is_lonely:
        times = clustered_times(rng, LONELY_PER_H, length_s, 1.0, LONELY_S)
    else:
        times = clustered_times(rng, rate_per_h, length_s, shape, 0.3)
    times = spread_over(times, allowed)
    names = list(generators)
    median_g, spread = log_uniform(rng, (0.1, 1.0)), rng.uniform(0.2, 1.2)
    swings, kinds = [], []
    for time_s in times:
        is_train = not is_lonely and rng.random() < TRAIN_SHARE
        n_cycles = int(rng.integers(4, 40)) if is_train else 1
        rate_hz, jitter = log_uniform(rng, (0.6, 7.0)), rng.uniform(0.0, 0.1)
        name = str(rng.choice(names))
        site = any_site(rng, recording.site)
        amplitude_g = float(np.clip(rng.lognormal(np.log(median_g), spread), *AMPLITUDE_G))
        state = rng.bit_generator.state
        is_alike = rng.random() < 0.5
        for at_s in train_times(time_s, rate_hz, n_cycles / rate_hz):
            late_s = float(at_s + rng.normal(0.0, jitter / rate_hz) * (n_cycles > 1))
            inside = (allowed[:, 0] <= late_s) & (late_s < allowed[:, 1])
            if not inside.any():
                continue
            size_g = amplitude_g * (rng.lognormal(0.0, 0.2) if n_cycles > 1 else 1.0)
            one = np.random.default_rng(rng.integers(2**31))
            if is_alike and n_cycles > 1:
                one.bit_generator.state = state
            swings.append(generators[name](one, site, float(size_g), late_s))
            kinds.append(name)
    order = np.argsort([_peak_guess(swing) for swing in swings])
    return [swings[i] for i in order], [kinds[i] for i in order]


def _peak_guess(swing: Swing) -> float:
    norm = np.einsum("ij,ij->i", swing.acceleration_g, swing.acceleration_g)
    return swing.start_s + float(np.argmax(norm)) / swing.rate_hz


def examples(
    recording: Recording, truth: pd.DataFrame, kinds: list[str], subject: str
) -> Examples:
    """See every lobe of a recording and say which are main lobes of planted jerks."""
    settings = Settings()
    near, far, facts, times = [], [], [], []
    for block in recording.blocks(settings.blocks.block_s, settings.blocks.margin_s):
        motion = filter_block(block, settings.filter)
        lobes = find_lobes(motion, settings.detection)[0]
        lobes = possible_mains(motion, lobes, settings.detection)
        lobes = lobes[motion.is_in_core(lobes)]
        seen = views(motion, surroundings(motion), lobes)
        near.append(seen.near.astype(np.float16))
        far.append(seen.far.astype(np.float16))
        facts.append(seen.facts)
        times.append(motion.start_s + lobes / motion.rate_hz)
    peaks_s = np.concatenate([np.empty(0), *times])
    table, missed_g = told(peaks_s, truth, kinds)
    return Examples(
        near=np.concatenate(near),
        far=np.concatenate(far),
        facts=np.concatenate(facts),
        table=table.assign(
            peak_s=peaks_s,
            recording=recording.recording_id,
            site=recording.site,
            rate_hz=recording.sample_rate_hz,
            subject=subject,
        ),
        hours=sum(stretch.duration_s for stretch in recording.stretches) / 3600,
        n_planted=len(truth),
        missed_g=missed_g,
    )


def told(
    peaks_s: Seconds, truth: pd.DataFrame, kinds: list[str]
) -> tuple[pd.DataFrame, Seconds]:
    """Mark main lobes and other lobes of planted jerks; give sizes of those without one."""
    n = len(peaks_s)
    table = pd.DataFrame(
        {
            "is_jerk": np.zeros(n, dtype=bool),
            "is_own": np.zeros(n, dtype=bool),
            "amplitude_g": np.zeros(n),
            "generator": np.full(n, "", dtype=object),
        }
    )
    true_s, true_g = truth["peak_s"].to_numpy(), truth["peak_g"].to_numpy()
    if n == 0 or len(true_s) == 0:
        return table, true_g
    at = np.searchsorted(peaks_s, true_s)
    before, after = np.maximum(at - 1, 0), np.minimum(at, n - 1)
    is_before = np.abs(peaks_s[before] - true_s) <= np.abs(peaks_s[after] - true_s)
    nearest = np.where(is_before, before, after)
    has_lobe = np.abs(peaks_s[nearest] - true_s) <= SAME_S
    main = nearest[has_lobe]
    is_jerk, amplitude = np.zeros(n, dtype=bool), np.zeros(n)
    is_jerk[main], amplitude[main] = True, true_g[has_lobe]
    kind = np.full(n, "", dtype=object)
    kind[main] = np.array(kinds, dtype=object)[has_lobe]
    last = np.searchsorted(true_s, peaks_s, side="right") - 1
    since = peaks_s - true_s[np.maximum(last, 0)]
    until = true_s[np.minimum(last + 1, len(true_s) - 1)] - peaks_s
    is_own = ((last >= 0) & (since <= OWN_S[1])) | ((until >= 0) & (until <= -OWN_S[0]))
    told = table.assign(
        is_jerk=is_jerk, is_own=is_own & ~is_jerk, amplitude_g=amplitude, generator=kind
    )
    return told, true_g[~has_lobe]


def run_job(job: Job) -> Examples:
    """Plant jerks in a background, and see everything that is found there."""
    recording = background(job)
    rng = np.random.default_rng([job.seed, 2])
    swings, kinds = draw_swings(rng, recording, GENERATORS)
    planted, truth = plant_swings(recording, swings)
    return examples(planted, truth, kinds, job.subject)


def run_bare(job: Job) -> Examples:
    """See everything that is found in a background with nothing planted."""
    recording = background(job)
    nothing = pd.DataFrame({"peak_s": np.empty(0), "peak_g": np.empty(0)})
    return examples(recording, nothing, [], job.subject)
