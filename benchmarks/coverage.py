"""Simulate how often the intervals of a rate hold it, and write docs/intervals.md.

Run ``python -m benchmarks.coverage``: about two minutes on one core. ``--repeats 200``
takes seconds and is too few to be written down.
"""

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from myosense import dispersion
from myosense.dispersion import DispersionParameters, Floats
from myosense.estimates import CONFIDENCE, exact_poisson

PAGE = Path(__file__).parent.parent / "docs" / "intervals.md"
REPEATS = 2000
PARAMETERS = DispersionParameters()
Z = float(norm.isf((1 - CONFIDENCE) / 2))
AT_A_TIME = 100  #: Repeats whose likelihoods are in memory together.
SHORT_NAMES = {
    dispersion.POISSON: "exact Poisson",
    dispersion.CLUSTERED: "negative binomial",
    dispersion.BY_DAY: "by day",
    dispersion.FIXED_FANO: "fixed Fano",
}
Counts = npt.NDArray[np.int64]
Draw = Callable[[np.random.Generator, tuple[int, int], float], Floats]

HEAD = """# How sure is a rate?

This page is written by `python -m benchmarks.coverage`; no figure in it is entered by hand.
Each row is {repeats} simulated recordings; a share of 95 % of them has a Monte Carlo error
of {error:.1f} points. "Held" is the share of intervals that hold the true rate, "width" the
median width over that of an oracle, which is told the Fano factor (score interval,
variance = Fano x mean).

The rule (`myosense.dispersion.rate_interval`): the exact Poisson interval while counts in
pieces of an hour do not vary more than those of independent jerks (likelihood ratio against
a negative binomial, level {level:g}). Else, from {days} days on, a quasi-Poisson interval
with errors by day (sandwich, t); and so from three days on if they differ more than the
hours within them explain (variance ratio, level {days_level:g}), whatever the hours say.
Else the profile likelihood of a negative binomial, whose limit allows for the estimated
Fano factor; with jerks in fewer than {pieces} pieces, the exact interval at a fixed Fano
factor. Each interval says its name.
"""
TARGETS = """## Independent hours

Counts are Poisson, or negative binomial (a gamma mixes the rates of the hours). Aims: held
93 to 97 % at a Fano factor above 1 and at least 94 % at 1, width at most 1.3.
{verdict}
"""
BEYOND = """## Beyond the aims

What the rule was not built for, or knows too little of: few or rare jerks, other mixtures,
days that differ. Two days tell nothing of other days, and three that seem to be alike too
little: such a rate speaks for these days only. With four and five days the intervals are
wide, which is the price where days are alike.
"""
BINS = """## One hour of a longer recording

The interval of an hour's own bin takes over the Fano factor of all pieces; here for 24
hours. Held is the rate of the recording, not of the hour.
"""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One kind of recording."""

    hours: int
    per_h: float
    fano: float
    said: str = "gamma"
    draw: Draw

    def counts(self, rng: np.random.Generator, n: int) -> Counts:
        """Draw the hourly counts of recordings, shape (n, hours)."""
        rates = self.draw(rng, (n, self.hours), self.per_h)
        return rng.poisson(rates)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the intervals of one kind of recording did."""

    held: float
    exact_held: float
    width: float
    methods: Counter[str]


def gamma(fano: float) -> Draw:
    """Mix the rates of hours so that counts have a Fano factor."""

    def draw(rng: np.random.Generator, size: tuple[int, int], mean: float) -> Floats:
        if fano == 1:
            return np.full(size, mean)
        return rng.gamma(mean / (fano - 1), fano - 1, size)

    return draw


def lognormal(fano: float) -> Draw:
    """Mix the rates of hours by a distribution with a longer tail."""

    def draw(rng: np.random.Generator, size: tuple[int, int], mean: float) -> Floats:
        spread = np.log1p((fano - 1) / mean)
        return np.asarray(rng.lognormal(np.log(mean) - spread / 2, np.sqrt(spread), size))

    return draw


