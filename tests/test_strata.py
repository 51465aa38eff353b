"""Rates by state: each over its own time, and nothing lost or counted twice."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, ZONE, coverage, facts, jerks
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import analyze, rates, simulate, strata
from myosense.coverage import STATES, Coverage
from myosense.rates import RateParameters
from myosense.recording import Facts

PARAMETERS = RateParameters()
EVENING = datetime(2025, 6, 1, 16, 0, tzinfo=ZoneInfo(ZONE))
#: The nights on which clocks go forward and back, and one with a midnight start.
STARTS = (
    datetime(2025, 3, 29, 21, 7, tzinfo=ZoneInfo(ZONE)),
    datetime(2025, 10, 25, 20, 7, tzinfo=ZoneInfo(ZONE)),
    datetime(2025, 6, 1, tzinfo=ZoneInfo(ZONE)),
)


def cells(table: pd.DataFrame, state: str, column: str, kind: str = "all") -> list[object]:
    rows = table[(table["bin"] == kind) & (table["state"] == state)]
    return rows[column].tolist()


def test_each_state_counts_its_own_jerks_over_its_own_time() -> None:
    covered = coverage(
        (0, 1),
        (2, 4),
        lost_h=[(1, 2, "not worn")],
        state_h=[(0, 1, "rest"), (2, 2.5, "rest"), (2.5, 4, "active")],
        hours=4,
    )
    known = facts(hours=4, start=EVENING, time_zone=ZONE)
    peaks_h = np.array([0.5, 2.1, 2.5, 3.5, 3.6])
    events = jerks((HOUR_S * peaks_h).tolist())
    table = strata.stratify(events, {"a": covered}, {"a": known}, PARAMETERS)
    assert table.columns[:5].tolist() == ["region", "site", "side", "state", "bin"]
    assert table["state"].drop_duplicates().tolist() == list(STATES)
    for state, n, hours, reason in (
        ("long_still", pd.NA, 0, "in another state"),
        ("rest", 2, 1.5, ""),
        ("active", 3, 1.5, ""),
        ("walking", pd.NA, 0, "in another state"),
    ):
        assert cells(table, state, "n") == [n]
        assert cells(table, state, "analyzable_h") == pytest.approx([hours])
        assert cells(table, state, "reason") == [reason]
    assert cells(table, "active", "rate_per_h") == pytest.approx([2])
    # From 12 to 18 and from 18 to 24.
    assert cells(table, "rest", "n", "day_part") == [1, 1]
    assert cells(table, "active", "n", "day_part") == [pd.NA, 3]
    assert cells(table, "active", "reason", "day_part") == ["in another state", ""]


def test_clusters_in_one_state_do_not_widen_another() -> None:
    covered = coverage((0, 24), state_h=[(0, 12, "rest"), (12, 24, "active")], hours=24)
    bursts = [HOUR_S * h + i for h in (1, 5, 6, 8, 10) for i in range(0, 45, 5)]
    evenly = [HOUR_S * h + 60 * i for h in range(12, 24) for i in range(4)]
    table = strata.stratify(
        jerks(bursts + evenly), {"a": covered}, {"a": facts(hours=24)}, PARAMETERS
    )
    assert "vary more than by chance" in str(cells(table, "rest", "reason"))
    assert cells(table, "active", "interval") == [
        "exact Poisson, assumes independent jerks"
    ]


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(STARTS),
    st.lists(st.integers(0, 1800), max_size=25),
    st.lists(st.tuples(st.integers(1, 300), st.sampled_from([*STATES, ""])), min_size=1),
    st.lists(st.tuples(st.integers(1, 300), st.sampled_from([*STATES, ""])), max_size=6),
)
def test_states_sites_and_parts_of_the_day_add_up_to_the_whole(
    start: datetime,
    peaks_min: list[int],
    drawn: list[tuple[int, str]],
    drawn_too: list[tuple[int, str]],
) -> None:
    covered = {"a": day_of(drawn), "b": day_of([*drawn_too, (60, "rest")])}
    known = {
        "a": whole_of("a", covered["a"], start, "wrist left"),
        "b": whole_of("b", covered["b"], start, "ankle right"),
    }
    events = pd.concat(
        [
            jerks(sorted(60.0 * m + 0.25 for m in peaks_min), recording_id=key, place=place)
            for key, place in (("a", "wrist left"), ("b", "ankle right"))
        ],
        ignore_index=True,
    )
    counted = rates.count(events, covered, known, PARAMETERS)
    table = strata.stratify(events, covered, known, PARAMETERS)
    for site in ("wrist", "ankle"):
        whole = counted[(counted["bin"] == "all") & (counted["site"] == site)].iloc[0]
        n = 0 if pd.isna(whole["n"]) else whole["n"]
        for kind in strata.KINDS:
            rows = table[(table["bin"] == kind) & (table["site"] == site)]
            hours = rows["analyzable_h"]
            assert rows["n"].fillna(0).sum() == n
            assert hours.sum() == pytest.approx(whole["analyzable_h"])
            recombined = (rows["rate_per_h"] * hours).sum() / max(hours.sum(), 1e-9)
            assert recombined == pytest.approx(n / max(whole["analyzable_h"], 1e-9))


def day_of(drawn: list[tuple[int, str]]) -> Coverage:
    """Draw a coverage of minutes in each state; without a state nothing was judged."""
    edges_h = np.cumsum([0, *(minutes for minutes, _ in drawn)]) / 60
    spans = [
        (float(a), float(b), state)
        for (a, b), (_, state) in zip(pairwise(edges_h), drawn, strict=True)
    ]
    judged = [span for span in spans if span[2]]
    lost = [(a, b, "not worn") for a, b, state in spans if not state]
    return coverage(
        *((a, b) for a, b, _ in judged), lost_h=lost, state_h=judged, hours=edges_h[-1]
    )


def whole_of(key: str, covered: Coverage, start: datetime, place: str) -> Facts:
    hours = covered.recorded_s / HOUR_S
    return facts(key, hours=hours, start=start, time_zone=ZONE, place=place)


def test_a_still_wearer_does_not_seem_to_jerk_in_action() -> None:
    still = simulate(seed=5, hours=2.0, site="chest", rate_per_h=60.0, scenario="still")
    found = analyze(still.recording).tables["strata"]
    in_all = found[found["bin"] == "all"].set_index("state")
    assert in_all.loc[["active", "walking"], "analyzable_h"].tolist() == [0, 0]
    assert in_all["n"].sum() > 0.8 * len(still.truth)
