"""Lengths of time in words: hours, and where tenths of one would show nothing, minutes.

And numbers of things, of which one is not many.
"""

import math

UNITS = {"min": "minute", "s": "second"}
SHORT_H = 0.1  #: Tenths of an hour would show less as nothing.


def length(hours: float) -> str:
    """Write a length of time in hours; below six minutes as `brief` does.

    >>> length(0.5), length(0.05)
    ('0.5 h', '3 min')
    """
    return f"{hours:.1f} h" if hours >= SHORT_H else brief(hours)


def brief(hours: float) -> str:
    """Write a short time in minutes, and less than one in seconds.

    >>> brief(0.25), brief(0.01)
    ('15 min', '36 s')
    """
    return f"{60 * hours:.0f} min" if hours >= 1 / 60 else f"{3600 * hours:.0f} s"


def fewer(minutes: float, least_min: float) -> str:
    """Write minutes that are fewer than are needed, so that they read as fewer.

    >>> fewer(15.2, 30), fewer(29.97, 30)
    ('15 min', '29.9 min')
    """
    if round(minutes) < least_min:
        return f"{minutes:.0f} min"
    return f"{math.floor(10 * minutes) / 10:.1f} min"


def number(n: int, thing: str) -> str:
    """Write how many there are of something.

    >>> number(1, "interval"), number(0, "interval")
    ('1 interval', '0 intervals')
    """
    return f"{n} {thing}{'' if n == 1 else 's'}"


def spelled(hours: float, kind: str) -> str:
    """Write a length of time with its kind between number and unit, the unit in full.

    >>> spelled(0.5, "analyzable"), spelled(1 / 30, "analyzable"), spelled(0.01, "recorded")
    ('0.5 analyzable hours', '2 analyzable minutes', '36 recorded seconds')
    """
    if hours >= SHORT_H:
        return f"{hours:.1f} {kind} hours"
    n, unit = brief(hours).split(" ")
    return number(int(n), f"{kind} {UNITS[unit]}")
