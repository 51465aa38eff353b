"""How people walk and what a step is at each part of the body: ranges and sources."""

from dataclasses import dataclass

from myosense.simulation.acts import Touch
from myosense.simulation.limbs import Range


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How feet are set."""

    step_hz: Range
    n_steps: tuple[int, int]  #: Steps of one run, from start to stop.
    pause_s: Range  #: Between runs.
    strength: Range  #: Beside the forces of walking.
    spread: Range = (0.02, 0.06)  #: Relative SD of step times.


@dataclass(frozen=True, kw_only=True)
class Felt:
    """What a step is at one part of the body, in g for ordinary walking."""

    strike: Touch  #: Heel strike.
    push_g: Range  #: Push-off, or the rise and fall of the body, once a step.
    push_share: Range  #: Its length over the step's.
    swing_g: Range  #: Swing of the limb forward, once a stride.
    tilt_g: Range  #: Of gravity, as the limb or body turns to and fro.
    rough_g: Range  #: Each of the lesser motions that make a person's walk.
    other_foot: Range  #: Share that is felt of the other foot's step.
    swings_once: bool = False  #: A leg swings in one half of the stride only.


#: Cadence of walking 1.4-2.2 Hz, stride time varying by 2-6 % (Hausdorff 1996, 2007);
#: running 2.4-3.2 Hz; stairs 1.1-2 Hz; shuffling: single steps while standing.
PACES = {
    "walking": Pace(
        step_hz=(1.3, 2.3), n_steps=(3, 120), pause_s=(0.3, 8.0), strength=(0.5, 1.6)
    ),
    "running": Pace(
        step_hz=(2.3, 3.3), n_steps=(10, 150), pause_s=(1.0, 10.0), strength=(1.6, 3.5)
    ),
    "stairs": Pace(
        step_hz=(1.1, 2.0),
        n_steps=(4, 24),
        pause_s=(0.5, 6.0),
        strength=(0.6, 2.0),
        spread=(0.04, 0.10),
    ),
    "shuffling": Pace(
        step_hz=(0.7, 2.5),
        n_steps=(1, 4),
        pause_s=(0.5, 15.0),
        strength=(0.1, 0.9),
        spread=(0.1, 0.4),
    ),
}
#: Peaks of walking at the shank 1.5-4 g (Lafortune 1991), trunk 0.2-0.8 g and head
#: 0.1-0.4 g (Menz 2003; Kavanagh 2006); widened where recordings of walking that the
#: detector may be fitted on are louder.
FELT = {
    "foot": Felt(
        strike=Touch(
            share=1.0,
            peak_g=(1.0, 8.0),
            length_s=(0.012, 0.045),
            ring_hz=(8.0, 30.0),
            rebound=(0.2, 1.2),
        ),
        push_g=(0.4, 3.0),
        push_share=(0.15, 0.5),
        swing_g=(1.2, 6.0),
        tilt_g=(0.15, 0.8),
        rough_g=(0.2, 2.0),
        other_foot=(0.02, 0.2),
        swings_once=True,
    ),
    "leg": Felt(
        strike=Touch(
            share=1.0,
            peak_g=(0.6, 6.0),
            length_s=(0.012, 0.045),
            ring_hz=(8.0, 30.0),
            rebound=(0.2, 1.2),
        ),
        push_g=(0.3, 2.0),
        push_share=(0.15, 0.5),
        swing_g=(0.8, 4.0),
        tilt_g=(0.15, 0.8),
        rough_g=(0.15, 1.5),
        other_foot=(0.02, 0.2),
        swings_once=True,
    ),
    "thigh": Felt(
        strike=Touch(
            share=1.0,
            peak_g=(0.3, 4.0),
            length_s=(0.02, 0.06),
            ring_hz=(4.0, 14.0),
            rebound=(0.2, 1.2),
        ),
        push_g=(0.15, 1.0),
        push_share=(0.2, 0.6),
        swing_g=(0.2, 1.2),
        tilt_g=(0.05, 0.4),
        rough_g=(0.12, 1.0),
        other_foot=(0.15, 0.6),
        swings_once=True,
    ),
    "trunk": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.06, 1.0), length_s=(0.02, 0.09), ring_hz=(5.0, 18.0)
        ),
        push_g=(0.12, 0.7),
        push_share=(0.5, 1.2),
        swing_g=(0.02, 0.3),
        tilt_g=(0.02, 0.15),
        rough_g=(0.04, 0.4),
        other_foot=(0.6, 1.0),
    ),
    "head": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.03, 0.4), length_s=(0.03, 0.10), ring_hz=(4.0, 14.0)
        ),
        push_g=(0.08, 0.5),
        push_share=(0.5, 1.2),
        swing_g=(0.01, 0.15),
        tilt_g=(0.01, 0.10),
        rough_g=(0.02, 0.15),
        other_foot=(0.7, 1.0),
    ),
    "arm": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.04, 0.8), length_s=(0.02, 0.08), ring_hz=(6.0, 20.0)
        ),
        push_g=(0.06, 0.5),
        push_share=(0.4, 1.2),
        swing_g=(0.05, 0.8),
        tilt_g=(0.05, 0.6),
        rough_g=(0.03, 0.4),
        other_foot=(0.5, 1.0),
    ),
}
