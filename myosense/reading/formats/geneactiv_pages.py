"""Pages of a GENEActiv file: what stands above their samples, and the samples in g."""

import re
from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.pieces import Pile
from myosense.recording import Samples3

PAGE_START = b"Recorded Data"
DIGITS = 12  #: Hexadecimal digits of a sample.
SAMPLES = 300  #: Samples of a page that is not cut.
CHUNK_BYTES = 1 << 20
LONGEST_PAGE = 16_384  #: A page has about 3,800 bytes.
BATCH = 64  #: Pages that are decoded at a time.
PAGE = re.compile(
    rb"\s*\n(?:[^\n]{0,200}\n){0,3}?Sequence Number:(\d{1,9})\s*\n"
    rb"(?:[^\n]{0,200}\n){0,3}?Page Time:([^\n]{0,40})\n"
    rb"(?:[^\n]{0,200}\n){0,6}?Measurement Frequency:(\d{1,4}(?:[.,]\d{1,6})?)\s*\n"
)
DATE = re.compile(rb"(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2}):(\d{3})\s*")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Page:
    """What stands above the samples of a page."""

    sequence: int
    stamp_s: float  #: Seconds since 1970 on the device's wall clock; NaN where unreadable.
    rate_hz: float
    n_samples: int


@dataclass(frozen=True)
class Calibration:
    """g are (100 counts - offset) / gain."""

    gain: Floats  #: shape (3,)
    offset: Floats  #: shape (3,)


def read_pages(
    file: BinaryIO, calibration: Calibration
) -> tuple[list[Page], Samples3, int]:
    """Read page after page: their heads, all samples in g, and how many hold none.

    Parameters
    ----------
    file
        From its first byte.
    calibration
        Of the device.

    Raises
    ------
    ReadError
        If no page holds a sample.
    """
    pages: list[Page] = []
    packed: list[bytes] = []
    samples = Pile()
    n_damaged = 0
    for text in page_texts(file):
        above = PAGE.match(text)
        octets = _octets(text, above.end()) if above else b""
        rate_hz = float(above[3].replace(b",", b".")) if above else 0.0
        if above is None or not octets or rate_hz <= 0:
            n_damaged += 1
            continue
        n_samples = 2 * len(octets) // DIGITS
        page = Page(int(above[1]), _seconds(above[2]), rate_hz, n_samples)
        pages.append(page)
        packed.append(octets)
        if len(packed) == BATCH:
            samples.append(_decode(packed, calibration))
            packed.clear()
    samples.append(_decode(packed, calibration))
    if not pages:
        raise ReadError(
            f"is a GENEActiv file with {n_damaged:,} pages and no sample in them; expected "
            "pages with Page Time, Measurement Frequency and hexadecimal digits"
        )
    return pages, samples.column(), n_damaged


def page_texts(file: BinaryIO) -> Iterator[bytes]:
    """Hand out what follows each page's first words; too long a page is cut."""
    rest = b""
    while chunk := file.read(CHUNK_BYTES):
        *whole, last = (rest + chunk).split(PAGE_START)
        yield from whole[1:]
        if not whole:  # No page has begun: a page's first words may be cut in two.
            rest = last[-len(PAGE_START) :]
        elif len(last) <= LONGEST_PAGE:
            rest = PAGE_START + last
        else:
            yield last[:LONGEST_PAGE]
            rest = last[-len(PAGE_START) :]
    if rest.startswith(PAGE_START):
        yield rest.removeprefix(PAGE_START)


def _octets(text: bytes, at: int) -> bytes:
    """Read the digits of a page, as far as they make whole samples; none if damaged."""
    digits = text[at : at + SAMPLES * DIGITS + 2].partition(b"\n")[0].rstrip()
    try:
        return unhexlify(digits[: len(digits) // DIGITS * DIGITS])
    except ValueError:
        return b""


def _seconds(stamp: bytes) -> float:
    """Read a Page Time."""
    found = DATE.fullmatch(stamp)
    if not found:
        return np.nan
    year, month, day, hour, minute, second, ms = map(int, found.groups())
    try:
        whole = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return np.nan
    return whole.timestamp() + ms / 1000


def _decode(packed: list[bytes], calibration: Calibration) -> Samples3:
    """Read samples of 12 bits an axis, in g, shape (n_samples, 3)."""
    octets = np.frombuffer(b"".join(packed), np.uint8).reshape(-1, DIGITS // 2)
    a, b, c, d, e, _ = octets.T.astype(np.int16)
    # The sign stands in the top bit of 16 and stays there on the way down.
    counts = ((a << 8) | b) >> 4, ((b << 12) | (c << 4)) >> 4, ((d << 8) | e) >> 4
    samples = np.empty((len(octets), 3), dtype=np.float32)
    for axis, values in enumerate(counts):
        scaled = values * np.float32(100) - calibration.offset[axis]
        samples[:, axis] = scaled / calibration.gain[axis]
    return samples
