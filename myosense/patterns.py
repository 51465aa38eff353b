"""Whether jerks come alone or together: single, in pairs, in series or in trains.

A label only: every jerk stays an event of its own and counts as one.
"""

from dataclasses import dataclass

import pandas as pd

from myosense.errors import SettingsError
from myosense.events import COUNTED_LABELS

PATTERNS = ("single", "pair", "series", "train")


@dataclass(frozen=True, kw_only=True)
class PatternParameters:
    """Settings of `series`, and of how jerks are spaced."""

    #: Jerks closer than this belong to one series. In the twitches of sleeping infants
    #: most intervals are at most 10 s, inside bursts (PMC8513809); none is known for
    #: patients, so this is a convention.
    series_gap_s: float = 10.0
    #: With fewer intervals nothing is said of their spacing. Even of twenty, intervals of
    #: a gamma distribution of shape 0.5 are told from random ones in 4 of 10 simulations.
    spacing_min_intervals: int = 10
    #: A rate may change from one piece of this length to the next without the jerks being
    #: called clustered.
    spacing_cell_s: float = 3600.0

    def __post_init__(self) -> None:
        """Check that the lengths are above 0 and that a spread can be computed."""
        for name in ("series_gap_s", "spacing_cell_s"):
            if not getattr(self, name) > 0:
                raise SettingsError(f"{name} is {getattr(self, name):g}; expected above 0")
        if self.spacing_min_intervals < 4:
            raise SettingsError(
                f"spacing_min_intervals is {self.spacing_min_intervals}; "
                "expected at least 4"
            )


def series(events: pd.DataFrame, parameters: PatternParameters) -> pd.DataFrame:
    """Name the series that each counted event belongs to.

    Two events of one recording are neighbors in a series if less than ``series_gap_s``
    passes from the peak of one to the peak of the next; a train is taken from its onset
    to its stop.

    Parameters
    ----------
    events
        Events of any number of recordings.

    Returns
    -------
    DataFrame
        The events with ``series_id`` filled: ``<recording_id>-s001`` and so on, in order
        of time; missing for single events and for labels that are not counted.
    """
    counted = events[events["label"].isin(COUNTED_LABELS)]
    is_train = counted["label"] == "train"
    spans = pd.DataFrame(
        {
            "recording_id": counted["recording_id"],
            "start_s": counted["peak_s"].where(~is_train, counted["onset_s"]),
            "stop_s": counted["peak_s"].where(~is_train, counted["stop_s"]),
        }
    ).sort_values(["recording_id", "start_s"], kind="stable")
    recording = spans["recording_id"]
    reach_s = spans["stop_s"].groupby(recording).cummax().groupby(recording).shift()
    is_first = ~(spans["start_s"] - reach_s < parameters.series_gap_s)
    run = is_first.cumsum()
    is_joined = run.groupby(run).transform("size") > 1
    number = (is_first & is_joined).groupby(recording).cumsum()
    name = recording + "-s" + number.astype("str").str.zfill(3)
    return events.assign(series_id=name.where(is_joined).reindex(events.index))


def pattern(events: pd.DataFrame) -> pd.Series:
    """Say of each counted event how it comes.

    Parameters
    ----------
    events
        Events with ``series_id``, whole series of them.

    Returns
    -------
    Series
        ``train`` for a train; else ``single``, ``pair`` or ``series`` after the number of
        events in its series; missing for labels that are not counted.
    """
    size = events.groupby("series_id")["series_id"].transform("size")
    word = pd.Series("single", index=events.index, dtype="str")
    word = word.mask(size == 2, "pair").mask(size > 2, "series")
    word = word.mask(events["label"] == "train", "train")
    return word.where(events["label"].isin(COUNTED_LABELS)).rename("pattern")
