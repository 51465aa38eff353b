"""Archives and folders: the files in them, for as long as they are read.

What is packed is unpacked into a temporary directory that keeps the names, because names
say what contents do not. Nothing is trusted: not the sizes that an archive declares, not
the names in it, not the links in a folder.
"""

import contextlib
import gzip
import os
import re
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any, NamedTuple

from myosense.errors import ReadError
from myosense.reading.axisrows import find_axis_rows, unpack_axis_rows
from myosense.reading.channels import find_channels, unpack_channels
from myosense.reading.fitcsv import find_fit_csv, unpack_fit_csv
from myosense.reading.printed import find_printed, unpack_printed
from myosense.reading.records import find_json, unpack_json

MAX_BYTES = 16 << 30  #: Unpacked, all together: a week of text at 100 Hz has 4 GB.
MAX_FILES = 10_000
#: Tables of numbers pack to a fifth, held values to a hundredth; a bomb to a thousandth.
MAX_RATIO = 400
SMALL_BYTES = 64 << 20  #: Up to this size any ratio will do.
MAX_DIRECTORY_BYTES = 16 << 20  #: The list of a zip's members, read before they are.
CHUNK_BYTES = 1 << 20
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
ZIP_END, ZIP64_END = b"PK\x05\x06", b"PK\x06\x06"
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
GZIP_MAGIC = b"\x1f\x8b"
TAR_MAGIC, TAR_MAGIC_AT = b"ustar", 257
HEAD_BYTES = 4096


class _Text(NamedTuple):
    """Texts of one kind that stand for tables."""

    find: Callable[[bytes], Any]  #: What first bytes tell of one; ``None`` if of none.
    unpack: Callable[[Path, Path, Any], list[Path]]  #: Writes its tables into a folder.


class _Packing(NamedTuple):
    """What the first bytes of an archive tell."""

    kind: str
    found: Any = None  #: In a text.


