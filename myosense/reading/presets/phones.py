"""Presets of phones, watches and of the applications that record on them."""

import re
from dataclasses import replace
from datetime import datetime

from myosense.reading.presets.phone_loggers import SENSOR_LOGGER, SENSORLOG
from myosense.reading.presets.preset import Preset

__all__ = ["PHONES"]

PHYPHOX_TIME = r"(?:Linear )?(?:Acceleration )?Time \(s\)"
PHYPHOX_XYZ = rf'\A"?{PHYPHOX_TIME}"?[;,\t]"?'
PHYPHOX = (
    Preset(
        name="phyphox csv (gravity removed)",
        signature=PHYPHOX_XYZ + r"(?:(linear )?acceleration )?X \(m/s\^?2\)",
        file_name="linear",
        time=PHYPHOX_TIME,
        clock="elapsed s",
        unit="m/s2",
        is_gravity_removed=True,
    ),
    Preset(
        name="phyphox csv",
        signature=PHYPHOX_XYZ + r"(?:acceleration )?X \(m/s\^?2\)",
        time=PHYPHOX_TIME,
        clock="elapsed s",
        unit="m/s2",
    ),
)

G_FORCE = Preset(
    name="Physics Toolbox csv",
    signature=r"\A\s*time[;,](?:.*[;,])?gFx[;,]gFy[;,]gFz\b",
    acceleration="gF{axis}",
    unit="g",
    gyroscope="w{axis}",
    gyroscope_unit="rad/s",
    is_merged=True,
)
LINEAR = replace(  # with a blank first line and a next sensor, or the total
    G_FORCE,
    name="Physics Toolbox csv (linear accelerometer, gravity removed)",
    signature=r"\A(?:\s*\n(?=.*[;,]wx[;,])|(?=.*[;,]aT\b))time[;,]ax[;,]ay[;,]az[;,]",
    acceleration="a{axis}",
    unit="m/s2",
    is_gravity_removed=True,
)
PHYSICS_TOOLBOX = (
    replace(  # One sensor, and the length of its vector: nothing repeats its values.
        G_FORCE,
        signature=r"\A\s*time[;,]gFx[;,]gFy[;,]gFz(?:[;,](?:TgF|gFTotal))?[;,]?$",
        gyroscope=None,
        is_merged=False,
    ),
    G_FORCE,
    replace(  # the total is named as nowhere else
        LINEAR,
        signature=r"\A\s*time[;,]ax[;,]ay[;,]az[;,]aT[;,]?$",
        gyroscope=None,
        is_merged=False,
    ),
    LINEAR,
)


def _mobiact_start(head: str) -> str | None:
    match = re.search(r"^#Datetime: (\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)", head, re.MULTILINE)
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], "%d/%m/%Y %H:%M:%S").isoformat()  # noqa: DTZ007
    except ValueError:
        return None


MOBIACT = (
    Preset(
        name="a MobiAct txt of another sensor",
        signature=r"\A#(?!Acceleration force).*\n#timestamp\(ns\),",
        refusal="it holds no acceleration; the file named _acc_ beside it does",
    ),
    Preset(
        name="MobiAct txt",
        signature=r"\A#Acceleration force.*including gravity.*\n#timestamp\(ns\),",
        time=1,
        clock="elapsed ns",  # since the phone was started
        acceleration=(2, 3, 4),
        unit="m/s2",
        declares={"start": _mobiact_start},
    ),
)

WEAR_OS = Preset(
    name="Android or Wear OS csv",
    signature=r"\Ax_acc,y_acc,z_acc,x_gyro,y_gyro,z_gyro,timestamp\b",
    unit="m/s2",
    gyroscope_unit="rad/s",
)


def _offset_of_ms(head: str) -> str | None:
    match = re.match(r"\d{13}(?:\.\d+)?,(-?)(\d+),", head)
    if match is None:
        return None
    minutes = int(match[2]) // 60_000
    return f"UTC{match[1] or '+'}{minutes // 60:02d}:{minutes % 60:02d}"


MCEREBRUM = Preset(
    name="mCerebrum csv",
    signature=r"\A1\d{12}(\.\d+)?,-?(0|\d{5,8}),-?\d[\d.eE+-]*,-?\d[\d.eE+-]*,-?\d[\d.eE+-]*$",
    time=1,
    clock="epoch ms",
    acceleration=(3, 4, 5),
    declares={"time_zone": _offset_of_ms},
)

GARMIN = Preset(
    name="Garmin csv",
    signature=r"\A\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d;-?\d+;-?\d+;-?\d+$",
    time=1,
    acceleration=(2, 3, 4),
    unit="mg",
)


def _opensignals_start(head: str) -> str | None:
    date = re.search(r'"date": ?"(\d{4})-(\d\d?)-(\d\d?)"', head)
    clock = re.search(r'"time": ?"(\d\d?:\d\d:\d\d(?:\.\d+)?)', head)
    if date is None or clock is None:
        return None
    day = f"{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}"
    return f"{day}T{clock[1].zfill(8)}"


OPENSIGNALS_HEAD = r"\A# OpenSignals Text[^{]*\{.*"
OPENSIGNALS = (
    Preset(
        name="OpenSignals txt (sensors of the phone)",
        signature=OPENSIGNALS_HEAD + r'"column": ?\["nSeq", ?"xAcc", ?"yAcc", ?"zAcc"',
        time=1,
        clock="elapsed ns",  # since the phone was started; the header's rate is not kept
        acceleration=(2, 3, 4),
        unit="m/s2",
        declares={"start": _opensignals_start},
    ),
    Preset(
        name="an OpenSignals txt with one axis of an accelerometer",
        signature=OPENSIGNALS_HEAD + r'"sensor": ?\[(?!.*"ACC.*"ACC)[^\]]*"ACC',
        refusal="its values are counts of a converter without a scale, and a jerk across "
        "the axis does not show; record x, y and z on three channels and name them with "
        "--columns, and their scale with --unit '... LSB/g'",
    ),
)

PHONES: tuple[Preset, ...] = (
    *SENSOR_LOGGER,
    *SENSORLOG,
    *PHYPHOX,
    *PHYSICS_TOOLBOX,
    *MOBIACT,
    WEAR_OS,
    MCEREBRUM,
    GARMIN,
    *OPENSIGNALS,
)
