"""The sample data: the committed files are what the one command makes."""

import csv
import gzip
import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from benchmarks.make_sample_data import (
    EXCERPT,
    FOLDER,
    GAPS,
    NOT_WORN,
    doses_text,
    jerks_of_person,
    manifest_of,
    stimuli,
    truth_text,
    without,
)
from myosense.simulation import simulate

STEPS_G = {"wrist_left": 1 / 256, "ankle_left": 1 / 512}


@pytest.fixture(scope="module", params=list(STEPS_G))
def name(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


def truth_of(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}_truth.tsv", sep="\t", na_values="n/a")


def test_every_file_holds_the_values_of_the_manifest() -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert manifest_of(FOLDER) == manifest
    assert len(manifest) == 9


def test_all_files_together_are_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 12e6


def test_every_file_is_explained_in_the_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.iterdir():
        if path.name != "README.md" and not path.name.endswith("_truth.tsv"):
            assert f"`{path.name}`" in readme


def test_a_recording_says_what_it_is_and_lacks_what_was_left_out(name: str) -> None:
    table = pq.read_table(FOLDER / f"{name}.parquet")
    facts = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert facts["start"] == "2025-10-25T19:00:00+02:00"
    assert facts["time_zone"] == "Europe/Berlin"
    assert f"{facts['site']}_{facts['side']}" == name
    assert (facts["unit"], float(facts["range_g"])) == ("g", 8.0)
    time_s = table["time"].to_numpy()
    assert time_s[-1] == 13 * 3600 - 1 / 64
    holes = np.flatnonzero(np.diff(time_s) > 0.05)
    found = [(time_s[i] + 1 / 64, time_s[i + 1]) for i in holes]
    assert found == list(GAPS[name])
    for axis in "xyz":
        steps = table[axis].to_numpy() / STEPS_G[name]
        np.testing.assert_array_equal(steps, np.round(steps))


def test_a_sensor_on_the_bedside_table_does_not_move(name: str) -> None:
    table = pq.read_table(FOLDER / f"{name}.parquet")
    time_s = table["time"].to_numpy()
    first, last = np.searchsorted(time_s, np.add(NOT_WORN, (30, -30)))
    spread_g = np.std(table["x"].to_numpy()[first:last].reshape(-1, 64), axis=1)
    assert np.median(spread_g) < 0.004
    peaks_s = truth_of(name)["peak_time"]
    assert not peaks_s.between(*NOT_WORN).any()


def test_jerks_seen_by_both_sensors_are_at_most_15_ms_apart() -> None:
    wrist, ankle = truth_of("wrist_left"), truth_of("ankle_left")
    both = wrist.merge(ankle, on="body_event_id")
    lag_s = (both["peak_time_x"] - both["peak_time_y"]).abs()
    assert len(both) > 50
    assert lag_s.max() <= 0.0151
    assert lag_s.median() > 0.002


def test_the_excerpt_is_that_half_hour_of_the_wrist_on_the_local_clock() -> None:
    with gzip.open(FOLDER / "wrist_left_30min.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["time", "x", "y", "z"]
    assert rows[1][0] == "2025-10-25T22:19:58.000"
    assert rows[-1][0] == "2025-10-25T22:50:01.984"
    table = pq.read_table(FOLDER / "wrist_left.parquet")
    first, last = np.searchsorted(table["time"].to_numpy(), EXCERPT)
    assert len(rows) - 1 == last - first == 1804 * 64
    values = np.array([row[1:] for row in rows[1:]], dtype=float)
    for axis, column in zip("xyz", values.T, strict=True):
        expected = table[axis].to_numpy()[first:last]
        np.testing.assert_allclose(column, expected, atol=5.1e-6)


def test_the_excerpt_has_15_to_25_jerks_at_their_places() -> None:
    excerpt, whole = truth_of("wrist_left_30min"), truth_of("wrist_left")
    assert 15 <= len(excerpt) <= 25
    inside = whole[whole["peak_time"].between(*EXCERPT)]
    np.testing.assert_allclose(
        excerpt["peak_time"] + EXCERPT[0], inside["peak_time"], atol=1e-3
    )


def test_logs_are_on_the_clock_of_the_recordings() -> None:
    markers = pd.read_csv(FOLDER / "markers.csv")
    since_s = (
        pd.to_datetime(markers["time"]) - pd.Timestamp("2025-10-25T19:00+02:00")
    ).dt.total_seconds()
    np.testing.assert_allclose(since_s, markers["time_s"], atol=2e-3)
    diary = pd.read_csv(FOLDER / "diary.csv")
    starts = pd.to_datetime(diary["start"], utc=True)
    stops = pd.to_datetime(diary["stop"], utc=True)
    assert set((stops - starts).dt.total_seconds()) == {3600.0}
    assert (FOLDER / "doses.csv").read_text(encoding="utf-8") == doses_text()


def test_the_command_draws_the_same_jerks_and_stimuli_again(name: str) -> None:
    markers, answers_s = stimuli()
    pd.testing.assert_frame_equal(markers, pd.read_csv(FOLDER / "markers.csv"))
    drawn = jerks_of_person(answers_s)
    drawn = drawn[drawn[name].notna()]
    truth = truth_of(name)
    np.testing.assert_allclose(drawn[name], truth["peak_time"], atol=1e-4)
    sizes_g = drawn["amplitude_g"] * drawn[f"{name}_share"]
    np.testing.assert_allclose(sizes_g, truth["peak_g"], atol=1e-4)
    assert list(drawn["body_event_id"]) == list(truth["body_event_id"])


def test_leaving_out_samples_keeps_the_others_at_their_times() -> None:
    made = simulate(seed=1, hours=0.05, sample_rate_hz=64, rate_per_h=300).recording
    cut = without(made, ((10.0, 20.0), (100.0, 100.5)))
    is_kept = ~((made.time_s >= 10) & (made.time_s < 20))
    is_kept &= ~((made.time_s >= 100) & (made.time_s < 100.5))
    np.testing.assert_array_equal(cut.time_s, made.time_s[is_kept])
    np.testing.assert_array_equal(cut.acceleration_g, made.acceleration_g[is_kept])
    assert [stretch.n_samples for stretch in cut.stretches] == [640, 80 * 64, 5088]


def test_truth_is_written_with_onset_duration_and_peak_first() -> None:
    start = datetime(2025, 10, 25, 19, tzinfo=UTC)
    made = simulate(seed=2, hours=0.05, rate_per_h=300, start=start, time_zone="UTC")
    truth = made.truth.assign(body_event_id="body0001")
    header, first, *_ = truth_text(truth, 1.0).splitlines()
    assert header.split("\t")[:3] == ["onset", "duration", "peak_time"]
    row = truth.iloc[0]
    expected = [row["onset_s"] - 1, row["duration_s"], row["peak_s"] - 1]
    np.testing.assert_allclose(
        [float(x) for x in first.split("\t")[:3]], expected, atol=1e-4
    )
    assert first.split("\t")[-1] == "n/a"
