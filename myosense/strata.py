"""Rates by what the wearer did: long still, at rest, active, walking, never pooled.

Each state has rows of its own, over the time spent in it. How often a detector errs, and
how often people jerk, differ by state, so that a rate over all states says as much about
how the day was spent as about jerks.
"""

from collections.abc import Mapping

import pandas as pd

from myosense import rates, schema
from myosense.coverage import STATES, Coverage
from myosense.rates import RateParameters
from myosense.recording import Facts
from myosense.schema import Column

KINDS = ("all", "day_part")
ANOTHER_STATE = "in another state"
COLUMNS = (
    *rates.PLACE,
    Column(
        "state",
        "",
        "state of the wearer: long_still, rest, active or walking",
        dtype="str",
    ),
    *rates.COLUMNS[: rates.COLUMNS.index(rates.PLACE[0])],
    *rates.COLUMNS[rates.COLUMNS.index(rates.PLACE[-1]) + 1 :],
)


def stratify(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: RateParameters,
) -> pd.DataFrame:
    """Count the jerks of each site and side in each state, in all and by part of the day.

    Parameters
    ----------
    events
        The counted events; each belongs to the state in which it peaks.
    coverages, facts
        By recording_id.
    parameters
        Settings of the interval and the bins.

    Returns
    -------
    DataFrame
        The columns of strata.csv (`COLUMNS`). The analyzable hours are those in the state,
        and so is the time whose pieces show whether jerks come in clusters.
    """
    tables = []
    for state in STATES:
        held = {
            key: coverage.kept(coverage.within(state), ANOTHER_STATE)
            for key, coverage in coverages.items()
        }
        for kind in KINDS:
            table, _ = rates.cut(events, held, facts, kind, parameters)
            tables.append(table.assign(state=state))
    found = pd.concat(tables, ignore_index=True)[schema.names(COLUMNS)]
    return found.sort_values(["region", "site", "side"], kind="stable", ignore_index=True)
