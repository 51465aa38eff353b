"""When the wearer of a recording was in which state, and when steps are seen."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from myosense import intervals
from myosense.coverage import STATES, Coverage, state_table
from myosense.intervals import Seconds, to_samples
from myosense.recording import Recording
from myosense.states import StateParameters, label_states, mark_walking
from myosense.ticks import TICK_S, Ticks

REACH_S = 120.0  #: Beside long stillness, no state depends on what is further away.


def find_walking(
    recording: Recording, ticks: Ticks, parameters: StateParameters
) -> Seconds:
    """Find when steps are seen in the motion, jerks included.

    Parameters
    ----------
    recording
        For its stretches.
    ticks
        The whole recording brought down to ticks.
    parameters
        Settings of the state.

    Returns
    -------
    shape (n, 2)
    """
    spans = [intervals.empty_seconds()]
    for around, own, edges_s in _pieces(recording, ticks, parameters):
        is_walking = mark_walking(
            ticks.quiet_g[around], ticks.step_rhythm[around], TICK_S, parameters
        )
        spans.append(edges_s[intervals.from_mask(is_walking[own])])
    return intervals.union(np.concatenate(spans))


def name_states(
    coverage: Coverage,
    recording: Recording,
    ticks: Ticks,
    jerks_s: Seconds,
    parameters: StateParameters,
) -> Coverage:
    """Name the state of the usable seconds: what the wearer shows beside the jerks.

    Parameters
    ----------
    coverage
        From `checking.check`.
    recording, ticks, parameters
        As `find_walking` has them.
    jerks_s : shape (n, 2)
        Onset and stop of each counted jerk or train.
    """
    # Ticks with a main lobe begin here, and the next: most of a late lobe's swing is there.
    touched_s = intervals.union(jerks_s + np.array([-TICK_S, TICK_S]))
    found: dict[str, list[Seconds]] = {name: [intervals.empty_seconds()] for name in STATES}
    for around, own, edges_s in _pieces(recording, ticks, parameters):
        names = label_states(
            ticks.quiet_g[around],
            ticks.step_rhythm[around],
            ticks.mean_g[around],
            TICK_S,
            parameters,
            is_jerk=intervals.contains(touched_s, ticks.start_s[around]),
        )[own]
        for name in STATES:
            found[name].append(edges_s[intervals.from_mask(names == name)])
    kept = {
        name: intervals.intersect(intervals.union(np.concatenate(spans)), coverage.usable)
        for name, spans in found.items()
    }
    return replace(coverage, state=state_table(kept))


def _pieces(
    recording: Recording, ticks: Ticks, parameters: StateParameters
) -> Iterator[tuple[slice, slice, Seconds]]:
    """Cut each stretch into a few hours at a time, as far as a state depends on.

    Yields
    ------
    around : slice
        Rows of ticks, with those that the state of a piece's own depends on.
    own : slice
        Which of these are the piece's own.
    edges_s : shape (n_own + 1,)
        Where its own ticks begin, and where the last one stops.
    """
    margin = to_samples(60 * parameters.long_still_min + REACH_S, 1 / TICK_S)
    for s in recording.stretches:
        part = ticks.rows_of(s)
        for core, around in ticks.pieces(part, margin):
            stop_s = ticks.start_s[core.stop] if core.stop < part.stop else s.stop_s
            own = slice(core.start - around.start, core.stop - around.start)
            yield around, own, np.append(ticks.start_s[core], stop_s)
