"""What many activities share: contacts, unrest under all that is done, common moves."""

from myosense.simulation.acts import Moves, Rhythm, Touch
from myosense.simulation.limbs import Range

ALWAYS: Range = (1.0, 60.0)
FLEXION: Range = (0.05, 0.14)  #: Of a finger; keys stay down for 0.1 s (Dhakal 2018).
DRUM_HZ: Range = (10.0, 60.0)  #: What is struck rings higher than soft tissue.
BODY_HZ: Range = (4.0, 16.0)  #: The trunk on a seat or bed rings lower.
BODY_S: Range = (0.02, 0.09)
#: Physiological tremor of a held limb: 6-12 Hz, some mg (Elble & Randall 1978); and the
#: unrest of a limb in use, slow and faster, never regular.
HELD = (
    Rhythm(span_s=ALWAYS, rate_hz=(6.0, 12.0), peak_g=(0.0005, 0.02), n_harmonics=1),
    Rhythm(
        span_s=ALWAYS,
        rate_hz=(0.3, 1.5),
        peak_g=(0.002, 0.04),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
    Rhythm(
        span_s=ALWAYS,
        rate_hz=(1.5, 5.0),
        peak_g=(0.001, 0.03),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
)
#: Head and trunk sway, feet stir.
UPHELD = (
    Rhythm(
        span_s=ALWAYS,
        rate_hz=(0.2, 2.0),
        peak_g=(0.002, 0.04),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
    Rhythm(
        span_s=ALWAYS,
        rate_hz=(2.0, 8.0),
        peak_g=(0.001, 0.015),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
)
#: Working hands shift by centimeters; reaches take 0.35-1.2 s (Jeannerod 1984).
SHIFT = Moves(count=(1, 2), duration_s=(0.2, 0.8), way_m=(0.02, 0.15), turn_rad=(0.02, 0.4))
REACH = Moves(
    count=(1, 4),
    duration_s=(0.35, 1.2),
    way_m=(0.08, 0.50),
    turn_rad=(0.1, 1.2),
    touch=Touch(share=0.4, peak_g=(0.01, 0.4), ring_hz=DRUM_HZ),
)
#: A change of posture before anything else is done.
SETTLE = Moves(
    count=(1, 3), duration_s=(0.4, 2.0), way_m=(0.02, 0.40), turn_rad=(0.05, 1.4)
)
