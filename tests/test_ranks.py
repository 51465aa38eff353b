"""Runs of rows, held to each row and to each run on its own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from myosense.ranks import firsts_of_runs, of_rank


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20), st.integers(0, 2**32 - 1))
def test_each_run_gives_the_value_of_its_rank(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    runs = [rng.integers(0, 5, length).astype(np.float64) for length in lengths]
    ranks = np.array([rng.integers(length) for length in lengths])
    firsts = np.cumsum([0, *lengths[:-1]])
    expected = [sorted(run)[rank] for run, rank in zip(runs, ranks, strict=True)]
    assert of_rank(np.concatenate(runs), firsts, ranks).tolist() == expected


@given(
    st.integers(1, 500),
    st.integers(0, 10**7),
    st.floats(0.3, 300.0) | st.integers(10, 9990).map(lambda tenths: tenths / 10),
)
def test_a_run_begins_at_each_row_that_is_in_another_than_the_row_before(
    n: int, first_row: int, length: float
) -> None:
    run_of = [int((first_row + row) / length) for row in range(n)]
    expected = [row for row in range(n) if row == 0 or run_of[row] != run_of[row - 1]]
    assert firsts_of_runs(n, first_row, length).tolist() == expected
