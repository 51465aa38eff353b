"""After waking, around sleep onset, otherwise: drawn by hand, and nothing counted twice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, ZONE, Rows, coverage, facts, jerks
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from myosense import dispersion, schema
from myosense.daytime import MomentParameters, moments
from myosense.daytime.sleeplog import COLUMNS as LOG
from myosense.errors import SettingsError
from myosense.rates import RateParameters

PARAMETERS = MomentParameters()


def log(*spans_h: tuple[float, float], state: str = "sleep") -> pd.DataFrame:
    rows = [
        {"line": i, "recording_id": "a", "start_s": HOUR_S * a, "stop_s": HOUR_S * b}
        for i, (a, b) in enumerate(spans_h, start=2)
    ]
    return schema.table([{**row, "state": state} for row in rows], LOG)


def described(
    peaks_h: list[float],
    sleep_log: pd.DataFrame | None,
    state_h: Rows = (),
    usable_h: tuple[tuple[float, float], ...] = ((0, 24),),
) -> pd.DataFrame:
    covered = coverage(*usable_h, state_h=state_h, hours=24)
    return moments.describe(
        jerks([HOUR_S * peak for peak in peaks_h]),
        {"a": covered},
        {"a": facts(hours=24)},
        sleep_log,
        PARAMETERS,
        RateParameters(),
    )


def test_waking_and_sleep_onset_of_a_log() -> None:
    # Sleep from 3 h to 11 h: onset 2.75 to 3.25 h, after waking 11 to 13 h.
    table = described([2.7, 2.8, 3.2, 5, 11.0, 12.9, 13.1], log((3, 11)))
    assert table["moment"].tolist() == ["after_waking", "around_sleep_onset", "otherwise"]
    assert table["n"].tolist() == [2, 2, 3]
    assert table["analyzable_h"].tolist() == pytest.approx([2, 0.5, 21.5])
    assert table["n_moments"].tolist()[:2] == [1, 1]
    assert pd.isna(table["n_moments"].iloc[2])
    assert table["rate_per_h"].iloc[0] == 1
    # Garwood's interval of 2 in 2 h.
    limits = table[["rate_low", "rate_high"]].iloc[0].tolist()
    assert limits == pytest.approx([0.121, 3.612], abs=1e-3)
    assert set(table["source"]) == {"sleep log"}


def test_a_moment_that_two_recordings_share_is_one() -> None:
    # Asleep at 23:55, and a new file from midnight on.
    evening = datetime(2025, 6, 1, 20, tzinfo=ZoneInfo(ZONE))
    midnight = evening + timedelta(hours=4)
    sleeps = pd.concat(
        [
            log((a, a + 7)).assign(recording_id=name)
            for name, a in (("a", 4 - 1 / 12), ("b", -1 / 12))
        ],
        ignore_index=True,
    )
    table = moments.describe(
        jerks([]),
        {"a": coverage((0, 4), hours=4), "b": coverage((0, 10), hours=10)},
        {
            "a": facts("a", hours=4, start=evening, time_zone=ZONE),
            "b": facts("b", hours=10, start=midnight, time_zone=ZONE),
        },
        sleeps,
        PARAMETERS,
        RateParameters(),
    )
    assert table["n_moments"].tolist()[:2] == [1, 1]
    assert table["analyzable_h"].tolist() == pytest.approx([2, 0.5, 11.5])


def test_falling_asleep_again_ends_the_time_after_waking() -> None:
    table = described([], log((3, 7), (8, 11)))
    assert table["analyzable_h"].tolist() == pytest.approx([3, 1, 20.25])
    assert table["n_moments"].tolist()[:2] == [2, 2]


def test_entries_that_touch_are_one_sleep_and_awake_is_none() -> None:
    assert described([], log((3, 7), (7, 11)))["n_moments"].tolist()[:2] == [1, 1]
    table = described([], log((3, 7), state="awake"))
    assert table["n_moments"].tolist()[:2] == [0, 0]
    assert table["reason"].tolist()[:2] == ["no such moment was judged"] * 2
    assert pd.isna(table["rate_per_h"].iloc[0])


def test_only_what_was_judged_counts() -> None:
    table = described([11.5, 12.5], log((3, 11)), usable_h=((0, 10), (12, 24)))
    assert table["n"].tolist()[0] == 1
    assert table["analyzable_h"].iloc[0] == pytest.approx(1)
    table = described([], log((3, 11)), usable_h=((0, 2), (14, 24)))
    assert table["n_moments"].tolist()[:2] == [0, 0]


def test_without_a_log_long_stillness_stands_for_sleep_and_is_called_that() -> None:
    # Two bouts with a short turn between them, and a rest too short for a sleep.
    still: Rows = [
        (0, 3, "active"), (3, 6, "long_still"), (6, 6.4, "active"), (6.4, 11, "long_still"),
        (11, 15, "active"), (15, 15.5, "long_still"), (15.5, 24, "active"),
    ]  # fmt: skip
    table = described([3.1, 6.2, 12], None, still)
    assert table["moment"].tolist() == [
        "after_long_stillness", "around_long_stillness_onset", "otherwise",
    ]  # fmt: skip
    assert set(table["source"]) == {"long stillness"}
    assert table["n"].tolist() == [1, 1, 1]
    assert table["n_moments"].tolist()[:2] == [1, 1]
    text = table.astype("str").to_string()
    assert "sleep" not in text
    assert "waking" not in text


def test_a_limit_of_stillness_that_nobody_saw_is_none() -> None:
    still: Rows = [(0, 8, "long_still"), (10, 18, "long_still"), (18, 24, "active")]
    # From the start; up to a gap; out of that gap; and one end that was seen.
    table = described([], None, still, usable_h=((0, 8), (10, 24)))
    assert table["n_moments"].tolist()[:2] == [1, 0]


def test_intervals_of_a_clustered_place_are_wide_in_its_short_moments_too() -> None:
    rng = np.random.default_rng(1)
    bursts = [at for start in rng.uniform(0, 24, 12) for at in start + rng.random(15) / 60]
    peaks_h = sorted(at for at in bursts if at < 24)
    onset = described(peaks_h, log((3, 11))).iloc[1]
    assert onset["interval"] != dispersion.POISSON
    assert "vary more than by chance" in onset["reason"]
    assert onset["rate_high"] > 3.69 / 0.5
    by_hour = np.histogram(peaks_h, np.arange(25))[0]
    fano = np.var(by_hour, ddof=1) / np.mean(by_hour)
    low, high = dispersion.fixed_fano(int(onset["n"]), 0.5, fano, 0.95, 24 - 1)
    assert onset[["rate_low", "rate_high"]].tolist() == pytest.approx(
        [float(low), float(high)]
    )


@effort(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 24 * 3600 - 1), max_size=30, unique=True).map(sorted),
    st.lists(st.integers(0, 96), min_size=2, max_size=8, unique=True).map(sorted),
)
def test_time_and_jerks_add_up_where_moments_do_not_overlap(
    peaks_s: list[int], quarters: list[int]
) -> None:
    edges = quarters[: len(quarters) // 2 * 2]
    sleeps = log(*[(a / 4, b / 4) for a, b in zip(edges[::2], edges[1::2], strict=True)])
    peaks_h = [peak / 3600 for peak in peaks_s]
    table = described(peaks_h, sleeps)
    held = moments.logged(sleeps, "a", 24 * HOUR_S)
    after = moments._after(held, PARAMETERS)  # noqa: SLF001
    around = moments._around(held, PARAMETERS)  # noqa: SLF001
    grid = np.arange(0, 24 * 3600) + 0.5
    is_after, is_around = (
        np.any([(grid >= a) & (grid < b) for a, b in spans], axis=0)
        for spans in (after, around)
    )
    seconds = [is_after.sum(), is_around.sum(), (~is_after & ~is_around).sum()]
    assert table["analyzable_h"].to_numpy() * 3600 == pytest.approx(seconds)
    at = np.array(peaks_s, dtype=int)
    n = [is_after[at].sum(), is_around[at].sum(), (~is_after & ~is_around)[at].sum()]
    assert table["n"].fillna(0).tolist() == n


def test_no_recordings_and_lengths_that_make_no_sense() -> None:
    with pytest.raises(SettingsError, match="stillness_min is 0; expected above 0"):
        MomentParameters(stillness_min=0)
