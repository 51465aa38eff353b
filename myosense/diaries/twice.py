"""The hour that autumn repeats: an entry of it lasts for both, and says so."""

import pandas as pd

from myosense.zones import comes_twice

HOUR = pd.Timedelta(hours=1)
SAID = ["start", "stop", "line"]


def say_twice(entries: pd.DataFrame) -> list[str]:
    """Name the intervals that start where a time that comes twice is first shown.

    Parameters
    ----------
    entries
        The columns of `myosense.diaries.schema.COLUMNS`. An interval that ends in the
        repeated time is not named: an offset told which end was meant.
    """
    lines: dict[tuple[pd.Timestamp, pd.Timestamp], list[str]] = {}
    lasting = entries[entries["stop"].notna()].sort_values("line")
    for start, stop, line in zip(*(lasting[c] for c in SAID), strict=True):
        if _is_repeated(start) and start.fold == 0 and not _is_repeated(stop):
            lines.setdefault((start, stop), []).append(str(line))
    return [
        f"line {', '.join(dict.fromkeys(found))}: {start:%Y-%m-%d %H:%M} to {stop:%H:%M} "
        f"is {(stop - start) / HOUR:g} h, as {start:%H:%M} comes twice; an offset in both "
        f"cells ({_offsets(start)}) tells which is meant"
        for (start, stop), found in lines.items()
    ]


def which_of_two(start: object) -> str:
    """Say how entries that start alike are told apart; nothing where no offset does."""
    if isinstance(start, pd.Timestamp) and _is_repeated(start):
        return f", or with {_offsets(start)}, as the clock shows both"
    return ""


def _is_repeated(moment: pd.Timestamp) -> bool:
    return moment.tzinfo is not None and comes_twice(moment)


def _offsets(moment: pd.Timestamp) -> str:
    """Name both times that the clock shows: ``02:00+02:00 or 02:00+01:00``."""
    both = (moment.replace(fold=fold).isoformat(timespec="minutes") for fold in (0, 1))
    return " or ".join(text[11:] for text in both)
