"""Simulated recordings are what they are said to be, and the aims the stated ones."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.coverage import Cell, Draw, Outcome, aimed, daily, gamma, is_met, lognormal


@pytest.mark.parametrize("mix", [gamma, lognormal])
@pytest.mark.parametrize(("per_h", "fano"), [(2, 2), (20, 5), (100, 10)])
def test_hourly_counts_have_their_mean_and_fano_factor(
    mix: Callable[[float], Draw], per_h: float, fano: float
) -> None:
    cell = Cell(hours=24, per_h=per_h, fano=fano, draw=mix(fano))
    counts = cell.counts(np.random.default_rng(1), 20_000)
    assert counts.mean() == pytest.approx(per_h, rel=0.01)
    assert counts.var() / counts.mean() == pytest.approx(fano, rel=0.05)


def test_days_differ_and_their_hours_do_not() -> None:
    rates = daily(0.3)(np.random.default_rng(2), (20_000, 48), 20.0)
    assert np.ptp(rates[:, :24], axis=1).max() == 0
    assert rates[:, 0].std() / 20 == pytest.approx(0.3, rel=0.03)


def test_the_aims_are_held_cell_by_cell() -> None:
    cells = {cell.fano: cell for cell in aimed()}
    assert len(aimed()) == 36

    def outcome(held: float, width: float = 1.0) -> Outcome:
        return Outcome(held=held, exact_held=0.5, width=width, methods=Counter())

    assert is_met(cells[1], outcome(0.99))
    assert not is_met(cells[1], outcome(0.939))
    assert [is_met(cells[2], outcome(held)) for held in (0.929, 0.931, 0.969, 0.971)] == [
        False,
        True,
        True,
        False,
    ]
    assert not is_met(cells[10], outcome(0.95, width=1.31))
