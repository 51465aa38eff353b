"""What each part of the body feels of what its owner does, and what follows what."""

from collections.abc import Iterator

import numpy as np

from myosense.simulation.activities import ACTIVITIES, SETTLE
from myosense.simulation.gait import FELT, PACES
from myosense.simulation.limbs import Range
from myosense.simulation.moving import draw_moves
from myosense.simulation.performing import draw_activity
from myosense.simulation.primitives import Motions, joined
from myosense.simulation.steps import draw_runs, felt_steps
from myosense.simulation.swings import log_uniform

Bout = tuple[float, float, str]  #: start_s, stop_s, activity
#: A row of `ACTIVITIES` and how much of it arrives.
Rows = tuple[tuple[str, float], ...]

#: Where a site belongs; a site that is not here moves like an arm.
PLACE_OF_SITE = {
    "face": "head",
    "head": "head",
    "neck": "head",
    "chest": "trunk",
    "abdomen": "trunk",
    "lower_back": "trunk",
    "hip": "trunk",
    "thigh": "leg",
    "shank": "leg",
    "ankle": "leg",
    "foot": "leg",
    "toe": "leg",
}
_FELT_AT = {"thigh": "thigh", "foot": "foot", "toe": "foot"}  #: Steps, more finely.
#: Motion of a site beside that of wrist or ankle: nearer to the trunk is less.
NEARNESS = {
    "upper_arm": 0.4,
    "forearm": 0.8,
    "hand": 1.2,
    "finger": 1.4,
    "thigh": 0.4,
    "shank": 0.8,
    "foot": 1.2,
    "toe": 1.3,
}
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
    "gesturing": _AT_EASE | {"head": (("talking", 1.0),), "trunk": (("talking", 0.4),)},
    "flicking": _AT_EASE | {"leg": (("flicking", 0.7),), "head": (("flicking", 0.2),)},
    "reaching": _shaken("reaching", 0.1, 0.1, 0.02),
    "handling": {"trunk": (("handling", 0.7),)},
    "holding": _AT_EASE,
    "bouncing": _shaken("bouncing", 0.06, 0.04, 1.0) | {"arm": (("bouncing", 0.08),)},
    "tremor": _AT_EASE | {"head": (("tremor", 0.4),), "leg": (("tremor", 0.6),)},
    "clonus": _AT_EASE | {"arm": (("holding", 1.0),), "leg": (("clonus", 1.0),)},
    "chewing": _spoken("chewing", "holding") | {"head": (("chewing", 1.0),)},
    "coughing": _spoken("coughing", "holding"),
    "laughing": _spoken("laughing", "gesturing"),
    "talking": _spoken("talking", "gesturing") | {"trunk": (("talking", 0.4),)},
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
_OTHER_HAND_SHARE = 0.3

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
    "laughing": 0.3,
    "talking": 0.5,
    "bouncing": 0.5,
    "walking": 1.2,
    "running": 0.2,
    "stairs": 0.3,
    "shuffling": 0.8,
}
#: What the rest of a walker does: arms and head are free.
_ON_FOOT: dict[str, Rows] = {
    "arm": (("holding", 1.0), ("gesturing", 1.0), ("reaching", 1.0), ("flicking", 0.5)),
    "head": (("looking", 1.0), ("talking", 0.7)),
}
_FREE_HAND_SHARE = 0.3
BUSY_BOUT_S: Range = (5.0, 60.0)
SAME_BOUT_S: Range = (15.0, 180.0)  #: Of an activity that goes on, done anew each time.
LIFE_BOUT_S: Range = (15.0, 600.0)  #: Of rest and of busy stretches by turns.


def busy_bouts(rng: np.random.Generator, start_s: float, stop_s: float) -> Iterator[Bout]:
    """Let activities follow each other at random."""
    names = list(SHARES)
    shares = np.array(list(SHARES.values())) / sum(SHARES.values())
    while start_s < stop_s:
        name = names[int(rng.choice(len(names), p=shares))]
        end_s = min(start_s + log_uniform(rng, BUSY_BOUT_S), stop_s)
        yield start_s, end_s, name
        start_s = end_s


def same_bouts(rng: np.random.Generator, name: str, stop_s: float) -> Iterator[Bout]:
    """Let one activity be done in ever new manners."""
    start_s = 0.0
    while start_s < stop_s:
        end_s = min(start_s + log_uniform(rng, SAME_BOUT_S), stop_s)
        yield start_s, end_s, name
        start_s = end_s


def life_bouts(rng: np.random.Generator, stop_s: float) -> Iterator[Bout]:
    """Let rest and busy stretches take turns, half the time each on the mean."""
    start_s, is_rest = 0.0, rng.random() < 0.5
    while start_s < stop_s:
        end_s = min(start_s + log_uniform(rng, LIFE_BOUT_S), stop_s)
        if is_rest:
            yield start_s, end_s, "rest"
        else:
            yield from busy_bouts(rng, start_s, end_s)
        start_s, is_rest = end_s, not is_rest


def draw_bout(
    person_rng: np.random.Generator,
    sensor_rng: np.random.Generator,
    bout: Bout,
    site: str,
) -> Motions:
    """Draw what a sensor at a site feels of one bout of an activity.

    Parameters
    ----------
    person_rng
        Source of when feet are set: the same for all sensors of one person.
    sensor_rng
        Source of everything else.
    bout
        When, and what; an activity that is not in `SHARES` is none of ours.
    site
        Body site.
    """
    start_s, stop_s, name = bout
    place = PLACE_OF_SITE.get(site, "arm")
    parts = []
    if name in PACES:
        runs = draw_runs(person_rng, PACES[name], (start_s, stop_s))
        felt = FELT[_FELT_AT.get(site, place)]
        parts.append(felt_steps(sensor_rng, runs, felt))
        rows = _while_walking(sensor_rng, place)
    elif name in SHARES:
        rows = _rows(sensor_rng, name, place)
        if sensor_rng.random() < 0.5:
            settling, start_s = draw_moves(sensor_rng, SETTLE, (start_s, stop_s), 1.0)
            parts.append(settling)
    else:
        return Motions()
    for row, gain in rows:
        share = gain * NEARNESS.get(site, 1.0)
        span_s = (start_s, stop_s)
        parts.append(draw_activity(sensor_rng, ACTIVITIES[row], span_s, share))
    return joined(parts)


def _rows(rng: np.random.Generator, name: str, place: str) -> Rows:
    """Look up what a place feels of an activity; a hand may be the one that waits."""
    if place == "arm" and name in ONE_HANDED and rng.random() < _OTHER_HAND_SHARE:
        return (("holding", 1.0),)
    return ELSEWHERE.get(name, {}).get(place, ((name, 1.0),))


def _while_walking(rng: np.random.Generator, place: str) -> Rows:
    """Draw what a place does besides while its owner walks."""
    free = _ON_FOOT.get(place, ())
    if not free or rng.random() > _FREE_HAND_SHARE:
        return ()
    return (free[int(rng.integers(len(free)))],)
