"""Which seconds can be judged: gaps, edges, holes, a held rail, not worn.

What is missing can only take away: nothing is filled, and what cannot be judged leaves the
coverage with its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from myosense import intervals
from myosense.coverage import NOT_WORN, Coverage, reason_table, state_table
from myosense.errors import ReadError, SettingsError
from myosense.intervals import Samples, Seconds
from myosense.pieces import pieces
from myosense.recording import Recording
from myosense.ticks import TICK_S, Ticks
from myosense.wearing import WearParameters, find_not_worn
from myosense.wearlog import UNTOLD, LoggedWear

FULL_RATE_HZ = 45.0  #: At least this rate: nothing is lost.
SLOW_RATE_HZ = 38.0  #: At least this: flagged ``slow``; below: a lower bound.
MIN_RATE_HZ = 24.0  #: Below it nothing can be said.
WEAR_UNCERTAIN = "wear uncertain"


@dataclass(frozen=True, kw_only=True)
class CheckParameters:
    """Settings of what can be judged."""

    guard_s: float = 1.0  #: Edge left out: the band settles to 1 % within it.
    min_stretch_s: float = 5.0  #: Shorter stretches are not judged.
    hole_s: float = 0.05  #: A wider hole between samples is not interpolated.
    rail_held_s: float = 0.5  #: The rail held for longer leaves the coverage.
    rail_window_s: float = 10.0  #: So does a window with too much of it at the rail.
    rail_window_share: float = 0.1  #: Largest share of that window.

    def __post_init__(self) -> None:
        """Check the limits."""
        if self.guard_s < 0:
            raise SettingsError(
                f"check.guard_s must be at least 0, but it is {self.guard_s:g}"
            )
        if self.min_stretch_s <= 2 * self.guard_s:
            raise SettingsError(
                f"check.min_stretch_s must be above twice guard_s ({self.guard_s:g}), "
                f"but it is {self.min_stretch_s:g}"
            )


def check(
    recording: Recording,
    ticks: Ticks,
    parameters: CheckParameters,
    wear_parameters: WearParameters,
    *,
    logged: LoggedWear = UNTOLD,
) -> Coverage:
    """Say which seconds of a recording can be judged, and why the others cannot.

    Parameters
    ----------
    recording
        For its stretches, stamps and rate.
    ticks
        The whole recording brought down to ticks.
    parameters, wear_parameters
        Settings.
    logged
        What a wear log says; where it speaks, the sensor's own signs are not asked.

    Returns
    -------
    Coverage
        Its states are not named yet.

    Raises
    ------
    ReadError
        If the rate is below 24 Hz: no jerk can be seen.
    """
    flags = check_rate(recording)
    by_signs, uncertain = find_not_worn(recording, ticks, wear_parameters)
    gaps, told = _gaps(recording), logged.told
    off = intervals.subtract(logged.not_worn, gaps)
    lost: dict[str, Seconds] = {
        "gap": gaps,
        "edge": _edges(recording, parameters),
        "short": _short(recording, parameters),
        "hole": _holes(recording, parameters),
        "clipped": _clipped(recording, ticks, parameters),
        NOT_WORN: np.concatenate((intervals.subtract(by_signs, told), off)),
    }
    everything = np.array([[0.0, recording.duration_s]])
    usable = everything
    if len(intervals.subtract(uncertain, told)):
        flags.add(WEAR_UNCERTAIN)
    for reason, spans in lost.items():
        lost[reason] = intervals.intersect(intervals.union(spans), everything)
        usable = intervals.subtract(usable, lost[reason])
    return Coverage(
        usable=usable,
        reasons=reason_table(lost),
        state=state_table({}),
        recorded_s=recording.recorded_s,
        flags=tuple(sorted(flags)),
        worn_by_log=intervals.at_least(
            intervals.intersect(by_signs, logged.worn), 60 * wear_parameters.not_worn_min
        ),
    )


def check_rate(recording: Recording) -> set[str]:
    """Flag a rate that shows jerks badly; refuse one that does not show them.

    Raises
    ------
    ReadError
        If the rate is below 24 Hz.
    """
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
    return np.column_stack((stops, starts))


def _edges(recording: Recording, parameters: CheckParameters) -> Seconds:
    """Guard bands at both ends of every stretch that is not too short as a whole.

    The first begins with the recording: a fitted clock may start a trifle later.
    """
    guard_s = parameters.guard_s
    spans = [(0.0, recording.stretches[0].start_s)]
    spans += [
        span
        for s in recording.stretches
        if s.duration_s >= parameters.min_stretch_s
        for span in ((s.start_s, s.start_s + guard_s), (s.stop_s - guard_s, s.stop_s))
    ]
    return np.array(spans, dtype=np.float64).reshape(-1, 2)


def _short(recording: Recording, parameters: CheckParameters) -> Seconds:
    spans = [
        (s.start_s, s.stop_s)
        for s in recording.stretches
        if s.duration_s < parameters.min_stretch_s
    ]
    return np.array(spans, dtype=np.float64).reshape(-1, 2)


def _holes(recording: Recording, parameters: CheckParameters) -> Seconds:
    """Find holes that are no gaps at this rate, but too wide to interpolate."""
    spans = [intervals.empty_seconds()]
    for s in recording.stretches:
        if recording.stamps_s is not None and not s.is_uniform:
            stamps_s = recording.stamps_s[s.first : s.stop]
            wide = np.flatnonzero(np.diff(stamps_s) > parameters.hole_s)
            spans.append(np.column_stack((stamps_s[wide], stamps_s[wide + 1])))
    return np.concatenate(spans)


def _clipped(recording: Recording, ticks: Ticks, parameters: CheckParameters) -> Seconds:
    """Find where the rail is held: a long run, or much of a window of 10 s."""
    found = []
    for rows in pieces(ticks.rail_share, ticks.start_s):
        own = rows.start + np.flatnonzero(ticks.rail_share[rows])
        found.append((own, ticks.rail_share[own], ticks.start_s[own]))
    railed, share, start_s = map(np.concatenate, zip(*found, strict=True))
    spans = [intervals.empty_seconds()]
    for s in recording.stretches:
        part = ticks.rows_of(s)
        own = slice(*np.searchsorted(railed, (part.start, part.stop)).tolist())
        for first, last in _held(railed[own], share[own], parameters.rail_held_s):
            stop_s = ticks.start_s[last + 1] if last + 1 < part.stop else s.stop_s
            spans.append(np.array([[ticks.start_s[first], stop_s]]))
    window = (start_s // parameters.rail_window_s).astype(np.int64)
    full = np.bincount(window, share * TICK_S) > (
        parameters.rail_window_share * parameters.rail_window_s
    )
    starts_s = np.flatnonzero(full) * parameters.rail_window_s
    spans.append(np.column_stack((starts_s, starts_s + parameters.rail_window_s)))
    return np.concatenate(spans)


def _held(rows: Samples, share: Seconds, longest_s: float) -> Iterator[tuple[int, int]]:
    """Find first and last ticks between which the rail is held for longer.

    Ticks wholly at the rail, and what the ticks next to them may add.
    """
    full = np.flatnonzero(share == 1)
    breaks = np.flatnonzero(np.diff(rows[full]) > 1) + 1
    for run in np.split(full, breaks) if len(full) else ():
        reach = (rows[run[0]] - 1, rows[run[-1]] + 2)
        near = slice(*np.searchsorted(rows, reach).tolist())
        if share[near].sum() * TICK_S > longest_s:
            yield int(rows[near][0]), int(rows[near][-1])
