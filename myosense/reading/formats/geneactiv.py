"""GENEActiv `.bin` files: pages of text, each with 300 samples as hexadecimal digits.

After the maker's description (Activinsights, GENEActiv Instruction Manual, "Decoding .bin
files"): 12 hexadecimal digits a sample, three axes of 12 bits in two's complement, 10 bits
of light, the button. The device's own calibration brings counts to g. What the header says
about a person is not read.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.reading.formats.blockclock import Blocks, Counts, block_of, stamps_of
from myosense.reading.formats.geneactiv_pages import (
    PAGE_START,
    SAMPLES,
    Calibration,
    Page,
    read_pages,
)
from myosense.reading.naming import count_of
from myosense.reading.table import BY_FORMAT, Declared, Stamps, Table
from myosense.sites import guess_from_name

MAGIC = b"Device Identity"
HEADER_BYTES = 16_384  #: The header is far shorter.
ZONE = re.compile(r"GMT\s*([+-])(\d{1,2})(?::(\d{2}))?")


def recognizes_geneactiv(head: bytes, path: Path) -> bool:  # noqa: ARG001
    """Say whether a file is a GENEActiv recording."""
    return head.startswith(MAGIC) and b"GENEActiv" in head


def read_geneactiv(
    path: Path,
    columns: Mapping[str, str] | str | None,  # noqa: ARG001  the layout says which is which
) -> Table:
    """Read a GENEActiv recording; of a page that is cut, its whole samples.

    Parameters
    ----------
    path
        The file.
    columns
        Not needed.

    Raises
    ------
    ReadError
        If the header has no calibration, or no page holds a sample.
    """
    with path.open("rb") as file:
        said = _read_header(file.read(HEADER_BYTES))
        calibration = _read_calibration(said)
        file.seek(0)
        pages, samples, n_damaged = read_pages(file, calibration)
    n_samples = np.array([page.n_samples for page in pages], dtype=np.int64)
    rate_hz = float(np.median([page.rate_hz for page in pages]))
    stamps, notices = _stamps(pages, n_samples, rate_hz, said)
    place = guess_from_name(said.get("Device Location Code", ""))
    range_g = re.search(r"(\d{1,3})$", said.get("Accelerometer Range", ""))
    names = "Device Type", "Device Model", "Device Unique Serial Code"
    return Table(
        format="GENEActiv bin",
        acceleration=samples,
        stamps=stamps,
        unit="g",
        unit_source=BY_FORMAT,
        is_from_device=True,
        locate=lambda row: f"page {block_of(row, n_samples) + 1:,}",
        declared=Declared(
            sample_rate_hz=rate_hz,
            site=place.site,
            side=place.side,
            range_g=float(range_g[1]) if range_g else None,
            device=" ".join(said[name] for name in names if said.get(name)),
        ),
        notices=(*_losses(pages, n_damaged, said), *notices),
    )


def _read_header(head: bytes) -> dict[str, str]:
    """Read what stands before the first page, by name."""
    text = head.partition(PAGE_START)[0].decode("utf-8", errors="replace")
    pairs = (line.partition(":") for line in text.splitlines())
    return {name: value.strip(" \x00") for name, _, value in pairs}


def _read_calibration(said: Mapping[str, str]) -> Calibration:
    found = []
    for what in ("gain", "offset"):
        texts = [said.get(f"{axis} {what}", "") for axis in "xyz"]
        is_number = all(re.fullmatch(r"-?\d{1,9}", text) for text in texts)
        if not is_number or (what == "gain" and not all(map(int, texts))):
            raise ReadError(
                f"is a GENEActiv file whose header gives the {what} of x, y, z as "
                f"{texts}; expected whole numbers (the gains about 25,600)"
            )
        found.append(np.array(texts, dtype=np.float32))
    return Calibration(*found)


def _stamps(
    pages: list[Page], n_samples: Counts, rate_hz: float, said: Mapping[str, str]
) -> tuple[Stamps, tuple[str, ...]]:
    """Time every sample; a Page Time is that of the page's first sample."""
    sequence = np.array([page.sequence for page in pages])
    lost = np.maximum(np.diff(sequence, prepend=sequence[0] - 1) - 1, 0)
    zone = ZONE.match(said.get("Time Zone", ""))
    return stamps_of(
        Blocks(
            position=np.cumsum(n_samples) - n_samples + SAMPLES * np.cumsum(lost),
            n_samples=n_samples,
            anchor=np.zeros_like(n_samples),
            stamp_s=np.array([page.stamp_s for page in pages]),
            nominal_hz=rate_hz,
        ),
        f"UTC{zone[1]}{int(zone[2]):02d}:{zone[3] or '00'}" if zone else None,
    )


def _losses(pages: list[Page], n_damaged: int, said: Mapping[str, str]) -> tuple[str, ...]:
    """Say what is missing."""
    notices = []
    if n_damaged:
        notices.append(f"{count_of(n_damaged, 'damaged page')}: not recorded")
    if pages[-1].n_samples < SAMPLES:
        notices.append(f"the last page is cut after {pages[-1].n_samples} samples")
    promised = said.get("Number of Pages", "")
    if re.fullmatch(r"\d{1,9}", promised) and int(promised) > len(pages) + n_damaged:
        notices.append(
            f"the header tells of {int(promised):,} pages, the file holds {len(pages):,}"
        )
    return tuple(notices)
