"""Facts and coverage as JSON and back; nothing is rounded."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from myosense.coverage import Coverage
from myosense.recording import Facts
from myosense.zones import find_zone


def write_json(path: Path, content: object) -> None:
    """Write JSON that a person can read, and no NaN."""
    with path.open("w", encoding="utf-8") as file:  # Bit by bit: states of weeks are many.
        json.dump(content, file, indent=1, ensure_ascii=False, allow_nan=False)
        file.write("\n")


def from_json(content: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Read JSON."""
    return json.loads(content.decode("utf-8"))


def facts_record(facts: Facts) -> dict[str, object]:
    """Return the facts of a recording as JSON values."""
    start = None if facts.start is None else facts.start.isoformat()
    return {**asdict(facts), "start": start, "notices": list(facts.notices)}


def facts_from(record: dict[str, Any]) -> Facts:
    """Undo `facts_record`."""
    start = None if record["start"] is None else datetime.fromisoformat(record["start"])
    if start is not None and start.tzinfo is not None and record["time_zone"] is not None:
        start = start.astimezone(find_zone(record["time_zone"]))
    return Facts(**{**record, "start": start, "notices": tuple(record["notices"])})


def coverage_record(coverage: Coverage) -> dict[str, object]:
    """Return a coverage as JSON values; intervals are half-open seconds."""
    return {
        "recorded_s": coverage.recorded_s,
        "analyzable_s": coverage.analyzable_s,
        "flags": list(coverage.flags),
        "usable": coverage.usable.tolist(),
        "reasons": coverage.reasons.to_dict("records"),
        "state": coverage.state.to_dict("records"),
        "worn_by_log": coverage.worn_by_log.tolist(),
    }


def coverage_from(record: dict[str, Any]) -> Coverage:
    """Undo `coverage_record`."""
    return Coverage(
        usable=np.array(record["usable"], dtype=np.float64).reshape(-1, 2),
        reasons=_table(record["reasons"], "reason"),
        state=_table(record["state"], "state"),
        recorded_s=record["recorded_s"],
        flags=tuple(record["flags"]),
        worn_by_log=np.array(record["worn_by_log"], dtype=np.float64).reshape(-1, 2),
    )


def _table(rows: list[dict[str, Any]], word: str) -> pd.DataFrame:
    dtypes = {"start_s": "float64", "stop_s": "float64", word: "str"}
    return pd.DataFrame(rows, columns=[*dtypes]).astype(dtypes)
