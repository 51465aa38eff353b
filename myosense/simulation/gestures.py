"""What hands do elsewhere: clap, scratch, strike, gesture, hold; ranges and sources."""

from myosense.simulation.acts import Activity, Bursts, Moves, Touch
from myosense.simulation.habits import (
    BODY_HZ,
    BODY_S,
    DRUM_HZ,
    HELD,
    REACH,
    SHIFT,
    UPHELD,
)

GESTURES: dict[str, Activity] = {
    # 2-5 claps a second (Repp 1987: mean 4).
    "clapping": Activity(
        label="contact",
        acts=(
            Bursts(
                span_s=(0.8, 12.0),
                rate_hz=(2.0, 5.0),
                irregular=(0.02, 0.15),
                peak_g=(0.2, 2.5),
                uneven=(0.1, 0.4),
                fill=(0.4, 0.55),
                stroke_s=(0.08, 0.3),
                stray=(0.05, 0.3),
                returns=True,
                touch=Touch(share=1.0, peak_g=(0.3, 4.0), ring_hz=DRUM_HZ),
            ),
        ),
        moves=REACH,
        under=HELD,
    ),
    # Trains of 2.5-7 Hz that last 0.5-6 s.
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
        moves=REACH,
        move_share=0.8,
        under=HELD,
    ),
    # Brushing, wiping, washing, stirring, rubbing: 1-6 Hz.
    "rubbing": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(1.0, 15.0),
                rate_hz=(2.0, 12.0),
                irregular=(0.03, 0.3),
                peak_g=(0.05, 1.5),
                fill=(0.9, 1.2),
                stroke_s=(0.06, 0.6),
                arc=(0.2, 1.0),
                touch=Touch(share=0.1, peak_g=(0.02, 0.5), ring_hz=DRUM_HZ),
            ),
        ),
        moves=REACH,
        move_share=0.6,
        under=HELD,
    ),
    # Chopping, hammering, knocking at a door: 1-5 Hz.
    "striking": Activity(
        label="contact",
        acts=(
            Bursts(
                span_s=(0.4, 6.0),
                rate_hz=(1.0, 5.0),
                peak_g=(0.1, 2.0),
                fill=(0.3, 0.5),
                stroke_s=(0.08, 0.3),
                stray=(0.05, 0.3),
                returns=True,
                touch=Touch(
                    share=0.95, peak_g=(0.1, 4.0), length_s=(0.003, 0.02), ring_hz=DRUM_HZ
                ),
            ),
        ),
        moves=REACH,
        move_share=0.6,
        under=HELD,
    ),
    # Fingers drum at 3-10 Hz (one finger taps at 5-7 Hz at most: Aoki 2005).
    "fidgeting": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.4, 4.0),
                rate_hz=(3.0, 10.0),
                irregular=(0.03, 0.3),
                peak_g=(0.01, 0.3),
                fill=(0.3, 0.6),
                stroke_s=(0.04, 0.15),
                returns=True,
                touch=Touch(share=0.8, peak_g=(0.02, 0.5), ring_hz=DRUM_HZ),
            ),
            # Restless: small quick moves this way and that.
            Bursts(
                span_s=(0.2, 5.0),
                rate_hz=(1.0, 8.0),
                irregular=(0.2, 0.7),
                peak_g=(0.02, 0.7),
                uneven=(0.3, 0.8),
                stroke_s=(0.08, 0.6),
                stray=(0.3, 1.5),
                touch=Touch(share=0.1, peak_g=(0.01, 0.3)),
            ),
            # Clicking a pen, plucking, rubbing fingers.
            Bursts(
                span_s=(0.2, 3.0),
                rate_hz=(1.0, 6.0),
                irregular=(0.1, 0.6),
                peak_g=(0.01, 0.3),
                fill=(0.3, 0.9),
                stroke_s=(0.06, 0.2),
                returns=True,
                touch=Touch(share=0.4, peak_g=(0.01, 0.3)),
            ),
        ),
        pause_s=(0.3, 10.0),
        moves=SHIFT,
        move_share=0.5,
        under=HELD,
    ),
    # Gestures while talking: strokes of 0.2-0.8 s, beats at 1-4 Hz (McNeill 1992).
    "gesturing": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.3, 3.0),
                rate_hz=(1.0, 6.0),
                irregular=(0.2, 0.5),
                peak_g=(0.05, 0.8),
                stroke_s=(0.12, 0.6),
                stray=(0.2, 1.2),
            ),
        ),
        pause_s=(0.3, 8.0),
        moves=Moves(
            count=(1, 5), duration_s=(0.2, 0.9), way_m=(0.05, 0.40), turn_rad=(0.1, 1.4)
        ),
        move_share=0.7,
        under=HELD,
    ),
    # Single quick moves, one way or out and back, 150-600 ms a phase.
    "flicking": Activity(
        label="movement",
        pause_s=(1.0, 15.0),
        moves=Moves(
            count=(1, 2),
            duration_s=(0.15, 0.6),
            way_m=(0.01, 0.30),
            turn_rad=(0.05, 1.2),
            return_share=0.6,
            touch=Touch(share=0.2, peak_g=(0.01, 0.5)),
        ),
        move_share=1.0,
        under=HELD,
    ),
    # Reaching for things, folding, turning a page, putting things away.
    "reaching": Activity(
        label="movement", pause_s=(0.5, 15.0), moves=REACH, move_share=1.0, under=HELD
    ),
    # Knocking against things: the case is hit, or the limb, and soft tissue rings.
    "bumping": Activity(
        label="contact",
        acts=(
            Bursts(
                span_s=(0.2, 2.0),
                rate_hz=(0.3, 3.0),
                irregular=(0.2, 0.7),
                peak_g=(0.01, 0.3),
                stroke_s=(0.1, 0.5),
                stray=(0.3, 1.5),
                touch=Touch(
                    share=0.9,
                    peak_g=(0.05, 3.0),
                    length_s=(0.004, 0.025),
                    ring_hz=(8.0, 60.0),
                ),
            ),
        ),
        pause_s=(1.0, 20.0),
        moves=REACH,
        move_share=0.4,
        under=HELD,
    ),
    # Putting the sensor right: handling contacts on its case.
    "handling": Activity(
        label="contact",
        acts=(
            Bursts(
                span_s=(0.5, 6.0),
                rate_hz=(1.0, 8.0),
                irregular=(0.3, 0.8),
                peak_g=(0.03, 0.6),
                stroke_s=(0.06, 0.5),
                stray=(0.4, 1.5),
                touch=Touch(
                    share=0.6, peak_g=(0.05, 2.0), length_s=(0.004, 0.03), ring_hz=DRUM_HZ
                ),
            ),
        ),
        pause_s=(2.0, 20.0),
        moves=SHIFT,
        move_share=0.6,
        under=HELD,
    ),
    # A hand that holds something: a phone at the ear, a book, paper, a bag.
    "holding": Activity(
        label="movement",
        pause_s=(1.0, 20.0),
        moves=Moves(
            count=(1, 2), duration_s=(0.25, 1.5), way_m=(0.005, 0.15), turn_rad=(0.02, 0.6)
        ),
        move_share=1.0,
        under=HELD,
    ),
    # Squats, arm swings, jumping: 0.4-2.5 Hz, landing on the feet.
    "exercising": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(3.0, 25.0),
                rate_hz=(0.8, 5.0),
                irregular=(0.02, 0.15),
                peak_g=(0.1, 2.0),
                stroke_s=(0.15, 1.2),
                touch=Touch(share=0.3, peak_g=(0.1, 2.0), length_s=BODY_S, ring_hz=BODY_HZ),
            ),
        ),
        moves=REACH,
        under=UPHELD,
    ),
}
