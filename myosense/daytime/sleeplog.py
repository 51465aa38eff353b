"""A sleep log kept by hand: when the wearer slept, on each recording's own clock."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from myosense import clock, logs, schema
from myosense.logs import STATE, Row
from myosense.recording import Facts
from myosense.schema import Column

COLUMNS = (
    Column("line", "", "line of the file", dtype="int64"),
    Column("recording_id", "", "recording on whose clock it is told", dtype="str"),
    Column("start_s", "s", "time since that recording's start"),
    Column("stop_s", "s", "time since that recording's start"),
    Column("state", "", "sleep, nap or awake", dtype="str"),
)
STATES = ("sleep", "nap", "awake")
SYNONYMS = {"": "sleep", "asleep": "sleep", "schlaf": "sleep", "mittagsschlaf": "nap"} | {
    "wake": "awake",
    "wach": "awake",
}
LONGEST_H = 24.0  #: Nobody sleeps longer: a slip of the date.


def read_sleep_log(
    path: Path, facts: Mapping[str, Facts], date_order: str | None = None
) -> pd.DataFrame:
    """Read when the wearer slept.

    Parameters
    ----------
    path
        CSV or XLSX with ``start`` and ``stop`` (dates with times; or times, with a column
        ``date`` for the start), and perhaps ``state``: sleep, nap or awake.
    facts
        By recording_id.
    date_order
        ``dmy`` or ``mdy``; decided over the column where left out.

    Returns
    -------
    DataFrame
        `COLUMNS`: a row an entry and recording that has a clock.

    Raises
    ------
    ReadError
        If the file is no such table, an entry ends before it starts or lasts more than a
        day, or two overlap; the message names the line.
    """
    rows = logs.read_entries(path, "sleep log", "'start' and 'stop' of each sleep")
    states = [_state(row) for row in rows]
    found: list[dict[str, object]] = []
    for key, fact in facts.items():
        start = clock.local_start(fact)
        if start is None:
            continue
        spans = logs.spans_of(rows, start, date_order=date_order, longest_h=LONGEST_H)
        logs.check_apart(rows, spans)
        found += [
            {"line": row.line, "recording_id": key, "start_s": a, "stop_s": b, "state": s}
            for row, (a, b), s in zip(rows, spans, states, strict=True)
        ]
    return schema.table(found, COLUMNS)


def _state(row: Row) -> str:
    word = row.cells.get(STATE, "").casefold()
    state = SYNONYMS.get(word, word)
    if state not in STATES:
        raise row.error(STATE, f"one of {', '.join(STATES)}")
    return state
