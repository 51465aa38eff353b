"""Plant jerks with known truth into any recording, simulated or real."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import intervals
from myosense.errors import ArgumentError, SettingsError
from myosense.intervals import Seconds
from myosense.recording import Recording, Samples3
from myosense.simulation.jerks import Jerk, Vector, draw_jerk, swing_of
from myosense.simulation.limbs import Range
from myosense.simulation.sensor import GravityOf, add_swing, quantized
from myosense.simulation.times import MIN_SPACING_S, clustered_times, spread_over
from myosense.simulation.truth import MEASURES, measure_swing, truth_table

EDGE_S = 1.5  #: No jerk peaks nearer than this to an edge or a gap.
_FINEST_STEP_G = (
    1e-5  #: Differences below this are rounding of floats, not a sensor's step.
)


@dataclass(frozen=True, kw_only=True)
class JerkParameters:
    """What jerks are drawn from."""

    amplitude_g: Range = (
        0.1,
        3.0,
    )  #: Even in the logarithm; 0.03-3 is plausible.
    cortical_share: float = (
        0.5  #: Share of short (cortical) bursts among those under 100 ms.
    )
    long_share: float = (
        0.0  #: Share of bursts of 100-250 ms, flagged ``long`` in the truth.
    )

    def __post_init__(self) -> None:
        """Check the limits."""
        low, high = self.amplitude_g
        if not 0 < low <= high:
            raise SettingsError(
                f"amplitude_g is {self.amplitude_g}; expected two values above 0 in order"
            )
        for name in ("cortical_share", "long_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingsError(
                    f"{name} is {getattr(self, name):g}; expected a share from 0 to 1"
                )


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
        Mean rate over the recorded time that lies at least 1.5 s from edges and gaps.
    times_s : shape (n_events,)
        Times of the peaks since the recording's start, instead of a rate.
    amplitudes_g : shape (n_events,)
        Amplitude of each jerk at ``times_s``, instead of the range in ``parameters``.
    parameters
        What jerks are drawn from.
    cluster_shape
        Shape of the gamma distribution of intervals; below 1 is clustered.
    min_spacing_s
        Shortest interval between two jerks.

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
    time_rng, jerk_rng = np.random.default_rng(seed).spawn(2)
    if times_s is None:
        allowed = plantable(recording)
        length_s = intervals.total(allowed)
        drawn = clustered_times(
            time_rng, rate_per_h, length_s, cluster_shape, min_spacing_s
        )
        times = spread_over(drawn, allowed)
    else:
        times = np.asarray(times_s, dtype=np.float64)
    jerks = draw_jerks(
        jerk_rng, recording.site, times, parameters or JerkParameters(), amplitudes_g
    )
    added = np.zeros_like(recording.acceleration_g)
    spin = recording.angular_velocity_dps
    spin = None if spin is None else spin.copy()
    rows = add_jerks(recording, jerks, _median_gravity(recording), added, spin)
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


def draw_jerks(
    rng: np.random.Generator,
    site: str,
    times_s: Seconds,
    parameters: JerkParameters,
    amplitudes_g: npt.ArrayLike | None = None,
) -> list[tuple[float, Jerk]]:
    """Draw a jerk for each time at which one shall peak; sorted by time.

    Raises
    ------
    ArgumentError
        If the number of amplitudes is not that of times.
    """
    sizes = [None] * len(times_s) if amplitudes_g is None else list(np.ravel(amplitudes_g))
    if len(sizes) != len(times_s):
        raise ArgumentError(
            f"amplitudes_g has {len(sizes)} values; expected one for each of "
            f"{len(times_s)} times"
        )
    jerks = []
    for time_s, size in zip(times_s, sizes, strict=True):
        is_long, is_cortical = rng.random(2) < (
            parameters.long_share,
            parameters.cortical_share,
        )
        kind = "long" if is_long else "cortical" if is_cortical else "noncortical"
        limits = parameters.amplitude_g if size is None else (float(size), float(size))
        jerks.append((float(time_s), draw_jerk(rng, site, kind, limits)))
    return sorted(jerks, key=lambda pair: pair[0])


def add_jerks(
    recording: Recording,
    jerks: list[tuple[float, Jerk]],
    gravity_of: GravityOf,
    samples_g: Samples3,
    angular_velocity_dps: Samples3 | None,
) -> pd.DataFrame:
    """Add jerks to samples on a recording's clock, in place; return their measures.

    Raises
    ------
    ArgumentError
        If a jerk would peak too near an edge or a gap.
    """
    allowed = plantable(recording)
    times_s = recording.time_s
    rows = []
    for peak_s, jerk in jerks:
        if not intervals.contains(allowed, [peak_s])[0]:
            raise ArgumentError(
                f"a jerk at {peak_s:g} s is too near an edge or a gap; expected it at "
                f"least {EDGE_S:g} s inside a gap-free stretch"
            )
        swing = swing_of(jerk, peak_s)
        add_swing(
            samples_g,
            times_s,
            recording.sample_rate_hz,
            swing,
            gravity_of,
            angular_velocity_dps=angular_velocity_dps,
        )
        rows.append(measure_swing(swing) | {"label": "jerk", "flags": jerk.kind})
    return pd.DataFrame(rows, columns=[*MEASURES, "label", "flags"])


def flags_of(rows: pd.DataFrame, recording: Recording, samples_g: Samples3) -> list[str]:
    """Flag what is ``long``, and what leaves the range between onset and stop."""
    limit_g = np.inf if recording.range_g is None else recording.range_g
    n_over = np.append(0, np.cumsum(np.any(np.abs(samples_g) > limit_g, axis=1)))
    first, last = np.searchsorted(recording.time_s, rows[["onset_s", "stop_s"]].T)
    is_clipped = n_over[last] > n_over[first]
    is_long = rows["flags"] == "long"
    return [
        "|".join(["clipped"] * clipped + ["long"] * long)
        for clipped, long in zip(is_clipped.tolist(), is_long.tolist(), strict=True)
    ]


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
