"""Short recordings in plain words: no time that was there is said to be nothing."""

from typing import Any

from myosense.report.text import render

TWO_MIN_H = 2 / 60
PART = {
    "hours": "06:00-12:00", "n_jerks": 0, "analyzable_h": TWO_MIN_H - 2 / 3600,
    "rate_per_h": 0.0, "frequencies": ["insufficient"],
}  # fmt: skip
STATE = {"state": "walking", "n_jerks": 0, "reason": "insufficient: ..."}


def summary(**changes: object) -> dict[str, Any]:
    """Hold a wrist recorded for two minutes."""
    site = {
        "place": "right wrist", "n_jerks": 0, "analyzable_h": TWO_MIN_H - 2 / 3600,
        "recorded_h": TWO_MIN_H, "rate_per_h": 0.0, "rate_low": None, "rate_high": None,
        "confidence": 0.95,
        "corrected_per_h": None, "reason": "", "by_state": [], "median_peak_g": None,
        "n_events": 0,
        "by_clock_time": [], "seconds_by_reason": {"edge": 2.0}, "n_by_width": {},
        "n_rejected_by_label": {}, "spacing": None, "moments": [], "circadian": None,
    } | changes  # fmt: skip
    return {
        "first_line": "first", "sites": [site], "person": None, "sensors": [],
        "notices": [], "disclaimers": [],
    }  # fmt: skip


def test_minutes_are_not_said_as_hours() -> None:
    text = render(summary())
    assert "How often   right wrist  0 in 2 min, 0.0/h\n" in text
    assert "Not judged  right wrist  2 s of 2 min recorded: edge 2 s\n" in text


def test_a_slow_rate_says_what_it_means_for_the_count() -> None:
    text = render(summary(reason="lower bound; counts vary more than by chance (Fano 2.0)"))
    assert (
        "0 in 2 min, 0.0/h; a lower bound: below 38 samples a second jerks are missed and "
        "sizes unknown; counts vary more than by chance (Fano 2.0)\n"
    ) in text
    assert "/h; below 45 samples a second the sharpest" in render(summary(reason="slow"))


def test_a_time_too_short_for_a_rate_has_none() -> None:
    text = render(summary(n_jerks=3, reason="insufficient: 2 min, a rate needs 30 min"))
    said = "3 in 2 min; insufficient: 2 min, a rate needs 30 min\n"
    assert f"How often   right wrist  {said}" in text


def test_seconds_of_a_state_are_not_said_as_minutes() -> None:
    state = STATE | {"analyzable_h": 18 / 3600}
    assert "By state    right wrist  walking 0 in 18 s\n" in render(
        summary(by_state=[state])
    )


def test_a_part_of_the_day_that_is_too_short_has_no_rate() -> None:
    text = render(summary(by_clock_time=[PART]))
    assert (
        "When        right wrist  06:00-12:00 too short for a class (0 in 2 min)\n" in text
    )
    long = PART | {"frequencies": ["insufficient", "rare"], "rate_per_h": 0.5}
    text = render(summary(by_clock_time=[long]))
    assert "06:00-12:00 rare, some days too short for a class (0.5/h)\n" in text


def test_the_classes_of_several_days_stand_from_least_to_most() -> None:
    part = PART | {"frequencies": ["very_frequent", "rare", "frequent"], "rate_per_h": 20.0}
    text = render(summary(by_clock_time=[part]))
    assert "06:00-12:00 rare to very frequent (20.0/h)\n" in text


def test_gaps_are_no_part_of_what_was_recorded() -> None:
    long = {"recorded_h": 7.5, "analyzable_h": 7.2}
    lost_s = {"gap": 6.1 * 3600, "edge": 0.3 * 3600}
    text = render(summary(**long, seconds_by_reason=lost_s))
    assert "0.3 h of 7.5 h recorded: edge 0.3 h; beside them 6.1 h of gaps\n" in text
    text = render(summary(**long | {"analyzable_h": 7.5 - 4 / 3600}))
    assert "Not judged  right wrist  4 s of 7.5 h recorded: edge 2 s\n" in text
    text = render(summary(seconds_by_reason={"gap": 90.0, "edge": 2.0}))
    assert "2 s of 2 min recorded: edge 2 s; beside them 2 min of gaps\n" in text


def test_each_moment_stands_alone() -> None:
    """The moment before it may never have come, so that no word may point at it."""
    moment = {
        "moment": "around_long_stillness_onset", "n_moments": 1, "n": 2,
        "rate_per_h": 40.0, "rate_low": None, "rate_high": None, "analyzable_h": 0.05,
    }  # fmt: skip
    text = render(summary(moments=[moment]))
    assert "around the onset of long stillness 40.0/h (2 in 3 min)\n" in text


def test_sizes_of_trains_are_told_from_jerks() -> None:
    sizes: dict[str, object] = {"median_peak_g": 0.4, "max_peak_g": 1.0}
    sizes |= {"max_is_lower_bound": False}
    sizes |= {"n_by_intensity": {"mild": 2, "moderate": 1}, "n_jerks": 12}
    text = render(summary(**sizes, n_events=3))
    assert "strongest 1.00 g; of 3 events, a train being one, 2 mild, 1 moderate\n" in text
    text = render(summary(**sizes, n_events=12))
    assert "strongest 1.00 g; 2 mild, 1 moderate\n" in text


def test_no_line_says_that_one_more_is_elsewhere() -> None:
    notes = ["first note", "second note", "third note", "fourth note"]
    three = render(summary() | {"notices": notes[:3]})
    assert "third note" in three
    assert "more in" not in three
    four = render(summary() | {"notices": notes})
    assert "third note" not in four
    assert "and 2 more in summary.json" in four
