"""The line of lags between two sensors: planted lines are found, chance is not."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import linregress

from myosense.envelopes import RATE_HZ, Envelope
from myosense.errors import SettingsError
from myosense.intervals import Seconds
from myosense.lags import (
    COARSE_HZ,
    AlignmentParameters,
    Line,
    _drifts,
    chance_of,
    search,
    sharpen,
)

PARAMETERS = AlignmentParameters()
HOURS_S = 8 * 3600.0


def peaks_of(
    seed: int, line: Line, n_shared: int, n_own: int = 100
) -> tuple[Seconds, Seconds]:
    """Draw peaks of two sensors, some of them the same, 10 ms apart or so."""
    rng = np.random.default_rng(seed)
    shared_s = rng.uniform(0, HOURS_S, n_shared)
    first_s = shared_s + line.at(shared_s) + rng.normal(0, 0.01, n_shared)
    one, other = rng.uniform(0, HOURS_S, (2, n_own))
    return np.sort(np.append(first_s, one)), np.sort(np.append(shared_s, other))


def test_a_planted_line_is_found_with_errors_that_hold() -> None:
    true = Line(middle_s=HOURS_S / 2, offset_s=0.4, drift_ppm=30.0)
    rough = Line(middle_s=HOURS_S / 2, offset_s=0.0, drift_ppm=12.0)  # 0.26 s at the ends
    offsets: list[float] = []
    drifts: list[float] = []
    for seed in range(25):
        line = sharpen(*peaks_of(seed, true, 40), rough, PARAMETERS)
        assert line is not None
        missed_s = line.offset_s - float(true.at(np.array(line.middle_s)))
        offsets.append(missed_s / line.offset_error_s)
        drifts.append((line.drift_ppm - 30.0) / line.drift_error_ppm)
    for z in (offsets, drifts):
        assert abs(np.mean(z)) < 0.6
        assert 0.6 < np.std(z) < 1.5


def test_a_line_is_that_of_least_squares_without_what_is_far_from_it() -> None:
    rng = np.random.default_rng(1)
    shared_s = np.sort(rng.uniform(0, HOURS_S, 40))
    true = Line(middle_s=HOURS_S / 2, offset_s=60.4, drift_ppm=30.0)
    # Most are 5 ms off, which is 7.4 ms of standard deviation: limits are 15, 22, 30 ms.
    error_s = np.tile([0.005, -0.005], 20)
    error_s[10] = 0.018
    far = np.array([3, 8, 15, 20, 27, 32])
    error_s[far] = np.tile([0.027, -0.027], 3)
    lag_s = true.at(shared_s) + error_s
    own_s = rng.uniform(0, HOURS_S, (2, 100))
    first_s = np.sort(np.append(shared_s + lag_s, own_s[0]))
    rough = Line(middle_s=HOURS_S / 2, offset_s=60.0, drift_ppm=3.0)
    line = sharpen(first_s, np.sort(np.append(shared_s, own_s[1])), rough, PARAMETERS)
    assert line is not None
    at_s, near_s = np.delete(shared_s, far), np.delete(lag_s, far)
    expected = linregress(at_s, near_s)
    assert line.middle_s == pytest.approx(np.mean(at_s))
    assert line.offset_s == pytest.approx(np.mean(near_s))
    assert line.drift_ppm == pytest.approx(1e6 * expected.slope)
    assert line.drift_error_ppm == pytest.approx(1e6 * expected.stderr)
    assert line.offset_error_s == pytest.approx(expected.stderr * np.std(at_s))


def test_the_error_of_a_line_grows_away_from_its_middle() -> None:
    line = Line(
        middle_s=100.0,
        offset_s=2.0,
        drift_ppm=50.0,
        offset_error_s=0.03,
        drift_error_ppm=40.0,
    )
    np.testing.assert_allclose(line.at(np.array([100.0, 1100.0])), [2.0, 2.05])
    np.testing.assert_allclose(line.error_at(np.array([-900.0, 1100.0])), [0.05, 0.05])


def test_peaks_that_meet_by_chance_show_no_line() -> None:
    rough = Line(middle_s=HOURS_S / 2, offset_s=0.0, drift_ppm=0.0)
    for seed in range(8):
        assert sharpen(*peaks_of(seed, rough, 0, n_own=400), rough, PARAMETERS) is None


def test_too_few_shared_peaks_show_no_line() -> None:
    rough = Line(middle_s=HOURS_S / 2, offset_s=0.0, drift_ppm=0.0)
    assert sharpen(*peaks_of(0, rough, 4, n_own=0), rough, PARAMETERS) is None
    nothing = np.empty(0)
    assert sharpen(nothing, nothing, rough, PARAMETERS) is None


def envelopes_of(
    seed: int, lag_s: float, *, is_shared: bool, hours: int = 2, drift_ppm: float = 0.0
) -> list[Envelope]:
    """Draw hours of motion: pulses of half a second, half of them of both or none."""
    rng = np.random.default_rng(seed)
    n_rows = hours * 3600 * RATE_HZ
    both = rng.integers(20_000, n_rows - 20_000, 60)
    drifted = np.round(1e-6 * drift_ppm * (both - n_rows / 2)).astype(np.int64)
    found = []
    for by in (0, -round(lag_s * RATE_HZ) - drifted):
        level = rng.uniform(0, 0.2, n_rows)
        own = rng.integers(0, n_rows - 100, 60)
        for row in np.append(own, both + by if is_shared else own[:0]):
            level[row : row + 25] += rng.uniform(0.5, 4)
        found.append(
            Envelope(
                level=level.astype(np.float16),
                usable=np.array([[0.0, n_rows / RATE_HZ]]),
                peaks_s=np.empty(0),
            )
        )
    return found


@pytest.mark.parametrize("lag_s", [0.0, 3.4, -212.6, 290.0])
def test_the_motion_as_a_whole_shows_an_offset_of_minutes(lag_s: float) -> None:
    first, second = envelopes_of(3, lag_s, is_shared=True)
    line = search(first, second, 0.0, (0.0, 7200.0), PARAMETERS)
    assert line is not None
    assert float(line.at(np.array(3600.0))) == pytest.approx(lag_s, abs=0.3)


def test_an_offset_is_what_the_declared_starts_leave() -> None:
    first, second = envelopes_of(3, 405.0, is_shared=True)
    line = search(first, second, 400.0, (600.0, 7000.0), PARAMETERS)
    assert line is not None
    assert line.middle_s == pytest.approx(3800.0, abs=1.0)
    assert line.offset_s == pytest.approx(5.0, abs=0.3)


@pytest.mark.parametrize("drift_ppm", [-90.0, 60.0])
def test_the_motion_as_a_whole_shows_how_clocks_drift(drift_ppm: float) -> None:
    first, second = envelopes_of(3, 5.0, is_shared=True, hours=8, drift_ppm=drift_ppm)
    line = search(first, second, 0.0, (0.0, HOURS_S), PARAMETERS)
    assert line is not None
    ends_s = np.array([0.0, HOURS_S])
    true_s = 5.0 + 1e-6 * drift_ppm * (ends_s - HOURS_S / 2)
    assert line.at(ends_s) == pytest.approx(true_s, abs=0.3)


@pytest.mark.parametrize("hours", [0, 1, 7, 24])
def test_no_drift_searched_leaves_a_window_off_by_more_than_a_row(hours: float) -> None:
    drifts = _drifts(3600 * np.linspace(0, hours, 5), 100.0)
    rows = drifts * 1800 * hours * COARSE_HZ  # by which the first and last windows move
    most = 1e-4 * 1800 * hours * COARSE_HZ
    assert np.diff(rows) == pytest.approx(1.0)
    assert most - 1 < rows[-1] <= most
    assert rows[0] == -rows[-1]


def test_an_offset_beyond_the_limit_is_not_found() -> None:
    first, second = envelopes_of(3, 350.0, is_shared=True)
    assert search(first, second, 0.0, (0.0, 7200.0), PARAMETERS) is None


@pytest.mark.parametrize("seed", range(12))
def test_motion_that_is_not_shared_shows_nothing(seed: int) -> None:
    first, second = envelopes_of(seed, 0.0, is_shared=False)
    assert search(first, second, 0.0, (0.0, 7200.0), PARAMETERS) is None


def test_no_motion_shows_nothing() -> None:
    still = Envelope(
        level=np.zeros(360_000, dtype=np.float16),
        usable=np.array([[0.0, 7200.0]]),
        peaks_s=np.empty(0),
    )
    assert search(still, still, 0.0, (0.0, 7200.0), PARAMETERS) is None


def test_the_chance_of_a_maximum_is_that_of_gumbel_s_law() -> None:
    rng = np.random.default_rng(0)
    maxima = rng.gumbel(2.0, 0.5, 100_000)
    for chance in (0.5, 0.05, 0.01):
        limit = 2.0 - 0.5 * np.log(-np.log(1 - chance))
        assert chance_of(limit, maxima) == pytest.approx(chance, rel=0.05)
    assert chance_of(3.0, np.zeros(20)) == 1.0


@pytest.mark.parametrize(
    "name", ["max_offset_s", "max_drift_ppm", "body_lag_s", "max_chance"]
)
def test_a_limit_of_nothing_is_refused(name: str) -> None:
    nothing: dict[str, Any] = {name: 0.0}
    with pytest.raises(SettingsError, match=f"alignment.{name} is 0; expected above 0"):
        AlignmentParameters(**nothing)


@pytest.mark.parametrize("knocks_s", [(1.0,), (2.0, 1.0), (1.0, 2.0, 1.5, 3.0)])
def test_times_of_knocks_that_are_none_are_refused(knocks_s: tuple[float, ...]) -> None:
    with pytest.raises(SettingsError, match="expected a start and a stop"):
        AlignmentParameters(knocks_s=knocks_s)


def test_times_of_knocks_come_in_pairs() -> None:
    knocks_s = (1.0, 2.0, 5.0, 9.0)
    assert AlignmentParameters(knocks_s=knocks_s).knocks == ((1.0, 2.0), (5.0, 9.0))
