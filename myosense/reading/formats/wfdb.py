"""WFDB records, as PhysioNet keeps recordings: a header (.hea) and its signals (.dat).

The layouts are those of header(5) and signal(5) in the WFDB Applications Guide (Moody,
Pollard, Moody); of the formats 16 and 212 are read, in which nearly all accelerometers are
kept. The samples of a file's signals take turns, and the least number stands for none.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.reading.axes import find_axes
from myosense.reading.columns import parse_columns
from myosense.reading.formats.signals import MAX_BYTES, beside, check_number, load_columns
from myosense.reading.stamps import check_possible
from myosense.reading.table import Declared, Stamps, Table, Values

MAX_HEADER_BYTES = 1 << 20
#: The line of the record, and below it that of a signal: its file and one of the formats.
RECORD = re.compile(
    rb"(?:[ \t]*(?:#[^\n]*)?\n)*[\w-]+(?:/\d+)?[ \t]+\d+[ \t]+\d[^\n]*\n(?:#[^\n]*\n)*"
    rb"\S*\.[A-Za-z]\w*[ \t]+(?:\d{1,2}|160|212|31[01]|5\d\d)(?:[x:+]\d+)*(?:[ \t]|\r?\n)"
)
GAIN = re.compile(r"(?P<gain>[-+\d.eE]+)(?:\((?P<zero>[-+\d]+)\))?(?:/(?P<unit>\S+))?")
LEAST = {"16": -(2.0**15), "212": -(2.0**11)}


class _Signal(NamedTuple):
    """One line of a header."""

    file: str
    kind: str
    gain: float
    zero: float
    name: str  #: With its unit.


def recognizes_wfdb(head: bytes, path: Path) -> bool:
    """Recognize a header, or a signal file beside the header of its name."""
    header = path.with_suffix(".hea")
    if path.suffix.lower() == ".dat" and header.is_file():
        with header.open("rb") as file:
            head = file.read(MAX_HEADER_BYTES)
    return RECORD.match(head) is not None


def read_wfdb(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the accelerometer of a record, and the gyroscope beside it.

    Parameters
    ----------
    path
        The header, or the signal file beside it.
    columns
        Signals by their names, as ``x=…``; ``sensor=`` and a part of one.

    Raises
    ------
    ReadError
        If the header is damaged, no three signals of one file are an accelerometer's, or
        their format is not read.
    """
    header = path.with_suffix(".hea") if path.suffix.lower() == ".dat" else path
    declared, n_samples, signals = _parse(header)
    names = tuple(signal.name for signal in signals)
    roles = find_axes(names, parse_columns(columns))
    acceleration = _load(header, signals, roles.acceleration)
    lost = ""
    if len(acceleration) < n_samples:
        lost = f"{n_samples:,} samples are declared, {len(acceleration):,} are there"
    rate_hz = declared.sample_rate_hz
    return Table(
        format="WFDB",
        recognized=f"by {header.name}, x {names[roles.acceleration[0]]!r}",
        acceleration=acceleration,
        angular_velocity=roles.gyroscope and _load(header, signals, roles.gyroscope),
        angular_velocity_unit=roles.gyroscope_unit,
        stamps=Stamps(
            time_s=np.arange(len(acceleration)) / (rate_hz or 1.0),
            kind="elapsed",
            meaning=f"{rate_hz:g} Hz as declared",
        ),
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed,
        locate=lambda row: f"sample {row + 1}",
        declared=declared,
        notices=(*roles.notices, *((f"{lost}: the file is cut off",) if lost else ())),
    )


