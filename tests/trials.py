"""Trials drawn by hand: people, hours, alarms and planted jerks, without a recording."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.detection.detectors import DETECTORS, OURS
from benchmarks.detection.groups import STILL
from benchmarks.detection.trials import Trial
from benchmarks.recordings import FIT


def trial(
    hours: dict[str, float],
    alarms: Sequence[tuple[str, float]] = (),
    jerks: Sequence[tuple[str, float, float]] = (),
    group: str = STILL,
) -> Trial:
    """Draw a trial of one activity.

    Parameters
    ----------
    hours
        Analyzable hours of each person.
    alarms
        Person and score of each of our false alarms; above 0 it is counted.
    jerks
        Person, amplitude and score of each planted jerk; above 0 it is found.
    """
    names = list(hours)
    place = {"data set": "lab", "site": "wrist", "group": group, "activity": "sitting"}
    place["use"] = FIT
    seconds = 3600 * np.array(list(hours.values()))
    who, scores = _columns(alarms, 2)
    own, sizes_g, found = _columns(jerks, 3)
    peaks_s = 100.0 * np.arange(len(alarms) + len(jerks))
    return Trial(
        hours=pd.DataFrame({"person": names, "file": names, **place}).assign(
            recorded_s=2 * seconds,
            analyzable_s=seconds,
            long_s=seconds,
            long_analyzable_s=seconds,
            walking_s=0.0,
            change=0.0,
        ),
        alarms=pd.DataFrame({"person": who, "file": who, **place}).assign(
            detector=OURS,
            peak_s=peaks_s[: len(alarms)],
            score=scores.astype(np.float64),
            label=np.where(scores.astype(np.float64) > 0, "jerk", "movement"),
        ),
        jerks=pd.DataFrame({"person": own, "file": own, **place}).assign(
            peak_s=peaks_s[: len(jerks)],
            peak_g=sizes_g.astype(np.float64),
            width_s=0.08,
            outcome=np.where(found.astype(np.float64) > 0, "found", "taken for movement"),
            error_s=np.where(found.astype(np.float64) > 0, 0.005, np.nan),
            generator="muscle",
            seed=0,
            is_covered=True,
            **dict.fromkeys(DETECTORS, found.astype(np.float64)),
        ),
    )


def _columns(rows: Sequence[tuple[object, ...]], n: int) -> list[np.ndarray]:
    if not rows:
        return [np.empty(0, dtype=object) for _ in range(n)]
    return [np.array(column, dtype=object) for column in zip(*rows, strict=True)]
