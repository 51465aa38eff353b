"""What people do besides jerking, as ranges to draw from, with their sources: one table.

Rates and times are published where a source stands above them, else ranges of a model.
Heights in g follow from way and time (a minimum-jerk stroke of d meters in T seconds peaks
at 5.77 d / T^2) and are wide on purpose: nothing is known of the next wearer, strap and
table. Strokes are half cycles: a rhythm of 5 Hz has ten a second.
"""

from myosense.simulation.acts import Activity, Bursts, Moves, Rhythm, Touch
from myosense.simulation.limbs import Range

_ALWAYS: Range = (1.0, 60.0)
_FLEXION: Range = (0.05, 0.14)  #: Of a finger; keys stay down for 0.1 s (Dhakal 2018).
_DRUM_HZ: Range = (10.0, 60.0)  #: What is struck rings higher than soft tissue.
_BODY_HZ: Range = (4.0, 16.0)  #: The trunk on a seat or bed rings lower.
_BODY_S: Range = (0.02, 0.09)
#: Physiological tremor of a held limb: 6-12 Hz, some mg (Elble & Randall 1978); and the
#: unrest of a limb in use, slow and faster, never regular.
_HELD = (
    Rhythm(span_s=_ALWAYS, rate_hz=(6.0, 12.0), peak_g=(0.0005, 0.02), n_harmonics=1),
    Rhythm(
        span_s=_ALWAYS,
        rate_hz=(0.3, 1.5),
        peak_g=(0.002, 0.04),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
    Rhythm(
        span_s=_ALWAYS,
        rate_hz=(1.5, 5.0),
        peak_g=(0.001, 0.03),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
)
#: Head and trunk sway, feet stir.
_UPHELD = (
    Rhythm(
        span_s=_ALWAYS,
        rate_hz=(0.2, 2.0),
        peak_g=(0.002, 0.04),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
    Rhythm(
        span_s=_ALWAYS,
        rate_hz=(2.0, 8.0),
        peak_g=(0.001, 0.015),
        drift=(0.1, 0.4),
        swell=(0.3, 0.9),
    ),
)
#: Working hands shift by centimeters; reaches take 0.35-1.2 s (Jeannerod 1984).
_SHIFT = Moves(
    count=(1, 2), duration_s=(0.2, 0.8), way_m=(0.02, 0.15), turn_rad=(0.02, 0.4)
)
_REACH = Moves(
    count=(1, 4),
    duration_s=(0.35, 1.2),
    way_m=(0.08, 0.50),
    turn_rad=(0.1, 1.2),
    touch=Touch(share=0.4, peak_g=(0.01, 0.4), ring_hz=_DRUM_HZ),
)
#: A change of posture before anything else is done.
SETTLE = Moves(
    count=(1, 3), duration_s=(0.4, 2.0), way_m=(0.02, 0.40), turn_rad=(0.05, 1.4)
)

ACTIVITIES: dict[str, Activity] = {
    # --- at the hand that does it ---------------------------------------------------------
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
                stroke_s=_FLEXION,
                stray=(0.3, 1.5),
                returns=True,
                touch=Touch(share=1.0, peak_g=(0.01, 0.25)),
            ),
        ),
        pause_s=(0.5, 12.0),
        moves=_SHIFT,
        under=_HELD,
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
                stroke_s=_FLEXION,
                returns=True,
            ),
        ),
        pause_s=(0.3, 10.0),
        moves=_SHIFT,
        move_share=0.2,
        under=_HELD,
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
                stroke_s=_FLEXION,
                returns=True,
                touch=Touch(share=0.9, peak_g=(0.01, 0.2)),
            ),
        ),
        moves=_SHIFT,
        under=_HELD,
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
        moves=_SHIFT,
        move_share=0.35,
        under=_HELD,
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
                touch=Touch(share=0.3, peak_g=(0.02, 0.6), ring_hz=_DRUM_HZ),
            ),
        ),
        pause_s=(0.5, 8.0),
        moves=Moves(
            count=(1, 3),
            duration_s=(0.5, 1.5),
            way_m=(0.15, 0.45),
            turn_rad=(0.3, 1.4),
            return_share=0.9,
            touch=Touch(share=0.6, peak_g=(0.02, 0.6), ring_hz=_DRUM_HZ),
        ),
        move_share=0.8,
        under=_HELD,
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
            touch=Touch(share=0.9, peak_g=(0.02, 0.6), ring_hz=_DRUM_HZ),
        ),
        move_share=1.0,
        under=_HELD,
    ),
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
                touch=Touch(share=1.0, peak_g=(0.3, 4.0), ring_hz=_DRUM_HZ),
            ),
        ),
        moves=_REACH,
        under=_HELD,
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
        moves=_REACH,
        move_share=0.8,
        under=_HELD,
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
                touch=Touch(share=0.1, peak_g=(0.02, 0.5), ring_hz=_DRUM_HZ),
            ),
        ),
        moves=_REACH,
        move_share=0.6,
        under=_HELD,
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
                    share=0.95, peak_g=(0.1, 4.0), length_s=(0.003, 0.02), ring_hz=_DRUM_HZ
                ),
            ),
        ),
        moves=_REACH,
        move_share=0.6,
        under=_HELD,
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
                touch=Touch(share=0.8, peak_g=(0.02, 0.5), ring_hz=_DRUM_HZ),
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
        moves=_SHIFT,
        move_share=0.5,
        under=_HELD,
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
        under=_HELD,
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
        under=_HELD,
    ),
    # Reaching for things, folding, turning a page, putting things away.
    "reaching": Activity(
        label="movement", pause_s=(0.5, 15.0), moves=_REACH, move_share=1.0, under=_HELD
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
        moves=_REACH,
        move_share=0.4,
        under=_HELD,
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
                    share=0.6, peak_g=(0.05, 2.0), length_s=(0.004, 0.03), ring_hz=_DRUM_HZ
                ),
            ),
        ),
        pause_s=(2.0, 20.0),
        moves=_SHIFT,
        move_share=0.6,
        under=_HELD,
    ),
    # A hand that holds something: a phone at the ear, a book, paper, a bag.
    "holding": Activity(
        label="movement",
        pause_s=(1.0, 20.0),
        moves=Moves(
            count=(1, 2), duration_s=(0.25, 1.5), way_m=(0.005, 0.15), turn_rad=(0.02, 0.6)
        ),
        move_share=1.0,
        under=_HELD,
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
                touch=Touch(
                    share=0.3, peak_g=(0.1, 2.0), length_s=_BODY_S, ring_hz=_BODY_HZ
                ),
            ),
        ),
        moves=_REACH,
        under=_UPHELD,
    ),
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
            touch=Touch(share=0.4, peak_g=(0.03, 1.5), length_s=_BODY_S, ring_hz=_BODY_HZ),
        ),
        move_share=1.0,
        under=_UPHELD,
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
            touch=Touch(share=0.2, peak_g=(0.02, 0.5), length_s=_BODY_S, ring_hz=_BODY_HZ),
        ),
        move_share=1.0,
        under=_UPHELD,
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
        moves=_SHIFT,
        move_share=0.1,
        under=(
            Rhythm(span_s=_ALWAYS, rate_hz=(0.9, 1.6), peak_g=(0.005, 0.08)),
            Rhythm(span_s=_ALWAYS, rate_hz=(1.5, 3.0), peak_g=(0.005, 0.08)),
            Rhythm(span_s=_ALWAYS, rate_hz=(7.0, 11.0), peak_g=(0.002, 0.04)),
            Rhythm(span_s=_ALWAYS, rate_hz=(10.0, 16.0), peak_g=(0.002, 0.04)),
            Rhythm(
                span_s=_ALWAYS,
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
        moves=_REACH,
        move_share=0.4,
        under=_HELD,
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
        moves=_SHIFT,
        move_share=0.5,
        under=_UPHELD,
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
        moves=_SHIFT,
        under=_UPHELD,
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
        moves=_SHIFT,
        move_share=0.2,
        under=_UPHELD,
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
        moves=_SHIFT,
        move_share=0.5,
        under=_UPHELD,
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
        under=_UPHELD,
    ),
    # Gaze shifts of the head: 0.25-1 s.
    "looking": Activity(
        label="movement",
        pause_s=(1.0, 20.0),
        moves=Moves(
            count=(1, 3), duration_s=(0.25, 1.0), way_m=(0.005, 0.08), turn_rad=(0.02, 0.6)
        ),
        move_share=1.0,
        under=_UPHELD,
    ),
    "sitting": Activity(
        label="movement",
        pause_s=(1.0, 30.0),
        moves=Moves(
            count=(1, 2), duration_s=(0.4, 2.5), way_m=(0.005, 0.15), turn_rad=(0.01, 0.4)
        ),
        move_share=1.0,
        under=_UPHELD,
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
        under=_UPHELD,
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
        moves=_SHIFT,
        move_share=0.3,
        under=_UPHELD,
    ),
}
