"""Ranks of runs, held to each run sorted on its own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from myosense.ranks import of_rank


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20), st.integers(0, 2**32 - 1))
def test_each_run_gives_the_value_of_its_rank(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    runs = [rng.integers(0, 5, length).astype(np.float64) for length in lengths]
    ranks = np.array([rng.integers(length) for length in lengths])
    firsts = np.cumsum([0, *lengths[:-1]])
    expected = [sorted(run)[rank] for run, rank in zip(runs, ranks, strict=True)]
    assert of_rank(np.concatenate(runs), firsts, ranks).tolist() == expected
