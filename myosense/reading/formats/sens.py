"""SENS motion: records of 12 bytes, as they are or as hexadecimal digits.

Each is the time in ms since 1970 in UTC (6 bytes) and x, y and z (2 bytes each), highest
byte first; one count is 1/128 g. There is no header: a file is recognized by stamps that
are dates and rise as those of a sensor do.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.reading.table import BY_FORMAT, Declared, Stamps, Table

RECORD = np.dtype([("high", ">u2"), ("low", ">u4"), ("xyz", ">i2", 3)])
COUNTS_PER_G = 128.0
N_TRIED = 30  #: Records that are looked at; written out they fit into a head.
N_LEAST = 3
FIRST_MS, LAST_MS = 1_262_304_000_000, 4_102_444_800_000  #: 2010 and 2100.
MAX_STEP_MS = 200  #: 5 Hz; the sensor's steps are 80 ms.
HEX_LINE = re.compile(rb"[0-9A-Fa-f]{24}\r?\n[0-9A-Fa-f]{24}\r?\n")
MAX_BYTES = 1 << 29  #: A month at 12.5 Hz has 0.4 GB.


def recognizes_sens(head: bytes, _path: Path) -> bool:
    """Recognize records by their stamps."""
    if HEX_LINE.match(head):
        lines = head.split()[:N_TRIED]
        try:
            head = b"".join(bytes.fromhex(line.decode("ascii")) for line in lines)
        except ValueError:
            return False
    n = min(len(head) // RECORD.itemsize, N_TRIED)
    time_ms = _time_ms(np.frombuffer(head, RECORD, n))
    steps_ms = np.diff(time_ms)
    return n >= N_LEAST and bool(
        np.all((time_ms >= FIRST_MS) & (time_ms < LAST_MS))
        and 0 < np.median(steps_ms) <= MAX_STEP_MS
    )


def _time_ms(records: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    time_ms: npt.NDArray[np.int64] = records["high"].astype(np.int64) << 32
    time_ms += records["low"]
    return time_ms


def read_sens(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the records; a cut last one is left out.

    Parameters
    ----------
    path
        The file.
    columns
        Not used: the format has no columns.

    Raises
    ------
    ReadError
        If it is too large, or its digits are none.
    """
    del columns
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ReadError(
            f"has {size:,} bytes of SENS motion; expected at most {MAX_BYTES:,}"
        )
    content = path.read_bytes()
    if HEX_LINE.match(content):
        whole = content[: len(content) - len(content.rpartition(b"\n")[2]) % 24]
        try:
            content = bytes.fromhex(whole.decode("ascii"))
        except ValueError as error:
            raise ReadError(f"is no line of 24 hexadecimal digits ({error})") from error
    n_records = len(content) // RECORD.itemsize
    records = np.frombuffer(content, RECORD, n_records)
    time_ms = _time_ms(records)
    cut = len(content) - n_records * RECORD.itemsize
    return Table(
        format="SENS motion",
        recognized="by the stamps of its records",
        acceleration=records["xyz"] / COUNTS_PER_G,
        stamps=Stamps(
            time_s=(time_ms - time_ms[0]) / 1e3,
            kind="utc",
            origin_ns=int(time_ms[0]) * 1_000_000,
            meaning="epoch ms in UTC of each record",
        ),
        unit="g",
        unit_source=BY_FORMAT,
        is_from_device=True,
        locate=lambda row: f"record {row + 1}",
        declared=Declared(device="SENS motion"),
        notices=(f"the last record is cut ({cut} of 12 bytes): left out",) if cut else (),
    )
