"""The page that shows the simulated person."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.page import markdown
from benchmarks.person import trying
from benchmarks.person.living import Traits
from benchmarks.person.quantities import STUDIED_H, Quantity
from benchmarks.person.remarks import REMARKS

HEAD = """# One person, three sensors, two weeks

This page is written by `python -m benchmarks.person`; no figure in it is entered by hand.
Nobody's motion is simulated here: jerks are drawn as times, a detector of known quality
thins them and adds false alarms, and the package is given what it would have found. So it
is the counting that is tried, not the detector.

**What is planted.** A left wrist, a right wrist and a chest, each with jerks of its own
({own} an hour) and {shared:g} an hour that all three feel, 8 ms later at the right and
12 ms earlier at the chest. Jerks come in clusters ({followers:g} follow one, seconds
apart), hours of a day differ ({hours:.0f} %), and days do ({days:.0f} %). The rate swings
once a day with its peak at 9:30; in motion it is {active:g} times and in walking
{walking:g} times what it is in long stillness. On 25 October at midnight the dose falls,
and with it the rate to {dose:g} times. In the second night after it the clocks go back, so
that one day has 25 hours. Sensors start one to seven minutes after midnight, their stamps
are seconds wrong, two clocks run 30 ppm fast or slow, each sensor comes off for an hour
every evening, and the chest misses half of the second day. The detector finds
{sensitivity:.0f} % and raises {false:g} false alarms an hour, known from {studied:.0f} h.
A diary leaves out {omitted:.0f} % of waking hours, says "none" in {unnoted:.0f} % of the
others whatever came, and counts {noticed:.0f} % of the jerks in what is left. Of 60
stimuli {response:.0f} % are answered.

**What is asked.** What an interval should hold is the rate of the process, as the sensor
counts it (what a detector misses is not corrected), in the very hours and states that were
judged. Where another target is meant, the last section says so.
"""
ONE = """## One person

Two weeks, one seed. z is the distance from the truth in standard errors, read off the side
of the interval that looks at the truth; about one z in twenty is beyond 2.
{verdict} Their spacing before the change is called {spacing}; {truth}.
"""
MANY = """## Many persons

{seeds} seeds of {days} days. Slow figures ({slow} seeds) are those of every {every} seed
only. "Held" is the share of seeds whose interval holds the truth, with its Monte Carlo
error; "too low" the share whose whole interval lies below the truth; "off by" the mean
error of the estimate, and "scatter" its standard deviation over seeds; "width" the median
width. The aim is 92 to 98 %.
{verdict}
"""
LONGER = """## The rates of two weeks

{seeds} seeds of {days} days, the rates alone.
"""
REMARKS_HEAD = """## What lies behind it
"""


def write(
    found: Sequence[Quantity], spacing: str, rows: pd.DataFrame, longer: pd.DataFrame
) -> str:
    """Write the page."""
    table = trying.coverage(rows, [figure.name for figure in found])
    missed = [figure.name for figure in found if not figure.holds]
    n_slow, n_seeds = int(table["seeds"].min()), rows["seed"].nunique()
    n_slow = int((table["seeds"] + table["blank"]).min())
    said: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        said.setdefault(str(row["verdict"]), []).append(str(row["figure"]))
    parts = [
        HEAD.format(**_planted(Traits())),
        ONE.format(
            verdict=f"{len(found) - len(missed)} of {len(found)} intervals hold the truth"
            + (f"; missed: {', '.join(missed)}." if missed else "."),
            spacing=spacing,
            truth="clusters were planted",
        ),
        markdown(one_table(found)) + "\n",
        MANY.format(
            seeds=n_seeds, days=trying.REDUCED_DAYS, slow=n_slow,
            every=_ordinal(n_seeds // max(n_slow, 1)), verdict=_verdict(said),
        ),
        markdown(many_table(table)) + "\n",
        LONGER.format(seeds=longer["seed"].nunique(), days=trying.FULL_DAYS),
        markdown(many_table(trying.coverage(longer, longer["name"].unique()))) + "\n",
        REMARKS_HEAD,
        "\n".join(f"- {remark}" for remark in REMARKS) + "\n",
    ]  # fmt: skip
    return "\n".join(parts)


def _planted(traits: Traits) -> dict[str, object]:
    shares = ("sensitivity", "omitted", "unnoted", "noticed", "response")
    return {
        "own": ", ".join(f"{rate:g}" for rate in traits.own_per_h),
        "shared": traits.shared_per_h,
        "followers": traits.followers,
        "hours": 100 * traits.hour_variation,
        "days": 100 * traits.day_variation,
        "active": traits.state_factor[2],
        "walking": traits.state_factor[3],
        "dose": traits.dose_ratio,
        "false": traits.false_per_h,
        "studied": STUDIED_H,
        **{name: 100 * getattr(traits, name) for name in shares},
    }


def _ordinal(n: int) -> str:
    return "single" if n == 1 else f"{n}th"


def _verdict(said: dict[str, list[str]]) -> str:
    lines = [f"\n{len(said.get(trying.AS_AIMED, []))} figures are held as aimed."]
    words = (trying.TOO_NARROW, trying.TOO_WIDE, trying.NOT_TOLD)
    lines += [f"Held {word}: {', '.join(said[word])}." for word in words if word in said]
    return " ".join(lines)


def one_table(found: Sequence[Quantity]) -> pd.DataFrame:
    """List the figures of one person."""
    return pd.DataFrame(
        [
            (
                figure.name,
                plain(figure.truth),
                plain(figure.estimate),
                f"{plain(figure.low)} to {plain(figure.high)}",
                f"{figure.z:+.1f}",
                "yes" if figure.holds else "**no**",
            )
            for figure in found
        ],
        columns=["figure", "truth", "estimate", "95 % interval", "z", "held"],
    )


def many_table(table: pd.DataFrame) -> pd.DataFrame:
    """List the figures of many persons."""
    return pd.DataFrame(
        [
            (
                row["figure"],
                row["seeds"],
                row["blank"],
                f"{100 * row['held']:.1f} ± {100 * row['error']:.1f} %",
                f"{100 * row['below']:.1f} %",
                plain(row["bias"]),
                plain(row["scatter"]),
                plain(row["width"]),
                row["verdict"],
            )
            for row in table.to_dict("records")
        ],
        columns=[
            "figure", "seeds", "blank", "held", "too low", "off by", "scatter", "width",
            "verdict",
        ],
    )  # fmt: skip


def plain(value: float) -> str:
    """Write a number to about three digits.

    >>> plain(0.0123), plain(12.345), plain(642.0), plain(29.9998), plain(-0.0004)
    ('0.0123', '12.35', '642', '30.00', '-0.0004')
    """
    if np.isnan(value):
        return ""
    size = abs(value)
    if size >= 100:
        return f"{value:.0f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:.3g}" if size >= 0.001 else f"{value:.1g}"
