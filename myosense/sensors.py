"""Two sensors of one person side by side: clocks, shared jerks, left against right."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from myosense import intervals, schema
from myosense.alignment import starts_apart
from myosense.bodyclocks import BodyClock, Pair
from myosense.combining import CombineParameters, Person
from myosense.coverage import Coverage
from myosense.estimates import CONFIDENCE
from myosense.intervals import Seconds
from myosense.leading import median_limits, nearest_lags
from myosense.recording import Facts
from myosense.schema import Column
from myosense.sites import place_name

COLUMNS = (
    Column("first", "", "recording whose clock the second is compared with", dtype="str"),
    Column("second", "", "the other recording", dtype="str"),
    Column("first_place", "", "side and site of the first", dtype="str"),
    Column("second_place", "", "side and site of the second", dtype="str"),
    Column("verdict", "", "aligned, or not aligned and why", dtype="str"),
    Column("method", "", "what the clocks were compared by", dtype="str"),
    Column("offset_s", "s", "to be added to the second's stamps, in the middle"),
    Column("drift_ppm", "ppm", "by how much that grows with time"),
    Column("clock_error_s", "s", "largest standard error of the comparison"),
    Column("co_worn_h", "h", "both could be judged"),
    Column("n_first", "", "jerks of the first in that time", dtype="Int64"),
    Column("n_second", "", "jerks of the second in that time", dtype="Int64"),
    Column("n_shared", "", "jerks that both saw; trains left out", dtype="Int64"),
    Column("n_chance", "", "expected to meet by chance at these rates"),
    Column("leader", "", "place that moves first; empty if not known", dtype="str"),
    Column("lag_s", "s", "median time by which the other place follows"),
    Column("left_right_index", "", "(right - left) / (right + left), of one site"),
    Column("index_low", "", "lower limit of its interval"),
    Column("index_high", "", "upper limit of its interval"),
    Column("interval", "", "how the interval was made", dtype="str"),
    Column("reason", "", "why something is blank, or what to mind", dtype="str"),
)
#: The second's events are moved by so much, both ways, to see what meets by chance: further
#: than any real lag, and not so far that the rates are others.
SHIFTS_S = tuple(sign * 5.0 * k for k in range(2, 12) for sign in (-1, 1))
PIECE_S = 600.0  #: Pieces of time in which left and right are compared for clusters.
MIN_PIECES = 6  #: With fewer a spread says nothing.
MIN_LEADS = 5  #: So many shared jerks say who leads.


def side_by_side(
    events: pd.DataFrame, person: Person, parameters: CombineParameters
) -> pd.DataFrame:
    """Hold the sensors of a person side by side, two at a time.

    Parameters
    ----------
    events
        The counted events.
    person
        The recordings.
    parameters
        What makes two peaks one jerk.

    Returns
    -------
    DataFrame
        The columns of sensors.csv (`COLUMNS`), one row a pair that ran at the same time.
    """
    rows = [_row(pair, events, person, parameters) for pair in person.alignments]
    return schema.table(rows, COLUMNS)


def _row(
    pair: Pair, events: pd.DataFrame, person: Person, parameters: CombineParameters
) -> dict[str, object]:
    alignment = person.alignments[pair]
    facts = (person.facts[pair[0]], person.facts[pair[1]])
    places = (_place(facts[0]), _place(facts[1]))
    row: dict[str, object] = {"first": pair[0], "second": pair[1]}
    row |= {"first_place": places[0], "second_place": places[1]}
    row |= {"verdict": alignment.verdict, "method": alignment.method}
    if alignment.is_aligned:
        names = ("offset_s", "drift_ppm", "clock_error_s")
        row |= {name: getattr(alignment, name) for name in names}
    two = _on_one_clock(pair, person)
    if two is None:
        return row | {"reason": "their clocks cannot be held side by side"}
    both = _both_judged(pair, two, person.coverages)
    seen = [_seen(events, key, own, both) for key, own in zip(pair, two, strict=True)]
    n_first, n_second = (int(found["n_jerks"].sum()) for found in seen)
    row |= {"co_worn_h": intervals.total(both) / 3600}
    row |= {"n_first": n_first, "n_second": n_second}
    if two[0].reference == person.clocks[pair[1]].reference:
        row |= _shared(seen, places, two, parameters)
    return row | _left_right(seen, facts, both)


def _place(fact: Facts) -> str:
    return place_name(fact.site, fact.side)


def _on_one_clock(pair: Pair, person: Person) -> tuple[BodyClock, BodyClock] | None:
    """Give two recordings one clock: the one they share, else as they were stamped."""
    first, second = (person.clocks[key] for key in pair)
    if first.reference == second.reference:
        return first, second
    facts = [person.facts[key] for key in pair]
    apart_s = starts_apart(*facts)
    if apart_s is None or facts[0].start is None:
        return None
    own = BodyClock(reference=pair[0])
    return own, replace(own, zero_s=apart_s)


def _both_judged(
    pair: Pair, two: tuple[BodyClock, BodyClock], coverages: Mapping[str, Coverage]
) -> Seconds:
    first, second = (
        own.to_body(coverages[key].usable) for key, own in zip(pair, two, strict=True)
    )
    return intervals.intersect(first, second)


def _seen(events: pd.DataFrame, key: str, own: BodyClock, both: Seconds) -> pd.DataFrame:
    """Keep what one sensor counted while both could be judged, on the shared clock."""
    here = events[events["recording_id"] == key]
    at_s = own.to_body(here["peak_s"].to_numpy(dtype=np.float64))
    kept = here[["label", "n_jerks"]].assign(at_s=at_s)
    found: pd.DataFrame = kept[intervals.contains(both, at_s)]
    return found


def _shared(
    seen: list[pd.DataFrame],
    places: tuple[str, str],
    two: tuple[BodyClock, BodyClock],
    parameters: CombineParameters,
) -> dict[str, object]:
    """Count the jerks that both saw, and what chance would give; say who leads."""
    first_s, second_s = (
        np.sort(e.loc[e["label"] == "jerk", "at_s"].to_numpy(dtype=np.float64))
        for e in seen
    )
    error_s = float(np.hypot(two[0].error_s, two[1].error_s))
    within_s = parameters.window_s + error_s
    lags_s = nearest_lags(first_s, second_s, within_s)
    chance = [len(nearest_lags(first_s, second_s + by, within_s)) for by in SHIFTS_S]
    row: dict[str, object] = {"n_shared": len(lags_s), "n_chance": float(np.mean(chance))}
    if error_s >= parameters.max_lead_error_s:
        row["reason"] = f"who moves first is not known: clock error {1e3 * error_s:.0f} ms"
    elif len(lags_s) >= MIN_LEADS:
        low_s, high_s = median_limits(lags_s, error_s)
        if low_s <= 0 <= high_s:
            said = f"{places[1]} follows by {1e3 * low_s:.0f} to {1e3 * high_s:.0f} ms"
            return row | {"reason": f"who moves first is not known: {said}"}
        leader = places[0 if low_s > 0 else 1]
        row |= {"leader": leader, "lag_s": abs(float(np.median(lags_s)))}
    return row


def _left_right(
    seen: list[pd.DataFrame], facts: tuple[Facts, Facts], both: Seconds
) -> dict[str, object]:
    """Compare left and right of one site over the time that both were judged."""
    sides = [fact.side for fact in facts]
    if facts[0].site != facts[1].site or set(sides) != {"left", "right"}:
        return {}
    left, right = (seen[sides.index(side)] for side in ("left", "right"))
    n_left, n_right = int(left["n_jerks"].sum()), int(right["n_jerks"].sum())
    if n_left + n_right == 0:
        return {}
    pieces = [
        np.bincount(
            (intervals.seconds_before(both, e["at_s"]) // PIECE_S).astype(np.int64),
            weights=e["n_jerks"].to_numpy(dtype=np.float64),
            minlength=int(intervals.total(both) // PIECE_S) + 1,
        )
        for e in (left, right)
    ]
    dispersion = dispersion_of(pieces[0], pieces[1])
    # Any spread beyond that of independent jerks counts: waiting for a large one makes the
    # interval too narrow where jerks come in small clusters.
    is_wide = dispersion > 1.0
    share = n_right / (n_left + n_right)
    low, high = wilson(share, (n_left + n_right) / max(dispersion, 1.0))
    return {
        "left_right_index": 2 * share - 1,
        "index_low": 2 * low - 1,
        "index_high": 2 * high - 1,
        "interval": f"Wilson, widened for a dispersion of {dispersion:.1f}"
        if is_wide
        else "Wilson, assumes independent jerks",
    }


def dispersion_of(left: npt.NDArray[Any], right: npt.NDArray[Any]) -> float:
    """Compute how much more the share of the right varies than independent jerks would.

    Pearson's chi-square over its degrees of freedom, over the pieces with jerks; 1 with
    fewer than six of them.
    """
    n = left + right
    left, right, n = left[n > 0], right[n > 0], n[n > 0]
    share = float(np.sum(right) / np.sum(n))
    if len(n) < MIN_PIECES or share in {0.0, 1.0}:
        return 1.0
    chi2 = np.sum((right - n * share) ** 2 / (n * share * (1 - share)))
    return float(chi2 / (len(n) - 1))


def wilson(share: float, n: float) -> tuple[float, float]:
    """Give the interval of a share of ``n`` cases, which need not be whole.

    Wilson (1927, J. Am. Stat. Assoc. 22:209).

    >>> print("{:.4f} to {:.4f}".format(*wilson(0.3, 10)))
    0.1078 to 0.6032
    """
    z = float(norm.isf((1 - CONFIDENCE) / 2))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)
