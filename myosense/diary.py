"""The diary's words: how often, how hard and in what pattern, for each part of the day.

Every cut-off here is a convention: no diary for myoclonus is published as a standard, and
none of these limits is validated. Intensity is the size of the movement at the sensor; a
diary's severity is about impact, which no sensor measures.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from myosense import patterns, rates, schema
from myosense.coverage import Coverage
from myosense.errors import SettingsError
from myosense.events import INTENSITIES, has_flag
from myosense.lengths import fewer
from myosense.rates import RateParameters
from myosense.recording import Facts
from myosense.schema import Column

COLUMNS = (
    *rates.BIN,
    *rates.PLACE,
    *rates.COUNTED,
    Column("frequency", "", "how often, in the diary's words", dtype="str"),
    Column(
        "intensity",
        "",
        "movement size of the median jerk: mild, moderate or severe",
        dtype="str",
        may_miss=True,
    ),
    Column("share_mild", "", "share of the jerks that are mild in movement size"),
    Column("share_moderate", "", "share of those that are moderate"),
    Column("share_severe", "", "share of those that are severe"),
    Column(
        "pattern",
        "",
        "patterns that occur, from single to train",
        dtype="str",
        may_miss=True,
    ),
    Column("reason", "", "why a figure is blank, or what to know of it", dtype="str"),
)
KEPT = schema.names((*rates.BIN, *rates.PLACE, *rates.COUNTED))  #: as in the rates
FREQUENCIES = ("none", "rare", "occasional", "frequent", "very_frequent", "near_continuous")
INSUFFICIENT = "insufficient"
LOWER_BOUND = "lower bound"


@dataclass(frozen=True, kw_only=True)
class DiaryParameters:
    """Settings of `grade` and `describe`: conventions, not validated.

    The frequency classes are finer than those of the Unified Myoclonus Rating Scale,
    whose lowest class but none ends only at 360 jerks per hour, above most rates at home.

    The intensity limits part the peaks that a model of the limb gives for ranges of
    muscle torque (5th, 50th and 95th percentile): moderate starts halfway, in ratio,
    between the first two, and severe between the last two. So about a fifth of the
    model's jerks are mild and a fifth severe. No measured peaks of patients are published.
    """

    #: Classes per analyzable hour; each runs up to the next. Rare is below this: not one
    #: an hour.
    occasional_from_per_h: float = 1.0
    #: From one every 6 minutes.
    frequent_from_per_h: float = 10.0
    #: From one a minute.
    very_frequent_from_per_h: float = 60.0
    #: From one every 10 s, where the rating scale's own classes begin.
    near_continuous_from_per_h: float = 360.0
    #: A class needs this much analyzable time in its bin: in half an hour without a jerk
    #: the exact upper limit is still 7 per hour.
    min_analyzable_min: float = 30.0
    #: Moderate and severe from. Head: model .20, .50, 1.4 g.
    head_g: tuple[float, float] = (0.3, 0.8)
    #: No model of its own; between head and trunk, in ratio.
    neck_g: tuple[float, float] = (0.2, 0.55)
    #: Trunk: model .09, .25, .54 g; a heavy segment moves little.
    trunk_g: tuple[float, float] = (0.15, 0.35)
    #: Hand .13, .58, 1.8 g; wrist by the forearm .25, .60, 1.8 g and by the whole arm
    #: .37, .90, 2.3 g: the mean of the three.
    arm_g: tuple[float, float] = (0.4, 1.15)
    #: Foot .17, .40, 1.3 g; shank .19, .50, 1.3 g: the mean of the two.
    leg_g: tuple[float, float] = (0.3, 0.75)

    def __post_init__(self) -> None:
        """Check that limits are above 0 and rise."""
        if not np.all(np.diff([0.0, *self.frequency_from_per_h]) > 0):
            raise SettingsError(
                "the limits of the frequency classes are "
                f"{self.frequency_from_per_h}; expected above 0 and rising"
            )
        if not self.min_analyzable_min > 0:
            raise SettingsError(
                f"min_analyzable_min is {self.min_analyzable_min:g}; expected above 0"
            )
        for region, (moderate_g, severe_g) in self.intensity_from_g.items():
            if not 0 < moderate_g < severe_g:
                raise SettingsError(
                    f"{region}_g is ({moderate_g:g}, {severe_g:g}); expected two limits "
                    "above 0, the second above the first"
                )

    @property
    def frequency_from_per_h(self) -> tuple[float, ...]:
        """Rates from which occasional and the classes above it start."""
        return (
            self.occasional_from_per_h,
            self.frequent_from_per_h,
            self.very_frequent_from_per_h,
            self.near_continuous_from_per_h,
        )

    @property
    def intensity_from_g(self) -> dict[str, tuple[float, float]]:
        """Peaks from which moderate and severe start, by region."""
        return {
            "head": self.head_g,
            "neck": self.neck_g,
            "trunk": self.trunk_g,
            "arm": self.arm_g,
            "leg": self.leg_g,
        }


def grade(events: pd.DataFrame, parameters: DiaryParameters) -> pd.DataFrame:
    """Name the size of each movement by its peak.

    Returns
    -------
    DataFrame
        The events with ``intensity`` filled: mild, moderate or severe, and missing where
        the site is not known or the event is flagged as a lower bound for its rate. Where
        an event is flagged ``clipped``, its class means "at least".
    """
    limits_g = parameters.intensity_from_g
    moderate_g, severe_g = (
        events["region"].map({r: limits_g[r][i] for r in limits_g}).astype("float64")
        for i in (0, 1)
    )
    code = (events["peak_g"] >= moderate_g).astype(int) + (events["peak_g"] >= severe_g)
    is_known = moderate_g.notna() & events["peak_g"].notna()
    is_known &= ~has_flag(events, LOWER_BOUND)
    words = pd.Series(np.array(INTENSITIES)[code], index=events.index, dtype="str")
    return events.assign(intensity=words.where(is_known))


def describe(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: DiaryParameters,
    rate_parameters: RateParameters,
) -> pd.DataFrame:
    """Put each part of each day into the diary's words.

    Parameters
    ----------
    events
        The counted events with ``intensity`` and ``series_id``.
    coverages, facts
        By recording_id.
    parameters, rate_parameters
        Settings of the words, and of the counts and bins below them.

    Returns
    -------
    DataFrame
        The columns of diary.csv (`COLUMNS`), one row a site, side and part of a day; one
        for the whole recording where local time is not known. A class needs enough
        analyzable time, else it is ``insufficient``. Intensity is the class of the median
        jerk (of an even number, the lower one of the middle two).
    """
    words = patterns.pattern(events)
    rows: list[dict[str, object]] = []
    for has_clock, kind in ((True, "day_part"), (False, "all")):
        chosen = {
            key: fact for key, fact in facts.items() if fact.has_wall_clock == has_clock
        }
        table, row_of_event = rates.cut(events, coverages, chosen, kind, rate_parameters)
        slow = {
            (fact.site, fact.side)
            for key, fact in chosen.items()
            if LOWER_BOUND in coverages[key].flags
        }
        for i, row in enumerate(table.to_dict("records")):
            is_here = row_of_event == i
            frequency, notes = _frequency(row, parameters)
            size, strongest = _intensity(events[is_here])
            if (row["site"], row["side"]) in slow:
                size, strongest = {}, "no movement size at this sampling rate"
            notes += [strongest, "" if has_clock else rates.NO_CLOCK]
            rows.append(
                {str(name): row[name] for name in KEPT}
                | {"frequency": frequency, "pattern": _together(words[is_here]), **size}
                | {"reason": "; ".join(note for note in notes if note)}
            )
    return schema.table(rows, COLUMNS)


def _frequency(
    row: Mapping[Hashable, Any], parameters: DiaryParameters
) -> tuple[str, list[str]]:
    """Choose the class of a row's rate, and say what stands beside it."""
    minutes, why = 60 * row["analyzable_h"], row["reason"]
    if pd.isna(row["n"]):
        return INSUFFICIENT, [f"no count in 0 min: {why}"]
    if minutes < parameters.min_analyzable_min:
        held = fewer(minutes, parameters.min_analyzable_min)
        needed = f"a class needs {parameters.min_analyzable_min:g} min"
        return INSUFFICIENT, [f"{row['n']} in {held}: {needed}", why]
    limits = parameters.frequency_from_per_h
    word, lowest, highest = (
        "" if pd.isna(rate) else class_of(rate, limits)
        for rate in (row["rate_per_h"], row["rate_low"], row["rate_high"])
    )
    notes = []
    if word == "none":
        # Rounded up, so that "at most" stays true.
        limit = f", at most {math.ceil(10 * row['rate_high']) / 10:g}/h" if highest else ""
        notes.append(f"0 in {row['analyzable_h']:.1f} h{limit}")
    if lowest != highest:
        notes.append(f"interval spans {lowest} to {highest}")
    return word, [*notes, why]


