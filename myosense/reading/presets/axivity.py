"""Presets of what OmGui and its tools write of Axivity recordings."""

from dataclasses import replace

from myosense.reading.presets.preset import Preset

__all__ = ["AXIVITY"]

G = r"-?\d+\.\d{6}"  #: cwa-convert writes g with six decimals …
WITHIN_16_G = r"-?(?:\d|1[0-6])\.\d{6}"
COUNT = r"-?\d+"  #: … or the sensor's whole numbers.

#: How cwa-convert can write the time, and how each is known: by its digits.
TIMES = (
    ("time stamps", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?", ""),
    ("time in Excel days", r"[2-6]\d{4}\.\d{12}", "Excel days"),
    ("time in MATLAB days", r"7\d{5}\.\d{12}", "MATLAB days"),
    ("time in days", r"\d{1,3}\.\d{12}", "elapsed days"),
    ("time in seconds since 1970", r"\d{9,10}\.\d{4}", "local epoch s"),
    ("time in seconds", r"\d{1,8}\.\d{4}", "elapsed s"),
)
LEFT_OUT = (
    "three more whole numbers in each row are not read: light, temperature and battery, or "
    "an AX6's gyroscope, whose scale is a setting that is not in the file (its default "
    "export is in g and deg/s)"
)
LOCAL = (
    "its seconds since 1970 are taken as the recorder's clock, as cwa-convert writes them"
)


def _presets(what: str, time: str, clock: str) -> tuple[Preset, Preset, Preset]:
    """Make the presets of one way to write the time: with a gyroscope and without."""
    notices = (LOCAL,) if clock == "local epoch s" else ()
    with_gyroscope = Preset(
        name=f"OmGui csv ({what}, gyroscope)",
        signature=rf"\A{time}(?:,{G}){{6}}(?:,|$)",
        time=1,
        acceleration=(2, 3, 4),
        gyroscope=(5, 6, 7),
        clock=clock,
        unit="g",
        gyroscope_unit="deg/s",
        device="Axivity AX6",
        notices=notices,
    )
    plain = Preset(
        name=f"OmGui csv ({what})",
        signature=rf"\A{time}(?:(?:,{G}){{3}}|(?:,{COUNT}){{3}})(?:,|$)",
        time=1,
        acceleration=(2, 3, 4),
        clock=clock,
        device="Axivity",
        notices=notices,
    )
    six_counts = replace(
        plain,
        name=f"OmGui csv ({what}, six counts)",
        signature=rf"\A{time}(?:,{COUNT}){{6}}(?:,|$)",
        notices=(*notices, LEFT_OUT),
    )
    return with_gyroscope, six_counts, plain


NO_TIME = (
    Preset(
        name="OmGui csv (rows numbered, gyroscope)",
        signature=rf"\A0(?:,{G}){{6}}(?:,.*)?\n1,.*\n2,",
        acceleration=(2, 3, 4),
        gyroscope=(5, 6, 7),
        clock="start and rate of the header",
        unit="g",
        gyroscope_unit="deg/s",
        device="Axivity AX6",
    ),
    Preset(
        name="OmGui csv (rows numbered, six counts)",
        signature=rf"\A0(?:,{COUNT}){{6}}(?:,.*)?\n1,.*\n2,",
        acceleration=(2, 3, 4),
        clock="start and rate of the header",
        device="Axivity",
        notices=(LEFT_OUT,),
    ),
    Preset(
        name="OmGui csv (rows numbered)",
        signature=rf"\A0(?:(?:,{G}){{3,}}|(?:,{COUNT}){{3,}}).*\n1,.*\n2,",
        acceleration=(2, 3, 4),
        clock="start and rate of the header",
        device="Axivity",
    ),
    Preset(
        name="OmGui csv (no time, gyroscope)",
        signature=rf"\A(?:{','.join([WITHIN_16_G] * 3)}(?:,{G}){{3}}\n){{20}}",
        acceleration=(1, 2, 3),
        gyroscope=(4, 5, 6),
        clock="start and rate of the header",
        unit="g",
        gyroscope_unit="deg/s",
        device="Axivity AX6",
        notices=(
            "the columns are taken for x, y, z and a gyroscope (--columns overrules)",
        ),
    ),
)
OMCONVERT = Preset(
    name="omconvert csv",
    signature=r"\ATime,\s*Accel-X \(g\),\s*Accel-Y \(g\),\s*Accel-Z \(g\)",
    time=1,
    device="Axivity",
)
EPOCHS = Preset(
    name="a summary by epochs that omconvert wrote",
    signature=r"\A(?:Time,\s*(?:Mean SVM|Sedentary|Non-wear|Wear)|#:\n#::: Data about)",
    refusal="it holds no motion; expected the .cwa file or the raw csv of OmGui",
)

AXIVITY = (
    EPOCHS,
    OMCONVERT,
    *NO_TIME,
    *(preset for time in TIMES for preset in _presets(*time)),
)
