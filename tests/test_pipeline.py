"""The whole way: what must not change the result, what must, and planted truth."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import permutations, product

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scipy.spatial.transform import Rotation

from myosense import Analysis, Recording, Settings, Simulation, analyze, score, simulate
from myosense.classification import ClassificationParameters
from myosense.errors import ArgumentError, ReadError, SettingsError
from myosense.events import COUNTED_LABELS, NAMES, has_flag
from myosense.pipeline import analyze_recording
from myosense.recording import STANDARD_GRAVITY_M_PER_S2, recording_from_arrays
from myosense.settings import BlockParameters

Signal = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def busy() -> Simulation:
    """Simulate an hour at home with jerks; 8 g are never reached."""
    return simulate(seed=11, hours=1, rate_per_h=150, scenario="evening", range_g=16.0)


@pytest.fixture(scope="module")
def analyzed(busy: Simulation) -> Analysis:
    """Analyze that hour."""
    return analyze(busy.recording)


def turned(recording: Recording, matrix: Signal) -> Recording:
    """Turn the sensor on the limb; the samples keep their precision."""
    samples_g = recording.acceleration_g.astype(np.float64) @ matrix.T
    return replace(recording, acceleration_g=samples_g.astype(np.float32))


def differing(one: Analysis, other: Analysis, within_s: float = 0.011) -> float:
    """Share of events that only one of two analyses has, or that have another label."""
    first, second = one.events, other.events
    i = np.searchsorted(second["peak_s"], first["peak_s"] - within_s)
    i = np.minimum(i, len(second) - 1)
    peaks_s, labels = second["peak_s"].to_numpy()[i], second["label"].to_numpy()[i]
    is_same = np.abs(first["peak_s"] - peaks_s) <= within_s
    is_same &= first["label"].to_numpy() == labels
    n_all = len(first) + len(second) - is_same.sum()
    return float(1 - is_same.sum() / n_all)


def test_the_hour_has_enough_in_it(busy: Simulation, analyzed: Analysis) -> None:
    assert len(analyzed.events) > 80
    assert len(analyzed.rejected) > 10
    assert {"rest", "active"} <= set(analyzed.events["state"])
    assert busy.recording.n_samples == 360_000


@pytest.mark.parametrize("block_s", [60.0, 271.3, 1e6])
def test_blocks_equal_the_whole(
    busy: Simulation, analyzed: Analysis, block_s: float
) -> None:
    settings = replace(Settings(), blocks=BlockParameters(block_s=block_s))
    cut = analyze(busy.recording, settings=settings)
    assert len(cut.events) == len(analyzed.events)
    np.testing.assert_allclose(cut.events["peak_s"], analyzed.events["peak_s"], atol=0.01)
    assert cut.events["label"].tolist() == analyzed.events["label"].tolist()
    np.testing.assert_allclose(cut.events["peak_g"], analyzed.events["peak_g"], rtol=0.01)
    assert abs(len(cut.rejected) - len(analyzed.rejected)) <= 2


@pytest.mark.parametrize("preset", ["balanced", "rules"])
def test_candidates_judged_some_at_a_time_are_judged_alike(
    busy: Simulation, preset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.preset(preset)
    easily = replace(
        settings.classification, saturated_n=2, train_min_lobes=2, train_rhythm=0.0,
        train_gap_s=3.0, train_peakedness=0.0, train_straightness=0.0,
    )  # fmt: skip
    settings = replace(settings, classification=easily)
    samples_g = busy.recording.acceleration_g[:90_000]
    first = recording_from_arrays(samples_g, sample_rate_hz=100, site="wrist")
    at_once = analyze(first, settings=settings)
    monkeypatch.setattr("myosense.longtables.PART_ROWS", 5)
    monkeypatch.setattr("myosense.longtables.MEMORY_BYTES", 0)
    monkeypatch.setattr("myosense.pieces.MEMORY_BYTES", 0)
    bit_by_bit = analyze(first, settings=settings)
    assert len(at_once.events) + len(at_once.rejected) > 2 * 5
    assert has_flag(at_once.events, "saturated").any()
    assert {"jerk", "train"} <= set(at_once.events["label"])
    assert_frame_equal(bit_by_bit.events, at_once.events)
    assert_frame_equal(bit_by_bit.rejected, at_once.rejected)
    assert bit_by_bit.summary == at_once.summary
    coverage, every = analyze_recording(first, settings)
    assert_frame_equal(coverage.state, at_once.coverages["recording"].state)
    both = pd.concat([at_once.events, at_once.rejected]).sort_values("peak_s")
    assert every["body_event_id"].tolist() == both["body_event_id"].tolist()
    assert every["flags"].tolist() == both["flags"].tolist()


def test_the_same_input_gives_the_same_output_to_the_byte(
    busy: Simulation, analyzed: Analysis
) -> None:
    again = analyze(busy.recording)
    for name in ("events", "rejected", "rates", "diary"):
        one, other = getattr(analyzed, name), getattr(again, name)
        assert one.to_csv() == other.to_csv()
    assert again.coverages["simulated"].reasons.equals(
        analyzed.coverages["simulated"].reasons
    )


def test_the_input_is_not_written_into(busy: Simulation) -> None:
    samples_g = busy.recording.acceleration_g[:60_000].copy()
    stamps_s = np.arange(60_000) / 100 + 0.02 * np.sin(np.arange(60_000) / 300)
    recording = recording_from_arrays(samples_g, stamps_s=stamps_s)
    for array in (recording.acceleration_g, recording.stamps_s):
        assert array is not None
        array.flags.writeable = False
    before = recording.acceleration_g.tobytes()
    analyze(recording)
    assert recording.acceleration_g.tobytes() == before


@pytest.mark.parametrize("per_g", [1000.0, STANDARD_GRAVITY_M_PER_S2])
def test_the_unit_of_the_file_changes_nothing(
    busy: Simulation, analyzed: Analysis, per_g: float
) -> None:
    in_file = busy.recording.acceleration_g.astype(np.float64) * per_g
    read_g = (in_file / per_g).astype(np.float32)
    other = analyze(replace(busy.recording, acceleration_g=read_g))
    assert differing(analyzed, other) == 0


@pytest.mark.parametrize("seed", range(4))
def test_swapping_and_turning_axes_changes_nothing(
    busy: Simulation, analyzed: Analysis, seed: int
) -> None:
    all_ways = list(product(permutations(range(3)), product((1, -1), repeat=3)))
    order, signs = all_ways[np.random.default_rng(seed).integers(len(all_ways))]
    matrix = np.eye(3)[list(order)] * np.array(signs)
    other = analyze(turned(busy.recording, matrix))
    assert differing(analyzed, other) == 0
    # Sums in single precision, in another order.
    np.testing.assert_allclose(
        other.events["probability"], analyzed.events["probability"], atol=1e-5
    )


def test_turning_the_sensor_any_way_changes_next_to_nothing(
    busy: Simulation, analyzed: Analysis
) -> None:
    shares = [
        differing(analyzed, analyze(turned(busy.recording, matrix)))
        for matrix in Rotation.random(5, random_state=1).as_matrix()
    ]
    assert np.mean(shares) <= 0.005


def test_the_rate_changes_counts_by_less_than_a_tenth() -> None:
    counts = [
        len(
            analyze(
                simulate(
                    seed=12, hours=0.5, rate_per_h=200, sample_rate_hz=rate_hz
                ).recording
            ).events
        )
        for rate_hz in (50.0, 64.0, 100.0, 128.0, 200.0)
    ]
    assert min(counts) > 70
    assert max(counts) <= 1.1 * min(counts)


@pytest.mark.parametrize(("rate_hz", "is_sized"), [(40.0, True), (32.0, False)])
def test_below_38_samples_a_second_no_jerk_has_a_size(
    *, rate_hz: float, is_sized: bool
) -> None:
    night = simulate(seed=3, hours=0.2, rate_per_h=120, sample_rate_hz=rate_hz)
    found = analyze(night.recording)
    assert len(found.events) > 10
    assert (found.events["intensity"].notna() == is_sized).all()
    assert (has_flag(found.events, "lower bound") != is_sized).all()
    assert bool(found.summary["sites"][0]["n_by_intensity"]) == is_sized


def test_missing_samples_can_only_remove_events(
    busy: Simulation, analyzed: Analysis
) -> None:
    keep = np.ones(busy.recording.n_samples, dtype=bool)
    for start_s in range(100, 3500, 200):
        keep[start_s * 100 : (start_s + 20) * 100] = False
    holed = recording_from_arrays(
        busy.recording.acceleration_g[keep],
        stamps_s=busy.recording.time_s[keep],
        site="wrist",
        side="left",
        range_g=16.0,
    )
    found = analyze(holed)
    assert len(found.recordings["recording"].evidence) > 0
    usable = found.coverages["recording"].usable
    assert len(usable) == 18
    inside = [
        np.any((usable[:, 0] <= at_s) & (at_s < usable[:, 1]))
        for at_s in found.events["peak_s"]
    ]
    assert all(inside)
    whole_s = analyzed.events["peak_s"].to_numpy()
    new = [np.min(np.abs(whole_s - at_s)) > 0.3 for at_s in found.events["peak_s"]]
    assert np.sum(new) <= 2


def place(
    recording_id: str, minute: int | None, *, site: str = "wrist", zone: bool = True
) -> Recording:
    """Make a recording of two minutes that starts at a minute."""
    start = datetime(2024, 5, 1, 12, minute or 0, tzinfo=UTC if zone else None)
    noise_g = np.random.default_rng(0).normal([0, 0, 1], 0.003, (6000, 3))
    return recording_from_arrays(
        noise_g,
        sample_rate_hz=50,
        site=site,
        side="left",
        start=None if minute is None else start,
        time_zone="Europe/Berlin" if zone else None,
        recording_id=recording_id,
    )


@pytest.mark.parametrize("zone", [True, False])
def test_two_recordings_of_one_place_at_one_time_are_refused(*, zone: bool) -> None:
    one, other = place("early", 0, zone=zone), place("late", 1, zone=zone)
    with pytest.raises(
        ArgumentError, match=r"'early' and 'late' .* wrist, side left.*FILE::"
    ):
        analyze([other, one])


def test_recordings_that_share_no_place_or_no_time_go_together() -> None:
    fine = [place("a", 0), place("b", 2), place("c", 1, site="ankle"), place("d", None)]
    analysis = analyze(fine)
    assert set(analysis.recordings) == set("abcd")
    assert analysis.coverage == analysis.coverages
    assert set(analysis.coverages) == set("abcd")


def test_two_recordings_of_one_name_are_refused() -> None:
    with pytest.raises(ArgumentError, match="two recordings are named 'a'"):
        analyze([place("a", 0), place("a", 30)])


def test_one_file_given_as_two_sensors_is_refused() -> None:
    left = replace(place("left", 0), sha256="1")
    right = replace(place("right", 0), side="right", sha256="1")
    with pytest.raises(ArgumentError, match="'left' and 'right' are copies of one file"):
        analyze([left, right])
    # Two sensors that one file holds differ.
    moved = replace(right, acceleration_g=right.acceleration_g[:, [1, 0, 2]])
    for other in (moved, replace(right, sha256="2")):
        assert set(analyze([left, other]).coverages) == {"left", "right"}


def test_no_recording_is_refused() -> None:
    with pytest.raises(ArgumentError, match="expected at least one"):
        analyze([])


def test_twenty_samples_a_second_are_refused() -> None:
    slow = recording_from_arrays(np.zeros((2000, 3)), sample_rate_hz=20)
    with pytest.raises(ReadError, match="20 samples a second cannot show a jerk"):
        analyze(slow)


@pytest.mark.parametrize("n", [1, 2, 30, 499])
def test_too_little_to_judge_gives_a_result_without_events(n: int) -> None:
    analysis = analyze(recording_from_arrays(np.ones((n, 3)), sample_rate_hz=100))
    assert (len(analysis.events), len(analysis.rejected)) == (0, 0)
    assert list(analysis.events.columns) == list(NAMES)
    assert analysis.coverages["recording"].analyzable_s == 0


def test_place_and_zone_that_are_given_win(busy: Simulation) -> None:
    short = replace(
        busy.recording,
        acceleration_g=busy.recording.acceleration_g[:60_000],
        stretches=(replace(busy.recording.stretches[0], stop=60_000, span_s=600.0),),
        start=datetime(2024, 5, 1, 12, 0, tzinfo=UTC),
    )
    analysis = analyze(short, site="right ankle", time_zone="Asia/Tokyo")
    facts = analysis.recordings["simulated"]
    assert (facts.site, facts.side, facts.time_zone) == ("ankle", "right", "Asia/Tokyo")
    table = pd.concat([analysis.events, analysis.rejected])
    assert set(table["region"]) == {"leg"}
    assert str(table["time"].iloc[0].tz) == "Asia/Tokyo"
    with pytest.raises(ArgumentError, match="site 'ankel' is not known"):
        analyze(short, site="ankel")


def test_events_are_what_is_counted_and_rejected_the_rest(analyzed: Analysis) -> None:
    assert set(analyzed.events["label"]) <= set(COUNTED_LABELS)
    assert not set(analyzed.rejected["label"]) & set(COUNTED_LABELS)
    assert analyzed.rejected["probability"].min() >= 0.001
    for table in (analyzed.events, analyzed.rejected):
        assert table["peak_s"].is_monotonic_increasing
        assert (table["onset_s"] < table["peak_s"]).all()
        assert (table["peak_s"] < table["stop_s"]).all()
    names = pd.concat([analyzed.events, analyzed.rejected])["body_event_id"]
    assert names.is_unique


def test_planted_jerks_are_found_once_each_at_rest() -> None:
    simulation = simulate(seed=13, hours=2, rate_per_h=60, amplitude_g=(0.3, 3.0))
    found = analyze(simulation.recording)
    result = score(found.events, simulation.truth, coverage=found.coverages["simulated"])
    assert result.n_true > 90
    assert float(result.sensitivity) >= 0.93
    assert float(result.precision) >= 0.97


def test_planted_jerks_are_found_among_hand_use(
    busy: Simulation, analyzed: Analysis
) -> None:
    result = score(analyzed.events, busy.truth, coverage=analyzed.coverages["simulated"])
    assert float(result.sensitivity) >= 0.7
    assert float(result.precision) >= 0.9


def test_the_size_of_a_jerk_is_what_was_planted() -> None:
    simulation = simulate(seed=14, hours=1, rate_per_h=60, amplitude_g=(0.5, 3.0))
    found, true = analyze(simulation.recording).events, simulation.truth
    near = np.abs(found["peak_s"].to_numpy()[:, None] - true["peak_s"].to_numpy())
    i = near.argmin(axis=1)
    is_match = near.min(axis=1) < 0.05
    ratio = found["peak_g"][is_match].to_numpy() / true["peak_g"].to_numpy()[i[is_match]]
    assert is_match.sum() > 40
    assert np.median(ratio) == pytest.approx(1, abs=0.1)
    assert np.quantile(np.abs(ratio - 1), 0.9) < 0.25


@pytest.mark.parametrize(
    ("look_alike", "most_per_h"),
    [("movement", 12.0), ("tremor", 3.0), ("contact", 14.0), ("gait", 4.0)],
)
def test_look_alikes_are_seldom_taken_for_jerks(look_alike: str, most_per_h: float) -> None:
    simulation = simulate(
        seed=15, hours=1, rate_per_h=0, lookalikes_per_h={look_alike: 30.0}
    )
    assert (simulation.lookalikes["label"] == look_alike).sum() > 30
    found = analyze(simulation.recording).events
    assert found["n_jerks"].sum() <= most_per_h


def test_jerks_among_look_alikes_are_still_jerks() -> None:
    simulation = simulate(
        seed=16,
        hours=1,
        rate_per_h=60,
        amplitude_g=(0.3, 3.0),
        lookalikes_per_h={"movement": 20.0, "tremor": 5.0, "contact": 10.0},
    )
    found = analyze(simulation.recording)
    result = score(found.events, simulation.truth, coverage=found.coverages["simulated"])
    assert float(result.sensitivity) >= 0.92
    assert float(result.precision) >= 0.85


def test_settings_that_are_none_are_refused_with_what_was_expected() -> None:
    with pytest.raises(SettingsError, match=r"^settings is 'specific'; .*Settings\.preset"):
        analyze(place("a", 0), settings="specific")  # type: ignore[arg-type]


def test_a_wall_clock_in_the_hour_that_a_zone_skips_is_refused() -> None:
    wall = replace(place("a", 0, zone=False), start=datetime(2024, 3, 31, 2, 30))  # noqa: DTZ001
    with pytest.raises(
        ArgumentError, match="2024-03-31 02:30:00 does not exist in Europe/Berlin"
    ):
        analyze(wall, time_zone="Europe/Berlin")
    with pytest.raises(ArgumentError, match="does not exist in Europe/Berlin"):
        analyze(replace(wall, time_zone="Europe/Berlin"))
    kept = analyze(wall, time_zone="Africa/Tunis").recordings["a"]
    assert str(kept.start) == "2024-03-31 02:30:00+01:00"


def test_events_and_coverage_agree_on_the_state(analyzed: Analysis) -> None:
    for table in (analyzed.events, analyzed.rejected):
        states = analyzed.coverages["simulated"].state_at(table["peak_s"].to_numpy())
        assert table["state"].tolist() == states.tolist()


def test_jerks_leave_the_wearer_in_the_state_that_they_find() -> None:
    """An hour of 150 jerks at the chest, and the same hour without them."""
    hour = partial(simulate, seed=3, hours=1, scenario="life", site="chest", range_g=16.0)
    planted = hour(rate_per_h=150)
    with_jerks, without = (
        analyze_recording(recording, Settings())[0]
        for recording in (planted.recording, hour(rate_per_h=0).recording)
    )
    peaks_s = planted.truth["peak_s"].to_numpy()
    n_active = [(c.state_at(peaks_s) == "active").sum() for c in (with_jerks, without)]
    # Judged with all jerks in sight they are 8 more; those that are missed stay in sight.
    assert n_active[0] == pytest.approx(n_active[1], abs=4)
    active_s = [c.seconds_by_state()["active"] for c in (with_jerks, without)]
    assert active_s[0] == pytest.approx(active_s[1], rel=0.04)
    assert with_jerks.analyzable_s == without.analyzable_s


def test_steps_around_a_lobe_are_noted_whatever_is_counted() -> None:
    walk = simulate(seed=3, hours=0.1, scenario="walking", site="ankle", rate_per_h=0.0)
    settings = Settings(classification=ClassificationParameters(min_probability=0.999))
    coverage, table = analyze_recording(walk.recording, settings)
    assert not table["label"].isin(COUNTED_LABELS).any()
    is_walk = np.array(coverage.state_at(table["peak_s"].to_numpy())) == "walking"
    assert 0 < is_walk.sum() < len(table)
    assert table["walking"].tolist() == is_walk.astype(float).tolist()


def test_what_is_seen_of_a_tremor_is_called_tremor_and_its_wearer_no_walker() -> None:
    time_s = np.arange(0, 120, 0.01)
    wave = np.sin(2 * np.pi * (5 * time_s + 0.03 * np.sin(time_s)))
    samples_g = np.random.default_rng(0).normal([0, 0, 1], 0.003, (len(time_s), 3))
    samples_g[:, 0] += 0.3 * wave * ((time_s >= 30) & (time_s < 90))
    shaking = recording_from_arrays(samples_g, sample_rate_hz=100, site="left wrist")
    coverage, table = analyze_recording(shaking, Settings.preset("rules"))
    assert "walking" not in set(coverage.state["state"])
    assert not table["label"].isin(COUNTED_LABELS).any()
    assert (table["label"] == "tremor").mean() > 0.9


def test_samples_without_a_clock_are_no_source() -> None:
    with pytest.raises(ArgumentError, match=r"type ndarray; expected .* Recording"):
        analyze(np.ones((3, 3)))  # type: ignore[arg-type]
