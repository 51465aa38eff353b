"""Time counted from a date that its unit says, as ``ms since 2025-03-04 12:00:00``.

The conventions of CF (climate and forecast metadata, section 4.4) write units of time so,
and what follows them: netCDF, and HDF5 that xarray has written.
"""

import re

import pyarrow as pa

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.stamps import (
    EPOCH_FIRST_S,
    EPOCH_LAST_S,
    implied_rate_hz,
    is_possible_rate,
    known_head,
    scaled,
)
from myosense.reading.stamptext import parse_stamps
from myosense.reading.table import Kind, Stamps
from myosense.reading.timeunits import named_unit

SINCE = re.compile(
    r"(?:.*[\W_])?(?P<unit>[a-z\u00b5\u03bc]+) since (?P<date>\d+-\d+-\d+)"
    r"(?:[T ]\s*(?P<clock>\d+:\d+\S*(?: [A-Z+-]\S*)?))?[)\]\s]*",
    re.IGNORECASE,
)
YEAR_S = 31_556_952  #: A date so long before the first sample is that of an epoch.


def stamps_since(values: Seconds, name: str) -> Stamps | None:
    """Understand a column that counts from the date in its name.

    Parameters
    ----------
    values : shape (n_rows,)
        NaN where blank.
    name
        Of the column, with its unit.

    Returns
    -------
    Stamps or None
        Instants where the date has an offset, or is an epoch's; else a wall clock. ``None``
        where the name says no date, or the count leads to none from 2000 to 2100.
    """
    found = SINCE.fullmatch(name)
    known = known_head(values)
    units = {} if found is None else named_unit(f"t ({found['unit']})")
    if found is None or not units or not len(known):
        return None
    unit_ns = next(iter(units.values()))
    first_ns = round(float(known[0]) * unit_ns)
    date = f"{found['date']} {(found['clock'] or '00:00:00').rstrip(')]')}"
    try:
        parsed = parse_stamps(pa.chunked_array([[date]]), "dmy", lambda _: "the unit")
    except ReadError:
        return None
    origin_ns = int(parsed.wall_ns[0]) - int(parsed.offset_s[0]) * SECOND_NS + first_ns
    rate_hz = implied_rate_hz((known - known[0]) * unit_ns / SECOND_NS)
    is_now = EPOCH_FIRST_S <= origin_ns / SECOND_NS <= EPOCH_LAST_S
    if not is_now or not is_possible_rate(rate_hz):
        return None
    is_midnight = int(parsed.wall_ns[0]) % (86_400 * SECOND_NS) == 0
    is_epoch = is_midnight and first_ns > YEAR_S * SECOND_NS
    kind: Kind = "utc" if parsed.has_offset[0] or is_epoch else "wall"
    return Stamps(
        time_s=scaled(values, known[0], unit_ns),
        kind=kind,
        origin_ns=origin_ns,
        meaning=f"{found['unit']} since {date}, as the unit says",
    )
