"""Before and after each change of the regimen: how many times as often, and how sure.

Words of association only. What a comparison rests on stands beside it: its hours, how much
counts vary, the smallest change that it could have shown, and the trend before.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import schema
from myosense.coverage import STATES
from myosense.exposure import Exposure
from myosense.false_alarms import FalseAlarmParameters
from myosense.medication import ratio as ratios
from myosense.medication.cells import cells, hours_since, recorded_span
from myosense.medication.columns import COMPARISONS
from myosense.medication.corrected import corrected
from myosense.medication.covariates import covariates, rescues
from myosense.medication.parameters import MedicationParameters
from myosense.medication.power import detectable
from myosense.medication.ratio import Sides, Spread, Standardized
from myosense.medication.trend import trend
from myosense.medication.windows import Windows, windows


@dataclass(frozen=True, kw_only=True, eq=False)
class _Place:
    """A site and side, its cells cut for one change."""

    site: str
    side: str
    cells: pd.DataFrame
    recorded_h: tuple[float, float]


def compare(
    places: Sequence[Sequence[Exposure]],
    doses: pd.DataFrame,
    changes: pd.DataFrame,
    parameters: MedicationParameters,
    alarms: FalseAlarmParameters,
) -> pd.DataFrame:
    """Compare before and after of every change at every place, for each wash-out.

    Parameters
    ----------
    places
        Recordings of each site and side.
    doses, changes
        The dose log and the changes found in it.
    parameters
        Settings.
    alarms
        What is known of the detector's false alarms.

    Returns
    -------
    DataFrame
        Columns of `COMPARISONS`; a ratio that cannot be known is missing, with a reason.
    """
    rows: list[Mapping[str, object]] = []
    for i, change in enumerate(changes.to_dict("records")):
        washouts_h = sorted({*parameters.shown_washouts_h, change["washout_h"]})
        for exposures in places:
            place = _place(exposures, doses, changes, washouts_h, parameters)
            for washout_h in washouts_h:
                found = windows(changes, i, washout_h, place.recorded_h)
                rows.append(
                    {
                        "change": change["change"],
                        "site": place.site,
                        "side": place.side,
                        "washout_h": washout_h,
                        "is_own": washout_h == change["washout_h"],
                        **_row(place, doses, found, parameters),
                        **_corrected(place, found, parameters, alarms),
                    }
                )
    return schema.table(rows, COMPARISONS)


def _place(
    exposures: Sequence[Exposure],
    doses: pd.DataFrame,
    changes: pd.DataFrame,
    washouts_h: Sequence[float],
    parameters: MedicationParameters,
) -> _Place:
    rescue_h = rescues(doses)
    last_h = hours_since(changes["last_time"].to_list())
    own_h = changes["washout_h"].to_numpy()
    cuts_h = [hours_since(changes["time"].to_list()), last_h + own_h]
    cuts_h += [last_h + washout_h for washout_h in washouts_h]
    cuts_h += [rescue_h, rescue_h + parameters.rescue_h]
    facts = exposures[0].facts
    table = cells(exposures, np.concatenate(cuts_h))
    is_rescued = np.zeros(len(table), dtype=bool)
    for start_h in rescue_h:
        since_h = table["at_h"] - start_h
        is_rescued |= ((since_h >= 0) & (since_h < parameters.rescue_h)).to_numpy()
    return _Place(
        site=facts.site,
        side=facts.side,
        cells=table.assign(is_rescued=is_rescued),
        recorded_h=recorded_span(exposures),
    )


def _row(
    place: _Place, doses: pd.DataFrame, found: Windows, parameters: MedicationParameters
) -> dict[str, object]:
    """Compare the two windows of one change at one place."""
    sides = _sides(place.cells, found)
    row: dict[str, object] = {"note": "; ".join(found.notes)}
    row |= covariates(doses, found)
    row |= _trend(place.cells, found, row)
    matched = sides.matched()
    row["unmatched_h"] = float(sides.hours.sum() - matched.hours.sum())
    row["reason"] = _why_not(sides, matched)
    if row["reason"]:
        return row
    standard = ratios.standardize(matched)
    spread = ratios.spread(matched, parameters.min_days)
    row |= _figures(matched, standard, spread)
    row |= _power(standard, spread, parameters)
    if standard.n == (0, 0):
        row["reason"] = "no jerk on either side"
    elif place.cells["is_rescued"].any():
        row |= _rescue_held(place.cells, found, parameters)
    return row


def _sides(table: pd.DataFrame, found: Windows, *, by_rescue: bool = False) -> Sides:
    """Lay the cells of a place into the windows."""
    side = found.side_of(table["at_h"].to_numpy()).to_numpy()
    is_in = side >= 0
    at_h, side = table["at_h"].to_numpy()[is_in], side[is_in]
    here = table[is_in]
    stratum = _stratum(here)
    if by_rescue:
        stratum = 2 * stratum + here["is_rescued"].to_numpy(dtype=np.int64)
    since_h = np.where(side == 0, at_h - found.before_h[1], at_h - found.after_h[0])
    return Sides(
        n=here["n"].to_numpy(),
        hours=here["analyzable_h"].to_numpy(),
        side=side.astype(np.int64),
        stratum=stratum,
        hour_id=here["hour_id"].to_numpy(),
        clock_hour=here["hour"].to_numpy(),
        day=np.floor(since_h / 24).astype(np.int64),
    )


def _stratum(table: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Give each clock hour and state a number."""
    states = [STATES.index(state) for state in table["state"]]
    hours = table["hour"].to_numpy(dtype=np.int64)
    return np.asarray(hours * len(STATES) + np.array(states, dtype=np.int64))


