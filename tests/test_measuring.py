"""Measures of candidates against closed forms, and what turning and gain do to them."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lobes import Signal, gaussian, moving
from scipy.spatial.transform import Rotation

from myosense import events
from myosense.filtering import FilterParameters, Motion, filter_block
from myosense.measuring import MeasureParameters, measure
from myosense.recording import STANDARD_GRAVITY_M_PER_S2, recording_from_arrays

PARAMETERS = MeasureParameters()
RATE_HZ = 100.0
TIME_S = np.arange(0, 12, 1 / RATE_HZ)
MIDDLE = 600
LINEAR = ["peak_g", "peak_jerk_g_per_s", "impulse_m_per_s", "context_g"]
TIMES = [
    "onset_s",
    "peak_s",
    "stop_s",
    "duration_s",
    "width_s",
    "braking_lag_s",
    "rhythm_hz",
    "tremor_hz",
]
SHARES = [
    "straightness",
    "unreturned",
    "posture_change_deg",
    "context_turn_deg",
    "quiet_before",
    "quiet_after",
    "rhythm",
    "tremor",
    "peakedness",
    "sharpness",
    "spike",
    "n_lobes",
    "braking_share",
    "n_after_swings",
    "damping",
    "jerk_match",
    "quiet_before_short",
    "quiet_after_short",
    "quiet_before_long",
    "quiet_after_long",
    "n_neighbors",
    "similarity",
    "spacing_cv2",
]


def measured(motion: Motion, row: int = MIDDLE) -> pd.Series:
    """Measure one candidate."""
    return measure(motion, np.array([row]), PARAMETERS).iloc[0]


def pulse(width_s: float = 0.06, at_s: float = 6.0, rate_hz: float = RATE_HZ) -> Signal:
    """Draw a lobe of 1 g in 12 s."""
    return gaussian(np.arange(0, 12, 1 / rate_hz), at_s, width_s)


@pytest.mark.parametrize("width_s", [0.03, 0.06, 0.15, 0.22])
@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0])
def test_a_gaussian_has_the_width_and_ends_of_its_closed_form(
    width_s: float, rate_hz: float
) -> None:
    row = measured(
        moving(pulse(width_s, rate_hz=rate_hz), rate_hz=rate_hz), int(6 * rate_hz)
    )
    assert row["width_s"] == pytest.approx(width_s, abs=0.15 / rate_hz)
    tenth_s = width_s * np.sqrt(np.log(10) / np.log(2))
    assert row["duration_s"] == pytest.approx(tenth_s, abs=0.7 / rate_hz)
    assert row["onset_s"] == pytest.approx(6 - tenth_s / 2, abs=0.4 / rate_hz)
    assert row["stop_s"] == pytest.approx(6 + tenth_s / 2, abs=0.4 / rate_hz)


def test_a_lobe_that_falls_slower_than_it_rises_has_both_its_halves() -> None:
    lobe = np.where(TIME_S < 6, pulse(0.06), pulse(0.2))
    row = measured(moving(lobe))
    assert row["width_s"] == pytest.approx(0.13, abs=2e-3)
    tenth = np.sqrt(np.log(10) / np.log(2)) / 2
    assert row["peak_s"] - row["onset_s"] == pytest.approx(0.06 * tenth, abs=3e-3)
    assert row["stop_s"] - row["peak_s"] == pytest.approx(0.2 * tenth, abs=3e-3)


@pytest.mark.parametrize("between", [-0.45, -0.2, 0.0, 0.3, 0.49])
def test_the_peak_is_found_between_the_samples(between: float) -> None:
    at_s = 6 + between / RATE_HZ
    assert measured(moving(pulse(0.08, at_s)))["peak_s"] == pytest.approx(at_s, abs=3e-4)


@pytest.mark.parametrize("width_s", [0.04, 0.08, 0.15])
def test_the_impulse_is_the_area_and_the_jerk_the_steepest_slope(width_s: float) -> None:
    row = measured(moving(0.7 * pulse(width_s, rate_hz=400.0), rate_hz=400.0), 2400)
    sigma_s = width_s / np.sqrt(8 * np.log(2))
    area = 0.7 * sigma_s * np.sqrt(2 * np.pi) * STANDARD_GRAVITY_M_PER_S2
    assert row["impulse_m_per_s"] == pytest.approx(area, rel=0.01)
    assert row["peak_jerk_g_per_s"] == pytest.approx(0.7 * np.exp(-0.5) / sigma_s, rel=0.01)


@pytest.mark.parametrize(
    ("bump_s", "is_seen"), [(-0.03, True), (-0.08, False), (0.12, True), (0.25, False)]
)
def test_the_steepest_slope_is_sought_within_one_width_on_each_side(
    bump_s: float, *, is_seen: bool
) -> None:
    """The lobe rises in half of 0.04 s and falls in half of 0.16 s; a bump is steeper."""
    rate_hz = 1000.0
    rise, fall, bump = (
        pulse(width_s, at_s, rate_hz)
        for width_s, at_s in ((0.04, 6.0), (0.16, 6.0), (0.008, 6.0 + bump_s))
    )
    drawn = np.where(np.arange(len(rise)) < 6000, rise, fall) + 0.25 * bump
    row = measured(moving(drawn, rate_hz=rate_hz), 6000)
    steepest = [
        height * np.exp(-0.5) * np.sqrt(8 * np.log(2)) / width_s
        for height, width_s in ((1.0, 0.04), (0.25, 0.008))
    ]
    if is_seen:
        assert row["peak_jerk_g_per_s"] > 0.95 * steepest[1]
    else:
        assert row["peak_jerk_g_per_s"] == pytest.approx(steepest[0], rel=0.01)


def test_only_the_main_lobe_counts_for_the_impulse() -> None:
    braked = pulse(0.08) - 0.5 * pulse(0.08, 6.2)
    alone = measured(moving(pulse(0.08)))["impulse_m_per_s"]
    assert measured(moving(braked))["impulse_m_per_s"] == pytest.approx(alone, rel=0.03)


@pytest.mark.parametrize(
    ("width_s", "rate_hz", "within"),
    [
        pytest.param(0.05, 50, 0.06),
        pytest.param(0.08, 50, 0.06),
        pytest.param(0.03, 100, 0.06),
        pytest.param(0.05, 100, 0.06),
        pytest.param(0.08, 100, 0.08),
        pytest.param(0.03, 200, 0.06),
        pytest.param(0.15, 100, 0.15, id="the lower edge takes more of a long one"),
    ],
)
def test_the_peak_is_corrected_for_what_the_band_takes(
    width_s: float, rate_hz: float, within: float
) -> None:
    time_s = np.arange(0, 12, 1 / rate_hz)
    swing = gaussian(time_s, 6, width_s) - 0.25 * gaussian(
        time_s, 6 + 5 * width_s, 4 * width_s
    )
    samples_g = np.column_stack((swing, 0 * swing, 0 * swing + 1))
    (block,) = recording_from_arrays(samples_g, sample_rate_hz=rate_hz).blocks(1e6, 20.0)
    motion = filter_block(block, FilterParameters())
    row = measured(motion, int(np.argmax(motion.norm_g)))
    assert row["peak_g"] == pytest.approx(np.max(swing), rel=within)


def test_a_line_is_straight_and_a_circle_half() -> None:
    turn = 2 * np.pi * 8 * (TIME_S - 6)
    envelope = pulse(0.4)
    zeros = np.zeros(len(TIME_S))
    line = np.column_stack((np.cos(turn), 2 * np.cos(turn), zeros)) * envelope[:, None]
    circle = np.column_stack((np.cos(turn), np.sin(turn), zeros)) * envelope[:, None]
    assert measured(moving(line))["straightness"] == pytest.approx(1)
    assert measured(moving(circle))["straightness"] == pytest.approx(0.5, abs=0.05)


def test_only_the_event_itself_has_to_be_straight() -> None:
    along = pulse(0.08)
    across = pulse(0.08, 5.5) + pulse(0.08, 6.8)  # half a second before, and after the end
    apart = np.column_stack((along, across, np.zeros(len(TIME_S))))
    assert measured(moving(apart))["straightness"] == pytest.approx(1, abs=1e-3)
    braked = np.column_stack((along, pulse(0.08, 6.25), np.zeros(len(TIME_S))))
    assert measured(moving(braked))["straightness"] == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("above_g", [0.0, 0.5])
def test_a_sine_has_a_kurtosis_of_three_halves_and_its_rate(above_g: float) -> None:
    row = measured(moving(above_g + np.cos(2 * np.pi * 5 * (TIME_S - 6))))
    assert row["peakedness"] == pytest.approx(1.5, abs=0.02)
    assert row["tremor"] == pytest.approx(1, abs=0.02)
    assert row["tremor_hz"] == pytest.approx(5)


@pytest.mark.parametrize("beat_hz", [1.0, 2.0, 4.0])
def test_a_train_of_pulses_beats_at_its_rate(beat_hz: float) -> None:
    train = np.sum([pulse(0.06, at_s) for at_s in np.arange(0, 12.1, 1 / beat_hz)], axis=0)
    row = measured(moving(train))
    assert row["rhythm"] > 0.95
    assert row["rhythm_hz"] == pytest.approx(beat_hz)
    assert row["peakedness"] > 2.5


@pytest.mark.parametrize(
    ("weaker", "beat_hz"),
    [pytest.param(0.75, 2.0, id="0.95 alike"), pytest.param(0.5, 1.0, id="0.77 alike")],
)
def test_the_beat_is_the_shortest_that_is_nearly_as_alike_as_the_best(
    weaker: float, beat_hz: float
) -> None:
    strong, weak = (
        np.sum([pulse(0.06, at_s) for at_s in np.arange(start_s, 12.1, 1.0)], axis=0)
        for start_s in (0.0, 0.5)
    )
    row = measured(moving(strong + weaker * weak))
    assert row["rhythm_hz"] == pytest.approx(beat_hz)


def test_a_single_pulse_has_no_beat_and_much_pause() -> None:
    row = measured(moving(pulse()))
    assert row["rhythm"] < 0.05
    assert row["tremor"] < 0.1
    assert row["peakedness"] > 15


def test_steady_noise_has_no_beat() -> None:
    rng = np.random.default_rng(4)
    steady = np.column_stack((0.2 * pulse(), 1 + rng.normal(0, 0.1, len(TIME_S))))
    row = measured(moving(np.column_stack((steady, 0 * TIME_S))))
    assert row["rhythm"] < 0.3
    assert row["tremor"] < 0.3


@pytest.mark.parametrize("angle_deg", [0.0, 2.0, 20.0, 90.0])
def test_a_turn_of_gravity_is_the_change_of_posture(angle_deg: float) -> None:
    angle = np.radians(angle_deg) * (TIME_S > 6)
    raw_g = np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))
    row = measured(moving(pulse(), raw_g=raw_g))
    assert row["posture_change_deg"] == pytest.approx(angle_deg, abs=0.1)
    half = np.radians(angle_deg / 2)
    assert row["context_turn_deg"] == pytest.approx(np.degrees(np.sin(half)), abs=0.1)


def tilted(angle_deg: npt.ArrayLike) -> Signal:
    """Draw gravity that leans to one side."""
    angle = np.radians(angle_deg)
    return np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))


def test_posture_is_a_mean_of_many_samples() -> None:
    swaying_deg = 10 * np.cos(2 * np.pi * 10 * (TIME_S - 5.7))
    row = measured(moving(pulse(), raw_g=tilted(swaying_deg)))
    assert row["posture_change_deg"] == pytest.approx(0, abs=0.3)


def test_a_turn_that_is_over_with_the_event_is_none_of_the_context() -> None:
    near_s = PARAMETERS.context_s[1]
    within = np.abs(TIME_S - 6) < 0.9 * near_s
    row = measured(moving(pulse(), raw_g=tilted(90.0 * within)))
    assert row["context_turn_deg"] == pytest.approx(0, abs=0.1)


def test_beyond_the_block_the_posture_is_as_at_its_ends() -> None:
    n = len(TIME_S)
    first, last = 50, n - 51
    gravity_g = tilted(np.where(np.isin(np.arange(n), [0, n - 1]), 40.0, 0.0))
    drawn = pulse(at_s=first / RATE_HZ) + pulse(at_s=last / RATE_HZ)
    motion = moving(drawn, raw_g=gravity_g)
    # From 1 to 0.3 s before: the first sample stands for 51 of 71.
    mean_g = (51 * gravity_g[0] + 20 * gravity_g[1]) / 71
    expected = np.degrees(np.arctan2(mean_g[0], mean_g[2]))
    assert measured(motion, first)["posture_change_deg"] == pytest.approx(expected, abs=0.1)
    # From 0.7 to 1.5 s after, all lie beyond the end.
    assert measured(motion, last)["posture_change_deg"] == pytest.approx(40, abs=0.1)


@pytest.mark.parametrize(
    ("from_s", "to_s", "side"), [(4, 5.9, "before"), (6.3, 8, "after")]
)
def test_each_side_has_its_own_quiet(from_s: float, to_s: float, side: str) -> None:
    loud = 0.1 * ((from_s < TIME_S) & (to_s > TIME_S))
    row = measured(moving(np.column_stack((2 * pulse(), loud, 0 * loud))))
    quiet = {"before": row["quiet_before"], "after": row["quiet_after"]}
    assert quiet.pop(side) == pytest.approx(0.05)
    assert list(quiet.values()) == pytest.approx([0], abs=1e-6)


@pytest.mark.parametrize(
    ("from_s", "to_s", "loud"),
    [
        (5.4, 5.9, {"quiet_before_short"}),
        (4.6, 5.6, {"quiet_before"}),
        (0.5, 4.0, {"quiet_before_long"}),
        (6.2, 6.7, {"quiet_after_short"}),
        (6.6, 8.0, {"quiet_after"}),
        (8.0, 11.5, {"quiet_after_long"}),
        (6.2, 11.5, {"quiet_after_short", "quiet_after", "quiet_after_long"}),
    ],
)
def test_each_scale_has_its_own_quiet(from_s: float, to_s: float, loud: set[str]) -> None:
    noise = 0.1 * ((from_s < TIME_S) & (to_s > TIME_S))
    row = measured(moving(np.column_stack((2 * pulse(), noise, 0 * noise))))
    quiet = row[[name for name in row.index if name.startswith("quiet")]]
    expected = [0.05 if name in loud else 0.0 for name in quiet.index]
    assert len(quiet) == 6
    assert quiet.tolist() == pytest.approx(expected, abs=1e-6)


def test_the_surroundings_are_those_of_both_sides() -> None:
    wobble = np.column_stack((pulse(), np.full(len(TIME_S), 0.03), 0 * TIME_S))
    assert measured(moving(wobble))["context_g"] == pytest.approx(0.03, rel=1e-3)


def test_lobes_above_a_quarter_are_counted() -> None:
    drawn = pulse() - 0.5 * pulse(at_s=6.2) + 0.3 * pulse(at_s=6.4) - 0.2 * pulse(at_s=6.6)
    assert measured(moving(drawn))["n_lobes"] == 3


def test_speed_that_is_given_back_is_not_kept() -> None:
    assert measured(moving(pulse()))["unreturned"] == pytest.approx(1)
    to_and_fro = pulse() - pulse(at_s=6.2)
    assert measured(moving(to_and_fro))["unreturned"] == pytest.approx(0, abs=1e-3)
    half_back = pulse() - 0.5 * pulse(at_s=6.2)  # of 1 + 0.5 gained and lost, 0.5 is kept
    assert measured(moving(half_back))["unreturned"] == pytest.approx(1 / 3, abs=1e-3)


def test_a_knock_is_sharp_and_a_jerk_is_not() -> None:
    ringing = np.exp(-np.abs(TIME_S - 6) / 0.02) * np.cos(2 * np.pi * 40 * (TIME_S - 6))
    assert measured(moving(ringing))["sharpness"] > 0.9
    assert measured(moving(pulse(0.06)))["sharpness"] < 0.05
    slow = moving(pulse(rate_hz=50.0), rate_hz=50.0)
    assert np.isnan(measured(slow, 300)["sharpness"])


@pytest.mark.parametrize("phase", [0.0, 0.7])
@pytest.mark.parametrize(("high", "share"), [(1.0, 0.5), (0.5, 0.2)])
def test_sharpness_is_the_share_of_the_power_above_25_hz(
    high: float, share: float, phase: float
) -> None:
    cycles = 2 * np.pi * (np.arange(0, 12, 0.005) - 6)
    both = np.cos(10 * cycles + phase) + high * np.cos(45 * cycles + phase)
    row = measured(moving(both, rate_hz=200.0), 1200)
    assert row["sharpness"] == pytest.approx(share, abs=0.02)


def test_the_noise_floor_is_the_unit_of_the_snr() -> None:
    assert measured(moving(pulse(), floor_g=0.02))["snr"] == pytest.approx(50)


def test_angular_velocity_is_the_largest_norm_in_the_event() -> None:
    turning = np.zeros((len(TIME_S), 3))
    turning[610] = [30, 40, 0]
    turning[500] = [500, 0, 0]
    assert measured(moving(pulse(), turning_dps=turning))["peak_dps"] == pytest.approx(50)
    assert np.isnan(measured(moving(pulse()))["peak_dps"])


@pytest.mark.parametrize(("row", "flags"), [(600, "clipped"), (610, "clipped"), (611, "")])
def test_the_rail_near_the_peak_is_flagged(row: int, flags: str) -> None:
    assert measured(moving(pulse(), railed=[row]))["flags"] == flags


def busy(seed: int) -> Motion:
    """Draw a motion with everything in it, and its gravity."""
    rng = np.random.default_rng(seed)
    band_g = rng.normal(0, 0.05, (len(TIME_S), 3))
    for at_s in rng.uniform(1, 11, 6):
        band_g += rng.normal(0, 1, 3) * pulse(rng.uniform(0.04, 0.2), at_s)[:, None]
    return moving(band_g)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_turning_the_sensor_changes_nothing(seed: int) -> None:
    motion = busy(seed)
    turn = Rotation.random(random_state=seed).as_matrix().T
    turned = replace(
        motion, band_g=motion.band_g @ turn, raw_g=(motion.raw_g @ turn).astype(np.float32)
    )
    rows = np.array([int(np.argmax(motion.norm_g)), 300, 900])
    one, other = measure(motion, rows, PARAMETERS), measure(turned, rows, PARAMETERS)
    names = [*LINEAR, *TIMES, *SHARES]
    np.testing.assert_allclose(other[names], one[names], rtol=1e-3, atol=5e-3)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(-3, 3))
def test_a_gain_scales_what_is_in_g_and_nothing_else(seed: int, octaves: int) -> None:
    motion, gain = busy(seed), 2.0**octaves
    louder = replace(
        motion,
        band_g=gain * motion.band_g,
        norm_g=gain * motion.norm_g,
        floor_g=gain * motion.floor_g,
        raw_g=np.float32(gain) * motion.raw_g,
    )
    rows = np.array([int(np.argmax(motion.norm_g)), 300, 900])
    one, other = measure(motion, rows, PARAMETERS), measure(louder, rows, PARAMETERS)
    np.testing.assert_allclose(other[LINEAR], gain * one[LINEAR], rtol=1e-9)
    same = [*TIMES, *SHARES]
    np.testing.assert_allclose(other[same], one[same], rtol=1e-6, atol=1e-6)


@settings(max_examples=10)
@given(st.lists(st.integers(0, len(TIME_S) - 1), min_size=1, max_size=5, unique=True))
def test_candidates_are_measured_each_for_itself(rows: list[int]) -> None:
    motion = busy(1)
    together = measure(motion, np.array(rows), PARAMETERS)
    alone = [measure(motion, np.array([row]), PARAMETERS) for row in rows]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_every_number_that_is_measured_is_declared_with_its_unit() -> None:
    units = {column.name: column.unit for column in events.COLUMNS}
    turning = np.zeros((len(TIME_S), 3))
    row = measured(moving(pulse(), turning_dps=turning)).dropna()
    suffixes = {"_s": "s", "_g": "g", "_hz": "Hz", "_deg": "deg", "_dps": "deg/s"}
    for name in row.index:
        (unit,) = {u for end, u in suffixes.items() if name.endswith(end)} or {""}
        if "_per_" not in name:
            assert units[name] == unit


def test_no_candidates_give_an_empty_table_of_the_same_columns() -> None:
    nothing = measure(moving(pulse()), np.array([], dtype=np.int64), PARAMETERS)
    assert len(nothing) == 0
    assert nothing.dtypes.equals(events.empty().dtypes)
    some = measure(moving(pulse()), np.array([MIDDLE]), PARAMETERS)
    assert some.dtypes.equals(nothing.dtypes)


@pytest.mark.parametrize("rate_hz", [100.0, 110.0])
def test_how_quiet_it_is_is_the_median_of_the_window(rate_hz: float) -> None:
    # At 100 Hz a window holds 101, 121, 36 and 36 samples; at 110 Hz others.
    norm_g = np.random.default_rng(3).random(1400)
    norm_g[MIDDLE] = 2.0
    row = measured(moving(norm_g, rate_hz=rate_hz))
    windows_s = {
        "quiet_before": (-1.2, -0.2),
        "quiet_after": (0.4, 1.6),
        "quiet_before_short": (-0.5, -0.15),
        "quiet_after_short": (0.25, 0.6),
    }
    for name, (low_s, high_s) in windows_s.items():
        low, high = (MIDDLE + round(at_s * rate_hz) for at_s in (low_s, high_s))
        assert row[name] == pytest.approx(np.median(norm_g[low : high + 1]) / 2), name
