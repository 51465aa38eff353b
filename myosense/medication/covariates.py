"""What else the dose log says of the hours before and after a change."""

import numpy as np
import pandas as pd

from myosense.medication.cells import Hours, hours_since
from myosense.medication.windows import Windows


def rescues(doses: pd.DataFrame) -> Hours:
    """Give the times of the rescue doses, as `hours_since` does."""
    return hours_since(doses.loc[doses["kind"] == "rescue", "time"].to_list())


def covariates(doses: pd.DataFrame, found: Windows) -> dict[str, object]:
    """Count rescue doses, and add up the equivalents that the log gives."""
    at_h = hours_since(doses["time"].to_list())
    row: dict[str, object] = {}
    for name, (start_h, stop_h) in (("before", found.before_h), ("after", found.after_h)):
        here = doses[(at_h >= start_h) & (at_h < stop_h)]
        row[f"span_{name}_h"] = stop_h - start_h
        row[f"n_rescue_{name}"] = np.count_nonzero(here["kind"] == "rescue")
        scheduled = here[here["kind"] == "scheduled"]
        if len(scheduled) and scheduled["equivalent"].notna().all():
            a_day = scheduled.groupby(scheduled["time"].dt.date)["equivalent"].sum()
            row[f"equivalent_{name}"] = float(a_day.median())
    return row
