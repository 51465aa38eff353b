"""What an analysis gives: facts, coverage, events, rates and the diary's words."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from myosense.coverage import Coverage
from myosense.recording import Facts
from myosense.settings import Settings


@dataclass(frozen=True, kw_only=True, eq=False)
class Analysis:
    """The result of `analyze`; enough to repeat the run."""

    recordings: dict[str, Facts]  #: by recording_id
    coverages: dict[str, Coverage]  #: by recording_id
    events: pd.DataFrame  #: what is counted
    rejected: pd.DataFrame  #: what was considered and not counted, with its label
    rates: pd.DataFrame
    diary: pd.DataFrame
    summary: dict[str, Any]
    settings: Settings
    provenance: dict[str, Any]

    @property
    def coverage(self) -> Coverage | dict[str, Coverage]:
        """The coverage: of the one recording, or of each by its id."""
        if len(self.coverages) == 1:
            return next(iter(self.coverages.values()))
        return self.coverages
