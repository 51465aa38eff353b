"""Fitting: what is told of lobes, how odds are calibrated, and the two networks agree."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.fitting.backgrounds import is_left_out, varied
from benchmarks.fitting.calibration import Outcome, calibrate
from benchmarks.fitting.examples import told
from myosense.network import from_arrays
from myosense.recording import recording_from_arrays
from myosense.windows import FAR_CHANNELS, N_FACTS, N_FAR, N_NEAR, NEAR_CHANNELS, Views


def truth(peaks_s: list[float], sizes_g: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"peak_s": peaks_s, "peak_g": sizes_g})


def test_the_nearest_lobe_is_the_main_one_and_those_around_are_its_own() -> None:
    lobes_s = np.array([8.0, 9.7, 9.97, 10.05, 10.9, 11.6, 20.0])
    table, missed_g = told(lobes_s, truth([10.0], [0.5]), ["muscle"])
    assert table["is_jerk"].tolist() == [False, False, True, *[False] * 4]
    assert table["is_own"].tolist() == [False, True, False, True, True, False, False]
    assert table["amplitude_g"][2] == 0.5
    assert table["generator"][2] == "muscle"
    assert len(missed_g) == 0


def test_a_jerk_without_a_lobe_is_missed_and_none_is_told_to_be_it() -> None:
    table, missed_g = told(np.array([9.9, 30.0]), truth([10.0], [0.3]), ["lobes"])
    assert not table["is_jerk"].any()
    assert list(missed_g) == [0.3]


def judged(rng: np.random.Generator, about: float, n: int) -> pd.DataFrame:
    """Draw log-odds of the networks about a value, and of rules that know nothing."""
    return pd.DataFrame(
        {
            "network_log_odds": rng.normal(about, 1.0, n),
            "rules_log_odds": rng.normal(0.0, 1.0, n),
        }
    )


def test_calibrated_odds_are_those_of_two_known_distributions() -> None:
    # Normal log-odds about 0 and 2: their density ratio is exp(2 x - 2). With 50 false ones
    # an hour, the odds at one jerk an hour are that over 50. The rules say nothing.
    rng = np.random.default_rng(1)
    hours, per_h = 2000.0, 50
    outcome = Outcome(
        false=judged(rng, 0.0, int(hours * per_h)),
        true=judged(rng, 2.0, 100_000).assign(amplitude_g=1.0),
        hours=hours,
        is_real=True,
    )
    of_network, of_rules, offset_h = calibrate([outcome])
    assert of_network == pytest.approx(2.0, abs=0.05)
    assert of_rules == pytest.approx(0.0, abs=0.05)
    assert offset_h == pytest.approx(-2 - np.log(per_h), abs=0.1)


def test_two_judges_who_know_different_things_are_added_up() -> None:
    rng = np.random.default_rng(3)
    true = judged(rng, 2.0, 50_000)
    true["rules_log_odds"] += 1.0
    outcome = Outcome(
        false=judged(rng, 0.0, 50_000),
        true=true.assign(amplitude_g=1.0),
        hours=1000.0,
        is_real=True,
    )
    of_network, of_rules, _ = calibrate([outcome])
    assert (of_network, of_rules) == pytest.approx((2.0, 1.0), abs=0.06)


def test_simulated_lives_do_not_move_the_calibration() -> None:
    rng = np.random.default_rng(4)
    real, simulated = (
        Outcome(
            false=judged(rng, about, 20_000),
            true=judged(rng, 2.0, 20_000).assign(amplitude_g=1.0),
            hours=400.0,
            is_real=is_real,
        )
        for about, is_real in ((0.0, True), (1.0, False))
    )
    assert calibrate([real, simulated]) == calibrate([real])


def test_jerks_that_were_not_found_do_not_make_those_found_likelier() -> None:
    rng = np.random.default_rng(2)
    false = judged(rng, 0.0, 50_000)
    found = judged(rng, 2.0, 50_000).assign(amplitude_g=1.0)
    lost = found.assign(network_log_odds=np.nan, rules_log_odds=np.nan)
    half = pd.concat([found, lost], ignore_index=True)
    offsets = [
        calibrate([Outcome(false=false, true=true, hours=1000.0, is_real=True)])[2]
        for true in (half, found)
    ]
    assert offsets[1] - offsets[0] == pytest.approx(np.log(2), abs=0.05)


def test_about_a_third_of_the_people_are_left_out_always_the_same() -> None:
    people = [f"umafall S{i:02}" for i in range(300)]
    out = [is_left_out(person) for person in people]
    assert out == [is_left_out(person) for person in people]
    assert 70 < sum(out) < 130


def test_a_recording_played_otherwise_keeps_its_gravity_and_its_gaps() -> None:
    stamps_s = np.append(np.arange(2000) / 100, 40 + np.arange(1000) / 100)
    wave = 0.1 * np.sin(2 * np.pi * 3 * stamps_s)
    samples = np.column_stack((wave, np.zeros(3000), np.ones(3000)))
    recording = recording_from_arrays(samples.astype(np.float32), stamps_s=stamps_s)
    played = varied(np.random.default_rng(3), recording)
    assert len(played.stretches) == 2
    tempo = 40.0 / played.stretches[1].start_s
    assert 0.8 <= tempo <= 1.25
    assert np.median(played.acceleration_g[:, 2]) == pytest.approx(1.0, abs=1e-3)
    gain = np.std(played.acceleration_g[:, 0]) / np.std(wave)
    assert 0.45 <= gain <= 2.1
    assert gain != pytest.approx(1.0, abs=1e-3)


def test_the_fitted_network_and_the_shipped_kind_agree() -> None:
    torch = pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.model import Model, arrays_of  # noqa: PLC0415  needs torch

    torch.manual_seed(0)
    model = Model().eval()
    rng = np.random.default_rng(4)
    views = Views(
        near=rng.normal(size=(5, NEAR_CHANNELS, N_NEAR)).astype(np.float32),
        far=rng.normal(size=(5, FAR_CHANNELS, N_FAR)).astype(np.float32),
        facts=rng.normal(size=(5, N_FACTS)).astype(np.float32),
    )
    with torch.no_grad():
        parts = (views.near, views.far, views.facts)
        expected = model(*(torch.from_numpy(part) for part in parts)).numpy()
    found = from_arrays(arrays_of(model)).log_odds(views)
    assert found == pytest.approx(expected, abs=1e-5)
