"""Study A: every real recording, none of which holds a jerk of myoclonus.

Whatever is counted here is counted wrongly, or is one of the few jerks that healthy people
have; nobody looked at these wearers, so all of it is called a false alarm.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import page, workers
from benchmarks.page import Claim, Section, Table
from benchmarks.recordings import Labeled, Source, load, recorded, shrunk
from myosense import MyosenseError, analyze, intervals
from myosense.estimates import Estimate, rate_per_h

LONG_STRETCH_S = 10.0  #: Coverage is judged in stretches above this.
MARGIN_S = 2.0  #: A label holds this long on both sides of where a jerk is planted.


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What was made of one recording."""

    source: Source
    refusal: str = ""  #: Why it could not be read or judged.
    flags: str = ""
    recorded_s: float = 0.0
    analyzable_s: float = 0.0
    long_recorded_s: float = 0.0  #: In stretches above `LONG_STRETCH_S`.
    long_analyzable_s: float = 0.0
    labels: list[dict[str, object]] = field(default_factory=list)


def judge(job: tuple[Path, Source]) -> Judged:
    """Analyze one recording as a user would."""
    shared, source = job
    try:
        labeled = load(shared, source)
        analysis = analyze(labeled.recording)
    except MyosenseError as error:
        return Judged(source=source, refusal=str(error))
    (coverage,) = analysis.coverages.values()
    long = recorded(labeled.recording, LONG_STRETCH_S)
    return Judged(
        source=source,
        flags=", ".join(coverage.flags),
        recorded_s=labeled.recording.recorded_s,
        analyzable_s=coverage.analyzable_s,
        long_recorded_s=intervals.total(long),
        long_analyzable_s=intervals.total(intervals.intersect(long, coverage.usable)),
        labels=_by_label(labeled, coverage.usable, analysis.events),
    )


def _by_label(
    labeled: Labeled, usable: intervals.Seconds, counted: pd.DataFrame
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for label, spans in labeled.spans.items():
        here = counted[intervals.contains(spans, counted["peak_s"])]
        is_train = here["label"] == "train"
        rows.append(
            {
                "data set": labeled.source.dataset,
                "site": labeled.recording.site,
                "activity": label,
                "use": labeled.source.use,
                "recorded_s": intervals.total(spans),
                "analyzable_s": intervals.total(intervals.intersect(spans, usable)),
                "room_s": intervals.total(shrunk(spans, MARGIN_S)),
                "jerks": int((~is_train).sum()),
                "trains": int(is_train.sum()),
                "cycles": int(here.loc[is_train, "n_jerks"].sum()),
            }
        )
    return rows


def judge_all(shared: Path, chosen: list[Source]) -> list[Judged]:
    """Analyze every recording."""
    return workers.run(judge, [(shared, source) for source in chosen], chunk=8)


def label_table(judged: list[Judged], by: list[str]) -> pd.DataFrame:
    """Add up seconds and counts of all recordings."""
    rows = pd.DataFrame([row for one in judged for row in one.labels])
    return rows.groupby(by, as_index=False, sort=True).sum(numeric_only=True)


def false_alarm_table(totals: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Turn seconds and counts into hours and rates with the exact Poisson bound."""
    rates = [
        rate_per_h(n, seconds)
        for n, seconds in zip(totals["jerks"], totals["analyzable_s"], strict=True)
    ]
    analyzable_h = totals["analyzable_s"] / 3600
    table = totals[keys].copy()
    table["recorded h"] = totals["recorded_s"] / 3600
    table["analyzable h"] = analyzable_h
    table["jerks"] = totals["jerks"]
    table["jerks/h"] = np.array(rates, dtype=np.float64)
    table["at most/h"] = np.array([rate.high for rate in rates])
    table["per recorded h"] = totals["jerks"] / table["recorded h"]
    table["trains/h"] = totals["trains"] / analyzable_h.where(analyzable_h > 0)
    table["cycles/h"] = totals["cycles"] / analyzable_h.where(analyzable_h > 0)
    return table


def _coverage_claim(judged: list[Judged]) -> Claim:
    recorded_s = sum(one.long_recorded_s for one in judged)
    analyzable_s = sum(one.long_analyzable_s for one in judged)
    return Claim(
        figure="A: share of the seconds in stretches over 10 s that is analyzable",
        measured=analyzable_s / recorded_s if recorded_s else np.nan,
        n=sum(one.long_recorded_s > 0 for one in judged),
        at_least=0.85,
    )


def _coverage_table(judged: list[Judged]) -> pd.DataFrame:
    rows = pd.DataFrame(
        [
            {
                "data set": one.source.dataset,
                "use": one.source.use,
                "recordings": 1,
                "refused": int(bool(one.refusal)),
                "recorded h": one.recorded_s / 3600,
                "analyzable h": one.analyzable_s / 3600,
                "long": one.long_recorded_s,
                "good": one.long_analyzable_s,
            }
            for one in judged
        ]
    )
    table = rows.groupby(["data set", "use"], as_index=False).sum()
    table["share in stretches over 10 s"] = table["good"] / table["long"]
    return table.drop(columns=["long", "good"])


def study(judged: list[Judged]) -> Section:
    """Write the study."""
    refused = [one for one in judged if one.refusal]
    refusals = pd.DataFrame(
        [(one.source.file, one.refusal) for one in refused], columns=["file", "said"]
    )
    keys = ["data set", "site", "activity", "use"]
    by_label = label_table(judged, keys)
    total = by_label.sum(numeric_only=True)
    overall = Estimate(np.nan)
    if total["analyzable_s"] > 0:
        overall = rate_per_h(int(total["jerks"]), float(total["analyzable_s"]))
    tables = [
        Table(heading="Coverage by data set", rows=_coverage_table(judged)),
        Table(
            heading="Counted per analyzable hour, by activity",
            rows=false_alarm_table(by_label, keys),
        ),
    ]
    if refused:
        tables.append(Table(heading="Refused, and why", rows=refusals))
    return Section(
        title="A. Real recordings without myoclonus",
        about=(
            f"{len(judged)} recordings went through `analyze`; {len(refused)} were refused "
            "with a sentence, and no other error came up. Over all activities, walking and "
            f"falls included, {page.number(overall)} jerks were counted per analyzable "
            "hour. Nobody watched these wearers, so every one is called a false alarm. "
            "Intervals are exact Poisson ones and too narrow where false alarms come "
            "in clusters. Data marked *measure only* were never used to set a number."
        ),
        claims=[_coverage_claim(judged)],
        tables=tables,
    )
