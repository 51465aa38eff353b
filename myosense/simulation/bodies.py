"""What the whole body, the trunk, the head and the legs do: ranges and sources."""

from myosense.simulation.acts import Activity, Bursts, Moves, Rhythm, Touch
from myosense.simulation.habits import ALWAYS, BODY_HZ, BODY_S, HELD, REACH, SHIFT, UPHELD

BODIES: dict[str, Activity] = {
    # --- whole body -----------------------------------------------------------------------
    # Sitting down, standing up, bending, lying down: 0.6-3 s (Kralj 1990: 1.5-3 s to rise).
    "posture": Activity(
        label="movement",
        pause_s=(2.0, 20.0),
        moves=Moves(
            count=(1, 4),
            duration_s=(0.6, 3.0),
            way_m=(0.05, 0.60),
            turn_rad=(0.05, 1.6),
            return_share=0.2,
            touch=Touch(share=0.4, peak_g=(0.03, 1.5), length_s=BODY_S, ring_hz=BODY_HZ),
        ),
        move_share=1.0,
        under=UPHELD,
    ),
    # Turning over in bed: 2-6 sub-moves.
    "turning": Activity(
        label="movement",
        pause_s=(3.0, 60.0),
        moves=Moves(
            count=(2, 6),
            duration_s=(0.25, 1.5),
            way_m=(0.02, 0.40),
            turn_rad=(0.1, 1.6),
            return_share=0.1,
            touch=Touch(share=0.2, peak_g=(0.02, 0.5), length_s=BODY_S, ring_hz=BODY_HZ),
        ),
        move_share=1.0,
        under=UPHELD,
    ),
    # A car body bounces at 1-2.5 Hz, its wheels hop at 8-15 Hz (ISO 2631 weighs both);
    # the engine hums; bumps last 50-200 ms.
    "riding": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.3, 3.0),
                rate_hz=(0.8, 5.0),
                irregular=(0.3, 0.8),
                peak_g=(0.03, 0.6),
                uneven=(0.3, 0.8),
                stroke_s=(0.05, 0.2),
                returns=True,
                touch=Touch(share=0.3, peak_g=(0.02, 0.4), length_s=(0.01, 0.05)),
            ),
        ),
        pause_s=(0.5, 15.0),
        moves=SHIFT,
        move_share=0.1,
        under=(
            Rhythm(span_s=ALWAYS, rate_hz=(0.9, 1.6), peak_g=(0.005, 0.08)),
            Rhythm(span_s=ALWAYS, rate_hz=(1.5, 3.0), peak_g=(0.005, 0.08)),
            Rhythm(span_s=ALWAYS, rate_hz=(7.0, 11.0), peak_g=(0.002, 0.04)),
            Rhythm(span_s=ALWAYS, rate_hz=(10.0, 16.0), peak_g=(0.002, 0.04)),
            Rhythm(
                span_s=ALWAYS,
                rate_hz=(18.0, 40.0),
                peak_g=(0.0005, 0.02),
                n_harmonics=1,
            ),
        ),
    ),
    # Rest, postural and kinetic tremor: 3-12 Hz (Bhatia 2018).
    "tremor": Activity(
        label="tremor",
        acts=(Rhythm(span_s=(2.0, 60.0), rate_hz=(3.0, 12.0), peak_g=(0.02, 0.8)),),
        moves=REACH,
        move_share=0.4,
        under=HELD,
    ),
    # The ankle after a stretch: 5-8 Hz, dying away (Hidler & Rymer 1999).
    "clonus": Activity(
        label="tremor",
        acts=(
            Rhythm(
                span_s=(0.8, 15.0),
                rate_hz=(4.5, 8.5),
                peak_g=(0.1, 1.2),
                overtone=(0.2, 0.7),
                roundness=(0.05, 0.4),
                decay_s=(0.5, 10.0),
            ),
        ),
        pause_s=(2.0, 20.0),
        moves=SHIFT,
        move_share=0.5,
        under=UPHELD,
    ),
    # --- trunk and head -------------------------------------------------------------------
    # 0.9-2.2 Hz in the natural environment (Po 2011); two strokes a chew.
    "chewing": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(3.0, 25.0),
                rate_hz=(1.8, 4.4),
                irregular=(0.05, 0.25),
                peak_g=(0.005, 0.12),
                stroke_s=(0.1, 0.6),
                touch=Touch(share=0.3, peak_g=(0.005, 0.08)),
            ),
        ),
        pause_s=(0.5, 6.0),
        moves=SHIFT,
        under=UPHELD,
    ),
    # One to six coughs at 1.5-4 Hz, each 0.1-0.35 s; sneezes and throat clearing alike.
    "coughing": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.2, 2.5),
                rate_hz=(1.5, 4.0),
                irregular=(0.1, 0.4),
                peak_g=(0.05, 0.8),
                uneven=(0.2, 0.6),
                fill=(0.3, 0.6),
                stroke_s=(0.1, 0.35),
                stray=(0.05, 0.4),
                returns=True,
            ),
        ),
        pause_s=(1.5, 20.0),
        moves=SHIFT,
        move_share=0.2,
        under=UPHELD,
    ),
    # 4 to 60 a minute, evenly; a breath of up to half a second, cut short after 35 ms
    # (Newsom Davis 1970, as commonly quoted).
    "hiccup": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(10.0, 60.0),
                rate_hz=(0.07, 1.0),
                irregular=(0.03, 0.25),
                peak_g=(0.02, 0.3),
                uneven=(0.1, 0.4),
                fill=(0.03, 0.3),
                stroke_s=(0.1, 0.4),
                stray=(0.05, 0.4),
                returns=True,
            ),
        ),
        pause_s=(5.0, 60.0),
        moves=SHIFT,
        move_share=0.2,
        under=UPHELD,
    ),
    # Notes every 0.21-0.22 s on the mean (Provine & Yong 1991); giggles faster.
    "laughing": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.5, 4.0),
                rate_hz=(3.5, 6.5),
                irregular=(0.05, 0.25),
                peak_g=(0.01, 0.35),
                fill=(0.3, 0.6),
                stroke_s=(0.05, 0.16),
                returns=True,
            ),
        ),
        moves=SHIFT,
        move_share=0.5,
        under=UPHELD,
    ),
    # The head goes along with speech at 0.2-7 Hz (Hadar 1983).
    "talking": Activity(
        label="movement",
        acts=(
            Bursts(
                span_s=(0.3, 5.0),
                rate_hz=(0.8, 12.0),
                irregular=(0.15, 0.5),
                peak_g=(0.005, 0.25),
                uneven=(0.3, 0.8),
                stroke_s=(0.08, 0.8),
                stray=(0.2, 1.2),
            ),
        ),
        pause_s=(0.2, 6.0),
        moves=Moves(
            count=(1, 3), duration_s=(0.2, 1.0), way_m=(0.005, 0.08), turn_rad=(0.02, 0.5)
        ),
        move_share=0.4,
        under=UPHELD,
    ),
    # Gaze shifts of the head: 0.25-1 s.
    "looking": Activity(
        label="movement",
        pause_s=(1.0, 20.0),
        moves=Moves(
            count=(1, 3), duration_s=(0.25, 1.0), way_m=(0.005, 0.08), turn_rad=(0.02, 0.6)
        ),
        move_share=1.0,
        under=UPHELD,
    ),
    "sitting": Activity(
        label="movement",
        pause_s=(1.0, 30.0),
        moves=Moves(
            count=(1, 2), duration_s=(0.4, 2.5), way_m=(0.005, 0.15), turn_rad=(0.01, 0.4)
        ),
        move_share=1.0,
        under=UPHELD,
    ),
    # --- legs -----------------------------------------------------------------------------
    "feet": Activity(
        label="movement",
        pause_s=(3.0, 60.0),
        moves=Moves(
            count=(1, 3),
            duration_s=(0.2, 1.0),
            way_m=(0.01, 0.25),
            turn_rad=(0.02, 0.6),
            touch=Touch(share=0.5, peak_g=(0.02, 0.8), length_s=(0.008, 0.04)),
        ),
        move_share=1.0,
        under=UPHELD,
    ),
    # Bouncing on the toes at 3-8 Hz, or tapping a foot at 1-5 Hz.
    "bouncing": Activity(
        label="movement",
        acts=(
            Rhythm(span_s=(2.0, 40.0), rate_hz=(3.0, 8.0), peak_g=(0.03, 1.0)),
            Bursts(
                span_s=(0.5, 10.0),
                rate_hz=(1.0, 5.0),
                irregular=(0.03, 0.3),
                peak_g=(0.03, 0.6),
                fill=(0.3, 0.5),
                stroke_s=(0.08, 0.25),
                returns=True,
                touch=Touch(share=0.9, peak_g=(0.03, 0.8), length_s=(0.008, 0.04)),
            ),
            # Restless legs, feet that rub and kick.
            Bursts(
                span_s=(0.3, 5.0),
                rate_hz=(1.0, 6.0),
                irregular=(0.2, 0.7),
                peak_g=(0.03, 0.8),
                uneven=(0.3, 0.8),
                stroke_s=(0.1, 0.6),
                stray=(0.3, 1.5),
                touch=Touch(share=0.1, peak_g=(0.02, 0.5), length_s=(0.008, 0.04)),
            ),
        ),
        pause_s=(1.0, 20.0),
        moves=SHIFT,
        move_share=0.3,
        under=UPHELD,
    ),
}
