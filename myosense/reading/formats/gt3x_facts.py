"""What an ActiGraph says about itself: ``info.txt``, ``calibration.json``, metadata.

Names, dates of birth and all else about the wearer stand in the same places; only the keys
below are looked at.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.reading.formats.gt3x_imu import ssp
from myosense.reading.formats.gt3x_log import METADATA, PARAMETERS
from myosense.reading.stamps import is_possible_rate, offset_name
from myosense.reading.table import Declared
from myosense.sites import guess_from_name

Matrix = npt.NDArray[np.float64]

#: Families by the first letters of the serial number (ActiGraph, "GT3X-File-Format").
DEVICES = {
    "NEO": "GT3X+",
    "CLE": "wGT3X+",
    "MRA": "ActiSleep+",
    "MOS0": "wGT3X-BT",
    "MOS2": "wGT3X-BT",
    "MOS3": "wActiSleep+",
    "MOS4": "wActiSleep-BT",
    "TAS": "GT9X Link",
    "CPW": "CentrePoint Insight Watch",
}
OLD_SERIALS = ("NEO", "CLE", "MRA")
OLD_LSB_PER_G, OLD_RANGE_G = 341.0, 6.0  #: Of the old devices, same source.
LSB_PER_G = 256.0  #: Of all others, where the file does not say.
LSB_PER_G_LIMITS = (16.0, 32_768.0)  #: A scale outside is none.
ACCELERATION_SCALE = b"\x00\x00\x37\x00"  #: Key of the scale among the parameters.
TICKS_PER_S = 10_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2100  #: A clock that was never set lies outside.
MAX_OFFSET_H = 14  #: No zone is farther from UTC.
NOMINAL_LSB_PER_G = 250.0  #: What the cross terms of a calibration are relative to.


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a file says beside its samples."""

    info: Mapping[str, str]
    calibration: Mapping[str, Any]
    metadata: Mapping[str, Any]
    parameters: bytes = b""

    @property
    def sample_rate_hz(self) -> float | None:
        """Declared rate."""
        rate_hz = _number(self.info.get("Sample Rate"))
        return rate_hz if rate_hz and is_possible_rate(rate_hz) else None

    @property
    def start(self) -> datetime | None:
        """Declared start on the device's clock, in ticks of 100 ns since the year 1."""
        ticks = _number(self.info.get("Start Date")) or 0.0
        try:
            start = datetime(1, 1, 1) + timedelta(seconds=round(ticks / TICKS_PER_S, 3))  # noqa: DTZ001
        except OverflowError:
            return None
        return start if FIRST_YEAR <= start.year < LAST_YEAR else None

    @property
    def offset(self) -> str | None:
        """Offset from UTC, as a fixed zone."""
        text = self.metadata.get("UtcOffset") or self.info.get("TimeZone", "")
        found = re.match(r"\s*([+-]?)(\d{1,2}):(\d{2})(?::\d{2})?\s*$", str(text))
        if not found or int(found[2]) > MAX_OFFSET_H:
            return None
        offset_s = int(found[2]) * 3600 + int(found[3]) * 60
        return offset_name(-offset_s if found[1] == "-" else offset_s)

    @property
    def is_utc(self) -> bool:
        """Whether the stamps are UTC, as where the device was set up by CentrePoint."""
        return self.metadata.get("UsedUtc") is True

    @property
    def serial(self) -> str:
        """Serial number; its letters tell the family."""
        return re.sub(r"[^A-Za-z0-9]", "", self.info.get("Serial Number", ""))[:20].upper()

    @property
    def declared(self) -> Declared:
        """What is known of the device and of where it was worn."""
        model = next(
            (name for key, name in DEVICES.items() if self.serial.startswith(key)), ""
        )
        parts = ["ActiGraph", model, f"({self.serial})" if self.serial else ""]
        limb = self.info.get("Limb") or self.metadata.get("Limb")
        side = self.info.get("Side") or self.metadata.get("Side")
        place = guess_from_name(f"{side or ''} {limb or ''}")
        range_g = _number(self.info.get("Acceleration Max"))
        if range_g is None and self.lsb_per_g == OLD_LSB_PER_G:
            range_g = OLD_RANGE_G
        return Declared(
            sample_rate_hz=self.sample_rate_hz,
            site=place.site,
            side=place.side,
            device=" ".join(part for part in parts if part),
            range_g=range_g,
        )

    @property
    def lsb_per_g(self) -> float | None:
        """Counts of 1 g; ``None`` where the file says none that can be."""
        scale = _number(self.info.get("Acceleration Scale"))
        if "Acceleration Scale" not in self.info:
            scale = _parameter(self.parameters, ACCELERATION_SCALE)
            if scale is None:
                return OLD_LSB_PER_G if self.serial.startswith(OLD_SERIALS) else LSB_PER_G
        low, high = LSB_PER_G_LIMITS
        return scale if scale is not None and low <= scale <= high else None


