"""The simulated person does what its truths say, and an interval is judged as it is."""

import numpy as np
import pytest

from benchmarks.person import figures, keeping, truths, trying
from benchmarks.person.living import SENSORS, SHARED, Traits, jerk, live, moods
from benchmarks.person.quantities import Quantity, study
from benchmarks.person.seeing import PACE, see

DAYS, N_LIVES = 4, 60


def test_streams_hold_what_is_expected_of_them_piece_by_piece() -> None:
    rng = np.random.default_rng(1)
    life = live(rng, DAYS, Traits(), 40)
    n = np.zeros((N_LIVES, len(SENSORS) + 1, 2))
    for i in range(N_LIVES):
        for k, stream in enumerate(jerk(rng, life, moods(rng, life))):
            is_after = life.is_after[(stream // 600).astype(int)]
            n[i, k] = np.sum(~is_after), np.sum(is_after)
    expected = np.array(
        [[row[~life.is_after].sum(), row[life.is_after].sum()] for row in life.expected]
    )
    error = n.std(axis=0) / np.sqrt(N_LIVES)
    assert np.all(np.abs(n.mean(axis=0) - expected) < 4 * error)
    fano = n[:, SHARED, 0].var() / n[:, SHARED, 0].mean()
    assert fano > 2


def test_the_change_falls_on_a_midnight_and_a_day_has_25_hours() -> None:
    life = live(np.random.default_rng(2), DAYS, Traits(), 40)
    assert np.bincount(life.day).tolist() == [144, 144, 144, 150]
    assert life.is_after.sum() == 294
    answers = life.stimuli_s[[0, -1]] / 3600
    assert 58 < answers[0] < answers[1] < 59


def test_sensors_count_what_is_expected_of_them() -> None:
    rng = np.random.default_rng(3)
    life = live(rng, DAYS, Traits(), 40)
    off = np.zeros((25, len(SENSORS)))
    for i in range(len(off)):
        seen = see(rng, life, jerk(rng, life, np.ones(len(life.hour))), n_compared=0)
        for k in range(len(SENSORS)):
            expected = truths.seen_by(life, seen.is_worn, k)[0].sum()
            off[i, k] = len(seen.found[k]) / expected - 1
    assert np.all(np.abs(off.mean(axis=0)) < 4 * off.std(axis=0) / np.sqrt(len(off)))


def test_recordings_hold_every_event_once_and_half_a_day_of_the_chest_is_missing() -> None:
    one = study(4, DAYS, n_compared=0)
    seen = one.seen
    assert len(seen.events) == sum(len(at_s) for at_s in seen.found)
    hours = [
        sum(c.analyzable_s for key, c in seen.person.coverages.items() if name in key)
        * pace
        / 3600
        for name, pace in zip(("left", "right", "chest"), PACE, strict=True)
    ]
    assert hours == pytest.approx(seen.is_worn.sum(axis=1) / 6)
    assert hours[0] - hours[2] == pytest.approx(11, abs=1.1)


def test_the_diary_leaves_out_hours_and_says_none_as_planted() -> None:
    rng = np.random.default_rng(5)
    life = live(rng, 200, Traits(), 40)
    begins = keeping.hours_kept(rng, life)
    counts = keeping.notes(rng, life, begins, jerk(rng, life, moods(rng, life))[1])
    assert len(begins) / (200 * 14) == pytest.approx(0.7, abs=0.04)
    assert np.mean(counts == 0) == pytest.approx(0.35, abs=0.04)
    entries = keeping.diary(life, begins[:2], np.array([0, 3]))
    assert entries["frequency"].tolist() == ["none", ""]


def test_the_clocks_are_planted_as_they_are_found() -> None:
    one = study(6, DAYS, n_compared=1)
    offset, drift = figures.clocks(one)
    assert offset.estimate == pytest.approx(offset.truth - 0.008, abs=0.003)
    assert drift.estimate == pytest.approx(30, abs=0.1)
    assert offset.holds


def test_every_figure_is_told_of_one_person() -> None:
    one = study(7, 8, n_compared=1)
    found = [quantity for figure in figures.QUICK for quantity in figure(one)]
    assert len({quantity.name for quantity in found}) == len(found)
    assert all(quantity.has_interval for quantity in found)
    assert all(abs(quantity.z) < 6 for quantity in found)


def test_the_swing_without_false_alarms_is_the_planted_one() -> None:
    life = live(np.random.default_rng(8), DAYS, Traits(false_per_h=0), 0)
    even = np.ones((3, len(life.hour)))
    flat = np.broadcast_to(Traits().state_factor, (len(life.hour), 4))
    life.expected[:] /= flat[np.arange(len(life.hour)), life.state]
    peak_h, swing = truths.swing(life, even)
    assert peak_h == pytest.approx(9.5, abs=0.05)
    assert swing == pytest.approx(np.exp(2 * 0.5), rel=0.02)


def test_z_looks_at_the_side_of_the_truth() -> None:
    held = Quantity(name="", truth=1.0, estimate=2.0, low=0.5, high=9.0)
    assert held.holds
    assert held.z == pytest.approx(1.96 / 1.5, rel=1e-4)
    missed = Quantity(name="", truth=10.0, estimate=2.0, low=0.5, high=9.0)
    assert not missed.holds
    assert missed.z == pytest.approx(-8 / 7 * 1.96, rel=1e-4)


@pytest.mark.parametrize(
    ("held", "n", "word"),
    [
        (0.92, 1000, trying.AS_AIMED),
        (0.98, 1000, trying.AS_AIMED),
        (0.9, 1000, trying.TOO_NARROW),
        (0.995, 1000, trying.TOO_WIDE),
        (0.995, 100, trying.NOT_TOLD),
    ],
)
def test_a_share_is_held_against_the_aims(held: float, n: int, word: str) -> None:
    assert trying.verdict(held, n) == word
