"""What `myosense triggers` says, of rows drawn by hand."""

from typing import Any

from myosense.report.triggered import render

NOISE = {
    "stimulus": "noise", "site": "wrist", "side": "left", "n_stimuli": 10, "n_followed": 7,
    "share": 0.7, "share_low": 0.4, "share_high": 0.89,
    "chance": 0.002, "chance_low": 0.0, "chance_high": 0.0, "p": 0.001,
    "latency_median_s": None, "reason": "no latency: as it is",
}  # fmt: skip
ACTION = {
    "site": "wrist", "side": "left", "active_per_h": 360.0, "n_active": 1,
    "active_h": 10 / 3600, "rest_per_h": 5.0, "n_rest": 10, "rest_h": 2.0,
    "ratio": None, "reason": "few hours",
}  # fmt: skip


def said(clock_error_s: float | None) -> dict[str, Any]:
    return {
        "triggers": [NOISE],
        "stimuli": [],
        "action": [ACTION],
        "notices": [],
        "window_s": (0.02, 0.17),
        "clock_error_s": clock_error_s,
    }


def test_chance_has_a_mean_and_a_range() -> None:
    assert (
        "noise, left wrist: 7 of 10 followed by a jerk, 70 % (40 % to 89 %); by chance "
        "0.2 % on average (95 % of turns: 0 % to 0 %), p 0.001; no latency: as it is\n"
    ) in render(said(0.01))


def test_an_unknown_clock_is_said_once() -> None:
    text = render(said(None))
    assert "no latency is given (--clock-error SECONDS)." in text
    assert "as it is" not in text


def test_ten_seconds_are_not_zero_minutes() -> None:
    text = render(said(None))
    assert "360.0/h (1 in 10 s) in action, 5.0/h (10 in 2.0 h) at rest" in text
