"""What wearers were said to do, in the groups that the targets name."""

STILL = "still"
BUSY = "busy hands"
POSTURE = "posture changes"
TREMOR = "tremor"
WALKING = "walking, stairs"
RUNNING = "running, jumps, falls"
UNKNOWN = "not said"
SIMULATED = "simulated"  #: Data set and use of simulated wearers.

GROUPS = (STILL, BUSY, POSTURE, TREMOR, WALKING, RUNNING, UNKNOWN)
OUTSIDE_WALKING = (STILL, BUSY, POSTURE, TREMOR)
WALKING_INCLUDED = (*OUTSIDE_WALKING, WALKING)

#: Every label of every data set. Talking while standing is standing; a phone that is held
#: or read is as still as a mouse, a phone that is typed on is typing.
ACTIVITIES: dict[str, dict[str, tuple[str, ...]]] = {
    "adept_running": {RUNNING: ("outdoor_run",)},
    "assist_falls": {WALKING: ("5", "6")},
    "casale_chest": {
        STILL: ("standing", "talking_standing", "working_at_computer"),
        WALKING: ("stairs", "standup_walk_stairs", "walk_and_talk", "walking"),
        UNKNOWN: ("none",),
    },
    "gaitmap": {
        WALKING: ("stairs_down_walk", "stairs_up_walk", "walking", "walking_MS"),
    },
    "geotec": {
        STILL: ("SEATED",),
        POSTURE: ("SITTING_DOWN", "STANDING_UP"),
        WALKING: ("TURNING", "WALKING"),
    },
    "measure_only": {
        STILL: (
            *("idle_hands", "making_a_phone_call", "reading_a_book"),
            *("scrolling_on_a_smartphone", "scrolling_on_a_tablet"),
            *("using_the_computer_mouse", "using_the_touchpad"),
        ),
        BUSY: (
            *("drinking", "eating", "fidgeting", "scratching", "typing_on_a_smartphone"),
            *("typing_on_a_tablet", "typing_on_the_keyboard", "writing_with_a_pen"),
        ),
        POSTURE: (
            *("bend", "car_in_out", "collapse_into_chair", "sit_lie", "sit_stand"),
            *("squat", "turn_over_lying"),
        ),
        WALKING: ("stairs_fast", "stairs_slow", "walk_fast", "walk_slow"),
        RUNNING: ("jog_fast", "jog_slow", "jump", "stumble"),
    },
    "mobgap": {WALKING: ("daily_life_lab_walk", "straight_walk")},
    "paradigma": {UNKNOWN: ("free_living_PD_wrist",)},
    "pdkit_tremor": {
        TREMOR: (
            *("kinetic_tremor_left_hand", "kinetic_tremor_of_hands_left_hand"),
            *("kinetic_tremor_of_hands_right_hand", "leg_agility_left_leg"),
            *("leg_agility_right_leg", "postural_tremor_of_the_hands_left_hand"),
            *("postural_tremor_of_the_hands_right_hand", "pronation_supination_left_hand"),
            *("pronation_supination_right_hand", "rest_tremor_amplitude_left_hand"),
            "rest_tremor_amplitude_right_hand",
            *("rest_tremor_amplitude_left_leg", "rest_tremor_amplitude_right_leg"),
        ),
        WALKING: ("cloudupdrs_gait",),
    },
    SIMULATED: {
        STILL: ("still", "mouse", "holding", "talking"),
        BUSY: (
            *("typing", "swiping", "writing", "eating", "drinking", "clapping"),
            *("scratching", "rubbing", "fidgeting", "gesturing", "flicking", "reaching"),
        ),
        POSTURE: ("posture", "turning"),
        TREMOR: ("tremor", "clonus"),
        WALKING: ("walking", "stairs", "shuffling"),
    },
    "umafall": {
        STILL: ("HandsUp", "MakingACall"),
        BUSY: ("Aplausing", "OpeningDoor"),
        POSTURE: ("Bending", "LyingDown_OnABed", "Sitting_GettingUpOnAChair"),
        WALKING: ("GoDownstairs", "GoUpstairs", "Walking"),
        RUNNING: (
            *("Hopping", "Jogging", "fall_backwardFall", "fall_forwardFall"),
            "fall_lateralFall",
        ),
    },
    "voisard_gait": {STILL: ("quiet",), WALKING: ("uturn", "walk")},
}


def group_of(dataset: str, activity: str) -> str:
    """Name the group of an activity.

    Raises
    ------
    KeyError
        If nobody decided where the activity belongs.

    >>> group_of("geotec", "SEATED")
    'still'
    """
    for group, activities in ACTIVITIES[dataset].items():
        if activity in activities:
            return group
    raise KeyError(f"{dataset}: the activity {activity!r} is in no group")
