"""Two sensors side by side: shared jerks, chance, who leads, left against right."""

import numpy as np
import pandas as pd
import pytest
from drawing import coverage, facts, jerks
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from myosense.alignment import ALIGNED, BY_KNOCKS, Alignment
from myosense.bodyclocks import common_clocks
from myosense.combining import CombineParameters, Person
from myosense.schema import names
from myosense.sensors import COLUMNS, dispersion_of, side_by_side, wilson

PARAMETERS = CombineParameters()
RNG = np.random.default_rng(5)


def person_of(
    places: tuple[str, str], *, error_s: float = 0.015, is_aligned: bool = True
) -> Person:
    """Wear two sensors, the second 100 s later, judged together from 1 to 9 h."""
    known = {
        key: facts(key, hours=10, place=p) for key, p in zip("ab", places, strict=True)
    }
    alignment = Alignment(
        is_aligned=is_aligned,
        verdict=ALIGNED if is_aligned else "not aligned: no shared motion",
        method=BY_KNOCKS if is_aligned else "",
        apart_s=100.0,
        middle_s=0.0,
        offset_s=0.0,
        drift_ppm=0.0,
        clock_error_s=error_s,
    )
    alignments = {("a", "b"): alignment}
    return Person(
        facts=known,
        coverages={"a": coverage((0, 9)), "b": coverage((1 - 100 / 3600, 10))},
        alignments=alignments,
        clocks=common_clocks(known, alignments),
    )


def pair_of(first_s: list[float], second_s: list[float], person: Person) -> pd.Series:
    """See jerks at times of the shared clock; return the one row."""
    places = [f"{fact.site} {fact.side}" for fact in person.facts.values()]
    events = pd.concat(
        [
            jerks(sorted(first_s), recording_id="a", place=places[0]),
            jerks(
                np.sort(np.array(second_s) - 100).tolist(),
                recording_id="b",
                place=places[1],
            ),
        ],
        ignore_index=True,
    )
    table = side_by_side(events, person, PARAMETERS)
    assert list(table.columns) == names(COLUMNS)
    (row,) = (row for _, row in table.iterrows())
    return row


SHARED_S = RNG.uniform(3700, 32_000, 40)


def test_places_are_named_in_plain_words() -> None:
    row = pair_of([], [], person_of(("lower_back midline", "unknown unknown")))
    assert (row["first_place"], row["second_place"]) == ("lower back", "unknown site")


def test_shared_jerks_are_counted_and_chance_beside_them() -> None:
    own = RNG.uniform(3700, 32_000, (2, 400))
    first, second = (np.append(SHARED_S, one).tolist() for one in own)
    row = pair_of(first, second, person_of(("wrist left", "ankle left")))
    assert row["co_worn_h"] == pytest.approx(8)
    # Each of 440 meets one of 440 in 8 h within 115 ms on either side.
    expected = 440 * 440 * 2 * 0.115 / 28_300
    assert row["n_chance"] == pytest.approx(expected, rel=0.5)
    assert 40 <= row["n_shared"] <= 40 + 3 * expected
    assert (row["n_first"], row["n_second"]) == (440, 440)


def test_jerks_outside_the_common_time_are_left_out() -> None:
    row = pair_of([10.0, 5000.0], [5000.0, 33_000.0], person_of(("wrist left", "hip left")))
    assert (row["n_first"], row["n_second"], row["n_shared"]) == (1, 1, 1)


def test_who_leads_is_said_only_with_good_clocks() -> None:
    late = (SHARED_S + 0.012).tolist()
    known = person_of(("wrist left", "ankle left"), error_s=0.003)
    row = pair_of(SHARED_S.tolist(), late, known)
    assert (row["leader"], row["reason"]) == ("left wrist", "")
    assert row["lag_s"] == pytest.approx(0.012)
    row = pair_of(late, SHARED_S.tolist(), known)
    assert row["leader"] == "left ankle"
    row = pair_of(SHARED_S.tolist(), late, person_of(("wrist left", "ankle left")))
    assert (row["leader"], np.isnan(row["lag_s"])) == ("", True)
    assert row["reason"] == "who moves first is not known: clock error 15 ms"


