"""Plant jerks with known truth into any recording, simulated or real."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import events, intervals
from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.recording import Recording, Samples3
from myosense.simulation.drawing import JerkParameters, draw_swings, draw_trains
from myosense.simulation.sensor import GravityOf, add_swing, quantized
from myosense.simulation.swings import Swing, Vector
from myosense.simulation.times import MIN_SPACING_S, clustered_times, spread_over
from myosense.simulation.truth import MEASURES, measure_swing, truth_table

EDGE_S = 1.5  #: No jerk peaks nearer than this to an edge or a gap.
#: Differences below this are rounding of floats, not a sensor's step.
_FINEST_STEP_G = 1e-5


def plant(  # noqa: PLR0913  what to plant, when, how large, and the seed
    recording: Recording,
    *,
    seed: int = 0,
    rate_per_h: float = 10.0,
    times_s: npt.ArrayLike | None = None,
    amplitudes_g: npt.ArrayLike | None = None,
    parameters: JerkParameters | None = None,
    cluster_shape: float = 1.0,
    min_spacing_s: float = MIN_SPACING_S,
) -> tuple[Recording, pd.DataFrame]:
    """Add simulated jerks to a recording; return the new recording and the truth.

    Parameters
    ----------
    recording
        Any recording; its samples stay as they are.
    seed
        The same seed plants the same jerks.
    rate_per_h
        Mean rate over the recorded time that lies at least 1.5 s from edges and gaps; a
        train counts once.
    times_s : shape (n_events,)
        Times of the peaks since the recording's start, instead of a rate.
    amplitudes_g : shape (n_events,)
        Amplitude of each jerk at ``times_s``, instead of the range in ``parameters``.
    parameters
        What jerks are drawn from.
    cluster_shape
        Shape of the gamma distribution of intervals; below 1 is clustered.
    min_spacing_s
        Shortest interval between two jerks, or their trains.

    Returns
    -------
    recording : Recording
        Held to ``range_g`` where it is known; the samples move by whole steps of the
        recording's own resolution.
    truth : pandas.DataFrame
        A table of events, one row a jerk.

    Raises
    ------
    ArgumentError
        If a time is too near an edge or a gap, or there is not one amplitude for each.

    Notes
    -----
    Gravity turns with the joint; its direction is taken to be the median of the samples
    while the joint moves.
    """
    time_rng, jerk_rng, train_rng = np.random.default_rng(seed).spawn(3)
    allowed = plantable(recording)
    if times_s is None:
        length_s = intervals.total(allowed)
        drawn = clustered_times(
            time_rng, rate_per_h, length_s, cluster_shape, min_spacing_s
        )
        times = spread_over(drawn, allowed)
    else:
        times = np.asarray(times_s, dtype=np.float64)
    drawn_from = parameters or JerkParameters()
    trains = draw_trains(train_rng, times, allowed, drawn_from)
    swings = draw_swings(
        jerk_rng,
        recording.site,
        times,
        trains,
        parameters=drawn_from,
        amplitudes_g=amplitudes_g,
    )
    return plant_swings(recording, swings)


def plant_swings(
    recording: Recording, swings: Iterable[Swing], labels: Sequence[str] | None = None
) -> tuple[Recording, pd.DataFrame]:
    """Add ready-made motions to a recording as `plant` does; return it and the truth.

    Parameters
    ----------
    recording
        Any recording; its samples stay as they are.
    swings
        The motions, each at its own time, in any order.
    labels : shape (n_events,)
        Label of each in the truth, in the order of ``swings``; all ``jerk`` if not given.

    Returns
    -------
    recording : Recording
        Held to ``range_g`` where it is known; the samples move by whole steps of the
        recording's own resolution.
    truth : pandas.DataFrame
        A table of events, one row a motion, sorted by time.

    Raises
    ------
    ArgumentError
        If a peak is too near an edge or a gap, or there is not one label for each motion.

    Notes
    -----
    Gravity turns with the joint; its direction is taken to be the median of the samples
    while the joint moves.
    """
    added = np.zeros_like(recording.acceleration_g)
    spin = recording.angular_velocity_dps
    spin = None if spin is None else spin.copy()
    rows = add_swings(recording, swings, _median_gravity(recording), added, spin)
    if labels is not None:
        if len(labels) != len(rows):
            raise ArgumentError(
                f"labels has {len(labels)} values; expected one for each of {len(rows)} "
                "motions"
            )
        rows["label"] = list(labels)
    samples = recording.acceleration_g.copy()
    for axis, step in enumerate(resolution_g(recording)):
        samples[:, axis] += quantized(added[:, axis], step)
    rows["flags"] = flags_of(rows, recording, samples)
    if recording.range_g is not None:
        samples = np.clip(samples, -recording.range_g, recording.range_g)
    planted = replace(
        recording, acceleration_g=samples, angular_velocity_dps=spin, path=None, sha256=None
    )
    return planted, truth_table(rows, planted)


def plantable(recording: Recording) -> Seconds:
    """Return where jerks may peak: 1.5 s inside every gap-free stretch."""
    spans = np.array([[s.start_s + EDGE_S, s.stop_s - EDGE_S] for s in recording.stretches])
    return intervals.union(spans.reshape(-1, 2))


def add_swings(
    recording: Recording,
    swings: Iterable[Swing],
    gravity_of: GravityOf,
    samples_g: Samples3,
    angular_velocity_dps: Samples3 | None,
) -> pd.DataFrame:
    """Add motions to samples on a recording's clock, in place; return their measures.

    Raises
    ------
    ArgumentError
        If one peaks too near an edge or a gap.
    """
    allowed = plantable(recording)
    times_s = recording.time_s
    rows = []
    for swing in swings:
        row = measure_swing(swing)
        # A peak is interpolated: what was put on the edge may come out a rounding off it.
        if not intervals.contains(allowed, [round(row["peak_s"], 9)])[0]:
            raise ArgumentError(
                f"a jerk at {row['peak_s']:g} s is too near an edge or a gap; expected it "
                f"at least {EDGE_S:g} s inside a gap-free stretch"
            )
        add_swing(
            samples_g,
            times_s,
            recording.sample_rate_hz,
            swing,
            gravity_of,
            angular_velocity_dps=angular_velocity_dps,
        )
        rows.append(row | {"label": "jerk", "flags": swing.flags})
    return pd.DataFrame(rows, columns=[*MEASURES, "label", "flags"])


def flags_of(
    rows: pd.DataFrame, recording: Recording, samples_g: Samples3
) -> "pd.Series[str]":
    """Return the motions' own flags, and ``clipped`` where one leaves the range."""
    limit_g = np.inf if recording.range_g is None else recording.range_g
    n_over = np.append(0, np.cumsum(np.any(np.abs(samples_g) > limit_g, axis=1)))
    first, last = np.searchsorted(recording.time_s, rows[["onset_s", "stop_s"]].T)
    return events.add_flag(rows, "clipped", n_over[last] > n_over[first])["flags"]


def resolution_g(recording: Recording) -> Vector:
    """Find the smallest step between the values of each axis; 0 for a constant axis."""
    steps = []
    for values in recording.acceleration_g.T:
        differences = np.diff(np.unique(values).astype(np.float64))
        steps.append(
            np.min(differences, initial=np.inf, where=differences > _FINEST_STEP_G)
        )
    found = np.array(steps)
    return np.where(np.isfinite(found), found, 0.0)


def _median_gravity(recording: Recording) -> GravityOf:
    """Take the median of the samples around a jerk for the direction of gravity."""
    clock_s = recording.time_s

    def gravity_of(time_s: Seconds) -> Vector:
        low, high = np.searchsorted(clock_s, time_s[[0, -1]])
        middle = np.median(recording.acceleration_g[low : high + 1], axis=0)
        return np.tile(middle.astype(np.float64), (len(time_s), 1))

    return gravity_of
