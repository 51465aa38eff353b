"""What the studies on simulated recordings share: a job, its counts, and jerks lined up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from myosense import Recording, Settings, intervals, matching
from myosense.coverage import Coverage
from myosense.events import COUNTED_LABELS, has_flag
from myosense.intervals import Seconds
from myosense.pipeline import analyze_recording

TOLERANCE_S = 0.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """What was counted in one recording."""

    coverage: Coverage
    events: pd.DataFrame  #: Jerks and trains.

    @property
    def n_jerks(self) -> int:
        """Jerks, and the cycles of trains."""
        return int(self.events["n_jerks"].sum())

    @property
    def jerks(self) -> pd.DataFrame:
        """Rows that are a single jerk."""
        return self.events[self.events["label"] == "jerk"]

    @property
    def peaks_s(self) -> Seconds:
        """When the single jerks peak."""
        return matching.peaks(self.jerks)

    @property
    def n_saturated(self) -> int:
        """Jerks, and cycles of trains, among too many to be told apart for certain."""
        return int(self.events.loc[has_flag(self.events, "saturated"), "n_jerks"].sum())


def look(recording: Recording, settings: Settings | None = None) -> Found:
    """Count what is in one recording."""
    coverage, candidates = analyze_recording(recording, settings or Settings())
    is_counted = candidates["label"].isin(COUNTED_LABELS)
    return Found(coverage=coverage, events=candidates[is_counted])


def n_matched(found: Found, truth: pd.DataFrame) -> int:
    """Count the true jerks that were found: as a jerk of their own, or inside a train."""
    true_s = matching.peaks(truth)
    pairs = matching.match(found.peaks_s, true_s, TOLERANCE_S)
    is_found = np.zeros(len(true_s), dtype=bool)
    is_found[pairs[:, 1]] = True
    trains = found.events[found.events["label"] == "train"]
    spans = intervals.union(trains[["onset_s", "stop_s"]].to_numpy(dtype=np.float64))
    return int((is_found | intervals.contains(spans, true_s)).sum())


def share_alike(first_s: Seconds, second_s: Seconds, tolerance_s: float) -> float:
    """Return how much two lists of peaks agree: pairs over the longer list.

    >>> share_alike(np.array([1.0, 2.0]), np.array([1.01]), 0.02)
    0.5
    """
    longer = max(len(first_s), len(second_s))
    pairs = matching.match(first_s, second_s, tolerance_s)
    return len(pairs) / longer if longer else 1.0
