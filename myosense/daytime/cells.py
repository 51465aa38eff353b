"""Hours of single days: what each holds of a place's judged time and of its jerks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from myosense import clock, exposure, intervals
from myosense.clock import ClockParameters
from myosense.exposure import Counts, Exposure
from myosense.intervals import Seconds
from myosense.recording import Facts


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Hours of single days of one site and side, shape (n,) each, in order of time."""

    hour: Counts  #: of the local clock
    day: Counts  #: local date, in days
    hours: Seconds  #: that could be judged, above 0
    n: Counts  #: jerks
    cell: Counts  #: shape (n_events,): the cell that each event lies in
    at_h: Seconds  #: shape (n_events,): judged hours before it in the cell
    weight: Counts  #: shape (n_events,): jerks that it counts for

    @property
    def angle(self) -> Seconds:
        """The middle of each hour on the clock's circle."""
        return 2 * np.pi * (self.hour + 0.5) / 24


def cells_of(exposures: Sequence[Exposure], parameters: ClockParameters) -> Cells | None:
    """Cut the judged time of a place into hours of days; ``None`` without a clock."""
    parts: list[Cells] = []
    n_before = 0
    for member in exposures:
        if member.start is None:
            continue
        table = hours_of(member.facts, parameters)
        edges_s = np.append(table["start_s"], table["stop_s"].iloc[-1])
        before_s = intervals.seconds_before(member.coverage.usable, edges_s)
        is_judged = np.diff(before_s) > exposure.ROUNDING_S
        bin_of = exposure.bin_of(member, edges_s)
        weight = np.bincount(bin_of, weights=member.n_jerks, minlength=len(table))
        peaks_s = intervals.seconds_before(member.coverage.usable, member.peaks_s)
        number = np.cumsum(is_judged) - 1
        parts.append(
            Cells(
                hour=table["hour"].to_numpy()[is_judged],
                day=table["day"].to_numpy()[is_judged],
                hours=np.diff(before_s)[is_judged] / 3600,
                n=weight[is_judged].astype(np.int64),
                cell=n_before + number[bin_of],
                at_h=(peaks_s - before_s[bin_of]) / 3600,
                weight=member.n_jerks,
            )
        )
        n_before += int(is_judged.sum())
    if not parts:
        return None
    names = Cells.__dataclass_fields__
    return Cells(
        **{name: np.concatenate([getattr(c, name) for c in parts]) for name in names}
    )


def hours_of(fact: Facts, parameters: ClockParameters) -> pd.DataFrame:
    """List the hours of the local clock that a recording goes through."""
    ends = clock.local_times(fact, [0.0, fact.duration_s])
    table = clock.bins(ends[0], ends[1], "hour", parameters)
    wall = pd.DatetimeIndex(table["start"]).tz_localize(None)
    day = wall.to_numpy().astype("datetime64[D]").astype(np.int64)
    return table.assign(hour=wall.hour.to_numpy(dtype=np.int64), day=day)
