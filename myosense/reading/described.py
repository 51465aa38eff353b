"""Which files of a folder are no recordings of their own: others describe or hold them.

Data lie beside the header that names them (unisens, TSDF, WFDB), and around BIDS motion
lie its descriptions and what else the set is made of: other modalities, and what it was
made from. Whatever is named by none of these is another recording.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from myosense.reading.formats.bids_motion import is_motion_file
from myosense.reading.formats.tsdf import is_tsdf_header
from myosense.reading.formats.unisens import HEADER as UNISENS_HEADER
from myosense.reading.formats.unisens import MAX_HEADER_BYTES

#: A description or a table of BIDS: sub-01_task-rest_channels.tsv, task-rest_motion.json.
BIDS_TABLE = re.compile(r"(?:[a-z]+-[A-Za-z0-9]+_)+[A-Za-z0-9]+\.(?:tsv|json)(?:\.gz)?")
#: Folders of a subject beside that of motion (BIDS 1.10, data types) …
BIDS_TYPES = frozenset(
    ("anat", "beh", "dwi", "eeg", "emg", "fmap", "func", "ieeg", "meg", "micr", "mrs")
) | {"nirs", "perf", "pet"}
#: … and of the set, of what it was made from and what was made of it.
BIDS_FOLDERS = frozenset(("sourcedata", "rawdata", "derivatives", "code", "stimuli"))
BIDS_ROOT = "dataset_description.json"
WFDB_SUFFIX = ".hea"
BIOMARKERS = "digital_biomarkers"  #: Empatica's means of a minute, beside what is raw.


def leading(files: Sequence[Path]) -> list[Path]:
    """Leave out the files that others stand for."""
    left = list(files)
    if any(file.suffix.lower() == ".avro" for file in files):
        left = [file for file in left if BIOMARKERS not in file.parts[-4:]]
    if any(is_motion_file(file) for file in files):
        roots = {file.parent for file in files if file.name == BIDS_ROOT}
        left = [file for file in left if not _is_of_bids(file, roots)]
    headers = [
        file
        for file in files
        if file.name.lower() == UNISENS_HEADER
        or file.suffix.lower() == WFDB_SUFFIX
        or is_tsdf_header(file)
    ]
    texts = {header: _text_of(header) for header in headers}
    return [file for file in left if not _is_named(file, texts)] or left


def _is_of_bids(file: Path, roots: set[Path]) -> bool:
    """Say whether a file belongs to a set of BIDS and is no motion."""
    if is_motion_file(file):
        return False
    tops = {file.relative_to(root).parts[0] for root in roots & {*file.parents}}
    return (
        BIDS_TABLE.fullmatch(file.name) is not None
        or file.parent.name in BIDS_TYPES
        or bool(tops & BIDS_FOLDERS)
    )


def _text_of(header: Path) -> str:
    with header.open("rb") as file:
        return file.read(MAX_HEADER_BYTES).decode("utf-8", "replace").lower()


def _is_named(file: Path, texts: Mapping[Path, str]) -> bool:
    """Say whether a header beside a file names it, in quotes or where a line begins."""
    name = re.escape(file.name.lower())
    return any(
        header.parent == file.parent
        and header != file
        and re.search(rf'"{name}"|^{name} ', text, re.MULTILINE)
        for header, text in texts.items()
    )
