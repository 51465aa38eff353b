"""unisens: a description in XML beside the signals, as movisens' sensors are exported.

By the standard a value is (raw - baseline) * lsbValue (Kirst and Ottenbacher, "Unisens
2.0", 2008), but files are about whose baseline is the converter's and is taken off already:
gravity tells which. Each signal has its own rate; all start together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from myosense.errors import ReadError
from myosense.reading.formats.signals import beside, check_number, load_columns
from myosense.reading.merging import Vectors, add_gyroscope
from myosense.reading.naming import find_triples, unit_in
from myosense.reading.rest import measure_rest
from myosense.reading.scales import one_g
from myosense.reading.table import ACCELERATION_UNITS, Declared, Stamps, Table, Values
from myosense.sites import guess_from_name
from myosense.zones import known_time

HEADER = "unisens.xml"
ROOT = b"<unisens"
MAX_HEADER_BYTES = 4 << 20
TYPES = {
    "double": "f8",
    "float": "f4",
    "int8": "i1",
    "int16": "i2",
    "int32": "i4",
    "uint8": "u1",
    "uint16": "u2",
    "uint32": "u4",
}
TURN_UNITS = ("deg/s", "rad/s")
PLACES = ("sensorlocation", "sensorposition")  #: Attributes that say where it was worn.


@dataclass(frozen=True, kw_only=True)
class _Signal:
    """One signal with three axes, as the description has it."""

    entry: ET.Element
    name: str
    axes: tuple[int, int, int]
    n_channels: int
    rate_hz: float
    unit: str | None


def recognizes_unisens(head: bytes, path: Path) -> bool:
    """Recognize the description, or a signal that lies beside one."""
    if ROOT in head:
        return True
    header = path.parent / HEADER
    is_signal = path.suffix.lower() in (".bin", ".csv") and header.is_file()
    if not is_signal or header.stat().st_size > MAX_HEADER_BYTES:
        return False
    return f'id="{path.name}"'.encode() in header.read_bytes()


def read_unisens(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the accelerometer, and the gyroscope beside it.

    Parameters
    ----------
    path
        The description, or the accelerometer's signal beside it.
    columns
        Not used: the description names the channels.

    Raises
    ------
    ReadError
        If the description is damaged, has not one accelerometer, or its file is missing.
    """
    del columns
    with path.open("rb") as file:
        is_header = ROOT in file.read(MAX_HEADER_BYTES)
    header = path if is_header else path.parent / HEADER
    root = _parse(header)
    signals = [signal for entry in root.iter() if (signal := _signal(entry)) is not None]
    wanted = [
        s for s in signals if _is_acceleration(s) and (is_header or s.name == path.name)
    ]
    if len(wanted) != 1:
        names = ", ".join(signal.name for signal in wanted or signals)[:200] or "no signals"
        raise ReadError(
            f"describes {len(wanted)} accelerometers with three axes ({names}); expected "
            "one (give its own file where there are more)"
        )
    values, notices = _load(header, wanted[0])
    values, baseline_notices = _without_baseline(values, wanted[0])
    table = Table(
        format="unisens",
        recognized=f"by {HEADER}, signal {wanted[0].name!r}",
        acceleration=values,
        stamps=_stamps(len(values), wanted[0].rate_hz),
        unit=wanted[0].unit if wanted[0].unit in ACCELERATION_UNITS else None,
        locate=lambda row: f"sample {row + 1}",
        declared=_declared(root, wanted[0]),
        notices=(*notices, *baseline_notices),
    )
    gyroscopes = [signal for signal in signals if signal.unit in TURN_UNITS]
    if not gyroscopes or not is_header:
        return table
    turned, _ = _load(header, gyroscopes[0])
    turned = (turned - _number(gyroscopes[0], "baseline", 0.0)) * _lsb(gyroscopes[0])
    stamps = _stamps(len(turned), gyroscopes[0].rate_hz)
    gyroscope = Vectors(values=turned, stamps=stamps, unit=gyroscopes[0].unit)
    return add_gyroscope(table, gyroscope)


