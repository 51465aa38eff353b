"""Recall at so many false alarms an hour, and what of it is lost, with intervals.

A threshold is one number for all recordings: that of so many false alarms an hour outside
walking. Two networks are compared on the same jerks and the same resamples of people.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.detection.curves import Pool, Scores, pool_of, recall, thresholds
from benchmarks.detection.groups import OUTSIDE_WALKING, WALKING
from benchmarks.detection.people import estimate
from benchmarks.detection.sowing import BIN_NAMES, bin_of
from benchmarks.detection.trials import Trial
from benchmarks.fitting.left_out.variants import Variant
from myosense.estimates import Estimate, rate_per_h

Mask = npt.NDArray[np.bool_]

PER_H = 1.0  #: False alarms an hour outside walking.
LARGE = BIN_NAMES[1:]  #: Amplitudes that recall is given of.
ALL_LARGE = "0.2-3 g"
PLACES = {"outside walking": OUTSIDE_WALKING, "walking": (WALKING,)}


def covered(trial: Trial) -> pd.DataFrame:
    """List the planted jerks in what can be judged, as `pool_of` does."""
    return trial.jerks[trial.jerks["is_covered"]]


def is_planted(trial: Trial, place: str, sizes: Sequence[str] = LARGE) -> Mask:
    """Mark jerks of some amplitudes in one of `PLACES`."""
    jerks = covered(trial)
    is_there = jerks["group"].isin(PLACES[place]).to_numpy(dtype=bool)
    is_large = bin_of(jerks["peak_g"]).astype("str").isin(sizes).to_numpy(dtype=bool)
    mask: Mask = is_there & is_large
    return mask


def is_by(trial: Trial, generator: str) -> Mask:
    """Mark the jerks of a generator."""
    mask: Mask = (covered(trial)["generator"] == generator).to_numpy(dtype=bool)
    return mask


def is_of(trial: Trial, variant: Variant) -> Mask:
    """Mark the jerks of people whose data set a variant was not fitted to."""
    mask: Mask = covered(trial)["data set"].isin(variant.without).to_numpy(dtype=bool)
    return mask


def pool_outside(trial: Trial, detector: str) -> Pool:
    """Gather all jerks of a detector, but hours and false alarms outside walking only.

    All people stay in the resamples, so that those of two groups are the same.
    """
    is_outside = trial.hours["group"].isin(OUTSIDE_WALKING)
    judged_s = trial.hours["analyzable_s"].where(is_outside, 0.0)
    outside = replace(
        trial,
        hours=trial.hours.assign(analyzable_s=judged_s),
        alarms=trial.alarms[trial.alarms["group"].isin(OUTSIDE_WALKING)],
    )
    return pool_of(outside, detector)


def found_of(trial: Trial, detector: str, of: Mask, per_h: float = PER_H) -> Scores:
    """Return the recall of some jerks: of everybody, then of each resample."""
    pool = pool_outside(trial, detector)
    return recall(pool, thresholds(pool, per_h), of)


def lost(trial: Trial, pair: tuple[Variant, Variant], of: Mask) -> Estimate:
    """Give the recall that the first network has over the second."""
    full, less = (found_of(trial, variant.name, of) for variant in pair)
    return estimate(full - less)


def recall_row(
    trial: Trial, detector: str, of: Mask, per_h: float = PER_H
) -> dict[str, object]:
    """Give the recall of some jerks outside walking by amplitude."""
    pool = pool_outside(trial, detector)
    at = thresholds(pool, per_h)
    sizes = {name: (name,) for name in LARGE} | {ALL_LARGE: LARGE}
    return {
        name: estimate(recall(pool, at, of & is_planted(trial, "outside walking", own)))
        for name, own in sizes.items()
    }


def recall_table(
    trial: Trial, detectors: Sequence[str], rates_per_h: Sequence[float]
) -> pd.DataFrame:
    """Compare detectors on the jerks of all generators outside walking."""
    everybody = np.ones(len(covered(trial)), dtype=bool)
    rows = [
        {"judged by": name, "false alarms per h": per_h}
        | recall_row(trial, name, everybody, per_h)
        for per_h in rates_per_h
        for name in detectors
    ]
    # As objects: a column of floats would forget the intervals.
    return pd.DataFrame(rows, dtype=object)


def generator_table(
    trial: Trial, generators: Sequence[str], variants: Sequence[Variant]
) -> pd.DataFrame:
    """Give the recall of each generator's jerks by networks fitted to some of them."""
    rows = [
        {
            "jerks of": generator,
            "network": variant.name,
            "fitted to": ", ".join(variant.generators),
        }
        | recall_row(trial, variant.name, is_by(trial, generator))
        for generator in generators
        for variant in variants
    ]
    return pd.DataFrame(rows, dtype=object)


def data_set_table(
    trial: Trial, reference: Variant, variants: Sequence[Variant]
) -> pd.DataFrame:
    """Compare networks with and without other people of a data set, on the same people."""
    rows = [
        _data_set_row(trial, (reference, variant), place)
        for variant in variants
        for place in PLACES
        if len(_hours(trial, variant, place))
    ]
    return pd.DataFrame(rows, dtype=object)


def _hours(trial: Trial, variant: Variant, place: str) -> pd.DataFrame:
    is_away = trial.hours["data set"].isin(variant.without)
    hours: pd.DataFrame = trial.hours[is_away & trial.hours["group"].isin(PLACES[place])]
    return hours


def _data_set_row(
    trial: Trial, pair: tuple[Variant, Variant], place: str
) -> dict[str, object]:
    reference, less = pair
    hours, of = _hours(trial, less, place), is_of(trial, less) & is_planted(trial, place)
    row: dict[str, object] = {
        "left out": ", ".join(less.without),
        "where": place,
        "people": hours["person"].nunique(),
        "hours": float(hours["analyzable_s"].sum()) / 3600,
        "jerks": int(np.count_nonzero(of)),
    }
    for variant, name in ((reference, "reference"), (less, "left out")):
        row[f"false alarms per h, {name}"] = false_per_h(trial, variant.name, less, place)
        row[f"{ALL_LARGE}, {name}"] = estimate(found_of(trial, variant.name, of))
    return row | {"recall lost": lost(trial, pair, of)}


def false_per_h(trial: Trial, detector: str, people: Variant, place: str) -> Estimate:
    """Count false alarms on the people of some data sets at the common threshold."""
    at = thresholds(pool_outside(trial, detector), PER_H)[0]
    alarms = trial.alarms[trial.alarms["detector"] == detector]
    is_there = alarms["data set"].isin(people.without) & alarms["group"].isin(PLACES[place])
    n = int(np.count_nonzero(alarms["score"][is_there] > at))
    return rate_per_h(n, float(_hours(trial, people, place)["analyzable_s"].sum()))
