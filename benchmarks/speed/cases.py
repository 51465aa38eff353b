"""Which recordings are timed, and the files that hold them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading.tile import tile_cwa
from benchmarks.speed.content import Kind, write, write_samples
from myosense.recording import Samples3

AXIVITY, AXIVITY_HZ = "formats/axivity/example-610-steps.cwa", 98.52
HOUR, DAY, WEEK, MONTH = 1, 24, 168, 672
Pieces = Callable[[], tuple[Samples3, Samples3]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A recording in a file."""

    what: str  #: In words.
    hours: int
    kind: Kind

    @property
    def name(self) -> str:
        """Say what it is in a few words."""
        return f"{self.what}, {self.kind.n_axes} axes, {length(self.hours)}"

    @property
    def file(self) -> str:
        """Name the file."""
        words = self.what.replace(" ", "_")
        return f"{words}_{self.kind.n_axes}_{self.hours}h{self.kind.suffix}"


def length(hours: int) -> str:
    """Say how long a recording is.

    >>> length(1), length(24), length(168)
    ('1 h', '1 day', '7 days')
    """
    if hours < DAY:
        return f"{hours} h"
    return "1 day" if hours == DAY else f"{hours // DAY} days"


PARQUET, NUMBERS, ISO, CWA = "Parquet", "CSV of numbers", "CSV of ISO text", "Axivity cwa"
EVENLY = Kind(suffix=".parquet")
TURNING = Kind(suffix=".parquet", n_axes=6)
CASES = (
    *(Case(what=PARQUET, hours=h, kind=EVENLY) for h in (HOUR, DAY, WEEK, MONTH)),
    *(Case(what=PARQUET, hours=h, kind=TURNING) for h in (HOUR, DAY, WEEK)),
    *(
        Case(what=NUMBERS, hours=h, kind=Kind(suffix=".csv", is_dated=False))
        for h in (HOUR, DAY)
    ),
    *(Case(what=ISO, hours=h, kind=Kind(suffix=".csv")) for h in (HOUR, DAY)),
    *(Case(what=CWA, hours=h, kind=Kind(suffix=".cwa")) for h in (HOUR, DAY, WEEK)),
)


def case_of(what: str, hours: int, n_axes: int = 3) -> Case:
    """Return one of the recordings."""
    wanted = (what, hours, n_axes)
    return next(c for c in CASES if (c.what, c.hours, c.kind.n_axes) == wanted)


def file_of(case: Case, folder: Path, shared: Path, pieces: Pieces) -> Path:
    """Return the file of a case; it is written where it is not there."""
    path = folder / case.file
    if path.exists():
        return path
    print(f"writing {path.name}", flush=True)
    if case.what == CWA:
        part = path.with_suffix(".part")
        tile_cwa(shared / AXIVITY, part, case.hours, AXIVITY_HZ)
        part.replace(path)
    else:
        write(pieces(), path, case.hours, case.kind)
    return path


def samples_of(hours: int, parquet: Path) -> Path:
    """Return a bare array of the samples of a file; it is written where it is not there."""
    path = parquet.with_name(f"samples_{hours}h.npy")
    if not path.exists():
        write_samples(parquet, path)
    return path
