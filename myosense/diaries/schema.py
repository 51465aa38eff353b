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
