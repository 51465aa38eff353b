"""Presets of the other loggers that research and clinics use."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from myosense.reading.presets.preset import Preset

__all__ = ["RESEARCH"]


#: Studies that publish E4 sessions have written the start anew, as a date.
E4_NAMES = r"[A-Za-z]\w*(?:,[A-Za-z]\w*){2}\n"  #: What programs that save it again add.
E4_WALL = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?"


def e4_start(head: str) -> str | None:
    """Read the start in the first row, as ISO text: an instant, or a wall clock.

    >>> e4_start("1551453301.000000, 1551453301.000000, 1551453301.000000")
    '2019-03-01T15:15:01+00:00'
    """
    head = re.sub(rf"\A{E4_NAMES}", "", head)
    match = re.match(r"(\d{9,10}(?:\.\d{1,6})?)(?!-)", head)
    if match:
        return datetime.fromtimestamp(float(match[1]), UTC).isoformat()
    wall = re.match(E4_WALL, head)
    return wall[0] if wall else None


EXCEL_DAYS = (36_526, 73_050)  #: From 2000 to 2099.


def labchart_start(head: str) -> str | None:
    r"""Read when a LabChart recording began, in days as Excel counts them, as ISO text.

    >>> labchart_start("Interval=\t0.01 s\nExcelDateTime=\t4.46204375e+04\t2/28/2022")
    '2022-02-28T10:30:00'
    """
    match = re.search(r"^ExcelDateTime=\t(\d+(?:\.\d+)?(?:e\+\d+)?)\t", head, re.MULTILINE)
    days = float(match[1]) if match else 0.0
    if not EXCEL_DAYS[0] < days < EXCEL_DAYS[1]:
        return None
    since = timedelta(milliseconds=round(days * 86_400_000))
    return (datetime(1899, 12, 30) + since).isoformat()  # noqa: DTZ001 - a wall clock


GENEACTIV_DECLARES = {
    "sample_rate_hz": r"^Measurement Frequency,\s*(\d+(?:\.\d+)?) ?Hz",
    "time_zone": r"^Time Zone,(GMT ?[+-]\d+(?::\d\d)?)",
    "site": r"^Device Location Code,(.+)$",
    "range_g": r"^Range,-(\d+) to \d+",
}

E4_HEAD = (
    rf"(\d{{9,10}}(?:\.\d+)?|{E4_WALL}), ?\1, ?\1\n"
    r"(\d+(?:\.\d+)?), ?\2, ?\2\n"
)
E4 = Preset(
    name="Empatica E4 ACC.csv",
    signature=rf"\A{E4_HEAD}",
    n_skipped=2,
    acceleration=(1, 2, 3),
    clock="start and rate of the header",
    counts_per_g=64.0,
    unit="g",
    device="Empatica E4",
    declares={
        "start": e4_start,
        "sample_rate_hz": rf"\A(?:{E4_NAMES})?.*\n(\d+(?:\.\d+)?)",
        "range_g": lambda _head: "2",
    },
)

#: One table a sensor, all with the same columns (https://github.com/denzilferreira/aware-client).
AWARE = (
    r'\A"?_id"?,"?timestamp"?,"?device_id"?,"?double_values_0"?,"?double_values_1"?,'
    r'"?double_values_2'
)

RESEARCH: tuple[Preset, ...] = (
    Preset(
        name="mHealth csv",
        signature=r"\AHEADER_TIME_STAMP,X[^,\n]*,Y[^,\n]*,Z",
        time=1,
        acceleration=(2, 3, 4),
        unit="g",
    ),
    Preset(
        name="GENEActiv csv as omconvert writes it",
        signature=r"\ADevice Type,GENEActiv[\s\S]*^Application name & version ,omconvert",
        time=1,
        acceleration=(2, 3, 4),
        unit="g",
        device="Axivity",
        declares={"sample_rate_hz": GENEACTIV_DECLARES["sample_rate_hz"]},
    ),
    Preset(
        name="GENEActiv csv",
        signature=r"\ADevice Type,GENEActiv",
        time=1,
        acceleration=(2, 3, 4),
        unit="g",
        device="GENEActiv",
        declares=GENEACTIV_DECLARES,
    ),
    E4,
    replace(E4, signature=rf"\A{E4_NAMES}{E4_HEAD}", n_skipped=3),
    Preset(  # the lines of its server, after what it answered
        name="Empatica E4 streaming server",
        signature=r"\A(?:R .*\n)*E4_Acc \d{9,10}[.,]\d+(?: -?\d+){3}$",
        time=2,
        clock="epoch s",
        acceleration=(3, 4, 5),
        counts_per_g=64.0,
        unit="g",
        device="Empatica E4",
    ),
    Preset(
        name="OxWearables raw csv (its zone is the one that the conversion was told)",
        signature=r"\Atime,x,y,z.*\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+[+-]\d{4} \[",
        time=1,
        acceleration=(2, 3, 4),
        unit="g",
    ),
    Preset(
        name="BioStamp csv",
        signature=r"\ATimestamp \(microseconds\),Accel X \(g\)",
        time=1,
        acceleration=(2, 3, 4),
        clock="epoch us",
        unit="g",
        device="BioStamp",
    ),
    Preset(
        name="activPAL raw csv",
        signature=r"\A(?:sep=.\n)?Time[,;]\s*Uncompressed sample index[,;]\s*X[,;]",
        time=1,
        acceleration=(3, 4, 5),
        clock="Excel days",
        counts_per_g=63.0,
        zero_count=127.0,
        unit="g",
        device="activPAL",
    ),
    Preset(
        name="activPAL raw csv",
        signature=r"\A[34]\d{4}[.,]\d{6,}[,;] ?\d{1,3}[,;] ?\d{1,3}[,;] ?\d{1,3}$",
        time=1,
        acceleration=(2, 3, 4),
        clock="Excel days",
        counts_per_g=63.0,
        zero_count=127.0,
        unit="g",
        device="activPAL",
    ),
    Preset(
        name="AWARE csv (gravity removed)",
        signature=AWARE,
        file_name="linear",
        time="timestamp",
        clock="epoch ms",
        acceleration=(4, 5, 6),
        is_gravity_removed=True,
    ),
    Preset(
        name="an AWARE csv of another sensor",
        signature=AWARE,
        file_name="gyro|rotation|magnet|gravity",
        refusal="it holds no acceleration; the study's table accelerometer has it",
    ),
    Preset(
        name="AWARE csv",
        signature=AWARE,
        time="timestamp",
        clock="epoch ms",
        acceleration=(4, 5, 6),
    ),
    Preset(
        name="LabChart txt",
        signature=r"\AInterval=\t[\s\S]*^ChannelTitle=\t",
        time=1,
        declares={"start": labchart_start},
    ),
    Preset(  # the rate is that of the rows, several of which are one frame of the cameras
        name="Vicon Nexus csv of devices",
        signature=r"\ADevices[,;\t]*\n[\d.]+[,;\t]*\n.*\nFrame[,;\t]Sub Frame[,;\t]",
        declares={"sample_rate_hz": r"\ADevices[,;\t]*\n([\d.]+)"},
    ),
    Preset(  # BioHarness log data: 12 bits, 83 counts a g around the middle
        name="Zephyr BioHarness Accel.csv",
        signature=r"\ATime,Vertical,Lateral,Sagittal\s*$",
        counts_per_g=83.0,
        zero_count=2048.0,
        unit="g",
        device="Zephyr BioHarness",
    ),
)
