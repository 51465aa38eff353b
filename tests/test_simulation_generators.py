"""What holds of every way to make a jerk."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense.errors import ArgumentError
from myosense.recording import recording_from_arrays
from myosense.simulation import GENERATORS, Generator, plant_swings
from myosense.simulation.truth import measure_swing
from myosense.sites import SITES

NAMES = sorted(GENERATORS)


@pytest.fixture(params=NAMES)
def generator(request: pytest.FixtureRequest) -> Generator:
    return GENERATORS[request.param]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(NAMES),
    st.sampled_from(SITES),
    st.floats(0.03, 6.0),
)
def test_amplitude_and_time_are_as_asked_for_and_the_limb_comes_to_rest(
    seed: int, name: str, site: str, amplitude_g: float
) -> None:
    swing, again = (
        GENERATORS[name](np.random.default_rng(seed), site, amplitude_g, 7.0)
        for _ in range(2)
    )
    row = measure_swing(swing)
    assert row["peak_g"] == pytest.approx(amplitude_g, rel=1e-9)
    assert row["peak_s"] == pytest.approx(7.0, abs=1e-9)
    ends_g = np.linalg.norm(swing.acceleration_g[[0, -1]], axis=1)
    assert np.max(ends_g) < 0.005 * amplitude_g
    turn_rad = np.abs(swing.angle_rad)
    assert np.max(turn_rad[[0, -1]]) < 0.01 * np.max(turn_rad)
    np.testing.assert_array_equal(swing.acceleration_g, again.acceleration_g)
    assert swing.flags == again.flags


def test_jerks_point_anywhere_and_differ(generator: Generator) -> None:
    rng = np.random.default_rng(0)
    swings = [generator(rng, "wrist", 1.0, 5.0) for _ in range(200)]
    tops = [np.argmax(np.linalg.norm(s.acceleration_g, axis=1)) for s in swings]
    peaks = np.array([s.acceleration_g[i] for s, i in zip(swings, tops, strict=True)])
    np.testing.assert_allclose(peaks.mean(axis=0), 0, atol=0.15)
    np.testing.assert_allclose((peaks**2).mean(axis=0), 1 / 3, atol=0.08)
    assert len({measure_swing(swing)["width_s"] for swing in swings}) == 200


@pytest.mark.parametrize(
    ("site", "low_s", "high_s"),
    [("wrist", 0.027, 0.180), ("foot", 0.020, 0.180), ("chest", 0.030, 0.229)],
)
def test_nine_main_lobes_in_ten_are_about_as_wide_as_the_site_may_have_them(
    generator: Generator, site: str, low_s: float, high_s: float
) -> None:
    rng = np.random.default_rng(1)
    rows = [measure_swing(generator(rng, site, 1.0, 5.0)) for _ in range(200)]
    found_s = np.percentile([row["width_s"] for row in rows], (5, 95))
    assert low_s <= found_s[0] < found_s[1] <= high_s
    assert found_s[1] > 3.5 * found_s[0]


def test_all_can_be_planted_side_by_side(generator: Generator) -> None:
    weightless = recording_from_arrays(
        np.zeros((20_000, 3)), sample_rate_hz=1000.0, site="wrist"
    )
    rng = np.random.default_rng(2)
    after, truth = plant_swings(weightless, [generator(rng, "wrist", 0.5, 8.0)])
    norm_g = np.linalg.norm(after.acceleration_g, axis=1)
    assert np.argmax(norm_g) == pytest.approx(8000, abs=1)
    assert np.max(norm_g) == pytest.approx(0.5, rel=5e-3)
    assert truth["peak_g"].iloc[0] == pytest.approx(0.5)


def test_a_site_that_no_generator_knows_is_refused(generator: Generator) -> None:
    with pytest.raises(ArgumentError, match="site 'elbow' is not known; expected one"):
        generator(np.random.default_rng(0), "elbow", 0.5, 8.0)
