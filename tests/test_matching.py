"""One-to-one pairing: drawn cases, two slow twins, and speed."""

import time

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from myosense import matching
from myosense.errors import ArgumentError
from myosense.matching import match

Times = npt.NDArray[np.float64]

TOLERANCE_S = 0.2
# Tenths of a quarter, so that distances at the tolerance and ties are common.
few = st.lists(st.integers(0, 40), max_size=6).map(lambda ticks: np.array(ticks) / 20)
many = st.lists(st.floats(0, 5), max_size=25).map(
    lambda times: np.array(times, dtype=float)
)


def worth(found: Times, true: Times, pairs: npt.NDArray[np.int64]) -> tuple[int, float]:
    """Count the pairs and add up their distances."""
    return len(pairs), float(np.abs(found[pairs[:, 0]] - true[pairs[:, 1]]).sum())


def best_by_trying_all(found: Times, true: Times) -> tuple[int, float]:
    """Try every pairing of the first found time, and recur."""
    if len(found) == 0:
        return 0, 0.0
    best = best_by_trying_all(found[1:], true)
    for j in range(len(true)):
        distance = abs(found[0] - true[j])
        if distance <= TOLERANCE_S + 1e-9:
            n, total = best_by_trying_all(found[1:], np.delete(true, j))
            best = max(best, (n + 1, total + distance), key=lambda x: (x[0], -x[1]))
    return best


@pytest.mark.parametrize(
    ("found", "true", "expected"),
    [
        pytest.param([1.0], [1.2], [(0, 0)], id="at the tolerance is within"),
        pytest.param([1.0], [1.201], [], id="past it is not"),
        pytest.param([1.0, 1.05], [1.1], [(1, 0)], id="two found, the closer one matches"),
        pytest.param(
            [1.0, 1.1], [1.1, 1.25], [(0, 0), (1, 1)], id="two pairs before closest"
        ),
        pytest.param([3.0, 1.0], [1.1, 3.1], [(1, 0), (0, 1)], id="any order"),
        pytest.param([2.0, 2.0], [2.0, 2.0], [(0, 0), (1, 1)], id="equal times"),
        pytest.param([], [1.0], [], id="nothing found"),
        pytest.param([1.0], [], [], id="nothing true"),
    ],
)
def test_drawn_times_pair_as_one_would_by_hand(
    found: list[float], true: list[float], expected: list[tuple[int, int]]
) -> None:
    pairs = match(np.array(found), np.array(true), TOLERANCE_S)
    assert [tuple(pair) for pair in pairs] == expected


@settings(deadline=None)
@given(few, few)
def test_no_other_pairing_is_better(found: Times, true: Times) -> None:
    n, total = worth(found, true, match(found, true, TOLERANCE_S))
    expected_n, expected_total = best_by_trying_all(found, true)
    assert n == expected_n
    assert total == pytest.approx(expected_total, abs=1e-9)


@settings(deadline=None)
@given(many, many)
def test_the_assignment_solver_of_scipy_finds_nothing_better(
    found: Times, true: Times
) -> None:
    distance = np.abs(found[:, np.newaxis] - true)
    is_near = distance <= TOLERANCE_S + 1e-9
    rows, columns = linear_sum_assignment(np.where(is_near, distance, 1000.0))
    kept = is_near[rows, columns]
    n, total = worth(found, true, match(found, true, TOLERANCE_S))
    assert n == kept.sum()
    assert total == pytest.approx(distance[rows, columns][kept].sum(), abs=1e-6)


@settings(deadline=None)
@given(many, many)
def test_each_time_pairs_at_most_once_and_never_past_the_tolerance(
    found: Times, true: Times
) -> None:
    pairs = match(found, true, TOLERANCE_S)
    assert len(set(pairs[:, 0])) == len(set(pairs[:, 1])) == len(pairs)
    assert np.all(np.abs(found[pairs[:, 0]] - true[pairs[:, 1]]) <= TOLERANCE_S + 1e-9)


def test_twenty_thousand_events_in_one_long_chain_take_seconds() -> None:
    beats_s = np.arange(20_000) / 3  # every found one is within reach of two true ones
    began = time.perf_counter()
    pairs = match(beats_s[:-1] + 0.1, beats_s[1:], 0.5)
    assert time.perf_counter() - began < 10
    assert len(pairs) == 19_999


@pytest.mark.parametrize(
    ("columns", "expected_s"),
    [
        ({"peak_s": [2.0], "peak_time": [9.0], "onset": [9.0]}, 2.0),
        ({"peak_time": [2.0], "onset": [9.0], "duration": [9.0]}, 2.0),
    ],
)
def test_the_peak_is_taken_from_the_best_column(
    columns: dict[str, list[float]], expected_s: float
) -> None:
    assert matching.with_peaks(pd.DataFrame(columns), "found")["peak_s"].tolist() == [
        expected_s
    ]


def test_without_a_peak_the_middle_of_the_event_is_taken_with_a_warning() -> None:
    table = pd.DataFrame(
        {
            "onset": [1.0, 5.0, 7.0],
            "duration": [0.5, np.nan, 1.0],
            "peak_time": [1.1, None, None],
        }
    )
    with pytest.warns(UserWarning, match="2 of 3 events have no peak_time"):
        peaks_s = matching.with_peaks(table, "found")["peak_s"]
    assert peaks_s.tolist() == [1.1, 5.0, 7.5]
    with pytest.warns(UserWarning, match="3 of 3 events have no peak_time"):
        peaks_s = matching.with_peaks(table.drop(columns="peak_time"), "found")["peak_s"]
    assert peaks_s.tolist() == [1.25, 5.0, 7.5]


def test_events_without_a_time_are_refused() -> None:
    with pytest.raises(ArgumentError, match="true: 1 of 2 events have no time"):
        matching.with_peaks(pd.DataFrame({"peak_s": [1.0, np.nan]}), "true")
