"""Members of the zip that an ActiGraph's file is, within limits of size.

Nothing is unpacked to a disk, and the folders in the names of members mean nothing.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from myosense.errors import ReadError

READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MAX_MEMBERS = 1000  #: A device writes up to eleven.
MAX_FACTS_BYTES = 1 << 20
MAX_SAMPLES_BYTES = 2 << 30  #: Five weeks of 16-bit samples at 100 Hz.
#: Above this size a stream of samples is not packed so tightly.
LARGE_BYTES, MAX_RATIO = 64 << 20, 200
#: What `zipfile` raises where a zip is cut off or damaged.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


def members_of(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """List the members by their bare names, in lower case; folders mean nothing."""
    listed = archive.infolist()
    if len(listed) > MAX_MEMBERS:
        return {}
    return {member.filename.rpartition("/")[2].lower(): member for member in listed}


def content_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None) -> bytes:
    """Read a small member; what is not there says nothing."""
    if member is None:
        return b""
    with opened(archive, member) as file:
        return file.read(MAX_FACTS_BYTES)


@contextmanager
def opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """Open a member, within limits of size.

    Raises
    ------
    ReadError
        If it cannot be unpacked, or would unfold to more than a device holds.
    """
    if member.flag_bits & 1 or member.compress_type not in READABLE:
        raise ReadError(
            f"has its {member.filename[-40:]!r} encrypted or packed by method "
            f"{member.compress_type}; expected it plain or deflated"
        )
    size, packed = member.file_size, max(member.compress_size, 1)
    if size > MAX_SAMPLES_BYTES:
        raise ReadError(
            f"unfolds to {size:,} bytes; expected at most {MAX_SAMPLES_BYTES:,}, "
            "which is five weeks at 100 Hz"
        )
    if size > LARGE_BYTES and size / packed > MAX_RATIO:
        raise ReadError(
            f"unfolds to {size / packed:.0f} times its size; expected samples, which "
            f"unfold to {MAX_RATIO} times or less"
        )
    with archive.open(member) as file:
        yield file
