"""Units of time, as the name of a column says them."""

import re

from myosense.reading.naming import unit_in, words_of

NS_OF_UNIT = {"s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1.0}
#: Long units of elapsed time, which have to be named: time (min), hours, elapsed_days.
NS_OF_LONG = {"min": 60e9, "h": 3600e9, "d": 86400e9}
LONG_NAME = re.compile(
    r"(?i)(?:.*[\W_])?(?:(?P<min>min(?:ute)?s?)|(?P<h>hours?|hrs?)|(?P<d>days?)"
    r"|(?<=[(\[])(?:(?P<in_h>h)|(?P<in_d>d)))\W*"
)
#: Ticks of so many units, or hundredths: time (0.1 ms), t (1/1024 s), t [s/256], t (cs).
TICKS = re.compile(
    r".*[(\[]\s*((?:(?P<n>\d+(?:\.\d+)?)|1/(?P<part>[1-9]\d*))?\s*(?P<unit>\w?s)"
    r"(?:/(?P<per>[1-9]\d*))?)\s*[)\]]\s*"
)


def named_unit(name: str) -> dict[str, float]:
    """Find the unit of time in a column's name, and its nanoseconds; none is empty.

    >>> named_unit("Time (ms)"), named_unit("elapsed_hours"), named_unit("t [10 us]")
    ({'ms': 1000000.0}, {'h': 3600000000000.0}, {'10 us': 10000.0})
    >>> named_unit("time [s/256]")
    {'s/256': 3906250.0}
    >>> named_unit("time_h"), named_unit("time (gs)"), named_unit("t (1/0 s)")
    ({}, {}, {})
    """
    unit = words_of(name)[1]
    if unit in NS_OF_UNIT:
        return {unit: NS_OF_UNIT[unit]}
    long = LONG_NAME.fullmatch(name)
    if long is not None and long.lastgroup is not None:
        unit = long.lastgroup.removeprefix("in_")
        return {unit: NS_OF_LONG[unit]}
    ticks = TICKS.fullmatch(name)
    unit_ns = 0.0 if ticks is None else _ns_of(ticks["unit"])
    if ticks is None or not unit_ns:
        return {}
    n_parts = float(ticks["part"] or 1) * float(ticks["per"] or 1)
    return {ticks[1]: unit_ns * float(ticks["n"] or 1) / n_parts}


def _ns_of(unit: str) -> float:
    """Say the nanoseconds of a unit; 0 where it is none."""
    return 1e7 if unit == "cs" else NS_OF_UNIT.get(unit_in(unit) or "", 0.0)
