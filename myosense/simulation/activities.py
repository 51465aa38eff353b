"""What busy people do, as ranges to draw from, with their sources: one table.

An activity is bursts of strokes (each may end in a contact), pauses between them, and moves
that carry the limb elsewhere. Ranges are drawn evenly in their logarithm, once a bout.
Rates and times are published where a source stands beside them; heights in g follow from
way and time (a minimum-jerk stroke of d meters in T seconds peaks at 5.77 d / T^2), and are
wide on purpose, as nothing is known of the next wearer, strap and table.
"""

from dataclasses import dataclass

from myosense.simulation.limbs import Range


@dataclass(frozen=True, kw_only=True)
class Touch:
    """A contact at the end of a stroke and what it sets ringing."""

    share: float  #: Share of strokes that end in one.
    peak_g: Range
    length_s: Range = (0.005, 0.020)  #: Fingertip on key: Rempel 1994; tap: 5-20 ms.
    #: Soft tissue under a sensor at the wrist rings at 8-25 Hz (model range).
    ring_hz: Range = (8.0, 25.0)
    damping: Range = (0.15, 0.5)
    rebound: Range = (0.1, 0.9)  #: First swing of the ringing over the contact.


@dataclass(frozen=True, kw_only=True)
class Bursts:
    """Strokes that follow each other for a while."""

    span_s: Range
    rate_hz: Range  #: Strokes a second (or strokes there and back, if they return).
    peak_g: Range  #: Median largest acceleration of a bout's strokes.
    irregular: Range = (0.05, 0.30)  #: SD of the logarithm of the intervals.
    uneven: Range = (0.15, 0.60)  #: SD of the logarithm of the peaks.
    fill: Range = (0.8, 1.2)  #: Length of a stroke over the interval.
    stroke_s: Range = (0.05, 1.0)  #: Held to these.
    stray: Range = (0.1, 0.7)  #: Spread of the directions about the line, over its length.
    arc: Range = (0.05, 0.6)  #: Acceleration across the way over that along it.
    returns: bool = False  #: Whether every stroke is followed by its way back.
    touch: Touch | None = None


