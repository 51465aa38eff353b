"""Who plants what networks are fitted to: the generators of the simulator, and one more.

The jerks called *recorded* are blends of brief motions of real people. Into recordings and
lives of a part of the people come motions of that part alone, so that a network which is
fitted without a part has seen none of its motions.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from benchmarks.detection.people import people
from benchmarks.fitting.backgrounds import part_of
from benchmarks.generators.recorded import recorded_swings
from myosense.simulation import GENERATORS, Generator

RECORDED = "recorded"
PLANTERS = (*GENERATORS, RECORDED)  #: Names of all.


def planters(shared: Path, subject: str) -> Mapping[str, Generator]:
    """Give all generators for a background of somebody, by name."""
    return {name: planter(name, shared, subject) for name in PLANTERS}


def planter(name: str, shared: Path, subject: str) -> Generator:
    """Give one; recordings are read only where it needs them."""
    if name == RECORDED:
        return recorded_of(shared, part_of(subject))
    return GENERATORS[name]


@cache
def recorded_of(shared: Path, part: int) -> Generator:
    """Draw from the motions of a part of the people."""
    who = people(shared)
    return recorded_swings(shared, is_taken=lambda one: part_of(who[one.file]) == part)
