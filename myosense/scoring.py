"""Found against true, one to one.

A found jerk and a true one match if their peaks lie within the tolerance, in the same
recording and at the same site and side, as far as both are known; each matches at most one
other. Every figure carries its interval, and the matches that chance alone would give stand
beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from myosense import estimates, intervals, matching
from myosense.coverage import Coverage
from myosense.errors import ArgumentError
from myosense.estimates import Estimate
from myosense.intervals import Mask
from myosense.matching import Group, Positions, peaks, with_peaks

Coverages = Coverage | Mapping[str, Coverage]

OTHER_TOLERANCES_S = (0.1, 0.5)  #: Reported beside the one asked for.


@dataclass(frozen=True, kw_only=True, eq=False)
class Score:
    """How well found events agree with true ones.

    With a coverage, ``sensitivity``, ``f1`` and ``count_error`` look at the true events
    inside it, and ``sensitivity_of_all`` at every true event.
    """

    tolerance_s: float
    n_true: int  #: all true events
    n_true_covered: int  #: true events inside the coverage
    n_found: int
    n_matched: int
    n_matched_by_chance: float  #: expected if the found ones lay anywhere
    sensitivity: Estimate
    sensitivity_of_all: Estimate
    precision: Estimate
    f1: Estimate
    count_error: Estimate  #: found minus true
    false_alarms_per_h: Estimate  #: per analyzable hour
    false_alarms_per_recorded_h: Estimate
    median_error_s: float  #: of the distance between matched peaks
    p95_error_s: float  #: its 95th percentile
    by_tolerance: pd.DataFrame  #: counts and figures at 0.1 s, at 0.5 s and at this one
    by_place: pd.DataFrame  #: the same for each site and side, at this tolerance

    def table(self) -> pd.DataFrame:
        """List every figure with its interval: figure, value, low, high."""
        figures = {k: v for k, v in vars(self).items() if not isinstance(v, pd.DataFrame)}
        rows = [
            (name, float(value), *(getattr(value, end, np.nan) for end in ("low", "high")))
            for name, value in figures.items()
        ]
        return pd.DataFrame(rows, columns=["figure", "value", "low", "high"])


def score(
    found: pd.DataFrame,
    true: pd.DataFrame,
    *,
    coverage: Coverages | None = None,
    tolerance_s: float = 0.2,
    by: Sequence[str] = ("site", "side"),
) -> Score:
    """Match found jerks with true ones and say how well they agree.

    Parameters
    ----------
    found, true
        Tables with ``peak_s`` or ``peak_time``, else ``onset`` and ``duration``, in
        seconds. Where there is a ``label``, rows labeled jerk count. Events match within
        the same ``recording_id``, if the tables share any; if both name recordings and
        share none, a warning says so.
    coverage
        What could be judged: of the one recording, or by recording_id. Without it hours
        are not known, and false alarms per hour are blank.
    tolerance_s
        Largest distance of matching peaks.
    by
        Columns in which matching events must agree. If a table names one value for a
        recording and the other calls it ``unknown``, they do.

    Returns
    -------
    Score

    Raises
    ------
    ArgumentError
        If the tolerance is not above 0, a peak is missing or a recording has no coverage.

    Notes
    -----
    Intervals are those of `myosense.estimates`: 95 %, assuming independent events.

    By chance a found event has a true one within reach with probability
    1 - exp(-2 tolerance n_true / T), T being the analyzable seconds, or without a coverage
    the time from the first event to the last.
    """
    if not 0 < tolerance_s < np.inf:
        raise ArgumentError(f"tolerance_s is {tolerance_s:g}; expected above 0")
    found, true = _jerks(found, "found"), _jerks(true, "true")
    keys = matching.shared_keys(found, true, by)
    true = matching.placed_alike(found, true, keys)
    groups = matching.groups_of(found, true, keys)
    pairs = matching.match_groups(groups, tolerance_s)
    is_true_covered, is_found_covered = _covered(true, coverage), _covered(found, coverage)
    is_false = ~_marked(pairs[:, 0], len(found))
    n_hits = int(is_true_covered[pairs[:, 1]].sum())
    n_misses = int(is_true_covered.sum()) - n_hits
    n_false = int(is_false.sum())
    distance_s = np.abs(peaks(found)[pairs[:, 0]] - peaks(true)[pairs[:, 1]])
    analyzable_s, recorded_s = _exposure_s(coverage)
    return Score(
        tolerance_s=tolerance_s,
        n_true=len(true),
        n_true_covered=n_hits + n_misses,
        n_found=len(found),
        n_matched=len(pairs),
        n_matched_by_chance=sum(_by_chance(g, coverage, tolerance_s) for g in groups),
        sensitivity=estimates.proportion(n_hits, n_hits + n_misses),
        sensitivity_of_all=estimates.proportion(len(pairs), len(true)),
        precision=estimates.proportion(len(pairs), len(found)),
        f1=estimates.f1(n_hits, n_false, n_misses),
        count_error=estimates.count_error(n_false, n_misses),
        false_alarms_per_h=estimates.rate_per_h(
            int((is_false & is_found_covered).sum()), analyzable_s
        ),
        false_alarms_per_recorded_h=estimates.rate_per_h(n_false, recorded_s),
        median_error_s=float(np.median(distance_s)) if len(pairs) else np.nan,
        p95_error_s=float(np.quantile(distance_s, 0.95)) if len(pairs) else np.nan,
        by_tolerance=_by_tolerance(groups, len(found), len(true), tolerance_s),
        by_place=_by_place(found, true, pairs, [key for key in keys if key in by]),
    )


def _jerks(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Keep the jerks, with ``peak_s`` filled."""
    if "label" in table:
        table = table[table["label"] == "jerk"]
    return with_peaks(table, name).reset_index(drop=True)


