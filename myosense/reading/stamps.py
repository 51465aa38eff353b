"""Which clock the time column holds: dates, epochs or elapsed time, and in which unit.

Epochs are known by their size and by the rate that they imply; elapsed time by the unit in
the name, or by the one unit that implies a possible rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import Pile, pieces, pile_up
from myosense.reading.bursts import find_burst_step
from myosense.reading.isostamps import SECOND_NS, Nanoseconds
from myosense.reading.naming import words_of
from myosense.reading.packetstamps import filled
from myosense.reading.rest import find_largest
from myosense.reading.stamptext import BLANK_NS
from myosense.reading.table import Kind, Stamps
from myosense.reading.timeunits import NS_OF_UNIT, named_unit

MIN_RATE_HZ = 5.0  #: Slower tables are epochs of counts, not samples.
MAX_RATE_HZ = 5000.0  #: No body-worn accelerometer samples faster.
FAST_HZ = (
    600.0  #: Above it, fractions of a unit are rather those of one a thousand times it.
)
FAST = (
    "the time {name!r} names no unit: in {unit} it has {rate_hz:.5g} rows per second, more "
    "than most sensors; a unit in its name, as time (1/32768 s), is taken"
)
N_FOR_RATE = 1 << 18  #: More stamps tell no more about the unit.
FARTHEST = 1e22  #: Nanoseconds since 1970 have 19 digits.
#: An epoch lies between 2000 and 2100, in any unit; a clock that was never set does not.
EPOCH_FIRST_S, EPOCH_LAST_S = 946_684_800.0, 4_102_444_800.0


def implied_rate_hz(time_s: Seconds) -> float:
    """Estimate the rows per second from stamps that repeat, have gaps, are rounded."""
    head_s = time_s[:N_FOR_RATE]
    if is_falling(head_s):
        head_s = -head_s
    steps = np.diff(head_s)
    burst_step_s = find_burst_step(head_s)
    if burst_step_s is not None:
        steps[steps < burst_step_s] = 0.0
    moved = steps[steps > 0]
    if len(moved) == 0:
        return 0.0
    typical = float(np.median(moved))
    inside = moved[moved <= 3 * typical]
    repeats = len(steps[steps >= 0]) / len(moved)
    with np.errstate(over="ignore"):  # Steps next to nothing: no rate that is possible.
        return float(repeats * len(inside) / np.sum(inside))


def is_possible_rate(rate_hz: float) -> bool:
    """Say whether a body-worn sensor may write so many rows per second."""
    return MIN_RATE_HZ * 0.999 <= rate_hz <= MAX_RATE_HZ * 1.001


def check_possible(rate_hz: float) -> None:
    """Refuse so many rows per second as no sensor measures.

    Raises
    ------
    ReadError
        If there are too few or too many.
    """
    if not is_possible_rate(rate_hz):
        raise ReadError(
            f"has {rate_hz:.3g} rows per second; expected {MIN_RATE_HZ:g} to "
            f"{MAX_RATE_HZ:g} (tables of counts per epoch hold no motion)"
        )


def is_falling(stamps: Seconds) -> bool:
    """Say whether stamps never rise and fall at least once: the last row comes first."""
    return (
        len(stamps) > 1
        and all(
            bool(np.all(stamps[rows][1:] <= stamps[rows][:-1]))
            for rows in pieces(stamps, lap=1)
        )
        and bool(stamps[-1] < stamps[0])
    )


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What the steps from one known value to the next are."""

    n_known: int
    are_zero: bool
    are_one: bool


def count_steps(values: Seconds) -> Steps:
    """Look at the steps of a column; blanks are passed over."""
    n_known = 0
    are_zero = are_one = True
    last = np.empty(0)
    for rows in pieces(values):
        known = values[rows][np.isfinite(values[rows])]
        n_known += len(known)
        if are_zero or are_one:
            steps = np.diff(np.concatenate((last, known)))
            are_zero &= bool(np.all(steps == 0))
            are_one &= bool(np.all(steps == 1))
            last = known[-1:] if len(known) else last
    return Steps(n_known=n_known, are_zero=are_zero, are_one=are_one)


def known_head(values: Seconds) -> Seconds:
    """Take the first known values, `N_FOR_RATE` or somewhat more."""
    found: list[Seconds] = []
    for rows in pieces(values):
        found.append(values[rows][np.isfinite(values[rows])])
        if sum(map(len, found)) >= N_FOR_RATE:
            break
    return np.concatenate(found)


def scaled(values: Seconds, first: float, unit_ns: float) -> Seconds:
    """Bring a column to seconds since a first value; no copy of what is as it is."""
    if first == 0 and unit_ns == SECOND_NS and values.dtype == np.float64:
        return values
    return pile_up(
        (values[rows] - first) * (unit_ns / SECOND_NS) for rows in pieces(values)
    )


