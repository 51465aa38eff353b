"""Counts over exposure: how many jerks in how many hours that could be judged.

A bin's rate is its jerks over its analyzable hours, with the exact Poisson interval. That
interval assumes independent jerks; where they come in clusters it would be far too narrow
and is withheld. What is missing is blank with a reason, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from myosense import clock, estimates, exposure, intervals, schema
from myosense.clock import ClockParameters
from myosense.coverage import Coverage
from myosense.errors import SettingsError
from myosense.exposure import Counts, Exposure, Span, Tally
from myosense.intervals import Seconds
from myosense.recording import Facts
from myosense.schema import LOCAL_TIME, Column
from myosense.sites import region_of

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
COLUMNS = (
    Column("bin", "", "kind of the bin: hour, day_part, day or all", dtype="str"),
    *BIN,
    *PLACE,
    *COUNTED,
    Column(
        "fano",
        "",
        "variance over mean of the counts in equal pieces of the place's time; 1 for "
        "independent jerks",
        source="Fano 1947",
    ),
    Column("interval", "", "how the interval was found; empty if none", dtype="str"),
    Column("reason", "", "why a figure is blank, or what to know of it", dtype="str"),
)
INTERVAL = "exact Poisson, assumes independent jerks"
#: Stamps hold whole nanoseconds: less analyzable time than this is a rounding error.
ROUNDING_S = 1e-6
NO_CLOCK = "no clock time: give --time-zone or --start"


@dataclass(frozen=True, kw_only=True)
class RateParameters:
    """Settings of `count`."""

    #: Chance that an interval holds the expected count; the convention of the field.
    confidence: float = 0.95
    #: Analyzable time of a piece for the Fano factor: long enough to hold some jerks,
    #: short enough that a night gives dozens of pieces.
    fano_piece_s: float = 600.0
    #: With fewer pieces a variance says nothing, and the Fano factor is blank.
    fano_min_pieces: int = 6
    #: Above this Fano factor the interval is withheld: in simulations the nominal 95 %
    #: interval covers 76 % at a factor of 3 and 45 % at 10.
    fano_limit: float = 1.5
    #: The local clock's bins.
    clock: ClockParameters = field(default_factory=ClockParameters)

    def __post_init__(self) -> None:
        """Check that each number is one that can be computed with."""
        if not 0 < self.confidence < 1:
            raise SettingsError(
                f"confidence is {self.confidence:g}; expected above 0 and below 1"
            )
        if not self.fano_piece_s > 0:
            raise SettingsError(f"fano_piece_s is {self.fano_piece_s:g}; expected above 0")
        if self.fano_min_pieces < 2:
            raise SettingsError(
                f"fano_min_pieces is {self.fano_min_pieces}; expected at least 2"
            )
        if not self.fano_limit >= 1:
            raise SettingsError(
                f"fano_limit is {self.fano_limit:g}; expected at least 1, the Fano factor "
                "of independent jerks"
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
        fano = _fano_of_place(exposures, parameters)
        for kind in clock.KINDS:
            for span in exposure.spans(exposures, kind, parameters.clock):
                rows += _rows(exposures, span, kind, fano, parameters)
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
        fano = _fano_of_place(exposures, parameters)
        for span in exposure.spans(exposures, kind, parameters.clock):
            for member, edges_s in span.members:
                row_of_event[member.rows] = len(rows) + exposure.bin_of(member, edges_s)
            rows += _rows(exposures, span, kind, fano, parameters)
    return schema.table(rows, COLUMNS), row_of_event


def fano_factor(
    at_s: Seconds, n_jerks: Counts, analyzable_s: float, parameters: RateParameters
) -> float:
    """Compute the variance over the mean of counts in equal pieces of analyzable time.

    It is 1 for independent jerks and above 1 where they come in clusters (Fano, 1947,
    Phys. Rev. 72:26). What is left after the last whole piece is not used.

    Parameters
    ----------
    at_s : shape (n,)
        Analyzable seconds before each event.
    n_jerks : shape (n,)
        Jerks that each event counts for.

    Returns
    -------
    float
        NaN where there are too few pieces, or no jerks in them.
    """
    n_pieces = int((analyzable_s + ROUNDING_S) // parameters.fano_piece_s)
    if n_pieces < parameters.fano_min_pieces:
        return np.nan
    piece = (at_s // parameters.fano_piece_s).astype(np.int64)
    counts = np.bincount(piece, weights=n_jerks, minlength=n_pieces)[:n_pieces]
    if not counts.any():
        return np.nan
    return float(np.var(counts, ddof=1) / np.mean(counts))


def _fano_of_place(exposures: list[Exposure], parameters: RateParameters) -> float:
    at_s: list[Seconds] = []
    analyzable_s = 0.0
    for member in exposures:
        before_s = intervals.seconds_before(member.coverage.usable, member.peaks_s)
        at_s.append(analyzable_s + before_s)
        analyzable_s += member.coverage.analyzable_s
    n_jerks = np.concatenate([member.n_jerks for member in exposures])
    return fano_factor(np.concatenate(at_s), n_jerks, analyzable_s, parameters)


def _rows(
    exposures: list[Exposure],
    span: Span,
    kind: str,
    fano: float,
    parameters: RateParameters,
) -> list[dict[str, object]]:
    """Make the rows of one span of bins of one site and side."""
    held = exposure.tally(span)
    low, high = estimates.exact_poisson(held.n_jerks, parameters.confidence)
    is_clustered = fano > parameters.fano_limit
    notes = sorted({flag for member in exposures for flag in member.coverage.flags})
    if is_clustered:
        notes.append(f"jerks come in clusters (Fano {fano:.1f}): no interval")
    site, side = exposures[0].facts.site, exposures[0].facts.side
    place = {"region": region_of(site), "site": site, "side": side}
    rows: list[dict[str, object]] = []
    for i, (start, stop) in enumerate(zip(span.starts, span.stops, strict=True)):
        row: dict[str, object] = {"bin": kind, "start": start, "stop": stop, **place}
        row["interval"] = ""
        rows.append(row)
        hours = held.analyzable_s[i] / 3600
        if not span.members:
            row["reason"] = NO_CLOCK
        elif held.analyzable_s[i] < ROUNDING_S:
            row |= {"analyzable_h": 0.0, "reason": _largest_loss(held, i)}
        else:
            n = held.n_jerks[i]
            row |= {"n": n, "analyzable_h": hours, "rate_per_h": n / hours, "fano": fano}
            row["reason"] = "; ".join(notes)
            if not is_clustered:
                row |= {"rate_low": low[i] / hours, "rate_high": high[i] / hours}
                row["interval"] = INTERVAL
    return rows


def _largest_loss(held: Tally, i: int) -> str:
    return max(held.lost_s, key=lambda reason: float(held.lost_s[reason][i]))
