"""What a diary entry holds: its columns, and the words of each.

One row is one interval (or one moment) at one place of the body. The same schema is kept
by patients, caregivers and clinicians, and filled by a sensor, so that both can be held
against each other. No diary for myoclonus is published as a standard; the words are those
of common scales, and the frequency classes conventions.
"""

from myosense.diary import FREQUENCIES
from myosense.schema import LOCAL_TIME, Column

REGIONS = ("head", "neck", "trunk", "arm", "leg", "body", "unknown")
SIDES = ("left", "right", "both", "midline", "unknown")
SEVERITIES = ("none", "mild", "moderate", "severe")
EXTENTS = ("single", "several", "generalized")
TRIGGERS = (
    "none", "noise", "light", "touch", "movement", "stress", "falling_asleep", "waking",
    "missed_dose", "other",
)  # fmt: skip
SLEEPS = ("awake", "asleep", "falling_asleep", "waking")
IMPACTS = ("none", "fine_tasks", "daily_tasks", "self_care", "fall", "woke")
SOURCES = ("patient", "caregiver", "clinician", "sensor")

#: The words that a column may hold; other text is free.
VOCABULARIES: dict[str, tuple[str, ...]] = {
    "region": REGIONS,
    "side": SIDES,
    "frequency": FREQUENCIES,
    "severity": SEVERITIES,
    "extent": EXTENTS,
    "trigger": TRIGGERS,
    "sleep": SLEEPS,
    "impact": IMPACTS,
    "source": SOURCES,
}


def _said(name: str, meaning: str) -> Column:
    words = ", ".join(VOCABULARIES[name])
    return Column(name, "", f"{meaning}: {words}; blank if not said", dtype="str")


COLUMNS = (
    Column("start", "", "local time at which the entry starts", dtype=LOCAL_TIME),
    Column(
        "stop", "", "local time at which it ends; blank for one moment", dtype=LOCAL_TIME
    ),
    Column("region", "", f"where: {', '.join(REGIONS)}", dtype="str"),
    Column("side", "", f"which side: {', '.join(SIDES)}", dtype="str"),
    _said("frequency", "how often, by jerks an hour"),
    Column("count", "", "jerks noted in the interval; blank if not said", dtype="Int64"),
    _said("severity", "how bad, by what it meant for the day"),
    _said("extent", "single jerks, several together, or the whole body"),
    _said("trigger", "what set it off"),
    Column("activity", "", "what the wearer was doing, in any words", dtype="str"),
    _said("sleep", "awake or asleep"),
    _said("impact", "what it kept the wearer from, or did"),
    Column("medication", "", "what was taken, in any words", dtype="str"),
    Column("note", "", "anything else", dtype="str"),
    _said("source", "who noted it"),
    Column("line", "", "line of the diary's file that the entry stands on", dtype="int64"),
)
#: The columns of a diary's file.
WRITTEN = COLUMNS[:-1]

COMPARED = "compared"
KINDS = (
    COMPARED, "no wear", "too short", "not said", "no sensor", "overlapping", "no entry",
)  # fmt: skip
_PLACE = (
    Column("region", "", "region that the diary names", dtype="str"),
    Column("side", "", "side that the diary names", dtype="str"),
)
COMPARISON = (
    Column("kind", "", f"what the row is: {', '.join(KINDS)}", dtype="str"),
    Column("start", "", "local start of the interval", dtype=LOCAL_TIME),
    Column("stop", "", "local end of the interval", dtype=LOCAL_TIME),
    *_PLACE,
    Column("sites", "", "sites of the sensors that it is held against", dtype="str"),
    Column("diary_frequency", "", "the diary's class; blank if not said", dtype="str"),
    Column(
        "diary_rate_per_h",
        "1/h",
        "by its count, else the middle of its class (geometric; rare 0.5)",
    ),
    Column("frequency", "", "the sensor's class; blank if it cannot tell", dtype="str"),
    Column("n", "", "the sensor's jerks; blank if it cannot tell", dtype="Int64"),
    Column("analyzable_h", "h", "time that the sensor could judge"),
    Column("rate_per_h", "1/h", "the sensor's jerks an hour"),
    Column(
        "classes_apart",
        "",
        "sensor's class minus the diary's; blank if one is missing",
        dtype="Int64",
    ),
    Column("noted", "", "whether the diary says jerks: yes, no, or blank", dtype="str"),
    Column("movement_size", "", "the sensor's class of the median jerk", dtype="str"),
    Column("severity", "", "the diary's severity; not comparable", dtype="str"),
    Column("trigger", "", "the diary's trigger", dtype="str"),
    Column("impact", "", "the diary's impact", dtype="str"),
    Column("source", "", "who noted it", dtype="str"),
    Column("lines", "", "lines of the diary's file", dtype="str"),
    Column("reason", "", "why it is not compared; else empty", dtype="str"),
)
AGREEMENT = (
    *_PLACE,
    Column("sites", "", "sites of the sensors", dtype="str"),
    Column("measure", "", "what was computed", dtype="str"),
    Column("value", "", "its value; blank if it cannot be known"),
    Column("low", "", "lower limit of the 95 % interval"),
    Column("high", "", "upper limit of the 95 % interval"),
    Column("n", "", "intervals that it rests on", dtype="int64"),
    Column("n_days", "", "days that they lie on", dtype="int64"),
    Column("interval", "", "rule of the interval; empty without one", dtype="str"),
    Column("reason", "", "why something is blank; else empty", dtype="str"),
)
