"""What activities are made of: tables of strokes and contacts, and oscillations.

Each is a closed form in continuous time, so that every sensor records the same motion.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from myosense.intervals import Seconds
from myosense.simulation.lookalikes import Move
from myosense.simulation.swings import Vector

Complex = npt.NDArray[np.complex128]


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
    lever_per_m: Vector  #: Unit vector from the joint over its distance, shape (n, 3).


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
    lever_per_m: Vector  #: Unit vector from the joint over its distance, shape (3,).
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
