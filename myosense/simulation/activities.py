"""What people do besides jerking, how often, and what each part of the body feels of it.

The rows stand in `hands`, `gestures` and `bodies`: ranges to draw from, with their sources.

Rates and times are published where a source stands above them, else ranges of a model.
Heights in g follow from way and time (a minimum-jerk stroke of d meters in T seconds peaks
at 5.77 d / T^2) and are wide on purpose: nothing is known of the next wearer, strap and
table. Strokes are half cycles: a rhythm of 5 Hz has ten a second.
"""

from myosense.simulation.bodies import BODIES
from myosense.simulation.gestures import GESTURES
from myosense.simulation.hands import HANDS

#: A row of `ACTIVITIES` and how much of it arrives.
Rows = tuple[tuple[str, float], ...]

ACTIVITIES = HANDS | GESTURES | BODIES
_AT_EASE: dict[str, Rows] = {
    "trunk": (("sitting", 1.0),),
    "head": (("looking", 1.0),),
    "leg": (("feet", 1.0),),
}


def _shaken(name: str, trunk: float, head: float, leg: float) -> dict[str, Rows]:
    """Let trunk, head and leg be at ease, and shaken a little by what the hand does."""
    gains = {"trunk": trunk, "head": head, "leg": leg}
    return {place: (*_AT_EASE[place], (name, gain)) for place, gain in gains.items()}


def _spoken(name: str, arm: str) -> dict[str, Rows]:
    """Let trunk and head do something that arms and legs hardly feel."""
    return {
        "arm": ((arm, 1.0), (name, 0.1)),
        "trunk": (("sitting", 1.0), (name, 1.0)),
        "head": (("looking", 1.0), (name, 0.7)),
        "leg": (("feet", 1.0), (name, 0.05)),
    }


#: What places other than the arm feel; an arm does it itself unless it is named.
ELSEWHERE: dict[str, dict[str, Rows]] = {
    "typing": _shaken("typing", 0.02, 0.02, 0.01),
    "mouse": _AT_EASE,
    "swiping": _AT_EASE,
    "writing": _shaken("writing", 0.03, 0.02, 0.005),
    "eating": _AT_EASE
    | {"head": (("chewing", 1.0), ("looking", 1.0)), "trunk": (("chewing", 0.15),)},
    "drinking": _AT_EASE,
    "clapping": _shaken("clapping", 0.08, 0.06, 0.02),
    "scratching": _shaken("scratching", 0.06, 0.05, 0.03),
    "rubbing": _shaken("rubbing", 0.08, 0.06, 0.03),
    "striking": _shaken("striking", 0.08, 0.06, 0.03),
    "fidgeting": _AT_EASE | {"leg": (("bouncing", 1.0),)},
    "gesturing": _AT_EASE
    | {"head": (("talking", 1.0),), "trunk": (("sitting", 1.0), ("talking", 0.7))},
    "flicking": _AT_EASE | {"leg": (("flicking", 0.7),), "head": (("flicking", 0.2),)},
    "reaching": _shaken("reaching", 0.1, 0.1, 0.02),
    "handling": {"trunk": (("handling", 0.7),)},
    "holding": _AT_EASE,
    "bouncing": _shaken("bouncing", 0.06, 0.04, 1.0) | {"arm": (("bouncing", 0.08),)},
    "tremor": _AT_EASE | {"head": (("tremor", 0.4),), "leg": (("tremor", 0.6),)},
    "clonus": _AT_EASE | {"arm": (("holding", 1.0),), "leg": (("clonus", 1.0),)},
    "chewing": _spoken("chewing", "holding") | {"head": (("chewing", 1.0),)},
    "coughing": _spoken("coughing", "holding"),
    "hiccup": _spoken("hiccup", "holding"),
    "laughing": _spoken("laughing", "gesturing"),
    "talking": _spoken("talking", "gesturing"),
}
#: Done with one hand: the other one holds, or does nothing.
ONE_HANDED = {
    "mouse",
    "writing",
    "eating",
    "drinking",
    "scratching",
    "striking",
    "flicking",
}
OTHER_HAND_SHARE = 0.3

#: How often each is done in a busy hour.
SHARES = {
    "typing": 1.0,
    "mouse": 0.8,
    "swiping": 1.0,
    "writing": 1.2,
    "eating": 1.0,
    "drinking": 0.4,
    "clapping": 0.4,
    "scratching": 1.0,
    "rubbing": 0.8,
    "striking": 0.4,
    "fidgeting": 2.0,
    "gesturing": 1.0,
    "flicking": 1.2,
    "reaching": 1.0,
    "bumping": 0.6,
    "handling": 0.4,
    "holding": 0.6,
    "exercising": 0.2,
    "posture": 1.0,
    "turning": 0.5,
    "riding": 0.5,
    "tremor": 0.6,
    "clonus": 0.3,
    "chewing": 0.4,
    "coughing": 0.4,
    "hiccup": 0.2,
    "laughing": 0.3,
    "talking": 0.5,
    "bouncing": 0.5,
    "walking": 1.2,
    "running": 0.2,
    "stairs": 0.3,
    "shuffling": 0.8,
}
