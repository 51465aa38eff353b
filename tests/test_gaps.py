"""Times from jerk to jerk: closed forms, golden figures and figures by hand."""

import numpy as np
import pytest

from myosense import gaps


@pytest.mark.parametrize(
    ("r", "expected"),
    [
        pytest.param(0.2, -0.667, id="regular"),
        pytest.param(1.0, 0.0, id="Poisson"),
        pytest.param(1 / np.sqrt(0.3), 0.292, id="gamma of shape 0.3"),
    ],
)
def test_burstiness_of_many_intervals_is_that_of_their_spread(
    r: float, expected: float
) -> None:
    n = 2_000_000  # half of them below the mean by r, half above
    gaps_s = np.repeat([1 - min(r, 1), 1 + min(r, 1)], n // 2)
    if r > 1:  # one interval in 1 + r^2 is that long, the others are nothing
        gaps_s = np.zeros(n)
        gaps_s[: round(n / (1 + r**2))] = 1.0
    assert gaps.burstiness(gaps_s) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("n", [3, 10, 50])
def test_the_correction_reaches_both_ends_and_zero_whatever_the_number(n: int) -> None:
    one_cluster = np.zeros(n)
    one_cluster[0] = 1.0
    assert gaps.burstiness(one_cluster) == pytest.approx(1)
    assert gaps.burstiness(np.ones(n)) == -1
    # Uniform points on a ring: the mean square of r is (n - 1) / (n + 1).
    half = np.sqrt((n - 1) / (n + 1))
    gaps_s = np.ones(n) if n % 2 == 0 else np.ones(n - 1)
    gaps_s[::2] += half
    gaps_s[1::2] -= half
    if n % 2:
        gaps_s = np.append(1 + (gaps_s - 1) * np.sqrt(n / (n - 1)), 1.0)
    assert gaps.burstiness(gaps_s) == pytest.approx(0, abs=1e-12)


def test_the_golden_gamma_is_reached_by_draws() -> None:
    rng = np.random.default_rng(1)
    assert gaps.burstiness(rng.gamma(0.3, size=200_000)) == pytest.approx(0.30, abs=0.01)
    assert gaps.burstiness(rng.exponential(size=200_000)) == pytest.approx(0, abs=0.01)


def test_cv2_and_memory_as_worked_out_by_hand() -> None:
    gaps_s = np.array([1.0, 3.0, 1.0, 5.0])
    follows = np.array([True, True, False])
    cv, cv2 = gaps.evenness(gaps_s, follows)
    assert cv == pytest.approx(np.sqrt(2.75) / 2.5)
    assert cv2 == pytest.approx((2 * 2 / 4 + 2 * 2 / 4) / 2)
    gaps_s = np.array([1.0, 2.0, 4.0, 3.0])
    twin = np.corrcoef([1, 2, 4], [2, 4, 3])[0, 1]
    assert gaps.memory(gaps_s, np.ones(3, dtype=bool)) == pytest.approx(twin)
    assert np.isnan(gaps.memory(gaps_s, np.zeros(3, dtype=bool)))


@pytest.mark.parametrize(
    ("dead_s", "per_h", "share"),
    [(0.3, 360, 0.97), (0.3, 1440, 0.89), (1, 1440, 0.67), (5, 360, 0.61), (5, 1440, 0.14)],
)
def test_the_dead_time_keeps_the_golden_shares(
    dead_s: float, per_h: float, share: float
) -> None:
    kept = gaps.kept_share(per_h, dead_s)
    assert kept == pytest.approx(share, abs=0.005)
    if kept > np.exp(-1):
        assert gaps.kept_share_of_seen(per_h * kept, dead_s) == pytest.approx(kept)
    seen = np.random.default_rng(4).exponential(3600 / per_h, 400_000)
    assert np.mean(seen >= dead_s) == pytest.approx(kept, abs=0.005)


def test_more_than_a_dead_time_can_leave_has_no_share() -> None:
    assert np.isnan(gaps.kept_share_of_seen(7200, 0.25))
