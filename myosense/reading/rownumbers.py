"""Columns that number the samples, or the packets they came in: what was lost is missing.

Such a column is no time: only with the rate does it tell when a row was measured. Where
numbers are left out, samples were lost on the way, and a hole stays.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.counters import unwrap
from myosense.reading.naming import count_of, words_of
from myosense.reading.stamps import check_possible
from myosense.reading.table import Stamps, Table
from myosense.reading.timecolumn import numbers_in
from myosense.reading.timeunits import named_unit

WORDS = frozenset(
    ("counter", "count", "sample", "samples", "packet", "index", "idx", "seq", "sequence")
) | {"packetcounter", "samplecounter", "sampleindex", "frame", "number", "num", "nr", "no"}
SINGLE_SHARE = 0.5  #: Of the steps, at least, are by one: else it numbers something else.
ALIKE = 0.9  #: Of the packets have as many rows as most.
NUMBERED = 0.9  #: Of the steps of a time without a unit, by one: it only numbers the rows.
LARGEST = 2.0**53  #: Whole numbers beyond it are not all told apart.
EPOCH = 9e8  #: What counts from 1970 is larger.
SIZES = (16, 256, 4096, 1 << 16, 1 << 24, 1 << 32)  #: Of counters of 4 to 32 bits.
FULL = 0.95  #: Of its size: so far has one come that then starts anew.
NO_STAMPS = "no time stamps"

Rows = npt.NDArray[np.float64]


def find_counter(
    names: Sequence[str], rows: Sequence[Sequence[str]], others: Sequence[int], decimal: str
) -> int | None:
    """Find the column that numbers the rows: it is named so, or stands first unnamed.

    Parameters
    ----------
    names, rows, decimal
        Of the table; some rows, as text.
    others
        The columns that may be it.

    >>> rows = [("7", "0.1"), ("8", "0.2"), ("11", "0.2"), ("12", "0.1")]
    >>> find_counter(("sample", "count"), rows, (0, 1), ".")
    0
    """
    for column in others:
        words = words_of(names[column])[0]
        is_first = column == 0 and not words  # As pandas writes its index.
        if (is_first or WORDS & {*words}) and number_rows(
            numbers_in(rows, column, decimal)
        ) is not None:
            return column
    return None


def is_numbering(name: str, values: Seconds) -> bool:
    """Say whether a column taken for the time only numbers the rows."""
    is_known = np.isfinite(values)
    steps = np.diff(values[is_known])
    return (
        not named_unit(name)
        and len(steps) > 0
        and bool(np.mean(is_known) > 0.5)  # Else a second stands where it begins.
        and float(np.nanmax(values)) < EPOCH
        and bool(np.mean(steps == 1) >= NUMBERED)
    )


def number_rows(counter: Seconds) -> Rows | None:
    """Count the rows from 0 on, as their counter does; lost ones leave a hole.

    Parameters
    ----------
    counter : shape (n_rows,)
        NaN where blank.

    Returns
    -------
    shape (n_rows,) or None
        ``None`` where it does not go on as a counter of rows, or of packets of as many
        rows each, does.

    >>> number_rows(np.array([253.0, 254.0, 1.0, 2.0, 3.0]))
    array([0., 1., 4., 5., 6.])
    >>> number_rows(np.array([7.0, 7.0, 8.0, 8.0, 8.5])) is None
    True
    """
    is_known = np.isfinite(counter)
    known = counter[is_known]
    if len(known) < 2 or np.any(np.abs(known) > LARGEST) or np.any(known % 1):
        return None
    firsts = np.flatnonzero(np.append(True, known[1:] != known[:-1]))
    n_rows = np.diff(np.append(firsts, len(known)))
    packets = _counted_on(known[firsts])
    steps = np.diff(packets).astype(np.int64)
    if len(steps) == 0 or np.any(steps <= 0):
        return None
    step, n_each = int(np.gcd.reduce(steps)), int(np.median(n_rows))
    is_steady = np.mean(steps == step) >= SINGLE_SHARE and np.max(n_rows) <= n_each
    whole = n_rows[1:-1] if len(n_rows) > 2 else n_rows
    if not is_steady or np.mean(whole == n_each) < ALIKE:
        return None
    first_missing = n_each - n_rows[0]  # A recording may begin within a packet.
    places = np.arange(len(known)) - np.repeat(firsts, n_rows)
    places[: n_rows[0]] += first_missing
    numbers = np.full(len(counter), np.nan)
    numbers[is_known] = (
        np.repeat((packets - packets[0]) / step * n_each, n_rows) + places - first_missing
    )
    return numbers


def _counted_on(values: Seconds) -> Seconds:
    """Count on where a counter starts anew: when its bits are full, or always alike."""
    falls = np.flatnonzero(np.diff(values) < 0)
    if len(falls) == 0:
        return values
    first, last = float(np.min(values)), float(np.max(values))
    turns = (values[falls] == last) & (values[falls + 1] == first)
    if len(falls) > 1 and 2 * np.count_nonzero(turns) > len(falls):
        return unwrap(values, last - first + 1)
    size = next((size for size in SIZES if FULL * size <= last + 1 <= size), None)
    return values if size is None else unwrap(values, size)


def describe_holes(name: str, numbers: Rows | None) -> tuple[str, ...]:
    """Say what a counter leaves out, or that it does not tell."""
    if numbers is None:
        unsteady = f"{name!r} does not number all rows one after the other"
        return (f"{unsteady}: whether some are missing is not known",)
    steps = np.diff(numbers[np.isfinite(numbers)])
    n_lost, n_holes = int(np.sum(steps - 1)), int(np.count_nonzero(steps > 1))
    if not n_holes:
        return ()
    where = count_of(n_holes, "place")
    lost = count_of(n_lost, "row")
    return (f"{name!r} leaves out {lost} in {where}: not recorded",)


def numbered_stamps(table: Table, rate_hz: float | None) -> tuple[Stamps, tuple[str, ...]]:
    """Make stamps for a table without any, from the rate and the numbers of its rows.

    Parameters
    ----------
    table
        Whose ``stamps`` are ``None``.
    rate_hz
        As the user said; ``None`` takes the declared one.

    Returns
    -------
    Stamps, tuple of str
        With notices of what the numbers leave out.

    Raises
    ------
    ReadError
        If nobody says a rate, or it is none that a sensor has.
    """
    source = "given" if rate_hz else "declared"
    rate_hz = rate_hz or table.declared.sample_rate_hz
    if not rate_hz or rate_hz < 0:
        raise ReadError(
            f"has {_found_for_time(table)}; --rate gives the samples per second (and "
            "--start the hour)"
        )
    check_possible(rate_hz)
    meaning = f"{NO_STAMPS}, the rate is {source}"
    name, counter = table.counter_name, table.counter
    numbers = None if counter is None else number_rows(counter)
    notices = () if counter is None else describe_holes(name, numbers)
    if numbers is None:
        index = pieces(table.acceleration)
        time_s = pile_up(np.arange(rows.start, rows.stop) / rate_hz for rows in index)
    else:
        time_s = numbers / rate_hz
        meaning += f", and {name!r} numbers the rows"
    return Stamps(time_s=time_s, kind="elapsed", meaning=meaning), notices


def _found_for_time(table: Table) -> str:
    """Say what a table has where its time stamps would be."""
    if table.unread_time:
        return f"the time {table.unread_time[:60]!r}, which is not understood"
    if table.counter is None:
        return NO_STAMPS
    return f"{NO_STAMPS} ({table.counter_name!r} names no unit and only numbers the rows)"
