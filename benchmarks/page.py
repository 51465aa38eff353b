"""Claims held against their targets, and the page that shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from myosense.estimates import Estimate

MET, MISSED, NOT_SHOWN = "met", "missed", "not demonstrable here"
RULE_OF_THREE = 3.0  #: Nothing in so many times one over a rate: 95 % sure it is lower.


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One figure beside its target."""

    figure: str  #: What was measured, in words.
    measured: float  #: An `Estimate` where it has an interval; NaN where there is nothing.
    n: int  #: How many it was measured on.
    at_least: float = -np.inf
    at_most: float = np.inf
    hours: float = np.inf  #: That a rate per hour was counted in.
    cause: str = ""  #: Why the target is missed, where it is.

    @property
    def verdict(self) -> str:
        """Say whether the figure meets its target; what was not measured does not.

        A rate per hour that was counted in too few hours to show its target meets nothing;
        it is missed only where the whole interval is above the target.
        """
        if self.hours * self.at_most < RULE_OF_THREE:
            lowest = getattr(self.measured, "low", np.nan)
            return MISSED if lowest > self.at_most else NOT_SHOWN
        is_met = self.at_least <= float(self.measured) <= self.at_most
        return MET if is_met else MISSED

    @property
    def target(self) -> str:
        """Name the target in words."""
        parts = []
        if np.isfinite(self.at_least):
            parts.append(f"at least {self.at_least:g}")
        if np.isfinite(self.at_most):
            parts.append(f"at most {self.at_most:g}")
        return ", ".join(parts)


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its heading."""

    heading: str
    rows: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture beside the page."""

    file: str
    caption: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """One study: what was done, what was claimed, and the tables."""

    title: str
    about: str
    claims: Sequence[Claim] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()


def number(value: object) -> str:
    """Write a value for a table: three significant digits, blank where missing.

    >>> number(0.123456), number(1234.5), number(7), number(float("nan"))
    ('0.123', '1234', '7', '')
    """
    if not isinstance(value, float | np.floating):
        return str(value)
    size = float(value)
    if np.isnan(size):
        return ""
    written = f"{size:.0f}" if abs(size) >= 100 else f"{size:.3g}"
    if isinstance(value, Estimate) and np.isfinite(value.high):
        written += f" ({number(float(value.low))} to {number(float(value.high))})"
    return written


def markdown(rows: pd.DataFrame) -> str:
    """Write a table; numbers stand on the right."""
    is_number = [pd.api.types.is_numeric_dtype(rows[name]) for name in rows.columns]
    ruler = ["---:" if right else "---" for right in is_number]
    columns = [[number(value) for value in rows[name]] for name in rows.columns]
    body = zip(*columns, strict=True)
    lines = [tuple(map(str, rows.columns)), tuple(ruler), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def claim_table(claims: Sequence[Claim]) -> pd.DataFrame:
    """List claims: figure, target, measured with its interval, n, verdict."""
    rows = [(c.figure, c.target, number(c.measured), c.n, c.verdict) for c in claims]
    columns = ["figure", "target", "measured (95 % interval)", "n", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def in_words(sections: Sequence[Section]) -> str:
    """Say which targets were met and which not, and why not."""
    claims = [claim for section in sections for claim in section.claims]
    missed = [claim for claim in claims if claim.verdict == MISSED]
    n_met = sum(claim.verdict == MET for claim in claims)
    n_not_shown = sum(claim.verdict == NOT_SHOWN for claim in claims)
    lines = [f"{n_met} of {len(claims)} targets were met."]
    if n_not_shown:
        lines[0] += f" For {n_not_shown} there are too few hours to show it."
    if missed:
        lines += ["", "Missed:"]
    for cause, alike in groupby(missed, key=lambda claim: claim.cause):
        lines += ["", *(_missed_line(claim) for claim in alike)]
        lines += ["", f"  *Why:* {cause}"] if cause else []
    return "\n".join(lines)


def _missed_line(claim: Claim) -> str:
    measured = number(claim.measured) or "nothing to measure"
    return f"- {claim.figure}: {measured}; the target is {claim.target}."


def render(
    sections: Sequence[Section], about: str, title: str = "What was measured"
) -> str:
    """Write the page."""
    parts = [f"# {title}", about, "## In short", in_words(sections)]
    for section in sections:
        parts += [f"## {section.title}", section.about]
        if section.claims:
            parts.append(markdown(claim_table(section.claims)))
        parts += [f"![{shown.caption}]({shown.file})" for shown in section.pictures]
        for table in section.tables:
            parts += [f"### {table.heading}", markdown(table.rows)]
    return "\n\n".join(parts) + "\n"
