"""Jerks by the hour of the local clock, each weighted by the time that could be judged."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from myosense import dispersion, estimates, exposure, rates, schema
from myosense.coverage import Coverage
from myosense.daytime.cells import Cells, cells_of
from myosense.daytime.widening import n_pieces
from myosense.rates import RateParameters
from myosense.recording import Facts
from myosense.schema import Column
from myosense.sites import region_of
from myosense.spreading import why_wider

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
    whole, _ = rates.cut(events, coverages, facts, "all", parameters)
    rows: list[dict[str, object]] = []
    for exposures, (_, in_all) in zip(
        exposure.by_place(events, coverages, facts), whole.iterrows(), strict=True
    ):
        cells = cells_of(exposures, parameters.clock)
        if cells is None:
            continue
        fact = exposures[0].facts
        place = {"region": region_of(fact.site), "site": fact.site, "side": fact.side}
        rows += [place | row for row in _rows(cells, in_all, parameters)]
    return schema.table(rows, COLUMNS)


def _rows(
    cells: Cells, in_all: pd.Series, parameters: RateParameters
) -> list[dict[str, object]]:
    n = np.bincount(cells.hour, weights=cells.n, minlength=24).astype(np.int64)
    hours = np.bincount(cells.hour, weights=cells.hours, minlength=24)
    is_judged = hours > 0
    safe_h = np.where(is_judged, hours, 1.0)
    interval, fano = str(in_all["interval"]), float(in_all["fano"])
    note = ""
    if interval not in ("", dispersion.POISSON) and fano > 1:
        degrees = n_pieces(float(in_all["analyzable_h"]), parameters) - 1
        limits = dispersion.fixed_fano(n, safe_h, fano, parameters.confidence, degrees)
        interval, note = dispersion.FIXED_FANO, why_wider(fano)
    else:
        low_n, high_n = estimates.exact_poisson(n, parameters.confidence)
        limits = low_n / safe_h, high_n / safe_h
        interval = dispersion.POISSON
    rows: list[dict[str, object]] = []
    for hour in range(24):
        days = cells.day[cells.hour == hour]
        row: dict[str, object] = {"hour": hour, "n_days": len(np.unique(days))}
        if is_judged[hour]:
            row |= {
                "n": n[hour],
                "analyzable_h": hours[hour],
                "rate_per_h": n[hour] / hours[hour],
                "rate_low": limits[0][hour],
                "rate_high": limits[1][hour],
                "interval": interval,
                "reason": note,
            }
        else:
            row |= {"analyzable_h": 0.0, "reason": NEVER}
        rows.append(row)
    return rows
