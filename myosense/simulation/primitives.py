"""What activities are made of: strokes, contacts and oscillations, summed at once.

Each is a closed form in continuous time, so that every sensor records the same motion.
What is slow is evaluated at the samples; what is brief is drawn on a fine grid and passes
the sensor's anti-alias filter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from myosense.intervals import Mask, Seconds
from myosense.simulation.lookalikes import Move
from myosense.simulation.sensor import band_limited, filter_reach
from myosense.simulation.swings import Vector

Rows = npt.NDArray[np.int64]
Complex = npt.NDArray[np.complex128]
FINE_HZ = 1000.0  #: Grid of what is brief: three points in the shortest contact.
BRIEF_S = 0.2  #: Strokes longer than this hold nothing above 25 Hz worth filtering.
HIGHEST = 0.42  #: Of the sampling rate: there the anti-alias filter halves.
_RUNG_OUT = np.log(100)  #: A ringing is followed down to 1 %.


@dataclass(frozen=True, kw_only=True, eq=False)
class Strokes:
    """Moves from rest to rest, one row each; the sensor is pushed, then braked.

    Speed follows ``s^early (1 - s)^late`` over the share s of the time (beta profile,
    Alimi 2003); 2 and 2 is minimum jerk (Flash & Hogan 1985).
    """

    start_s: Seconds
    duration_s: Seconds
    early: Vector
    late: Vector
    push_g: Vector  #: Largest acceleration along the way, shape (n, 3).
    bend_g: Vector  #: Largest acceleration across it (towards the joint), shape (n, 3).


@dataclass(frozen=True, kw_only=True, eq=False)
class Contacts:
    """Half-sines of a contact, each followed by the ringing of what was hit."""

    start_s: Seconds
    contact_s: Seconds
    push_g: Vector  #: Peak of the half-sine, shape (n, 3).
    ring_hz: Vector
    damping: Vector  #: Share of critical damping.
    ring_g: Vector  #: First swing of the ringing before its decay, shape (n, 3).


@dataclass(frozen=True, kw_only=True, eq=False)
class Oscillation:
    """A rhythm whose rate and height wander, on an ellipse, with harmonics."""

    start_s: float
    stop_s: float
    rate_hz: float
    waves: Complex  #: Amplitude of each harmonic in g, shape (n_harmonics, 3).
    slow_hz: Vector  #: Rates of the slow wandering, shape (n_slow,).
    drift: Complex  #: Wandering of the phase in cycles, shape (n_slow,).
    swell: Complex  #: Wandering of the logarithm of the height, shape (n_slow,).
    fade_s: float  #: How long it takes to swell and to fade.
    decay_per_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of one look-alike, for the truth."""

    start_s: float
    stop_s: float
    label: str  #: movement, gait, tremor or contact
    peak_g: float
    rhythm_hz: float  #: NaN without one.


@dataclass(frozen=True, kw_only=True, eq=False)
class Motions:
    """What a sensor feels of an activity."""

    strokes: tuple[Strokes, ...] = ()
    contacts: tuple[Contacts, ...] = ()
    oscillations: tuple[Oscillation, ...] = ()
    moves: tuple[Move, ...] = ()
    spans: tuple[Span, ...] = ()


Table = TypeVar("Table", Strokes, Contacts)


def joined(parts: Sequence[Motions]) -> Motions:
    """Put motions together; strokes and contacts become one table each."""
    strokes = [table for part in parts for table in part.strokes]
    contacts = [table for part in parts for table in part.contacts]
    return Motions(
        strokes=(_stacked(strokes),) if strokes else (),
        contacts=(_stacked(contacts),) if contacts else (),
        oscillations=tuple(wave for part in parts for wave in part.oscillations),
        moves=tuple(move for part in parts for move in part.moves),
        spans=tuple(span for part in parts for span in part.spans),
    )


def _stacked(tables: list[Table]) -> Table:
    """Stack tables of one kind, in order of time."""
    names = [field.name for field in fields(tables[0])]
    columns = {
        name: np.concatenate([getattr(table, name) for table in tables]) for name in names
    }
    order = np.argsort(columns["start_s"], kind="stable")
    return type(tables[0])(**{name: column[order] for name, column in columns.items()})


def push_shape(share: Vector, early: Vector, late: Vector) -> Vector:
    """Acceleration of a stroke at a share of its time; its largest size is 1.

    Notes
    -----
    With a = early, b = late and c = a + b, the acceleration is proportional to
    ``s^(a-1) (1-s)^(b-1) (a - c s)``; its extremes lie at ``(a -+ sqrt(a b / (c-1))) / c``.
    """
    both = early + late
    reach = np.sqrt(early * late / (both - 1))
    sizes = [
        np.abs(_slope((early + sign * reach) / both, early, late)) for sign in (-1.0, 1.0)
    ]
    return _slope(share, early, late) / np.maximum(*sizes)


def _slope(share: Vector, early: Vector, late: Vector) -> Vector:
    """Differentiate the beta profile, not scaled."""
    s = np.clip(share, 0.0, 1.0)
    slope: Vector = s ** (early - 1) * (1 - s) ** (late - 1) * (early - (early + late) * s)
    return slope


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
    t = time_s - wave.start_s
    slow = np.exp(2j * np.pi * np.outer(t, wave.slow_hz))
    cycles = wave.rate_hz * t + (slow @ wave.drift).real
    height = np.exp((slow @ wave.swell).real - wave.decay_per_s * t)
    inside = np.clip(np.minimum(t, wave.stop_s - time_s) / wave.fade_s, 0, 1)
    turned = np.exp(2j * np.pi * cycles)
    motion = np.zeros((len(time_s), 3))
    harmonic = np.ones_like(turned)
    n_heard = int(highest_hz / wave.rate_hz)
    for amplitude in wave.waves[:n_heard]:
        harmonic = harmonic * turned
        motion += (harmonic[:, None] * amplitude).real
    felt: Vector = (height * np.sin(np.pi / 2 * inside) ** 2)[:, None] * motion
    return felt


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
    low = np.searchsorted(time_s, start_s)
    n_inside = np.searchsorted(time_s, stop_s) - low
    row = np.repeat(np.arange(len(start_s)), n_inside)
    first = np.cumsum(n_inside) - n_inside
    at = np.arange(len(row)) - np.repeat(first - low, n_inside)
    return at, row


def _summed(at: Rows, values: Vector, n_samples: int) -> Vector:
    """Add up values at their positions, shape (n_samples, 3)."""
    sums = [np.bincount(at, column, minlength=n_samples) for column in values.T]
    return np.column_stack(sums)
