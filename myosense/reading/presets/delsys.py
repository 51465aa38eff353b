"""The preset of what Delsys writes of its Trigno sensors: rates and start in the header."""

import re
from datetime import datetime

from myosense.errors import ReadError
from myosense.reading.cells import cells_of
from myosense.reading.dateorder import decide_date_order
from myosense.reading.presets.preset import Preset

__all__ = ["TRIGNO_DISCOVER"]

STARTED = re.compile(
    r"^Date/Time:\s*,\s*(?P<date>[\d./-]+) (?P<clock>\d[\d:]*)(?P<half> [AP]M)?[\s,]*$",
    re.MULTILINE,
)
PATTERNS = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


def find_rate(head: str) -> str | None:
    r"""Find the rate of the first accelerometer: every column has its own.

    It stands below the names, or in them (before version 1.5).

    >>> find_rate("EMG 1 (mV), ACC X (G)\n1259.2593 Hz, 148.1481 Hz")
    '148.1481'
    >>> find_rate("EMG 1 (1259Hz), ACC X (148Hz)")
    '148'
    """
    inside = re.search(r"\bACC X \((\d+(?:\.\d+)?) ?Hz\)", head)
    if inside:
        return inside[1]
    match = re.search(r"^(.*\bACC X \(G\).*)\n(.*\d Hz.*)$", head, re.MULTILINE)
    if match is None:
        return None
    names, rates = (cells_of(match[i], ",") for i in (1, 2))
    pairs = zip(names, rates, strict=False)
    found = (rate for name, rate in pairs if name.startswith("ACC X (G)"))
    return next(found, "").replace("Hz", "").strip() or None


def find_start(head: str) -> str | None:
    """Find the start, written as the computer writes dates, as ISO text.

    Where day and month may change places, the month comes first beside a clock of 12 hours,
    and the day beside one of 24.

    >>> find_start("Date/Time:, 12/6/2024 1:37:52 PM")
    '2024-12-06T13:37:52'
    """
    match = STARTED.search(head)
    if match is None:
        return None
    order = _known_order(match["date"]) or _likely_order(match)
    day = re.sub(r"[.-]", "/", match["date"])
    pattern = "%Y/%m/%d" if re.match(r"\d{4}/", day) else PATTERNS[order]
    clock = "%I:%M:%S %p" if match["half"] else "%H:%M:%S"
    text = f"{day} {match['clock']}{match['half'] or ''}"
    try:
        return datetime.strptime(text, f"{pattern} {clock}").isoformat()  # noqa: DTZ007
    except ValueError:
        return None


def doubt_start(head: str) -> str | None:
    """Say how a date was taken whose day and month may change places.

    >>> doubt_start("Date/Time:, 26/12/2024 1:37:52 PM")
    """
    match = STARTED.search(head)
    if match is None or _known_order(match["date"]):
        return None
    order = {"dmy": "day/month", "mdy": "month/day"}[_likely_order(match)]
    hours = 12 if match["half"] else 24
    return (
        f"the start date {match['date']} may be day/month or month/day: {order} is taken, "
        f"as beside a clock of {hours} hours (--start overrules)"
    )


def _known_order(date: str) -> str | None:
    """Decide the order of day and month; ``None`` where both are possible."""
    try:
        return decide_date_order([date], None)
    except ReadError:
        return None


def _likely_order(match: re.Match[str]) -> str:
    return "mdy" if match["half"] else "dmy"


TRIGNO_DISCOVER = Preset(
    name="Delsys Trigno Discover csv (first sensor)",
    signature=r"\AApplication:\s*,\s*Trigno Discover",
    acceleration=r"ACC {axis} \((?:G|[\d.]+ ?Hz)\)",
    clock="start and rate of the header",
    unit="g",
    gyroscope=r"GYRO {axis} \((?:deg/s|[\d.]+ ?Hz)\)",
    gyroscope_unit="deg/s",
    declares={"sample_rate_hz": find_rate, "start": find_start},
    device="Delsys Trigno",
    doubt=doubt_start,
)
