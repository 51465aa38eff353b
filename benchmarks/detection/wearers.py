"""Simulated wearers, each doing one thing for minutes: what few real recordings hold.

They are reported apart and never join the real ones: a detector may have been fitted to the
same simulator.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.detection.groups import ACTIVITIES, SIMULATED
from benchmarks.recordings import Labeled, Source, likely_range_g, load
from myosense import simulate

SITES = ("wrist", "ankle", "chest")
N_PEOPLE = 4
FIRST_SEED = 9000
MINUTES = 3.0


def simulated_sources(every: int) -> list[tuple[Source, str]]:
    """List every ``every``-th simulated recording, and who wears it."""
    listed = [
        (
            Source(
                file=f"{activity} {site} {FIRST_SEED + i}",
                dataset=SIMULATED,
                use=SIMULATED,
                site=site,
            ),
            f"{SIMULATED} {i}",
        )
        for activities in ACTIVITIES[SIMULATED].values()
        for activity in activities
        for site in SITES
        for i in range(N_PEOPLE)
    ]
    return listed[::every]


def load_ranged(shared: Path, source: Source) -> Labeled:
    """Read or simulate a recording; jerks planted in it will be held to its likely range.

    Raises
    ------
    MyosenseError
        If the recording cannot be read.
    """
    if source.dataset == SIMULATED:
        return _simulated(source)
    labeled = load(shared, source)
    recording = labeled.recording
    return replace(labeled, recording=replace(recording, range_g=likely_range_g(recording)))


def _simulated(source: Source) -> Labeled:
    activity, site, seed = source.file.split()
    recording = simulate(
        seed=int(seed), hours=MINUTES / 60, site=site, scenario=activity, rate_per_h=0.0
    ).recording
    span = np.array([[0.0, recording.duration_s]])
    return Labeled(source=source, recording=recording, spans={activity: span})
