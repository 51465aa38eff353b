"""One candidate for the lobes of one event."""

from dataclasses import replace

import numpy as np
import pytest
from lobes import lobes_at
from scipy.special import expit, logit

from myosense import Recording, Settings, analyze, simulate
from myosense.errors import SettingsError
from myosense.filtering import filter_block
from myosense.judging import JudgeParameters, joined, judge
from myosense.network import shipped
from myosense.simulation import plant


def judged(recording: Recording) -> tuple[list[float], list[float]]:
    """Return times and log-odds of all candidates, one block after the other."""
    settings = Settings()
    times, odds = [], []
    for block in recording.blocks(600.0, 20.0):
        motion = filter_block(block, settings.filter)
        rows, log_odds = judge(motion, shipped(), settings.detection)
        own = motion.is_in_core(rows)
        times += list(motion.start_s + rows[own] / motion.rate_hz)
        odds += list(log_odds[own])
    return times, odds


def test_the_likeliest_lobe_stands_for_its_neighbors() -> None:
    odds = logit(np.array([0.1, 0.3, 0.5, 0.2]))
    rows, together = joined(np.array([5, 25, 35, 105]), odds, 25)
    assert list(rows) == [5, 35, 105]
    # 25 and 35: neither with 0.7 times 0.5.
    assert expit(together) == pytest.approx([0.1, 1 - 0.7 * 0.5, 0.2])


def test_two_lobes_beyond_doubt_stay_finite() -> None:
    _, together = joined(np.array([5, 15]), np.array([40.0, 30.0]), 25)
    assert together[0] == pytest.approx(70.0)


def test_lobes_that_clear_each_other_stay_apart() -> None:
    odds = np.array([-2.0, 0.5, 1.0])
    rows, together = joined(np.array([5, 30, 55]), odds, 25)
    assert list(rows) == [5, 30, 55]
    assert together == pytest.approx(odds)


@pytest.mark.parametrize("times_s", [[], [5.0], [3.0, 7.0]])
def test_every_lobe_is_judged_and_nothing_else(times_s: list[float]) -> None:
    motion = lobes_at(times_s, [0.5] * len(times_s))
    rows, log_odds = judge(motion, shipped(), Settings().detection)
    assert rows.tolist() == [100 * at_s for at_s in times_s]
    assert np.isfinite(log_odds).all()
    assert log_odds.shape == rows.shape


@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
@pytest.mark.parametrize(("apart_s", "n"), [(0.2, 1), (0.24, 1), (0.26, 2), (0.4, 2)])
def test_lobes_within_a_quarter_of_a_second_are_one_event(
    apart_s: float, n: int, rate_hz: float
) -> None:
    motion = lobes_at([5.0, 5.0 + apart_s], [0.5, 0.5], rate_hz=rate_hz)
    rows, _ = judge(motion, shipped(), Settings().detection)
    assert len(rows) == n


def test_planted_jerks_are_likely_and_the_still_wearer_has_none() -> None:
    still = simulate(seed=4, hours=0.2, rate_per_h=0.0).recording
    times_s = 20.0 + 15.0 * np.arange(45)
    planted, truth = plant(still, seed=4, times_s=times_s, amplitudes_g=np.full(45, 0.6))
    before = judged(still)[1]
    times, after = judged(planted)
    assert max(before, default=-9.0) < -1.0
    likely_s = np.array(times)[np.array(after) > 0]
    nearest_s = np.abs(truth["peak_s"].to_numpy()[:, None] - likely_s).min(axis=1)
    assert np.mean(nearest_s < 0.2) > 0.9
    assert len(likely_s) <= 46


def test_the_probability_is_for_the_jerks_that_are_expected() -> None:
    recording = simulate(seed=5, hours=0.1, rate_per_h=200.0).recording
    seldom, often = (
        analyze(recording, settings=Settings(judge=JudgeParameters(prior_per_h=prior)))
        for prior in (1.0, 100.0)
    )
    one = seldom.events.iloc[0]
    assert one["odds_at_1_per_h"] == pytest.approx(
        one["probability"] / (1 - one["probability"]), rel=1e-6
    )
    same = often.events.set_index("peak_s").loc[one["peak_s"]]
    assert same["odds_at_1_per_h"] == pytest.approx(one["odds_at_1_per_h"])
    assert same["probability"] > one["probability"]


def test_a_prior_of_nothing_is_refused() -> None:
    with pytest.raises(SettingsError, match="prior_per_h must be above 0"):
        JudgeParameters(prior_per_h=0.0)


def test_a_core_is_judged_as_if_all_around_it_were() -> None:
    recording = simulate(seed=6, hours=0.1, rate_per_h=600.0).recording
    (block,) = recording.blocks(600.0, 20.0)
    whole = filter_block(block, Settings().filter)
    part = replace(whole, core_start_s=100.0, core_stop_s=200.0)
    rows, odds = judge(whole, shipped(), Settings().detection)
    of_part, odds_of_part = judge(part, shipped(), Settings().detection)
    own, own_of_part = part.is_in_core(rows), part.is_in_core(of_part)
    assert np.count_nonzero(own) > 10
    assert len(of_part) < len(rows) / 2
    assert of_part[own_of_part].tolist() == rows[own].tolist()
    assert odds_of_part[own_of_part] == pytest.approx(odds[own], abs=1e-4)
