"""The candidates of a person's recordings, counted or not, as they come."""

from collections.abc import Iterable

import pandas as pd

from myosense.classification import ClassificationParameters, flag_saturated
from myosense.events import COUNTED_LABELS
from myosense.longtables import TablePile
from myosense.pieces import release_freed


class Candidates:
    """Two tables that grow: what is counted, and the many that are not."""

    def __init__(self) -> None:
        self._counted: list[pd.DataFrame] = []
        self._rejected = TablePile()

    def sort_out(
        self, parts: Iterable[pd.DataFrame], parameters: ClassificationParameters
    ) -> None:
        """Add the labeled candidates of one recording, given some at a time, in order."""
        own = []
        for part in parts:
            is_counted = part["label"].isin(COUNTED_LABELS)
            own.append(part[is_counted])
            self._rejected.append(part[~is_counted])
        counted = pd.concat(own, ignore_index=True)
        self._counted.append(flag_saturated(counted, parameters))
        release_freed()

    def counted(self) -> pd.DataFrame:
        """Return what is counted, once, recording by recording and sorted by time."""
        tables, self._counted = self._counted, []
        return pd.concat(tables, ignore_index=True)

    def rejected(self) -> pd.DataFrame:
        """Return what is not, in the same order, once; it may lie on disk."""
        return self._rejected.table()
