"""Files that are known and not read: what each is, and what to export instead."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from myosense.errors import ReadError
from myosense.reading.table import Table

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  #: .xls and its kin.
OF_PYTHON = (b"\x93NUMPY", b"\x80\x04\x95", b"\x80\x05\x95", b"ARROW1")
BOOK_NAMES = (b"[Content_Types].xml", b"docProps/", b"xl/work", b"application/vnd.oasis")


def _is_book(head: bytes) -> bool:
    """Say whether the first names in a zip are those of a spreadsheet, in any order."""
    return any(name in head for name in BOOK_NAMES)


class _Known(NamedTuple):
    """A family by its first bytes, and the sentence that refuses it."""

    is_it: Callable[[bytes], bool]
    sentence: str


KNOWN = (
    _Known(
        lambda head: head.startswith(b"GENEA/"),
        "is a recording of the GENEA, the forerunner of GENEActiv, which is not read; "
        "expected a csv of x, y, z in g with time stamps (GENEA software or GGIRread)",
    ),
    _Known(
        lambda head: b"MDTCPACK" in head[512:1024],
        "is a recording of a Matrix (Parmay Tech) sensor, which is not read; expected the "
        "csv that its software exports, with time stamps and x, y, z",
    ),
    _Known(
        lambda head: head.startswith(b"\xfa\xff"),
        "is an Xsens .mtb log, which is not read; expected the .txt or .csv that MT "
        "Manager exports, with SampleTimeFine or UTC and Acc_X, Acc_Y, Acc_Z",
    ),
    _Known(
        lambda head: head.startswith(b"RIFF") and head[8:12] == b"WAVE",
        "is a .wav, as OmGui resamples an Axivity recording into; expected the .cwa it was "
        "made from, or OmGui's raw csv",
    ),
    _Known(
        lambda head: head[8:12] == b".FIT",
        "is a Garmin FIT file, which is not read; expected its accelerometer_data as a csv "
        "of time, x, y, z in mg",
    ),
    _Known(
        lambda head: head.startswith(b"SQLite format 3\x00"),
        "is an SQLite database, which is not read; expected the csv of samples that the "
        "same program exports (of ActiLife the .gt3x: an .agd holds counts per epoch)",
    ),
    _Known(
        lambda head: head.startswith(OLD_OFFICE) or (head[:2] == b"PK" and _is_book(head)),
        "is a spreadsheet of Excel or OpenOffice, which is not read; expected the csv that "
        "the same program exports or saves",
    ),
    _Known(
        lambda head: head.startswith(OF_PYTHON),
        "is an array or table as Python saves it (NumPy, pickle, Feather), which is not "
        "read; expected a csv or Parquet of time, x, y and z",
    ),
    _Known(
        lambda head: head.startswith((b"X\n\0\0\0", b"RDX", b"$FL2", b"<stata_dta>")),
        "is a file of R, SPSS or Stata, which is not read; expected a csv or Parquet of "
        "time, x, y and z",
    ),
    _Known(
        lambda head: head.startswith((b"XDF:", b"TDSm")),
        "is a recording of LabStreamingLayer (.xdf) or LabVIEW (.tdms), which is not read; "
        "expected its accelerometer as a csv or Parquet of time, x, y and z",
    ),
    _Known(
        lambda head: (
            head.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in (b"<!doc", b"<html")
        ),
        "is a page of a web site, not a recording; expected the file that it links to",
    ),
    _Known(
        lambda head: head.startswith(b"version https://git-lfs"),
        "is a pointer to a file that Git LFS keeps elsewhere, no recording; expected the "
        "file itself ('git lfs pull' fetches it)",
    ),
    _Known(
        lambda head: head.startswith(b"Brain Vision Data Exchange"),
        "is the header or the markers of a BrainVision recording, which is not read; "
        "expected its accelerometer as EDF, or as a csv of time, x, y and z",
    ),
    _Known(
        lambda head: head.startswith(b"\x02\x50") or b"<mvnx" in head,
        "is a recording of motion capture (.c3d, .mvnx), which is not read; expected its "
        "accelerometer, if one was worn, as a csv of time, x, y and z",
    ),
    _Known(
        lambda head: head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"),
        "is XML of a kind that is not read; expected the csv of samples that the same "
        "program exports",
    ),
    _Known(
        lambda head: head.startswith((b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")),
        "is an archive of a kind that is not read; expected it unpacked, or as .zip, .gz "
        "or .tar",
    ),
)


def recognizes_refused(head: bytes, path: Path) -> bool:  # noqa: ARG001
    """Say whether a file is one of the known that are not read."""
    return any(known.is_it(head) for known in KNOWN)


def refuse(
    path: Path,
    columns: Mapping[str, str] | str | None,  # noqa: ARG001  nothing is read
) -> Table:
    """Refuse a file that is known and not read.

    Raises
    ------
    ReadError
        Always: it says what the file is and what to export instead.
    """
    with path.open("rb") as file:
        head = file.read(1024)
    raise ReadError(next(known.sentence for known in KNOWN if known.is_it(head)))
