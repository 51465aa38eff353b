"""Time as satellites count it: since 1980-01-06, in seconds or in weeks and their seconds.

GPS knows no leap seconds: it is ahead of UTC by as many as were put in since 1980 (IERS,
Bulletin C). Receivers that have ten bits for the week begin anew every 1024.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.naming import words_of
from myosense.reading.stamps import (
    implied_rate_hz,
    is_possible_rate,
    known_head,
    scaled,
    stamps_from_ns,
)
from myosense.reading.stamptext import BLANK_NS
from myosense.reading.table import Stamps
from myosense.reading.timeunits import NS_OF_UNIT

EPOCH_S = 315_964_800  #: 1980-01-06 since 1970.
WEEK_S = 604_800
N_WEEKS = 1024  #: Of ten bits. Their third round began in April 2019, with week 2048.
#: From which second of GPS on it is ahead of UTC by how many.
LEAPS_S = {
    820_108_814: 14,  # 2006
    914_803_215: 15,  # 2009
    1_025_136_016: 16,  # July 2012
    1_119_744_017: 17,  # July 2015
    1_167_264_018: 18,  # 2017
}
#: From 1.5e9 on (July 2027) a column of that name is taken to count from 1970 (July 2017),
#: as phones give the time of a fix.
FIRST_S, LAST_S = 820_108_814.0, 1.5e9
IS_GPS = frozenset(("gps", "gpst", "gnss", "gpstime", "gpsseconds"))
IS_WEEK = frozenset(("week", "weeks", "wk", "wn", "gpsweek"))
IS_OF_WEEK = frozenset(("tow", "itow", "sow", "gpstow", "gpssow"))


def is_gps(name: str) -> bool:
    """Say whether the name of a time column says that satellites count it.

    >>> is_gps("GPS time (s)"), is_gps("timestamp")
    (True, False)
    """
    return bool(IS_GPS & {*words_of(name)[0]})


def is_week(name: str) -> bool:
    """Say whether a column is named as the week of GPS."""
    words = {*words_of(name)[0]}
    return bool(IS_WEEK & words) and "of" not in words


def find_weeks(names: Sequence[str]) -> tuple[int, int] | None:
    """Find the columns of the week of GPS and of the time since it began; both or none.

    >>> find_weeks(("GPS_week", "time_of_week (ms)", "x", "y", "z"))
    (0, 1)
    """
    words = [{*words_of(name)[0]} for name in names]
    weeks = [at for at, name in enumerate(names) if is_week(name)]
    of_week = [at for at, said in enumerate(words) if IS_OF_WEEK & said]
    of_week += [at for at, said in enumerate(words) if {"of", "week"} <= said]
    return (weeks[0], of_week[0]) if weeks and of_week else None


def _leap_s(gps_s: float) -> int:
    """Say by how many seconds GPS is ahead of UTC."""
    return [leap_s for first, leap_s in LEAPS_S.items() if gps_s >= first][-1]


def stamps_from_gps(values: Seconds) -> Stamps | None:
    """Understand seconds of GPS, or parts of them.

    Parameters
    ----------
    values : shape (n_rows,)
        NaN where blank.

    Returns
    -------
    Stamps or None
        ``None`` where they are of no year from 2006 to 2027, or give no possible rate.
    """
    known = known_head(values)
    for unit, unit_ns in NS_OF_UNIT.items():
        if not len(known) or not FIRST_S <= known[0] * unit_ns / SECOND_NS < LAST_S:
            continue
        since_s = (known - known[0]) * unit_ns / SECOND_NS
        if is_possible_rate(implied_rate_hz(since_s)):
            leap_s = _leap_s(known[0] * unit_ns / SECOND_NS)
            origin_ns = round(float(known[0]) * unit_ns) + (EPOCH_S - leap_s) * SECOND_NS
            return Stamps(
                time_s=scaled(values, known[0], unit_ns),
                kind="utc",
                origin_ns=origin_ns,
                meaning=f"{unit} since 1980 as GPS counts, {leap_s} s ahead of UTC",
            )
    return None


def stamps_from_weeks(weeks: Seconds, of_week: Seconds) -> Stamps:
    """Understand weeks of GPS and the time since each began.

    Parameters
    ----------
    weeks, of_week : shape (n_rows,)
        NaN where blank; the time in seconds or parts of them.

    Raises
    ------
    ReadError
        If all is blank, or they are no week and no time within one.
    """
    is_known = np.isfinite(weeks) & np.isfinite(of_week)
    weeks, of_week = weeks[is_known], of_week[is_known]
    for unit, unit_ns in NS_OF_UNIT.items():
        since_s = of_week * unit_ns / SECOND_NS
        if len(of_week) < 2 or not 0 <= np.min(since_s) <= np.max(since_s) <= WEEK_S:
            continue
        is_short = np.max(weeks) < N_WEEKS
        gps_s = (weeks + 2 * N_WEEKS * is_short) * WEEK_S
        if not gps_s[0] >= FIRST_S or not is_possible_rate(implied_rate_hz(since_s)):
            continue
        leap_s = _leap_s(gps_s[0])
        ns = np.full(len(is_known), BLANK_NS, dtype=np.int64)
        whole_s = gps_s.astype(np.int64) + EPOCH_S - leap_s
        ns[is_known] = whole_s * SECOND_NS + np.rint(of_week * unit_ns).astype(np.int64)
        since = ", weeks of ten bits since 2019" if is_short else ""
        meaning = f"weeks of GPS and {unit}, {leap_s} s ahead of UTC{since}"
        return replace(stamps_from_ns(ns, kind="utc"), meaning=meaning)
    raise ReadError(
        "has a week of GPS and a time in it that are none; expected both to advance"
    )
