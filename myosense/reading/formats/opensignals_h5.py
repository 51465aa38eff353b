"""OpenSignals .h5 (PLUX): raw counts of each channel, with the facts as attributes.

Three channels of the sensor ``XYZ`` are an accelerometer. Counts become g by the maker's
default calibration (biosignalsplux accelerometer data sheet: 28000 counts are -1 g and
38000 are 1 g in 16 bits; BITalino's: 208 and 312 in 10 bits); a sensor's own differs by
some percent, which gravity shows.
"""

from datetime import datetime
from functools import partial
from typing import Any

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.stamps import check_possible
from myosense.reading.table import BY_FORMAT, Values
from myosense.reading.trees import Leaf, Tree

H5 = Any  #: An open HDF5 object; h5py has no types.
SENSORS = {"XYZ", "ACC"}
#: Counts at -1 and 1 g, and the bits that they are counted in.
CALIBRATIONS = {"bitalino": (208.0, 312.0, 10), "": (28_000.0, 38_000.0, 16)}
CALIBRATED = "counts were brought to g by the maker's default calibration"
MIN_RESOLUTION, MAX_RESOLUTION = 6, 24


def find_opensignals(file: H5) -> Tree | None:
    """List the accelerometers of an OpenSignals file; ``None`` if it is none.

    Raises
    ------
    ReadError
        If it has no accelerometer of three axes.
    """
    devices = [
        name
        for name in list(file)[:16]
        if isinstance(file.get(name, getclass=True), type)
        and {"sampling rate", "resolution"} <= set(getattr(file[name], "attrs", ()))
        and "raw" in file[name]
    ]
    if not devices:
        return None
    leaves: list[Leaf] = []
    facts: dict[str, dict[str, float | str]] = {}
    for name in devices:
        leaves += _list_device(file[name], name)
        facts[name] = _facts(file[name].attrs)
    if not leaves:
        raws = [file[name]["raw"] for name in devices]
        sensors = {_text(raw[one].attrs.get("sensor")) for raw in raws for one in raw}
        raise ReadError(
            f"is an OpenSignals file with the sensors {', '.join(sorted(sensors - {''}))}; "
            "expected three channels of an accelerometer (XYZ or ACC)"
        )
    return Tree(
        format="OpenSignals HDF5",
        leaves=leaves,
        facts=facts,
        unit_source=BY_FORMAT,
        notices=(CALIBRATED,),
    )


def _list_device(device: H5, name: str) -> list[Leaf]:
    raw = device["raw"]
    channels = [
        raw[channel]
        for channel in sorted(raw, key=lambda one: (len(one), one))
        if channel.startswith("channel_")
        and _text(raw[channel].attrs.get("sensor")).upper() in SENSORS
    ]
    if len(channels) != 3 or len({channel.shape for channel in channels}) > 1:
        return []
    n_rows = channels[0].shape[0]
    bits = [*_numbers(device.attrs["resolution"]), 0.0][0]
    kind = _text(device.attrs.get("device"))
    rate_hz = float(_numbers(device.attrs["sampling rate"])[0])
    leaves = [
        Leaf(
            path=f"{name}/Accelerometer",
            names=("x", "y", "z"),
            n_rows=n_rows,
            load=partial(_load, channels, bits, kind),
            unit="g",
        )
    ]
    if "nSeq" in raw and raw["nSeq"].shape[0] == n_rows and rate_hz > 0:
        leaves.append(
            Leaf(
                path=f"{name}/time (s)",
                names=("",),
                n_rows=n_rows,
                load=partial(_load_time, raw["nSeq"], rate_hz),
            )
        )
    return leaves


def _load(channels: list[H5], resolution: float, device: str) -> Values:
    counts = np.column_stack([channel[()].reshape(-1) for channel in channels])
    return counts_to_g(counts.astype(np.float64), resolution, device)


def counts_to_g(counts: Values, resolution: float, device: str) -> Values:
    """Bring counts to g by the maker's default calibration.

    Parameters
    ----------
    counts
        Of an accelerometer's channels.
    resolution
        Their bits; those of the calibration where it cannot be.
    device
        Its name, as the file says.
    """
    low, high, bits = CALIBRATIONS["bitalino" if "bitalino" in device.lower() else ""]
    if MIN_RESOLUTION <= resolution <= MAX_RESOLUTION:
        scale = 2.0 ** (bits - resolution)
        low, high = low / scale, high / scale
    return 2 * (counts - low) / (high - low) - 1


def _load_time(numbers: H5, rate_hz: float) -> Values:
    return seconds_of(numbers[()].reshape(-1), rate_hz)[:, None]


def seconds_of(numbers: Values, rate_hz: float) -> Seconds:
    """Count on the number of each sample, which starts anew at a power of two.

    Raises
    ------
    ReadError
        If no sensor has that rate.
    """
    check_possible(rate_hz)
    number = numbers.astype(np.int64)
    modulus = 1 << max(int(np.max(number)), 1).bit_length()
    steps = np.diff(number, prepend=number[0]) % modulus
    return np.cumsum(steps) / rate_hz


def _facts(attributes: H5) -> dict[str, float | str]:
    """Read rate, device and start."""
    rate_hz = float(_numbers(attributes["sampling rate"])[0])
    facts: dict[str, float | str] = {"fs": rate_hz}
    facts["device"] = _text(attributes.get("device"))[:40]
    start = start_of(_text(attributes.get("date")), _text(attributes.get("time")))
    return facts | ({"start": start.isoformat()} if start else {})


def start_of(date: str, clock: str) -> datetime | None:
    """Read date and time of day, which are written without leading zeros."""
    for pattern in ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(f"{date} {clock}", pattern)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _text(value: object) -> str:
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.reshape(-1)[0]
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value or "")


def _numbers(value: H5) -> list[float]:
    """Read numbers from an array, a number, or a text such as ``[16 16 16]``."""
    if isinstance(value, (str, bytes)):
        return [float(word) for word in _text(value).strip("[] ").replace(",", " ").split()]
    return [float(one) for one in np.atleast_1d(value)]
