"""The table of events: one row an event, its columns declared once.

`COLUMNS` is the data dictionary: name, dtype, unit and meaning of every column, in the
order in which they are saved. The same columns and dtypes hold when nothing was found.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import schema
from myosense.errors import ArgumentError
from myosense.intervals import Mask
from myosense.schema import Column

LABELS = ("jerk", "train", "movement", "gait", "tremor", "contact", "artifact")
COUNTED_LABELS = ("jerk", "train")
INTENSITIES = ("mild", "moderate", "severe")


COLUMNS = (
    Column("recording_id", "", "recording that the event belongs to", dtype="str"),
    Column("onset_s", "s", "10 % of the peak before the main lobe, since the start"),
    Column("peak_s", "s", "maximum of the main lobe, since the recording's start"),
    Column("stop_s", "s", "10 % of the peak after the main lobe, since the start"),
    Column("duration_s", "s", "stop_s minus onset_s"),
    Column("width_s", "s", "full width at half maximum of the main lobe on its axis"),
    Column(
        "time",
        "",
        "local clock time of the peak; naive if no zone is known",
        dtype="datetime64[ns]",
    ),
    Column(
        "time_utc",
        "",
        "time of the peak in UTC, where it is known",
        dtype="datetime64[ns, UTC]",
    ),
    Column("site", "", "body site of the sensor", dtype="str"),
    Column("side", "", "side of the body", dtype="str"),
    Column("region", "", "region of the diary", dtype="str"),
    Column(
        "label", "", "jerk or train where counted; else what it was taken for", dtype="str"
    ),
    Column(
        "n_jerks",
        "",
        "jerks that the row counts for: 1, or the cycles of a train",
        dtype="int64",
    ),
    Column(
        "probability",
        "",
        "that it is a jerk, for 10 jerks an hour; by the rules a score, not calibrated",
        source="Platt 1999",
    ),
    Column(
        "odds_at_1_per_h",
        "",
        "odds that it is a jerk for each jerk expected an hour; missing by the rules",
        source="Platt 1999",
    ),
    Column("network_log_odds", "", "by the networks alone; missing by the rules"),
    Column("rules_log_odds", "", "by the scorecard alone"),
    Column("peak_g", "g", "norm of the acceleration at the peak, gravity excluded"),
    Column(
        "peak_jerk_g_per_s",
        "g/s",
        "largest rate of change in the main lobe",
        source="Nijsen 2007",
    ),
    Column("impulse_m_per_s", "m/s", "acceleration integrated over the main lobe"),
    Column("peak_dps", "deg/s", "largest angular velocity in the event; missing if none"),
    Column(
        "swept_deg",
        "deg",
        "furthest turn of the limb in the event; missing without a gyroscope",
    ),
    Column(
        "left_deg", "deg", "turn that is left after one second; missing without a gyroscope"
    ),
    Column("n_lobes", "", "lobes of the event above a quarter of its peak", dtype="int64"),
    Column("snr", "", "peak over the local noise floor"),
    Column(
        "straightness",
        "",
        "share of the event's motion along its peak's axis",
        source="own, after the rectilinearity of seismology",
    ),
    Column("unreturned", "", "share of the speed gained that is not lost again"),
    Column(
        "braking_share",
        "",
        "largest opposite lobe within 0.35 s, over the main lobe",
        source="own; a reach brakes as hard as it pushed: Flash & Hogan 1985",
    ),
    Column(
        "braking_lag_s",
        "s",
        "time of that lobe after the peak; below 0 if before it, missing if none",
    ),
    Column(
        "n_after_swings",
        "",
        "swings after the main lobe, until one is below a tenth of it, or 1.1 s",
    ),
    Column(
        "damping",
        "",
        "damping of the after-swings, of critical; missing with fewer than two",
        source="logarithmic decrement (Rao 2011)",
    ),
    Column(
        "jerk_match",
        "",
        "best correlation with the model of a twitch that turns a joint, 0 to 1",
        source="own, after Nijsen 2007 and 2010",
    ),
    Column("posture_change_deg", "deg", "turn of gravity from before to after"),
    Column("quiet_before", "", "median motion 1.2 to 0.2 s before, over the peak"),
    Column("quiet_after", "", "median motion 0.4 to 1.6 s after, over the peak"),
    Column("quiet_before_short", "", "median motion 0.5 to 0.15 s before, over the peak"),
    Column("quiet_after_short", "", "median motion 0.25 to 0.6 s after, over the peak"),
    Column("quiet_before_long", "", "median motion 5 to 1.2 s before, over the peak"),
    Column("quiet_after_long", "", "median motion 1.6 to 5 s after, over the peak"),
    Column(
        "rhythm",
        "",
        "regularity of the motion around the event, 0 to 1",
        source="Moe-Nilssen 2004",
    ),
    Column("rhythm_hz", "Hz", "rate of the rhythm", source="Moe-Nilssen 2004"),
    Column(
        "tremor",
        "",
        "regularity of the motion at 2 to 12 Hz, 0 to 1",
        source="own, after Moe-Nilssen 2004",
    ),
    Column("tremor_hz", "Hz", "rate of the tremor", source="own, after Moe-Nilssen 2004"),
    Column(
        "peakedness",
        "",
        "kurtosis of the motion around: 1.5 for a sine",
        source="kurtosis (Pearson 1905)",
    ),
    Column("n_neighbors", "", "motions 0.25 to 5 s away that are at least half as large"),
    Column("similarity", "", "correlation with the most similar of these motions, 0 to 1"),
    Column(
        "spacing_cv2",
        "",
        "unevenness of their spacing, 0 (even) to 2; missing with fewer than three",
        source="Holt 1996",
    ),
    Column("context_g", "g", "median motion within 5 s"),
    Column("context_turn_deg", "deg", "spread of gravity's direction within 5 s"),
    Column("spike", "", "share of the peak that is one faulty sample, or two in a row"),
    Column(
        "sharpness",
        "",
        "share of the motion's power above 25 Hz; missing below 80 Hz",
        source="own; taps reach past 100 Hz: Laput 2016",
    ),
    Column(
        "walking",
        "",
        "1 where steps are seen in the motion, jerks included, else 0",
        source="own, after Moe-Nilssen 2004",
    ),
    Column(
        "intensity",
        "",
        "movement size: mild, moderate or severe; missing if unknown",
        dtype="str",
        may_miss=True,
    ),
    Column(
        "series_id",
        "",
        "series that the event belongs to; missing for a single one",
        dtype="str",
        may_miss=True,
    ),
    Column(
        "body_event_id", "", "the same for one jerk seen by several sensors", dtype="str"
    ),
    Column(
        "state", "", "state of the wearer: long_still, rest, active or walking", dtype="str"
    ),
    Column(
        "distribution",
        "",
        "spread over the body; missing where it cannot be known",
        dtype="str",
        may_miss=True,
    ),
    Column(
        "lag_s",
        "s",
        "after the first sensor that saw the jerk; missing if the clocks are not so good",
    ),
    Column("flags", "", "sorted, joined by |, empty if none", dtype="str"),
)
NAMES = tuple(schema.names(COLUMNS))


def empty() -> pd.DataFrame:
    """Return a table without rows: every column, every dtype."""
    return schema.empty(COLUMNS)


def make(columns: dict[str, object], n_rows: int) -> pd.DataFrame:
    """Build a table from some of its columns; the rest is missing.

    Raises
    ------
    ArgumentError
        If a column is not declared.
    """
    unknown = sorted(set(columns) - set(NAMES))
    if unknown:
        raise ArgumentError(
            f"events have no column {unknown[0]!r}; known: {', '.join(NAMES)}"
        )
    missing = {dtype: _missing(dtype, n_rows) for dtype in {c.dtype for c in COLUMNS}}
    return pd.DataFrame(
        {
            c.name: missing[c.dtype]
            if columns.get(c.name) is None
            else _filled(columns[c.name], c.dtype, n_rows)
            for c in COLUMNS
        },
        index=pd.RangeIndex(n_rows),
    )


def _missing(dtype: str, n_rows: int) -> pd.Series:
    """Return a column of nothing; counts are 1."""
    return pd.Series(1 if dtype == "int64" else None, range(n_rows), dtype=dtype)


def _filled(values: object, dtype: str, n_rows: int) -> pd.Series | npt.NDArray[Any]:
    """Bring values to the dtype of their column; a time in a zone keeps it.

    Numbers take the short way: a block of a recording is measured in thirty columns.
    """
    if dtype in {"float64", "int64"}:
        numbers = np.asarray(values, dtype=dtype)
        return numbers if numbers.ndim else np.full(n_rows, numbers)
    column = pd.Series(values, range(n_rows))
    if dtype == "datetime64[ns]" and isinstance(column.dtype, pd.DatetimeTZDtype):
        return column
    return column.astype(pd.api.types.pandas_dtype(dtype))


def check(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table if it has every declared column and is sorted by time.

    Raises
    ------
    ArgumentError
        If a column is missing or the rows are not in order.
    """
    missing = [name for name in NAMES if name not in table.columns]
    if missing:
        raise ArgumentError(f"events lack the column {missing[0]!r}")
    if not table.groupby("recording_id", sort=False)[
        "peak_s"
    ].is_monotonic_increasing.all():
        raise ArgumentError("events are not sorted by peak_s within their recording")
    return table


def has_flag(table: pd.DataFrame, flag: str) -> pd.Series:
    """Say of each event whether it carries a flag."""
    return ("|" + table["flags"] + "|").str.contains(f"|{flag}|", regex=False)


def add_flag(table: pd.DataFrame, flag: str, is_flagged: pd.Series | Mask) -> pd.DataFrame:
    """Return the table with a flag added to some of its rows; flags stay sorted."""
    flags = table["flags"].tolist()
    for row in np.flatnonzero(is_flagged).tolist():
        flags[row] = "|".join(sorted({*filter(None, flags[row].split("|")), flag}))
    return table.assign(flags=pd.Series(flags, index=table.index, dtype="str"))
