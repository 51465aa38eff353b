"""Two sensors from the samples to the words: shared jerks once, or a word why not."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from myosense import Analysis, Settings, analyze
from myosense.recording import Recording, recording_from_arrays
from myosense.report.text import render
from myosense.simulation import plant

START = datetime(2025, 6, 1, 20, tzinfo=ZoneInfo("Europe/Berlin"))
SECONDS, N_SHARED, N_OWN = 1800, 24, (8, 6)


def times_of(sensor: int, *, is_shared: bool) -> list[float]:
    """Give when a sensor's jerks peak: the shared ones and its own, all 4 s apart."""
    rng = np.random.default_rng(7 if is_shared else 70 + sensor)
    at_s = 10 + 4.0 * rng.permutation(440) + rng.uniform(0, 1, 440)
    first = N_SHARED + sum(N_OWN[:sensor])
    own_s = at_s[first : first + N_OWN[sensor]]
    return sorted([*at_s[:N_SHARED], *own_s])


def worn(
    sensor: int, place: str, *, is_shared: bool = True, side: str = "left"
) -> Recording:
    """Wear a still sensor whose jerks are large."""
    rng = np.random.default_rng(sensor)
    still = recording_from_arrays(
        rng.normal((0, 0, 1), 0.004, (SECONDS * 50, 3)),
        sample_rate_hz=50,
        site=place,
        side=side,
        start=START,
        time_zone="Europe/Berlin",
        recording_id=f"{side}_{place}",
    )
    at_s = times_of(sensor, is_shared=is_shared)
    sizes_g = np.full(len(at_s), 0.8)
    return plant(still, seed=sensor, times_s=at_s, amplitudes_g=sizes_g)[0]


@cache
def together() -> Analysis:
    return analyze([worn(0, "wrist"), worn(1, "ankle")], settings=Settings.preset("rules"))


def test_shared_jerks_count_once_for_the_person() -> None:
    found = together()
    pair = found.tables["sensors"].iloc[0]
    assert pair["verdict"] == "aligned"
    assert abs(pair["offset_s"]) < 0.03
    assert pair["n_shared"] >= N_SHARED - 3
    in_all = found.rates[found.rates["bin"] == "all"].set_index("region")["n"]
    assert in_all["body"] == in_all["arm"] + in_all["leg"] - pair["n_shared"]
    assert in_all["body"] == found.events["body_event_id"].nunique()
    assert found.summary["person"]["n_jerks"] == in_all["body"]
    assert "body" in set(found.diary["region"])
    states = found.tables["strata"]
    whole = states[(states["region"] == "body") & (states["bin"] == "all")]
    assert whole["n"].sum() == in_all["body"]


def test_the_words_say_what_was_counted_once_and_how_sure_the_clocks_are() -> None:
    words = render(together().summary)
    n = together().summary["person"]["n_jerks"]
    assert words.startswith(
        f"{n} jerk-like events in 0.5 analyzable hours at 2 sensors, each"
    )
    low, high = (together().summary["person"][f"rate_{end}"] for end in ("low", "high"))
    assert f"/h (95 % interval {low:.1f} to {high:.1f}); as far as sensors were worn: " in (
        words
    )
    offset_s = abs(together().tables["sensors"]["offset_s"].iloc[0])
    assert "left wrist and left ankle: 2" in words
    assert "seen by both, 0 expected by chance; clocks " in words
    assert f"; clocks {offset_s:.2f} s apart, corrected to within 1" in words
    assert "not merged" not in words
    assert len(words.splitlines()) <= 25


def test_sensors_of_two_people_are_not_merged_and_the_words_say_so() -> None:
    apart = analyze(
        [worn(0, "wrist", is_shared=False), worn(1, "ankle", is_shared=False)],
        settings=Settings.preset("rules"),
    )
    assert apart.summary["person"] is None
    assert "body" not in set(apart.rates["region"])
    assert apart.events["body_event_id"].is_unique
    assert apart.events["distribution"].isna().all()
    (notice,) = apart.summary["notices"]
    assert notice == (
        "several sensors: jerks seen by more than one sensor are not merged "
        "(left wrist and left ankle not aligned: no shared motion)"
    )


def test_left_and_right_are_compared_in_words() -> None:
    both = analyze(
        [worn(0, "wrist"), worn(1, "wrist", side="right")],
        settings=Settings.preset("rules"),
    )
    index = both.tables["sensors"]["left_right_index"].iloc[0]
    assert index == pytest.approx((30 - 32) / 62, abs=0.1)
    assert f"left-right index {index:+.2f} (95 % interval" in render(both.summary)


def test_the_order_of_the_sensors_changes_no_count() -> None:
    turned = analyze(
        [worn(1, "ankle"), worn(0, "wrist")], settings=Settings.preset("rules")
    )
    assert turned.summary["person"]["n_jerks"] == together().summary["person"]["n_jerks"]
    pair = turned.tables["sensors"].iloc[0]
    assert pair["offset_s"] == pytest.approx(
        -together().tables["sensors"]["offset_s"].iloc[0], abs=0.003
    )


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    together().save(tmp_path / "out")
    loaded = Analysis.load(tmp_path / "out")
    pd.testing.assert_frame_equal(
        loaded.tables["sensors"], together().tables["sensors"], rtol=1e-6, atol=1e-6
    )
    assert loaded.summary == together().summary


def test_recordings_without_a_date_are_held_together_by_their_motion() -> None:
    undated = [
        replace(recording, start=None, time_zone=None)
        for recording in (worn(0, "wrist"), worn(1, "ankle"))
    ]
    found = analyze(undated, settings=Settings.preset("rules"))
    assert found.summary["person"]["n_jerks"] == together().summary["person"]["n_jerks"]
