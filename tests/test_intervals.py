"""Intervals, drawn as ``"#..##"`` and held against masks of single samples."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from myosense import intervals
from myosense.intervals import Mask, Seconds

masks = arrays(np.bool_, st.integers(0, 60))
DRAWN = 40


def drawing(text: str) -> Mask:
    """Read a drawing: ``#`` is inside."""
    return np.array([sign == "#" for sign in text], dtype=bool)


def spans(mask: Mask) -> Seconds:
    """Make intervals of whole seconds from a mask."""
    return intervals.from_mask(mask).astype(np.float64)


def mask_of(found: npt.NDArray[np.float64], n: int) -> Mask:
    """Mark the seconds that lie in the intervals, one by one."""
    mask = np.zeros(n, dtype=bool)
    for start, stop in found.astype(int):
        mask[start:stop] = True
    return mask


pairs = st.integers(0, DRAWN).flatmap(
    lambda n: st.tuples(arrays(np.bool_, n), arrays(np.bool_, n))
)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("....", [], id="all outside"),
        pytest.param("####", [[0, 4]], id="all inside"),
        pytest.param("#..##", [[0, 1], [3, 5]], id="both ends"),
        pytest.param(".#.#.", [[1, 2], [3, 4]], id="single samples"),
    ],
)
def test_runs_are_half_open(drawn: str, expected: list[list[int]]) -> None:
    assert intervals.from_mask(drawing(drawn)).tolist() == expected


@given(masks)
def test_from_mask_and_back_is_the_same_mask(mask: Mask) -> None:
    np.testing.assert_array_equal(mask_of(spans(mask), len(mask)), mask)


@pytest.mark.parametrize(
    ("duration_s", "rate_hz", "expected"),
    [(0.25, 100, 25), (0.25, 50.1, 13), (1 / 3, 100, 33), (0.0, 100, 0), (-1.2, 100, -120)],
)
def test_seconds_become_the_nearest_sample(
    duration_s: float, rate_hz: float, expected: int
) -> None:
    assert intervals.to_samples(duration_s, rate_hz) == expected


@pytest.mark.parametrize(
    ("given_s", "expected"),
    [
        pytest.param([[0, 1], [1, 2]], [[0, 2]], id="touching are joined"),
        pytest.param([[0, 9], [1, 2], [3, 4]], [[0, 9]], id="inside another"),
        pytest.param([[0, 9], [1, 2], [8, 10]], [[0, 10]], id="the longest reaches on"),
        pytest.param([[0, 1], [5, 9], [6, 8]], [[0, 1], [5, 9]], id="inside a later one"),
        pytest.param([[5, 6], [0, 1]], [[0, 1], [5, 6]], id="sorted"),
        pytest.param([[2, 2], [3, 4]], [[3, 4]], id="empty ones vanish"),
        pytest.param([[2, 2]], [], id="nothing but empty ones"),
    ],
)
def test_union_joins_what_touches(
    given_s: list[list[float]], expected: list[list[float]]
) -> None:
    assert intervals.union(np.array(given_s, dtype=np.float64)).tolist() == expected


@given(pairs)
def test_sets_of_intervals_do_what_masks_do(pair: tuple[Mask, Mask]) -> None:
    first, second = pair
    n = len(first)
    a, b = spans(first), spans(second)
    together = intervals.union(np.concatenate((a, b)))
    np.testing.assert_array_equal(mask_of(together, n), first | second)
    both = intervals.intersect(a, b)
    np.testing.assert_array_equal(mask_of(both, n), first & second)
    left = intervals.subtract(a, b)
    np.testing.assert_array_equal(mask_of(left, n), first & ~second)
    assert intervals.total(both) == np.count_nonzero(first & second)
    assert np.all(left[:, 1] > left[:, 0])


@given(masks, st.lists(st.integers(-1, 61), max_size=20))
def test_contains_looks_up_each_time(mask: Mask, times: list[int]) -> None:
    expected = [0 <= t < len(mask) and bool(mask[t]) for t in times]
    assert intervals.contains(spans(mask), times).tolist() == expected


@given(masks, st.lists(st.integers(-1, 61), max_size=20))
def test_seconds_before_adds_up_what_has_passed(mask: Mask, times: list[int]) -> None:
    expected = [float(np.count_nonzero(mask[: max(t, 0)])) for t in times]
    assert intervals.seconds_before(spans(mask), times).tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_the_members_of_ranges_are_those_of_python(ranges: list[tuple[int, int]]) -> None:
    first, stop = np.array(ranges, dtype=np.int64).reshape(-1, 2).T
    which, number = intervals.members(first, stop)
    expected = [(i, n) for i, limits in enumerate(ranges) for n in range(*limits)]
    assert list(zip(which.tolist(), number.tolist(), strict=True)) == expected


def test_no_intervals_are_an_empty_set_everywhere() -> None:
    none, some = intervals.empty_seconds(), np.array([[1.0, 2.0]])
    assert intervals.union(none).shape == (0, 2)
    assert intervals.intersect(none, some).shape == (0, 2)
    assert intervals.intersect(some, none).shape == (0, 2)
    assert intervals.subtract(some, none).tolist() == [[1, 2]]
    assert intervals.total(none) == 0
    assert intervals.contains(none, [1.0]).tolist() == [False]
    assert intervals.seconds_before(none, [1.0]).tolist() == [0]
