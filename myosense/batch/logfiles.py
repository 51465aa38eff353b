"""Tables kept by hand that lie among recordings, told by the names of their columns."""

from collections.abc import Iterable
from pathlib import Path

from myosense import logs
from myosense.diaries.lexicon import Lexicon
from myosense.errors import ReadError
from myosense.medication.words import HEADERS
from myosense.reading.naming import find_triples
from myosense.wearlog import OTHER_NAMES

MAX_BYTES = 1 << 18  #: A larger table is not kept by hand.
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
ENTRY = {"start", "stop"}
#: Columns of sleep and wear logs; another beside them may be that of anything.
OF_ENTRIES = {*ENTRY, "date", logs.STATE, "site", "side", "note"}
EVENTS = {"onset", "peak_time"}  #: As `analyze` and `simulate` write them.


def kind_of_log(path: Path) -> str | None:
    """Say which log a file plainly is; ``None`` of all others.

    Returns
    -------
    str or None
        "diary", "dose log", "sleep or wear log", or "table of events".
    """
    is_table = path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    if not is_table or not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    try:
        names = logs.read_names(path)
    except ReadError:
        return None
    return None if find_triples(tuple(names)) else _kind(names)


def _kind(names: Iterable[str]) -> str | None:
    diary = {Lexicon().column(name) for name in names}
    doses = {ours for ours, theirs in HEADERS.items() if {*names} & {*theirs}}
    entries = {OTHER_NAMES.get(name, name) for name in names}
    if {*names} >= EVENTS:
        return "table of events"
    if {"drug", "dose"} <= doses and {"time", "date"} & doses:
        return "dose log"
    if "start" in diary and {"region", "frequency"} & diary:
        return "diary"
    return "sleep or wear log" if ENTRY <= entries <= OF_ENTRIES else None