def test_who_moves_at_the_same_time_does_not_lead() -> None:
    # 2 ms, as clocks may differ that are known to 3 ms; each jerk 4 ms earlier or later.
    late = (SHARED_S + 0.002 + np.random.default_rng(4).normal(0, 0.004, 40)).tolist()
    known = person_of(("wrist left", "ankle left"), error_s=0.003)
    row = pair_of(SHARED_S.tolist(), late, known)
    assert (row["leader"], np.isnan(row["lag_s"])) == ("", True)
    assert row["reason"].startswith("who moves first is not known: left ankle follows by -")


def test_without_a_shared_clock_nothing_is_shared() -> None:
    undated = person_of(("wrist left", "ankle left"), is_aligned=False)
    row = pair_of([5000.0], [5000.0], undated)
    assert row["verdict"] == "not aligned: no shared motion"
    assert pd.isna(row["n_shared"])
    assert row["reason"] == "their clocks cannot be held side by side"


def test_left_and_right_of_one_site_are_compared_over_the_common_time() -> None:
    # Evenly spread, so that their shares vary less than those of independent jerks.
    left = [*np.linspace(3750, 31_950, 20), 10.0]
    right = np.linspace(3710, 31_990, 60).tolist()
    row = pair_of(left, right, person_of(("wrist left", "wrist right")))
    low, high = binomtest(60, 80).proportion_ci(method="wilson")
    assert row["left_right_index"] == pytest.approx(0.5)
    assert row["index_low"] == pytest.approx(2 * low - 1)
    assert row["index_high"] == pytest.approx(2 * high - 1)
    assert row["interval"] == "Wilson, assumes independent jerks"
    turned = pair_of(right, left[:-1], person_of(("wrist right", "wrist left")))
    assert turned["left_right_index"] == pytest.approx(0.5)


def test_clusters_of_one_side_widen_the_interval() -> None:
    left = [t + k for t in (4000.0, 9000.0, 14_000.0, 20_000.0) for k in range(20)]
    right = [t + k for t in (6000.0, 11_000.0, 17_000.0, 25_000.0) for k in range(20)]
    row = pair_of(left, right, person_of(("wrist left", "wrist right")))
    assert row["interval"].startswith("Wilson, widened for a dispersion of 2")
    low, _ = binomtest(80, 160).proportion_ci(method="wilson")
    assert row["index_low"] < 2 * (2 * low - 1)


def test_a_small_spread_widens_the_interval_too() -> None:
    left = [t + k for t in np.linspace(4000, 31_000, 30) for k in range(2)]
    right = np.random.default_rng(1).uniform(3700, 32_000, 60).tolist()
    row = pair_of(left, right, person_of(("wrist left", "wrist right")))
    dispersion = float(row["interval"].removeprefix("Wilson, widened for a dispersion of "))
    assert 1.0 < dispersion < 1.5
    low, _ = binomtest(60, 120).proportion_ci(method="wilson")
    assert row["index_low"] < 2 * low - 1


@pytest.mark.parametrize(
    "places", [("wrist left", "ankle right"), ("wrist left", "wrist unknown")]
)
def test_only_left_and_right_of_one_site_have_an_index(places: tuple[str, str]) -> None:
    row = pair_of([5000.0], [5000.0], person_of(places))
    assert np.isnan(row["left_right_index"])


def test_no_jerk_gives_no_index_and_no_leader() -> None:
    row = pair_of([], [], person_of(("wrist left", "wrist right"), error_s=0.001))
    assert np.isnan(row["left_right_index"])
    assert (row["n_shared"], row["n_chance"], row["leader"]) == (0, 0, "")


def test_the_dispersion_is_that_of_pearson() -> None:
    left, right = np.array([3, 0, 2, 5, 1, 4, 0]), np.array([1, 4, 2, 0, 3, 2, 0])
    share = 12 / 27
    n = (left + right)[:6]
    chi2 = sum((right[:6] - n * share) ** 2 / (n * share * (1 - share)))
    assert dispersion_of(left, right) == pytest.approx(chi2 / 5)
    assert dispersion_of(left[:5], right[:5]) == 1.0
    assert dispersion_of(left, 0 * right) == 1.0


@given(st.integers(0, 50), st.integers(1, 50))
def test_the_interval_is_that_of_wilson(n_right: int, n_left: int) -> None:
    n = n_right + n_left
    known = binomtest(n_right, n).proportion_ci(method="wilson")
    np.testing.assert_allclose(wilson(n_right / n, n), known, atol=1e-9)
