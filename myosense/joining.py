"""One name for one jerk that several sensors of a person saw."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from myosense.bodyclocks import BodyClock, body_times
from myosense.combining import CombineParameters
from myosense.intervals import Samples, Seconds, members


def name_jerks(
    events: pd.DataFrame, clocks: Mapping[str, BodyClock], parameters: CombineParameters
) -> pd.DataFrame:
    """Name the events of several sensors that are one jerk of the body.

    Two jerks of two sensors are one if their peaks are no further apart than the window
    and the error of their clocks; the nearest are joined first, never two of one sensor.
    A train is joined with the trains of other sensors that it overlaps, and with their
    jerks in it.

    Returns
    -------
    DataFrame
        The events with ``body_event_id`` of the earliest of those that are one.
    """
    spans = _spans(events, clocks)
    parts = [
        _joined(spans[spans["reference"] == reference], clocks, parameters)
        for reference in dict.fromkeys(spans["reference"])
    ]
    first = pd.concat(parts) if parts else pd.Series(dtype="int64")
    names = events["body_event_id"].to_numpy()
    return events.assign(
        body_event_id=pd.Series(
            names[first.reindex(spans.index).to_numpy(dtype=np.int64)],
            index=events.index,
            dtype="str",
        )
    )


def _spans(events: pd.DataFrame, clocks: Mapping[str, BodyClock]) -> pd.DataFrame:
    """Bring events to their shared clock: a jerk is its peak, a train lasts."""
    is_train = (events["label"] == "train").to_numpy(dtype=bool)
    spans = pd.DataFrame(
        {
            "recording_id": events["recording_id"].to_numpy(),
            "reference": [clocks[key].reference for key in events["recording_id"]],
            "start_s": np.where(is_train, events["onset_s"], events["peak_s"]),
            "stop_s": np.where(is_train, events["stop_s"], events["peak_s"]),
            "is_train": is_train,
        }
    )
    for name in ("start_s", "stop_s"):
        spans[name] = body_times(spans["recording_id"], spans[name], clocks)
    return spans


def _joined(
    spans: pd.DataFrame, clocks: Mapping[str, BodyClock], parameters: CombineParameters
) -> pd.Series:
    """Find for each event the earliest of those that are one with it."""
    spans = spans.sort_values(["start_s", "recording_id"], kind="stable")
    codes, names = pd.factorize(spans["recording_id"])
    errors_s = np.array([clocks[name].error_s for name in names])
    starts_s, stops_s = (spans[name].to_numpy() for name in ("start_s", "stop_s"))
    is_train = spans["is_train"].to_numpy(dtype=bool)
    largest_s = parameters.window_s + 2 * float(np.max(errors_s))
    i, j = _near(starts_s, np.maximum.accumulate(stops_s), largest_s)
    apart_s = np.maximum(starts_s[j] - stops_s[i], 0.0)
    allowed_s = parameters.window_s + np.hypot(errors_s[codes[i]], errors_s[codes[j]])
    is_one = (codes[i] != codes[j]) & (apart_s <= allowed_s)
    i, j, apart_s, allowed_s = i[is_one], j[is_one], apart_s[is_one], allowed_s[is_one]
    groups = _Groups(codes, starts_s)
    # Jerks first, the nearest before others; then what lies in a train.
    has_train = is_train[i] | is_train[j]
    for k in np.lexsort((apart_s, has_train)):
        groups.join(int(i[k]), int(j[k]), float(allowed_s[k]), is_free=bool(has_train[k]))
    earliest = np.array([groups.first_of(row) for row in range(len(spans))], dtype=np.int64)
    return pd.Series(spans.index.to_numpy()[earliest], index=spans.index)


def _near(starts_s: Seconds, reach_s: Seconds, most_s: float) -> tuple[Samples, Samples]:
    """List the pairs of spans, in order of start, that may be no further apart."""
    low = np.searchsorted(reach_s, starts_s - most_s)
    j, i = members(low, np.arange(len(starts_s)))
    return i, j


class _Groups:
    """Rows that are one jerk, and the recordings that saw it."""

    def __init__(self, codes: Samples, starts_s: Seconds) -> None:
        self._of = list(range(len(codes)))
        self._rows = {row: [row] for row in self._of}
        self._codes, self._starts_s = codes, starts_s

    def join(self, one: int, other: int, allowed_s: float, *, is_free: bool) -> None:
        """Make two groups one, unless a sensor were in it twice or it grew too long."""
        first, second = sorted((self._of[one], self._of[other]))
        if first == second:
            return
        rows = self._rows[first] + self._rows[second]
        if not is_free:
            is_twice = len({int(self._codes[row]) for row in rows}) < len(rows)
            times_s = [float(self._starts_s[row]) for row in rows]
            if is_twice or max(times_s) - min(times_s) > allowed_s:
                return
        self._rows[first] = rows
        for row in self._rows.pop(second):
            self._of[row] = first

    def first_of(self, row: int) -> int:
        """Give the earliest row of a row's group."""
        return self._of[row]
