"""What each part of the body feels of an activity, and in what order activities follow."""

from collections.abc import Iterator

import numpy as np

from myosense.simulation.activities import ACTIVITIES
from myosense.simulation.gait import PACES, draw_runs, felt_steps
from myosense.simulation.jerks import log_uniform
from myosense.simulation.limbs import Range
from myosense.simulation.performing import draw_activity
from myosense.simulation.primitives import Motions

#: Where a site belongs; a site that is not here moves like an arm.
PLACE_OF_SITE = {
    "face": "head",
    "head": "head",
    "neck": "head",
    "chest": "trunk",
    "abdomen": "trunk",
    "lower_back": "trunk",
    "hip": "trunk",
    "thigh": "thigh",
    "shank": "shank",
    "ankle": "shank",
    "foot": "shank",
    "toe": "shank",
}
_DESK = {"trunk": "sitting", "head": "looking", "thigh": "feet", "shank": "feet"}
#: What a place does while the wearer does something; an arm does it itself.
ELSEWHERE: dict[str, dict[str, str]] = {
    "typing": _DESK,
    "mouse": _DESK,
    "writing": _DESK,
    "scratching": _DESK,
    "fidgeting": _DESK | {"thigh": "bouncing", "shank": "bouncing"},
    "reaching": _DESK,
    "tremor": {"trunk": "sitting"},
}
SHARES = {
    "typing": 1.0,
    "mouse": 1.0,
    "writing": 1.5,
    "scratching": 1.0,
    "fidgeting": 2.0,
    "reaching": 1.5,
    "walking": 1.0,
    "stairs": 0.3,
    "shuffling": 1.0,
    "tremor": 0.7,
}
BOUT_S: Range = (5.0, 60.0)


def busy_bouts(
    rng: np.random.Generator, start_s: float, stop_s: float
) -> Iterator[tuple[float, float, str]]:
    """Let activities of 5-60 s follow each other at random."""
    names = list(SHARES)
    shares = np.array(list(SHARES.values()))
    while start_s < stop_s:
        name = str(rng.choice(names, p=shares / np.sum(shares)))
        end_s = min(start_s + log_uniform(rng, BOUT_S), stop_s)
        yield start_s, end_s, name
        start_s = end_s


def draw_bout(
    person_rng: np.random.Generator,
    sensor_rng: np.random.Generator,
    bout: tuple[float, float, str],
    site: str,
) -> Motions:
    """Draw what a sensor at a site feels of one bout of an activity."""
    start_s, stop_s, name = bout
    place = PLACE_OF_SITE.get(site, "arm")
    if name in PACES:
        runs = draw_runs(person_rng, PACES[name], (start_s, stop_s))
        return felt_steps(sensor_rng, runs, place)
    if name not in ACTIVITIES:
        return Motions()
    own = ELSEWHERE.get(name, {}).get(place, name)
    return draw_activity(sensor_rng, ACTIVITIES[own], (start_s, stop_s), 1.0)
