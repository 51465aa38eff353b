"""The candidates of a person's recordings, counted or not: where, when, as they come."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from myosense import clock, sites
from myosense.classification import ClassificationParameters, flag_saturated
from myosense.coverage import Coverage
from myosense.diary import LOWER_BOUND
from myosense.events import COUNTED_LABELS, add_flag
from myosense.intervals import Seconds, contains
from myosense.longtables import TablePile, give_back
from myosense.pieces import release_freed
from myosense.recording import Recording


class Candidates:
    """Two tables that grow: what is counted, and the many that are not."""

    def __init__(self) -> None:
        self._counted: list[pd.DataFrame] = []
        self._rejected = TablePile()

    def sort_out(
        self, parts: Iterable[pd.DataFrame], parameters: ClassificationParameters
    ) -> pd.DataFrame:
        """Add the labeled candidates of one recording, given some at a time, in order.

        Returns
        -------
        DataFrame
            Those of them that are counted.
        """
        counted = pd.concat(self._without_rejected(parts), ignore_index=True)
        self._counted.append(flag_saturated(counted, parameters))
        release_freed()
        return counted

    def _without_rejected(self, parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for part in parts:
            is_counted = part["label"].isin(COUNTED_LABELS)
            self._rejected.append(part[~is_counted])
            yield part[is_counted]

    def counted(self, coverages: Mapping[str, Coverage]) -> pd.DataFrame:
        """Return what is counted, once, recording by recording and sorted by time.

        Each has the state that the coverage of its recording has there.
        """
        tables, self._counted = self._counted, []
        return _in_states(pd.concat(tables, ignore_index=True), coverages)

    def rejected(self, coverages: Mapping[str, Coverage]) -> pd.DataFrame:
        """Return what is not, likewise; it may lie on disk."""
        table = _in_states(self._rejected.table(), coverages)
        give_back(table)
        return table


def _in_states(table: pd.DataFrame, coverages: Mapping[str, Coverage]) -> pd.DataFrame:
    """Give candidates, recording by recording, the states of the coverages."""
    parts = [
        coverages[str(key)].state_at(peaks_s.to_numpy())
        for key, peaks_s in table.groupby("recording_id", sort=False)["peak_s"]
    ]
    states = pd.concat([pd.Series(dtype="str"), *parts], ignore_index=True)
    return table.assign(state=states)


def placed(
    table: pd.DataFrame, recording: Recording, coverage: Coverage, walking_s: Seconds
) -> pd.DataFrame:
    """Say of each candidate in the coverage where it was seen, and whether among steps.

    Parameters
    ----------
    table
        Measured candidates of the recording.
    recording, coverage
        Where the sensor was worn, and which seconds can be judged.
    walking_s : shape (n, 2)
        When steps are seen.
    """
    is_usable = contains(coverage.usable, table["peak_s"])
    table = table[is_usable].reset_index(drop=True)
    table = add_flag(table, LOWER_BOUND, np.full(len(table), LOWER_BOUND in coverage.flags))
    return table.assign(
        recording_id=recording.recording_id,
        site=recording.site,
        side=recording.side,
        region=sites.region_of(recording.site),
        walking=contains(walking_s, table["peak_s"]).astype(np.float64),
    )


def timed(table: pd.DataFrame, recording: Recording, n_before: int) -> pd.DataFrame:
    """Give each event its clock times, and a name that counts on from those before."""
    peaks_s = table["peak_s"].to_numpy()
    numbers = (table.index.to_series() + n_before + 1).astype("str")
    return table.assign(
        time=clock.local_times(recording.facts, peaks_s),
        time_utc=clock.utc_times(recording.facts, peaks_s),
        body_event_id=recording.recording_id + "-" + numbers.str.zfill(6),
    )
