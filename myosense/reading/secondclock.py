"""A second clock beside the time of a table: the hour, where the sensor's own has none.

Phones give the sensor's own nanoseconds, since it was started, and the system's time at
which each sample arrived. The one is even, the other knows the hour.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from myosense.intervals import Seconds
from myosense.reading.naming import TIME_WORDS, words_of
from myosense.reading.stamps import EPOCH_FIRST_S, EPOCH_LAST_S
from myosense.reading.timecolumn import numbers_in
from myosense.reading.timeunits import NS_OF_UNIT, named_unit

KEPT_UP = 0.1  #: Of the time of the rows: so far the two may be apart in the end …
LATE_S = 1.0  #: … or so late may samples arrive.


def start_beside(
    names: Sequence[str], rows: Sequence[Sequence[str]], time: int, decimal: str
) -> tuple[datetime, str] | None:
    """Find the instant of the first row, and the column that says it.

    Parameters
    ----------
    names, rows, decimal
        Of the table; its first rows, as text.
    time
        The column taken for the time.

    Returns
    -------
    tuple or None
        ``None`` where the time names no unit, or counts from 1970, or no epoch beside it
        keeps up with it.

    >>> rows = [(str(1_741_089_600_000 + 10 * i), str(5e9 + 1e7 * i)) for i in range(50)]
    >>> start_beside(("system time", "sensor (ns)"), rows, 1, ".")[0].isoformat()
    '2025-03-04T12:00:00+00:00'
    """
    units = named_unit(names[time])
    own_s = _scaled(numbers_in(rows, time, decimal), next(iter(units.values()), np.nan))
    if not np.all(np.isfinite(own_s)) or EPOCH_FIRST_S <= own_s[0] <= EPOCH_LAST_S:
        return None
    for column, name in enumerate(names):
        if column == time or not TIME_WORDS & {*words_of(name)[0]}:
            continue
        values = numbers_in(rows, column, decimal)
        for unit_ns in (named_unit(name) or NS_OF_UNIT).values():
            epoch_s = _scaled(values, unit_ns)
            if not np.all((epoch_s >= EPOCH_FIRST_S) & (epoch_s <= EPOCH_LAST_S)):
                continue
            apart_s = epoch_s - own_s
            span_s = own_s[-1] - own_s[0]
            if np.ptp(apart_s) <= max(KEPT_UP * span_s, LATE_S):
                first_s = float(own_s[0] + np.min(apart_s))
                return datetime.fromtimestamp(first_s, tz=UTC), name
    return None


def _scaled(values: Seconds, unit_ns: float) -> Seconds:
    """Bring numbers to seconds; what is beyond all numbers is infinite."""
    with np.errstate(over="ignore"):
        return values * (unit_ns / 1e9)
