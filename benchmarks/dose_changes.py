"""Simulate how often the interval of a change of dose holds the true ratio.

Run ``python -m benchmarks.dose_changes``: about two minutes on one core; it writes
docs/dose_intervals.md. ``--people 100`` takes seconds and is too few to be written down.
"""

import argparse
from pathlib import Path

import numpy as np

from myosense.medication.ratio import Sides, limits, spread, standardize

PAGE = Path(__file__).parent.parent / "docs" / "dose_intervals.md"
PEOPLE = 1000
HOURS = 24
RATIO = 0.5
DAYS = (1, 2, 3, 7)  #: on each side of the change
RATES_PER_H = (2.0, 20.0)
#: Fano factor of an hour's count, and coefficient of variation of the days' rates.
KINDS = ((1.0, 0.0), (2.0, 0.0), (10.0, 0.0), (10.0, 0.3))
FEWEST_DAYS_THAT_DIFFER = 3  #: With fewer, how days differ is not in the interval.

HEAD = """# How sure is a change of dose?

This page is written by `python -m benchmarks.dose_changes`; no figure in it is entered by
hand. Simulated hourly counts with a daily rhythm and a true ratio of {ratio:g}, {people}
people a cell: the share of 95 % intervals that hold the truth (Monte Carlo error
{error:.1f} points), and the median of the upper over the lower limit. Fano: variance over
mean of an hour's count. "Days differ": each day has a rate of its own, with a coefficient
of variation of 30 %.

| days before + after | jerks an hour | Fano 1 | Fano 2 | Fano 10 | Fano 10, days differ |
|---|---|---|---|---|---|
"""
TAIL = """
Three days a side are few: the interval by days is wide, because three days hardly tell how
days differ. With one or two days a side it cannot be told at all, and the sentence says so.
"""


def two_sides(  # noqa: PLR0913 - one argument a property of what is drawn
    seed: int,
    *,
    days: tuple[int, int],
    per_h: float,
    ratio: float = 1.0,
    fano: float = 1.0,
    day_cv: float = 0.0,
) -> Sides:
    """Draw hourly counts with a daily rhythm, clusters, and days that differ."""
    random = np.random.default_rng(seed)
    day = np.repeat(np.arange(sum(days)), HOURS)
    hour = np.tile(np.arange(HOURS), sum(days))
    side = (day >= days[0]).astype(np.int64)
    rate = per_h * (1 + 0.5 * np.cos(2 * np.pi * (hour - 22) / HOURS))
    if day_cv:
        rate *= random.gamma(day_cv**-2, day_cv**2, sum(days))[day]
    if fano > 1:
        rate *= random.gamma(per_h / (fano - 1), (fano - 1) / per_h, len(rate))
    return Sides(
        n=random.poisson(rate * np.where(side == 1, ratio, 1.0)),
        hours=np.ones(len(day)),
        side=side,
        stratum=hour,
        hour_id=np.arange(len(day)),
        clock_hour=hour,
        day=day - days[0],
    )


def cell(days: int, per_h: float, kind: tuple[float, float], people: int) -> str:
    """Say how many intervals hold the ratio, and how wide they are."""
    fano, day_cv = kind
    if day_cv and days < FEWEST_DAYS_THAT_DIFFER:
        return "not in the interval"
    n_held, widths = 0, []
    for seed in range(people):
        sides = two_sides(
            seed, days=(days, days), per_h=per_h, ratio=RATIO, fano=fano, day_cv=day_cv
        )
        widened = spread(sides, FEWEST_DAYS_THAT_DIFFER).widened
        low, high = limits(standardize(sides), widened)
        n_held += low <= RATIO <= high
        widths.append(high / low if low > 0 else np.inf)
    return f"{100 * n_held / people:.1f} %, {np.median(widths):.2g}"


def render(people: int) -> str:
    """Write the page."""
    error = 100 * np.sqrt(0.95 * 0.05 / people)
    rows = [
        f"| {days} + {days} | {per_h:g} | "
        + " | ".join(cell(days, per_h, kind, people) for kind in KINDS)
        + " |\n"
        for days in DAYS
        for per_h in RATES_PER_H
    ]
    return HEAD.format(ratio=RATIO, people=people, error=error) + "".join(rows) + TAIL


def main() -> None:
    """Simulate, and write the page."""
    parser = argparse.ArgumentParser(description="How sure is a change of dose?")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("-o", "--output", type=Path, default=PAGE)
    chosen = parser.parse_args()
    chosen.output.write_text(render(chosen.people), encoding="utf-8")


if __name__ == "__main__":
    main()
