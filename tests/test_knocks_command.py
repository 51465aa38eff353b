"""``myosense analyze --knocks``: two wrists that were knocked on together."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from scipy.interpolate import CubicSpline

from myosense import simulate
from myosense.cli import main
from myosense.intervals import Seconds
from myosense.reading import write_parquet
from myosense.recording import Recording, recording_from_arrays

START = datetime(2025, 6, 1, 20, tzinfo=ZoneInfo("Europe/Berlin"))
RATE_HZ = 100.0
SECONDS = 900.0
#: What the right wrist's clock and muscles are behind by.
OFFSET_S, DRIFT_PPM, LAG_S = 6.2, 30.0, 0.008
KNOCKS_S = np.array([20.0, 20.41, 20.93, 21.3, 22.1, 870.2, 870.9, 871.3, 872.0, 872.4])
SPANS = ("--knocks", "18", "24", "--knocks", "868", "875")


@dataclass(frozen=True, kw_only=True, eq=False)
class Pair:
    """The files of two wrists that feel the same jerks, and how many these are."""

    left: Path
    right: Path
    n_jerks: int


def knocked(at_s: Seconds) -> Seconds:
    """Feel knocks of 8 ms as a device does that lets pass 40 % of its rate."""
    width_s = 0.13 / (0.4 * RATE_HZ)
    away = (at_s[:, None] - KNOCKS_S) / width_s
    felt_g: Seconds = 1.5 * np.exp(-0.5 * away**2).sum(axis=1)
    return felt_g


def worn(name: str, side: str, motion_g: Seconds, seed: int) -> Recording:
    noise_g = np.random.default_rng(seed).normal(0, 0.003, motion_g.shape)
    return recording_from_arrays(
        motion_g + noise_g, sample_rate_hz=RATE_HZ, site="wrist", side=side,
        start=START, time_zone="Europe/Berlin", recording_id=name,
    )  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    simulation = simulate(
        seed=5, hours=SECONDS / 3600, rate_per_h=120.0, noise_g=1e-4, resolution_g=1e-4,
        amplitude_g=(0.3, 1.0),
    )  # fmt: skip
    motion_g = simulation.recording.acceleration_g.astype(np.float64)
    left_s = simulation.recording.time_s
    at = CubicSpline(left_s, motion_g)
    own_s = left_s[left_s < SECONDS - OFFSET_S - 1]
    true_s = OFFSET_S + own_s * (1 + 1e-6 * DRIFT_PPM)
    knock_axis = np.array([0.0, 0.6, 0.8])
    left = worn("left", "left", motion_g + np.outer(knocked(left_s), knock_axis), 1)
    turned = at(true_s - LAG_S)[:, [1, 2, 0]]
    right = worn("right", "right", turned + np.outer(knocked(true_s), knock_axis), 2)
    folder = tmp_path_factory.mktemp("wrists")
    for recording in (left, right):
        write_parquet(recording, folder / f"{recording.recording_id}.parquet")
    n_jerks = int((simulation.truth["peak_s"] > OFFSET_S + 1).sum())
    return Pair(
        left=folder / "left.parquet", right=folder / "right.parquet", n_jerks=n_jerks
    )


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["analyze", *map(str, words)])


def test_knocks_tell_who_moves_first(pair: Pair, tmp_path: Path) -> None:
    done = run(pair.left, pair.right, *SPANS, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    (row,) = pd.read_csv(tmp_path / "out" / "sensors.csv").to_dict("records")
    assert (row["verdict"], row["method"]) == ("aligned", "knocks")
    middle_s = SECONDS / 2  # The offset is told for the middle of the time together.
    assert abs(row["offset_s"] - OFFSET_S - 1e-6 * DRIFT_PPM * middle_s) < 0.003
    assert abs(row["drift_ppm"] - DRIFT_PPM) < 10
    assert row["clock_error_s"] < 0.005
    assert row["leader"] == "left wrist"
    assert abs(row["lag_s"] - LAG_S) < 0.003
    said = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert abs(said["person"]["n_jerks"] - pair.n_jerks) <= 0.15 * pair.n_jerks
    assert "; left wrist first" in done.stdout
    events = pd.read_csv(tmp_path / "out" / "left_events.tsv", sep="\t")
    near_s = np.abs(events["peak_time"].to_numpy()[:, None] - KNOCKS_S).min(axis=1)
    assert near_s.min() > 0.03, "a knock was counted"


def test_a_span_without_knocks_is_refused_in_a_sentence(pair: Pair, tmp_path: Path) -> None:
    done = run(pair.left, pair.right, "--knocks", 100, 110, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: 'left' shows 0 knocks from 100 to 110 s")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "spans", [("--knocks", "5", "3"), ("--knocks", "3", "9", "--knocks", "5", "12")]
)
def test_times_of_knocks_that_are_none_are_refused_by_the_option(
    pair: Pair, tmp_path: Path, spans: tuple[str, ...]
) -> None:
    done = run(pair.left, pair.right, *spans, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stderr == (
        f"Error: {' '.join(spans)}: expected a START before its STOP, and no two that "
        "overlap\n"
    )
    assert not (tmp_path / "out").exists()


def test_knocks_on_a_single_sensor_are_refused(pair: Pair, tmp_path: Path) -> None:
    done = run(pair.left, *SPANS, "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stderr == (
        "Error: --knocks lays several files on one clock; expected two or more\n"
    )
    assert not (tmp_path / "out").exists()
