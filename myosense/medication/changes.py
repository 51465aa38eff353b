"""Which changes of the regimen open a comparison.

Only scheduled doses do; rescue doses are taken when it is worst, and say more about the
jerks than of them. Where the log does not name a change, a scheduled dose a day that
differs from the day before is one, and is said to be derived.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from myosense import schema
from myosense.medication import words
from myosense.medication.doses import DoseLog
from myosense.medication.parameters import MedicationParameters
from myosense.medication.washout import Washout, is_renal_known, kidneys, washout_of
from myosense.schema import Column

CHANGES = (
    Column("change", "", "number of the change, in order of time", dtype="int64"),
    Column("time", "", "of its first row, local clock", dtype=schema.LOCAL_TIME),
    Column("last_time", "", "of its last row, local clock", dtype=schema.LOCAL_TIME),
    Column("what", "", "drugs and what changed", dtype="str"),
    Column("lines", "", "lines of the dose log, joined by |", dtype="str"),
    Column("source", "", "logged, derived from the doses, or both", dtype="str"),
    Column("washout_h", "h", "left out after last_time"),
    Column("washout_reason", "", "why so long", dtype="str"),
    Column("note", "", "what else is to be known of it", dtype="str"),
)
DAY = pd.Timedelta(days=1)
#: What the log names is not derived once more this long around it: a change in the
#: evening alters the sum of two days.
NAMED_NEAR = pd.Timedelta(hours=36)
RENAL_UNKNOWN = "the log does not say how the kidneys work"

Found = dict[str, object]


def find_changes(
    log: DoseLog, given_h: Mapping[str, float], parameters: MedicationParameters
) -> pd.DataFrame:
    """List the changes of the scheduled regimen, those close together as one.

    Returns
    -------
    DataFrame
        Columns of `CHANGES`, in order of time.

    Raises
    ------
    ArgumentError
        If the wash-out of a change is not known.
    """
    doses = kidneys(log.table)
    scheduled = _with_forms(doses[doses["kind"] == "scheduled"])
    named = scheduled[~scheduled["change"].isin(["", "same"])]
    found: list[Found] = [
        {str(key): value for key, value in row.items()} | {"source": "logged"}
        for row in named.to_dict("records")
    ]
    for _, of_drug in scheduled.groupby(["drug", "form"], sort=False):
        found += _derived(of_drug, doses["time"].iloc[0])
    found.sort(key=lambda row: (row["time"], row["line"]))
    together = pd.Timedelta(hours=parameters.together_h)
    groups: list[list[Found]] = []
    for row in found:
        if groups and row["time"] - groups[-1][-1]["time"] <= together:  # type: ignore[operator]
            groups[-1].append(row)
        else:
            groups.append([row])
    rows = [
        {"change": i, **_joined(group, log.file, given_h, parameters)}
        for i, group in enumerate(groups, start=1)
    ]
    return schema.table(rows, CHANGES)


def _with_forms(doses: pd.DataFrame) -> pd.DataFrame:
    """Fill blank formulations of a drug that is logged in one only; name the form."""
    written = doses["formulation"].where(doses["formulation"] != "")
    by_drug = written.groupby([doses["drug"], doses["route"]])
    only = by_drug.transform("first").where(by_drug.transform("nunique") == 1)
    filled = written.fillna(only).fillna("").astype("str")
    forms = [words.form_of(*pair) for pair in zip(filled, doses["route"], strict=True)]
    return doses.assign(
        formulation=filled, form=pd.Series(forms, index=doses.index, dtype="str")
    )


def _derived(doses: pd.DataFrame, log_start: pd.Timestamp) -> list[Found]:
    """Find the days on which a drug's scheduled dose differs from the day before.

    A day with fewer doses than its neighbor at either end of the drug's rows is not whole
    and is not compared. A dose that is not there is no dose of zero: that a drug was
    stopped is never derived.
    """
    doses = doses[doses["dose"].notna()]
    if doses.empty:
        return []
    is_near_named = np.zeros(len(doses), dtype=bool)
    for stamp in doses.loc[~doses["change"].isin(["", "same"]), "time"]:
        is_near_named |= ((doses["time"] - stamp).abs() <= NAMED_NEAR).to_numpy()
    day = (_wall(doses["time"]) - _night(doses["time"])).dt.floor("D")
    days = doses.assign(is_near_named=is_near_named).groupby(day.to_numpy())
    table = pd.DataFrame(
        {
            "dose": days["dose"].sum(),
            "n": days["dose"].size(),
            "row": days["line"].idxmin(),
            "is_near_named": days["is_near_named"].any(),
        }
    )
    found: list[Found] = []
    first = doses.loc[table["row"].iloc[0]]
    if first["change"] == "" and first["time"] - log_start > DAY:
        found.append(_row(first, "start"))
    if len(table) > 1 and table["n"].iloc[0] < table["n"].iloc[1]:
        table = table.iloc[1:]
    if len(table) > 1 and table["n"].iloc[-1] < table["n"].iloc[-2]:
        table = table.iloc[:-1]
    for before, after in zip(
        table.to_dict("records"), table.to_dict("records")[1:], strict=False
    ):
        row = doses.loc[after["row"]]
        is_open = not (before["is_near_named"] or after["is_near_named"])
        if is_open and not math.isclose(before["dose"], after["dose"]):
            change = "increase" if after["dose"] > before["dose"] else "reduction"
            a_day = f"{before['dose']:g} to {after['dose']:g} {row['unit']} a day"
            found.append({**_row(row, change), "a_day": a_day})
    return found


def _row(row: "pd.Series[Any]", change: str) -> Found:
    values = {str(key): value for key, value in row.to_dict().items()}
    return {**values, "change": change, "source": "derived"}


def _wall(times: pd.Series) -> pd.Series:
    return times if times.dt.tz is None else times.dt.tz_localize(None)


def _night(times: pd.Series) -> pd.Timedelta:
    """Find the time of day furthest from all doses, where one day ends for the drug."""
    wall = _wall(times)
    at_h = np.unique((wall - wall.dt.floor("D")) / pd.Timedelta(hours=1))
    gaps_h = np.diff(np.append(at_h, at_h[0] + 24))
    widest = int(np.argmax(gaps_h))
    return pd.Timedelta(hours=float((at_h[widest] + gaps_h[widest] / 2) % 24))


def _joined(
    group: Sequence[Found],
    file: str,
    given_h: Mapping[str, float],
    parameters: MedicationParameters,
) -> Found:
    """Make one comparison of changes that cannot be told apart."""
    washouts: list[Washout] = [washout_of(row, file, given_h, parameters) for row in group]
    longest = max(washouts, key=lambda washout: washout.hours)
    notes = []
    if len(group) > 1:
        notes.append(
            f"{len(group)} changes within {parameters.together_h:g} h are taken as one"
        )
    if not all(is_renal_known(row) for row in group):
        notes.append(RENAL_UNKNOWN)
    sources = {str(row["source"]) for row in group}
    return {
        "time": group[0]["time"],
        "last_time": group[-1]["time"],
        "what": "; ".join(dict.fromkeys(_what(row) for row in group)),
        "lines": "|".join(str(row["line"]) for row in group),
        "source": "both" if len(sources) > 1 else sources.pop(),
        "washout_h": longest.hours,
        "washout_reason": longest.reason,
        "note": "; ".join(notes),
    }


def _what(row: Found) -> str:
    said = [str(row["drug"]), str(row["change"])]
    dose = row["dose"]
    if "a_day" in row:
        said.append(str(row["a_day"]))
    elif isinstance(dose, float) and not math.isnan(dose):
        said.append(f"({dose:g} {row['unit']})")
    return " ".join(said)