def _marked(positions: Positions, n: int) -> Mask:
    mask = np.zeros(n, dtype=bool)
    mask[positions] = True
    return mask


def _coverage_of(coverage: Mapping[str, Coverage], recording_id: object) -> Coverage:
    """Look up a recording's coverage; the only one there is serves every table."""
    if str(recording_id) in coverage:
        return coverage[str(recording_id)]
    if len(coverage) == 1:
        return next(iter(coverage.values()))
    raise ArgumentError(
        f"recording {recording_id!r} has no coverage; known: {', '.join(coverage)}"
    )


def _covered(table: pd.DataFrame, coverage: Coverages | None) -> Mask:
    """Say of each event whether it lies where the recording could be judged."""
    if coverage is None:
        return np.ones(len(table), dtype=bool)
    if isinstance(coverage, Coverage):
        return intervals.contains(coverage.usable, peaks(table))
    ids = table.get("recording_id", pd.Series(None, index=table.index, dtype="str"))
    is_in = np.zeros(len(table), dtype=bool)
    for recording_id, rows in table.groupby(ids, dropna=False).indices.items():
        usable = _coverage_of(coverage, recording_id).usable
        is_in[rows] = intervals.contains(usable, peaks(table)[rows])
    return is_in


def _exposure_s(coverage: Coverages | None) -> tuple[float, float]:
    """Add up the analyzable and the recorded seconds; NaN where nobody said."""
    if coverage is None:
        return np.nan, np.nan
    every = [coverage] if isinstance(coverage, Coverage) else list(coverage.values())
    return sum(c.analyzable_s for c in every), sum(c.recorded_s for c in every)


def _by_chance(group: Group, coverage: Coverages | None, tolerance_s: float) -> float:
    """Expect so many matches if the found events of a group lay anywhere."""
    n_found, n_true = len(group.found), len(group.true)
    if not n_found or not n_true:
        return 0.0
    if coverage is None:
        duration_s = float(np.ptp(np.concatenate((group.found_s, group.true_s))))
    elif isinstance(coverage, Coverage) or group.recording_id is None:
        duration_s = _exposure_s(coverage)[0]
    else:
        duration_s = _coverage_of(coverage, group.recording_id).analyzable_s
    if duration_s == 0:
        return np.nan
    share = -np.expm1(-2 * tolerance_s * n_true / duration_s)
    return float(min(n_found * share, n_true))


def _with_figures(counts: pd.DataFrame) -> pd.DataFrame:
    """Add sensitivity, precision and F1 to counts; blank where there is nothing."""
    n_true, n_found = counts["n_true"].astype(float), counts["n_found"].astype(float)
    has_true, has_found = n_true.where(n_true > 0), n_found.where(n_found > 0)
    return counts.assign(
        sensitivity=counts["n_matched"] / has_true,
        precision=counts["n_matched"] / has_found,
        f1=2 * counts["n_matched"] / (has_true + n_found),
    )


def _by_tolerance(
    groups: list[Group], n_found: int, n_true: int, tolerance_s: float
) -> pd.DataFrame:
    tolerances_s = sorted({tolerance_s, *OTHER_TOLERANCES_S})
    n_matched = [len(matching.match_groups(groups, each_s)) for each_s in tolerances_s]
    counts = {"tolerance_s": tolerances_s, "n_true": n_true, "n_found": n_found}
    return _with_figures(pd.DataFrame({**counts, "n_matched": n_matched}))


def _by_place(
    found: pd.DataFrame, true: pd.DataFrame, pairs: Positions, keys: list[str]
) -> pd.DataFrame:
    names = ["n_true", "n_found", "n_matched"]
    is_matched = _marked(pairs[:, 1], len(true))
    parts = [
        true[keys].assign(n_true=1, n_found=0, n_matched=is_matched.astype(np.int64)),
        found[keys].assign(n_true=0, n_found=1, n_matched=0),
    ]
    counts = pd.concat(parts, ignore_index=True)
    if keys:
        counts = counts.groupby(keys, dropna=False, as_index=False)[names].sum()
    else:
        counts = counts[names].sum().to_frame().T
    return _with_figures(counts)
