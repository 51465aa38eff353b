"""How counts vary over pieces of a place's time, drawn by hand."""

import numpy as np
import pytest
from drawing import HOUR_S, coverage, facts, jerks

from myosense import dispersion, exposure
from myosense.dispersion import DispersionParameters
from myosense.spreading import Spread, spread_of, why_wider

PIECES_S = (3600.0, 600.0)


def spread(peaks_s: list[float], hours: float) -> Spread:
    (found,) = exposure.by_place(
        jerks(peaks_s), {"a": coverage((0, hours), hours=hours)}, {"a": facts(hours=hours)}
    )
    return spread_of(found, PIECES_S, 6, 0.95, DispersionParameters())


def test_twelve_jerks_in_one_of_six_hours_vary_twelvefold() -> None:
    found = spread([HOUR_S + 100.0 * k for k in range(12)], 6)
    assert (found.n_pieces, found.is_clustered) == (6, True)
    assert found.fano == pytest.approx(12)
    assert found.whole is not None
    assert found.whole[2] == dispersion.FIXED_FANO


def test_short_recordings_are_cut_into_short_pieces_and_the_shortest_into_none() -> None:
    # Two hours hold twelve pieces of ten minutes, a jerk in each.
    found = spread([300.0 + 600 * k for k in range(12)], 2)
    assert (found.n_pieces, found.fano, found.is_clustered) == (12, 0, False)
    nothing = spread([100.0, 101.0], 0.9)
    assert (nothing.n_pieces, nothing.whole, nothing.is_clustered) == (0, None, False)
    assert np.isnan(nothing.fano)


@pytest.mark.parametrize(
    ("fano", "said"),
    [
        (1.2, "counts vary more than by chance (Fano 1.2)"),
        (1.04, "rates differ from day to day"),
        (0.3, "rates differ from day to day"),
    ],
)
def test_hours_that_do_not_vary_are_not_called_clusters(fano: float, said: str) -> None:
    assert why_wider(fano) == said
