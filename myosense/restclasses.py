"""How often at rest, in the classes of a rating scale that counts in 10 seconds.

The Unified Myoclonus Rating Scale (Frucht et al., 2002, Adv. Neurol. 89:361) is rated by
an examiner from a video. What stands here is like its frequency class and no part of it:
"UMRS-like". Its anchors are 0 none, 1 less than 1, 2 two or three, 3 four to nine, 4 ten
or more in 10 s; they leave gaps, which are parted halfway: below 1.5 is class 1, below 3.5
class 2, below 9.5 class 3. So one jerk in 10 s is class 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import exposure, intervals
from myosense.coverage import Coverage
from myosense.errors import SettingsError
from myosense.exposure import Exposure
from myosense.intervals import Seconds
from myosense.rates import PLACE
from myosense.recording import Facts
from myosense.schema import Column, table

WINDOW_S = 10.0  #: In which the scale counts.
#: From which counts in a window classes 2, 3 and 4 start; above 0 it is class 1.
FROM_PER_WINDOW = (1.5, 3.5, 9.5)
REST_STATES = ("long_still", "rest")
N_CLASSES = 5

COLUMNS = (
    *PLACE,
    Column(
        "n_windows",
        "",
        "whole windows of 10 s at rest (rest or long still) that could be judged",
        dtype="int64",
    ),
    Column("n", "", "jerks in these windows", dtype="int64"),
    Column("per_10_s", "1/10 s", "jerks in a window on average"),
    Column(
        "umrs_like_class",
        "",
        "UMRS-like rest frequency class of that average, 0 to 4; no rating",
        source="after Frucht 2002",
        dtype="Int64",
    ),
    Column("highest_class", "", "class of the window with the most jerks", dtype="Int64"),
    *(
        Column(f"share_{number}", "", f"share of the windows in class {number}")
        for number in range(N_CLASSES)
    ),
    Column("reason", "", "why a class is blank; else empty", dtype="str"),
)


@dataclass(frozen=True, kw_only=True)
class RestClassParameters:
    """Settings of `rest_classes`."""

    #: A class needs so many windows: five minutes in which nothing else moved.
    min_windows: int = 30

    def __post_init__(self) -> None:
        """Check the number."""
        if self.min_windows < 1:
            raise SettingsError(f"min_windows is {self.min_windows}; expected at least 1")


def rest_classes(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: RestClassParameters,
) -> pd.DataFrame:
    """Grade each site's jerks at rest by how many fall into 10 s.

    Parameters
    ----------
    events
        The counted events; the cycles of a train are spread evenly over it.
    coverages, facts
        By recording_id.

    Returns
    -------
    DataFrame
        The columns `COLUMNS`, one row a site and side. Windows follow one another from the
        start of each stretch of rest; what is left at its end is not used.
    """
    rows: list[dict[str, object]] = []
    for members in exposure.by_place(events, coverages, facts):
        counts = np.concatenate([_window_counts(member, events) for member in members])
        rows.append({**members[0].facts.place, **_graded(counts, parameters)})
    return table(rows, COLUMNS)


def class_of(per_window: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Grade jerks per window.

    >>> class_of([0, 0.2, 1, 1.5, 3, 4, 9, 10]).tolist()
    [0, 1, 1, 2, 2, 3, 3, 4]
    """
    counts = np.asarray(per_window, dtype=np.float64)
    above = np.searchsorted(FROM_PER_WINDOW, counts, side="right") + 1
    return np.where(counts > 0, above, 0).astype(np.int64)


def _graded(
    counts: npt.NDArray[np.int64], parameters: RestClassParameters
) -> dict[str, object]:
    found: dict[str, object] = {"n_windows": len(counts), "n": int(counts.sum())}
    if len(counts) < parameters.min_windows:
        needed = f"a class needs {parameters.min_windows}"
        return found | {"reason": f"{len(counts)} windows at rest: {needed}"}
    classes = class_of(counts)
    shares = np.bincount(classes, minlength=N_CLASSES) / len(classes)
    return found | {
        "per_10_s": float(counts.mean()),
        "umrs_like_class": int(class_of(counts.mean())),
        "highest_class": int(classes.max()),
        **{f"share_{number}": share for number, share in enumerate(shares.tolist())},
    }


def _window_counts(member: Exposure, events: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Count the jerks in each window of one recording."""
    starts_s = _window_starts(_at_rest(member.coverage))
    at_s = _jerk_times(events.iloc[member.rows])
    in_window = intervals.contains(np.column_stack((starts_s, starts_s + WINDOW_S)), at_s)
    window = np.searchsorted(starts_s, at_s[in_window], side="right") - 1
    return np.bincount(window, minlength=len(starts_s))


def _at_rest(coverage: Coverage) -> Seconds:
    state = coverage.state
    is_rest = state["state"].isin(REST_STATES).to_numpy(dtype=bool)
    rest = state.loc[is_rest, ["start_s", "stop_s"]].to_numpy(dtype=np.float64)
    return intervals.intersect(coverage.usable, intervals.union(rest))


def _window_starts(stretches: Seconds) -> Seconds:
    n_each = ((stretches[:, 1] - stretches[:, 0]) // WINDOW_S).astype(np.int64)
    stretch, number = intervals.members(np.zeros_like(n_each), n_each)
    starts_s: Seconds = stretches[stretch, 0] + WINDOW_S * number
    return starts_s


def _jerk_times(events: pd.DataFrame) -> Seconds:
    """Give each jerk a time: its peak, or the cycles of a train side by side."""
    n_jerks = events["n_jerks"].to_numpy(dtype=np.int64)
    event, number = intervals.members(np.zeros_like(n_jerks), n_jerks)
    start_s, stop_s, peak_s = (
        events[name].to_numpy(dtype=np.float64)[event]
        for name in ("onset_s", "stop_s", "peak_s")
    )
    n_repeated = n_jerks[event]
    spread_s = start_s + (number + 0.5) * (stop_s - start_s) / n_repeated
    return np.where(n_repeated > 1, spread_s, peak_s)
