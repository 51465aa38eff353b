"""The first sheet of an Excel workbook, as text.

A date that a workbook holds is a number of days since its own day 0, which is in 1899 or
1904; it becomes ISO text here, so that no later step has to know.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from myosense.errors import ReadError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MAX_BYTES = 1 << 27  #: Unpacked; no table kept by hand is larger.
#: What a damaged archive, or damaged XML in it, raises on the way.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, OSError, RuntimeError),
    *(AttributeError, LookupError, TypeError, ValueError),
)
#: What a time of day of exactly one day becomes, in the calendars from 1900 and 1904.
MIDNIGHTS = (datetime(1900, 1, 1), datetime(1904, 1, 2))  # noqa: DTZ001 - as in a sheet
#: Parts of a number format that are text.
_QUOTED = re.compile(r'"[^"]*"|\\.|\[\$[^\]]*\]')


def is_workbook(content: bytes) -> bool:
    """Say by its first bytes whether a file is a workbook, or pretends to be one."""
    return content[:4] in (ZIP, OLE)


def read_sheet(
    content: bytes,
) -> tuple[Iterator[tuple[int, list[str]]], datetime]:
    """Read the first sheet of a workbook.

    Returns
    -------
    lines : iterator
        Number and cells of each row.
    epoch : datetime
        Day 0 of the workbook's dates.

    Raises
    ------
    ReadError
        If it is another kind of workbook, or broken.
    """
    if content[:4] == OLE:
        raise ReadError(
            "is an old workbook (.xls) or one with a password; expected .xlsx without a "
            "password, or CSV"
        )
    # Here, because it takes its time and only workbooks need it.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
            n_bytes = sum(part.file_size for part in parts.infolist())
        if "xl/workbook.xml" not in names or n_bytes > MAX_BYTES:
            raise ReadError("is no Excel workbook of hand-kept size; expected .xlsx or CSV")
        with warnings.catch_warnings():
            # It warns of decorations that it leaves out; none of them holds a cell.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), data_only=True)
    except DAMAGE as error:
        what = " ".join(str(error).split())
        raise ReadError(f"is a damaged workbook ({what}); expected .xlsx") from error
    if not book.worksheets:
        raise ReadError("is a workbook without a sheet of cells; expected one")
    epoch = datetime(book.epoch.year, book.epoch.month, book.epoch.day)  # noqa: DTZ001
    rows = book.worksheets[0].iter_rows()
    lines = [
        (number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)
    ]
    return iter(lines), epoch


def _text(cell: "Cell | MergedCell") -> str:
    """Write the value of a cell as a person would have typed it, dates as ISO."""
    value = cell.value
    if isinstance(value, datetime):
        shown = _QUOTED.sub("", cell.number_format).casefold()
        if value in MIDNIGHTS and "y" not in shown:
            return "24:00:00"
        has_clock = value.time() != time(0) or "h" in shown
        return value.isoformat(" ") if has_clock else value.date().isoformat()
    if isinstance(value, timedelta):
        return _clock_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        # Two digits behind the point would be taken for minutes, three for a thousand's.
        text = f"{value:.10f}".rstrip("0").rstrip(".")
        n_digits = len(text.partition(".")[2])
        return text + "0" * (4 - n_digits) if n_digits in (2, 3) else text
    return "" if value is None else str(value)


def _clock_text(since_midnight: timedelta) -> str:
    minutes, seconds = divmod(since_midnight.total_seconds(), 60)
    return f"{int(minutes // 60):02d}:{int(minutes % 60):02d}:{seconds:02.0f}"
