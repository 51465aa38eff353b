"""Why targets are missed: what the tables and pictures of the page taught.

Said of a figure only where it misses its target.
"""

from benchmarks.detection.groups import BUSY, POSTURE, STILL, TREMOR, WALKING

_OF_PEOPLE = (
    "A third of these jerks are of the generator *recorded*, blends of motions of people "
    "without jerks; of those the fewest are found"
)
_LONE_MOTIONS = "lone brief motions of healthy people that look like jerks"

#: Of false alarms of a group.
ALARMS = {
    STILL: (
        "Most come from chests of people who stand and talk, most an hour from feet: "
        f"{_LONE_MOTIONS}."
    ),
    POSTURE: (
        "All come from hips, and no recording marked for fitting holds a hip that sits "
        "down or gets up."
    ),
    TREMOR: (
        "All come from one minute of hands turned to and fro as fast as can be: brief and "
        "regular, as the lobes of a train of jerks are."
    ),
}
#: Of jerks of a group that are not found.
MISSES = {
    STILL: f"{_OF_PEOPLE}.",
    BUSY: f"{_OF_PEOPLE}.",
    POSTURE: (
        "Many are no candidate: where the whole body moves, the lobe of a jerk is one "
        "among its equals."
    ),
    WALKING: (
        "A step hits as hard and as briefly; what does not stand out of the steps around "
        "it is no candidate, or taken for gait."
    ),
}
AT_ONE_PER_H = f"The limit is set by {_LONE_MOTIONS}. {_OF_PEOPLE}."
CANDIDATES = "Most that are none are below 0.2 g: lobes among equals."
CALLED_WALKING = (
    "Most is in what casale_chest labels as standing after a walk: its first seconds "
    "are as strong and rhythmic as the walk before, so the label comes late."
)
TIMED = (
    "Of most others another lobe is taken for the main one, which is hardly larger. A "
    "sensor feels gravity turn with the jerk besides its acceleration, so that the lobe "
    "that it feels most need not be the one that is told as true; least at the trunk."
)
CALIBRATION = (
    "Calibrated on other people: hardly any of them wore the sensor at a wrist or a foot."
)
PAIRS = "The after-swings of the first jerk lie over the second; most of all at the trunk."
RATES = (
    "At 50 Hz some jerks fall just below the limit of what is counted; at the trunk some "
    "rise above it the faster the rate."
)
LADDER = (
    "The more jerks, the more of them lie in the after-swings of others, longest at the "
    "trunk."
)
#: What the pictures of the worst events taught.
WORST = (
    "Most false alarms are lone and brief: a foot that shifts in standing, a start of the "
    "chest in talking, a hand that flicks. By its motion alone none can be told from a "
    "jerk. In a squat gravity turns at the hip in the second that follows, which no jerk "
    "does: recordings to fit to, of hips that sit and rise, would tell. Half of the jerks "
    "missed by most are sharp and by far the largest motion around, but lie in the second "
    "in which somebody stands up or sits down, where a hand or a phone in a pocket strikes "
    "as sharply: what may be fitted to holds few such seconds. The others lie in a motion "
    "as quick and as strong as they are. Seven of the ten are blends of people's own brief "
    "motions (*recorded*). What was counted, only at another of its lobes, is not among "
    "them."
)
