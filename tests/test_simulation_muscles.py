"""Jerks of muscles in all their variety: what is drawn, how often, and what is kept."""

import numpy as np
import pytest

from myosense.simulation import muscle_swing, muscles
from myosense.simulation.jerks import Jerk, swing_of
from myosense.simulation.limbs import WIDE_LIMBS
from myosense.simulation.muscles import chained, draw_repeats
from myosense.simulation.straps import Strap, strapped
from myosense.simulation.swings import Swing
from myosense.simulation.truth import measure_swing


def lobe(peak_s: float, direction: list[float], turn_rad: float) -> Swing:
    """Draw a Gaussian lobe of 1 g and 60 ms."""
    shape = np.exp2(-4 * (np.linspace(-0.2, 0.2, 401) / 0.06) ** 2)
    return Swing(
        start_s=peak_s - 0.2,
        rate_hz=1000.0,
        acceleration_g=shape[:, None] * np.array(direction),
        angle_rad=turn_rad * shape,
        axis=np.array([0.0, 0.0, 1.0]),
    )


def test_kinds_postures_repeats_and_straps_are_drawn_as_often_as_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jerks: list[Jerk] = []
    straps: list[Strap] = []

    def watched_swing(jerk: Jerk, peak_s: float) -> Swing:
        jerks.append(jerk)
        return swing_of(jerk, peak_s)

    def watched_strap(swing: Swing, strap: Strap) -> Swing:
        straps.append(strap)
        return strapped(swing, strap)

    monkeypatch.setattr(muscles, "swing_of", watched_swing)
    monkeypatch.setattr(muscles, "strapped", watched_strap)
    rng = np.random.default_rng(0)
    swings, seconds = [], 0
    for _ in range(600):
        swings.append(muscle_swing(rng, "wrist", 1.0, 5.0))
        if jerks[-1].amplitude_g < 1:
            assert 0.2 <= jerks.pop().amplitude_g <= 0.8
            seconds += 1
    assert seconds == pytest.approx(240, abs=48)
    kinds = [jerk.kind for jerk in jerks]
    shares = {kind: kinds.count(kind) / 600 for kind in sorted(set(kinds))}
    expected = {"cortical": 0.45, "long": 0.15, "negative": 0.05, "noncortical": 0.35}
    assert shares == pytest.approx(expected, abs=0.06)
    assert len(straps) == pytest.approx(300, abs=50)
    is_flagged = [swing.flags for swing in swings]
    assert is_flagged == [kind if kind in ("long", "negative") else "" for kind in kinds]
    repeated = [jerk for jerk in jerks if len(jerk.repeats) > 1]
    assert len(repeated) == pytest.approx(600 * 0.8 * 0.2, abs=40)
    assert {jerk.kind for jerk in repeated} == {"cortical", "noncortical"}
    stiff = [jerk for jerk in jerks if jerk.resonance_hz > 5]
    low, high = WIDE_LIMBS["forearm"].resonance_hz
    share = 0.5 * np.log(high / 5) / np.log(high / low)
    assert len(stiff) == pytest.approx(600 * share, abs=45)


def test_a_second_joint_adds_its_acceleration_at_its_own_time() -> None:
    one = lobe(5.0, [1.0, 0.0, 0.0], 0.3)
    for lag_s in (-0.02, 0.0, 0.03):
        both = chained(one, lobe(5.0 + lag_s, [0.0, 0.6, 0.8], 0.0))
        row = measure_swing(both)
        assert row["peak_g"] == pytest.approx(1.0, rel=1e-9)
        assert row["peak_s"] == pytest.approx(5.0, abs=1e-9)
        first, second = both.acceleration_g[:, 0], both.acceleration_g @ [0.0, 0.6, 0.8]
        assert np.argmax(second) - np.argmax(first) == round(lag_s * 1000)
        assert np.max(first) == pytest.approx(np.max(second))
        assert np.max(both.angle_rad) == pytest.approx(0.3 * np.max(first))
        assert np.argmax(both.angle_rad) == np.argmax(first)
        assert len(both.angle_rad) == len(both.acceleration_g) == 401 + abs(lag_s * 1000)
    assert np.max(chained(one, one).acceleration_g) == pytest.approx(1.0)


def test_polyphasic_jerks_have_two_to_four_bursts_30_to_80_ms_apart() -> None:
    rng = np.random.default_rng(1)
    drawn = [draw_repeats(rng) for _ in range(300)]
    assert {len(repeats) for repeats in drawn} == {2, 3, 4}
    steps_s = np.concatenate([np.diff([at_s for at_s, _ in one]) for one in drawn])
    np.testing.assert_allclose([steps_s.min(), steps_s.max()], [0.03, 0.08], atol=0.001)
    strengths = [strength for one in drawn for _, strength in one]
    assert 0.4 <= min(strengths) < 0.45
    assert 0.95 < max(strengths) <= 1
    assert {one[0][0] for one in drawn} == {0.0}
