"""Which seconds of a recording can be judged, and why the others cannot.

Nothing is counted outside the coverage, and every rate is divided by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from myosense import intervals
from myosense.intervals import Seconds

NOT_WORN = "not worn"
STATES = ("long_still", "rest", "active", "walking")
REASONS = {
    "gap": "nothing was recorded",
    "edge": "within the filter's settling time of the start, the end or a gap",
    "short": "a stretch too short to be judged",
    "hole": "a hole between samples too wide to interpolate",
    "clipped": "the sensor was held at the end of its range",
    NOT_WORN: "no sign of a body (a wear log overrides)",
}


def reason_table(spans_s: Mapping[str, Seconds]) -> pd.DataFrame:
    """Make a table of intervals with a reason each, sorted by time, of those by reason."""
    return _table(spans_s, "reason")


def state_table(spans_s: Mapping[str, Seconds]) -> pd.DataFrame:
    """Make a table of intervals with a state each, sorted by time, of those by state."""
    return _table(spans_s, "state")


def _table(spans_s: Mapping[str, Seconds], column: str) -> pd.DataFrame:
    spans = np.concatenate([intervals.empty_seconds(), *spans_s.values()])
    words = np.repeat(np.array([*spans_s], dtype=np.object_), [*map(len, spans_s.values())])
    table = pd.DataFrame(
        {
            "start_s": spans[:, 0],
            "stop_s": spans[:, 1],
            column: pd.Series(words, dtype="str"),
        }
    )
    return table.sort_values(["start_s", column], ignore_index=True)


@dataclass(frozen=True, eq=False)
class Coverage:
    """The seconds of one recording that can be judged."""

    usable: Seconds  #: shape (n, 2): half-open, seconds since the recording's start
    reasons: pd.DataFrame  #: start_s, stop_s, reason: why the rest cannot be judged
    state: pd.DataFrame  #: start_s, stop_s, state of the usable seconds
    recorded_s: float
    flags: tuple[str, ...] = field(default=())  #: what holds for the whole recording
    #: Worn by a wear log alone: long times without any sign of a body, as `usable` is.
    worn_by_log: Seconds = field(default_factory=intervals.empty_seconds)

    @property
    def analyzable_s(self) -> float:
        """Seconds that can be judged."""
        return intervals.total(self.usable)

    def state_at(self, times_s: Seconds) -> "pd.Series[str]":
        """Name the state at each time: that which began last, before any ``active``.

        Times outside the coverage have none of their own, and take the one before.
        """
        starts_s = self.state["start_s"].to_numpy()
        before = np.searchsorted(starts_s, times_s, side="right")
        names = pd.concat([pd.Series(["active"], dtype="str"), self.state["state"]])
        found: pd.Series[str] = names.take(before).reset_index(drop=True)
        return found

    def within(self, state: str) -> Seconds:
        """Return the usable seconds in one state, as `usable` is."""
        return self._within[state]

    @cached_property
    def _within(self) -> dict[str, Seconds]:
        """The usable seconds of each state: every bin of every table asks for them."""
        spans_s = self.state[["start_s", "stop_s"]].to_numpy(dtype=np.float64)
        names = self.state["state"].to_numpy()
        return {
            state: intervals.intersect(
                self.usable, intervals.union(spans_s[names == state])
            )
            for state in STATES
        }

    def kept(self, spans_s: Seconds, reason: str) -> Self:
        """Keep what lies in some spans; the rest is lost for a reason.

        Parameters
        ----------
        spans_s : shape (n, 2)
            In any order; they may overlap, and lie outside of what can be judged.
        reason
            Stands among the others from now on.
        """
        usable = intervals.intersect(self.usable, intervals.union(spans_s))
        others = intervals.subtract(self.usable, usable)
        lost = pd.concat([self.reasons, reason_table({reason: others})])
        states = {name: intervals.intersect(self.within(name), usable) for name in STATES}
        return replace(
            self,
            usable=usable,
            reasons=lost.sort_values(["start_s", "reason"], ignore_index=True),
            state=state_table(states),
        )

    def seconds_by_reason(self) -> dict[str, float]:
        """Add up the seconds lost to each reason; overlapping reasons both count."""
        length_s = self.reasons["stop_s"] - self.reasons["start_s"]
        by_reason = length_s.groupby(self.reasons["reason"]).sum()
        return {str(reason): float(value) for reason, value in by_reason.items()}

    def seconds_by_state(self) -> dict[str, float]:
        """Add up the usable seconds of each state."""
        length_s = self.state["stop_s"] - self.state["start_s"]
        by_state = length_s.groupby(self.state["state"]).sum()
        return {state: float(by_state.get(state, 0.0)) for state in STATES}