def _parse(header: Path) -> tuple[Declared, int, list[_Signal]]:
    """Read the line of the record (name, signals, rate, samples, time, date), and below."""
    with header.open("rb") as file:
        text = file.read(MAX_HEADER_BYTES).decode("latin-1")
    lines = [line.split() for line in text.split("\n") if not re.match(r"\s*(#|$)", line)]
    name, n_signals, rate, *more = lines[0]
    if "/" in name:
        raise ReadError("is a WFDB record in segments; expected the header of one of them")
    rate_hz = check_number(re.split(r"[/(]", rate)[0], "the rate", least=0)
    check_possible(rate_hz)
    n_samples = int(check_number(more[0], "the samples")) if more else 0
    try:
        day = "%d/%m/%Y %H:%M:%S"
        clock, _, parts = more[1].partition(".")
        start = datetime.strptime(f"{more[2]} {clock}", day)  # noqa: DTZ007
        start = start.replace(microsecond=int(f"{parts:0<6.6}"))
    except (IndexError, ValueError):
        start = None
    n_lines = 1 + int(check_number(n_signals, "the signals"))
    signals = [_signal(*line) for line in lines[1:n_lines]]
    return Declared(sample_rate_hz=rate_hz, start=start), n_samples, signals


def _signal(file: str, kind: str = "", *more: str) -> _Signal:
    """Read file, format, gain, bits, zero of the converter, three checks, and the name."""
    said = GAIN.fullmatch(more[0]) if more else None
    gain = check_number(said["gain"], "a gain") if said else 0.0
    at_zero = (said and said["zero"]) or (more[2] if len(more) > 2 else 0)
    unit = (said and said["unit"]) or "mV"
    name = f"{' '.join(more[6:])} ({unit})"
    return _Signal(file, kind, gain, check_number(at_zero, "a zero"), name)


def _load(header: Path, signals: list[_Signal], wanted: tuple[int, int, int]) -> Values:
    """Load three signals, shape (n_samples, 3), in the header's unit; NaN where missing."""
    file, kind = signals[wanted[0]][:2]
    by_turns = [at for at, signal in enumerate(signals) if signal.file == file]
    if any(signals[at][:2] != (file, kind) for at in (*by_turns, *wanted)):
        raise ReadError("has axes in files or formats that differ; expected one for all")
    gains, zeros = (np.array([signals[at][i] for at in wanted]) for i in (2, 3))
    if kind not in LEAST or np.any(gains == 0):
        raise ReadError(
            f"has signals of the WFDB format {kind!r}, or without a gain; expected format "
            "16 or 212 with one (else a csv of time, x, y and z, as rdsamp writes it)"
        )
    x, y, z = (by_turns.index(at) for at in wanted)
    path = beside(header, file)
    if kind == "212":
        raw = _numbers(path, len(by_turns))[:, [x, y, z]]
    else:
        raw, _ = load_columns(path, "<i2", len(by_turns), (x, y, z))
    with np.errstate(over="ignore"):  # By a damaged gain: no number is no sample.
        values: Values = np.where(raw == LEAST[kind], np.nan, (raw - zeros) / gains)
    return values


def _numbers(path: Path, n_channels: int) -> Values:
    """Load numbers of 12 bits, shape (n_samples, n_channels)."""
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(f"has over {MAX_BYTES:,} bytes of samples; expected no more")
    numbers = of_12_bits(np.fromfile(path, dtype=np.uint8))
    n_rows = len(numbers) // n_channels
    return numbers[: n_rows * n_channels].reshape(n_rows, n_channels).astype(np.float64)


def of_12_bits(raw: npt.NDArray[np.uint8]) -> npt.NDArray[np.int16]:
    """Part bytes into numbers of 12 bits: two in three, halves of the middle one on top.

    >>> of_12_bits(np.array([0x01, 0xF2, 0xFF], dtype=np.uint8)).tolist()
    [513, -1]
    """
    first, shared, second = raw[: len(raw) // 3 * 3].reshape(-1, 3).T.astype(np.int16)
    pairs = np.column_stack((first | (shared & 0x0F) << 8, second | (shared & 0xF0) << 4))
    signed: npt.NDArray[np.int16] = (pairs.ravel() ^ 0x800) - 0x800
    return signed
