"""The figures of a comparison: agreement, hits and misses, and what neither can tell."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from myosense.diaries import agreement
from myosense.diaries.schema import COMPARED
from myosense.diary import FREQUENCIES
from myosense.estimates import Estimate, proportion
from myosense.lengths import number

Row = dict[str, object]

KAPPA = "quadratic-weighted kappa"
SPEARMAN = "Spearman correlation"
RATIO = "ratio sensor to diary"
LIMITS = "limits of agreement of the ratio"
CLASSES = ("frequency", "diary_frequency")  #: What the sensor says, and the diary.
ONE_CLASS = "one side says one class only, which tells nothing of agreement"
NO_SPREAD = "the days are too alike for an interval"


def figures(rows: list[Row]) -> list[Row]:
    """Compute the figures of one place.

    Parameters
    ----------
    rows
        Its rows of the table of intervals.

    Returns
    -------
    list of dict
        Rows of the table of agreement.
    """
    pairs = pd.DataFrame([row for row in rows if row["kind"] == COMPARED])
    found: list[Row] = []
    if len(pairs):
        with_class = pairs[pairs["diary_frequency"] != ""]
        found += _agreement(with_class)
        found += _hits(pairs)
    unnoted = [row for row in rows if row["kind"] == "no entry"]
    hours = sum(float(str(row["analyzable_h"])) for row in unnoted)
    n_jerks = sum(int(str(row["n"])) for row in unnoted)
    unworn = [row["start"] for row in rows if row["kind"] == "no wear"]
    starts = [row["start"] for row in unnoted]
    return [
        *found,
        _figure("hours worn without an entry", Estimate(hours), starts),
        _figure("jerks in these hours", Estimate(n_jerks), starts),
        _figure("entries without wear", Estimate(len(unworn)), unworn),
    ]


def _agreement(pairs: pd.DataFrame) -> list[Row]:
    """Give kappa, rank correlation and the ratio of rates, or say why there are none."""
    if len(pairs) < agreement.MIN_PAIRS:
        reason = f"{number(len(pairs), 'interval')}; {agreement.MIN_PAIRS} are needed"
        nothing = Estimate(np.nan)
        return [
            _figure(name, nothing, list(pairs["start"]), reason=reason)
            for name in (KAPPA, SPEARMAN, RATIO)
        ]
    days = pd.factorize(np.array([start.date() for start in pairs["start"]]))[0]
    n_days = int(days.max()) + 1
    is_flat = any((pairs[name] == pairs[name].iloc[0]).all() for name in CLASSES)
    return [
        _figure(
            name,
            value,
            list(pairs["start"]),
            agreement.RULE,
            _why_no_interval(value, n_days, is_flat=is_flat and name == KAPPA),
        )
        for name, value in _estimates(pairs, days).items()
    ]


def _estimates(pairs: pd.DataFrame, days: agreement.Codes) -> dict[str, Estimate]:
    """Estimate each figure of agreement, given the number of each interval's day."""
    codes = [
        pairs[name].map(FREQUENCIES.index).to_numpy(dtype=np.int64) for name in CLASSES
    ]
    rates = [
        pairs[name].to_numpy(dtype=np.float64)
        for name in ("rate_per_h", "diary_rate_per_h")
    ]
    logs = agreement.log_ratios(*rates)
    n_classes = len(FREQUENCIES)
    functions: dict[str, agreement.Figure] = {
        KAPPA: lambda i: agreement.weighted_kappa(codes[0][i], codes[1][i], n_classes),
        SPEARMAN: lambda i: agreement.spearman(rates[0][i], rates[1][i]),
        RATIO: lambda i: float(np.mean(logs[i])),
    }
    found = {
        name: agreement.blocked(figure, days, is_correlation=name != RATIO)
        for name, figure in functions.items()
    }
    found[RATIO] = _exponential(found[RATIO])
    spread = agreement.LIMITS_SD * float(np.std(logs, ddof=1))
    center = float(np.mean(logs))
    found[LIMITS] = Estimate(np.nan, np.exp(center - spread), np.exp(center + spread))
    return found


def _why_no_interval(value: Estimate, n_days: int, *, is_flat: bool) -> str:
    if n_days < agreement.MIN_DAYS:
        return f"{number(n_days, 'day')}; an interval needs {agreement.MIN_DAYS}"
    if is_flat:
        return ONE_CLASS
    return NO_SPREAD if np.isfinite(value) else ""


def _exponential(value: Estimate) -> Estimate:
    return Estimate(np.exp(value), np.exp(value.low), np.exp(value.high))


def _hits(pairs: pd.DataFrame) -> list[Row]:
    """Count where both, one or none of them say jerks."""
    is_noted = (pairs["noted"] == "yes").to_numpy(dtype=bool)
    is_seen = (pairs["n"] > 0).to_numpy(dtype=bool)
    n_both = int(np.sum(is_noted & is_seen))
    counts = {
        "both say jerks": n_both,
        "only the sensor says jerks": int(np.sum(is_seen & ~is_noted)),
        "only the diary says jerks": int(np.sum(is_noted & ~is_seen)),
        "neither says jerks": int(np.sum(~is_noted & ~is_seen)),
    }
    rows = [_figure(name, Estimate(n), list(pairs["start"])) for name, n in counts.items()]
    shares = {
        "share of the sensor's intervals with jerks that the diary notes": is_seen,
        "share of the diary's intervals with jerks that the sensor sees": is_noted,
    }
    return rows + [
        _figure(
            name,
            proportion(n_both, int(whole.sum())),
            list(pairs.loc[whole, "start"]),
            rule="Wilson",
        )
        for name, whole in shares.items()
    ]


def _figure(
    measure: str,
    value: Estimate,
    starts: Collection[Any],
    rule: str = "",
    reason: str = "",
) -> Row:
    """Make a row of the table from what a figure is, and when its intervals start."""
    has_interval = not np.isnan(value.low)
    if np.isnan(value) and not has_interval and not reason:
        reason = "nothing varies"
    return {
        "measure": measure,
        "value": float(value),
        "low": value.low,
        "high": value.high,
        "n": len(starts),
        "n_days": len({start.date() for start in starts}),
        "interval": rule if has_interval else "",
        "reason": "" if has_interval else reason,
    }