def stamps_from_numbers(values: Seconds, name: str) -> Stamps:
    """Understand a numeric time column.

    Parameters
    ----------
    values : shape (n_rows,)
        The cells; NaN where blank.
    name
        Name of the column; a unit in it counts.

    Raises
    ------
    ReadError
        If the stamps do not rise, no unit implies a possible rate, or the column only
        numbers the rows.
    """
    steps = count_steps(values)
    if steps.n_known < 2 or steps.are_zero:
        raise ReadError(
            f"all {steps.n_known} time stamps are equal; expected stamps that advance"
            if steps.n_known
            else "the time column is blank; expected stamps that advance"
        )
    largest = find_largest(values)
    if abs(largest) > FARTHEST:
        raise ReadError(f"has the time stamp {largest:g} in {name!r}; expected a time")
    known = known_head(values)
    named = named_unit(name)
    unnamed_words = set(words_of(name)[0]) & {"elapsed", "uptime"}
    for unit, scale in NS_OF_UNIT.items():
        first_s = known[0] * scale / SECOND_NS
        is_epoch = EPOCH_FIRST_S <= first_s <= EPOCH_LAST_S and not unnamed_words
        if (
            is_epoch
            and (not named or unit in named)
            and is_possible_rate(_rate_hz_in(known, scale))
        ):
            return _numeric_stamps(values, known[0], scale, "utc", f"epoch {unit} in UTC")
    if not named and steps.are_one:
        raise ReadError(
            f"the column {name!r} only numbers the rows; --rate gives the samples a second"
        )
    return _elapsed(values, known, named, name)


def _rate_hz_in(known: Seconds, unit_ns: float) -> float:
    """Estimate the rows per second if the stamps count a unit."""
    return implied_rate_hz((known - known[0]) * unit_ns / SECOND_NS)


def _elapsed(
    values: Seconds, known: Seconds, named: Mapping[str, float], name: str
) -> Stamps:
    rates_hz: dict[str, float] = {}
    for unit, scale in (named or NS_OF_UNIT).items():
        rates_hz[unit] = _rate_hz_in(known, scale)
        is_finer = len(rates_hz) > 1 and rates_hz[unit] > FAST_HZ and np.any(known % 1)
        if is_possible_rate(rates_hz[unit]) and not is_finer:
            why = "named in the column" if named else "the one unit with a possible rate"
            meaning = f"elapsed {unit} ({why})"
            stamps = _numeric_stamps(values, 0.0, scale, "elapsed", meaning)
            if named or rates_hz[unit] <= FAST_HZ:
                return stamps
            notice = FAST.format(name=name, unit=unit, rate_hz=rates_hz[unit])
            return replace(stamps, notices=(notice,))
    slow = {unit: rate_hz for unit, rate_hz in rates_hz.items() if rate_hz < MIN_RATE_HZ}
    unit = max(slow or rates_hz, key=lambda unit: (slow or rates_hz)[unit])
    raise ReadError(
        f"the time column {name!r} gives {rates_hz[unit]:.3g} rows per second when read in "
        f"{unit}; expected {MIN_RATE_HZ:g} to {MAX_RATE_HZ:g} (tables of counts per epoch "
        "hold no motion)"
    )


def _numeric_stamps(
    values: Seconds, first: float, scale: float, kind: Kind, meaning: str
) -> Stamps:
    time_s = scaled(values, first, scale)
    origin_ns = round(float(first) * scale) if kind == "utc" else 0
    return Stamps(time_s=time_s, kind=kind, origin_ns=origin_ns, meaning=meaning)


def offset_name(offset_s: int) -> str:
    """Name a fixed offset from UTC.

    >>> offset_name(-12600)
    'UTC-03:30'
    """
    minutes = abs(offset_s) // 60
    return f"UTC{'-' if offset_s < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def stamps_from_ns(
    ns: Nanoseconds,
    *,
    kind: Kind,
    time_zone: str | None = None,
    offsets: tuple[str, ...] = (),
) -> Stamps:
    """Make stamps of nanoseconds since 1970 (`BLANK_NS` where blank).

    Raises
    ------
    ReadError
        If the stamps imply no possible rate.
    """
    dated = DatedStamps()
    for rows in pieces(ns):
        dated.append(ns[rows])
    return dated.stamps(kind=kind, time_zone=time_zone, offsets=offsets)


class DatedStamps:
    """Nanoseconds since 1970 that come in pieces, kept as seconds since the first."""

    def __init__(self) -> None:
        self._time_s = Pile()
        self._origin_ns = BLANK_NS

    def append(self, ns: Nanoseconds) -> None:
        """Add the rows of a piece; `BLANK_NS` where blank."""
        is_blank = ns == BLANK_NS
        has_blanks = bool(np.any(is_blank))
        if self._origin_ns == BLANK_NS:
            self._origin_ns = next(iter(ns[~is_blank][:1].tolist()), BLANK_NS)
        time_s = (ns - self._origin_ns) / SECOND_NS
        if has_blanks:
            time_s[is_blank] = np.nan
        self._time_s.append(time_s)

    def stamps(
        self, *, kind: Kind, time_zone: str | None = None, offsets: tuple[str, ...] = ()
    ) -> Stamps:
        """Return what was added, once.

        Raises
        ------
        ReadError
            If the stamps imply no possible rate.
        """
        time_s = filled(self._time_s.column())
        steps = count_steps(time_s)
        rate_hz = implied_rate_hz(known_head(time_s))
        if steps.n_known > 1 and steps.are_zero:
            raise ReadError(
                f"all {steps.n_known} time stamps are equal; expected them to advance"
            )
        if steps.n_known > 1 and not is_possible_rate(rate_hz):
            raise ReadError(
                f"the time stamps give {rate_hz:.3g} rows per second; expected "
                f"{MIN_RATE_HZ:g} to {MAX_RATE_HZ:g} (tables of counts per epoch hold no "
                "motion)"
            )
        return Stamps(
            time_s=time_s,
            kind=kind,
            origin_ns=self._origin_ns,
            time_zone=time_zone,
            offsets=offsets,
            meaning="instants (date, time and offset)" if kind == "utc" else "a wall clock",
        )
