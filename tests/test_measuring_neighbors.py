"""The company of a candidate, counted by hand."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from lobes import Signal, gaussian, lobes_at, moving

from myosense.filtering import Motion
from myosense.measuring import MeasureParameters, measure

TIME_S = np.arange(0, 20, 0.01)


def measured(motion: Motion, at_s: float = 10.0) -> pd.Series:
    row = np.array([round(at_s * motion.rate_hz)])
    return measure(motion, row, MeasureParameters()).iloc[0]


def company(times_s: Sequence[float], heights: Sequence[float] | None = None) -> pd.Series:
    """Measure a lobe at 10 s among others."""
    heights = [1.0] * len(times_s) if heights is None else heights
    return measured(lobes_at([10.0, *times_s], [1.0, *heights], seconds=20.0), 10.0)


def along(axis: Signal, at_s: float, width_s: float = 0.06) -> Signal:
    return gaussian(TIME_S, at_s, width_s)[:, None] * np.array(axis)


@pytest.mark.parametrize(
    ("times_s", "heights", "n"),
    [
        ([], [], 0),
        ([8.0, 11.0], [1.0, 3.0], 2),
        ([8.0, 11.0], [0.51, 0.49], 1),
        ([5.1, 4.9, 14.9, 15.1], None, 2),
        pytest.param([10.2, 9.8], [0.8, 0.8], 0, id="of the same event"),
        pytest.param([10.3, 9.7], [0.8, 0.8], 2, id="two jerks may be so near"),
        pytest.param([12.0, 12.2], [0.8, 0.9], 1, id="two lobes of one neighbor"),
    ],
)
def test_neighbors_are_large_enough_and_near(
    times_s: Sequence[float], heights: Sequence[float] | None, n: int
) -> None:
    assert company(times_s, heights)["n_neighbors"] == n


def test_alone_there_is_no_similarity_and_no_spacing() -> None:
    alone = company([])
    assert alone["similarity"] == 0
    assert np.isnan(alone["spacing_cv2"])
    assert np.isnan(company([8.0, 11.0])["spacing_cv2"])


def test_the_same_motion_again_is_alike_whatever_its_size() -> None:
    assert company([12.0], [0.6])["similarity"] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0])
@pytest.mark.parametrize("between", [0.2, 0.5, 0.7])
def test_the_same_motion_sampled_elsewhere_is_still_alike(
    rate_hz: float, between: float
) -> None:
    motion = lobes_at([10, 12 + between / rate_hz], [1, 1], rate_hz=rate_hz, seconds=20.0)
    assert measured(motion)["similarity"] > 0.994


@pytest.mark.parametrize(
    ("axis", "width_s", "similarity"),
    [
        pytest.param([-1, 0, 0], 0.06, 0, id="the other way"),
        pytest.param([0, 1, 0], 0.06, 0, id="across"),
        pytest.param([np.sqrt(0.5), np.sqrt(0.5), 0], 0.06, np.sqrt(0.5), id="askew"),
        # Two Gaussians of widths a, b: sqrt(2 a b / (a^2 + b^2)).
        pytest.param([1, 0, 0], 0.12, np.sqrt(0.8), id="twice as wide"),
    ],
)
def test_another_motion_is_less_alike(
    axis: Signal, width_s: float, similarity: float
) -> None:
    both = along(np.array([1, 0, 0]), 10) + along(np.array(axis), 12, width_s)
    assert measured(moving(both))["similarity"] == pytest.approx(similarity, abs=0.01)


def test_the_most_similar_of_several_counts() -> None:
    both = along(np.array([1, 0, 0]), 10) + along(np.array([0, 1, 0]), 12)
    third = along(np.array([1, 0, 0]), 7)
    assert measured(moving(both + third))["similarity"] == pytest.approx(1, abs=1e-3)


def times_of(gaps_s: Sequence[float]) -> list[float]:
    """Put lobes so far apart, 10 s among them, without it."""
    times_s = 6 + np.cumsum([0, *gaps_s])
    times_s += 10 - times_s[np.argmin(np.abs(times_s - 10))]
    return [float(t) for t in times_s if abs(t - 10) > 1e-9]


@pytest.mark.parametrize(
    ("gaps_s", "cv2"),
    [
        pytest.param([0.5] * 16, 0, id="even"),
        pytest.param([0.5, 1.0] * 5, 2 * 0.5 / 1.5, id="long and short by turns"),
        pytest.param([0.5 * 1.05**i for i in range(12)], 2 * 0.05 / 2.05, id="slower"),
    ],
)
def test_the_spacing_is_that_of_intervals_that_follow_each_other(
    gaps_s: Sequence[float], cv2: float
) -> None:
    assert company(times_of(gaps_s))["spacing_cv2"] == pytest.approx(cv2, abs=0.02)


def test_the_spacing_is_that_of_a_plain_loop() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        times_s = times_of(list(0.3 + rng.exponential(0.8, 12)))
        near_s = sorted([10, *(t for t in times_s if abs(t - 10) < 5)])
        gaps_s = [b - a for a, b in pairwise(near_s)]
        parts = [2 * abs(b - a) / (a + b) for a, b in pairwise(gaps_s)]
        found = company(times_s)
        assert found["n_neighbors"] == len(near_s) - 1
        assert found["spacing_cv2"] == pytest.approx(np.mean(parts), abs=0.03)


def test_company_does_not_depend_on_what_else_is_measured_or_where_a_block_ends() -> None:
    rng = np.random.default_rng(2)
    band_g = rng.normal(0, 0.02, (len(TIME_S), 3))
    for at_s in rng.uniform(1, 19, 12):
        band_g += along(rng.normal(0, 1, 3), at_s, rng.uniform(0.04, 0.2))
    motion = moving(band_g)
    rows = np.array([1000])
    names = ["n_neighbors", "similarity", "spacing_cv2"]
    whole = measure(motion, rows, MeasureParameters())[names]
    cut = {
        name: getattr(motion, name)[400:1700]
        for name in ("band_g", "norm_g", "floor_g", "raw_g", "is_at_rail")
    }
    part = measure(replace(motion, **cut), rows - 400, MeasureParameters())[names]
    pd.testing.assert_frame_equal(part, whole)
    many = measure(motion, np.array([300, 1000, 1500]), MeasureParameters())[names]
    pd.testing.assert_frame_equal(many.iloc[[1]].reset_index(drop=True), whole)
