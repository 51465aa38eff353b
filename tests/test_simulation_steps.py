"""Steps: their times, their feet, and what each part of the body feels of them."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import find_peaks

from myosense.simulation.gait import FELT, PACES, Pace
from myosense.simulation.primitives import Motions
from myosense.simulation.steps import Steps, draw_parts, draw_runs, felt_steps
from myosense.simulation.summing import contact_acceleration, motion_acceleration

EVEN = Pace(
    step_hz=(2.0, 2.0),
    n_steps=(100, 100),
    pause_s=(3.0, 3.0),
    strength=(1.0, 1.0),
    spread=(0.04, 0.04),
)


def runs_of(pace: Pace, seed: int = 0, stop_s: float = 600.0) -> list[Steps]:
    return draw_runs(np.random.default_rng(seed), pace, (0.0, stop_s))


def felt_at(place: str, seed: int = 1) -> Motions:
    return felt_steps(np.random.default_rng(seed), runs_of(EVEN), FELT[place])


def sampled(motions: Motions) -> npt.NDArray[np.float64]:
    return motion_acceleration(motions, np.arange(0, 40, 0.01), 100.0)


def test_feet_alternate_and_times_vary_as_planted() -> None:
    for run in runs_of(EVEN):
        assert np.all(run.is_left[1:] != run.is_left[:-1])
        np.testing.assert_allclose(np.diff(run.time_s), run.interval_s[:-1])
        assert np.mean(run.interval_s) == pytest.approx(0.5, rel=0.18)
        strides_s = run.interval_s[::2][: len(run.interval_s) // 2]
        assert np.std(np.log(strides_s)) == pytest.approx(0.04, abs=0.012)


def test_walks_start_and_stop_gently_and_end_in_time() -> None:
    runs = runs_of(PACES["walking"], stop_s=300.0)
    assert len(runs) > 3
    full = [run for run in runs[:-1] if len(run.time_s) > 8]
    for run in full:
        assert max(run.strength[0], run.strength[-1]) < np.max(run.strength)
    assert runs[-1].time_s[-1] < 299.0
    for before, after in pairwise(runs):
        assert after.time_s[0] > before.time_s[-1] + 0.29


@pytest.mark.parametrize("name", PACES)
def test_paces_lie_in_their_range(name: str) -> None:
    pace = PACES[name]
    for seed in range(20):
        intervals_s = np.concatenate([r.interval_s for r in runs_of(pace, seed, 60.0)])
        rate_hz = 1 / np.median(intervals_s)
        assert pace.step_hz[0] * 0.6 < rate_hz < pace.step_hz[1] * 1.7


def test_an_ankle_feels_its_own_foot_and_a_trunk_feels_both() -> None:
    time_s = np.arange(0, 40, 0.001)
    ratios = {}
    for place in ("leg", "trunk"):
        (contacts,) = felt_at(place).contacts
        strikes_g = np.linalg.norm(contacts.push_g, axis=1)
        ratios[place] = np.median(strikes_g[::2]) / np.median(strikes_g[1::2])
        felt_g = np.linalg.norm(contact_acceleration(contacts, time_s), axis=1)
        peaks, _ = find_peaks(felt_g, height=0.5 * np.median(strikes_g), distance=300)
        assert len(peaks) > 20
    assert max(ratios["leg"], 1 / ratios["leg"]) > 4
    assert max(ratios["trunk"], 1 / ratios["trunk"]) < 2


@pytest.mark.parametrize("place", FELT)
def test_steps_do_not_move_a_sensor_on_one_line(place: str) -> None:
    sizes = []
    for seed in range(5):
        motion = sampled(felt_at(place, seed)).reshape(-1, 100, 3)
        lines = np.linalg.svd(motion, compute_uv=False)
        sizes.append(np.median(lines[:, 1] / lines[:, 0]))
    assert np.median(sizes) > 0.3


def test_no_two_steps_are_alike_but_all_are_akin() -> None:
    (run,) = [run for run in runs_of(EVEN, stop_s=45.0) if len(run.time_s) > 20]
    motions = felt_steps(np.random.default_rng(2), [run], FELT["trunk"])
    time_s = np.arange(0, 0.4, 0.01)
    strides = np.array(
        [
            motion_acceleration(motions, at_s + time_s, 100.0).ravel()
            for at_s in run.time_s[2:42:2]
        ]
    )
    alike = np.corrcoef(strides)[np.triu_indices(len(strides), 1)]
    assert 0.5 < np.median(alike) < 0.995


def test_forces_grow_toward_the_foot() -> None:
    loud_g = {
        place: np.median(
            [
                np.percentile(np.linalg.norm(sampled(felt_at(place, s)), axis=1), 95)
                for s in range(8)
            ]
        )
        for place in FELT
    }
    assert loud_g["foot"] > loud_g["leg"] > loud_g["thigh"] > loud_g["trunk"]
    assert loud_g["trunk"] > loud_g["head"]


def test_a_leg_swings_with_the_other_foot_on_the_ground() -> None:
    parts = draw_parts(np.random.default_rng(3), FELT["leg"])
    assert parts[1].feet == (0.0, 1.0)
    assert draw_parts(np.random.default_rng(3), FELT["arm"])[1].feet == (1.0, -1.0)
