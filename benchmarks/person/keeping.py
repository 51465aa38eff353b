"""What is written down beside the sensors: a diary with holes, doses, and stimuli."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.person.living import CHANGE, PIECE_S, Floats, Ints, Life
from myosense import schema
from myosense.combining import Person
from myosense.diaries.schema import COLUMNS
from myosense.medication.doses import DoseLog, read_doses
from myosense.triggers import markers

DIARY_FROM_H, DIARY_TO_H = 8, 22  #: Waking hours that the diary is kept in.
PLACE = ("arm", "right")
DOSES_MG = (20, 10)


def hours_kept(rng: np.random.Generator, life: Life) -> Ints:
    """Draw the pieces at which an hour that has an entry begins."""
    is_begin = np.diff(life.since_h, prepend=-1) > 0
    is_awake = (life.hour >= DIARY_FROM_H) & (life.hour < DIARY_TO_H)
    begins = np.flatnonzero(is_begin & is_awake)
    return begins[rng.random(len(begins)) >= life.traits.omitted]


def notes(rng: np.random.Generator, life: Life, begins: Ints, felt_s: Floats) -> Ints:
    """Draw the count that each entry holds: 0 for "none", else some of what came."""
    of_hour = np.searchsorted(np.sort(felt_s), life.starts_s[begins][:, None] + [0, 3600])
    n = rng.binomial(np.diff(of_hour)[:, 0], life.traits.noticed)
    return np.where(rng.random(len(begins)) < life.traits.unnoted, 0, np.maximum(n, 1))


def diary(life: Life, begins: Ints, counts: Ints) -> pd.DataFrame:
    """Write the entries."""
    rows: list[dict[str, object]] = [
        {
            "start": life.stamp(PIECE_S * begin),
            "stop": life.stamp(PIECE_S * begin + 3600),
            "region": PLACE[0],
            "side": PLACE[1],
            "frequency": "" if count else "none",
            "count": count,
            "severity": "", "extent": "", "trigger": "", "activity": "", "sleep": "",
            "impact": "", "medication": "", "note": "", "source": "patient",
            "line": 2 + i,
        }
        for i, (begin, count) in enumerate(
            zip(begins.tolist(), counts.tolist(), strict=True)
        )
    ]  # fmt: skip
    return schema.table(rows, COLUMNS)


@cache
def doses(start: pd.Timestamp, stop: pd.Timestamp) -> DoseLog:
    """Write a dose log, a tablet each morning and evening, and read it back."""
    lines = ["time,drug,dose,unit,route,formulation,kind,change,egfr"]
    for stamp in pd.date_range(start, stop, freq="12h", inclusive="left"):
        dose = DOSES_MG[bool(stamp >= CHANGE)]
        change = "reduction" if stamp == CHANGE else "same"
        wall = f"{stamp:%Y-%m-%d %H:%M}"
        lines.append(
            f"{wall},morphine,{dose},mg,oral,immediate release,scheduled,{change},90"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "doses.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_doses(path, start.tzinfo)


def stimuli(life: Life, person: Person, key: str) -> pd.DataFrame:
    """Lay the markers of the test on one recording's own clock."""
    clock = person.clocks[key]
    reference_s = life.stimuli_s - _zero_s(life, clock.reference, person)
    rows = [
        {"line": 2 + i, "stimulus": "tap", "recording_id": key, "at_s": at_s}
        for i, at_s in enumerate(clock.to_own(reference_s).tolist())
    ]
    return schema.table(rows, markers.COLUMNS)


def _zero_s(life: Life, key: str, person: Person) -> float:
    """Give the second at which a reference, whose stamps are right, starts."""
    start = person.facts[key].start
    if start is None:
        raise ValueError(f"{key} has no start; expected a stamped one")
    return (pd.Timestamp(start) - life.start).total_seconds()
