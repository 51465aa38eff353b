"""Hours of the clock and a rhythm of the day: sums, planted rhythms, a second fit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from drawing import HOUR_S, coverage, facts, jerks
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from myosense import schema
from myosense.clock import ClockParameters
from myosense.coverage import Coverage
from myosense.daytime import CircadianParameters, cosinor, profile, rhythm
from myosense.daytime.cells import Cells
from myosense.errors import SettingsError
from myosense.rates import RateParameters

JUNE = datetime(2025, 6, 1, tzinfo=ZoneInfo("Europe/Berlin"))
PARAMETERS = CircadianParameters()
ZONES = ("Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe", "America/St_Johns")


def hourly(
    peaks_s: list[float], covered: Coverage, start: datetime, zone: str
) -> pd.DataFrame:
    hours = covered.recorded_s / HOUR_S
    known = {"a": facts(hours=hours, start=start, time_zone=zone)}
    return profile.profile(jerks(peaks_s), {"a": covered}, known, RateParameters())


def told(
    peaks_s: np.ndarray, days: float, usable_h: Sequence[tuple[float, float]] = ()
) -> pd.Series:
    covered = coverage(*(usable_h or ((0, 24 * days),)), hours=24 * days)
    known = {"a": facts(hours=24 * days, start=JUNE, time_zone="Europe/Berlin")}
    events = jerks(np.sort(peaks_s).tolist())
    return rhythm.rhythm(events, {"a": covered}, known, PARAMETERS, ClockParameters()).iloc[
        0
    ]


def daily(rng: np.random.Generator, days: int, per_h: float, swing: float) -> np.ndarray:
    """Draw jerks whose rate swings with the day, highest at 21:00, clustered (Fano 3)."""
    mean = per_h * np.exp(
        swing * np.cos(2 * np.pi * (np.arange(24 * days) + 0.5 - 21) / 24)
    )
    n = rng.negative_binomial(mean / 2, 1 / 3)
    return np.concatenate([HOUR_S * (i + rng.random(k)) for i, k in enumerate(n)])


@pytest.mark.parametrize(
    ("day", "hours_at_2"),
    [((2025, 3, 30), 0), ((2025, 6, 1), 1), ((2025, 10, 26), 2)],
    ids=["23 hours", "24 hours", "25 hours"],
)
def test_the_repeated_hour_counts_twice_and_the_skipped_one_not(
    day: tuple[int, int, int], hours_at_2: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(*day, tzinfo=zone)
    hours = 23 + hours_at_2
    peaks_s = [HOUR_S * (i + 0.5) for i in range(hours)]
    table = hourly(peaks_s, coverage((0, hours), hours=hours), start, "Europe/Berlin")
    assert table["hour"].tolist() == list(range(24))
    assert table["analyzable_h"].tolist() == [
        hours_at_2 if hour == 2 else 1 for hour in range(24)
    ]
    assert table["n"].fillna(0).tolist() == table["analyzable_h"].tolist()
    never = table[table["n_days"] == 0]
    assert never["reason"].tolist() == ["never judged at this hour"] * (hours_at_2 == 0)


def test_travel_keeps_the_hours_of_each_recording_s_own_clock() -> None:
    berlin = facts("a", hours=2, start=JUNE, time_zone="Europe/Berlin")
    tokyo = facts(
        "b",
        hours=2,
        start=datetime(2025, 6, 2, 12, tzinfo=ZoneInfo("Asia/Tokyo")),
        time_zone="Asia/Tokyo",
    )
    events = pd.concat([jerks([60]), jerks([60, 120], recording_id="b")], ignore_index=True)
    held = {key: coverage((0, 2), hours=2) for key in "ab"}
    table = profile.profile(events, held, {"a": berlin, "b": tokyo}, RateParameters())
    worn = table[table["n_days"] > 0]
    assert worn["hour"].tolist() == [0, 1, 12, 13]
    assert worn["n"].tolist() == [1, 0, 2, 0]


@effort(max_examples=20, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.integers(0, 365 * 24 * 60),
    st.integers(1, 60),
    st.lists(st.floats(0, 1, exclude_max=True), max_size=30),
)
def test_hours_of_the_clock_add_up_to_everything(
    zone: str, minutes: int, hours: int, shares: list[float]
) -> None:
    start = datetime(2025, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=minutes)
    covered = coverage((0, 0.4 * hours), (0.5 * hours, hours), hours=hours)
    peaks_s = sorted(HOUR_S * hours * share for share in shares)
    table = hourly(peaks_s, covered, start.astimezone(ZoneInfo(zone)), zone)
    inside = [p for p in peaks_s if p < 0.4 * hours * HOUR_S or p >= 0.5 * hours * HOUR_S]
    assert len(table) == 24
    assert table["n"].sum() == len(inside)
    assert table["analyzable_h"].sum() == pytest.approx(0.9 * hours)


def test_without_a_clock_there_is_no_profile_and_no_rhythm() -> None:
    covered, known = {"a": coverage((0, 1))}, {"a": facts()}
    table = profile.profile(jerks([5]), covered, known, RateParameters())
    assert table.dtypes.equals(schema.empty(profile.COLUMNS).dtypes)
    row = rhythm.rhythm(jerks([5]), covered, known, PARAMETERS, ClockParameters()).iloc[0]
    assert row["reason"] == "no clock time: give --time-zone or --start"


def test_a_planted_rhythm_is_found_where_it_was_planted() -> None:
    row = told(daily(np.random.default_rng(1), 7, 20, 0.7), 7)
    assert row["p"] < 0.01
    assert row["peak_low"] < 21 < row["peak_high"]
    assert row["peak_high"] - row["peak_low"] < 4
    assert row["ratio_low"] < np.exp(1.4) < row["ratio_high"]
    assert "hours taken as independent" in row["interval"]
    row = told(daily(np.random.default_rng(2), 14, 10, 0.7), 14)
    assert row["peak_low"] < 21 < row["peak_high"]
    assert "errors by day" in row["interval"]


def test_no_rhythm_is_named_where_there_is_none() -> None:
    rng = np.random.default_rng(3)
    rows = [told(daily(rng, 3, 10, 0), 3) for _ in range(40)]
    assert sum(row["p"] < 0.05 for row in rows) <= 6
    unclear = [row for row in rows if row["p"] >= 0.05]
    assert {row["reason"] for row in unclear} == {"no clear rhythm of the day"}
    assert all(pd.isna(row["peak_hour"]) for row in unclear)


def test_hours_that_were_worn_more_do_not_seem_to_hold_more_jerks() -> None:
    rng = np.random.default_rng(4)
    # The mornings are half off the wrist: fewer jerks are seen there, at the same rate.
    worn = [
        (24 * day + hour, 24 * day + hour + (0.5 if 6 <= hour < 12 else 1))
        for day in range(5)
        for hour in range(24)
    ]
    rows = []
    for _ in range(20):
        at_h = rng.uniform(0, 120, 2400)
        at_h = at_h[((at_h % 24 // 6) != 1) | (at_h % 1 < 0.5)]
        rows.append(told(HOUR_S * at_h, 5, worn))
    assert sum(row["p"] < 0.05 for row in rows) <= 4


def test_jerks_in_step_with_the_judged_time_are_not_uneven_at_all() -> None:
    hours = np.where((np.arange(48) % 24) < 12, 1.0, 0.25)
    n = (8 * hours).astype(np.int64)
    cell = np.repeat(np.arange(48), n)
    cells = Cells(
        hour=np.arange(48) % 24,
        day=np.arange(48) // 24,
        hours=hours,
        n=n,
        cell=cell,
        at_h=np.concatenate([(np.arange(k) + 0.5) / 8 for k in n]),
        weight=np.ones(len(cell), dtype=np.int64),
    )
    assert rhythm.unevenness(cells) == 1
    night = replace(cells, hours=np.ones(48), at_h=cells.at_h * hours[cell])
    assert rhythm.unevenness(night) < 0.05


@pytest.mark.parametrize(
    ("days", "n", "said"),
    [
        (1, 200, "0 of 24 hours of the clock were judged on 2 days; 18 are needed"),
        (1.6, 200, "14 of 24 hours"),
        (2, 10, "10 jerks; 20 are needed"),
    ],
)
def test_nothing_is_said_too_early(days: float, n: int, said: str) -> None:
    peaks_s = np.random.default_rng(5).uniform(0, 24 * HOUR_S * days, n)
    row = told(peaks_s, days)
    assert said in row["reason"]
    assert pd.isna(row["p"])


@pytest.mark.parametrize("n_days", [3, 12])
def test_the_cosinor_is_that_of_statsmodels(n_days: int) -> None:
    rng = np.random.default_rng(6)
    hour = np.tile(np.arange(24), n_days)
    day = np.repeat(np.arange(n_days), 24)
    angle, hours = 2 * np.pi * (hour + 0.5) / 24, rng.uniform(0.3, 1, len(hour))
    n = rng.negative_binomial(8 * hours * np.exp(0.6 * np.cos(angle - 1)) / 2, 1 / 3)
    x = np.column_stack((np.ones(len(n)), np.cos(angle), np.sin(angle)))
    model = sm.GLM(n, x, family=sm.families.Poisson(), offset=np.log(hours))
    if n_days >= 10:
        twin = model.fit(cov_type="cluster", cov_kwds={"groups": day})
        quantile = 2.200985  # qt(0.975, 11) of R
    else:
        twin = model.fit(scale="X2")
        quantile = 1.994945  # qt(0.975, 69) of R
    swing = np.hypot(twin.params[1], twin.params[2])
    to_swing = twin.params[1:] / swing
    reach = quantile * np.sqrt(to_swing @ twin.cov_params()[1:, 1:] @ to_swing)
    found = cosinor.cosinor(angle, n, hours, day, 10)
    assert found["peak_to_trough"] == pytest.approx(np.exp(2 * swing), rel=1e-6)
    assert found["ratio_high"] == pytest.approx(np.exp(2 * (swing + reach)), rel=1e-5)
    peak = np.arctan2(twin.params[2], twin.params[1]) / (2 * np.pi) * 24 % 24
    assert found["peak_hour"] == pytest.approx(peak, abs=1e-6)
    assert found["ratio_low"] == pytest.approx(np.exp(2 * (swing - reach)), rel=1e-5)
    # Across the swing, the same covariance turns the angle by its part over the swing.
    across = np.array([-twin.params[2], twin.params[1]]) / swing
    reach_h = quantile * np.sqrt(across @ twin.cov_params()[1:, 1:] @ across) / swing
    limits = peak + np.array([-1, 1]) * reach_h * 24 / (2 * np.pi)
    assert [found["peak_low"], found["peak_high"]] == pytest.approx(limits, abs=1e-4)


def test_the_peak_of_an_even_day_is_not_known() -> None:
    n = np.tile([7, 13], 36)
    n[6::24] += 1  # one jerk more in an hour, where hours differ by six
    angle = 2 * np.pi * (np.arange(72) % 24 + 0.5) / 24
    found = cosinor.cosinor(angle, n, np.ones(72), np.arange(72) // 24, 10)
    assert found == {"reason": "the peak's hour is not known to 6 h"}


def test_jerks_at_one_hour_only_have_no_swing_that_ends() -> None:
    n = np.zeros(72, dtype=np.int64)
    n[5::24] = 20
    angle = 2 * np.pi * (np.arange(72) % 24 + 0.5) / 24
    found = cosinor.cosinor(angle, n, np.ones(72), np.arange(72) // 24, 10)
    assert found == {"reason": "jerks in too few hours of the clock for a peak"}


def test_settings_that_cannot_tell_a_rhythm_are_refused() -> None:
    for values, said in (({"min_days": 1}, "min_days"), ({"min_jerks": 1}, "min_jerks")):
        with pytest.raises(SettingsError, match=said):
            CircadianParameters(**values)