def daily(variation: float, fano: float = 1.0) -> Draw:
    """Mix the rates of days; within one, hours are alike or have a Fano factor."""

    def draw(rng: np.random.Generator, size: tuple[int, int], mean: float) -> Floats:
        shape = 1 / variation**2
        days = rng.gamma(shape, mean / shape, (size[0], -(-size[1] // 24)))
        hours = np.repeat(days, 24, axis=1)[:, : size[1]]
        return hours if fano == 1 else rng.gamma(hours / (fano - 1), fano - 1)

    return draw


def simulate(cell: Cell, repeats: int, rng: np.random.Generator) -> Outcome:
    """Draw recordings of one kind and hold their intervals against the truth."""
    hours, days = np.ones(cell.hours), np.arange(cell.hours) // 24
    n, low, high = [], [], []
    methods: Counter[str] = Counter()
    for _ in range(repeats // AT_A_TIME):
        counts = cell.counts(rng, AT_A_TIME)
        found = dispersion.rate_interval(counts, hours, days, CONFIDENCE, PARAMETERS)
        n.append(counts.sum(axis=1))
        low.append(found.low)
        high.append(found.high)
        methods.update(SHORT_NAMES[str(name)] for name in found.method)
    lows, highs, total = np.concatenate(low), np.concatenate(high), np.concatenate(n)
    exact_low, exact_high = (x / cell.hours for x in exact_poisson(total, CONFIDENCE))
    oracle = 2 * Z * np.sqrt(cell.fano * total + (Z * cell.fano / 2) ** 2) / cell.hours
    return Outcome(
        held=float(np.mean((lows <= cell.per_h) & (cell.per_h <= highs))),
        exact_held=float(np.mean((exact_low <= cell.per_h) & (cell.per_h <= exact_high))),
        width=float(np.median(highs - lows) / np.median(oracle)),
        methods=methods,
    )


def is_met(cell: Cell, outcome: Outcome) -> bool:
    """Say whether a cell of the targets meets them."""
    most = 1.0 if cell.fano == 1 else 0.97
    least = 0.94 if cell.fano == 1 else 0.93
    return least <= outcome.held <= most and outcome.width <= 1.3


def aimed() -> list[Cell]:
    """List the kinds of recordings that the targets name."""
    return [
        Cell(hours=hours, per_h=per_h, fano=fano, draw=gamma(fano))
        for hours in (24, 72, 168)
        for per_h in (2, 20, 100)
        for fano in (1, 2, 5, 10)
    ]


def beyond() -> list[Cell]:
    """List kinds that no target names."""
    small = [(6, 20, 1), (6, 20, 5), (6, 20, 10), (12, 20, 5), (24, 0.2, 1), (24, 0.2, 5)]
    cells = [Cell(hours=h, per_h=r, fano=f, draw=gamma(f)) for h, r, f in small]
    cells += [
        Cell(hours=h, per_h=20, fano=f, said="log-normal", draw=lognormal(f))
        for h in (24, 168)
        for f in (5, 10)
    ]
    # A day's count varies by its mean and by the square of the variation; per hour:
    days = [(h, 1 + 0.3**2 * 24 * 20) for h in (48, 72, 120, 168, 336)]
    cells += [
        Cell(hours=h, per_h=20, fano=f, said="days differ by 30 %", draw=daily(0.3))
        for h, f in days
    ]
    cells += [Cell(hours=h, per_h=20, fano=5, draw=gamma(5)) for h in (96, 120)]
    fano = 5 + 0.2**2 * 24 * 12
    said = "days differ by 20 %, hours by Fano 5"
    return cells + [
        Cell(hours=h, per_h=12, fano=fano, said=said, draw=daily(0.2, 5))
        for h in (48, 72, 96, 120, 144)
    ]


def bins(repeats: int, rng: np.random.Generator) -> Iterable[tuple[float, float]]:
    """Hold the interval of one hour against the rate of the recording."""
    for fano in (2.0, 5.0, 10.0):
        cell = Cell(hours=24, per_h=20, fano=fano, draw=gamma(fano))
        counts = cell.counts(rng, repeats)
        factor = dispersion.fano(counts, np.ones(24))
        low, high = dispersion.fixed_fano(counts[:, 0], 1, factor, CONFIDENCE, 23)
        yield fano, float(np.mean((low <= cell.per_h) & (cell.per_h <= high)))


def table(cells: list[Cell], outcomes: list[Outcome]) -> str:
    """Write outcomes as a table of Markdown."""
    lines = [
        "| hours | per h | Fano | mixture | held | width | exact Poisson held | chosen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for cell, outcome in zip(cells, outcomes, strict=True):
        total = outcome.methods.total()
        chosen = ", ".join(
            f"{name} {100 * n / total:.0f} %" for name, n in outcome.methods.most_common()
        )
        mixture = "none" if cell.fano == 1 else cell.said
        lines.append(
            f"| {cell.hours} | {cell.per_h:g} | {cell.fano:.3g} | {mixture} "
            f"| {100 * outcome.held:.1f} % | {outcome.width:.2f} "
            f"| {100 * outcome.exact_held:.1f} % | {chosen} |"
        )
    return "\n".join(lines) + "\n"


def write(repeats: int) -> str:
    """Simulate everything and write the page."""
    rng = np.random.default_rng(20)
    cells, others = aimed(), beyond()
    outcomes = [simulate(cell, repeats, rng) for cell in cells]
    n_met = sum(map(is_met, cells, outcomes))
    verdict = f"{n_met} of {len(cells)} kinds meet them."
    head = HEAD.format(
        repeats=repeats,
        error=100 * np.sqrt(0.95 * 0.05 / repeats),
        level=PARAMETERS.level,
        days_level=PARAMETERS.days_level,
        days=math.ceil(PARAMETERS.min_days),
        pieces=dispersion.MIN_PIECES_WITH_JERKS,
    )
    rows = [f"| {fano:g} | {100 * held:.1f} % |" for fano, held in bins(repeats, rng)]
    parts = [head, TARGETS.format(verdict=verdict), table(cells, outcomes), BEYOND]
    parts += [table(others, [simulate(cell, repeats, rng) for cell in others]), BINS]
    parts += ["\n".join(["| Fano | held |", "|---|---|", *rows]) + "\n"]
    return "\n".join(parts)


def main() -> None:
    """Read the command line, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("-o", "--output", type=Path, default=PAGE)
    said = parser.parse_args()
    said.output.write_text(write(said.repeats), encoding="utf-8")


if __name__ == "__main__":
    main()