def _parse(header: Path) -> ET.Element:
    if header.stat().st_size > MAX_HEADER_BYTES:
        raise ReadError(f"has a description of over {MAX_HEADER_BYTES >> 20} MB")
    content = header.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ReadError("has a description with a DOCTYPE; expected plain unisens")
    try:
        return ET.fromstring(content)  # noqa: S314  no entities, and bounded
    except (ET.ParseError, ValueError, LookupError, RecursionError) as error:
        reason = f"has a description that is damaged ({error}); expected a whole one"
        raise ReadError(reason) from error


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _signal(entry: ET.Element) -> _Signal | None:
    """Read a signal's entry; ``None`` if it has not three axes."""
    if _tag(entry) != "signalEntry":
        return None
    names = tuple(c.get("name", "") for c in entry if _tag(c) == "channel")
    triples = find_triples(names)
    if not triples and len(names) != 3:
        return None
    return _Signal(
        entry=entry,
        name=entry.get("id", ""),
        axes=triples[0].columns if triples else (0, 1, 2),
        n_channels=len(names),
        rate_hz=check_number(entry.get("sampleRate"), "sampleRate", least=0),
        unit=unit_in(entry.get("unit", "")),
    )


def _is_acceleration(signal: _Signal) -> bool:
    content = signal.entry.get("contentClass", "").lower()
    is_named = content.startswith("acc") or signal.name.lower().startswith("acc")
    return is_named and signal.unit not in TURN_UNITS


def _number(signal: _Signal, key: str, otherwise: float) -> float:
    return check_number(signal.entry.get(key, otherwise), key)


def _lsb(signal: _Signal) -> float:
    return _number(signal, "lsbValue", 1.0)


def _load(header: Path, signal: _Signal) -> tuple[Values, tuple[str, ...]]:
    """Load the raw values of a signal, shape (n_rows, 3)."""
    path = beside(header, signal.name)
    formats = {_tag(part): part for part in signal.entry}
    if "csvFileFormat" in formats:
        return _load_csv(path, formats["csvFileFormat"], signal), ()
    # the schema writes "endianess"
    order = formats.get("binFileFormat", signal.entry).get("endianess", "LITTLE")
    kind = TYPES.get(signal.entry.get("dataType", ""), signal.entry.get("dataType", "?"))
    sign = ">" if order.upper() == "BIG" else "<"
    return load_columns(path, f"{sign}{kind}", signal.n_channels, signal.axes)


def _load_csv(path: Path, written: ET.Element, signal: _Signal) -> Values:
    try:
        cells = pd.read_csv(
            path,
            header=None,
            sep=written.get("separator", ";"),
            decimal=written.get("decimalSeparator", "."),
            usecols=list(signal.axes),
            dtype=np.float64,
        )
    except (ValueError, OSError) as error:
        raise ReadError(f"has a signal {path.name} that is no table ({error})") from error
    return cells[list(signal.axes)].to_numpy()


def _without_baseline(raw: Values, signal: _Signal) -> tuple[Values, tuple[str, ...]]:
    """Bring raw values to the unit; gravity tells whether the baseline is still in them."""
    lsb, baseline = _lsb(signal), _number(signal, "baseline", 0.0)
    with_it, without_it = raw * lsb, (raw - baseline) * lsb
    if baseline == 0 or len(raw) == 0:
        return with_it, ()
    one = one_g(signal.unit) if signal.unit in ACCELERATION_UNITS else 1.0

    def distance(values: Values) -> float:
        return abs(
            float(np.log(max(measure_rest(values, signal.rate_hz).norm / one, 1e-9)))
        )

    if distance(without_it) <= distance(with_it):
        return without_it, ()
    notice = (
        f"the baseline {baseline:g} is not in the values, as gravity shows: not taken off"
    )
    return with_it, (notice,)


def _stamps(n_rows: int, rate_hz: float) -> Stamps:
    time_s = np.arange(n_rows) / rate_hz
    return Stamps(time_s=time_s, kind="elapsed", meaning=f"{rate_hz:g} Hz as declared")


def _declared(root: ET.Element, signal: _Signal) -> Declared:
    said = {
        element.get("key", "").lower(): element.get("value", "")
        for element in root.iter()
        if _tag(element) == "customAttribute"
    }
    place = next((guess_from_name(said[key]) for key in PLACES if key in said), None)
    return Declared(
        sample_rate_hz=signal.rate_hz,
        start=known_time(root.get("timestampStart", "")),
        site=place.site if place else None,
        side=place.side if place else None,
        device=signal.entry.get("source"),
    )
