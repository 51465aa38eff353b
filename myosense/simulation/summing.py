"""Strokes, contacts and oscillations in closed form, summed at once.

What is slow is evaluated at the samples; what is brief is drawn on a fine grid and passes
the sensor's anti-alias filter.
"""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt

from myosense.intervals import Mask, Seconds, members
from myosense.recording import STANDARD_GRAVITY_M_PER_S2
from myosense.simulation.primitives import Complex, Contacts, Motions, Oscillation, Strokes
from myosense.simulation.sensor import band_limited, filter_reach
from myosense.simulation.swings import Vector

Rows = npt.NDArray[np.int64]
FINE_HZ = 1000.0  #: Grid of what is brief: three points in the shortest contact.
BRIEF_S = 0.2  #: Strokes longer than this hold nothing above 25 Hz worth filtering.
HIGHEST = 0.42  #: Of the sampling rate: there the anti-alias filter halves.
_RUNG_OUT = np.log(100)  #: A ringing is followed down to 1 %.


def push_shape(share: Vector, early: Vector, late: Vector) -> Vector:
    """Acceleration of a stroke at a share of its time; its largest size is 1."""
    s = np.clip(share, 0.0, 1.0)
    return _slope(s, early, late) / _steepest(early, late)


def speed_shape(share: Vector, early: Vector, late: Vector) -> Vector:
    """Speed of a stroke of unit length in time: the integral of `push_shape`."""
    s = np.clip(share, 0.0, 1.0)
    shape: Vector = s**early * (1 - s) ** late / _steepest(early, late)
    return shape


def _slope(s: Vector, early: Vector, late: Vector) -> Vector:
    """Differentiate the beta profile."""
    slope: Vector = s ** (early - 1) * (1 - s) ** (late - 1) * (early - (early + late) * s)
    return slope


def _steepest(early: Vector, late: Vector) -> Vector:
    """Work out the largest slope of the beta profile.

    With a = early, b = late and c = a + b, it is steepest at one of
    ``(a -+ sqrt(a b / (c - 1))) / c``.
    """
    both = early + late
    reach = np.sqrt(early * late / (both - 1))
    before, after = (
        np.abs(_slope((early + sign * reach) / both, early, late)) for sign in (-1.0, 1.0)
    )
    return np.maximum(before, after)


def bend_shape(share: Vector, early: Vector, late: Vector) -> Vector:
    """Square of a stroke's speed at a share of its time; its largest size is 1."""
    s, top = np.clip(share, 0.0, 1.0), early / (early + late)
    shape: Vector = ((s / top) ** early * ((1 - s) / (1 - top)) ** late) ** 2
    return shape


def stroke_acceleration(strokes: Strokes, time_s: Seconds) -> Vector:
    """Acceleration of all strokes at rising times, in g, shape (n_times, 3)."""
    at, row = _inside(time_s, strokes.start_s, strokes.start_s + strokes.duration_s)
    share = (time_s[at] - strokes.start_s[row]) / strokes.duration_s[row]
    early, late = strokes.early[row], strokes.late[row]
    along = push_shape(share, early, late)[:, None] * strokes.push_g[row]
    along += bend_shape(share, early, late)[:, None] * strokes.bend_g[row]
    return _summed(at, along, len(time_s))


def stroke_turning(strokes: Strokes, time_s: Seconds) -> Vector:
    """Angular velocity of all strokes about their joints, in deg/s, shape (n_times, 3)."""
    at, row = _inside(time_s, strokes.start_s, strokes.start_s + strokes.duration_s)
    share = (time_s[at] - strokes.start_s[row]) / strokes.duration_s[row]
    speed = speed_shape(share, strokes.early[row], strokes.late[row])
    speed *= strokes.duration_s[row] * STANDARD_GRAVITY_M_PER_S2
    turning = np.cross(strokes.lever_per_m[row], strokes.push_g[row])
    return _summed(at, np.rad2deg(speed[:, None] * turning), len(time_s))


def contact_acceleration(contacts: Contacts, time_s: Seconds) -> Vector:
    """Acceleration of all contacts at rising times, in g, shape (n_times, 3)."""
    decay_per_s = 2 * np.pi * contacts.ring_hz * contacts.damping
    stop_s = contacts.start_s + contacts.contact_s + _RUNG_OUT / decay_per_s
    at, row = _inside(time_s, contacts.start_s, stop_s)
    since_s = time_s[at] - contacts.start_s[row]
    length_s = contacts.contact_s[row]
    hit = np.sin(np.pi * np.minimum(since_s / length_s, 1.0))
    after_s = np.maximum(since_s - length_s, 0.0)
    ring = np.sin(2 * np.pi * contacts.ring_hz[row] * after_s)
    ring *= -np.exp(-decay_per_s[row] * after_s)
    motion = hit[:, None] * contacts.push_g[row] + ring[:, None] * contacts.ring_g[row]
    return _summed(at, motion, len(time_s))


def oscillation_acceleration(
    wave: Oscillation, time_s: Seconds, highest_hz: float
) -> Vector:
    """Acceleration of one oscillation, in g, shape (n_times, 3).

    Harmonics above ``highest_hz`` are left out.
    """
    n_heard = int(highest_hz / wave.rate_hz)
    return _waved(wave, wave.waves[:n_heard], time_s)


