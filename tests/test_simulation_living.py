"""Busy hours: bouts that follow each other, and one person at several sites."""

import numpy as np
import pytest

from myosense.simulation import simulate
from myosense.simulation.activities import SHARES
from myosense.simulation.bouts import busy_bouts, life_bouts, same_bouts
from myosense.simulation.living import draw_bout
from myosense.sites import SITES


def test_busy_bouts_tile_the_time_and_every_activity_gets_its_share() -> None:
    bouts = list(busy_bouts(np.random.default_rng(1), 100.0, 100_000.0))
    starts, stops, names = zip(*bouts, strict=True)
    assert (starts[0], stops[-1]) == (100.0, 100_000.0)
    assert starts[1:] == stops[:-1]
    lengths_s = np.subtract(stops, starts)[:-1]
    assert 5 <= np.min(lengths_s) < np.max(lengths_s) <= 60
    for name, share in SHARES.items():
        expected = len(bouts) * share / sum(SHARES.values())
        assert names.count(name) == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_a_life_rests_half_its_time() -> None:
    bouts = list(life_bouts(np.random.default_rng(2), 1e6))
    rest_s = sum(stop - start for start, stop, name in bouts if name == "rest")
    assert rest_s == pytest.approx(5e5, rel=0.1)
    assert bouts[-1][1] == 1e6


def test_one_activity_goes_on_in_bouts_of_its_own() -> None:
    bouts = list(same_bouts(np.random.default_rng(3), "typing", 3600.0))
    assert {name for _, _, name in bouts} == {"typing"}
    assert len(bouts) > 20


@pytest.mark.parametrize("site", SITES)
def test_every_site_feels_something_of_every_activity(site: str) -> None:
    for name in SHARES:
        person_rng, sensor_rng = np.random.default_rng([4, len(name)]).spawn(2)
        drawn = draw_bout(person_rng, sensor_rng, (0.0, 60.0, name), site)
        n_felt = len(drawn.strokes) + len(drawn.oscillations) + len(drawn.moves)
        assert n_felt > 0, name


def test_what_is_no_activity_moves_nothing() -> None:
    person_rng, sensor_rng = np.random.default_rng(5).spawn(2)
    drawn = draw_bout(person_rng, sensor_rng, (0.0, 600.0, "rest"), "wrist")
    assert (drawn.strokes, drawn.contacts, drawn.moves) == ((), (), ())


def test_every_bout_of_steps_is_in_the_truth_and_the_same_for_all_sites() -> None:
    gait = [
        simulate(
            seed=6,
            hours=0.2,
            sample_rate_hz=50,
            site=site,
            scenario="walking",
            rate_per_h=0,
        )
        .lookalikes.query("label == 'gait'")[["onset_s", "stop_s", "rhythm_hz"]]
        .to_numpy()
        for site in ("wrist", "ankle", "head")
    ]
    assert len(gait[0]) > 3
    np.testing.assert_array_equal(gait[0], gait[1])
    np.testing.assert_array_equal(gait[0], gait[2])
    assert np.all((gait[0][:, 2] > 0.6) & (gait[0][:, 2] < 3.5))


def test_the_truth_of_a_busy_hour_names_what_was_done() -> None:
    made = simulate(seed=7, hours=1, sample_rate_hz=50, scenario="busy", rate_per_h=30)
    labels = set(made.lookalikes["label"])
    assert labels == {"movement", "gait", "tremor", "contact"}
    assert len(made.truth) == pytest.approx(30, abs=22)


@pytest.mark.parametrize("sample_rate_hz", [50.0, 200.0])
def test_every_rate_records_the_same_busy_hands(sample_rate_hz: float) -> None:
    reference, other = (
        simulate(
            seed=8,
            hours=0.5,
            scenario="busy",
            rate_per_h=0,
            sample_rate_hz=rate,
            noise_g=0.0,
            resolution_g=0.0,
            offset_g=0.0,
            range_g=1e3,
        ).recording
        for rate in (100.0, sample_rate_hz)
    )
    slow, fast = sorted((reference, other), key=lambda r: r.sample_rate_hz)
    on_slow = fast.acceleration_g[:: round(fast.sample_rate_hz / slow.sample_rate_hz)]
    error_g = np.linalg.norm(on_slow - slow.acceleration_g, axis=1)
    assert np.percentile(error_g, 90) < 0.01
    assert np.sqrt(np.mean(error_g**2)) < 0.25 * np.std(slow.acceleration_g - 0.0)


def test_a_gyroscope_feels_busy_hands() -> None:
    made = simulate(
        seed=9, hours=0.1, scenario="scratching", rate_per_h=0, with_gyroscope=True
    ).recording
    assert made.angular_velocity_dps is not None
    spin_dps = np.linalg.norm(made.angular_velocity_dps, axis=1)
    assert 2 < np.median(spin_dps) < 100
