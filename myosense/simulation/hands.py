"""What hands do at a table: type, write, eat; ranges and sources; see `activities`."""

from myosense.simulation.acts import Activity, Bursts, Moves, Touch
from myosense.simulation.habits import (
    DRUM_HZ,
    FLEXION,
    HELD,
    SHIFT,
)

HANDS: dict[str, Activity] = {
    # 1-7 keys a second, intervals log-normal (Dhakal 2018: 136 million keys).
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
                stroke_s=FLEXION,
                stray=(0.3, 1.5),
                returns=True,
                touch=Touch(share=1.0, peak_g=(0.01, 0.25)),
            ),
        ),
        pause_s=(0.5, 12.0),
        moves=SHIFT,
        under=HELD,
    ),
    # Aimed moves of 0.1-0.6 s made of sub-movements (Meyer 1988); clicks.
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
            # Turning a wheel with a finger.
            Bursts(
                span_s=(0.3, 3.0),
                rate_hz=(2.0, 6.0),
                peak_g=(0.005, 0.06),
                fill=(0.4, 0.9),
                stroke_s=FLEXION,
                returns=True,
            ),
        ),
        pause_s=(0.3, 10.0),
        moves=SHIFT,
        move_share=0.2,
        under=HELD,
    ),
    # Swipes of 0.1-0.4 s and taps, on a touchpad or a phone in the hand.
    "swiping": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.3, 6.0),
                rate_hz=(0.5, 3.0),
                irregular=(0.2, 0.7),
                peak_g=(0.01, 0.25),
                fill=(0.3, 0.8),
                stroke_s=(0.1, 0.4),
                returns=True,
                touch=Touch(share=0.3, peak_g=(0.005, 0.1)),
            ),
            Bursts(
                span_s=(0.5, 8.0),
                rate_hz=(1.0, 5.0),
                irregular=(0.2, 0.6),
                peak_g=(0.01, 0.15),
                fill=(0.3, 0.7),
                stroke_s=FLEXION,
                returns=True,
                touch=Touch(share=0.9, peak_g=(0.01, 0.2)),
            ),
        ),
        moves=SHIFT,
        under=HELD,
    ),
    # Handwriting at 3-7 Hz (Teulings & Maarse 1984), words and gaps, returns of the line.
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
                stray=(0.2, 1.0),
                touch=Touch(share=0.05, peak_g=(0.01, 0.12)),
            ),
            # Drawing and crossing out: wider and slower, or harder.
            Bursts(
                span_s=(0.3, 3.0),
                rate_hz=(3.0, 12.0),
                peak_g=(0.03, 0.8),
                fill=(0.9, 1.2),
                stroke_s=(0.06, 0.4),
                touch=Touch(share=0.05, peak_g=(0.01, 0.2)),
            ),
        ),
        pause_s=(0.15, 4.0),
        moves=SHIFT,
        move_share=0.35,
        under=HELD,
    ),
    # Cutting at 1-4 Hz between lifts of 0.5-1.5 s to the mouth and back.
    "eating": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.5, 5.0),
                rate_hz=(2.0, 8.0),
                irregular=(0.1, 0.5),
                peak_g=(0.02, 0.5),
                stroke_s=(0.08, 0.5),
                touch=Touch(share=0.3, peak_g=(0.02, 0.6), ring_hz=DRUM_HZ),
            ),
        ),
        pause_s=(0.5, 8.0),
        moves=Moves(
            count=(1, 3),
            duration_s=(0.5, 1.5),
            way_m=(0.15, 0.45),
            turn_rad=(0.3, 1.4),
            return_share=0.9,
            touch=Touch(share=0.6, peak_g=(0.02, 0.6), ring_hz=DRUM_HZ),
        ),
        move_share=0.8,
        under=HELD,
    ),
    "drinking": Activity(
        label="movement",
        pause_s=(2.0, 20.0),
        moves=Moves(
            count=(1, 2),
            duration_s=(0.6, 2.0),
            way_m=(0.15, 0.45),
            turn_rad=(0.3, 1.4),
            return_share=1.0,
            touch=Touch(share=0.9, peak_g=(0.02, 0.6), ring_hz=DRUM_HZ),
        ),
        move_share=1.0,
        under=HELD,
    ),
}
