"""What comes from outside moves all sensors alike; a jerk does not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drawing import coverage, facts, jerks

from myosense.bodyclocks import BodyClock
from myosense.combining import Person
from myosense.common_mode import flag_common_mode
from myosense.envelopes import RATE_HZ, Envelope, envelope
from myosense.events import has_flag
from myosense.filtering import FilterParameters
from myosense.recording import recording_from_arrays

SHOCKS_S = (20.0, 40.0)


def motion(
    width_s: float, *, seed: int, late_s: float = 0.0, scale: float = 1.0
) -> Envelope:
    """Record two shocks by a sensor that sits as it likes."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(6000) / 100
    shape = sum(
        np.exp(-(((time_s - at_s - late_s) / width_s) ** 2))
        * np.cos(2 * (time_s - at_s - late_s) / width_s)
        for at_s in SHOCKS_S
    )
    direction = rng.normal(size=3)
    samples_g = scale * np.outer(shape, direction / np.linalg.norm(direction))
    recording = recording_from_arrays(
        samples_g + rng.normal((0, 0, 1), 0.003, samples_g.shape), sample_rate_hz=100
    )
    return envelope(recording, np.array([[0.0, 60.0]]), np.empty(0), FilterParameters())


def person_of(*motions: Envelope, places: tuple[str, ...]) -> Person:
    """Wear sensors for a minute on one clock."""
    keys = "abc"[: len(motions)]
    return Person(
        facts={key: facts(key, place=p) for key, p in zip(keys, places, strict=True)},
        coverages={key: coverage((0, 1 / 60)) for key in keys},
        alignments={},
        clocks={
            key: BodyClock(reference="a", error_s=0.003 * (key != "a")) for key in keys
        },
        motion=dict(zip(keys, motions, strict=True)),
    )


def seen(keys: str, *, apart_s: float = 0.0, widths_s: tuple[float, ...]) -> pd.DataFrame:
    """See both shocks by these sensors."""
    tables = [
        jerks(
            [at_s + i * apart_s for at_s in SHOCKS_S],
            recording_id=key,
            body_event_id=["x", "y"],
            width_s=width_s,
            flags="slow",
        )
        for i, (key, width_s) in enumerate(zip(keys, widths_s, strict=True))
    ]
    return pd.concat(tables, ignore_index=True)


LIMBS = ("wrist left", "ankle right")


def test_one_shape_in_one_instant_everywhere_is_flagged_and_stays() -> None:
    person = person_of(motion(0.1, seed=1), motion(0.1, seed=2, scale=0.5), places=LIMBS)
    found = flag_common_mode(seen("ab", widths_s=(0.1, 0.105)), person)
    assert has_flag(found, "common_mode").all()
    assert set(found["flags"]) == {"common_mode|slow"}
    assert len(found) == 4


def test_another_shape_another_width_or_another_time_is_a_jerk_of_the_body() -> None:
    alike, wide = motion(0.1, seed=1), motion(0.16, seed=2)
    same = seen("ab", widths_s=(0.1, 0.1))
    assert not has_flag(
        flag_common_mode(same, person_of(alike, wide, places=LIMBS)), "common_mode"
    ).any()
    person = person_of(alike, motion(0.1, seed=2), places=LIMBS)
    for other in (
        seen("ab", widths_s=(0.1, 0.12)),
        seen("ab", widths_s=(0.1, 0.1), apart_s=0.02),
    ):
        assert not has_flag(flag_common_mode(other, person), "common_mode").any()


@pytest.mark.parametrize("is_judged", [True, False])
def test_a_third_sensor_that_saw_nothing_speaks_for_the_body(*, is_judged: bool) -> None:
    person = person_of(
        *(motion(0.1, seed=seed) for seed in range(3)), places=(*LIMBS, "chest midline")
    )
    if not is_judged:
        person = replace(person, coverages={**person.coverages, "c": coverage((0.5, 1))})
    found = flag_common_mode(seen("ab", widths_s=(0.1, 0.1)), person)
    assert has_flag(found, "common_mode").all() == (not is_judged)


def test_two_sensors_of_one_arm_cannot_tell() -> None:
    person = person_of(
        motion(0.1, seed=1), motion(0.1, seed=2), places=("wrist left", "hand left")
    )
    found = flag_common_mode(seen("ab", widths_s=(0.1, 0.1)), person)
    assert not has_flag(found, "common_mode").any()


def test_a_shock_at_the_very_start_is_looked_at_too() -> None:
    person = person_of(motion(0.1, seed=1), motion(0.1, seed=2), places=LIMBS)
    early = seen("ab", widths_s=(0.1, 0.1)).assign(peak_s=[0.01, 20.0] * 2)
    found = flag_common_mode(early, person)
    assert has_flag(found, "common_mode").sum() == 2
    assert RATE_HZ == 50


def test_without_events_none_is_flagged() -> None:
    person = person_of(motion(0.1, seed=1), motion(0.1, seed=2), places=LIMBS)
    assert flag_common_mode(seen("ab", widths_s=(0.1, 0.1)).iloc[:0], person).empty
