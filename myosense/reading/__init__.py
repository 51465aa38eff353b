"""Reading a recording: recognize the file, read its table, work out the rest.

A new format is one more row in `READERS`: how its first bytes are recognized, and the
function that returns its `Table`. Clock, gaps, unit, gravity and site are shared.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from myosense.errors import ArgumentError, ReadError
from myosense.reading.assembling import Wishes, assemble
from myosense.reading.clock import find_zone, parse_start
from myosense.reading.columns import parse_columns
from myosense.reading.formats.avro import read_avro, recognizes_avro
from myosense.reading.formats.edf import read_edf, recognizes_edf
from myosense.reading.parquet import MAGIC, read_parquet, write_parquet
from myosense.reading.table import Table
from myosense.reading.text import read_text
from myosense.reading.units import parse_unit
from myosense.recording import Recording

__all__ = ["READERS", "Reader", "read", "write_parquet"]

MAGIC_BYTES = 1024  #: First bytes that a format is recognized by.
SUFFIXES = re.compile(r"(\.(csv|tsv|txt|dat|parquet|gz))+$", re.IGNORECASE)


@dataclass(frozen=True)
class Reader:
    """One family of files: how it is recognized, and how its table is read."""

    name: str
    recognizes: Callable[[bytes, Path], bool]  #: By the first bytes, then the name.
    read: Callable[[Path, Mapping[str, str] | str | None], Table]


#: The first that recognizes a file reads it; text comes last, because it takes all others.
READERS = (
    Reader(
        "Parquet",
        lambda head, path: head[:4] == MAGIC or path.suffix.lower() == ".parquet",
        read_parquet,
    ),
    Reader("Empatica EmbracePlus Avro", recognizes_avro, read_avro),
    Reader("EDF and BDF", recognizes_edf, read_edf),
    Reader("text table", lambda _head, _path: True, read_text),
)


def read(  # noqa: PLR0913
    path: str | Path,
    *,
    site: str | None = None,
    side: str | None = None,
    time_zone: str | None = None,
    unit: str | None = None,
    rate_hz: float | None = None,
    columns: Mapping[str, str] | str | None = None,
    start: datetime | str | None = None,
) -> Recording:
    """Read the recording of one sensor; ``None`` means "find out".

    Parameters
    ----------
    path
        Parquet or a text table, plain or gzipped.
    site, side
        Where the sensor was worn.
    time_zone
        IANA name or fixed offset (``UTC+02:00``): the zone of a wall clock, or the one that
        instants in UTC are brought to.
    unit
        g, mg or m/s2. Gravity overrules it where it is clear.
    rate_hz
        Samples per second of a file without time stamps.
    columns
        Which column is which, as ``time=t,x=ax,y=ay,z=az``; also ``gx``, ``gy``, ``gz``,
        ``date`` and ``date_order=dmy`` or ``mdy``.
    start
        Date and hour of the first sample, where the file does not say.

    Returns
    -------
    Recording
        In g and deg/s; `Recording.evidence` says how everything was found out.

    Raises
    ------
    ArgumentError
        If an argument has a value that cannot be used.
    ReadError
        If the file cannot be understood; the message names it, what was found and what was
        expected.
    """
    path = Path(path)
    wishes = Wishes(
        site=site,
        side=side,
        time_zone=time_zone,
        unit=parse_unit(unit),
        rate_hz=_check_rate(rate_hz),
        start=parse_start(start),
    )
    if time_zone is not None:
        find_zone(time_zone)
    parse_columns(columns)
    try:
        head = _read_head(path)
        reader = next(reader for reader in READERS if reader.recognizes(head, path))
        recording = assemble(reader.read(path, columns), path, wishes)
    except ReadError as error:
        raise ReadError(f"{path.name}: {error}") from error
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return replace(
        recording, recording_id=SUFFIXES.sub("", path.name) or path.name, sha256=digest
    )


def _check_rate(rate_hz: float | None) -> float | None:
    if rate_hz is not None and not 0 < rate_hz < float("inf"):
        raise ArgumentError(f"rate_hz is {rate_hz}; expected samples per second above 0")
    return rate_hz


def _read_head(path: Path) -> bytes:
    if path.is_dir():
        raise ReadError("is a folder; expected a file")
    try:
        with path.open("rb") as file:
            return file.read(MAGIC_BYTES)
    except OSError as error:
        raise ReadError(f"cannot be opened ({error.strerror}); expected a file") from error
