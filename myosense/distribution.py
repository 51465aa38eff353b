"""How far one jerk spreads over the body: localized, segmental, multifocal, generalized.

The rule follows the usage of neurology for the spread of movements over body parts
(Albanese 2013, Mov. Disord. 28:863, for dystonia): one region is localized, regions that
lie side by side are segmental, others are multifocal, and the trunk with two more regions
is generalized. It speaks of regions and sides, and only of those that a sensor was judged
at: what no sensor saw is not known.
"""

from collections.abc import Set as AbstractSet
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense.bodyclocks import body_times
from myosense.combining import Person
from myosense.intervals import Seconds, contains
from myosense.sites import region_of

#: Regions that lie side by side.
NEIGHBORS = frozenset(
    frozenset(pair)
    for pair in (
        ("head", "neck"),
        ("neck", "trunk"),
        ("neck", "arm"),
        ("trunk", "arm"),
        ("trunk", "leg"),
    )
)
MIN_JUDGED = 2  #: One sensor cannot tell.
#: So many sensors, of both sides and of arms and legs, that all moved: generalized.
MANY = 4

Masks = npt.NDArray[np.bool_]
Part = tuple[str, str]  #: region and side


@lru_cache(maxsize=4096)
def distribution(moved: frozenset[Part], judged: frozenset[Part]) -> str | None:
    """Name the spread of one jerk.

    Parameters
    ----------
    moved
        Regions and sides that jerked together.
    judged
        Regions and sides at which a sensor was judged at that moment; those that moved are
        among them.

    Returns
    -------
    str or None
        ``None`` where fewer than two parts were judged, or where the region or, if it
        matters, the side of a part that moved is not known.

        - ``localized``: one region of one side (or of the midline).
        - ``generalized``: both sides and at least three regions, the trunk among them; or
          all of at least four parts that were judged, of both sides, arms and legs.
        - ``segmental``: regions that lie side by side, and the two sides of one region.
        - ``multifocal``: anything else.

    >>> both = frozenset({("arm", "left"), ("leg", "left")})
    >>> distribution(both, both)
    'multifocal'
    >>> distribution(frozenset({("arm", "left")}), both)
    'localized'
    """
    regions = {region for region, _ in moved}
    sides = {side for _, side in moved}
    if len(judged) < MIN_JUDGED or "unknown" in regions:
        return None
    if len(moved) == 1:
        return "localized"
    if len(regions) == 1 and "unknown" in sides:
        return None
    is_both = {"left", "right"} <= sides
    if is_both and _is_widespread(regions, is_all=len(moved) >= MANY and moved == judged):
        return "generalized"
    return "segmental" if _is_connected(regions) else "multifocal"


def _is_widespread(regions: AbstractSet[str], *, is_all: bool) -> bool:
    if len(regions) >= 3 and "trunk" in regions:
        return True
    return is_all and {"arm", "leg"} <= regions


def _is_connected(regions: AbstractSet[str]) -> bool:
    """Say whether one can go from each region to each other one over neighbors."""
    reached = {min(regions)}
    for _ in regions:
        reached |= {
            region
            for region in regions
            if any(frozenset((region, other)) in NEIGHBORS for other in reached)
        }
    return reached == regions


def spread(events: pd.DataFrame, person: Person, max_lead_error_s: float) -> pd.DataFrame:
    """Say of each event how far its jerk spread, and how long after the first it came.

    Parameters
    ----------
    events
        The counted events; those that are one jerk have one ``body_event_id``.
    person
        The recordings.
    max_lead_error_s
        With clocks that are known less well, nobody knows who moved first.

    Returns
    -------
    DataFrame
        The events with ``distribution`` and ``lag_s``, missing where they cannot be known.
    """
    clocks = person.clocks
    keys = list(clocks)
    recording = pd.Index(keys).get_indexer(pd.Index(events["recording_id"]))
    jerk, _ = pd.factorize(events["body_event_id"])
    times_s = body_times(events["recording_id"], events["peak_s"], clocks)
    n_jerks = int(jerk.max(initial=-1)) + 1
    first_s = np.full(n_jerks, np.inf)
    np.minimum.at(first_s, jerk, times_s)
    has_moved = np.zeros((n_jerks, len(keys)), dtype=bool)
    has_moved[jerk, recording] = True
    is_train = np.zeros(n_jerks, dtype=bool)
    np.logical_or.at(is_train, jerk, (events["label"] == "train").to_numpy(dtype=bool))
    errors_s = np.array([clocks[key].error_s for key in keys])
    worst_s = np.max(np.where(has_moved, errors_s, 0.0), axis=1, initial=0.0)
    is_led = (has_moved.sum(axis=1) > 1) & (worst_s < max_lead_error_s) & ~is_train
    words = np.array([*_words(has_moved, first_s, person), None], dtype=object)
    return events.assign(
        distribution=pd.Series(words[jerk], index=events.index, dtype="str"),
        lag_s=np.where(is_led[jerk], times_s - first_s[jerk], np.nan),
    )


def _words(has_moved: Masks, first_s: Seconds, person: Person) -> list[str | None]:
    """Name the spread of each jerk from the sensors that saw it and those that did not."""
    keys = list(person.clocks)
    references = [person.clocks[key].reference for key in keys]
    is_judged = has_moved.copy()
    for i, key in enumerate(keys):
        is_beside = has_moved[:, [name == references[i] for name in references]].any(axis=1)
        own_s = person.clocks[key].to_own(first_s)
        is_judged[:, i] |= is_beside & contains(person.coverages[key].usable, own_s)
    facts = [person.facts[key] for key in keys]
    parts = [(region_of(fact.site), fact.side) for fact in facts]
    return [
        distribution(
            frozenset(parts[i] for i in np.flatnonzero(moved)),
            frozenset(parts[i] for i in np.flatnonzero(judged)),
        )
        for moved, judged in zip(has_moved, is_judged, strict=True)
    ]
