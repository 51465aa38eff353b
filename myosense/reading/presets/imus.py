"""Presets of inertial sensors and of the loggers that their makers write."""

import re
from datetime import datetime

from myosense.reading.presets.preset import Preset
from myosense.reading.presets.xsens import XSENS

__all__ = ["IMUS"]

POLAR = (
    Preset(
        name="a Polar Sensor Logger file of another sensor",
        signature=r"\APhone timestamp;(?!.*X \[mg\])",
        refusal="it holds no acceleration; the file named _ACC beside it does",
    ),
    Preset(
        name="Polar Sensor Logger ACC",
        signature=r"\APhone timestamp;sensor timestamp \[ns\];X \[mg\];Y \[mg\];Z \[mg\]",
        time=(1, 2),
        clock="text, spaced by ns",
        acceleration=(3, 4, 5),
        unit="mg",
        device="Polar",
    ),
)

#: The low-noise accelerometer of a Shimmer3 (KXRB5) counts 83 per m/s2 from 2047: default
#: calibration of the maker's drivers. The scale of the wide-range one is a setting.
SHIMMER_COUNTS_PER_G = 83 * 9.80665
UNCALIBRATED = (
    "the counts are uncalibrated: the maker's default scale is taken "
    "(export the calibrated values)"
)
SHIMMER = (
    Preset(
        name="Shimmer Consensys csv (low-noise accelerometer, time as text)",
        signature=r'\A"?sep=.*\n(?=.*_Accel_LN_X_CAL\b)(?!.*_Timestamp_Unix_CAL\b)',
        time=r".*_Timestamp_FormattedUnix_CAL\b.*",
        acceleration=r".*_Accel_LN_{axis}_CAL\b.*",
        unit="m/s2",
        gyroscope=r".*_Gyro_{axis}_CAL\b.*",
        gyroscope_unit="deg/s",
        device="Shimmer",
    ),
    Preset(
        name="Shimmer Consensys csv (low-noise accelerometer)",
        signature=r'\A"?sep=.*\n.*_Accel_LN_X_CAL\b',
        time=r".*_Timestamp_Unix_CAL\b.*",
        clock="epoch ms",
        acceleration=r".*_Accel_LN_{axis}_CAL\b.*",
        unit="m/s2",
        gyroscope=r".*_Gyro_{axis}_CAL\b.*",
        gyroscope_unit="deg/s",
        device="Shimmer",
    ),
    Preset(
        name="Shimmer Consensys csv (low-noise accelerometer, uncalibrated)",
        signature=r'\A"?sep=.*\n.*_Accel_LN_X_UNCAL\b',
        time=r".*_Timestamp_Unix_CAL\b.*",
        clock="epoch ms",
        acceleration=r".*_Accel_LN_{axis}_UNCAL\b.*",
        counts_per_g=SHIMMER_COUNTS_PER_G,
        zero_count=2047.0,
        unit="g",
        device="Shimmer",
        notices=(UNCALIBRATED,),
    ),
    Preset(
        name="a Shimmer Consensys csv of uncalibrated values",
        signature=r'\A(?:"?sep=.*\n)?(?!.*_Accel_(?:LN|WR)_X_CAL\b)'
        r".*_Accel_WR_X_(?:UNCAL|RAW)\b",
        refusal="the scale of its wide-range accelerometer is a setting that the file does "
        "not hold; export the calibrated values",
    ),
)


def _zone_in_name(head: str) -> str | None:
    match = re.search(r"(?:time|timestamp) \(([+-]?)(\d\d):?(\d\d)\)", head)
    return f"UTC{match[1] or '+'}{match[2]}:{match[3]}" if match else None


METAMOTION = Preset(
    name="MbientLab MetaMotion csv",
    signature=r"\Aepoch? \(ms\),.*x-axis \((m?g|deg/s)\)",
    time=1,
    clock="epoch ms",
    declares={"time_zone": _zone_in_name},
    device="MbientLab",
)


def _discover_rate(head: str) -> str | None:
    """Find the rate of the first accelerometer: every column has its own."""
    match = re.search(r"^(.*\bACC X \(G\).*)\n(.*\d Hz.*)$", head, re.MULTILINE)
    if match is None:
        return None
    names, rates = (match[i].split(",") for i in (1, 2))
    at = next(i for i, name in enumerate(names) if name.strip().startswith("ACC X"))
    return rates[at].replace("Hz", "").strip() if at < len(rates) else None


def _discover_start(head: str) -> str | None:
    match = re.search(r"^Date/Time:\s*,\s*(.+ [AP]M)", head, re.MULTILINE)
    if match is None:
        return None
    try:
        start = datetime.strptime(match[1].strip(), "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007
    except ValueError:
        return None
    return start.isoformat()


TRIGNO_DISCOVER = Preset(
    name="Delsys Trigno Discover csv (first sensor)",
    signature=r"\AApplication:\s*,\s*Trigno Discover",
    acceleration=r"ACC {axis} \(G\)",
    clock="start and rate of the header",
    unit="g",
    declares={"sample_rate_hz": _discover_rate, "start": _discover_start},
    device="Delsys Trigno",
)

OPENBCI_V3 = r"\A%OpenBCI Raw EEG Data *\n%Number of channels = 8\b"
OPENBCI = (
    Preset(
        name="OpenBCI GUI txt (before version 5)",
        signature=OPENBCI_V3 + r"(?:.*\n){1,9}?\d+,.*, *\d{13} *$",
        time=14,
        clock="epoch ms",
        acceleration=(10, 11, 12),
        unit="g",
        is_merged=True,
        device="OpenBCI",
    ),
    Preset(
        name="OpenBCI GUI txt (before version 5, without a date)",
        signature=OPENBCI_V3,
        time=13,
        acceleration=(10, 11, 12),
        unit="g",
        is_merged=True,
        device="OpenBCI",
    ),
    Preset(
        name="OpenBCI GUI txt",
        signature=r"\A%\s?OpenBCI Raw",
        unit="g",
        device="OpenBCI",
    ),
)

MIND_MONITOR = Preset(
    name="Mind Monitor csv (Muse)",
    signature=r"\ATimeStamp,(?=.*RAW_TP9)(?=.*Accelerometer_X)",
    acceleration="Accelerometer_{axis}",
    unit="g",
    gyroscope="Gyro_{axis}",
    gyroscope_unit="deg/s",
    is_merged=True,
    device="Muse",
)

#: ADXL345 (13 bits over ±16 g) and ITG3200 (16 bits over ±2000 deg/s), the first two of the
#: three sensors (SisFall, Sucerquia et al. 2017, Readme).
SISFALL = Preset(
    name="SisFall txt",
    signature=r"\A(?:\s*-?\d+\s*,){8}\s*-?\d+\s*;\s*$",
    acceleration=(1, 2, 3),
    counts_per_g=2**13 / 32,
    unit="g",
    gyroscope=(4, 5, 6),
    counts_per_dps=2**16 / 4000,
    gyroscope_unit="deg/s",
    clock="start and rate of the header",
    notices=("the file holds two accelerometers: the first (ADXL345) is taken",),
)

IMUS: tuple[Preset, ...] = (
    *POLAR,
    *SHIMMER,
    METAMOTION,
    *XSENS,
    TRIGNO_DISCOVER,
    *OPENBCI,
    MIND_MONITOR,
    SISFALL,
)
