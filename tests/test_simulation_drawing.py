"""What jerks are drawn from: kinds, antagonists, straps, generators, trains; in pairs."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from myosense.errors import SettingsError
from myosense.intervals import Seconds
from myosense.recording import Recording, recording_from_arrays
from myosense.simulation import GENERATORS, JerkParameters, Swing, drawing, plant
from myosense.simulation.drawing import draw_swings, draw_trains
from myosense.simulation.jerks import Jerk, draw_jerk, swing_of

TIMES_S: Seconds = np.arange(10.0, 2000.0, 20.0)
PLAIN = JerkParameters()
SHORT_TRAINS = JerkParameters(train_share=0.5, train_rate_hz=(1, 1), train_cycles=(4, 4))


def still(seconds: float = 2020.0) -> Recording:
    samples = np.zeros((round(50 * seconds), 3))
    return recording_from_arrays(samples, sample_rate_hz=50.0, site="wrist")


def planted(drawn_from: JerkParameters, times_s: Seconds = TIMES_S) -> pd.DataFrame:
    """Plant jerks with the same seed, whatever they are drawn from."""
    return plant(still(), seed=3, times_s=times_s, parameters=drawn_from)[1]


def is_flagged(truth: pd.DataFrame, flag: str) -> "pd.Series[bool]":
    return truth["flags"].str.split("|").map(lambda flags: flag in flags)


def jerks_of(monkeypatch: pytest.MonkeyPatch, parameters: JerkParameters) -> list[Jerk]:
    """Draw 100 jerks and catch them before they move."""
    caught = []

    def caught_swing(jerk: Jerk, peak_s: float) -> Swing:
        caught.append(jerk)
        return swing_of(jerk, peak_s)

    monkeypatch.setattr(drawing, "swing_of", caught_swing)
    rng, alone = np.random.default_rng(5), [None] * len(TIMES_S)
    list(draw_swings(rng, "wrist", TIMES_S, alone, parameters=parameters))
    return caught


def test_unless_asked_for_more_a_jerk_is_that_of_its_kind_alone() -> None:
    cortical, rng = JerkParameters(cortical_share=1.0), np.random.default_rng(5)
    at = "wrist", TIMES_S[:20], [None] * 20
    swings = list(draw_swings(np.random.default_rng(5), *at, parameters=cortical))
    for swing, time_s in zip(swings, TIMES_S[:20], strict=True):
        rng.random(2)
        expected = swing_of(draw_jerk(rng, "wrist", "cortical", (0.1, 3.0)), time_s)
        assert swing.start_s == expected.start_s
        np.testing.assert_array_equal(swing.acceleration_g, expected.acceleration_g)


def test_lapses_are_planted_on_demand_and_flagged_and_the_others_stay_as_they_are() -> None:
    plain, some = planted(PLAIN), planted(JerkParameters(negative_share=0.3))
    is_lapse = is_flagged(some, "negative")
    assert np.mean(is_lapse) == pytest.approx(0.3, abs=0.1)
    pd.testing.assert_frame_equal(plain[~is_lapse], some[~is_lapse])
    assert np.all(is_flagged(planted(JerkParameters(negative_share=1.0)), "negative"))
    mixed = planted(JerkParameters(negative_share=0.3, long_share=0.7))
    assert np.all(is_flagged(mixed, "negative") ^ is_flagged(mixed, "long"))


def test_antagonists_answer_always_never_or_as_their_kind_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gains(share: float | None) -> list[float]:
        parameters = JerkParameters(cortical_share=1.0, antagonist_share=share)
        return [jerk.counter_gain for jerk in jerks_of(monkeypatch, parameters)]

    never, half, always, own = (gains(share) for share in (0.0, 0.5, 1.0, None))
    assert set(never) == {0.0}
    assert np.mean(np.greater(half, 0)) == pytest.approx(0.5, abs=0.1)
    assert np.mean(np.greater(own, 0)) == pytest.approx(0.7, abs=0.1)
    assert 0.3 <= np.min(always) < 0.35
    assert 0.85 < np.max(always) <= 0.9
    kept = np.greater(own, 0)
    np.testing.assert_array_equal(np.array(always)[kept], np.array(own)[kept])


def test_without_its_antagonist_a_joint_is_driven_by_the_agonist_alone() -> None:
    """The area of the turn is that of the torque, less what the antagonist takes away."""
    with_it = Jerk(
        kind="cortical", burst_s=0.03, counter_lag_s=0.02, counter_gain=0.6, twitch_s=0.05,
        resonance_hz=3.0, damping=0.3, lever_m=0.25, radial=np.array([1.0, 0.0, 0.0]),
        tangential=np.array([0.0, 1.0, 0.0]), amplitude_g=1e-6,
    )  # fmt: skip
    swings = [
        drawing._felt(  # noqa: SLF001
            np.random.default_rng(0), with_it, 5.0, JerkParameters(antagonist_share=share)
        )
        for share in (0.0, 1.0)
    ]
    areas = [np.sum(swing.angle_rad) for swing in swings]
    # So small a jerk has no pull to the joint: the early rise, of the agonist alone until
    # the antagonist comes, tells by how much each was scaled.
    rises = [np.linalg.norm(swing.acceleration_g[10]) for swing in swings]
    assert (areas[1] / rises[1]) / (areas[0] / rises[0]) == pytest.approx(1 - 0.6, rel=1e-3)


def test_lapses_are_caught_whatever_the_share_of_antagonists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lapses = JerkParameters(negative_share=1.0, antagonist_share=0.0)
    assert all(jerk.counter_gain > 0 for jerk in jerks_of(monkeypatch, lapses))


def test_straps_give_in_their_share_and_keep_time_and_size() -> None:
    plain, some, all_loose = (
        planted(JerkParameters(strap_share=share)) for share in (0.0, 0.3, 1.0)
    )
    for other in (some, all_loose):
        np.testing.assert_allclose(other["peak_s"], plain["peak_s"], atol=1e-9)
        np.testing.assert_allclose(other["peak_g"], plain["peak_g"], rtol=1e-9)
    loose = (some["width_s"] != plain["width_s"]).to_numpy()
    assert np.mean(loose) == pytest.approx(0.3, abs=0.1)
    pd.testing.assert_frame_equal(plain[~loose], some[~loose])
    pd.testing.assert_frame_equal(all_loose[loose], some[loose])
    assert np.all(all_loose["width_s"] != plain["width_s"])


def lobe(_: np.random.Generator, __: str, amplitude_g: float, peak_s: float) -> Swing:
    """Draw one Gaussian lobe of 60 ms at half its height."""
    time_s = np.arange(-0.2, 0.2, 1e-3)
    shape = amplitude_g * np.exp(-4 * np.log(2) * (time_s / 0.06) ** 2)
    return Swing(
        start_s=peak_s - 0.2,
        rate_hz=1000.0,
        acceleration_g=shape[:, None] * [0.6, 0.8, 0.0],
        angle_rad=np.zeros(len(time_s)),
        axis=np.array([0.0, 0.0, 1.0]),
    )


def test_a_generator_makes_the_jerks_at_the_same_times_and_sizes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(GENERATORS, "lobes", lobe)
    joint, lobes = planted(PLAIN), planted(JerkParameters(generator="lobes"))
    np.testing.assert_allclose(lobes["width_s"], 0.06, rtol=1e-3)
    np.testing.assert_allclose(lobes["peak_s"], joint["peak_s"], atol=1e-9)
    np.testing.assert_allclose(lobes["peak_g"], joint["peak_g"], rtol=1e-9)


@pytest.mark.parametrize("name", GENERATORS)
def test_every_generator_can_be_planted_with_its_trains(name: str) -> None:
    truth = planted(replace(SHORT_TRAINS, generator=name), TIMES_S[:20])
    counted = is_flagged(truth, "train").sum()
    assert counted % 4 == 0
    assert len(truth) == 20 + 3 * counted / 4


def test_a_train_has_the_rate_and_the_cycles_asked_for_and_stands_for_one_time() -> None:
    alone = planted(PLAIN, TIMES_S[:40])
    two_hz = JerkParameters(train_share=1.0, train_rate_hz=(2.0, 2.0), train_cycles=(6, 6))
    trains = planted(two_hz, TIMES_S[:40])
    assert len(trains) == 6 * len(alone)
    assert np.all(is_flagged(trains, "train"))
    peaks_s = trains["peak_s"].to_numpy().reshape(-1, 6)
    np.testing.assert_allclose(peaks_s[:, 0], TIMES_S[:40], atol=1e-9)
    assert np.mean(np.diff(peaks_s)) == pytest.approx(0.5, rel=0.02)
    sizes_g = trains["peak_g"].to_numpy().reshape(-1, 6) / alone[["peak_g"]].to_numpy()
    assert np.median(sizes_g) == pytest.approx(1, abs=0.03)


def test_jerks_beside_a_train_stay_as_they_are_and_a_train_keeps_its_kind() -> None:
    lapses = JerkParameters(negative_share=0.5)
    plain = planted(lapses)
    some = planted(
        replace(lapses, train_share=0.4, train_rate_hz=(3, 5), train_cycles=(5, 9))
    )
    alone = some[~is_flagged(some, "train")]
    assert len(alone) == pytest.approx(60, abs=15)
    at = np.searchsorted(TIMES_S, alone["peak_s"] - 1)
    kept = plain.iloc[at].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.reset_index(drop=True), kept)
    of_train = some[is_flagged(some, "train")]
    lapsed = is_flagged(of_train, "negative").groupby(of_train["peak_s"] // 20).mean()
    assert set(lapsed) == {0.0, 1.0}


def test_a_train_ends_before_the_next_jerk_and_before_an_edge() -> None:
    endless = JerkParameters(train_share=1, train_rate_hz=(2, 2), train_cycles=(500, 500))
    times_s, allowed = np.array([30.0, 10.0]), np.array([[1.5, 60.0], [70.0, 90.0]])
    late, early = draw_trains(np.random.default_rng(1), times_s, allowed, endless)
    assert early is not None
    assert late is not None
    assert 18.5 < early.times_s[-1] < 20 - 0.4
    assert 28.5 < late.times_s[-1] < 30
    assert len(late.heights) == len(late.times_s)


def test_what_cannot_be_drawn_is_refused_by_name() -> None:
    with pytest.raises(
        SettingsError, match=r"generator 'lobe' is not known; .* joint, musc"
    ):
        JerkParameters(generator="lobe")
    with pytest.raises(SettingsError, match=r"long_share is 0.2 with generator 'packets'"):
        JerkParameters(generator="packets", long_share=0.2)
    with pytest.raises(SettingsError, match=r"0.6 and 0.5; expected at most 1 together"):
        JerkParameters(long_share=0.6, negative_share=0.5)
    with pytest.raises(SettingsError, match=r"antagonist_share is -0.1; expected a share"):
        JerkParameters(antagonist_share=-0.1)
    with pytest.raises(SettingsError, match=r"train_rate_hz is \(2, 1\); expected two"):
        JerkParameters(train_rate_hz=(2, 1))
    with pytest.raises(SettingsError, match=r"train_cycles is \(1, 5\); .* above 1 in"):
        JerkParameters(train_cycles=(1, 5))
