"""Presets of inertial sensors and of the loggers that their makers write."""

import re
from dataclasses import replace

from myosense.reading.presets.delsys import TRIGNO_DISCOVER
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
        signature=r"\APhone timestamp[;,] ?sensor timestamp \[ns\].*[;,] ?X \[mg\]",
        time=("Phone timestamp", r"sensor timestamp \[ns\]"),
        clock="text, spaced by ns",
        acceleration=r"{axis} \[mg\]",
        unit="mg",
        device="Polar",
    ),
)

#: The low-noise accelerometer of a Shimmer3 (KXRB5) counts 83 per m/s2 from 2047: default
#: calibration of the maker's drivers. The scale of the wide-range one is a setting.
SHIMMER_COUNTS_PER_G = 83 * 9.80665
CONSENSYS = r'\A(?:"?sep=.*\n)?'
UNCALIBRATED = (
    "the counts are uncalibrated: the maker's default scale is taken "
    "(export the calibrated values)"
)


def _consensys(which: str, letters: str) -> tuple[Preset, Preset]:
    """Describe the calibrated values of one accelerometer, with time as text or number."""
    as_number = Preset(
        name=f"Shimmer Consensys csv ({which} accelerometer)",
        signature=CONSENSYS + rf".*_Accel_{letters}_X_CAL\b",
        time=r".*_Timestamp(?:Sync)?_Unix_CAL\b.*",
        clock="epoch ms",
        acceleration=rf".*_Accel_{letters}_{{axis}}_CAL\b.*",
        unit="m/s2",
        gyroscope=r".*_Gyro_{axis}_CAL\b.*",
        gyroscope_unit="deg/s",
        device="Shimmer",
    )
    as_text = replace(
        as_number,
        name=f"Shimmer Consensys csv ({which} accelerometer, time as text)",
        signature=CONSENSYS
        + rf"(?=.*_Accel_{letters}_X_CAL\b)(?!.*_Timestamp(?:Sync)?_Unix_CAL\b)",
        time=r".*_Timestamp(?:Sync)?_FormattedUnix_CAL\b.*",
        clock="",
    )
    return as_text, as_number


SHIMMER = (
    *_consensys("low-noise", "LN"),
    *_consensys("wide-range", "WR"),
    Preset(
        name="Shimmer Consensys csv (low-noise accelerometer, uncalibrated)",
        signature=CONSENSYS + r".*_Accel_LN_X_(?:UNCAL|RAW)\b",
        time=r".*_Timestamp(?:Sync)?_Unix_CAL\b.*",
        clock="epoch ms",
        acceleration=r".*_Accel_LN_{axis}_(?:UNCAL|RAW)\b.*",
        counts_per_g=SHIMMER_COUNTS_PER_G,
        zero_count=2047.0,
        unit="g",
        device="Shimmer",
        notices=(UNCALIBRATED,),
    ),
    Preset(
        name="a Shimmer Consensys csv of uncalibrated values",
        signature=CONSENSYS + r"(?!.*_Accel_(?:LN|WR)_X_CAL\b)"
        r".*_Accel_WR_X_(?:UNCAL|RAW)\b",
        refusal="the scale of its wide-range accelerometer is a setting that the file does "
        "not hold; export the calibrated values",
    ),
)


def _zone_in_name(head: str) -> str | None:
    match = re.search(LOCAL_TIME, head)
    if match is None:
        return None
    sign, hours, minutes = match.groups(default="")
    return f"UTC{sign or '+'}{hours.zfill(2)}:{minutes or '00'}"


#: iPhones name Greenwich.
LOCAL_TIME = r"(?:time|timestamp) \((?:GMT|(?:GMT)?([+-]?)(\d\d?):?(\d\d)?)\)"
#: A spreadsheet that saved the table again has left of the epochs what it showed of them.
METAMOTION = (
    Preset(
        name="MbientLab MetaMotion csv",
        signature=r"\Aepoch? \(ms\),.*x-axis \(.*\n\d{13}[.,]",
        time=1,
        clock="epoch ms",
        declares={"time_zone": _zone_in_name},
        device="MbientLab",
    ),
    Preset(
        name="MbientLab MetaMotion csv (by its wall clock)",
        signature=rf"\A(?:epoch? \(ms\),)?{LOCAL_TIME},.*x-axis \(",
        time=LOCAL_TIME,
        declares={"time_zone": _zone_in_name},
        device="MbientLab",
    ),
)


OPENBCI_V3 = r"\A%OpenBCI Raw EEG Data *\n(?:%.*\n)+(?!Sample)(?:[^,\n]*,)"


def _openbci_v3(n: int) -> tuple[Preset, Preset, Preset]:
    """Describe the table without names: a number, so many electrodes, x, y, z, the time."""
    dated = Preset(
        name="OpenBCI GUI txt (before version 5)",
        signature=rf"{OPENBCI_V3}{{{n + 5}}} *\d{{13}} *$",
        time=n + 6,
        clock="epoch ms",
        acceleration=(n + 2, n + 3, n + 4),
        unit="g",
        is_merged=True,
        device="OpenBCI",
    )
    undated = replace(
        dated,
        name="OpenBCI GUI txt (before version 5, without a date)",
        signature=rf"{OPENBCI_V3}{{{n + 4}}}[^,\n]*$",
        time=n + 5,
        clock="",
    )
    timeless = replace(
        undated,
        signature=rf"{OPENBCI_V3}{{{n + 3}}}[^,\n]*$",
        time=(),
        declares={"sample_rate_hz": r"^%Sample Rate = (\d+(?:\.\d+)?)"},
    )
    return dated, undated, timeless


def _brainflow(n: int, width: int) -> Preset:
    """Describe the table of numbers that BrainFlow writes of a board's electrodes."""
    return Preset(
        name="OpenBCI BrainFlow csv",
        file_name="^BrainFlow",
        signature=rf"\A(?:[-+\d.e]+[\t,]){{{width - 1}}}[-+\d.e]+$",
        time=width - 1,
        clock="epoch s",
        acceleration=(n + 2, n + 3, n + 4),
        unit="g",
        is_merged=True,
        device="OpenBCI",
    )


OPENBCI = (
    *(preset for n in (4, 8, 16) for preset in _openbci_v3(n)),
    *(_brainflow(n, width) for n, width in ((4, 15), (8, 24), (16, 32))),
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

#: What its own reader does not know, and the user names the columns of.
OPENSIGNALS = Preset(
    name="OpenSignals txt",
    signature=r"\A# OpenSignals Text File Format",
    clock="start and rate of the header",
    declares={"sample_rate_hz": r'"sampling rate": ?(\d+(?:\.\d+)?)'},
)

IMUS: tuple[Preset, ...] = (
    *POLAR,
    *SHIMMER,
    *METAMOTION,
    *XSENS,
    TRIGNO_DISCOVER,
    *OPENBCI,
    MIND_MONITOR,
    SISFALL,
    OPENSIGNALS,
)
