"""How jerks are spaced: closed forms, planted clusters and rhythms, never over a gap."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from drawing import HOUR_S, coverage, facts, jerks
from hypothesis import given
from hypothesis import strategies as st

from myosense import schema, spacing
from myosense.patterns import PatternParameters, series

PARAMETERS = PatternParameters()
Floats = npt.NDArray[np.float64]


def spaced(peaks_s: Floats | list[float], hours: float = 8.0, **columns: Any) -> pd.Series:  # noqa: ANN401
    """Describe the jerks of one place that was judged throughout."""
    events = series(jerks(list(peaks_s), **columns), PARAMETERS)
    covered = {"a": coverage((0, hours), hours=hours)}
    table = spacing.describe(
        events, covered, {"a": facts(hours=hours)}, PARAMETERS, dead_time_s=0.25
    )
    return table.iloc[0]


def at_random(rng: np.random.Generator, per_h: float, hours: float) -> Floats:
    return np.sort(rng.uniform(0, hours * HOUR_S, rng.poisson(per_h * hours)))


def test_jerks_at_random_are_called_so_also_where_their_rate_changes() -> None:
    rng = np.random.default_rng(2)
    words = [spaced(at_random(rng, 20, 8))["spacing"] for _ in range(20)]
    for _ in range(20):
        day = np.append(at_random(rng, 60, 4), 4 * HOUR_S + at_random(rng, 3, 4))
        words.append(spaced(day)["spacing"])
    assert words.count("random") >= 35


def test_clusters_rhythms_and_rhythms_in_clusters_are_found() -> None:
    rng = np.random.default_rng(3)
    starts_s = at_random(rng, 5, 8) * 0.99
    clusters = np.sort(
        (starts_s[:, None] + rng.exponential(20, (len(starts_s), 6))).ravel()
    )
    row = spaced(clusters)
    assert (row["spacing"], row["p_clustered"]) == ("clustered", 1 / 200)
    even = np.cumsum(rng.normal(60, 12, 400))
    row = spaced(even[even < 8 * HOUR_S])
    assert row["spacing"] == "rhythmic"
    assert row["burstiness"] == pytest.approx(-0.67, abs=0.03)
    beats = np.cumsum(rng.normal(0.6, 0.05, (len(starts_s), 8)), axis=1)
    row = spaced(np.sort((starts_s[:, None] + beats).ravel()))
    assert row["spacing"] == "rhythmic_clusters"
    assert row["median_interval_s"] == pytest.approx(0.6, abs=0.03)


def test_an_interval_never_spans_a_gap_a_train_or_two_recordings() -> None:
    peaks = [10.0, 20, 30, 1000, 1010, 2000, 2010, 2050, 2060]
    label = ["jerk"] * 5 + ["train"] + ["jerk"] * 3
    events = pd.concat(
        [
            jerks(peaks, label=label, onset_s=[*peaks[:5], 1995, *peaks[6:]],
                  stop_s=[*peaks[:5], 2005, *peaks[6:]]),
            jerks([5.0, 12.0], recording_id="b"),
        ],
        ignore_index=True,
    )  # fmt: skip
    covered = {"a": coverage((0, 0.2), (0.25, 1)), "b": coverage((0, 1))}
    table = spacing.describe(
        series(events, PARAMETERS),
        covered,
        {"a": facts(), "b": facts("b")},
        PARAMETERS,
        0.25,
    )
    row = table.iloc[0]
    # 10-20-30 | gap: no, one piece up to 720 s | 1000-1010 | train | 2010-2050-2060 | b
    assert row["n_intervals"] == 2 + 1 + 2 + 1
    assert row["n_breaks"] == 3
    assert row["n_trains"] == 1
    assert pd.isna(row["spacing"])
    assert row["reason"] == "6 intervals; at least 10 are needed"


@given(st.lists(st.integers(0, 35_999), max_size=40, unique=True).map(sorted))
def test_events_add_up_and_no_interval_is_lost_without_a_gap(tenths: list[int]) -> None:
    peaks_s = np.array(tenths) / 10
    row = spaced(peaks_s, hours=1)
    assert row["n_single"] + row["n_in_pairs"] + row["n_in_series"] == len(peaks_s)
    assert row["n_intervals"] == max(len(peaks_s) - 1, 0)
    assert row["n_breaks"] == 0


def test_a_place_without_jerks_has_a_row_with_its_reason() -> None:
    row = spaced([])
    assert (row["n_intervals"], row["kept_share"]) == (0, 1.0)
    assert row["reason"]
    none = spacing.describe(jerks([]), {}, {}, PARAMETERS, 0.25)
    assert none.dtypes.equals(schema.empty(spacing.COLUMNS).dtypes)