#: The first that a text is like is taken.
TEXTS = {
    "JSON": _Text(find_json, unpack_json),
    "channels": _Text(find_channels, unpack_channels),
    "FIT": _Text(find_fit_csv, unpack_fit_csv),
    "rows of axes": _Text(find_axis_rows, unpack_axis_rows),
    "log": _Text(find_printed, unpack_printed),
}
#: Pictures, films, sound and documents that lie beside recordings.
NO_DATA = frozenset(
    f".{suffix}"
    for suffix in re.findall(
        r"\w+",
        "avi docx gif heic html jpeg jpg m4a md mov mp3 mp4 pdf png pptx svg tif tiff webp",
    )
)
DAMAGE = (
    EOFError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    ValueError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


@contextlib.contextmanager
def files_in(path: Path, is_format: Callable[[Path], bool]) -> Iterator[tuple[Path, ...]]:
    """Give the files of an archive or a folder; archives inside are unpacked once.

    Parameters
    ----------
    path
        A file or a folder. A file that is no archive is given as it is.
    is_format
        Whether a file that looks like an archive is the file of a device.

    Yields
    ------
    tuple of Path
        In the order of their names. Those that were packed are gone afterwards.

    Raises
    ------
    ReadError
        If an archive is damaged, or not within the limits.
    """
    with tempfile.TemporaryDirectory(prefix="myosense-") as name:
        scratch = Path(name)
        files = _walk(path) if path.is_dir() else [path]
        packed = _packed(files, is_format)
        meter = _Meter(sum(file.stat().st_size for file in packed))
        if path in packed:
            files = _unpack(path, packed[path], scratch / "0", meter)
            packed = _packed([file for file in files if file != path], is_format)
        unpacked: list[Path] = []
        for number, file in enumerate(files, start=1):
            if file in packed:
                folder = scratch / str(number) / file.stem
                unpacked += _unpack(file, packed[file], folder, meter)
            else:
                unpacked.append(file)
        _check_number(len(unpacked))
        yield tuple(unpacked)


def _packed(
    files: Sequence[Path], is_format: Callable[[Path], bool]
) -> dict[Path, _Packing]:
    """Find the files that are archives, and not a device's: those are zips or texts."""
    found = {file: packing for file in files if (packing := _packing_of(file))}
    return {
        file: packing
        for file, packing in found.items()
        if packing.kind in ("gzip", "tar") or not is_format(file)
    }


def _packing_of(path: Path) -> _Packing | None:
    """Recognize an archive by its first bytes."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head[:4] in ZIP_MAGICS:
        return _Packing("zip")
    if head[:2] == GZIP_MAGIC:
        return _Packing("gzip")
    if head[TAR_MAGIC_AT:].startswith(TAR_MAGIC):
        return _Packing("tar")
    for kind, text in TEXTS.items():
        found = text.find(head)
        if found is not None:
            return _Packing(kind, found)
    return None


def _is_wanted(name: PurePosixPath) -> bool:
    """Say whether a name may be that of data."""
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in name.parts)
    return not is_hidden and name.suffix.lower() not in NO_DATA


def _check_number(n_files: int) -> None:
    if n_files > MAX_FILES:
        raise ReadError(f"holds over {MAX_FILES:,} files; expected those of one recording")


def _walk(folder: Path) -> list[Path]:
    """List the files below a folder; links to folders, and out of it, are not followed."""
    inside = folder.resolve()
    files: list[Path] = []
    for name, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if _is_wanted(PurePosixPath(each)))
        for each in sorted(names):
            file = Path(name) / each
            if not file.is_file() or not _is_wanted(PurePosixPath(each)):
                continue
            if not file.is_symlink() or file.resolve().is_relative_to(inside):
                files.append(file)
        _check_number(len(files))
    return files


def _unpack(path: Path, packing: _Packing, folder: Path, meter: "_Meter") -> list[Path]:
    """Unpack an archive's data into a folder; return the files."""
    kind, found = packing
    folder.mkdir(parents=True)
    try:
        if kind == "gzip":
            name = (
                path.stem if path.suffix.lower() in (".gz", ".gzip", ".tgz") else path.name
            )
            unpacked = folder / name
            with gzip.open(path, "rb") as stream:
                meter.copy(stream, unpacked)
            if _packing_of(unpacked) != _Packing("tar"):
                return [unpacked]
            return _unpack_tar(unpacked, folder / "tar", meter)
        if kind == "tar":
            return _unpack_tar(path, folder, meter)
        if kind in TEXTS:
            return TEXTS[kind].unpack(path, folder, found)
        return _unpack_zip(path, folder, meter)
    except DAMAGE as error:
        raise ReadError(
            f"is a {kind} file that is cut off or damaged ({error}); expected a whole one"
        ) from error


class _Meter:
    """Copies what is unpacked, and stops it where all of it grows beyond the limits."""

    def __init__(self, packed_bytes: int) -> None:
        ratio_bytes = max(packed_bytes * MAX_RATIO, SMALL_BYTES)
        self._left = min(ratio_bytes, MAX_BYTES)

    def copy(self, stream: IO[bytes] | gzip.GzipFile, target: Path) -> None:
        """Copy a stream into a new file."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            while chunk := stream.read(CHUNK_BYTES):
                self._left -= len(chunk)
                if self._left < 0:
                    raise ReadError(
                        f"unpacks to over {MAX_RATIO} times its size or over "
                        f"{MAX_BYTES >> 30} GB; expected a recording"
                    )
                if shutil.disk_usage(target.parent).free < len(chunk):
                    raise ReadError("unpacks to more than the temporary directory can hold")
                file.write(chunk)


def _inside(name: str) -> PurePosixPath:
    """Check that a member's name stays inside its archive."""
    inside = PurePosixPath(name.replace("\\", "/"))
    has_drive = bool(PureWindowsPath(name).drive)
    if inside.is_absolute() or ".." in inside.parts or has_drive or "\0" in name:
        raise ReadError(f"holds {name[:80]!r}; expected names that stay inside the archive")
    return inside


def _unpack_zip(path: Path, folder: Path, meter: _Meter) -> list[Path]:
    _check_directory(path)
    files: list[Path] = []
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            inside = _inside(member.filename)
            is_link = member.external_attr >> 28 == 0o12
            is_folder = not member.filename or member.is_dir()
            if is_folder or is_link or not _is_wanted(inside):
                continue
            _check_number(len(files) + 1)
            if member.flag_bits & 1:
                raise ReadError("is a zip file with a password; expected one without")
            if member.compress_type not in ZIP_METHODS:
                raise ReadError(
                    f"is a zip file packed by method {member.compress_type}; expected 8 "
                    "(deflate), as most programs write it"
                )
            with archive.open(member) as stream:
                meter.copy(stream, folder / inside)
            files.append(folder / inside)
    return sorted(files)


def _check_directory(path: Path) -> None:
    """Refuse a zip whose list of members alone would fill the memory."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - (1 << 16) - 200, 0))
        tail = file.read()
    at, at64 = tail.rfind(ZIP_END), tail.rfind(ZIP64_END)
    n_bytes = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if at64 >= 0:
        n_bytes = int.from_bytes(tail[at64 + 40 : at64 + 48], "little")
    if n_bytes > MAX_DIRECTORY_BYTES:
        raise ReadError(
            f"is a zip file whose list of members has {n_bytes:,} bytes; expected at most "
            f"{MAX_DIRECTORY_BYTES:,}"
        )


def _unpack_tar(path: Path, folder: Path, meter: _Meter) -> list[Path]:
    files: list[Path] = []
    with tarfile.open(path, "r:") as archive:
        for n_seen, member in enumerate(archive):
            _check_number(n_seen)
            inside = _inside(member.name)
            if not member.isreg() or member.issparse() or not _is_wanted(inside):
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                meter.copy(stream, folder / inside)
                files.append(folder / inside)
    return sorted(files)