@dataclass(frozen=True, kw_only=True)
class Moves:
    """Moves that turn the sensor: there, perhaps corrected, perhaps back."""

    count: tuple[int, int]  #: Moves that follow each other.
    duration_s: Range
    way_m: Range
    turn_rad: Range
    return_share: float = 0.5
    corrected_share: float = 0.4
    touch: Touch | None = None


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """An oscillation that comes and goes."""

    span_s: Range
    rate_hz: Range
    peak_g: Range
    n_harmonics: int = 3
    overtone: Range = (0.02, 0.5)  #: Each harmonic over the one before.
    drift: Range = (0.005, 0.08)  #: Relative SD of the rate.
    swell: Range = (0.05, 0.6)  #: SD of the logarithm of the height.
    roundness: Range = (0.05, 1.0)  #: Short axis of the ellipse over the long one.
    decay_s: Range | None = None  #: Time constant, if it dies away.


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Bursts or rhythms, the pauses between them, and the moves in the pauses."""

    label: str  #: movement, contact or tremor
    acts: tuple[Bursts | Rhythm, ...] = ()  #: One of them is drawn for each bout.
    pause_s: Range = (0.5, 20.0)
    moves: Moves | None = None
    move_share: float = 0.3  #: Share of pauses with moves.


#: Small shifts of a working hand: 2-15 cm in 0.2-0.8 s.
_SHIFT = Moves(
    count=(1, 2), duration_s=(0.2, 0.8), way_m=(0.02, 0.15), turn_rad=(0.02, 0.4)
)
#: Reaching about: 10-50 cm in 0.4-1.2 s (Flash & Hogan 1985; Jeannerod 1984).
_REACH = Moves(
    count=(1, 4), duration_s=(0.35, 1.2), way_m=(0.08, 0.50), turn_rad=(0.1, 1.2)
)
_TOUCHED = Touch(share=1.0, peak_g=(0.01, 0.25))

ACTIVITIES: dict[str, Activity] = {
    # Key down 80-120 ms, 1-7 keys/s, intervals log-normal (Dhakal 2018: 136 million keys).
    "typing": Activity(
        label="contact",
        acts=(
            Bursts(
                span_s=(1.0, 20.0),
                rate_hz=(1.0, 7.0),
                irregular=(0.25, 0.7),
                peak_g=(0.004, 0.08),
                uneven=(0.3, 0.8),
                fill=(0.4, 0.8),
                stroke_s=(0.05, 0.14),
                returns=True,
                touch=_TOUCHED,
            ),
        ),
        pause_s=(0.5, 12.0),
        moves=_SHIFT,
    ),
    # Aimed moves of 0.1-0.6 s with sub-movements (Meyer 1988); clicks.
    "mouse": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.3, 3.0),
                rate_hz=(1.5, 6.0),
                irregular=(0.2, 0.6),
                peak_g=(0.02, 0.4),
                uneven=(0.4, 0.9),
                fill=(0.6, 1.2),
                stroke_s=(0.1, 0.6),
                stray=(0.3, 1.5),
                touch=Touch(share=0.15, peak_g=(0.01, 0.12)),
            ),
        ),
        pause_s=(0.3, 10.0),
        moves=_SHIFT,
        move_share=0.2,
    ),
    # Handwriting strokes at 3-7 Hz (Teulings & Maarse 1984: 5 Hz), words of 0.5-3 s.
    "writing": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.4, 4.0),
                rate_hz=(6.0, 14.0),
                irregular=(0.1, 0.35),
                peak_g=(0.01, 0.30),
                uneven=(0.3, 0.7),
                fill=(0.9, 1.4),
                stroke_s=(0.05, 0.3),
                touch=Touch(share=0.05, peak_g=(0.01, 0.12)),
            ),
        ),
        pause_s=(0.15, 3.0),
        moves=_SHIFT,
        move_share=0.35,
    ),
    # Trains of 2.5-7 Hz (two strokes a cycle) for 0.5-6 s.
    "scratching": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.5, 6.0),
                rate_hz=(5.0, 14.0),
                irregular=(0.03, 0.2),
                peak_g=(0.08, 1.5),
                uneven=(0.1, 0.5),
                fill=(0.9, 1.2),
                stroke_s=(0.05, 0.4),
                stray=(0.05, 0.4),
            ),
        ),
        moves=_REACH,
        move_share=0.8,
    ),
    # Tapping and drumming with fingers: 3-10 Hz (fastest tapping 5-7 Hz a finger).
    "fidgeting": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.4, 4.0),
                rate_hz=(3.0, 10.0),
                irregular=(0.03, 0.3),
                peak_g=(0.01, 0.4),
                fill=(0.3, 0.6),
                stroke_s=(0.04, 0.15),
                returns=True,
                touch=Touch(share=0.8, peak_g=(0.02, 0.5)),
            ),
            Bursts(
                span_s=(0.3, 5.0),
                rate_hz=(1.5, 8.0),
                irregular=(0.2, 0.6),
                peak_g=(0.03, 0.8),
                uneven=(0.3, 0.8),
                stroke_s=(0.08, 0.6),
                stray=(0.3, 1.5),
            ),
        ),
        pause_s=(0.3, 10.0),
        moves=_SHIFT,
        move_share=0.5,
    ),
    # Quick voluntary moves, one way or out and back: 150-600 ms a phase.
    "reaching": Activity(
        label="movement",
        moves=Moves(
            count=(1, 2), duration_s=(0.15, 0.6), way_m=(0.01, 0.30), turn_rad=(0.05, 1.2)
        ),
        pause_s=(1.0, 15.0),
        move_share=1.0,
    ),
    # Rest, postural and kinetic: 3-12 Hz (Bhatia 2018, consensus on tremor).
    "tremor": Activity(
        label="tremor",
        acts=(Rhythm(span_s=(2.0, 60.0), rate_hz=(3.0, 12.0), peak_g=(0.02, 0.8)),),
        pause_s=(0.5, 20.0),
        moves=_SHIFT,
    ),
    # What the rest of the body does while the hands are busy.
    "sitting": Activity(
        label="movement",
        moves=Moves(
            count=(1, 2), duration_s=(0.5, 2.5), way_m=(0.005, 0.10), turn_rad=(0.01, 0.3)
        ),
        pause_s=(3.0, 60.0),
        move_share=1.0,
    ),
    "looking": Activity(
        label="movement",
        moves=Moves(
            count=(1, 2), duration_s=(0.25, 1.0), way_m=(0.005, 0.08), turn_rad=(0.02, 0.5)
        ),
        pause_s=(1.0, 20.0),
        move_share=1.0,
    ),
    "feet": Activity(
        label="movement",
        moves=Moves(
            count=(1, 3),
            duration_s=(0.2, 1.0),
            way_m=(0.01, 0.25),
            turn_rad=(0.02, 0.6),
            touch=Touch(share=0.5, peak_g=(0.03, 0.8)),
        ),
        pause_s=(3.0, 60.0),
        move_share=1.0,
    ),
    # Bouncing a leg on its toes: 3-8 Hz.
    "bouncing": Activity(
        label="movement",
        acts=(Rhythm(span_s=(2.0, 40.0), rate_hz=(3.0, 8.0), peak_g=(0.05, 1.0)),),
        pause_s=(1.0, 20.0),
    ),
}
