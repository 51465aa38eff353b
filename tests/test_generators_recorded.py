"""Recorded motions: lobes drawn into a made-up folder, found again, warped and blended."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generators import recorded
from benchmarks.generators.recorded import (
    Snippet,
    blend,
    lonely_peaks,
    recorded_swings,
    snippets_of,
    warped,
)
from myosense.recording import Recording, recording_from_arrays
from myosense.simulation import plant_swings
from myosense.simulation.swings import Vector
from myosense.simulation.truth import measure_swing

TIMES_S = np.arange(0, 40, 0.01)
FROM_S = np.linspace(-0.6, 0.6, 1201)


def bump(time_s: Vector, at_s: float, width_s: float) -> Vector:
    shape: Vector = np.exp(-4 * np.log(2) * ((time_s - at_s) / width_s) ** 2)
    return shape


def swung(time_s: Vector, at_s: float, width_s: float) -> Vector:
    """Draw a lobe between two of half its area: what a high-pass hardly changes."""
    sides = bump(time_s, at_s - width_s, width_s) + bump(time_s, at_s + width_s, width_s)
    drawn: Vector = bump(time_s, at_s, width_s) - 0.5 * sides
    return drawn / np.max(drawn)


def at_rest(moving_g: Vector) -> Recording:
    samples = moving_g[:, None] * [0.6, 0.0, 0.8] + [0.0, 1.0, 0.0]
    return recording_from_arrays(samples, stamps_s=TIMES_S, site="wrist")


def snippet(width_s: float, axis: int = 0) -> Snippet:
    motion = np.zeros((1201, 3))
    motion[:, axis] = bump(FROM_S, 0.0, width_s)
    return Snippet(motion=motion, width_s=width_s)


def shared_folder(folder: Path) -> Path:
    """Lay out the same motion three times: to fit to, to measure on, and of another set."""
    rows = []
    for name, dataset, use in (
        ("a", "casale_chest", "fit and measure (CC BY)"),
        ("b", "casale_chest", "measure only"),
        ("c", "other", "fit and measure"),
    ):
        samples = at_rest(swung(TIMES_S, 20.0, 0.08)).acceleration_g
        table = pd.DataFrame(samples, columns=list("xyz")).assign(t=TIMES_S)
        path = folder / "data" / f"{name}.parquet"
        path.parent.mkdir(exist_ok=True)
        table.to_parquet(path)
        rows.append((path.name, dataset, use, "chest"))
    index = pd.DataFrame(rows, columns=["file", "dataset", "use", "site"])
    index.to_csv(folder / "data" / "INDEX.csv", index=False)
    return folder


def test_a_brief_motion_with_quiet_around_it_is_cut_out_as_it_is() -> None:
    (found,) = snippets_of(at_rest(0.4 * swung(TIMES_S, 20.004, 0.08)))
    above_half_s = FROM_S[swung(FROM_S, 0.0, 0.08) > 0.5]
    assert found.width_s == pytest.approx(np.ptp(above_half_s), rel=0.05)
    np.testing.assert_allclose(
        found.motion[:, 0] * 0.8, found.motion[:, 2] * 0.6, atol=1e-6
    )
    along = found.motion @ [0.6, 0.0, 0.8]
    np.testing.assert_allclose(along, swung(FROM_S, 0.0, 0.08), atol=0.03)
    assert np.argmax(along) == 600
    assert np.max(along) == pytest.approx(1)
    assert np.all(found.motion[[0, -1]] == 0)


def test_what_comes_before_the_motion_is_not_cut_out_with_it() -> None:
    before = 0.3 * swung(TIMES_S, 19.6, 0.08)
    (found,) = snippets_of(at_rest(swung(TIMES_S, 20.0, 0.08) + before))
    along = found.motion @ [0.6, 0.0, 0.8]
    assert np.all(along[FROM_S < -0.3] == 0)
    np.testing.assert_allclose(along[600:], swung(FROM_S, 0.0, 0.08)[600:], atol=0.03)


@pytest.mark.parametrize(
    "moving_g",
    [
        pytest.param(0.1 * swung(TIMES_S, 20.0, 0.08), id="too small"),
        pytest.param(swung(TIMES_S, 20.0, 0.26), id="too slow"),
        pytest.param(np.where(np.abs(TIMES_S - 20) < 0.004, 1.0, 0.0), id="one sample"),
        pytest.param(
            swung(TIMES_S, 20.0, 0.08) + 0.6 * swung(TIMES_S, 20.8, 0.08), id="one after"
        ),
        pytest.param(
            swung(TIMES_S, 20.0, 0.08) + 0.6 * swung(TIMES_S, 19.6, 0.08), id="one before"
        ),
        pytest.param(swung(TIMES_S, 0.8, 0.08), id="at the start"),
        pytest.param(
            swung(TIMES_S, 20.0, 0.08) + 0.6 * swung(TIMES_S, 20.42, 0.08), id="two in one"
        ),
    ],
)
def test_no_other_motion_is_taken(moving_g: Vector) -> None:
    assert snippets_of(at_rest(moving_g)) == []


@pytest.mark.parametrize(
    ("others", "n"),
    [
        ({}, 1),
        ({186: 0.6}, 0),
        ({233: 0.6}, 0),
        ({137: 0.6}, 0),
        ({263: 0.6}, 0),
        ({188: 0.9, 231: 0.9}, 1),
        ({135: 0.9, 265: 0.9}, 1),
    ],
)
def test_quiet_begins_a_fifth_before_and_half_a_second_after_and_lasts_to_one_second(
    others: dict[int, float], n: int
) -> None:
    norm_g = np.full(400, 0.01)
    norm_g[200] = 1.0
    for row, height in others.items():
        norm_g[row] = height
    assert np.count_nonzero(lonely_peaks(norm_g, 64.0) == 200) == n


def test_only_what_may_be_fitted_to_is_used(tmp_path: Path) -> None:
    shared = shared_folder(tmp_path)
    recorded_swings(shared)
    with pytest.raises(ValueError, match="no brief motion in mobgap below"):
        recorded_swings(shared, ("mobgap",))
    index = pd.read_csv(shared / "data" / "INDEX.csv")
    index[index["use"] == "measure only"].to_csv(shared / "data" / "INDEX.csv")
    with pytest.raises(ValueError, match="no brief motion in assist_falls, casale_chest"):
        recorded_swings(shared)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.02, 0.25), st.floats(0.025, 0.23), st.floats(0.03, 4.0))
def test_a_warped_motion_has_the_width_the_size_and_the_time_asked_for(
    own_s: float, width_s: float, amplitude_g: float
) -> None:
    swing = warped(snippet(own_s).motion, width_s, amplitude_g, 7.0)
    row = measure_swing(swing)
    assert row["width_s"] == pytest.approx(width_s, rel=0.02)
    assert row["peak_g"] == pytest.approx(amplitude_g)
    assert row["peak_s"] == pytest.approx(7.0, abs=1e-9)


def test_two_motions_are_laid_peak_on_peak_as_wide_as_the_first_and_turned() -> None:
    rng = np.random.default_rng(0)
    shares = []
    for _ in range(40):
        motion = blend(rng, snippet(0.06), snippet(0.12, axis=1))
        _, sizes, axes = np.linalg.svd(motion, full_matrices=False)
        assert sizes[1] < 1e-3 * sizes[0]  # one line: both peak at once and alike wide
        np.testing.assert_allclose(
            np.abs(motion @ axes[0]), np.linalg.norm(motion[600]) * bump(FROM_S, 0, 0.06),
            atol=2e-3,
        )  # fmt: skip
        shares.append(np.linalg.norm(motion[600]))
    assert 0.2 < np.min(shares) < 0.75
    assert np.max(shares) > 0.9


def test_motions_point_anywhere(tmp_path: Path) -> None:
    generator = recorded_swings(shared_folder(tmp_path))
    rng = np.random.default_rng(1)
    swings = [generator(rng, "wrist", 1.0, 5.0) for _ in range(200)]
    peaks = np.array(
        [s.acceleration_g[np.argmax(s.acceleration_g**2) // 3] for s in swings]
    )
    np.testing.assert_allclose(peaks.mean(axis=0), 0, atol=0.2)
    np.testing.assert_allclose((peaks**2).mean(axis=0), 1 / 3, atol=0.1)


@pytest.mark.parametrize(
    ("site", "low_s", "high_s"), [("wrist", 0.025, 0.180), ("chest", 0.048, 0.230)]
)
def test_widths_fill_the_limits_of_the_site(
    tmp_path: Path, site: str, low_s: float, high_s: float
) -> None:
    generator = recorded_swings(shared_folder(tmp_path))
    rng = np.random.default_rng(2)
    rows = [measure_swing(generator(rng, site, 0.5, 5.0)) for _ in range(200)]
    widths_s = [row["width_s"] for row in rows]
    np.testing.assert_allclose([min(widths_s), max(widths_s)], [low_s, high_s], rtol=0.06)
    assert np.median(widths_s) == pytest.approx((low_s * high_s) ** 0.5, rel=0.15)
    np.testing.assert_allclose([row["peak_g"] for row in rows], 0.5)


def test_what_needs_little_stretching_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    widths_s = np.array([0.03, 0.06, 0.12, 0.24])
    near = {recorded._choose(rng, widths_s, 0.05) for _ in range(60)}  # noqa: SLF001
    assert {i for pair in near for i in pair} == {0, 1}
    monkeypatch.setattr(recorded, "MOST_WARP", 1.1)
    assert recorded._choose(rng, widths_s, 0.5) == (3, 3)  # noqa: SLF001


def test_recorded_motions_can_be_planted(tmp_path: Path) -> None:
    generator = recorded_swings(shared_folder(tmp_path))
    swing = generator(np.random.default_rng(4), "wrist", 0.5, 20.0)
    _, truth = plant_swings(at_rest(np.zeros(len(TIMES_S))), [swing])
    assert truth["peak_s"].iloc[0] == pytest.approx(20.0)
