"""Several recordings of one person: what must hold before they are counted together."""

import itertools
from collections.abc import Sequence

import pandas as pd

from myosense import clock
from myosense.errors import ArgumentError
from myosense.recording import Facts


def check_set(facts: Sequence[Facts]) -> None:
    """Refuse an empty set, equal names, and two recordings of one place at one time.

    Raises
    ------
    ArgumentError
        Naming the two recordings.
    """
    if not facts:
        raise ArgumentError("no recording was given; expected at least one")
    names = pd.Index([fact.recording_id for fact in facts])
    if names.has_duplicates:
        raise ArgumentError(
            f"two recordings are named {names[names.duplicated()][0]!r}; "
            "expected a different file name for each"
        )
    _check_no_overlap(facts)


def _check_no_overlap(facts: Sequence[Facts]) -> None:
    """Refuse two recordings of one site and side that share a time."""
    spans: dict[tuple[str, str, bool], list[tuple[pd.Timestamp, pd.Timestamp, str]]] = {}
    for fact in facts:
        if fact.start is not None:
            span = [0.0, fact.duration_s]
            times = clock.utc_times(fact, span)
            is_utc = not times.hasnans
            start, stop = times if is_utc else clock.local_times(fact, span)
            # A wall clock without a zone and an instant cannot be held side by side.
            spans.setdefault((fact.site, fact.side, is_utc), []).append(
                (start.tz_localize(None), stop.tz_localize(None), fact.recording_id)
            )
    for (site, side, _), found in spans.items():
        found.sort()
        for (_, stop, first), (start, _, second) in itertools.pairwise(found):
            if start < stop:
                raise ArgumentError(
                    f"{first!r} and {second!r} are both of site {site}, side {side}, and "
                    "overlap in time; expected one recording of a place at a time "
                    "(say where each was worn with --site and --side)"
                )
