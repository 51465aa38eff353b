"""Recordings of one place cut into cells: a part of an hour of the clock, in one state.

A cell lies wholly inside or outside every window of every change, so that windows add up
cells, and nothing is counted twice or cut by guess.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import clock, intervals, schema
from myosense.clock import ClockParameters
from myosense.coverage import STATES
from myosense.errors import ArgumentError
from myosense.exposure import ROUNDING_S, Exposure, Sizes, bin_of, sizes
from myosense.intervals import Seconds
from myosense.schema import Column

CELLS = (
    Column("at_h", "h", "middle of the cell since the origin of `hours_since`"),
    Column("hour", "", "hour of the local clock, 0 to 23", dtype="int64"),
    Column("hour_id", "", "the same for all cells of one hour", dtype="int64"),
    Column("state", "", "long_still, rest, active or walking", dtype="str"),
    Column("n", "", "jerks", dtype="int64"),
    Column("n_squared", "", "sum of the squares of what each event counts", dtype="int64"),
    Column("n_largest", "", "the most jerks that one event counts", dtype="int64"),
    Column("analyzable_h", "h", "hours that could be judged"),
)
ORIGIN = pd.Timestamp("2000-01-01")

Hours = npt.NDArray[np.float64]


def hours_since(stamps: Sequence[pd.Timestamp]) -> Hours:
    """Count the hours from 2000 in UTC; of naive stamps, on their own clock."""
    wall = [
        s if s.tzinfo is None else s.tz_convert("UTC").tz_localize(None) for s in stamps
    ]
    return np.array([(stamp - ORIGIN) / pd.Timedelta(hours=1) for stamp in wall])


def recorded_span(exposures: Sequence[Exposure]) -> tuple[float, float]:
    """Find the first and last hour of the recordings of a place."""
    starts = [e.start for e in exposures if e.start is not None]
    lengths_h = [e.facts.duration_s / 3600 for e in exposures if e.start is not None]
    starts_h = hours_since(starts)
    return float(starts_h.min()), float((starts_h + lengths_h).max())


def cells(exposures: Sequence[Exposure], cuts_h: Hours) -> pd.DataFrame:
    """Cut the recordings of one site and side.

    Parameters
    ----------
    exposures
        Recordings of one place, with the events counted in them.
    cuts_h
        Limits of windows, as from `hours_since`; no cell lies across one.

    Returns
    -------
    DataFrame
        Columns of `CELLS`, in order of time; only cells with analyzable time.

    Raises
    ------
    ArgumentError
        If the clock time of a recording is not known.
    """
    tables = [_of_recording(exposure, cuts_h) for exposure in exposures]
    found = pd.concat(tables, ignore_index=True)
    return found.sort_values("at_h", kind="stable", ignore_index=True)


def _of_recording(exposure: Exposure, cuts_h: Hours) -> pd.DataFrame:
    start, facts = exposure.start, exposure.facts
    if start is None:
        raise ArgumentError(
            f"{facts.recording_id} has no clock time, so that doses cannot be held against "
            "it; expected a result that was made with --time-zone or --start"
        )
    stop = clock.local_times(facts, facts.duration_s)[0]
    hours = clock.bins(start, stop, "hour", ClockParameters())
    start_h = hours_since([start])[0]
    edges_s = np.append(hours["start_s"], hours["stop_s"].iloc[-1])
    cuts_s = (cuts_h - start_h) * 3600
    cuts_s = cuts_s[(cuts_s > edges_s[0]) & (cuts_s < edges_s[-1])]
    edges_s = np.unique(np.append(edges_s, cuts_s))
    middle_s = (edges_s[:-1] + edges_s[1:]) / 2
    of_hour = np.searchsorted(hours["start_s"].to_numpy(), middle_s, side="right") - 1
    clock_hour = hours["start"].dt.hour.to_numpy()[of_hour]
    hour_id = np.floor(hours_since(hours["start"].to_list())).astype(np.int64)[of_hour]
    tables = []
    for state in STATES:
        judged_s, jerks = _in_state(exposure, state, edges_s)
        is_there = judged_s > ROUNDING_S
        tables.append(
            pd.DataFrame(
                {
                    "at_h": start_h + middle_s[is_there] / 3600,
                    "hour": clock_hour[is_there],
                    "hour_id": hour_id[is_there],
                    "state": state,
                    "n": jerks.n_jerks[is_there],
                    "n_squared": jerks.n_squared[is_there],
                    "n_largest": jerks.n_largest[is_there],
                    "analyzable_h": judged_s[is_there] / 3600,
                }
            ).astype({column.name: column.dtype for column in CELLS})
        )
    return pd.concat(tables, ignore_index=True)[schema.names(CELLS)]


def _in_state(exposure: Exposure, state: str, edges_s: Seconds) -> tuple[Seconds, Sizes]:
    """Add up the judged seconds and the jerks of one state between edges."""
    table = exposure.coverage.state
    spans = table.loc[table["state"] == state, ["start_s", "stop_s"]]
    in_state = intervals.union(spans.to_numpy(dtype=np.float64))
    judged = intervals.intersect(exposure.coverage.usable, in_state)
    is_in = intervals.contains(judged, exposure.peaks_s)
    jerks = sizes(
        bin_of(exposure, edges_s)[is_in], exposure.n_jerks[is_in], len(edges_s) - 1
    )
    return np.diff(intervals.seconds_before(judged, edges_s)), jerks
