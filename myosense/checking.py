"""Which seconds can be judged: gaps, edges, a held rail, not worn.

The recording is first brought down to ticks of a quarter of a second, block by block: mean
acceleration, quiet motion, clipped samples. All that follows works on these few numbers, so
that a week is as easy as an hour, and none of it can be raised by jerks: they are brief.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.signal import periodogram

from myosense import intervals
from myosense.coverage import STATES, Coverage, reason_table, state_table
from myosense.errors import ReadError, SettingsError
from myosense.filtering import Motion, Signal
from myosense.intervals import Mask, Seconds
from myosense.recording import Recording
from myosense.states import StateParameters, label_states, step_rhythm

TICK_S = 0.25
MINUTE_TICKS = 240
FULL_RATE_HZ = 45.0  #: At least this rate: nothing is lost.
SLOW_RATE_HZ = 38.0  #: At least this: flagged ``slow``; below: a lower bound.
MIN_RATE_HZ = 24.0  #: Below it nothing can be said.
WEAR_UNCERTAIN = "wear uncertain"
NO_POWER = 1e-14  #: g^2/Hz; stands for the noise of a sensor that shows none.


@dataclass(frozen=True, kw_only=True)
class CheckParameters:
    """Settings of what can be judged."""

    guard_s: float = 1.0  #: Edge left out: the band settles to 1 % within it.
    min_stretch_s: float = 5.0  #: Shorter stretches are not judged.
    hole_s: float = 0.05  #: A wider hole between samples is not interpolated.
    rail_held_s: float = 0.5  #: The rail held for longer leaves the coverage.
    rail_window_s: float = 10.0  #: So does a window with too much of it at the rail.
    rail_window_share: float = 0.1
    not_worn_min: float = 30.0  #: Least time without any sign of a body to be not worn.
    body_ratio: float = 8.0  #: Breathing or pulse stands this far above the noise spectrum.
    body_low_hz: float = 0.12  #: Below it a sensor's own drift looks like breathing.
    body_turn_deg: float = 1.0  #: A body turns by this between minutes; a table does not.
    constant_min: float = 60.0  #: Not worn where one value is held for this long.

    def __post_init__(self) -> None:
        """Check the limits."""
        if self.guard_s < 0 or self.min_stretch_s <= 2 * self.guard_s:
            raise SettingsError(
                f"check.min_stretch_s must be above twice guard_s ({self.guard_s:g}), "
                f"but it is {self.min_stretch_s:g}"
            )


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """A recording brought down to quarters of a second; one entry a tick."""

    start_s: Signal  #: shape (n,)
    mean_g: Signal  #: shape (n, 3): as recorded, gravity included
    quiet_g: Signal  #: shape (n,): median of the motion's norm
    rail_share: Signal  #: shape (n,): share of the samples at the rail
    is_constant: Mask  #: shape (n,): every sample the same
    step_rhythm: Signal  #: shape (n,): how much the motion repeats as steps do, 0 to 1


def tick_block(
    motion: Motion,
    state_parameters: StateParameters,
) -> Ticks:
    """Bring the core of a block down to ticks.

    Ticks lie on the stretch's own clock and belong to the block in whose core they start, so
    they do not depend on how the recording is cut.
    """
    n = len(motion.norm_g)
    tick = ((np.arange(n) + motion.first_row) / (motion.rate_hz * TICK_S)).astype(np.int64)
    firsts = np.flatnonzero(np.diff(tick, prepend=tick[0] - 1))
    start_s = motion.start_s + firsts / motion.rate_hz
    in_core = (start_s >= motion.core_start_s) & (start_s < motion.core_stop_s)
    n_each = np.diff(np.append(firsts, n))
    rhythm = step_rhythm(motion.norm_g, motion.rate_hz, motion.first_row, state_parameters)
    low = np.minimum.reduceat(motion.raw_g, firsts, axis=0)
    high = np.maximum.reduceat(motion.raw_g, firsts, axis=0)
    order = np.lexsort((motion.norm_g, tick))
    raw_g = motion.raw_g.astype(np.float64)
    mean_g = np.add.reduceat(raw_g, firsts, axis=0) / n_each[:, None]
    return Ticks(
        start_s=start_s[in_core],
        mean_g=mean_g[in_core],
        quiet_g=motion.norm_g[order[firsts + n_each // 2]][in_core],
        rail_share=(np.add.reduceat(motion.is_at_rail.astype(np.float64), firsts) / n_each)[
            in_core
        ],
        is_constant=np.all(low == high, axis=1)[in_core],
        step_rhythm=rhythm[firsts][in_core],
    )


def join(ticks: Sequence[Ticks]) -> Ticks:
    """Put the ticks of all blocks one after the other."""
    return Ticks(
        start_s=np.concatenate([part.start_s for part in ticks]),
        mean_g=np.concatenate([part.mean_g for part in ticks]),
        quiet_g=np.concatenate([part.quiet_g for part in ticks]),
        rail_share=np.concatenate([part.rail_share for part in ticks]),
        is_constant=np.concatenate([part.is_constant for part in ticks]),
        step_rhythm=np.concatenate([part.step_rhythm for part in ticks]),
    )


def check(
    recording: Recording,
    ticks: Ticks,
    parameters: CheckParameters,
    state_parameters: StateParameters,
) -> Coverage:
    """Say which seconds of a recording can be judged, why the others cannot, and the state.

    Parameters
    ----------
    recording
        For its stretches, stamps and rate.
    ticks
        The whole recording brought down to ticks.
    parameters, state_parameters
        Settings.

    Raises
    ------
    ReadError
        If the rate is below 24 Hz: no jerk can be seen.
    """
    lost: dict[str, Seconds] = {
        "gap": _gaps(recording),
        "edge": _edges(recording, parameters),
        "short": _short(recording, parameters),
        "hole": _holes(recording, parameters),
        "clipped": _clipped(ticks, parameters),
    }
    not_worn, is_uncertain = _not_worn(recording, ticks, parameters)
    lost["not worn"] = not_worn
    everything = np.array([[0.0, recording.duration_s]])
    usable = everything
    for spans in lost.values():
        usable = intervals.subtract(usable, spans)
    rows = [(a, b, reason) for reason, spans in lost.items() for a, b in spans.tolist()]
    return Coverage(
        usable=usable,
        reasons=reason_table(rows),
        state=_states(recording, ticks, usable, state_parameters),
        recorded_s=recording.recorded_s,
        flags=tuple(
            sorted(_rate_flags(recording) | ({WEAR_UNCERTAIN} if is_uncertain else set()))
        ),
    )


def _rate_flags(recording: Recording) -> set[str]:
    """Flags of a rate that shows jerks badly; refuse one that does not show them."""
    rate_hz = recording.sample_rate_hz
    if rate_hz < MIN_RATE_HZ:
        raise ReadError(
            f"{recording.recording_id}: {rate_hz:.4g} samples a second cannot show a jerk; "
            f"expected at least {MIN_RATE_HZ:g} Hz, better 50 Hz"
        )
    if rate_hz < SLOW_RATE_HZ:
        return {"lower bound"}
    return {"slow"} if rate_hz < FULL_RATE_HZ else set()


def _gaps(recording: Recording) -> Seconds:
    stops = [stretch.stop_s for stretch in recording.stretches[:-1]]
    starts = [stretch.start_s for stretch in recording.stretches[1:]]
    return np.column_stack((stops, starts)) if stops else intervals.empty_seconds()


def _edges(recording: Recording, parameters: CheckParameters) -> Seconds:
    """Guard bands at both ends of every stretch."""
    guard_s = parameters.guard_s
    spans = [
        span
        for s in recording.stretches
        for span in (
            (s.start_s, min(s.start_s + guard_s, s.stop_s)),
            (max(s.stop_s - guard_s, s.start_s), s.stop_s),
        )
    ]
    return intervals.union(np.array(spans))


def _short(recording: Recording, parameters: CheckParameters) -> Seconds:
    spans = [
        (s.start_s, s.stop_s)
        for s in recording.stretches
        if s.duration_s < parameters.min_stretch_s
    ]
    return np.array(spans, dtype=np.float64).reshape(-1, 2)


def _holes(recording: Recording, parameters: CheckParameters) -> Seconds:
    """Holes that are no gaps at this rate, but too wide to interpolate."""
    if recording.stamps_s is None:
        return intervals.empty_seconds()
    stamps_s = recording.stamps_s
    wide = np.flatnonzero(np.diff(stamps_s) > parameters.hole_s)
    return np.column_stack((stamps_s[wide], stamps_s[wide + 1]))


def _clipped(ticks: Ticks, parameters: CheckParameters) -> Seconds:
    """Where the rail is held: a long run, or much of a window of 10 s."""
    railed_s = ticks.rail_share * TICK_S
    spans = [intervals.empty_seconds()]
    for start, stop in intervals.from_mask(ticks.rail_share > 0):
        is_held = np.any(ticks.rail_share[start:stop] == 1)
        if is_held and railed_s[start:stop].sum() > parameters.rail_held_s:
            first_s, last_s = ticks.start_s[start], ticks.start_s[stop - 1] + TICK_S
            spans.append(np.array([[first_s, last_s]]))
    window = (ticks.start_s // parameters.rail_window_s).astype(np.int64)
    full = np.bincount(window, railed_s) > (
        parameters.rail_window_share * parameters.rail_window_s
    )
    starts_s = np.flatnonzero(full) * parameters.rail_window_s
    spans.append(np.column_stack((starts_s, starts_s + parameters.rail_window_s)))
    return intervals.union(np.concatenate(spans))


def _not_worn(
    recording: Recording, ticks: Ticks, parameters: CheckParameters
) -> tuple[Seconds, bool]:
    """Find long times without any sign of a body; say whether any time is uncertain.

    A minute shows a body if breathing or pulse stand above the noise spectrum, or if the
    posture differs from the minute before. A minute whose every tick holds one value shows
    nothing either way: it is uncertain, and not worn only after a much longer time.
    """
    p = parameters
    lost = [intervals.empty_seconds()]
    is_uncertain = False
    for s in recording.stretches:
        low, high = np.searchsorted(ticks.start_s, [s.start_s - 1e-6, s.stop_s])
        n_minutes = (high - low) // MINUTE_TICKS
        if n_minutes < p.not_worn_min:
            continue
        rows = slice(low, low + n_minutes * MINUTE_TICKS)
        minutes_g = ticks.mean_g[rows].reshape(n_minutes, MINUTE_TICKS, 3)
        has_body = _shows_body(minutes_g, p)
        is_blind = ticks.is_constant[rows].reshape(n_minutes, -1).mean(axis=1) > 0.9
        for start, stop in intervals.from_mask(~has_body):
            n_blind = int(np.count_nonzero(is_blind[start:stop]))
            needed = p.constant_min if n_blind > (stop - start) / 2 else p.not_worn_min
            if stop - start >= needed:
                last = stop == n_minutes
                stop_s = s.stop_s if last else ticks.start_s[low + stop * MINUTE_TICKS]
                lost.append(np.array([[ticks.start_s[low + start * MINUTE_TICKS], stop_s]]))
            elif stop - start >= p.not_worn_min:
                is_uncertain = True
    return intervals.union(np.concatenate(lost)), is_uncertain


def _shows_body(minutes_g: Signal, parameters: CheckParameters) -> Mask:
    """Say of each minute whether breathing, pulse or a turn show a body.

    Parameters
    ----------
    minutes_g : shape (n_minutes, n_ticks, 3)
    """
    frequency_hz, power = periodogram(
        minutes_g, fs=1 / TICK_S, window="hann", detrend="linear", axis=1
    )
    band = power[:, frequency_hz >= parameters.body_low_hz].sum(axis=2)
    noise = np.maximum(np.median(band, axis=1), NO_POWER)
    is_alive = band.max(axis=1) > parameters.body_ratio * noise
    down = np.median(minutes_g, axis=1)
    down /= np.maximum(np.linalg.norm(down, axis=1, keepdims=True), 1e-12)
    cosine = np.clip(np.sum(down[1:] * down[:-1], axis=1), -1.0, 1.0)
    turns = np.degrees(np.arccos(cosine)) > parameters.body_turn_deg
    is_turned = np.append(turns, False) | np.append(False, turns)
    return is_alive | is_turned


def _states(
    recording: Recording, ticks: Ticks, usable: Seconds, parameters: StateParameters
) -> pd.DataFrame:
    """Name the state of the usable seconds."""
    rows: list[tuple[float, float, str]] = []
    for s in recording.stretches:
        low, high = np.searchsorted(ticks.start_s, [s.start_s - 1e-6, s.stop_s])
        if low == high:
            continue
        part = slice(low, high)
        names = label_states(
            ticks.quiet_g[part],
            ticks.step_rhythm[part],
            ticks.mean_g[part],
            TICK_S,
            parameters,
        )
        edges_s = np.append(ticks.start_s[part], s.stop_s)
        for name in STATES:
            runs = intervals.from_mask(np.array(names) == name)
            spans = np.column_stack((edges_s[runs[:, 0]], edges_s[runs[:, 1]]))
            kept = intervals.intersect(spans, usable)
            rows += [(a, b, name) for a, b in kept.tolist()]
    return state_table(rows)