def _number(text: object) -> float | None:
    """Read a number above 0; decimal commas occur."""
    try:
        number = float(str(text).replace(",", "."))
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _parameter(payload: bytes, key: bytes) -> float | None:
    """Read a parameter of eight bytes: key, three bytes fraction, one byte exponent."""
    for at in range(0, len(payload) - 7, 8):
        if payload[at : at + 4] == key:
            return ssp(payload[at + 4 : at + 8])
    return None


def parse_info(content: bytes) -> dict[str, str]:
    """Read lines of ``key: value``."""
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    pairs = [line.split(":", 1) for line in lines if ":" in line]
    return {key.strip(): value.strip() for key, value in pairs if value.strip()}


def parse_json(content: bytes) -> dict[str, Any]:
    """Read a JSON object; anything else is empty."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def gather(
    info: Mapping[str, str],
    calibration: Mapping[str, Any],
    descriptions: list[tuple[int, bytes]],
) -> Facts:
    """Put together what the parts of a file say."""
    metadata: dict[str, Any] = {}
    parameters = b""
    for kind, payload in descriptions:
        if kind == METADATA:
            said = parse_json(payload)
            wanted = ("UsedUtc", "UtcOffset", "Limb", "Side")
            metadata |= {key: said[key] for key in wanted if said.get(key)}
        elif kind == PARAMETERS:
            parameters = payload
    return Facts(
        info=info, calibration=calibration, metadata=metadata, parameters=parameters
    )


def find_transform(facts: Facts) -> tuple[Matrix, Matrix]:
    """Find what brings counts to g: ``matrix @ (counts - offset)``.

    An uncalibrated watch brings its own calibration for some rates: offsets in counts,
    sensitivities on the axes in hundredths of a count per g, and those across the axes as
    what they add to the nominal 250 counts per g.

    Returns
    -------
    matrix : shape (3, 3)
    offset : shape (3,)

    Raises
    ------
    ReadError
        If the file does not say how counts become g.
    """
    calibration = facts.calibration
    is_raw = calibration.get("isCalibrated") is False
    if is_raw and calibration.get("calibrationMethod") == 2:
        return _calibrated(calibration, round(facts.sample_rate_hz or 0))
    if facts.lsb_per_g is None:
        said = facts.info.get("Acceleration Scale", "")[:20]
        raise ReadError(
            f"says the acceleration scale {said!r} and has no calibration that is known; "
            "expected counts per g or a calibration.json of method 2"
        )
    return np.eye(3) / facts.lsb_per_g, np.zeros(3)


def _calibrated(calibration: Mapping[str, Any], rate_hz: int) -> tuple[Matrix, Matrix]:
    names = ["offsetX", "offsetY", "offsetZ"]
    names += [f"sensitivity{axes}" for axes in ("XX", "YY", "ZZ", "XY", "XZ", "YZ")]
    said = [calibration.get(f"{name}_{rate_hz}") for name in names]
    values = [float(value) if isinstance(value, int | float) else np.nan for value in said]
    xx, yy, zz, xy, xz, yz = (value / 100 for value in values[3:])
    if not np.all(np.isfinite(values)) or min(xx, yy, zz) < LSB_PER_G_LIMITS[0]:
        raise ReadError(
            f"has a calibration.json without offsets and sensitivities for {rate_hz} Hz; "
            "expected them for the rate of the recording"
        )
    across = [
        1 / (NOMINAL_LSB_PER_G + value) - 1 / NOMINAL_LSB_PER_G for value in (xy, xz, yz)
    ]
    matrix = np.array(
        [
            [1 / xx, across[0], across[1]],
            [across[0], 1 / yy, across[2]],
            [across[1], across[2], 1 / zz],
        ]
    )
    return matrix, np.array(values[:3])
