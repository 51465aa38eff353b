"""The whole result in one dictionary: what summary.json holds and the terminal prints.

Nothing is computed anew that a table already says, so that they cannot disagree: counts
and rates are those of rates.csv, words those of diary.csv. Every value is a JSON value;
what is missing is ``None``.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from myosense.coverage import Coverage
from myosense.events import has_flag
from myosense.intervals import Mask
from myosense.lengths import length, number, spelled
from myosense.longtables import give_back
from myosense.rates import INSUFFICIENT
from myosense.recording import Facts
from myosense.sites import BODY, place_name

Row = Mapping[Hashable, Any]  #: a row of a table

PLACE = ("region", "site", "side")
RATE = ("rate_per_h", "rate_low", "rate_high", "interval", "reason")
CORRECTED = ("corrected_per_h", "corrected_low", "corrected_high")
#: The muscle's burst is under 100 ms; the acceleration it causes lasts longer.
WIDTH_LIMITS_S = (0.1, 0.18)
WIDTH_CLASSES = ("under_100_ms", "100_to_180_ms", "180_ms_and_over")
DISCLAIMERS = (
    "not a medical device; jerk-like events, no diagnosis",
    "evidence: simulation and healthy recordings only (phase 0)",
    "a diary's severity is about impact, which no sensor measures",
    "cut-offs are conventions, not validated",
    "probability: calibrated on jerks added to recordings; by --preset rules a score",
)


def summarize(  # noqa: PLR0913, PLR0917 - each table is a part of the result
    facts: Mapping[str, Facts],
    coverages: Mapping[str, Coverage],
    events: pd.DataFrame,
    rejected: pd.DataFrame,
    rates: pd.DataFrame,
    diary: pd.DataFrame,
    strata: pd.DataFrame,
    *,
    confidence: float,
) -> dict[str, object]:
    """Gather the result into one dictionary of JSON values.

    Parameters
    ----------
    facts, coverages
        By recording_id.
    events, rejected
        What is counted, and every other candidate.
    rates, diary, strata
        The tables of rates.csv, diary.csv and strata.csv.
    confidence
        Of the intervals in the tables.

    Returns
    -------
    dict
        ``first_line``, ``recordings`` (by recording_id), ``sites`` (one entry a site and
        side), ``notices`` and ``disclaimers``; ``person`` and ``sensors`` are for
        `myosense.together` to fill, ``left_out`` is for `Analysis.without`.
    """
    n_events = events["recording_id"].value_counts()
    recordings = {
        key: {**_recording(fact, coverages[key]), "n_events": int(n_events.get(key, 0))}
        for key, fact in facts.items()
    }
    in_all = rates[(rates["bin"] == "all") & (rates["region"] != BODY)].to_dict("records")
    sites = [
        {
            **_place(row),
            **_times(row, facts, coverages),
            "confidence": confidence,
            **_counts(row, _at(row, events), rejected.loc[_is_at(row, rejected), "label"]),
            "by_state": _by_state(_at(row, strata)),
            "day_parts": parts_of_days(_at(row, diary)),
            "by_clock_time": by_clock_time(_at(row, diary)),
        }
        for row in in_all
    ]
    return {
        "first_line": _first_line(facts, coverages, in_all),
        "recordings": recordings,
        "sites": sites,
        "person": None,
        "sensors": [],
        "left_out": [],
        "notices": _notices(facts, coverages),
        "disclaimers": list(DISCLAIMERS),
    }


def plain(value: Any) -> object:  # noqa: ANN401 - any cell
    """Turn a cell of a table into a JSON value; what is missing becomes ``None``."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value


