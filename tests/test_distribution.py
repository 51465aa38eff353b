"""How far a jerk spreads: the rule, drawn by hand, and what nobody can know."""

import numpy as np
import pandas as pd
import pytest
from drawing import coverage, facts, jerks

from myosense.bodyclocks import BodyClock
from myosense.combining import Person
from myosense.distribution import Part, distribution, spread
from myosense.events import empty

LEFT = ("head midline", "trunk midline", "arm left", "leg left")
ALL = (*LEFT, "arm right", "leg right")
LIMBS = ("arm left", "arm right", "leg left", "leg right")


def parts(words: tuple[str, ...]) -> frozenset[Part]:
    """Turn ``arm left`` and so on into regions with sides."""
    return frozenset((region, side) for region, side in (word.split() for word in words))


@pytest.mark.parametrize(
    ("moved", "judged", "word"),
    [
        (("arm left",), ALL, "localized"),
        (("head midline",), ALL, "localized"),
        (("arm left", "arm right"), ALL, "segmental"),
        (("leg left", "leg right"), LIMBS, "segmental"),
        (("trunk midline", "leg left"), ALL, "segmental"),
        (("neck midline", "arm left", "head midline"), ALL, "segmental"),
        (("trunk midline", "arm left", "leg left"), ALL, "segmental"),
        (("arm left", "leg left"), ALL, "multifocal"),
        (("head midline", "leg left"), ALL, "multifocal"),
        (("arm left", "leg right"), LIMBS, "multifocal"),
        (("head midline", "trunk midline"), ALL, "multifocal"),
        (("arm left", "arm right", "trunk midline", "leg left"), ALL, "generalized"),
        (ALL, ALL, "generalized"),
        (LIMBS, LIMBS, "generalized"),
        (LIMBS, ALL, "multifocal"),
        (LIMBS[:3], LIMBS, "multifocal"),
    ],
)
def test_the_spread_follows_from_regions_and_sides(
    moved: tuple[str, ...], judged: tuple[str, ...], word: str
) -> None:
    assert distribution(parts(moved), parts((*judged, *moved))) == word


@pytest.mark.parametrize(
    ("moved", "judged"),
    [
        (("arm left",), ("arm left",)),
        (("unknown left",), ALL),
        (("arm left", "unknown unknown"), ALL),
        (("arm left", "arm unknown"), ALL),
    ],
)
def test_what_cannot_be_known_is_blank(
    moved: tuple[str, ...], judged: tuple[str, ...]
) -> None:
    assert distribution(parts(moved), parts((*judged, *moved))) is None


def person_of(error_s: float = 0.001) -> Person:
    """Wear a wrist and an ankle for an hour, the ankle judged for half of it."""
    known = {"a": facts("a"), "b": facts("b", place="ankle left")}
    covered = {"a": coverage((0, 1)), "b": coverage((0, 0.5))}
    clocks = {
        "a": BodyClock(reference="a"),
        "b": BodyClock(reference="a", zero_s=10.0, error_s=error_s),
    }
    return Person(facts=known, coverages=covered, alignments={}, clocks=clocks)


def events_of() -> pd.DataFrame:
    """Jerk at both, at one while both were judged, and at one when only one was."""
    wrist = jerks([100, 200, 3000], body_event_id=["x", "y", "z"])
    ankle = jerks([90.003], recording_id="b", place="ankle left", body_event_id="x")
    return pd.concat([wrist, ankle], ignore_index=True)


def test_each_jerk_is_held_against_the_sensors_judged_at_its_moment() -> None:
    found = spread(events_of(), person_of(), 0.005)
    words = ["multifocal", "localized", "blank", "multifocal"]
    assert found["distribution"].fillna("blank").tolist() == words


def test_the_lag_counts_from_the_first_where_the_clocks_allow_it() -> None:
    lag_s = spread(events_of(), person_of(), 0.005)["lag_s"]
    np.testing.assert_allclose(lag_s, [0, np.nan, np.nan, 0.003], atol=1e-9)
    assert spread(events_of(), person_of(error_s=0.006), 0.005)["lag_s"].isna().all()


def test_a_train_has_no_first_sensor() -> None:
    trains = events_of().assign(label=["train", "jerk", "jerk", "train"])
    assert spread(trains, person_of(), 0.005)["lag_s"].isna().all()


def test_sensors_of_another_clock_say_nothing() -> None:
    person = person_of()
    clocks = {"a": BodyClock(reference="a"), "b": BodyClock(reference="b")}
    alone = Person(
        facts=person.facts, coverages=person.coverages, alignments={}, clocks=clocks
    )
    apart = events_of().assign(body_event_id=list("wxyz"))
    assert spread(apart, alone, 0.005)["distribution"].isna().all()


def test_nothing_spreads_nowhere() -> None:
    found = spread(empty(), person_of(), 0.005)
    assert found.dtypes.equals(empty().dtypes)
