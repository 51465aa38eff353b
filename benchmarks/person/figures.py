"""What the package says, figure by figure, beside what was planted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pandas as pd

from benchmarks.person import keeping, truths
from benchmarks.person.living import PIECE_S, STATES
from benchmarks.person.quantities import Quantity, Study, Z, quantity
from myosense import body, exposure, rates, sensors, spacing, strata
from myosense.clock import ClockParameters
from myosense.combining import CombineParameters
from myosense.daytime import CircadianParameters, rhythm
from myosense.detection import DetectionParameters
from myosense.diaries.comparing import compare
from myosense.diaries.figures import RATIO, SPEARMAN
from myosense.diary import DiaryParameters
from myosense.estimates import exact_poisson
from myosense.medication import comparing, respond
from myosense.medication.changes import find_changes
from myosense.medication.parameters import MedicationParameters
from myosense.patterns import PatternParameters, series
from myosense.rates import RateParameters
from myosense.triggers.action import action_against_rest
from myosense.triggers.parameters import TriggerParameters
from myosense.triggers.responding import respond as respond_to_stimuli

MARKER_ERROR_S = 0.005
HITS = "share of the sensor's intervals with jerks that the diary notes"
RATE = ("rate_per_h", "rate_low", "rate_high")
RATIOS = ("ratio", "ratio_low", "ratio_high")
PLAIN = RateParameters()
ONE_WASHOUT = MedicationParameters(shown_washouts_h=(24.0, 24.0, 24.0))


def rates_before(one: Study) -> Iterator[Quantity]:
    """Hold the rates of both wrists before the change."""
    parameters = RateParameters(false_alarms=one.alarms)
    for i, name in enumerate(("left wrist", "right wrist")):
        row = rates.cut(*one.week(i), "all", parameters)[0].iloc[0]
        truth = truths.rate(*truths.seen_by(one.life, one.seen.is_worn, i), one.before)
        yield quantity(f"rate before, {name}", truth, row, RATE)
        these = truths.seen_these_days(one.life, one.seen.is_worn, i, one.of_day)
        of_days = truths.rate(*these, one.before)
        yield quantity(f"rate of these very days, {name}", of_days, row, RATE)
        columns = ("corrected_per_h", "corrected_low", "corrected_high")
        truth -= one.life.traits.false_per_h
        yield quantity(f"rate before, {name}, less false alarms", truth, row, columns)


def rates_elsewhere(one: Study) -> Iterator[Quantity]:
    """Hold the rates of the chest, of the whole body, and of all days."""
    is_worn = one.seen.is_worn
    row = rates.cut(*one.week(2), "all", PLAIN)[0].iloc[0]
    truth = truths.rate(*truths.seen_by(one.life, is_worn, 2), one.before)
    yield quantity("rate before, chest, half a day missing", truth, row, RATE)
    whole = body.whole_body(one.joined, one.seen.person)
    key = next(iter(whole.facts))
    held = whole.events[whole.events["recording_id"] == key].reset_index(drop=True)
    known = {key: whole.coverages[key]}, {key: whole.facts[key]}
    row = rates.cut(held, *known, "all", PLAIN)[0].iloc[0]
    truth = truths.rate(*truths.seen_by_any(one.life, is_worn), one.before)
    yield quantity("rate before, whole body, each jerk once", truth, row, RATE)
    row = rates.cut(*one.both(0), "all", PLAIN)[0].iloc[0]
    truth = truths.rate(
        *truths.seen_by(one.life, is_worn, 0), one.before | one.life.is_after
    )
    yield quantity("rate of all days, left wrist", truth, row, RATE)


def states(one: Study) -> Iterator[Quantity]:
    """Hold the rates of each state."""
    table = strata.stratify(*one.week(0), PLAIN)
    seen = truths.seen_by(one.life, one.seen.is_worn, 0)
    for code, state in enumerate(STATES):
        row = table[(table["state"] == state) & (table["bin"] == "all")].iloc[0]
        truth = truths.rate(*seen, one.before & (one.life.state == code))
        yield quantity(f"rate before, left wrist, {state}", truth, row, RATE)


def sides(one: Study) -> Iterator[Quantity]:
    """Hold left against right, and how many jerks both saw."""
    person = one.seen.person
    pair = next(iter(person.alignments))
    two = replace(person, alignments={pair: person.alignments[pair]})
    row = sensors.side_by_side(one.seen.events, two, CombineParameters()).iloc[0]
    columns = ("left_right_index", "index_low", "index_high")
    truth = truths.index(one.life, one.seen.is_worn)
    yield quantity("left-right index before", truth, row, columns)
    n = float(row["n_shared"])
    most = float(exact_poisson(round(float(row["n_chance"])))[1])
    yield Quantity(
        name="jerks of both wrists before", truth=one.seen.n_both,
        estimate=n, low=n - most, high=n,
    )  # fmt: skip


def clocks(one: Study) -> Iterator[Quantity]:
    """Hold how the clock of the right wrist runs against that of the left one."""
    planted, line = one.seen.lines[0]
    pair = next(iter(one.seen.person.alignments.values()))
    offset_s, drift_ppm = "offset, s", "drift, ppm"
    for name, truth, at, error in (
        (offset_s, planted.offset_s, line.offset_s, pair.clock_error_s),
        (drift_ppm, planted.drift_ppm, line.drift_ppm, line.drift_error_ppm),
    ):
        yield Quantity(
            name=f"clock of the right wrist: {name}",
            truth=truth, estimate=at, low=at - Z * error, high=at + Z * error,
        )  # fmt: skip


@cache
def _changes(start: pd.Timestamp, stop: pd.Timestamp) -> pd.DataFrame:
    return find_changes(keeping.doses(start, stop), {}, ONE_WASHOUT)


def dose(one: Study) -> Iterator[Quantity]:
    """Hold the change of the dose, by the comparison that `respond` makes."""
    span = one.life.start, one.life.stamp(PIECE_S * len(one.life.hour))
    table = comparing.compare(
        exposure.by_place(*one.both(0)),
        keeping.doses(*span).table,
        _changes(*span),
        ONE_WASHOUT,
        one.alarms,
    )
    yield from _of_change(one, table.iloc[0])


def whole_response(one: Study) -> Iterator[Quantity]:
    """Hold the same by all of `respond`, with every wash-out."""
    span = one.life.start, one.life.stamp(PIECE_S * len(one.life.hour))
    table = respond(*one.both(0), keeping.doses(*span), alarms=one.alarms).comparisons
    yield from _of_change(one, table[table["is_own"]].iloc[0])


def _of_change(one: Study, row: pd.Series) -> Iterator[Quantity]:
    truth = truths.counted_ratio(one.life, one.seen.is_worn)
    yield quantity("rate ratio of the change, as counted", truth, row, RATIOS)
    columns = ("corrected_ratio", "corrected_low", "corrected_high")
    truth = one.life.traits.dose_ratio
    yield quantity("rate ratio of the change, less false alarms", truth, row, columns)
    columns = ("trend_per_day", "trend_low", "trend_high")
    yield quantity("trend a day before the change", 1.0, row, columns)


def stimuli(one: Study) -> Iterator[Quantity]:
    """Hold the share of stimuli that is answered."""
    held = one.later(1)
    marked = keeping.stimuli(one.life, one.seen.person, next(iter(held[1])))
    found = respond_to_stimuli(marked, *held, TriggerParameters(), MARKER_ERROR_S)
    row = found.triggers.iloc[0]
    truth = truths.answered(one.life, float(row["window_to_s"] - row["window_from_s"]))
    columns = ("share", "share_low", "share_high")
    yield quantity("share of stimuli that is answered", truth, row, columns)


def action(one: Study) -> Iterator[Quantity]:
    """Hold action against rest."""
    row = action_against_rest(*one.both(0)).iloc[0]
    truth = truths.action_ratio(one.life, one.seen.is_worn)
    yield quantity("action against rest, left wrist", truth, row, RATIOS)


def day_swing(one: Study) -> Iterator[Quantity]:
    """Hold the rhythm of the day."""
    held = one.both(0)
    row = rhythm.rhythm(*held, CircadianParameters(), ClockParameters()).iloc[0]
    peak_h, swing = truths.swing(one.life, one.seen.is_worn)
    columns = ("peak_hour", "peak_low", "peak_high")
    yield quantity("hour of most jerks", peak_h, row, columns)
    columns = ("peak_to_trough", "ratio_low", "ratio_high")
    yield quantity("highest over lowest rate of the day", swing, row, columns)


def diary(one: Study) -> Iterator[Quantity]:
    """Hold a diary against the right wrist."""
    life = one.life
    begins = keeping.hours_kept(one.rng, life)
    counts = keeping.notes(one.rng, life, begins, one.seen.felt[1])
    entries = keeping.diary(life, begins, counts)
    table = compare(entries, *one.both(1), DiaryParameters()).agreement
    expected = truths.diary_truth(one.n_days)
    named = (
        ("hours with jerks that the diary notes", 1 - life.traits.unnoted, HITS),
        ("rate of the sensor over the diary's", expected.ratio, RATIO),
        ("rank correlation with the diary", expected.spearman, SPEARMAN),
    )
    for name, truth, measure in named:
        row = table[table["measure"] == measure].iloc[0]
        yield quantity(name, truth, row, ("value", "low", "high"))


def word_of_spacing(one: Study) -> str:
    """Tell what the package calls the spacing of the jerks of the left wrist."""
    events, coverages, facts = one.week(0)
    table = spacing.describe(
        series(events, PatternParameters()),
        coverages,
        facts,
        PatternParameters(),
        DetectionParameters().merge_s,
    )
    return str(table.iloc[0]["spacing"])


#: Figures of every seed, and those that take so long that only some seeds have them.
Figure = Callable[[Study], Iterator[Quantity]]
QUICK: tuple[Figure, ...] = (rates_before, sides, dose, action, day_swing)
SLOW: tuple[Figure, ...] = (rates_elsewhere, states, stimuli, diary, clocks)
