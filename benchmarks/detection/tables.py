"""The tables of the page: by group, site, activity, data set and generator, with causes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.detection.calibration import RATES_PER_H, REFERENCE_PER_H, calibrate
from benchmarks.detection.curves import PER_H, Pool, part_of, pool_of, recall, thresholds
from benchmarks.detection.detectors import OURS, log_odds
from benchmarks.detection.groups import GROUPS, OUTSIDE_WALKING, WALKING
from benchmarks.detection.people import estimate
from benchmarks.detection.sowing import BIN_NAMES, bin_of
from benchmarks.detection.targets import ALARMS_PER_H, is_found, n_counted, share
from benchmarks.detection.trials import Trial
from benchmarks.page import Claim
from myosense import Settings
from myosense.estimates import rate_per_h

PRESETS = ("balanced", "specific")


def operating_table(trial: Trial, by: Sequence[str]) -> pd.DataFrame:
    """Give hours, people, false alarms and recall at the balanced operating point.

    Recall is given inside the coverage, and above 0.2 g over everything planted too.
    """
    rows = []
    for key, hours in trial.hours.groupby(list(by), sort=True):
        part = trial
        for column, value in zip(by, key, strict=True):
            part = part_of(part, column, [str(value)])
        rows.append(dict(zip(by, key, strict=True)) | _operating_row(part, hours))
    table = pd.DataFrame(rows, dtype=object)
    if "group" in table:
        place = table["group"].map({name: i for i, name in enumerate(GROUPS)})
        table = table.iloc[np.argsort(place.to_numpy(), kind="stable")]
    return table


def _operating_row(part: Trial, hours: pd.DataFrame) -> dict[str, object]:
    seconds = float(hours["analyzable_s"].sum())
    recorded_s = float(hours["recorded_s"].sum())
    n = n_counted(part)
    rate = rate_per_h(n, seconds)
    covered = part.jerks[part.jerks["is_covered"]]
    row: dict[str, object] = {
        "recorded h": recorded_s / 3600,
        "analyzable h": seconds / 3600,
        "people": hours["person"].nunique(),
        "false alarms": n,
        "per h": float(rate),
        "at most per h": rate.high,
        "per recorded h": n / recorded_s * 3600 if recorded_s else np.nan,
        "planted": len(covered),
    }
    bins = bin_of(covered["peak_g"]).astype("str")
    for name in BIN_NAMES:
        own = covered[bins == name]
        row[name] = share(own, part.hours, is_found(own))
    large = part.jerks[part.jerks["peak_g"] >= 0.2]
    row["0.2-3 g of all"] = share(large, part.hours, is_found(large))
    return row


def verdicts_by_site(trial: Trial) -> pd.DataFrame:
    """Hold false alarms per hour of each site and use against the target of its group."""
    rows = []
    by = ["group", "site", "use"]
    for key, hours in trial.hours.groupby(by, sort=True):
        named = {name: str(value) for name, value in zip(by, key, strict=True)}
        target = ALARMS_PER_H.get(named["group"])
        if target is None:
            continue
        part = trial
        for name, value in named.items():
            part = part_of(part, name, [value])
        seconds = float(hours["analyzable_s"].sum())
        rate, n = rate_per_h(n_counted(part), seconds), n_counted(part)
        claim = Claim(figure="", measured=rate, n=n, at_most=target, hours=seconds / 3600)
        rows.append(
            named
            | {
                "hours": seconds / 3600,
                "people": hours["person"].nunique(),
                "false alarms": n,
                "per h": float(rate),
                "at most per h": rate.high,
                "target, at most": target,
                "verdict": claim.verdict,
            }
        )
    return pd.DataFrame(rows, dtype=object)


def curve_points(trial: Trial, groups: Sequence[str]) -> pd.DataFrame:
    """Give our recall at several false alarms an hour, inside some groups together."""
    part = part_of(trial, "group", groups)
    pool = pool_of(part, OURS)
    jerks = part.jerks[part.jerks["is_covered"]]
    bins = bin_of(jerks["peak_g"]).astype("str").to_numpy()
    rows = []
    for per_h in PER_H:
        at = thresholds(pool, per_h)
        row: dict[str, object] = {"false alarms per h": per_h}
        row |= {name: estimate(recall(pool, at, bins == name)) for name in BIN_NAMES}
        rows.append(row)
    return pd.DataFrame(rows, dtype=object)


def preset_table(trial: Trial) -> pd.DataFrame:
    """Give false alarms and recall of each group at the presets' least probabilities."""
    rows = []
    for preset in PRESETS:
        least = Settings.preset(preset).classification.min_probability
        (least_odds,) = log_odds(np.array([least]))
        for group in (*OUTSIDE_WALKING, WALKING):
            part = part_of(trial, "group", [group])
            if len(part.hours):
                row: dict[str, object] = {"preset": preset, "group": group}
                rows.append(row | _at_least(part, float(least_odds)))
    return pd.DataFrame(rows, dtype=object)


