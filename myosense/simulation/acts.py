"""What can be said of an activity: kinds of acts, each a handful of ranges.

All ranges are drawn evenly in their logarithm, once a bout: the same hand, strap and table.
"""

from dataclasses import dataclass

from myosense.simulation.limbs import Range


@dataclass(frozen=True, kw_only=True)
class Touch:
    """A contact at the end of a stroke and what it sets ringing."""

    share: float  #: Share of strokes that end in one.
    peak_g: Range
    length_s: Range = (0.005, 0.020)  #: A fingertip on a key or screen (Rempel 1994).
    ring_hz: Range = (8.0, 25.0)  #: Soft tissue under a strapped sensor (model range).
    damping: Range = (0.15, 0.5)
    rebound: Range = (0.1, 0.9)  #: First swing of the ringing over the contact.


@dataclass(frozen=True, kw_only=True)
class Bursts:
    """Strokes that follow each other for a while."""

    span_s: Range  #: Length of a burst.
    rate_hz: Range  #: Strokes a second (strokes there and back, if they return).
    peak_g: Range  #: Median largest acceleration of a bout's strokes.
    irregular: Range = (0.05, 0.30)  #: SD of the logarithm of the intervals.
    uneven: Range = (0.15, 0.60)  #: SD of the logarithm of the peaks.
    fill: Range = (0.8, 1.2)  #: Length of a stroke over the interval.
    stroke_s: Range = (0.05, 1.0)  #: Lengths of strokes are held to these.
    stray: Range = (0.1, 0.7)  #: Spread of the directions about the line, over its length.
    arc: Range = (0.05, 0.6)  #: Acceleration across the way over that along it.
    returns: bool = False  #: Whether every stroke is followed by its way back.
    touch: Touch | None = None


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """An oscillation that comes and goes."""

    span_s: Range
    rate_hz: Range
    peak_g: Range  #: Of the first harmonic.
    n_harmonics: int = 3
    overtone: Range = (0.02, 0.5)  #: Each harmonic over the one before.
    drift: Range = (0.005, 0.08)  #: Relative SD of the rate.
    swell: Range = (0.05, 0.6)  #: SD of the logarithm of the height.
    roundness: Range = (0.05, 1.0)  #: Short axis of the ellipse over the long one.
    decay_s: Range | None = None  #: Time constant, if it dies away.


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Moves that turn the sensor: there, perhaps corrected, perhaps back."""

    count: tuple[int, int]  #: Moves that follow each other.
    duration_s: Range
    way_m: Range
    turn_rad: Range
    return_share: float = 0.4
    corrected_share: float = 0.4
    touch: Touch | None = None


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Acts, the pauses between them, the moves in the pauses, and what goes on under it."""

    label: str  #: movement, contact or tremor
    acts: tuple[Bursts | Rhythm, ...] = ()  #: One of them is drawn for each bout.
    pause_s: Range = (0.5, 20.0)
    moves: Moves | None = None
    move_share: float = 0.3  #: Share of pauses with moves.
    under: tuple[Rhythm, ...] = ()  #: All the while.
