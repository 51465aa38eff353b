"""What an analysis gives: facts, coverage, events, rates and the diary's words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import pandas as pd

from myosense import results
from myosense.body import Body, nobody
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
    tables: dict[str, pd.DataFrame]  #: the other ones of the result folder, by name
    summary: dict[str, Any]
    settings: Settings
    provenance: dict[str, Any]
    #: The person, each jerk once; of nothing where sensors share no clock.
    body: Body = field(default_factory=nobody)

    def __repr__(self) -> str:
        """Say what was found, without the tables."""
        return f"<Analysis: {self.summary['first_line']}>"

    @property
    def coverage(self) -> Coverage | dict[str, Coverage]:
        """The coverage: of the one recording, or of each by its id."""
        if len(self.coverages) == 1:
            return next(iter(self.coverages.values()))
        return self.coverages

    def with_body(self) -> tuple[pd.DataFrame, dict[str, Coverage], dict[str, Facts]]:
        """Lay the whole body beside the sensors: events, coverages and facts of all."""
        return (
            pd.concat([self.events, self.body.events], ignore_index=True),
            self.coverages | self.body.coverages,
            self.recordings | self.body.facts,
        )

    def with_notices(self, notices: Sequence[str]) -> Self:
        """Say in the summary, before its other notices, what the recordings do not tell."""
        said = {**self.summary, "notices": [*notices, *self.summary["notices"]]}
        return replace(self, summary=said)

    def without(self, left_out: Sequence[str]) -> Self:
        """Say in a sentence each which recordings could not be analyzed, as notices too."""
        said = self.with_notices(left_out)
        return replace(said, summary={**said.summary, "left_out": list(left_out)})

    @property
    def left_out(self) -> list[str]:
        """What `without` was told."""
        return list(self.summary.get("left_out", ()))

    def save(self, folder: str | Path, *, overwrite: bool = False) -> None:
        """Write a result folder, whole or not at all.

        Parameters
        ----------
        folder
            Must not exist or be empty.
        overwrite
            Whether a former result may be replaced; nothing else ever is.

        Raises
        ------
        ResultError
            If the folder is occupied or cannot be written.
        """
        results.save(self, Path(folder), overwrite=overwrite)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read a result folder back, numbers as saved.

        Raises
        ------
        ResultError
            If the folder is no result, or one of its files is missing or was changed; the
            message names the file.
        """
        return cls(**results.load(Path(folder)))
