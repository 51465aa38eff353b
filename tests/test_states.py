"""The wearer's state from drawn ticks."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from myosense.errors import SettingsError
from myosense.states import (
    StateParameters,
    _smooth,
    label_states,
    mark_walking,
)

PARAMETERS = StateParameters()
TICK_S = 0.25
QUIET_G = {"r": 0.004, "a": 0.04, "w": 0.2, "s": 0.2, "j": 0.8, "t": 0.9}
QUIET_G |= {"h": 0.3, "i": 0.6, "k": 0.5, "l": 0.2, "m": 0.1}
Flags = npt.NDArray[np.bool_]


def states(
    drawn: str, *, ticks_each: int = 40, turn_deg: float = 0.0, is_counted: bool = True
) -> list[str]:
    """Label a drawing: ``r`` quiet, ``a`` moving, ``w`` steps, ``s`` strong but no steps.

    Each sign stands for 10 s; gravity turns evenly by ``turn_deg`` in all. ``j`` and ``t``
    are a jerk and a train, counted or not; ``hi`` rise to one, ``klm`` fall from it.
    """
    signs = np.repeat(list(drawn), ticks_each)
    angle = np.radians(np.linspace(0, turn_deg, len(signs)))
    found = label_states(
        np.array([QUIET_G[sign] for sign in signs]),
        np.where(signs == "w", 0.8, 0.1),
        np.column_stack((np.sin(angle), 0 * angle, np.cos(angle))),
        TICK_S,
        PARAMETERS,
        is_jerk=np.isin(signs, ["j", "t"]) & is_counted,
    )
    return [str(name) for name in found]


def no_jerk(n: int) -> Flags:
    """Mark no tick."""
    return np.zeros(n, dtype=bool)


def at_middles(found: list[str], ticks_each: int = 40) -> list[str]:
    """Pick the state in the middle of each sign."""
    return found[ticks_each // 2 :: ticks_each]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("rrr", "rest rest rest"),
        ("rar", "rest active rest"),
        ("rwr", "rest walking rest"),
        ("rsr", "rest active rest"),
        ("awa", "active walking active"),
    ],
)
def test_each_sign_has_its_state(drawn: str, expected: str) -> None:
    assert at_middles(states(drawn)) == expected.split()


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [("w", {"walking"}), ("rw", {"rest", "walking"}), ("wr", {"rest", "walking"})],
)
def test_a_walk_of_four_seconds_at_the_end_of_a_stretch_is_one(
    drawn: str, expected: set[str]
) -> None:
    assert set(states(drawn, ticks_each=16)) == expected


@pytest.mark.parametrize(
    ("minutes", "turn_deg", "state"),
    [
        pytest.param(12, 0, "long_still", id="long enough"),
        pytest.param(9.5, 0, "rest", id="too short"),
        pytest.param(12, 90, "rest", id="turning all the time"),
    ],
)
def test_long_still_is_long_and_without_a_turn(
    minutes: float, turn_deg: float, state: str
) -> None:
    n = int(minutes * 6)
    found = states("a" + "r" * n + "a", turn_deg=turn_deg)
    assert found[len(found) // 2] == state


def test_what_moves_before_and_after_long_still_is_none_of_it() -> None:
    ten_seconds = 40
    found = states("a" * 12 + "r" * 72 + "a" * 12, ticks_each=ten_seconds)
    assert set(found[: 12 * ten_seconds - 4]) == {"active"}
    assert set(found[12 * ten_seconds + 4 : 84 * ten_seconds - 4]) == {"long_still"}
    assert set(found[84 * ten_seconds + 4 :]) == {"active"}


def test_rest_that_a_turn_parts_in_two_is_too_short_for_long_still() -> None:
    n = 15 * 240
    angle = np.radians(np.where(np.arange(n) < n // 2, 0, 60))
    mean_g = np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))
    found = label_states(
        np.full(n, 0.004), np.zeros(n), mean_g, TICK_S, PARAMETERS, is_jerk=no_jerk(n)
    )
    assert set(found) == {"rest"}


@pytest.mark.parametrize("gain", [0.9, 1.1])
def test_turning_over_once_parts_long_still_but_does_not_end_it(gain: float) -> None:
    n = 100 * 240
    angle = np.radians(np.where(np.arange(n) < n // 2, 0, 60))
    mean_g = np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))
    mean_g *= gain
    found = label_states(
        np.full(n, 0.004), np.zeros(n), mean_g, TICK_S, PARAMETERS, is_jerk=no_jerk(n)
    )
    assert found[n // 4] == found[3 * n // 4] == "long_still"
    assert found[n // 2 - 120] == "rest"


def test_a_turn_after_a_rest_ends_long_still_a_minute_before_it() -> None:
    """A tick is compared with the one a minute later, whatever the state is there."""
    minute = 240
    is_rest = np.arange(30 * minute) // (5 * minute) % 5 > 0
    angle = np.radians(np.where(np.arange(30 * minute) < 25 * minute, 0, 60))
    mean_g = np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))
    found = label_states(
        np.where(is_rest, 0.004, 0.04),
        np.zeros(30 * minute),
        mean_g,
        TICK_S,
        PARAMETERS,
        is_jerk=no_jerk(30 * minute),
    )
    assert (found == "long_still").sum() == pytest.approx(19 * minute, abs=2)
    assert found[int(23.9 * minute)] == "long_still"
    assert found[int(24.1 * minute)] == found[int(24.9 * minute)] == "rest"
    assert found[int(25.1 * minute)] == "active"


@pytest.mark.parametrize(("per_h", "jerk_s"), [(60, 1), (360, 1), (60, 6)])
def test_jerks_on_a_still_background_leave_it_still(per_h: int, jerk_s: int) -> None:
    quiet_g = np.full(4 * 3600, 0.004)
    for at in np.arange(100, len(quiet_g) - 24, 4 * 3600 // per_h):
        quiet_g[at : at + 4 * jerk_s] = np.linspace(0.8, 0.1, 4 * jerk_s)
    still_g = np.tile([0.0, 0.0, 1.0], (len(quiet_g), 1))
    n = len(quiet_g)
    found = label_states(
        quiet_g, np.zeros(n), still_g, TICK_S, PARAMETERS, is_jerk=no_jerk(n)
    )
    assert set(found) == {"long_still"}


@pytest.mark.parametrize(
    ("drawn", "state"),
    [
        pytest.param("rrrrrraaarrrrrr", "rest", id="a jerk and its ring-down"),
        pytest.param("rrraaaaarrr", "active", id="ten seconds"),
        pytest.param("rrraaaarrr", "active", id="eight seconds"),
        pytest.param("rraaawwwwwwrr", "active", id="up and away"),
        pytest.param("aaa", "active", id="a stretch that ends before"),
    ],
)
def test_motion_no_longer_than_a_jerk_makes_it_is_rest(drawn: str, state: str) -> None:
    two_seconds = 8
    found = states(drawn, ticks_each=two_seconds)
    assert at_middles(found, two_seconds)[drawn.index("a") + 1] == state


def test_a_short_stumble_is_no_walk_and_a_short_pause_does_not_end_one() -> None:
    one_second = 4
    stumble = states("rrrrrrrrrrwwrrrrrrrrrr", ticks_each=one_second)
    assert "walking" not in stumble
    paused = states("w" * 10 + "s" + "w" * 10, ticks_each=one_second)
    assert set(paused) == {"walking"}


@pytest.mark.parametrize("drawn", ["rwr", "wr", "rw", "awa", "rsr", "swwsrrwws"])
def test_steps_are_marked_where_walking_is_named(drawn: str) -> None:
    four_seconds = 16
    signs = np.repeat(list(drawn), four_seconds)
    found = mark_walking(
        np.array([QUIET_G[sign] for sign in signs]),
        np.where(signs == "w", 0.8, 0.1),
        TICK_S,
        PARAMETERS,
    )
    named = np.array(states(drawn, ticks_each=four_seconds)) == "walking"
    assert found.tolist() == named.tolist()
    assert np.any(found) == ("w" in drawn)


REST = "r" * 60  #: Signs of a tick each: 15 s.
#: Two motions of 3.5 s, 3.75 s apart: neither lasts, but with a jerk between they seem to.
PAUSED = "a" * 14 + "rrrrrhjklmrrrrr" + "a" * 14


@pytest.mark.parametrize(
    ("drawn", "counted", "uncounted"),
    [
        pytest.param(REST + PAUSED + REST, "rest", "active", id="between two motions"),
        pytest.param(REST + "a" * 24 + "jklm" + REST, "rest", "active", id="after motion"),
        pytest.param(REST + "hijklm" + "a" * 24 + REST, "rest", "active", id="before it"),
        pytest.param(REST + "t" * 40 + REST, "rest", "active", id="a train"),
        pytest.param("t" * 40 + REST, "rest", "active", id="where a stretch starts"),
        pytest.param(REST + "t" * 40, "rest", "active", id="where it ends"),
        pytest.param(REST + "jjjjrr" * 10 + REST, "rest", "active", id="many jerks"),
        pytest.param("a" * 80 + "t" * 80 + REST, "rest", "active", id="before rest"),
        pytest.param("a" * 80 + "t" * 80 + "a" * 80, "active", "active", id="in action"),
        pytest.param("a" * 80 + "jklm" + "a" * 80, "active", "active", id="one in action"),
        pytest.param("jklm" + "a" * 80, "active", "active", id="where action starts"),
        pytest.param(
            REST + "a" * 14 + "jkl" + "a" * 14 + REST, "active", "active", id="in 8 s of it"
        ),
    ],
)
def test_a_counted_jerk_is_judged_by_what_is_around_it(
    drawn: str, counted: str, uncounted: str
) -> None:
    within = [i for i, sign in enumerate(drawn) if sign in "jt"]
    middle = within[len(within) // 2]
    for is_counted, expected in ((True, counted), (False, uncounted)):
        found = states(drawn, ticks_each=1, is_counted=is_counted)
        assert found[middle] == expected


def test_states_with_counted_jerks_are_those_without_them() -> None:
    action = "a" * 40
    drawn = REST + action + "jkl" + action + REST + PAUSED + REST + "jklm" + REST
    without = drawn.replace("ajkla", "aaaaa")
    without = "".join("r" if sign in "hjklm" else sign for sign in without)
    expected = states(without, ticks_each=1)
    assert expected.count("active") == 83
    assert states(drawn, ticks_each=1) == expected


def test_where_nothing_else_is_seen_a_train_is_motion() -> None:
    assert set(states("t" * 40, ticks_each=1)) == {"active"}


def test_motion_after_a_jerk_has_died_away_is_none_of_it() -> None:
    action = "a" * 30
    found = states(REST + "jklm" + action + REST, ticks_each=1)
    assert found[64:94] == ["active"] * 30
    assert set(states(REST + "jklm" + "a" * 24 + REST, ticks_each=1)) == {"rest"}


@pytest.mark.parametrize("step", [1, -1])
def test_motion_that_falls_before_a_jerk_or_rises_after_it_is_none_of_it(step: int) -> None:
    rest_g, falling_g = np.full(60, 0.004), np.linspace(0.5, 0.05, 32)
    quiet_g = np.concatenate((rest_g, falling_g, [0.8], rest_g))[::step]
    n = len(quiet_g)
    still_g = np.tile([0.0, 0.0, 1.0], (n, 1))
    found = label_states(
        quiet_g, np.zeros(n), still_g, TICK_S, PARAMETERS, is_jerk=quiet_g == 0.8
    )
    assert found[::step][60:92].tolist() == ["active"] * 32


@pytest.mark.parametrize(
    ("after", "counted"),
    [
        pytest.param("w" * 60, "walking", id="within a walk"),
        pytest.param(REST, "active", id="at its end"),
    ],
)
def test_a_jerk_does_not_break_a_walk(after: str, counted: str) -> None:
    """In the 2 s beside it the rhythm is not seen, nor is it for 3 s without one."""
    drawn = "w" * 60 + "s" * 8 + "jk" + "s" * 8 + after
    assert states(drawn, ticks_each=1)[68] == counted
    assert states(drawn, ticks_each=1, is_counted=False)[68] == "active"
    no_rhythm = drawn.replace("jk", "ss")
    assert states(no_rhythm, ticks_each=1)[68] == "active"


def test_a_jerk_hides_the_steps_of_two_seconds_on_both_sides_and_no_more() -> None:
    found = states(REST + "j" + "r" * 9 + "w" * 14 + REST, ticks_each=1)
    assert found[70:84] == ["walking"] * 14


@pytest.mark.parametrize("size", [1, 5, 21])
def test_the_running_median_is_that_of_what_is_seen(size: int) -> None:
    rng = np.random.default_rng(size)
    quiet_g = rng.random(200)
    is_hidden = rng.random(200) < 0.3
    seen_g = pd.Series(np.where(is_hidden, np.nan, quiet_g))
    expected = seen_g.rolling(size, center=True, min_periods=1).median()
    found = _smooth(quiet_g, is_hidden, size)
    inner = expected.notna() & (np.arange(200) >= 10) & (np.arange(200) < 190)
    np.testing.assert_allclose(found[inner], expected[inner])


@pytest.mark.parametrize("rest_g", [0.0, 0.07])
def test_a_limit_that_makes_no_sense_is_refused(rest_g: float) -> None:
    with pytest.raises(SettingsError, match="rest_g must be above 0 and at most walking_g"):
        StateParameters(rest_g=rest_g)
