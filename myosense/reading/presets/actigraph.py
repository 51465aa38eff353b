"""Presets of ActiGraph's csv: ten lines of header, then raw samples or counts."""

import re

from myosense.reading.presets.preset import Preset

__all__ = ["ACTIGRAPH"]

CREATED = r'\A[" ]*-{5,} ?Data (?:Table )?File Created By ActiGraph'
EPOCH = r"^\"?Epoch Period \(hh:mm:ss\) +(?!0?0:00:00)(\d+:\d\d:\d\d)"
DATES = re.compile(
    r"(?:Start|Download) Date +(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+\d{2}", re.IGNORECASE
)
MONTHS = 12
CENTURY = 2000  #: Of a year of two digits: there is no older recorder.
IDLE_S = (
    10.0  #: The recorder sleeps after 10 s without motion (ActiGraph, idle sleep mode).
)


def date_order(head: str) -> str | None:
    """Find the order of day and month: as declared, or as a part above 12 shows it.

    >>> date_order("--- date format dd/MM/yyyy at 100 Hz"), date_order("M/d/yyyy")
    ('dmy', None)
    >>> date_order("Start Date 5/6/2019 Download Date 5/16/2019")
    'mdy'
    """
    order = _declared_order(head)
    if order in ("dmy", "mdy"):
        return order
    parts = [] if order == "ymd" else DATES.findall(head)
    if any(int(first) > MONTHS for first, _ in parts):
        return "dmy"
    return "mdy" if any(int(second) > MONTHS for _, second in parts) else None


def _declared_order(head: str) -> str:
    """Read the order of year, month and day that the header declares; empty if it is none.

    >>> _declared_order("date format d. M. yyyy at 100 Hz")
    'dmy'
    """
    match = re.search(r"date format\s+([dmy][dmy./ -]*)", head, re.IGNORECASE)
    letters = re.sub(r"[^dmy]", "", match[1].lower()) if match else ""
    return "".join(dict.fromkeys(letters))


def find_start(head: str) -> str | None:
    r"""Find the start in the lines *Start Time* and *Start Date*, as ISO text.

    A part above 12 is a day, whatever the order that is declared.

    >>> find_start("date format d.M.yyyy\nStart Time 15:45:00\nStart Date 12.11.2015")
    '2015-11-12T15:45:00'
    """
    date = re.search(
        r"Start Date +(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})", head, re.IGNORECASE
    )
    clock = re.search(
        r"Start Time +(\d{1,2})[:.](\d\d)[:.](\d\d)(?: *([AP])\.? ?M)?",
        head,
        re.IGNORECASE,
    )
    if not date or not clock:
        return None
    first, second, third = (int(part) for part in date.groups())
    order = date_order(head)
    if first > 31 or _declared_order(head) == "ymd":
        year, month, day = first, second, third
    else:
        if order is None and first <= 12 and second <= 12 and first != second:
            return None
        is_day_first = first > 12 or (second <= 12 and order == "dmy")
        day, month = (first, second) if is_day_first else (second, first)
        year = third
    year += CENTURY if year < 100 else 0
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + 12 * (clock[4].upper() == "P")
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{clock[2]}:{clock[3]}"


def find_device(head: str) -> str | None:
    """Find the model and the serial number."""
    model = re.search(
        r"Created By (ActiGraph.*?)\s+(?:ActiLife|date format)", head, re.IGNORECASE
    )
    serial = re.search(r"Serial Number: *(\w+)", head, re.IGNORECASE)
    words = [match[1] for match in (model, serial) if match]
    return " ".join(words) or None


RATE = re.compile(
    r"(?:(?:\b|(?<=[dmy]))at|\bsampl(?:e|ing) (?:rate|frequency)[:=]?)"
    r" *(\d+(?:[.,]\d+)?) ?Hz",
    re.IGNORECASE,
)


def find_rate(head: str) -> str | None:
    """Find the rate, in whichever line it is said.

    >>> find_rate("date format d.M.yyyy at 50,0 Hz"), find_rate("Sample Rate: 30 Hz")
    ('50.0', '30')
    >>> find_rate("date format dd/MM/yyyyat30Hz")
    '30'
    """
    match = RATE.search(head)
    return match[1].replace(",", ".") if match else None


def doubt_start(head: str) -> str | None:
    """Say why a start that is there is not taken."""
    said = re.search(
        r"Start Date +(\d{1,2}[-/. ]+\d{1,2}[-/. ]+\d{2,4})",
        head,
        re.IGNORECASE | re.ASCII,
    )
    if said is None or find_start(head):
        return None
    return f"the start date {said[1]} may be day/month or month/day: --start gives it"


COUNTS = Preset(
    name="a table of ActiGraph activity counts (epochs of {0})",
    signature=rf"{CREATED}[\s\S]*{EPOCH}",
    refusal="counts hold no motion; expected the raw data, as .gt3x or as ActiLife exports "
    "it (raw csv, epoch period 00:00:00)",
)
BARE_COUNTS = Preset(
    name="a table of ActiGraph activity counts",
    signature=r"^\"?(?:Date\"?, ?\"?Time|TimeStamp)\"?, ?\"?Axis1\"?, ?\"?Axis2\b",
    refusal=COUNTS.refusal,
)
OMCONVERT = Preset(
    name="ActiLife csv as omconvert writes it",
    signature=rf"{CREATED}.*\bomconvert\b",
    acceleration="accelerometer {axis}",
    unit="g",
    device="Axivity",
    declares={"sample_rate_hz": find_rate, "start": find_start},
)
RAW = Preset(
    name="ActiLife raw csv",
    signature=CREATED,
    acceleration="accelerometer {axis}",
    gyroscope_unit="deg/s",
    date_order=date_order,
    unit="g",
    held_s=IDLE_S,
    declares={"sample_rate_hz": find_rate, "start": find_start, "device": find_device},
    doubt=doubt_start,
)

ACTIGRAPH = (COUNTS, BARE_COUNTS, OMCONVERT, RAW)
