"""Time counted from an origin of old: days since some day, and ticks of Windows."""

from dataclasses import dataclass

import numpy as np

from myosense.intervals import Seconds
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.stamps import (
    EPOCH_FIRST_S,
    EPOCH_LAST_S,
    implied_rate_hz,
    is_possible_rate,
    known_head,
)
from myosense.reading.table import Kind

DAY_S = 86_400
DAY_NS = DAY_S * SECOND_NS
TICK_NS = 100


@dataclass(frozen=True)
class Origin:
    """What a count is of, and how long before 1970 it begins."""

    unit_ns: int
    before_s: int
    kind: Kind
    meaning: str


#: Day 0 of Excel is 1899-12-30, that of MATLAB January 0 of the year 0. FILETIME counts in
#: UTC, .NET's DateTime.Ticks on whichever clock, LabVIEW from 1904. The first that fits is
#: taken: modified Julian days since 2000 are days of Excel from 2041 on, seconds of
#: LabVIEW those since 1970 from 2066 on, us of WebKit ticks of 100 ns until 2019.
ORIGINS = {
    "modified Julian days": Origin(
        DAY_NS, 40_587 * DAY_S, "utc", "modified Julian days in UTC"
    ),
    "Julian days": Origin(DAY_NS, 210_866_760_000, "utc", "Julian days in UTC"),
    "Excel days": Origin(DAY_NS, 25_569 * DAY_S, "wall", "a wall clock in Excel days"),
    "MATLAB days": Origin(DAY_NS, 719_529 * DAY_S, "wall", "a wall clock in MATLAB days"),
    "ticks since 1601": Origin(
        TICK_NS, 11_644_473_600, "utc", "ticks of 100 ns since 1601 in UTC (FILETIME)"
    ),
    "ticks since year 1": Origin(
        TICK_NS,
        62_135_596_800,
        "wall",
        "a wall clock in ticks of 100 ns since the year 1 (.NET)",
    ),
    "s since 1904": Origin(
        SECOND_NS, 2_082_844_800, "utc", "s since 1904 in UTC (LabVIEW)"
    ),
    "us since 1601": Origin(1000, 11_644_473_600, "utc", "us since 1601 in UTC (WebKit)"),
    **{
        f"epoch in ticks of {unit}": Origin(
            ns, 0, "utc", f"epoch in ticks of {unit} in UTC"
        )
        for unit, ns in (
            ("0.1 ms", 10**5),
            ("10 us", 10**4),
            ("100 ns", TICK_NS),
        )
    },
}


def find_origin(values: Seconds) -> str | None:
    """Find out whether a column counts from an origin of old, and from which.

    Parameters
    ----------
    values : shape (n_rows,)
        The cells; NaN where blank.

    Returns
    -------
    str or None
        A key of `ORIGINS`; ``None`` where the numbers are nothing of the kind between 2000
        and 2100, or give no possible rate as such.
    """
    known = known_head(values)
    if len(known) < 2:
        return None
    for name, origin in ORIGINS.items():
        unit_s = origin.unit_ns / SECOND_NS
        earliest = (EPOCH_FIRST_S + origin.before_s) / unit_s
        latest = (EPOCH_LAST_S + origin.before_s) / unit_s
        if known[0] < earliest or np.max(np.abs(known)) > latest:
            continue
        if is_possible_rate(implied_rate_hz((known - known[0]) * unit_s)):
            return name
    return None