def class_of(rate_per_h: float, limits: tuple[float, ...]) -> str:
    """Name the class of a rate."""
    if rate_per_h == 0:
        return FREQUENCIES[0]
    return FREQUENCIES[1 + int(np.searchsorted(limits, rate_per_h, side="right"))]


def _intensity(events: pd.DataFrame) -> tuple[dict[str, object], str]:
    """Find the median class, the share of each, and the words for the strongest."""
    if events.empty:
        return {}, ""
    graded = events[events["intensity"].notna()]
    if graded.empty:
        return {}, "no movement size: its limits depend on the site"
    codes = graded["intensity"].map(INTENSITIES.index).to_numpy(dtype=np.int64)
    per_jerk = np.sort(np.repeat(codes, graded["n_jerks"].to_numpy(dtype=np.int64)))
    shares = np.bincount(per_jerk, minlength=len(INTENSITIES)) / len(per_jerk)
    size: dict[str, object] = {"intensity": INTENSITIES[per_jerk[(len(per_jerk) - 1) // 2]]}
    size |= {f"share_{word}": shares[i] for i, word in enumerate(INTENSITIES)}
    at_least = "at least " if has_flag(graded, "clipped").any() else ""
    return size, f"strongest {at_least}{graded['peak_g'].max():.2f} g"


def _together(words: pd.Series) -> str | None:
    """List the patterns that occur, from single to train."""
    return ", ".join(word for word in patterns.PATTERNS if (words == word).any()) or None
