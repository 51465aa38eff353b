"""What each part of the body feels of what its owner does."""

import numpy as np

from myosense.simulation.activities import (
    ACTIVITIES,
    ELSEWHERE,
    ONE_HANDED,
    OTHER_HAND_SHARE,
    SHARES,
    Rows,
)
from myosense.simulation.bouts import Bout
from myosense.simulation.gait import FELT, PACES
from myosense.simulation.habits import SETTLE
from myosense.simulation.moving import draw_moves
from myosense.simulation.performing import draw_activity
from myosense.simulation.primitives import Motions, joined
from myosense.simulation.steps import draw_runs, felt_steps

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
#: What the rest of a walker does: it is free.
_ON_FOOT: dict[str, Rows] = {
    "arm": (("holding", 1.0), ("gesturing", 1.0), ("reaching", 1.0), ("flicking", 0.5)),
    "head": (("looking", 1.0), ("talking", 0.7)),
    "trunk": (("sitting", 1.0), ("talking", 0.5)),
}
_FREE_SHARE = 0.3


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
    if place == "arm" and name in ONE_HANDED and rng.random() < OTHER_HAND_SHARE:
        return (("holding", 1.0),)
    return ELSEWHERE.get(name, {}).get(place, ((name, 1.0),))


def _while_walking(rng: np.random.Generator, place: str) -> Rows:
    """Draw what a place does besides while its owner walks."""
    free = _ON_FOOT.get(place, ())
    if not free or rng.random() > _FREE_SHARE:
        return ()
    return (free[int(rng.integers(len(free)))],)