def oscillation_turning(wave: Oscillation, time_s: Seconds) -> Vector:
    """Angular velocity of one oscillation about its joint, in deg/s, shape (n_times, 3)."""
    order = np.arange(1, len(wave.waves) + 1)[:, None]
    speeds = wave.waves / (2j * np.pi * wave.rate_hz * order)
    speed_m_per_s = STANDARD_GRAVITY_M_PER_S2 * _waved(wave, speeds, time_s)
    turning: Vector = np.rad2deg(np.cross(wave.lever_per_m, speed_m_per_s))
    return turning


def _waved(wave: Oscillation, amplitudes: Complex, time_s: Seconds) -> Vector:
    """Let amplitudes of harmonics go round with an oscillation, shape (n_times, 3)."""
    t = time_s - wave.start_s
    slow = np.exp(2j * np.pi * np.outer(t, wave.slow_hz))
    cycles = wave.rate_hz * t + (slow @ wave.drift).real
    height = np.exp((slow @ wave.swell).real - wave.decay_per_s * t)
    inside = np.clip(np.minimum(t, wave.stop_s - time_s) / wave.fade_s, 0, 1)
    turned = np.exp(2j * np.pi * cycles)
    motion = np.zeros((len(time_s), 3))
    harmonic = np.ones_like(turned)
    for amplitude in amplitudes:
        harmonic = harmonic * turned
        motion += (harmonic[:, None] * amplitude).real
    waved: Vector = (height * np.sin(np.pi / 2 * inside) ** 2)[:, None] * motion
    return waved


def motion_acceleration(motions: Motions, time_s: Seconds, sample_rate_hz: float) -> Vector:
    """Acceleration that a sensor samples of all but the moves that turn it.

    Parameters
    ----------
    motions
        Tables in order of time.
    time_s : shape (n_samples,)
        Even times of the samples.
    sample_rate_hz
        Sets the anti-alias filter.

    Returns
    -------
    shape (n_samples, 3)
        In g.
    """
    total = np.zeros((len(time_s), 3))
    brief: list[Strokes] = []
    for strokes in motions.strokes:
        is_brief = strokes.duration_s < BRIEF_S
        brief.append(_chosen(strokes, is_brief))
        total += stroke_acceleration(_chosen(strokes, ~is_brief), time_s)
    total += _filtered(brief, motions.contacts, time_s, sample_rate_hz)
    highest_hz = HIGHEST * sample_rate_hz
    for wave in motions.oscillations:
        low, high = np.searchsorted(time_s, [wave.start_s, wave.stop_s])
        if low < high:
            total[low:high] += oscillation_acceleration(wave, time_s[low:high], highest_hz)
    return total


def motion_turning(motions: Motions, time_s: Seconds) -> Vector:
    """Angular velocity of strokes and oscillations, in deg/s, shape (n_samples, 3)."""
    total = np.zeros((len(time_s), 3))
    for strokes in motions.strokes:
        total += stroke_turning(strokes, time_s)
    for wave in motions.oscillations:
        low, high = np.searchsorted(time_s, [wave.start_s, wave.stop_s])
        if low < high:
            total[low:high] += oscillation_turning(wave, time_s[low:high])
    return total


def _filtered(
    brief: Sequence[Strokes],
    contacts: Sequence[Contacts],
    time_s: Seconds,
    sample_rate_hz: float,
) -> Vector:
    """Draw what is brief on a fine grid and sample it through the anti-alias filter."""
    tables: list[Strokes | Contacts] = [*brief, *contacts]
    if not any(len(table.start_s) for table in tables):
        return np.zeros((len(time_s), 3))
    reach = filter_reach(FINE_HZ, sample_rate_hz)
    first = int(np.floor(time_s[0] * FINE_HZ)) - reach
    last = int(np.ceil(time_s[-1] * FINE_HZ)) + reach
    fine_s = np.arange(first, last + 1) / FINE_HZ
    fine = np.zeros((len(fine_s), 3))
    for strokes in brief:
        fine += stroke_acceleration(strokes, fine_s)
    for table in contacts:
        fine += contact_acceleration(table, fine_s)
    limited = band_limited(fine, FINE_HZ, sample_rate_hz)[reach:-reach]
    return np.column_stack([np.interp(time_s, fine_s, column) for column in limited.T])


def _chosen(strokes: Strokes, is_chosen: Mask) -> Strokes:
    """Keep some rows of a table."""
    columns = {field.name: getattr(strokes, field.name) for field in fields(strokes)}
    return Strokes(**{name: column[is_chosen] for name, column in columns.items()})


def _inside(time_s: Seconds, start_s: Seconds, stop_s: Seconds) -> tuple[Rows, Rows]:
    """List every pair of a time and a row that lasts at it: positions of both."""
    row, at = members(np.searchsorted(time_s, start_s), np.searchsorted(time_s, stop_s))
    return at, row


def _summed(at: Rows, values: Vector, n_samples: int) -> Vector:
    """Add up values at their positions, shape (n_samples, 3)."""
    sums = [np.bincount(at, column, minlength=n_samples) for column in values.T]
    return np.column_stack(sums)
