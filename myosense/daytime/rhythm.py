"""Whether jerks keep a rhythm of the day, and which.

Every hour is weighted by the time in it that could be judged, so that hours that were worn
more often do not seem to hold more jerks. Of a rhythm nothing is said before most hours of
the clock were judged on two days.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from myosense import exposure, rates, schema
from myosense.clock import ClockParameters
from myosense.coverage import Coverage
from myosense.daytime.cells import Cells, cells_of
from myosense.daytime.cosinor import cosinor
from myosense.errors import SettingsError
from myosense.recording import Facts
from myosense.schema import Column

N_DRAWS = 499  #: Times that each day's jerks are turned round within it.
SEED = 20140903  #: Same input, same figures.
LEVEL = 0.05  #: With a larger chance there is no clear rhythm, and no hour is named.
COLUMNS = (
    *rates.PLACE,
    Column("n", "", "jerks in hours of the local clock", dtype="Int64"),
    Column("analyzable_h", "h", "their time that could be judged"),
    Column("n_hours", "", "hours of the clock judged on enough days", dtype="int64"),
    Column("p", "", "chance of so uneven a day with each day's jerks turned round in it"),
    Column("peak_hour", "h", "local clock time with the highest rate"),
    Column("peak_low", "h", "lower end of its interval, below 0 before midnight"),
    Column("peak_high", "h", "upper end of its interval, above 24 after midnight"),
    Column("peak_to_trough", "", "highest over lowest rate", source="cosinor"),
    Column("ratio_low", "", "lower end of its interval"),
    Column("ratio_high", "", "upper end of its interval"),
    Column("interval", "", "how the intervals were found; empty if none", dtype="str"),
    Column("reason", "", "why a figure is blank", dtype="str"),
)


@dataclass(frozen=True, kw_only=True)
class CircadianParameters:
    """When something is said of a rhythm of the day."""

    min_days: int = 2  #: An hour of the clock counts if it was judged on so many days,
    min_hour_min: float = 30.0  #: for so long on each of them.
    min_hours: int = 18  #: So many of 24 must count: a night off the wrist is too much.
    min_jerks: int = 20  #: Fewer say nothing about 24 hours.
    #: From so many days on, the days themselves say how exact the rhythm is.
    #: With 7, the swing's interval held it in 90 of 100 simulations, with 14 in 97.
    days_for_errors: int = 10

    def __post_init__(self) -> None:
        """Check that a rhythm can be told at all."""
        if self.min_days < 2 or not 4 <= self.min_hours <= 24:
            raise SettingsError(
                f"min_days is {self.min_days} and min_hours {self.min_hours}; "
                "expected at least 2, and 4 to 24"
            )
        if self.min_jerks < 4 or self.days_for_errors < 4 or not self.min_hour_min > 0:
            raise SettingsError(
                "min_jerks and days_for_errors must be at least 4 and min_hour_min above "
                f"0, but they are {self.min_jerks}, {self.days_for_errors} and "
                f"{self.min_hour_min:g}"
            )


def rhythm(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: CircadianParameters,
    clock_parameters: ClockParameters,
) -> pd.DataFrame:
    """Say of each site and side whether its jerks keep a rhythm of the day, and which.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a site and side; blank with a reason where too little was judged.
    """
    rows = []
    for exposures in exposure.by_place(events, coverages, facts):
        place = exposures[0].facts.place
        rows.append(place | _row(cells_of(exposures, clock_parameters), parameters))
    return schema.table(rows, COLUMNS)


def _row(cells: Cells | None, parameters: CircadianParameters) -> dict[str, object]:
    if cells is None:
        return {"n_hours": 0, "reason": rates.NO_CLOCK}
    p = parameters
    long_enough = cells.hours * 60 >= p.min_hour_min
    days_at = [
        len(set(cells.day[long_enough & (cells.hour == hour)].tolist()))
        for hour in range(24)
    ]
    n_hours = sum(n >= p.min_days for n in days_at)
    row: dict[str, object] = {
        "n": int(cells.n.sum()),
        "analyzable_h": float(cells.hours.sum()),
        "n_hours": n_hours,
    }
    if n_hours < p.min_hours:
        return row | {
            "reason": f"{n_hours} of 24 hours of the clock were judged on {p.min_days} "
            f"days; {p.min_hours} are needed"
        }
    if cells.n.sum() < p.min_jerks:
        return row | {"reason": f"{cells.n.sum()} jerks; {p.min_jerks} are needed"}
    chance = unevenness(cells)
    row["p"] = chance
    if chance >= LEVEL:
        return row | {"reason": "no clear rhythm of the day"}
    return row | cosinor(
        cells.angle, cells.n, cells.hours, cells.day, parameters.days_for_errors
    )


def unevenness(cells: Cells) -> float:
    """Compute how often each day's jerks, turned round within it, are as uneven.

    Notes
    -----
    The length of the resultant of Rayleigh's test, over jerks beyond those that each
    hour's judged time would hold at the day's own rate. Turning a day's jerks keeps their
    clusters, and the days stay as different as they are.
    """
    day = np.unique(cells.day, return_inverse=True)[1]
    by_day_h = np.bincount(day, weights=cells.hours)
    expected = cells.hours * (np.bincount(day, weights=cells.n) / by_day_h)[day]
    circle = np.exp(1j * cells.angle)
    order = np.argsort(day, kind="stable")
    stops_h = np.cumsum(cells.hours[order])
    begins_h = np.empty(len(order))
    begins_h[order] = stops_h - cells.hours[order]
    day_begins_h = np.cumsum(by_day_h) - by_day_h
    of_day = day[cells.cell]
    within_h = begins_h[cells.cell] + cells.at_h - day_begins_h[of_day]
    rng = np.random.default_rng(SEED)
    seen = np.abs(np.sum((cells.n - expected) * circle))
    n_as_uneven = 0
    for _ in range(N_DRAWS):
        turn_h = rng.random(len(by_day_h))[of_day] * by_day_h[of_day]
        at_h = day_begins_h[of_day] + (within_h + turn_h) % by_day_h[of_day]
        to = np.minimum(np.searchsorted(stops_h, at_h, side="right"), len(order) - 1)
        n = np.bincount(order[to], weights=cells.weight, minlength=len(order))
        n_as_uneven += np.abs(np.sum((n - expected) * circle)) >= seen
    return (1 + n_as_uneven) / (1 + N_DRAWS)
