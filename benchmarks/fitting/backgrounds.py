"""What jerks are planted into for fitting: recordings meant for it, and simulated lives."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import resample_poly

from benchmarks.detection.people import people
from benchmarks.recordings import FIT, Source, load, sources
from myosense import Recording, simulate
from myosense.recording import recording_from_arrays
from myosense.simulation.limbs import LIMBS_OF_SITE
from myosense.simulation.scenarios import LOOKALIKES
from myosense.simulation.swings import log_uniform

#: What is simulated, and how often: what no recording marked for fitting holds comes first.
SCENARIOS = {
    "busy": 0.45,
    "life": 0.2,
    "walking": 0.1,
    "night": 0.1,
    "still": 0.05,
    "evening": 0.05,
    "day": 0.05,
}
EXTRA_SHARE = 0.3  #: Share of simulated lives with more reaches, knocks, tremor and steps,
EXTRA_PER_H = (5.0, 100.0)  #: each as often as this.
SITES = {
    "wrist": 0.35,
    "ankle": 0.12,
    "foot": 0.1,
    "thigh": 0.1,
    "hip": 0.08,
    "chest": 0.08,
    "lower_back": 0.04,
    "hand": 0.05,
    "upper_arm": 0.03,
    "head": 0.05,
}
RATES_HZ = (50.0, 52.0, 62.5, 64.0, 75.0, 80.0, 100.0, 104.0, 128.0, 200.0)
SIMULATED = "simulated"  #: What the names of those who never lived begin with.
N_PARTS = 3  #: People are parted in so many; no network is fitted to all parts.
TEMPO = (0.8, 1.25)  #: A recording may be played slower or faster by this much,
GAIN = (0.5, 2.0)  #: and its motion made smaller or larger;
#: its sensor may reach no further than one of these (None: as far as it did).
PLAYED_RANGES_G = (2.0, 4.0, None, None)
NO_GRAVITY_SHARE = 0.1  #: Share of them that leave gravity out, as some phones do.


@dataclass(frozen=True, kw_only=True)
class Job:
    """One background with a seed of its own."""

    shared: Path
    seed: int
    source: Source | None = None  #: None: a simulated one
    subject: str = SIMULATED
    is_varied: bool = False  #: Played otherwise than it was recorded.
    hours: float = 0.25


def fit_sources(shared: Path) -> list[tuple[Source, str]]:
    """List the recordings that may be fitted to, and who wore each."""
    who = people(shared)
    return [(source, who[source.file]) for source in sources(shared) if source.use == FIT]


def part_of(subject: str) -> int:
    """Say to which part of the people somebody belongs.

    >>> part_of("casale_chest C07")
    0
    """
    return zlib.crc32(subject.encode()) % N_PARTS


def background(job: Job) -> Recording:
    """Read or simulate a background without planted jerks."""
    rng = np.random.default_rng([job.seed, 1])
    if job.source is None:
        return simulated(rng, job.hours)
    recording = load(job.shared, job.source).recording
    return varied(rng, recording) if job.is_varied else recording


def simulated(rng: np.random.Generator, hours: float) -> Recording:
    """Draw a site, a device and what the wearer does."""
    site = str(rng.choice(list(SITES), p=list(SITES.values())))
    scenario = str(rng.choice(list(SCENARIOS), p=list(SCENARIOS.values())))
    extra = {}
    if rng.random() < EXTRA_SHARE:
        extra = {name: log_uniform(rng, EXTRA_PER_H) for name in LOOKALIKES}
    return simulate(
        seed=int(rng.integers(2**31)),
        hours=hours,
        site=site,
        scenario=scenario,
        rate_per_h=0.0,
        lookalikes_per_h=extra,
        sample_rate_hz=float(rng.choice(RATES_HZ)),
        range_g=float(rng.choice([2.0, 4.0, 8.0, 16.0])),
        noise_g=log_uniform(rng, (0.0005, 0.01)),
        resolution_g=float(rng.choice([1 / 64, 1 / 256, 1 / 1024, 1 / 4096])),
        recording_id=f"{scenario} {site}",
    ).recording


def varied(rng: np.random.Generator, recording: Recording) -> Recording:
    """Play a recording at another tempo, gain and at times rate, range or no gravity."""
    gain, tempo = log_uniform(rng, GAIN), log_uniform(rng, TEMPO)
    is_halved = recording.sample_rate_hz >= 95 and rng.random() < 0.5
    range_g = PLAYED_RANGES_G[rng.integers(len(PLAYED_RANGES_G))]
    gravity_share = 0.0 if rng.random() < NO_GRAVITY_SHARE else 1.0
    pieces, stamps_s = [], []
    for stretch in recording.stretches:
        raw_g = recording.acceleration_g[stretch.first : stretch.stop].astype(np.float64)
        size = max(round(stretch.rate_hz), 1)
        slow_g = uniform_filter1d(raw_g, size, axis=0, mode="nearest")
        played = gravity_share * slow_g + gain * (raw_g - slow_g)
        rate_hz = stretch.rate_hz * tempo
        if is_halved and len(played) > 50:
            played = resample_poly(played, 1, 2, axis=0, padtype="line")[: len(raw_g) // 2]
            rate_hz /= 2
        pieces.append(played.astype(np.float32))
        stamps_s.append(stretch.start_s / tempo + np.arange(len(played)) / rate_hz)
    limit_g = np.inf if range_g is None else range_g
    return recording_from_arrays(
        np.clip(np.concatenate(pieces), -limit_g, limit_g),
        stamps_s=np.maximum.accumulate(np.concatenate(stamps_s)),
        site=recording.site,
        range_g=range_g,
        recording_id=recording.recording_id,
    )


def any_site(rng: np.random.Generator, own: str) -> str:
    """Draw where a jerk is from: as often as not another place than the background's."""
    return own if rng.random() < 0.5 else str(rng.choice(list(LIMBS_OF_SITE)))
