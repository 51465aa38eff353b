"""Signs of a body: minutes drawn with breathing, pulse, a turn, or none of them."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from myosense.errors import SettingsError
from myosense.recording import recording_from_arrays
from myosense.ticks import TICK_S, Ticks
from myosense.wearing import WearParameters, find_not_worn, signs_of_body

PARAMETERS = WearParameters()
MINUTE = 240
Signal = npt.NDArray[np.float64]


def table(minutes: int, seed: int = 0, noise_g: float = 0.0006) -> Signal:
    """Draw the ticks of a sensor on a table."""
    return np.random.default_rng(seed).normal([0, 0.6, 0.8], noise_g, (minutes * MINUTE, 3))


def body(minutes_g: Signal) -> list[bool]:
    """Say of each minute whether it shows a body."""
    minutes = minutes_g.reshape(-1, MINUTE, 3).astype(np.float32)
    has_body, _ = signs_of_body(minutes, np.zeros(len(minutes), dtype=bool), PARAMETERS)
    return [bool(has) for has in has_body]


def found(
    mean_g: Signal, constant_min: tuple[int, int] = (0, 0), ticks_each: int = MINUTE
) -> tuple[list[list[float]], list[list[float]]]:
    """Judge ticks; so many in each minute of ``constant_min`` hold one value.

    Spans in minutes; the second ones are uncertain.
    """
    n = len(mean_g)
    is_constant = np.zeros(n, dtype=bool)
    is_constant[constant_min[0] * MINUTE : constant_min[1] * MINUTE] = True
    is_constant &= np.arange(n) % MINUTE < ticks_each
    mean_g = np.where(is_constant[:, None], [0.0, 0.6, 0.8], mean_g)
    ticks = Ticks(
        start_s=TICK_S * np.arange(n, dtype=np.float64),
        mean_g=mean_g.astype(np.float32),
        quiet_g=np.zeros(n, dtype=np.float32),
        rail_share=np.zeros(n),
        is_constant=is_constant,
        step_rhythm=np.zeros(n, dtype=np.float32),
    )
    recording = recording_from_arrays(np.zeros((n, 3)), sample_rate_hz=1 / TICK_S)
    spans, uncertain = find_not_worn(recording, ticks, PARAMETERS)
    return (spans / 60).tolist(), (uncertain / 60).tolist()


def test_noise_shows_no_body() -> None:
    assert np.mean(body(table(300))) < 0.02


@pytest.mark.parametrize(
    ("rate_hz", "height_g"), [(0.15, 0.001), (0.25, 0.0015), (0.4, 0.001), (1.1, 0.001)]
)
def test_breathing_and_pulse_show_a_body(rate_hz: float, height_g: float) -> None:
    minutes_g = table(60)
    minutes_g[:, 0] += height_g * np.sin(
        2 * np.pi * rate_hz * TICK_S * np.arange(len(minutes_g))
    )
    assert np.mean(body(minutes_g)) > 0.97


def breathing(minutes_g: Signal, rate_hz: float = 0.25, height_g: float = 0.002) -> Signal:
    """Add a sine along the first axis."""
    at_s = TICK_S * np.arange(len(minutes_g))
    sine_g = height_g * np.sin(2 * np.pi * rate_hz * at_s)
    swayed_g = minutes_g.copy()
    swayed_g[:, 0] += sine_g
    return swayed_g


@pytest.mark.parametrize(("rate_hz", "height_g"), [(0.0583, 0.006), (0.08, 0.003)])
def test_a_sway_slower_than_breathing_shows_no_body(
    rate_hz: float, height_g: float
) -> None:
    assert np.mean(body(breathing(table(60), rate_hz, height_g))) < 0.02


def test_breathing_has_to_last_for_two_minutes_on_end() -> None:
    minutes_g = np.concatenate((table(5), breathing(table(2, 1)), table(5, 2)))
    assert np.flatnonzero(body(minutes_g)).tolist() == [5, 6]


def test_what_is_taken_up_and_put_down_again_shows_no_body() -> None:
    minutes_g = table(9)
    minutes_g[4 * MINUTE + 80 :][:40] += [0.5, 0.0, 0.0]  # ten seconds of one minute
    assert not any(body(minutes_g))


def test_noise_blinds_where_it_hides_the_smallest_breath() -> None:
    # Noise of s g on three axes: sums of three spectra of s^2 / 2, by the law of gamma.
    middle = 0.5 * gamma(3).median()
    limit_g = np.sqrt(PARAMETERS.breathing_g**2 * 60 / 3 / PARAMETERS.body_ratio / middle)
    minutes_g = table(300, noise_g=limit_g).reshape(-1, MINUTE, 3).astype(np.float32)
    _, is_blind = signs_of_body(minutes_g, np.zeros(300, dtype=bool), PARAMETERS)
    assert 0.3 < np.mean(is_blind) < 0.7


def test_slow_drift_of_a_sensor_shows_no_body() -> None:
    minutes_g = table(60)
    hours = np.arange(len(minutes_g)) / (60 * MINUTE)
    minutes_g[:, 2] += 0.01 * hours + 0.003 * np.sin(2 * np.pi * 20 * hours)
    assert np.mean(body(minutes_g)) < 0.1


def test_a_turn_shows_a_body_on_both_sides() -> None:
    minutes_g = table(10)
    angle = np.radians(3)
    minutes_g[5 * MINUTE :] = [0, 0.6 + 0.8 * angle, 0.8 - 0.6 * angle] + 0.0 * table(5)
    minutes_g[5 * MINUTE :] += table(5, 1) - [0, 0.6, 0.8]
    assert np.flatnonzero(body(minutes_g)).tolist() == [4, 5]


@pytest.mark.parametrize(("minutes", "is_lost"), [(19, False), (20, True), (90, True)])
def test_twenty_minutes_without_a_body_is_not_worn(minutes: int, *, is_lost: bool) -> None:
    assert found(table(minutes)) == ([[0, minutes]] if is_lost else [], [])


def test_what_is_left_over_after_the_last_minute_goes_with_it() -> None:
    spans, _ = found(np.concatenate((table(40), table(1)[:100])))
    assert spans == [[0, pytest.approx(40 + 100 / MINUTE)]]


def test_only_the_time_off_the_body_is_lost() -> None:
    mean_g = table(120)
    index = np.arange(len(mean_g))
    is_worn = (index < 30 * MINUTE) | (index >= 80 * MINUTE)
    mean_g[:, 0] += 0.002 * np.sin(2 * np.pi * 0.25 * TICK_S * index) * is_worn
    assert found(mean_g)[0] == [[30, 80]]


@pytest.mark.parametrize(
    ("minutes", "spans", "uncertain"),
    [
        pytest.param(15, [], [], id="short"),
        pytest.param(170, [], [[20, 190]], id="too blind to tell"),
        pytest.param(181, [[20, 201]], [], id="one value for over three hours"),
    ],
)
def test_a_sensor_that_shows_one_value_is_uncertain_at_first(
    minutes: int, spans: list[list[int]], uncertain: list[list[int]]
) -> None:
    mean_g = table(240)
    index = np.arange(len(mean_g))
    mean_g[:, 0] += 0.002 * np.sin(2 * np.pi * 0.25 * TICK_S * index)
    assert found(mean_g, (20, 20 + minutes)) == (spans, uncertain)


@pytest.mark.parametrize(
    ("constant_min", "is_uncertain"),
    [((40, 60), False), ((40, 61), True), ((59, 80), True)],
)
def test_time_is_blind_where_more_than_half_of_its_minutes_are(
    constant_min: tuple[int, int], *, is_uncertain: bool
) -> None:
    mean_g = np.concatenate((breathing(table(40)), table(40, 1)))
    spans, uncertain = ([], [[40, 80]]) if is_uncertain else ([[40, 80]], [])
    assert found(mean_g, constant_min) == (spans, uncertain)


@pytest.mark.parametrize(("ticks_each", "is_uncertain"), [(216, False), (217, True)])
def test_a_minute_is_constant_where_nine_tenths_of_it_are(
    ticks_each: int, *, is_uncertain: bool
) -> None:
    spans, uncertain = ([], [[0, 60]]) if is_uncertain else ([[0, 60]], [])
    assert found(table(60), (0, 60), ticks_each) == (spans, uncertain)


@pytest.mark.parametrize(("noise_g", "is_uncertain"), [(0.0006, False), (0.006, True)])
def test_silence_of_a_sensor_too_noisy_to_show_breathing_proves_nothing(
    noise_g: float, *, is_uncertain: bool
) -> None:
    whole = [[0, 60]]
    spans, uncertain = ([], whole) if is_uncertain else (whole, [])
    assert found(table(60, noise_g=noise_g)) == (spans, uncertain)


def test_a_knock_on_a_coarse_sensor_at_rest_is_no_sign_of_a_body() -> None:
    minutes_g = np.tile([0.0, 0.6, 0.8], (60 * MINUTE, 1))
    minutes_g[30 * MINUTE + 7] += 0.2
    is_constant = np.ones(60, dtype=bool)
    has_body, is_blind = signs_of_body(
        minutes_g.reshape(-1, MINUTE, 3), is_constant, PARAMETERS
    )
    assert not has_body.any()
    assert is_blind.all()


@settings(max_examples=20)
@given(st.integers(0, 1000), st.integers(0, 39), st.floats(0.05, 3))
def test_a_jerk_never_makes_a_minute_less_worn(seed: int, at: int, height_g: float) -> None:
    minutes_g = table(40, seed)
    before = body(minutes_g)
    breathing = 0.003 * np.sin(2 * np.pi * 0.25 * TICK_S * np.arange(len(minutes_g)))
    minutes_g[:, 0] += breathing
    assert sum(body(minutes_g)) >= sum(before)
    minutes_g[at * MINUTE + 17, 1] += height_g
    jerked = body(minutes_g)
    # Its own minute, and at an end the one that only it stands beside.
    assert sum(jerked) >= (38 if at in (1, 38) else 39)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("not_worn_min", 0.5, "not_worn_min must be at least 1 and at most blind_min"),
        ("not_worn_min", 190.0, r"blind_min \(180\), but it is 190"),
        ("body_ratio", 1.0, "body_ratio must be above 1, but it is 1"),
    ],
)
def test_a_setting_outside_its_limits_is_refused(
    setting: str, value: float, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        replace(PARAMETERS, **{setting: value})


@pytest.mark.parametrize(
    ("setting", "value"),
    [("not_worn_min", 1.0), ("not_worn_min", 180.0), ("body_ratio", 1.1)],
)
def test_a_setting_at_its_limits_is_taken(setting: str, value: float) -> None:
    assert getattr(replace(PARAMETERS, **{setting: value}), setting) == value
