"""What came of damaged files, by family, and the page that says so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.fuzz.forking import MAX_APART_S
from benchmarks.fuzz.trying import (
    FAULT,
    MAX_CPU_S,
    MAX_GROWTH_MB,
    RECORDING,
    REFUSAL,
    Outcome,
)

ABOUT = f"""# Damaged files

Real samples, cut to a few kB where the format allows, and files written after published
layouts where there is no sample, are cut off, flipped, spliced, repeated, given NULs, other
sizes, other numbers and other ends of line; archives also by their members, Axivity and
ActiGraph also with checksums written anew. Each is read in a process that may die. Allowed
are a recording that does not contradict itself, and one sentence. Anything else is a fault:
another error, a warning, more than {MAX_CPU_S:g} s of the reading process, more than
{MAX_GROWTH_MB:g} MB, the end of the process. HDF5 and MATLAB are read in a process of their
own, where its end is a sentence; here the process that tries them reads them, and only what
it ends of is tried again in one of its own, stopped after {MAX_APART_S} s (else 30 s).

`python -m benchmarks.fuzz --shared PATH -o docs/damaged_files.md` writes this page, with
20,000 damaged files of each family; where it was ended before, there are fewer. Faults that
it once found are tests (`tests/test_reading_damaged.py`), and the family was tried anew."""
COLUMNS = (
    *("family", "samples", "mutations", "recordings", "refusals", "faults"),
    *("longest (s)", "peak memory (MB)"),
)
FAULT_COLUMNS = ("family", "seed", "sample", "what", "times")
NONE = "None was found."
Row = Mapping[str, str]


@dataclass
class Page:
    """The rows of the page, and the faults, by family."""

    rows: dict[str, Row] = field(default_factory=dict)
    faults: dict[str, list[Row]] = field(default_factory=dict)


def row_of(family: str, n_samples: int, outcomes: Sequence[Outcome]) -> Row:
    """Sum up a family."""
    kinds = Counter(outcome.kind for outcome in outcomes)
    peaks_mb = [each.peak_mb for each in outcomes if np.isfinite(each.peak_mb)]
    longest_s = max((outcome.cpu_s for outcome in outcomes), default=0.0)
    counts = (n_samples, len(outcomes), *(kinds[k] for k in (RECORDING, REFUSAL, FAULT)))
    sizes = (f"{longest_s:.2f}", f"{max(peaks_mb, default=0.0):.0f}")
    return dict(zip(COLUMNS, (family, *(f"{n:,}" for n in counts), *sizes), strict=True))


def joined_row(first: Row, then: Row) -> Row:
    """Join the rows of two runs of one family."""
    counted = COLUMNS[2:6]
    sums = {name: _number(first[name]) + _number(then[name]) for name in counted}
    most = {name: max(first[name], then[name], key=_number) for name in COLUMNS[6:]}
    return {**first, **{name: f"{n:,.0f}" for name, n in sums.items()}, **most}


def n_tried(row: Row) -> int:
    """Say how many mutations a row counts."""
    return round(_number(row["mutations"]))


def _number(cell: str) -> float:
    return float(cell.replace(",", ""))


def joined_faults(first: Sequence[Row], then: Sequence[Row]) -> list[Row]:
    """Join the faults of two runs of one family."""
    places = {fault["what"].split(": ")[0]: dict(fault) for fault in first}
    for fault in then:
        known = places.setdefault(fault["what"].split(": ")[0], {**fault, "times": "0"})
        known["times"] = str(int(known["times"]) + int(fault["times"]))
    return list(places.values())


def faults_of(family: str, outcomes: Sequence[Outcome]) -> list[Row]:
    """List the different faults of a family: how often, and one seed of each."""
    faults = [outcome for outcome in outcomes if outcome.kind == FAULT]
    times = Counter(fault.what.split(": ")[0] for fault in faults)
    first = {fault.what.split(": ")[0]: fault for fault in reversed(faults)}
    found: list[Row] = []
    for place, fault in first.items():
        what = fault.what.replace("|", "/")
        cells = (family, str(fault.seed), fault.sample, what, str(times[place]))
        found.append(dict(zip(FAULT_COLUMNS, cells, strict=True)))
    return found


def write_page(path: Path, page: Page) -> None:
    """Write what is known of every family."""
    faults = [fault for found in page.faults.values() for fault in found]
    listed = _table(FAULT_COLUMNS, faults) if faults else NONE
    rows = _table(COLUMNS, list(page.rows.values()))
    text = f"{ABOUT}\n\n{rows}\n\n## Faults\n\n{listed}\n"
    path.write_text(text, encoding="utf-8")


def read_page(path: Path | None) -> Page:
    """Read the families that a page has already; none where there is no page."""
    page = Page()
    if path is None or not path.exists():
        return page
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.strip("| ").split(" | ")
        if not line.startswith("|") or cells[0] == "family" or set(line) <= set("|-: "):
            continue
        if len(cells) == len(COLUMNS):
            page.rows[cells[0]] = dict(zip(COLUMNS, cells, strict=True))
        else:
            fault = dict(zip(FAULT_COLUMNS, cells, strict=True))
            page.faults.setdefault(cells[0], []).append(fault)
    return page


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    ruler = ["---" if name in ("family", "sample", "what") else "---:" for name in columns]
    lines = [columns, ruler, *([row[name] for name in columns] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
