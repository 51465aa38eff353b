"""What follows stimuli, and action against rest, in plain words."""

from collections.abc import Mapping
from typing import Any

from myosense import lengths
from myosense.sites import place_name

Said = Mapping[str, Any]

MAX_LEFT_OUT = 5
NOTES = (
    "a jerk counts by its onset, a tenth of its peak, not by its peak",
    "by chance: the same stimuli put elsewhere in the same test",
    "motion hides jerks, so that the rate in action is a lower bound",
    "a jerk that comes with a stimulus or in action is not said to be set off by it",
    "not a medical device; jerk-like events, no diagnosis",
)


def render(said: Said) -> str:
    """Write what `myosense triggers` found in plain words.

    Parameters
    ----------
    said
        What it prints with ``--json``.
    """
    lines = list(said["notices"])
    if said["triggers"]:
        is_unknown = said["clock_error_s"] is None
        rows = [_trigger(row, is_clock_unknown=is_unknown) for row in said["triggers"]]
        lines += [_clock(said), *rows, *_left_out(said), ""]
    lines += [*map(_action, said["action"]), ""]
    notes = NOTES if said["triggers"] else NOTES[2:]
    n_tests = sum(row["p"] is not None for row in said["triggers"])
    if n_tests > 1:
        notes = (f"p is not corrected for the {n_tests} comparisons", *notes)
    return "\n".join([*lines, *notes]) + "\n"


def _clock(said: Said) -> str:
    start_ms, stop_ms = (round(1000 * edge) for edge in said["window_s"])
    window = f"{start_ms} to {stop_ms} ms after the stimulus"
    error_s = said["clock_error_s"]
    if error_s is None:
        return (
            f"Window: {window}. The clock error between markers and sensor is not known: "
            "the window is not widened and no latency is given (--clock-error SECONDS)."
        )
    return f"Window: {window}, the clock error of {1000 * error_s:g} ms included."


def _trigger(row: Said, *, is_clock_unknown: bool) -> str:
    name = f"{row['stimulus']}, {place_name(row['site'], row['side'])}"
    if row["n_stimuli"] == 0:
        return f"{name}: {row['reason']}"
    share, share_low, share_high, chance, low, high = (
        _percent(row[f"{key}{end}"])
        for key in ("share", "chance")
        for end in ("", "_low", "_high")
    )
    text = (
        f"{name}: {row['n_followed']} of {row['n_stimuli']} followed by a jerk, {share} "
        f"({share_low} to {share_high}); by chance {chance} on average (95 % of turns: "
        f"{low} to {high}), p {_p(row['p'])}"
    )
    if row["latency_median_s"] is None:  # An unknown clock is said once, above all rows.
        return text if is_clock_unknown else f"{text}; {row['reason']}"
    q1, median, q3 = (
        round(1000 * row[f"latency_{name}_s"]) for name in ("q1", "median", "q3")
    )
    return f"{text}; latency {median} ms (quartiles {q1} to {q3})"


def _percent(share: float) -> str:
    return (
        f"{100 * share:.0f} %" if share >= 0.0995 or share == 0 else f"{100 * share:.1f} %"
    )


def _p(p: float) -> str:
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def _left_out(said: Said) -> list[str]:
    rows = [row for row in said["stimuli"] if row["reason"]]
    shown = [
        f"not counted: line {row['line']}, {row['stimulus']}, "
        f"{place_name(row['site'], row['side'])}: {row['reason']}"
        for row in rows[:MAX_LEFT_OUT]
    ]
    if len(rows) > len(shown):
        shown.append(f"and {len(rows) - len(shown)} more in stimuli.csv")
    return shown


def _action(row: Said) -> str:
    place = place_name(row["site"], row["side"])
    text = f"{place}: {_rate(row, 'active')} in action, {_rate(row, 'rest')} at rest"
    if row["ratio"] is None:
        return f"{text}; no ratio: {row['reason']}"
    return (
        f"{text}; {row['ratio']:.2f} times as often in action as at rest of the same hours "
        f"(95 % interval {row['ratio_low']:.2f} to {row['ratio_high']:.2f})"
    )


def _rate(row: Said, state: str) -> str:
    if row[f"{state}_per_h"] is None:
        return "not judged"
    n, hours = row[f"n_{state}"], row[f"{state}_h"]
    return f"{row[f'{state}_per_h']:.1f}/h ({n} in {_hours(hours)})"


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours >= 1 else lengths.brief(hours)
