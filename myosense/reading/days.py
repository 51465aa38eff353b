"""Time counted from an origin of old: days of spreadsheets and MATLAB, ticks of Windows."""

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

DAY_S = 86_400
DAY_NS = DAY_S * SECOND_NS
#: The day that is 1970-01-01: day 0 is 1899-12-30, and January 0 of the year 0.
DAYS = {"Excel days": 25_569, "MATLAB days": 719_529}
TICK_NS, TICKS_PER_S = 100, 10_000_000
#: Seconds before 1970: FILETIME counts in UTC, .NET's DateTime.Ticks on whichever clock.
TICKS = {"ticks since 1601": 11_644_473_600, "ticks since year 1": 62_135_596_800}
LATEST_DAY = 1_000_000  #: Of the year 2737 in MATLAB's count.


def find_days(values: Seconds) -> str | None:
    """Find out whether a column counts days, and from when.

    Parameters
    ----------
    values : shape (n_rows,)
        The cells; NaN where blank.

    Returns
    -------
    str or None
        A key of `DAYS`; ``None`` where the numbers are no days between 2000 and 2100, or
        give no possible rate as such.
    """
    known = known_head(values)
    if len(known) < 2 or np.max(np.abs(known)) > LATEST_DAY:
        return None
    if not is_possible_rate(implied_rate_hz((known - known[0]) * DAY_S)):
        return None
    since_s = {name: (known[0] - day) * DAY_S for name, day in DAYS.items()}
    return next(
        (name for name, s in since_s.items() if EPOCH_FIRST_S <= s <= EPOCH_LAST_S), None
    )


def find_ticks(values: Seconds) -> str | None:
    """Find out whether a column counts ticks of 100 ns, and from when.

    Parameters
    ----------
    values : shape (n_rows,)
        The cells; NaN where blank.

    Returns
    -------
    str or None
        A key of `TICKS`; ``None`` as in `find_days`.
    """
    known = known_head(values)
    if len(known) < 2:
        return None
    if not is_possible_rate(implied_rate_hz((known - known[0]) / TICKS_PER_S)):
        return None
    since_s = {name: known[0] / TICKS_PER_S - before for name, before in TICKS.items()}
    return next(
        (name for name, s in since_s.items() if EPOCH_FIRST_S <= s <= EPOCH_LAST_S), None
    )
