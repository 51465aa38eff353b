"""Counts over exposure: how many jerks in how many hours that could be judged.

A bin's rate is its jerks over its analyzable hours, with an interval. The exact Poisson
interval assumes independent jerks; where counts in pieces of time vary more than theirs, it
would be far too narrow, and a wider one takes its place and says its name. Where there is
too little time to tell, each train is one event of its size. What is missing is blank with
a reason, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from myosense import clock, exposure, false_alarms, schema
from myosense.clock import ClockParameters
from myosense.coverage import Coverage
from myosense.dispersion import DispersionParameters
from myosense.errors import SettingsError
from myosense.exposure import Counts, Exposure, Span, Tally
from myosense.false_alarms import FalseAlarmParameters
from myosense.lengths import fewer
from myosense.recording import Facts
from myosense.schema import LOCAL_TIME, Column
from myosense.spreading import Spread, limits, spread_of, why_wider

#: What a count and its rate are, wherever they stand.
COUNTED = (
    Column("n", "", "jerks; blank where nothing could be judged", dtype="Int64"),
    Column("analyzable_h", "h", "time that could be judged"),
    Column("rate_per_h", "1/h", "n over analyzable_h"),
    Column("rate_low", "1/h", "lower end of the interval of the rate"),
    Column("rate_high", "1/h", "upper end of the interval of the rate"),
)
PLACE = (
    Column("region", "", "region of the diary", dtype="str"),
    Column("site", "", "body site of the sensor", dtype="str"),
    Column("side", "", "side of the body", dtype="str"),
)
BIN = (
    Column("start", "", "local start of the bin", dtype=LOCAL_TIME),
    Column("stop", "", "local end of the bin", dtype=LOCAL_TIME),
)
#: Blank where nothing is known of the detector's false alarms.
CORRECTED = (
    Column("corrected_per_h", "1/h", "rate less the known false alarms, at least 0"),
    Column("corrected_low", "1/h", "lower end of its interval"),
    Column("corrected_high", "1/h", "upper end of its interval"),
)
COLUMNS = (
    Column("bin", "", "kind of the bin: hour, day_part, day or all", dtype="str"),
    *BIN,
    *PLACE,
    *COUNTED,
    Column(
        "fano",
        "",
        "variance over mean of the counts in equal pieces of the place's time, hours or "
        "in short recordings 10 min; 1 for independent jerks",
        source="Fano 1947",
    ),
    *CORRECTED,
    Column("interval", "", "how the interval was found; empty if none", dtype="str"),
    Column("reason", "", "why a figure is blank, or what to know of it", dtype="str"),
)
INSUFFICIENT = "insufficient"
AT_LEAST_0 = "no more than the known false alarms: corrected rate shown as 0"
NO_CLOCK = "no clock time: give --time-zone or --start"


@dataclass(frozen=True, kw_only=True)
class RateParameters:
    """Settings of `count`."""

    #: Chance that an interval holds the expected count; the convention of the field.
    confidence: float = 0.95
    #: Analyzable time of the pieces whose counts show whether jerks come in clusters: long
    #: enough that clusters of minutes lie inside one.
    fano_piece_s: float = 3600.0
    #: Of recordings with too few of these.
    fano_short_piece_s: float = 600.0
    #: With fewer pieces a variance says nothing: the Fano factor is blank, and jerks are
    #: taken for independent.
    fano_min_pieces: int = 6
    #: What is done where they are not.
    dispersion: DispersionParameters = field(default_factory=DispersionParameters)
    #: What is known of the detector's false alarms.
    false_alarms: FalseAlarmParameters = field(default_factory=FalseAlarmParameters)
    #: The local clock's bins.
    clock: ClockParameters = field(default_factory=ClockParameters)

    def __post_init__(self) -> None:
        """Check that each number is one that can be computed with."""
        if not 0 < self.confidence < 1:
            raise SettingsError(
                f"confidence is {self.confidence:g}; expected above 0 and below 1"
            )
        if not 0 < self.fano_short_piece_s <= self.fano_piece_s:
            raise SettingsError(
                f"fano_short_piece_s is {self.fano_short_piece_s:g} and fano_piece_s "
                f"{self.fano_piece_s:g}; expected above 0, and the short ones not longer"
            )
        if self.fano_min_pieces < 2:
            raise SettingsError(
                f"fano_min_pieces is {self.fano_min_pieces}; expected at least 2"
            )


def count(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: RateParameters,
) -> pd.DataFrame:
    """Count the jerks of each site and side by hour, part of the day, day and in all.

    Parameters
    ----------
    events
        The counted events; a train counts for its cycles (``n_jerks``).
    coverages, facts
        By recording_id. Recordings of one site and side follow one another.
    parameters
        Settings of the interval, the Fano factor and the bins.

    Returns
    -------
    DataFrame
        The columns of rates.csv (`COLUMNS`), one row a site, side and bin, with the whole
        bin's local ``start`` and ``stop``. ``n`` and the rate are blank where nothing
        could be judged, and ``reason`` says why; hours, parts of the day and days are one
        blank row each where local time is not known.
    """
    places = exposure.by_place(events, coverages, facts)
    rows: list[dict[str, object]] = []
    for exposures in places:
        spread = spread_over(exposures, parameters)
        for kind in clock.KINDS:
            for span in exposure.spans(exposures, kind, parameters.clock):
                rows += _rows(exposures, span, kind, spread, parameters)
    return schema.table(rows, COLUMNS)


def cut(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    kind: str,
    parameters: RateParameters,
) -> tuple[pd.DataFrame, Counts]:
    """Count by one kind of bin, and say of each event which row counts it.

    Returns
    -------
    table : DataFrame
        As from `count`.
    row_of_event : shape (n_events,)
        Row of the table; -1 for events outside the coverage or of another label.
    """
    row_of_event = np.full(len(events), -1)
    rows: list[dict[str, object]] = []
    for exposures in exposure.by_place(events, coverages, facts):
        spread = spread_over(exposures, parameters)
        for span in exposure.spans(exposures, kind, parameters.clock):
            for member, edges_s in span.members:
                row_of_event[member.rows] = len(rows) + exposure.bin_of(member, edges_s)
            rows += _rows(exposures, span, kind, spread, parameters)
    return schema.table(rows, COLUMNS), row_of_event


def spread_over(exposures: list[Exposure], parameters: RateParameters) -> Spread:
    """Measure how the counts of one site and side vary over all its time."""
    return spread_of(
        exposures,
        (parameters.fano_piece_s, parameters.fano_short_piece_s),
        parameters.fano_min_pieces,
        parameters.confidence,
        parameters.dispersion,
    )


def _rows(
    exposures: list[Exposure],
    span: Span,
    kind: str,
    spread: Spread,
    parameters: RateParameters,
) -> list[dict[str, object]]:
    """Make the rows of one span of bins of one site and side."""
    held = exposure.tally(span)
    notes = sorted({flag for member in exposures for flag in member.coverage.flags})
    if spread.is_clustered:
        notes.append(why_wider(spread.fano))
    place = {"bin": kind, **exposures[0].facts.place}
    figures = _figures(held, kind, spread, parameters).to_dict("records")
    rows: list[dict[str, object]] = []
    for i, (start, stop) in enumerate(zip(span.starts, span.stops, strict=True)):
        row: dict[str, object] = {**place, "start": start, "stop": stop}
        if not span.members:
            row["reason"] = NO_CLOCK
        elif held.analyzable_s[i] < exposure.ROUNDING_S:
            row |= {"analyzable_h": 0.0, "reason": _largest_loss(held, i)}
        else:
            row |= {str(name): value for name, value in figures[i].items()}
            floored = [AT_LEAST_0] if row["corrected_per_h"] == 0 else []
            row |= {"fano": spread.fano, "reason": "; ".join([*notes, *floored])}
        rows.append(row)
    return rows


def _figures(
    held: Tally, kind: str, spread: Spread, parameters: RateParameters
) -> pd.DataFrame:
    """Give each bin its rate, its interval and its corrected rate."""
    hours = np.maximum(held.analyzable_s, exposure.ROUNDING_S) / 3600
    n_jerks = held.sizes.n_jerks
    rate = n_jerks / hours
    is_whole = kind == "all"
    low, high, name = limits(
        held.sizes, hours, spread, parameters.confidence, is_whole=is_whole
    )
    figures = {"n": n_jerks, "analyzable_h": hours, "rate_per_h": rate}
    figures |= {"rate_low": low, "rate_high": high}
    corrected = np.full((3, len(rate)), np.nan)
    if parameters.false_alarms.is_on:
        corrected = np.array(
            false_alarms.correct(
                (rate, low, high),
                held.state_s,
                parameters.confidence,
                parameters.false_alarms,
            )
        )
    figures |= dict(zip(schema.names(CORRECTED), corrected, strict=True))
    return pd.DataFrame(figures).assign(interval=name)


def _largest_loss(held: Tally, i: int) -> str:
    return max(held.lost_s, key=lambda reason: float(held.lost_s[reason][i]))


def say_insufficient(table: pd.DataFrame, min_min: float) -> pd.DataFrame:
    """Say in the reason where a bin holds too little analyzable time for a rate.

    Parameters
    ----------
    table
        As from `count`; count, hours, rate and interval stay as they are.
    min_min
        Least minutes of a bin.
    """
    minutes = 60 * table["analyzable_h"]
    is_short = table["n"].notna() & (minutes < min_min)
    said = [
        f"{INSUFFICIENT}: {fewer(held, min_min)}, a rate needs {min_min:g} min"
        for held in minutes.fillna(0.0)
    ]
    reasons = [
        "; ".join(filter(None, (short, why))) if is_here else why
        for is_here, short, why in zip(is_short, said, table["reason"], strict=True)
    ]
    return table.assign(reason=pd.Series(reasons, index=table.index, dtype="str"))
