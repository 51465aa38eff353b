"""The tables of activities: sound ranges, known words, and motion as published."""

from dataclasses import fields
from itertools import chain

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import periodogram

from myosense.simulation import simulate
from myosense.simulation.activities import ACTIVITIES, ELSEWHERE, ONE_HANDED, SHARES
from myosense.simulation.acts import Activity, Bursts, Moves, Rhythm, Touch
from myosense.simulation.gait import FELT, PACES, Felt, Pace
from myosense.simulation.moving import FASTEST_M_PER_S
from myosense.simulation.performing import draw_activity
from myosense.simulation.summing import motion_acceleration

Row = Activity | Bursts | Rhythm | Moves | Touch | Felt | Pace


def rows_of(activity: Activity) -> list[Row]:
    rows: list[Row] = [activity, *activity.acts, *activity.under]
    rows += [activity.moves] if activity.moves else []
    touches = [getattr(row, "touch", None) for row in rows]
    return rows + [touch for touch in touches if touch]


def activity_at_rate(name: str, act_number: int = 0) -> float:
    """Median over ten bouts of the rate at which an act's motion is strongest."""
    activity = ACTIVITIES[name]
    act = activity.acts[act_number]
    alone = Activity(label=activity.label, acts=(act,), pause_s=(0.01, 0.02))
    rates_hz = []
    for seed in range(10):
        drawn = draw_activity(np.random.default_rng(seed), alone, (0.0, 30.0), 1.0)
        motion = motion_acceleration(drawn, np.arange(0, 30, 0.01), 100.0)
        rate_hz, power = periodogram(motion, 100, axis=0)
        smooth = np.convolve(np.sum(power, axis=1), np.ones(9), "same")
        rates_hz.append(float(rate_hz[np.argmax(smooth)]))
    return float(np.median(rates_hz))


def test_every_range_is_in_order_and_above_zero() -> None:
    activities = chain.from_iterable(rows_of(row) for row in ACTIVITIES.values())
    for row in (*activities, *FELT.values(), *PACES.values()):
        for field in fields(row):
            value = getattr(row, field.name)
            if isinstance(value, tuple) and field.name not in {"acts", "under"}:
                assert 0 < value[0] <= value[1], (row, field.name)
            if field.name.endswith("share") and isinstance(value, float):
                assert 0 <= value <= 1, (row, field.name)


def test_words_are_known() -> None:
    assert {row.label for row in ACTIVITIES.values()} == {"movement", "contact", "tremor"}
    assert set(SHARES) <= set(ACTIVITIES) | set(PACES)
    assert set(ELSEWHERE) | ONE_HANDED <= set(SHARES)
    for places in ELSEWHERE.values():
        assert set(places) <= {"arm", "trunk", "head", "leg"}
        assert {name for rows in places.values() for name, _ in rows} <= set(ACTIVITIES)


def test_moves_are_no_faster_than_limbs() -> None:
    # Mean speed of the quickest reaches: 1.5 m/s at their peak is 0.8 m/s on the mean.
    assert pytest.approx(1.5 / 1.875) == FASTEST_M_PER_S
    for activity in ACTIVITIES.values():
        if activity.moves is not None:
            assert activity.moves.duration_s[0] >= 0.15


@pytest.mark.parametrize(
    ("name", "act", "low_hz", "high_hz"),
    [
        ("scratching", 0, 2.5, 7.0),
        ("writing", 0, 3.0, 7.0),
        ("clapping", 0, 2.0, 10.5),  # a clap there and back: once or twice its rate
        ("chewing", 0, 0.9, 2.2),
        ("laughing", 0, 3.5, 13.0),
        ("tremor", 0, 3.0, 12.0),
        ("clonus", 0, 4.5, 8.5),
        ("bouncing", 0, 3.0, 8.0),
    ],
)
def test_rhythms_are_as_published(
    name: str, act: int, low_hz: float, high_hz: float
) -> None:
    assert low_hz <= activity_at_rate(name, act) <= high_hz


def second_g(scenario: str, site: str, hours: float = 0.1) -> npt.NDArray[np.float32]:
    """Spread within each second, largest axis."""
    samples = simulate(
        seed=5, hours=hours, site=site, scenario=scenario, rate_per_h=0, sample_rate_hz=100
    ).recording.acceleration_g
    seconds = samples[: len(samples) // 100 * 100].reshape(-1, 100, 3)
    spread: npt.NDArray[np.float32] = seconds.std(axis=1).max(axis=1)
    return spread


@pytest.mark.parametrize("scenario", ["typing", "scratching", "eating", "clapping"])
def test_legs_rest_while_hands_are_busy(scenario: str) -> None:
    hand, leg = (np.median(second_g(scenario, site)) for site in ("wrist", "ankle"))
    assert leg < 0.7 * hand


@pytest.mark.parametrize("scenario", ["bouncing", "walking", "stairs"])
def test_hands_feel_less_of_what_legs_do(scenario: str) -> None:
    hand, leg = (np.median(second_g(scenario, site)) for site in ("wrist", "ankle"))
    assert hand < 0.7 * leg