def json_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON values; what is missing is ``None``."""
    return [
        {str(name): plain(value) for name, value in row.items()}
        for row in table.to_dict("records")
    ]


def _recording(fact: Facts, coverage: Coverage) -> dict[str, object]:
    return {
        "path": fact.path,
        "format": fact.format,
        "device": fact.device,
        "site": fact.site,
        "side": fact.side,
        "start": None if fact.start is None else fact.start.isoformat(),
        "time_zone": fact.time_zone,
        "has_clock_time": fact.has_wall_clock,
        "sample_rate_hz": fact.sample_rate_hz,
        "recorded_h": fact.recorded_s / 3600,
        "analyzable_h": coverage.analyzable_s / 3600,
        "seconds_by_reason": coverage.seconds_by_reason(),
        "seconds_by_state": coverage.seconds_by_state(),
        "flags": list(coverage.flags),
        "notices": list(fact.notices),
    }


def _place(row: Row) -> dict[str, object]:
    place = place_name(row["site"], row["side"])
    return {"place": place, **{name: row[name] for name in PLACE}}


def _at(row: Row, table: pd.DataFrame) -> pd.DataFrame:
    here: pd.DataFrame = table[_is_at(row, table)]
    return here


def _is_at(row: Row, table: pd.DataFrame) -> Mask:
    is_at = (table["site"] == row["site"]) & (table["side"] == row["side"])
    give_back(table)
    return np.asarray(is_at, dtype=bool)


def _keys_at(row: Row, facts: Mapping[str, Facts]) -> list[str]:
    place = (row["site"], row["side"])
    return [key for key, fact in facts.items() if (fact.site, fact.side) == place]


def _add_up(parts: Iterable[Mapping[str, float]]) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for part in parts:
        for word, seconds in part.items():
            total[word] += seconds
    return dict(total)


def _times(
    row: Row, facts: Mapping[str, Facts], coverages: Mapping[str, Coverage]
) -> dict[str, object]:
    keys = _keys_at(row, facts)
    return {
        "recording_ids": keys,
        "recorded_h": sum(facts[key].recorded_s for key in keys) / 3600,
        "analyzable_h": plain(row["analyzable_h"]),
        "seconds_by_reason": _add_up(coverages[key].seconds_by_reason() for key in keys),
        "seconds_by_state": _add_up(coverages[key].seconds_by_state() for key in keys),
    }


def _counts(row: Row, events: pd.DataFrame, other_labels: pd.Series) -> dict[str, object]:
    width_s = events["width_s"].dropna().to_numpy(dtype=np.float64)
    by_width = np.bincount(
        np.searchsorted(WIDTH_LIMITS_S, width_s, side="right"), minlength=len(WIDTH_CLASSES)
    )
    return {
        "n_jerks": plain(row["n"]),
        **{name: plain(row[name]) for name in (*RATE, "fano", *CORRECTED)},
        "n_events": len(events),
        "n_rejected_by_label": tally(other_labels),
        "n_by_width": dict(zip(WIDTH_CLASSES, by_width.tolist(), strict=True)),
        "n_by_intensity": tally(events["intensity"]),
        "median_peak_g": plain(events["peak_g"].median()),
        "max_peak_g": plain(events["peak_g"].max()),
        "max_is_lower_bound": bool(has_flag(events, "clipped").any()),
    }


def tally(words: pd.Series) -> dict[str, int]:
    """Count how often each word comes."""
    return {str(word): int(n) for word, n in words.value_counts().items()}


def _by_state(strata: pd.DataFrame) -> list[dict[str, object]]:
    """Keep the rows of the states that something could be judged in."""
    rows = strata[(strata["bin"] == "all") & strata["n"].notna()]
    return [
        {"state": row["state"], "n_jerks": int(row["n"])}
        | {name: plain(row[name]) for name in ("analyzable_h", *RATE, *CORRECTED)}
        for row in rows.to_dict("records")
    ]


def parts_of_days(diary: pd.DataFrame) -> list[dict[str, Any]]:
    """List the rows of one place of the diary, without the place."""
    return json_rows(diary.drop(columns=list(PLACE)))


def by_clock_time(diary: pd.DataFrame) -> list[dict[str, object]]:
    """Add up the same part of all days, in the order in which they first come."""
    parts: dict[str, list[Row]] = {}
    for row in diary[diary["start"].notna()].to_dict("records"):
        stop = f"{row['stop']:%H:%M}".replace("00:00", "24:00")
        parts.setdefault(f"{row['start']:%H:%M}-{stop}", []).append(row)
    found: list[dict[str, object]] = []
    for hours, rows in sorted(parts.items()):
        n = _sum_n(rows)
        analyzable_h = float(sum(row["analyzable_h"] for row in rows))
        judged = [row for row in rows if row["analyzable_h"] > 0] or rows
        words = list(dict.fromkeys(row["frequency"] for row in judged))
        found.append(
            {
                "hours": hours,
                "n_jerks": n if analyzable_h > 0 else None,
                "analyzable_h": analyzable_h,
                "rate_per_h": n / analyzable_h if analyzable_h > 0 else None,
                "frequencies": words,
            }
        )
    return found


def _sum_n(rows: Iterable[Row]) -> int:
    counts = [row["n"] for row in rows]
    return int(np.sum([n for n in counts if not pd.isna(n)], dtype=np.int64))


def _first_line(
    facts: Mapping[str, Facts], coverages: Mapping[str, Coverage], in_all: Sequence[Row]
) -> str:
    recorded_h = sum(fact.recorded_s for fact in facts.values()) / 3600
    analyzable_h = sum(coverage.analyzable_s for coverage in coverages.values()) / 3600
    if analyzable_h == 0:
        why = _why_lost(coverages.values())
        return f"Nothing could be judged in {spelled(recorded_h, 'recorded')}: {why}."
    found = number(_sum_n(in_all), "jerk-like event")
    if len(in_all) > 1:
        hours = spelled(analyzable_h, "analyzable sensor")
        return f"{found} in {hours} ({len(in_all)} sensors, each counted by itself)."
    place = place_name(in_all[0]["site"], in_all[0]["side"])
    hours, rate = spelled(analyzable_h, "analyzable"), rate_words(in_all[0])
    return f"{found} in {hours} at the {place} ({rate})."


def _why_lost(coverages: Iterable[Coverage]) -> str:
    lost_s = _add_up(coverage.seconds_by_reason() for coverage in coverages)
    longest = sorted(lost_s.items(), key=lambda item: -item[1])
    return ", ".join(f"{reason} {length(seconds / 3600)}" for reason, seconds in longest)


def rate_words(row: Mapping[Any, Any]) -> str:
    """Write the rate of a row of rates.csv, or that it holds too little time for one."""
    if row["reason"].startswith(INSUFFICIENT):
        return "too short for a rate"
    return f"{row['rate_per_h']:.1f} per hour"


def _notices(facts: Mapping[str, Facts], coverages: Mapping[str, Coverage]) -> list[str]:
    notices = [
        f"{key}: nothing could be judged ({_why_lost([coverage])})"
        for key, coverage in coverages.items()
        if coverage.analyzable_s == 0
    ]
    notices += [
        f"{key}: {notice}" if len(facts) > 1 else notice
        for key, fact in facts.items()
        for notice in fact.notices
    ]
    clockless: defaultdict[str, list[str]] = defaultdict(list)
    for key, fact in facts.items():
        if not fact.has_wall_clock:
            clockless["--start" if fact.start is None else "--time-zone"].append(key)
    notices += [
        f"no clock time in {', '.join(keys)}: hours and parts of the day are blank; "
        f"{option} fills them"
        for option, keys in clockless.items()
    ]
    return notices
