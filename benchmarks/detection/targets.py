"""The targets, and what was measured beside each."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.detection import causes
from benchmarks.detection.calibration import REFERENCE_PER_H, calibrate
from benchmarks.detection.curves import part_of, recalls
from benchmarks.detection.detectors import OURS
from benchmarks.detection.groups import (
    BUSY,
    OUTSIDE_WALKING,
    POSTURE,
    STILL,
    TREMOR,
    WALKING,
    WALKING_INCLUDED,
)
from benchmarks.detection.people import estimate, event_weights, resamples, wearers_of
from benchmarks.detection.sowing import BIN_NAMES, bin_of
from benchmarks.detection.trials import Trial
from benchmarks.page import Claim
from myosense.estimates import Estimate, rate_per_h
from myosense.events import COUNTED_LABELS

#: At the balanced operating point: false alarms an hour at most, recall by bin at least.
ALARMS_PER_H = {STILL: 0.5, BUSY: 5.0, POSTURE: 2.0, WALKING: 5.0, TREMOR: 2.0}
RECALL = {
    STILL: (0.75, 0.95, 0.98, 0.99),
    BUSY: (None, 0.65, 0.85, 0.92),
    POSTURE: (None, 0.85, 0.90, 0.95),
    WALKING: (None, None, 0.50, 0.70),
}
#: Along the probability, at one false alarm an hour.
AT_ONE_PER_H = {
    "outside walking": (OUTSIDE_WALKING, (None, 0.80, 0.92, 0.98)),
    "walking included": (WALKING_INCLUDED, (None, 0.60, 0.75, 0.88)),
}
#: Groups, least amplitude and least share of jerks that are at least a candidate.
CANDIDATES = {STILL: (0.1, 0.99), BUSY: (0.3, 0.95)}
LEAST_ANALYZABLE = 0.97
MOST_CALLED_WALKING = 0.01
MOST_CHANGE = 0.02
TIMELY_S, LEAST_TIMELY = 0.02, 0.95
SLOPE, INTERCEPT, ERROR = (0.8, 1.2), (-0.3, 0.3), 0.05
LEAST_JUDGED = 0.05  #: A group of which less can be judged is not analyzable.

Mask = npt.NDArray[np.bool_]


def share(jerks: pd.DataFrame, hours: pd.DataFrame, is_found: Mask) -> Estimate:
    """Give the share of planted jerks that were found, with its interval over people."""
    wearers = wearers_of(hours)
    draws = resamples(wearers.data_sets)
    weights = event_weights(draws, wearers.at(jerks["person"]))
    n = np.sum(weights, axis=1)
    found = np.sum(weights * is_found, axis=1)
    return estimate(np.divide(found, n, out=np.full(len(n), np.nan), where=n > 0))


def is_found(jerks: pd.DataFrame) -> Mask:
    """Say of planted jerks whether they were counted, alone or as cycles of a train."""
    found: Mask = (jerks["outcome"] == "found").to_numpy(dtype=bool)
    return found


def n_counted(trial: Trial) -> int:
    """Count our false alarms at the balanced operating point, cycles of trains too."""
    ours = trial.alarms[trial.alarms["detector"] == OURS]
    return int(ours["label"].isin(COUNTED_LABELS).sum())


def claims(trial: Trial) -> list[Claim]:
    """Hold what was measured on real recordings against every target that it can show."""
    return [
        *(claim for group in RECALL for claim in _group_claims(trial, group)),
        _alarm_claim(trial, TREMOR),
        *(claim for name in AT_ONE_PER_H for claim in _curve_claims(trial, name)),
        *(_candidate_claim(trial, group) for group in CANDIDATES),
        *_coverage_claims(trial),
        _timing_claim(trial),
        *_calibration_claims(trial),
    ]


def _group_claims(trial: Trial, group: str) -> Iterator[Claim]:
    """Give false alarms and recall of a group at the balanced operating point."""
    yield _alarm_claim(trial, group)
    part = part_of(trial, "group", [group])
    recorded_s = float(part.hours["recorded_s"].sum())
    is_judged = part.hours["analyzable_s"].sum() > LEAST_JUDGED * recorded_s
    if group == WALKING and not is_judged:
        return
    jerks = part.jerks[part.jerks["is_covered"]]
    bins = bin_of(jerks["peak_g"]).astype("str")
    for name, least in zip(BIN_NAMES, RECALL[group], strict=True):
        own = jerks[bins == name]
        if least is not None:
            yield Claim(
                figure=f"{group}: jerks of {name} found",
                measured=share(own, part.hours, is_found(own)),
                n=len(own),
                at_least=least,
                cause=causes.MISSES[group],
            )


def _alarm_claim(trial: Trial, group: str) -> Claim:
    part = part_of(trial, "group", [group])
    seconds = float(part.hours["analyzable_s"].sum())
    hours, n_people = seconds / 3600, part.hours["person"].nunique()
    n = n_counted(part)
    return Claim(
        figure=f"{group}: false alarms per hour ({hours:.3g} h, people: {n_people})",
        measured=rate_per_h(n, seconds),
        n=n,
        at_most=ALARMS_PER_H[group],
        hours=hours,
        cause=causes.ALARMS.get(group, ""),
    )


def _curve_claims(trial: Trial, name: str) -> Iterator[Claim]:
    groups, least = AT_ONE_PER_H[name]
    part = part_of(trial, "group", groups)
    found = recalls(part, OURS, 1.0)
    jerks = part.jerks[part.jerks["is_covered"]]
    n = bin_of(jerks["peak_g"]).astype("str").value_counts()
    for bin_name, wanted in zip(BIN_NAMES, least, strict=True):
        if wanted is not None:
            yield Claim(
                figure=f"{name}, at 1 false alarm an hour: jerks of {bin_name} found",
                measured=found[bin_name],
                n=int(n.get(bin_name, 0)),
                at_least=wanted,
                cause=causes.AT_ONE_PER_H,
            )


def _candidate_claim(trial: Trial, group: str) -> Claim:
    least_g, least = CANDIDATES[group]
    part = part_of(trial, "group", [group])
    jerks = part.jerks[part.jerks["is_covered"] & (part.jerks["peak_g"] >= least_g)]
    has_one = np.isfinite(jerks[OURS].to_numpy(dtype=np.float64))
    return Claim(
        figure=f"{group}: jerks of {least_g:g} g and above that are a candidate",
        measured=share(jerks, part.hours, has_one),
        n=len(jerks),
        at_least=least,
        cause=causes.CANDIDATES,
    )


def _coverage_claims(trial: Trial) -> Iterator[Claim]:
    outside = part_of(trial, "group", OUTSIDE_WALKING).hours
    long_s = float(outside["long_s"].sum())
    yield Claim(
        figure="outside walking: analyzable share of stretches over 60 s",
        measured=float(outside["long_analyzable_s"].sum()) / long_s if long_s else np.nan,
        n=int((outside["long_s"] > 0).sum()),
        at_least=LEAST_ANALYZABLE,
    )
    sitting = part_of(trial, "group", [STILL, BUSY]).hours
    recorded_s = float(sitting["recorded_s"].sum())
    walking_s = float(sitting["walking_s"].sum())
    yield Claim(
        figure="still and busy hands: share of the seconds called walking",
        measured=walking_s / recorded_s if recorded_s else np.nan,
        n=len(sitting),
        at_most=MOST_CALLED_WALKING,
        cause=causes.CALLED_WALKING,
    )
    once = trial.hours.groupby("file").agg(
        change=("change", "first"), s=("analyzable_s", "sum")
    )
    yield Claim(
        figure="change of the analyzable seconds by planting",
        measured=abs(float(np.average(once["change"], weights=once["s"])))
        if once["s"].sum() > 0
        else np.nan,
        n=len(once),
        at_most=MOST_CHANGE,
    )


def _timing_claim(trial: Trial) -> Claim:
    part = part_of(trial, "group", WALKING_INCLUDED)
    found = part.jerks[np.isfinite(part.jerks["error_s"])]
    is_timely = (found["error_s"].abs() <= TIMELY_S).to_numpy(dtype=bool)
    return Claim(
        figure="found jerks whose peak is timed within 20 ms",
        measured=share(found, part.hours, is_timely),
        n=len(found),
        at_least=LEAST_TIMELY,
        cause=causes.TIMED,
    )


def _calibration_claims(trial: Trial) -> Iterator[Claim]:
    found = calibrate(part_of(trial, "group", OUTSIDE_WALKING), REFERENCE_PER_H)
    limits = {"slope": SLOPE, "intercept": INTERCEPT, "error": (-np.inf, ERROR)}
    names = {
        "slope": "calibration slope",
        "intercept": "calibration intercept, log-odds",
        "error": "expected calibration error between 0.05 and 0.95",
    }
    for name, (low, high) in limits.items():
        yield Claim(
            figure=f"outside walking, {REFERENCE_PER_H:g} jerks per hour: {names[name]}",
            measured=getattr(found, name),
            n=found.n_between,
            at_least=low,
            at_most=high,
            cause=causes.CALIBRATION,
        )
