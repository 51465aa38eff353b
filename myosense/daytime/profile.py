"""Jerks by the hour of the local clock, each weighted by the time that could be judged."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from myosense import exposure, rates, schema
from myosense.coverage import Coverage
from myosense.daytime.cells import Cells, cells_of
from myosense.rates import RateParameters
from myosense.recording import Facts
from myosense.schema import Column
from myosense.spreading import Spread, limits, why_wider

NEVER = "never judged at this hour"
COLUMNS = (
    *rates.PLACE,
    Column("hour", "", "hour of the local clock, 0 to 23", dtype="int64"),
    Column("n_days", "", "days on which some of this hour was judged", dtype="int64"),
    *rates.COUNTED,
    Column("interval", "", "how the interval was found; empty if none", dtype="str"),
    Column("reason", "", "why a figure is blank, or what to know of it", dtype="str"),
)


def profile(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: RateParameters,
) -> pd.DataFrame:
    """Count the jerks of each site and side by the hour of the local clock.

    Parameters
    ----------
    events
        The counted events.
    coverages, facts
        By recording_id. Each recording keeps its own zone; what has no clock is left out.
    parameters
        Settings of the interval. Whether jerks come in clusters, all the time of the place
        says.

    Returns
    -------
    DataFrame
        `COLUMNS`, 24 rows a site and side that has a clock. The hour that autumn repeats is
        counted twice, with both its jerks and its time.
    """
    rows: list[dict[str, object]] = []
    for exposures in exposure.by_place(events, coverages, facts):
        cells = cells_of(exposures, parameters.clock)
        if cells is None:
            continue
        place = exposures[0].facts.place
        spread = rates.spread_over(exposures, parameters)
        rows += [place | row for row in _rows(cells, spread, parameters.confidence)]
    return schema.table(rows, COLUMNS)


def _rows(cells: Cells, spread: Spread, confidence: float) -> list[dict[str, object]]:
    sizes = exposure.sizes(cells.hour[cells.cell], cells.weight, 24)
    hours = np.bincount(cells.hour, weights=cells.hours, minlength=24)
    is_judged = hours > 0
    safe_h = np.where(is_judged, hours, 1.0)
    low, high, name = limits(sizes, safe_h, spread, confidence, is_whole=False)
    note = why_wider(spread.fano) if spread.is_clustered else ""
    rows: list[dict[str, object]] = []
    for hour in range(24):
        days = cells.day[cells.hour == hour]
        row: dict[str, object] = {"hour": hour, "n_days": len(np.unique(days))}
        if is_judged[hour]:
            row |= {
                "n": sizes.n_jerks[hour],
                "analyzable_h": hours[hour],
                "rate_per_h": sizes.n_jerks[hour] / hours[hour],
                "rate_low": low[hour],
                "rate_high": high[hour],
                "interval": name[hour],
                "reason": note,
            }
        else:
            row |= {"analyzable_h": 0.0, "reason": NEVER}
        rows.append(row)
    return rows
