"""ActiGraph .agd: a database of counts per epoch, which is refused."""

from collections.abc import Mapping
from pathlib import Path

from myosense.errors import ReadError
from myosense.reading.table import Table

MAGIC = b"SQLite format 3\x00"
SCHEMA_BYTES = 1 << 20  #: The names of the tables stand at the front.
COUNTS = b"dataTimestamp"  #: A column of the table of counts.


def recognizes_agd(head: bytes, path: Path) -> bool:
    """Recognize an SQLite database with ActiGraph's table of counts."""
    if not head.startswith(MAGIC):
        return False
    with path.open("rb") as file:
        return COUNTS in file.read(SCHEMA_BYTES)


def read_agd(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Refuse a database of counts.

    Raises
    ------
    ReadError
        Always; the sentence says what to export instead.
    """
    del path, columns
    raise ReadError(
        "is an ActiGraph .agd database of counts per epoch, which hold no single motion; "
        "expected samples: the .gt3x of the same recording, or 'Raw Data Export' of "
        "ActiLife to csv"
    )