def _why_not(sides: Sides, matched: Sides) -> str:
    for side, word in enumerate(("before the change", "after the wash-out")):
        if not np.any(sides.side == side):
            return f"nothing could be judged {word}"
    if len(matched.n) == 0:
        return "no hour of the clock was judged in the same state before and after"
    return ""


def _figures(matched: Sides, standard: Standardized, spread: Spread) -> dict[str, object]:
    low, high = ratios.limits(standard, spread.widened)
    days = [len(np.unique(matched.day[matched.side == side])) for side in (0, 1)]
    known: dict[str, object] = {
        "n_before": standard.n[0],
        "hours_before": standard.hours[0],
        "rate_before": standard.rates_per_h[0],
        "n_after": standard.n[1],
        "hours_after": standard.hours[1],
        "rate_after": standard.rates_per_h[1],
        "fano": ratios.by_hour(matched).factor,
        "days_before": days[0],
        "days_after": days[1],
        "interval": spread.method,
    }
    if standard.n != (0, 0):
        # Without a jerk before, the ratio has no end.
        known |= {"ratio": _finite(standard.ratio), "ratio_low": low}
        known["ratio_high"] = _finite(high)
    return known


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.nan


def _power(
    standard: Standardized, spread: Spread, parameters: MedicationParameters
) -> dict[str, object]:
    """Say what could have been shown, and plainly where that is little.

    What was found has no part in it: a null result of long records is no weak one.
    """
    fall, rise = detectable(standard, spread, parameters.power)
    why = []
    before_h, after_h = standard.hours
    if min(standard.hours) < parameters.min_analyzable_h:
        why.append(
            f"fewer than {parameters.min_analyzable_h:g} matched hours on a side "
            f"({before_h:.1f} before, {after_h:.1f} after)"
        )
    limits = {"fall": fall, "rise": rise}
    unseen = [word for word, limit in limits.items() if math.isnan(limit)]
    if unseen:
        why.append(f"with so few jerks before no {' or '.join(unseen)} could be shown")
    return {
        "detectable_fall": fall,
        "detectable_rise": rise,
        "underpowered": "; ".join(why),
    }


def _corrected(
    place: _Place,
    found: Windows,
    parameters: MedicationParameters,
    alarms: FalseAlarmParameters,
) -> dict[str, object]:
    """Compare once more, less the false alarms that are known."""
    matched = _sides(place.cells, found).matched()
    if not alarms.is_on or matched.n.sum() == 0:
        return {}
    spread = ratios.spread(matched, parameters.min_days)
    limits = corrected(matched, ratios.standardize(matched), spread, alarms)
    return dict(
        zip(("corrected_ratio", "corrected_low", "corrected_high"), limits, strict=True)
    )


def _trend(
    table: pd.DataFrame, found: Windows, row: Mapping[str, object]
) -> dict[str, object]:
    start_h, stop_h = found.before_h
    before = table[(table["at_h"] >= start_h) & (table["at_h"] < stop_h)]
    fitted = trend(
        before["n"].to_numpy(),
        before["analyzable_h"].to_numpy(),
        (before["at_h"].to_numpy() - stop_h) / 24,
        _stratum(before),
        before["hour_id"].to_numpy(),
    )
    note = "; ".join(filter(None, (str(row["note"]), fitted.reason)))
    return {
        "trend_per_day": fitted.per_day,
        "trend_low": fitted.low,
        "trend_high": fitted.high,
        "note": note,
    }


def _rescue_held(
    table: pd.DataFrame, found: Windows, parameters: MedicationParameters
) -> dict[str, object]:
    """Match the hours after rescue doses with each other as well."""
    matched = _sides(table, found, by_rescue=True).matched()
    if len(matched.n) == 0 or matched.n.sum() == 0:
        return {}
    standard = ratios.standardize(matched)
    low, high = ratios.limits(standard, ratios.spread(matched, parameters.min_days).widened)
    return {
        "ratio_rescue_held": _finite(standard.ratio),
        "ratio_rescue_low": low,
        "ratio_rescue_high": _finite(high),
    }
