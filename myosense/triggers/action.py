"""Action against rest: how often jerks come in motion and at rest, in the same hours."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from myosense import exposure, intervals, schema
from myosense.coverage import Coverage
from myosense.exposure import Exposure
from myosense.intervals import Seconds
from myosense.recording import Facts
from myosense.triggers.columns import ACTION

INTERVAL = "Mantel-Haenszel by hour, spread between hours, 95 %"
CONFIDENCE = 0.95
MIN_HOURS = 6  #: With fewer, the spread between hours says nothing.


class Hours(NamedTuple):
    """What each hour since the start of a recording holds, shape (n_hours,) each."""

    n_active: Seconds
    active_h: Seconds
    n_rest: Seconds
    rest_h: Seconds


def action_against_rest(
    events: pd.DataFrame, coverages: Mapping[str, Coverage], facts: Mapping[str, Facts]
) -> pd.DataFrame:
    """Compare each site's rate in the state active with that at rest.

    Parameters
    ----------
    events
        The counted events; a train counts for its cycles.
    coverages, facts
        By recording_id.

    Returns
    -------
    DataFrame
        `columns.ACTION`, one row a site and side. Walking is left out.

    Notes
    -----
    Hours are compared with themselves, so that a busy morning with many jerks is not taken
    for what motion does: the ratio of Mantel and Haenszel (1959, J. Natl. Cancer Inst.
    22:719) for rates (Rothman and Greenland, 1998). Its interval comes from how much the
    hours differ, on the log scale with Student's t, and so holds for clustered jerks too.
    """
    rows = [_row(exposures) for exposures in exposure.by_place(events, coverages, facts)]
    return schema.table(rows, ACTION)


def _row(exposures: Sequence[Exposure]) -> dict[str, object]:
    parts = [_hours(member) for member in exposures]
    held = Hours(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    n_active, active_h, n_rest, rest_h = (float(column.sum()) for column in held)
    row: dict[str, object] = {
        **exposures[0].facts.place,
        "n_active": int(n_active),
        "active_h": active_h,
        "active_per_h": n_active / active_h if active_h else None,
        "n_rest": int(n_rest),
        "rest_h": rest_h,
        "rest_per_h": n_rest / rest_h if rest_h else None,
        "n_hours": int(((held.active_h > 0) & (held.rest_h > 0)).sum()),
    }
    return row | ratio(held)


def _hours(member: Exposure) -> Hours:
    edges_s = np.arange(0.0, member.facts.duration_s + 3600, 3600.0)
    hour = np.searchsorted(edges_s, member.peaks_s, side="right") - 1
    columns: list[Seconds] = []
    for spans_s in _action_and_rest(member.coverage):
        is_in = intervals.contains(spans_s, member.peaks_s)
        n = np.bincount(hour, weights=member.n_jerks * is_in, minlength=len(edges_s) - 1)
        columns.append(n.astype(np.float64))
        columns.append(np.diff(intervals.seconds_before(spans_s, edges_s)) / 3600)
    return Hours(*columns)


def _action_and_rest(coverage: Coverage) -> tuple[Seconds, Seconds]:
    at_rest = [coverage.within("rest"), coverage.within("long_still")]
    return coverage.within("active"), intervals.union(np.concatenate(at_rest))


def ratio(held: Hours) -> dict[str, object]:
    """Compute the ratio of the rates within hours, with its interval; or say why not."""
    is_both = (held.active_h > 0) & (held.rest_h > 0)
    n_active, active_h, n_rest, rest_h = (column[is_both] for column in held)
    if is_both.sum() < MIN_HOURS:
        return {
            "reason": f"hours that hold both action and rest: {is_both.sum()}, "
            f"at least {MIN_HOURS} are needed"
        }
    total_h = active_h + rest_h
    if not n_active.any() or not n_rest.any():
        return {"reason": "no jerk in one of the two in the hours that hold both"}
    over, under = n_active * rest_h / total_h, n_rest * active_h / total_h
    value = float(over.sum() / under.sum())
    m = len(total_h)
    spread = np.sum((over - value * under) ** 2) * m / (m - 1)
    error = np.sqrt(spread) / over.sum()
    reach = np.exp(student.ppf((1 + CONFIDENCE) / 2, m - 1) * error)
    return {
        "ratio": value,
        "ratio_low": value / reach,
        "ratio_high": value * reach,
        "interval": INTERVAL,
    }
