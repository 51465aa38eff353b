"""What was tried and what came of it: one JSON line an attempt, and tables made of them.

The lines are the only memory of a batch; status.csv and summary.csv are written anew from
them.
"""

import contextlib
import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from myosense.batch.people import COMMANDS
from myosense.errors import ResultError
from myosense.results.folders import sweep

if sys.platform != "win32":
    import fcntl

ATTEMPTS, STATUS, SUMMARY = "attempts.jsonl", "status.csv", "summary.csv"
LOCK = ".lock"
DONE, PARTLY, FAILED, WAITING = "done", "partly", "failed", "waiting"
STATUS_COLUMNS = (
    *("person", "files", "outcome", "cause", "n_attempts", "started", "seconds", "peak_mb"),
    "notices",
)
SUMMARY_COLUMNS = (
    *("person", "region", "site", "side", "n", "analyzable_h", "rate_per_h", "rate_low"),
    *("rate_high", "interval", "frequency", "reason"),
)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One line of the ledger."""

    person: str
    files: Sequence[str]
    key: Mapping[str, str]  #: what the results depend on
    why: str  #: "new", or what differs from the last attempt
    started: str
    seconds: float
    peak_mb: float | None
    outcome: str  #: done, partly (the result lacks what the cause names) or failed
    cause: str
    n_tries: int  #: 2 where its worker died and it was tried again alone
    steps: Sequence[str]  #: what is there and good
    rows: Sequence[Mapping[str, object]]  #: of the summary
    warnings: Sequence[str]
    notices: Sequence[str] = ()  #: of the result, as its summary has them
    left_out: Sequence[str] = ()  #: of the files, those that the result is without


class Ledger:
    """The attempts in a folder: the last one of each person, and how many there were."""

    def __init__(self, folder: Path) -> None:
        """Read what is there; a line that was cut off is as if it had not begun."""
        self.folder = folder
        self.last: dict[str, Attempt] = {}
        self.n_attempts: dict[str, int] = {}
        self.lines: list[str] = []
        self._is_cut_off = False
        path = folder / ATTEMPTS
        if path.exists():
            text = path.read_text(encoding="utf-8", errors="replace")
            self._is_cut_off = not text.endswith("\n")
            for line in text.split("\n"):
                with contextlib.suppress(ValueError, TypeError):
                    self._take(line, Attempt(**json.loads(line)))

    def add(self, attempt: Attempt) -> None:
        """Write a line."""
        line = json.dumps(asdict(attempt), ensure_ascii=False, allow_nan=False)
        self._take(line, attempt)
        with (self.folder / ATTEMPTS).open("a", encoding="utf-8") as file:
            file.write("\n" * self._is_cut_off + line + "\n")
        self._is_cut_off = False

    def _take(self, line: str, attempt: Attempt) -> None:
        self.lines.append(line)
        self.last[attempt.person] = attempt
        self.n_attempts[attempt.person] = self.n_attempts.get(attempt.person, 0) + 1

    def write_tables(self, waiting: Mapping[str, Sequence[str]]) -> None:
        """Write status.csv and summary.csv anew.

        Parameters
        ----------
        waiting
            The files of people that nothing was tried with.
        """
        status = [
            asdict(attempt)
            | {
                "files": "|".join(attempt.files),
                "n_attempts": self.n_attempts[name],
                "notices": " | ".join([*attempt.notices, *attempt.warnings]),
            }
            for name, attempt in self.last.items()
        ]
        status += [
            {"person": name, "files": "|".join(files), "outcome": WAITING, "n_attempts": 0}
            for name, files in waiting.items()
        ]
        summary = [
            row
            for attempt in self.last.values()
            if "analysis" in attempt.steps
            for row in attempt.rows
        ]
        _write_csv(self.folder / STATUS, STATUS_COLUMNS, status)
        _write_csv(self.folder / SUMMARY, SUMMARY_COLUMNS, summary)


def _write_csv(
    path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Write a table sorted by person, whole or not at all."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in sorted(rows, key=lambda row: row["person"]):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    part = path.with_suffix(".part")
    part.write_text(text.getvalue(), encoding="utf-8")
    part.replace(path)


def _cell(value: object) -> object:
    return f"{value:.7g}" if isinstance(value, float) else value


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a folder for one batch at a time, and remove what a killed one left half-done.

    Raises
    ------
    ResultError
        If another batch is writing there, or nothing can be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("w", encoding="utf-8") as file:
            if sys.platform != "win32":
                _lock(file.fileno(), folder)
            for parent in (folder, *(folder / step for step in COMMANDS.values())):
                sweep(parent)
            yield
    except OSError as error:
        raise ResultError(f"{folder} cannot be written ({error.strerror})") from error


def _lock(file: int, folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ResultError(f"another batch is writing into {folder}; wait for it") from error
