"""What is damaged: real samples of every family, cut short, each with what lies beside it.

A family is a row of `READERS`, or a group of text presets.
"""

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fuzz import written
from benchmarks.fuzz.shortening import TEXT_BYTES, shortened
from myosense.errors import ReadError
from myosense.reading import MAGIC_BYTES, READERS
from myosense.reading.layout import decode
from myosense.reading.presets import (
    actigraph,
    axivity,
    counts,
    find_preset,
    imus,
    phones,
    research,
)

TEXT = READERS[-1].name
PACKED = "archives and folders"
GROUPS = {
    "ActiGraph": actigraph.ACTIGRAPH,
    "counts": counts.COUNTS,
    "Axivity": axivity.AXIVITY,
    "research": research.RESEARCH,
    "phones": phones.PHONES,
    "inertial sensors": imus.IMUS,
}
#: Folders of which all files are read together.
TOGETHER = ("unisens", "tsdf_verily", "bids_motion", "phyphox")
LONGEST_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Files, and which of them is read."""

    name: str
    files: Mapping[str, bytes]
    opened: str = ""  #: All in their folder, if empty.


def families(shared: Path) -> dict[str, list[Sample]]:
    """Sort the samples by who reads them; shortest first."""
    found: dict[str, list[Sample]] = {reader.name: [] for reader in READERS}
    found |= {f"{TEXT}: {group}": [] for group in GROUPS}
    for path in sorted((shared / "formats").glob("*/*")):
        family = family_of(path)
        content = shortened(family, path)
        if 0 < len(content) <= LONGEST_BYTES:
            sample = Sample(
                name=path.relative_to(shared / "formats").as_posix(),
                files={**_beside(path), path.name: content},
                opened=path.name,
            )
            found[family].append(sample)
    for family, sample in _written():
        found[family].append(sample)
    found[PACKED] = list(_packed(found))
    return {
        family: sorted(samples, key=lambda sample: sum(map(len, sample.files.values())))
        for family, samples in found.items()
        if samples
    }


def family_of(path: Path) -> str:
    """Name the family that reads a file."""
    with path.open("rb") as file:
        head = file.read(MAGIC_BYTES)
    name = next(reader.name for reader in READERS if reader.recognizes(head, path))
    if name != TEXT:
        return name
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = zlib.decompressobj(wbits=31).decompress(content, 1 << 16)
    try:
        text, _ = decode(content[: 1 << 16])
    except ReadError:
        return TEXT
    for group, presets in GROUPS.items():
        try:
            is_of_group = find_preset(presets, text, path.name) is not None
        except ReadError:
            is_of_group = True
        if is_of_group:
            return f"{TEXT}: {group}"
    return TEXT


def _beside(path: Path) -> dict[str, bytes]:
    """Give the files that are read together with one."""
    if path.parent.name not in TOGETHER:
        return {}
    files = [each for each in sorted(path.parent.iterdir()) if each != path]
    return {each.name: shortened(family_of(each), each) for each in files}


def _written() -> list[tuple[str, Sample]]:
    contents = (
        ("Parquet", "a.parquet", written.parquet()),
        ("Parquet", "nested.parquet", written.nested_parquet()),
        ("OpenSignals txt", "a.txt", written.opensignals()),
        ("Edge Impulse", "a.json", written.edge_impulse()),
        ("SENS motion", "a.bin", written.sens()),
        ("SENS motion", "a.hex", written.sens().hex("\n", 12).encode()),
        ("activPAL datx", "a.datx", written.activpal()),
        ("HDF5", "apdm.h5", written.apdm()),
        ("MATLAB", "plain.mat", written.mat5(is_packed=False)),
        ("MATLAB", "packed.mat", written.mat5(is_packed=True)),
        ("MATLAB", "v73.mat", written.mat73()),
    )
    records = [
        Sample(name=f"written: {kind}", files=written.wfdb(kind), opened="a.hea")
        for kind in ("16", "212")
    ]
    return [
        (family, Sample(name=f"written: {name}", files={name: content}, opened=name))
        for family, name, content in contents
    ] + [("WFDB", record) for record in records]


def _packed(found: Mapping[str, list[Sample]]) -> list[Sample]:
    """Pack samples that other families are read from; folders of several files."""
    packed: list[Sample] = []
    for family, samples in found.items():
        if not samples or family == "HDF5":
            continue
        sample = min(samples, key=lambda each: sum(map(len, each.files.values())))
        if len(sample.files) > 1:
            packed.append(Sample(name=f"{sample.name} in a folder", files=sample.files))
        tar = written.tarred(sample.files)
        made = {
            "a.zip": written.zipped(sample.files),
            "a.tar.gz": gzip.compress(tar, mtime=0),
            "a.tar": tar,
        }
        packed += [
            Sample(name=f"{sample.name} in {name}", files={name: content}, opened=name)
            for name, content in made.items()
            if len(content) <= 8 * TEXT_BYTES
        ]
    return packed
