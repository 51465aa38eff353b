"""Lengths of time in words: hours, and where tenths of one would show nothing, minutes."""

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


def spelled(hours: float, kind: str) -> str:
    """Write a length of time with its kind between number and unit, the unit in full.

    >>> spelled(0.5, "analyzable"), spelled(1 / 30, "analyzable"), spelled(0.01, "recorded")
    ('0.5 analyzable hours', '2 analyzable minutes', '36 recorded seconds')
    """
    if hours >= SHORT_H:
        return f"{hours:.1f} {kind} hours"
    number, unit = brief(hours).split(" ")
    word = {"min": "minute", "s": "second"}[unit]
    return f"{number} {kind} {word}{'' if number == '1' else 's'}"
