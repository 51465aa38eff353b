"""The header of EDF and BDF files: what each signal is, and when it starts.

Of its texts only the device and the time zone that Bittium Faros writes are kept: the
rest tells of persons.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.reading.table import Values

HEADER_BYTES = 256  #: Of the file, and of each signal.
BDF_MAGIC = b"\xffBIOSEMI"
EDF_MAGIC = b"0       "
MAX_SIGNALS = 2048
#: Widths of a signal's fields; each field is written for all signals before the next.
FIELDS = {
    "label": 16,
    "transducer": 80,
    "unit": 8,
    "physical minimum": 8,
    "physical maximum": 8,
    "digital minimum": 8,
    "digital maximum": 8,
    "filter": 80,
    "samples": 8,
    "reserved": 32,
}


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the header says that is needed."""

    bytes_a_sample: int
    labels: tuple[str, ...]
    units: tuple[str, ...]
    limits: Values  #: shape (n_signals, 4): physical from and to, digital from and to
    n_samples: tuple[int, ...]  #: Of each signal in a record.
    n_records: int  #: -1 where it is not known.
    record_s: float
    start: datetime
    is_plus: bool
    has_gaps: bool
    device: str | None
    offset: str | None  #: From UTC, as ``+0200``.

    @property
    def firsts(self) -> list[int]:
        """First byte of each signal in a record, and the size of a record."""
        return [0, *(int(end) * self.bytes_a_sample for end in np.cumsum(self.n_samples))]


def read_header(path: Path) -> Header:
    """Read the header of a file.

    Raises
    ------
    ReadError
        If it is cut off, or a field does not hold what it should.
    """
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
        n_signals = int(_number(head[252:256], "number of signals", least=1))
        if n_signals > MAX_SIGNALS:
            raise ReadError(
                f"declares {n_signals:,} signals; expected {MAX_SIGNALS} at most"
            )
        rest = file.read(n_signals * HEADER_BYTES)
    if len(rest) < n_signals * HEADER_BYTES:
        raise ReadError(
            f"ends inside its header ({len(head) + len(rest)} bytes); expected "
            f"{(n_signals + 1) * HEADER_BYTES} for {n_signals} signals"
        )
    fields = _split(rest, n_signals)
    said = head[88:168].decode("latin-1")
    kind = head[192:197].decode("latin-1")
    samples = [_number(field, "samples a record", least=0) for field in fields["samples"]]
    device = re.search(r"DEVTYPE=([A-Za-z0-9-]+)", said)
    offset = re.search(r"TZ=([+-]\d{4})(?!\d)", said)
    limits = [
        [_number(field, name) for field in fields[name]]
        for name in list(FIELDS)[3:7]  # The physical and the digital limits.
    ]
    return Header(
        bytes_a_sample=3 if head[:8] == BDF_MAGIC else 2,
        labels=tuple(_text(field) for field in fields["label"]),
        units=tuple(_text(field) for field in fields["unit"]),
        limits=np.array(limits).T,
        n_samples=tuple(int(value) for value in samples),
        n_records=int(_number(head[236:244], "number of records", least=-1)),
        record_s=_number(head[244:252], "duration of a record", least=1e-6),
        start=_start(head[168:184], said),
        is_plus=kind[3:4] == "+",
        has_gaps=kind[3:5] == "+D",
        device=device[1] if device else None,
        offset=offset[1] if offset else None,
    )


def _split(rest: bytes, n_signals: int) -> dict[str, list[bytes]]:
    fields: dict[str, list[bytes]] = {}
    first = 0
    for name, width in FIELDS.items():
        ends = range(first, first + n_signals * width, width)
        fields[name] = [rest[at : at + width] for at in ends]
        first += n_signals * width
    return fields


def _text(field: bytes) -> str:
    return field.decode("latin-1").strip(" \0")


def _number(field: bytes, name: str, least: float = -np.inf) -> float:
    try:
        value = float(_text(field))
    except ValueError:
        value = np.nan
    if not (np.isfinite(value) and value >= least):
        raise ReadError(
            f"has {_text(field)[:20]!r} as its {name} in the header; expected a number"
            + (f", {least:g} or more" if np.isfinite(least) else "")
        )
    return value


def _start(field: bytes, said: str) -> datetime:
    """Read the start: EDF+ writes the year in full, EDF counts it from 1985 to 2084."""
    digits = re.fullmatch(r"(\d\d).(\d\d).(\d\d)(\d\d).(\d\d).(\d\d)", _text(field))
    if digits is None:
        raise ReadError(
            f"starts at {_text(field)!r} by its header; expected dd.mm.yyhh.mm.ss"
        )
    day, month, year, hour, minute, second = (int(value) for value in digits.groups())
    in_full = re.match(r"Startdate \d\d-[A-Za-z]{3}-(\d{4})", said)
    year = int(in_full[1]) if in_full else year + (1900 if year >= 85 else 2000)
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError as error:
        raise ReadError(f"starts at {_text(field)!r} by its header ({error})") from error
