"""What the sensors of a person show together, in the words and numbers of the summary."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from myosense.common_mode import COMMON_MODE
from myosense.events import has_flag
from myosense.lengths import number, spelled
from myosense.sites import BODY
from myosense.summary import (
    by_clock_time,
    json_rows,
    parts_of_days,
    plain,
    rate_words,
    tally,
)

ALIGNED = "aligned"  #: Verdict on sensors whose clocks were compared.
NOT_MERGED = "jerks seen by more than one sensor are not merged"
RATE = ("analyzable_h", "rate_per_h", "rate_low", "rate_high", "interval", "reason")


def say_together(
    summary: Mapping[str, Any],
    events: pd.DataFrame,
    rates: pd.DataFrame,
    diary: pd.DataFrame,
    sensors: pd.DataFrame,
) -> dict[str, Any]:
    """Add to a summary what several sensors show together.

    Parameters
    ----------
    summary
        From `summarize`.
    events
        The counted events, those that are one jerk of one ``body_event_id``.
    rates, diary, sensors
        The tables of rates.csv, diary.csv and sensors.csv.

    Returns
    -------
    dict
        With ``person`` (each jerk once; ``None`` where that cannot be told) and ``sensors``
        (one entry a pair), and the first line and the notices that follow from them.
    """
    pairs = json_rows(sensors)
    person = _person(events, rates, diary)
    n_places = len(summary["sites"])
    first_line = summary["first_line"]
    if person is not None and person["n_jerks"] is not None:
        first_line = (
            f"{number(person['n_jerks'], 'jerk-like event')} in "
            f"{spelled(person['analyzable_h'], 'analyzable')} at {n_places} sensors, each "
            "jerk counted once "
            f"({rate_words(person)})."
        )
    notices = list(summary["notices"])
    if person is None and n_places > 1:
        notices.append(_why_not(pairs))
    return {
        **summary,
        "first_line": first_line,
        "person": person,
        "sensors": pairs,
        "notices": notices,
    }


def _person(
    events: pd.DataFrame, rates: pd.DataFrame, diary: pd.DataFrame
) -> dict[str, Any] | None:
    """Sum up the person of whom each jerk is counted once."""
    rows = rates[(rates["bin"] == "all") & (rates["region"] == BODY)].to_dict("records")
    if not rows:
        return None
    row, own = rows[0], diary[diary["region"] == BODY]
    jerks = events.drop_duplicates("body_event_id")
    return {
        "n_jerks": plain(row["n"]),
        **{name: plain(row[name]) for name in RATE},
        "n_by_distribution": tally(jerks["distribution"].dropna()),
        "n_common_mode": int(has_flag(jerks, COMMON_MODE).sum()),
        "day_parts": parts_of_days(own),
        "by_clock_time": by_clock_time(own),
    }


def _why_not(pairs: Sequence[Mapping[str, Any]]) -> str:
    """Say of which sensors the clocks are not known against each other."""
    said = dict.fromkeys(
        f"{pair['first_place']} and {pair['second_place']} {pair['verdict']}"
        for pair in pairs
        if pair["verdict"] != ALIGNED
    )
    return f"several sensors: {NOT_MERGED} ({'; '.join(said)})"
