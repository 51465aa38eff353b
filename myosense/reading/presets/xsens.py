"""Presets of Xsens: the DOT with its app, its exporter and its PC log; the MTw and MTi."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from myosense.reading.presets.preset import Finder, Preset

__all__ = ["XSENS"]


def _dot_start(head: str) -> str | None:
    match = re.search(
        r"StartTime:[\s,]*(\d{4}-\d\d-\d\d)[_ ](\d\d:\d\d:\d\d)[_.](\d{3})", head
    )
    return f"{match[1]}T{match[2]}.{match[3]}" if match else None


def _dot_zone(head: str) -> str | None:
    match = re.search(r"StartTime:.*GMT([+-])(\d\d?)(?::?(\d\d))?", head)
    return f"UTC{match[1]}{match[2].zfill(2)}:{match[3] or '00'}" if match else None


DOT_HEAD = r"\A(?!//)(?:.*\n){0,20}?(?:PacketCounter,)?SampleTimeFine,"
DOT_DECLARES: dict[str, Finder] = {
    "start": _dot_start,
    "time_zone": _dot_zone,
    "sample_rate_hz": r"OutputRate:[\s,]*(\d+)",
    "site": r"^DeviceTag:[\s,]*([^\s,][^,\n]*)",
}
DOT = Preset(
    name="Xsens DOT csv",
    signature=DOT_HEAD + r".*\bAcc_X\b",
    time="SampleTimeFine",
    clock="SampleTimeFine",
    acceleration="Acc_{axis}",
    unit="m/s2",
    gyroscope="Gyr_{axis}",
    gyroscope_unit="deg/s",
    declares=DOT_DECLARES,
    device="Xsens DOT",
)
DOT_FREE = replace(
    DOT,
    name="Xsens DOT csv (FreeAcc, gravity removed)",
    signature=DOT_HEAD + r".*\bFreeAcc_X\b",
    acceleration="FreeAcc_{axis}",
    is_gravity_removed=True,
)


def _utc_start(head: str) -> str | None:
    """Read the instant of the first row, where its parts stand in columns of their own."""
    found = re.search(r"^(PacketCounter.*)\n(.*)$", head, re.IGNORECASE | re.MULTILINE)
    if found is None:
        return None
    names, row = (re.split(r"[\t,;]", line) for line in found.groups())
    said = dict(zip(names, row, strict=False))
    parts = ("Year", "Month", "Day", "Hour", "Minute", "Second")
    try:
        start = datetime(*(int(said[f"UTC_{part}"]) for part in parts), tzinfo=UTC)  # type: ignore[misc, arg-type]
        is_valid = int(said["UTC_Valid"]) > 0
        start = start.replace(microsecond=int(said["UTC_Nano"]) // 1000)
    except (KeyError, ValueError):
        return None
    return start.isoformat() if is_valid else None


#: MT Manager begins with comments, and parts the cells as its user says.
MT_HEAD = r"\A(?=//|Acquisition|PacketCounter\t)(?:.*\n){0,40}?PacketCounter[\t,; ]"
MT = Preset(
    name="Xsens MTw txt",
    signature=MT_HEAD + r"(?:.*[\t,; ])?Acc_X\b",
    time="SampleTimeFine",
    clock="SampleTimeFine",
    acceleration="Acc_{axis}",
    unit="m/s2",
    gyroscope="Gyr_{axis}",
    gyroscope_unit="rad/s",
    declares={"start": _utc_start},
    device="Xsens MTw",
)
MT_FREE = replace(
    MT,
    name="Xsens MTw txt (FreeAcc, gravity removed)",
    signature=MT_HEAD + r".*\bFreeAcc_[XE]\b",
    acceleration=("FreeAcc_[XE]", "FreeAcc_[YN]", "FreeAcc_[ZU]"),
    is_gravity_removed=True,
)
MT_RATE = r"(?:Update Rate|Acquisition frequency):\s*([\d.]+)\s*Hz"


def _numbered(preset: Preset) -> Preset:
    """Take the clock from the numbers of the packets, where the rate is told."""
    return replace(
        preset,
        signature=rf"(?=[\s\S]*{MT_RATE})".join(("\\A", preset.signature[2:])),
        time="PacketCounter",
        clock="packets of 16 bits",
        declares={**preset.declares, "sample_rate_hz": MT_RATE},
    )


XSENS: tuple[Preset, ...] = (
    DOT,
    DOT_FREE,
    _numbered(MT),
    MT,
    _numbered(MT_FREE),
    MT_FREE,
)
