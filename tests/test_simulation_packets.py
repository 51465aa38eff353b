"""Wave packets: their pitch and fading in closed form, lines and planes, the way back."""

import numpy as np
import pytest

from myosense.simulation import Swing, packets, packets_swing
from myosense.simulation.packets import draw_packet

WIDTH_S = 0.1
TIME_S = np.arange(-3.0, 3.0, 0.001)


@pytest.fixture(scope="module")
def swings() -> list[Swing]:
    rng = np.random.default_rng(0)
    return [packets_swing(rng, "wrist", 0.5, 5.0) for _ in range(300)]


@pytest.mark.parametrize("seed", range(20))
def test_a_packet_keeps_its_pitch_while_it_fades(seed: int) -> None:
    for wave in draw_packet(np.random.default_rng(seed), TIME_S, WIDTH_S):
        signs = np.sign(wave[wave != 0])
        near_s = TIME_S[wave != 0]
        crossings_s = near_s[1:][np.diff(signs) != 0]
        # A cosine crosses zero twice in a period, which is three widths at half maximum.
        half_s = np.diff(crossings_s)
        assert np.ptp(half_s) <= 0.0021
        assert 1.5 * WIDTH_S / 1.25 - 0.001 <= half_s.mean() <= 1.5 * WIDTH_S / 0.8 + 0.001


def test_the_two_phases_of_a_packet_fade_alike() -> None:
    rng = np.random.default_rng(3)
    before, after = [], []
    for _ in range(200):
        loud = np.max(np.abs(draw_packet(rng, TIME_S, WIDTH_S)), axis=0)
        before.append(-TIME_S[loud > 2**-9].min() / 3 / WIDTH_S)
        after.append(TIME_S[loud > 2**-9].max() / 3 / WIDTH_S)
    # An envelope is 2 ** -9 of its top three half widths away; waves may be 0 just there.
    assert 0.5 < np.min(before) < 0.9
    assert 2.3 < np.max(before) <= 3.0
    assert 0.5 < np.min(after) < 0.9
    assert 3.9 < np.max(after) <= 5.0


def test_three_in_five_go_along_a_line_and_all_stay_in_a_plane(swings: list[Swing]) -> None:
    spans = np.array([np.linalg.svd(s.acceleration_g, compute_uv=False) for s in swings])
    np.testing.assert_allclose(spans[:, 2], 0.0, atol=1e-9)
    flatness = spans[:, 1] / spans[:, 0]
    assert np.median(flatness) < 0.3
    assert np.percentile(flatness, 95) > 0.5


def test_the_limb_turns_a_little_and_comes_back(swings: list[Swing]) -> None:
    most_deg = np.rad2deg([np.max(np.abs(swing.angle_rad)) for swing in swings])
    assert 0.1 <= most_deg.min() < 0.2
    assert 5.0 < most_deg.max() <= 10.0
    for swing in swings:
        assert swing.angle_rad[0] == 0.0
        assert abs(swing.angle_rad[-1]) < 1e-3 * np.max(swing.angle_rad)
        assert swing.axis @ swing.axis == pytest.approx(1.0)
        np.testing.assert_allclose(swing.acceleration_g[:3] @ swing.axis, 0.0, atol=1e-9)


def test_half_of_the_jerks_are_one_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    whole = packets.draw_packet

    def counted(*drawn: object) -> object:
        calls.append(drawn)
        return whole(*drawn)  # type: ignore[arg-type]

    monkeypatch.setattr(packets, "draw_packet", counted)
    rng, numbers = np.random.default_rng(4), []
    for _ in range(400):
        calls.clear()
        packets_swing(rng, "hand", 1.0, 5.0)
        numbers.append(len(calls))
    shares = np.bincount(numbers, minlength=5) / len(numbers)
    np.testing.assert_allclose(shares, [0, 1 / 2, 1 / 6, 1 / 6, 1 / 6], atol=0.07)
