"""Faults of one sample or two: closed forms, jerks beside them, and through the house."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lobes import Signal, gaussian, moving

from myosense import Recording, Settings, analyze, simulate
from myosense.classification import ClassificationParameters
from myosense.filtering import FilterParameters, Motion, bandpass, filter_block
from myosense.measuring import MeasureParameters, measure
from myosense.measuring.spike import _kept_of_fault
from myosense.recording import recording_from_arrays

LIMIT = ClassificationParameters().artifact_spike
RATES_HZ = (50.0, 64.0, 100.0, 200.0)
AXES = ((1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, 1.0), (-0.6, 0.6, 0.6))
MIDDLE_S = 6.0


def spike(motion: Motion, row: int) -> float:
    """Measure one candidate."""
    table = measure(motion, np.array([row]), MeasureParameters())
    return float(table["spike"].item())


def drawn(lobe_g: Signal, rate_hz: float) -> float:
    """Measure a motion along one axis at its middle, where no band takes anything."""
    return spike(moving(lobe_g, rate_hz=rate_hz), round(MIDDLE_S * rate_hz))


def clock(rate_hz: float) -> Signal:
    """Give the times of twelve seconds."""
    times_s: Signal = np.arange(round(2 * MIDDLE_S * rate_hz)) / rate_hz
    return times_s


def fault(rate_hz: float, length: int = 1) -> Signal:
    """Draw samples of 1 g in a row, and nothing else."""
    first = round(MIDDLE_S * rate_hz)
    wrong = np.zeros(len(clock(rate_hz)))
    wrong[first : first + length] = 1.0
    return wrong


def recorded(samples_g: Signal, rate_hz: float) -> Motion:
    """Bring samples of one stretch into the band, as a recording is."""
    (block,) = recording_from_arrays(samples_g, sample_rate_hz=rate_hz).blocks(1e6, 20.0)
    return filter_block(block, FilterParameters())


def tops(motion: Motion, times_s: Signal, reach_s: float) -> Signal:
    """Measure the largest motion near each time."""
    reach = round(reach_s * motion.rate_hz)
    near = np.round((times_s - motion.start_s) * motion.rate_hz).astype(np.int64)
    rows = near[:, None] + np.arange(-reach, reach + 1)
    best = rows[np.arange(len(rows)), np.argmax(motion.norm_g[rows], axis=1)]
    table = measure(motion, best, MeasureParameters())
    return table["spike"].to_numpy(dtype=np.float64)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_one_sample_alone_is_all_of_its_peak(rate_hz: float) -> None:
    assert drawn(fault(rate_hz), rate_hz) == pytest.approx(1)


@pytest.mark.parametrize(
    ("rate_hz", "length", "is_fault"),
    [(64, 2, False), (79, 2, False), (80, 2, True), (200, 2, True), (200, 3, False)],
)
def test_two_in_a_row_are_a_fault_where_they_are_shorter_than_any_jerk(
    rate_hz: float, length: int, *, is_fault: bool
) -> None:
    assert (drawn(fault(rate_hz, length), rate_hz) >= LIMIT) == is_fault


@pytest.mark.parametrize(("rate_hz", "is_known"), [(39.0, False), (40.0, True)])
def test_where_one_sample_lasts_as_long_as_a_jerk_nothing_is_said(
    rate_hz: float, *, is_known: bool
) -> None:
    assert np.isfinite(drawn(fault(rate_hz), rate_hz)) == is_known


@pytest.mark.parametrize("width_s", [0.027, 0.04, 0.06])
def test_a_lobe_at_50_hz_shares_what_its_neighbors_show(width_s: float) -> None:
    lobe_g = gaussian(clock(50.0), MIDDLE_S, width_s)
    beside = np.exp(-4 * np.log(2) * (0.02 / width_s) ** 2)
    assert drawn(lobe_g, 50.0) == pytest.approx(1 - beside, abs=0.01)
    assert 1 - beside < LIMIT


@settings(max_examples=25)
@given(st.sampled_from((45.0, 50.0, 64.0, 80.0, 100.0, 200.0)), st.floats(-0.5, 0.5))
def test_the_shortest_jerk_is_no_fault_wherever_it_is_sampled(
    rate_hz: float, between: float
) -> None:
    at_s = MIDDLE_S + between / rate_hz
    assert drawn(gaussian(clock(rate_hz), at_s, 0.027), rate_hz) < LIMIT


def test_a_turn_beneath_changes_nothing() -> None:
    time_s = clock(100.0)
    raw_g = np.column_stack((0.3 * time_s, 0 * time_s, 1 - 0.1 * time_s))
    raw_g[:, 1] += fault(100.0)
    assert spike(moving(fault(100.0), raw_g=raw_g), 600) == pytest.approx(1, abs=1e-5)


def test_a_fault_on_a_jerk_is_only_its_share() -> None:
    jerk_g = gaussian(clock(200.0), MIDDLE_S, 0.12)
    share = drawn(jerk_g + 0.3 * fault(200.0), 200.0)
    assert share == pytest.approx(0.3 / 1.3, abs=0.02)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_jerk_cut_at_the_rail_is_no_fault(rate_hz: float) -> None:
    cut_g = np.minimum(gaussian(clock(rate_hz), MIDDLE_S, 0.06), 0.5)
    assert drawn(cut_g, rate_hz) < 0.5


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("length", [1, 2])
def test_the_band_makes_of_a_fault_what_it_makes_of_an_impulse(
    rate_hz: float, length: int
) -> None:
    parameters = FilterParameters()
    peak = np.max(bandpass(fault(rate_hz, length), rate_hz, parameters))
    kept = _kept_of_fault(length, rate_hz, parameters.upper_hz(rate_hz), parameters.order)
    assert kept == pytest.approx(peak, rel=0.1)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("axis", AXES)
def test_a_fault_among_noise_reaches_the_limit_on_any_axis(
    rate_hz: float, axis: tuple[float, ...]
) -> None:
    rng = np.random.default_rng(1)
    still_g = np.array([0.0, 0.6, 0.8]) + rng.normal(0, 0.003, (len(clock(rate_hz)), 3))
    motion = recorded(still_g + fault(rate_hz)[:, None] * 0.4 * np.array(axis), rate_hz)
    assert spike(motion, round(MIDDLE_S * rate_hz)) > LIMIT


@pytest.mark.parametrize("rate_hz", [50.0, 80.0, 200.0])
@pytest.mark.parametrize("site", ["finger", "wrist", "ankle", "face", "chest"])
def test_no_simulated_jerk_is_a_fault(site: str, rate_hz: float) -> None:
    jerky = simulate(seed=3, hours=0.1, site=site, sample_rate_hz=rate_hz, rate_per_h=600.0)
    (block,) = jerky.recording.blocks(1e6, 20.0)
    times_s = jerky.truth["peak_s"].to_numpy(dtype=np.float64)
    own = tops(filter_block(block, FilterParameters()), times_s, 0.04)
    assert len(own) > 30
    assert np.max(own) < LIMIT


def spiked(recording: Recording, every_s: float) -> tuple[Recording, Signal]:
    """Plant faults of one sample: 0.2 to 4 g, up and down, on each axis and on all."""
    rng = np.random.default_rng(2)
    rows = np.arange(10.0, recording.duration_s - 10, every_s) * recording.sample_rate_hz
    rows = rows.astype(np.int64)
    samples_g = recording.acceleration_g.copy()
    sizes_g = np.geomspace(0.2, 4.0, len(rows)) * rng.choice([-1, 1], len(rows))
    samples_g[rows] += sizes_g[:, None] * np.array(AXES)[np.arange(len(rows)) % 4]
    return replace(recording, acceleration_g=samples_g), recording.time_s[rows]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_faults_at_rest_are_never_counted_and_called_what_they_are(rate_hz: float) -> None:
    still = simulate(seed=4, hours=0.1, sample_rate_hz=rate_hz, rate_per_h=0.0).recording
    faulty, times_s = spiked(still, 8.0)
    assert analyze(faulty).events.empty
    by_rules = analyze(faulty, settings=Settings.preset("rules"))
    assert by_rules.events.empty
    apart_s = np.abs(by_rules.rejected["peak_s"].to_numpy() - times_s[:, None])
    # The others are below the probability from which on candidates are listed.
    assert np.mean(np.min(apart_s, axis=1) < 0.02) > 0.7
    near = by_rules.rejected[np.min(apart_s, axis=0) < 0.02]
    assert set(near["label"]) == {"artifact"}


@pytest.mark.parametrize("rate_hz", [50.0, 100.0])
def test_faults_among_movements_add_no_jerk(rate_hz: float) -> None:
    typing = simulate(
        seed=4, hours=0.06, sample_rate_hz=rate_hz, rate_per_h=0.0, scenario="typing"
    ).recording
    faulty, times_s = spiked(typing, 8.0)
    before_s = analyze(typing).events["peak_s"].to_numpy()
    analysis = analyze(faulty)
    found_s = analysis.events["peak_s"].to_numpy()
    is_near = np.any(np.abs(found_s[:, None] - times_s) < 0.05, axis=1)
    is_old = np.any(np.abs(found_s[:, None] - before_s) < 0.05, axis=1)
    assert not np.any(is_near & ~is_old)


def test_a_jerk_keeps_its_label_through_the_house() -> None:
    jerky = simulate(seed=5, hours=0.2, site="finger", sample_rate_hz=50, rate_per_h=200.0)
    analysis = analyze(jerky.recording)
    assert len(analysis.events) > 20
    assert "artifact" not in set(analysis.rejected["label"])