def _at_least(part: Trial, least_odds: float) -> dict[str, object]:
    ours = part.alarms[part.alarms["detector"] == OURS]
    n = int(((ours["score"] >= least_odds) | (ours["label"] == "train")).sum())
    jerks = part.jerks[part.jerks["is_covered"]]
    bins = bin_of(jerks["peak_g"]).astype("str")
    row: dict[str, object] = {
        "false alarms per h": rate_per_h(n, float(part.hours["analyzable_s"].sum()))
    }
    for name in BIN_NAMES:
        own = jerks[bins == name]
        row[name] = share(own, part.hours, (own[OURS] >= least_odds).to_numpy(dtype=bool))
    return row


def generator_table(trial: Trial) -> pd.DataFrame:
    """Give the recall for each generator of jerks, at one threshold for all.

    The threshold is that of one false alarm an hour outside walking.
    """
    part = part_of(trial, "group", OUTSIDE_WALKING)
    at = thresholds(pool_of(part, OURS), 1.0)
    rows = []
    for generator in sorted(part.jerks["generator"].unique()):
        own = part_of(part, "generator", [generator])
        pool: Pool = pool_of(own, OURS)
        jerks = own.jerks[own.jerks["is_covered"]]
        bins = bin_of(jerks["peak_g"]).astype("str").to_numpy()
        row: dict[str, object] = {"generator": generator, "planted": len(jerks)}
        row |= {name: estimate(recall(pool, at, bins == name)) for name in BIN_NAMES}
        rows.append(row)
    return pd.DataFrame(rows, dtype=object)


def found_by_generator(trial: Trial) -> pd.DataFrame:
    """Give what is a candidate and what is found of each group and generator.

    At the balanced operating point, of all jerks planted inside the coverage.
    """
    jerks = trial.jerks[trial.jerks["is_covered"]]
    known = jerks.assign(
        candidate=np.isfinite(jerks[OURS].to_numpy(dtype=np.float64)), found=is_found(jerks)
    ).groupby(["group", "generator"])
    rows = known[["candidate", "found"]].mean()
    rows.insert(0, "planted", known.size())
    return rows.reset_index()


def cause_table(trial: Trial) -> pd.DataFrame:
    """Count what became of the planted jerks of each group, inside the coverage."""
    jerks = trial.jerks[trial.jerks["is_covered"]]
    table = pd.crosstab([jerks["group"], bin_of(jerks["peak_g"])], jerks["outcome"])
    return table.rename_axis(index=["group", "amplitude"], columns=None).reset_index()


def calibration_table(trial: Trial) -> pd.DataFrame:
    """Give slope, intercept, calibration error and Brier skill at each rate of jerks."""
    part = part_of(trial, "group", OUTSIDE_WALKING)
    rows = []
    for per_h in RATES_PER_H:
        found = calibrate(part, per_h)
        note = " (reference)" if per_h == REFERENCE_PER_H else ""
        rows.append(
            {
                "planted per h": f"{per_h:g}{note}",
                "slope": found.slope,
                "intercept": found.intercept,
                "expected error, 0.05-0.95": found.error,
                "Brier skill": found.skill,
                "candidates between": found.n_between,
            }
        )
    return pd.DataFrame(rows, dtype=object)


def event_table(rows: pd.DataFrame) -> pd.DataFrame:
    """List single events with the place where they were seen."""
    names = ["site", "activity", "person", "file", "peak_s"]
    known = [name for name in ("peak_g", "width_s", "outcome", "label") if name in rows]
    table = rows[[*names, *known]].copy()
    table["log-odds"] = rows["score"] if "score" in rows else rows[OURS]
    table.insert(0, "no.", np.arange(1, len(rows) + 1))
    return table.astype({"no.": object})
