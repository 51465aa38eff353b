"""Reading a recording: recognize the file, read its table, work out the rest.

A new format is one more row in `READERS`: how its first bytes are recognized, and the
function that returns its `Table`. Clock, gaps, unit, gravity and site are shared.
"""

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from myosense.errors import ArgumentError, ReadError
from myosense.pieces import keep_freed, release, release_freed
from myosense.reading.assembling import assemble
from myosense.reading.clock import parse_start
from myosense.reading.columns import parse_columns
from myosense.reading.folders import Opening, find_recording, placed
from myosense.reading.formats.activpal import read_activpal, recognizes_activpal
from myosense.reading.formats.agd import read_agd, recognizes_agd
from myosense.reading.formats.avro import read_avro, recognizes_avro
from myosense.reading.formats.bids_motion import read_bids_motion, recognizes_bids_motion
from myosense.reading.formats.cwa import read_cwa, recognizes_cwa
from myosense.reading.formats.edf import read_edf, recognizes_edf
from myosense.reading.formats.edge_impulse import (
    read_edge_impulse,
    recognizes_edge_impulse,
)
from myosense.reading.formats.emgworks import read_emgworks, recognizes_emgworks
from myosense.reading.formats.geneactiv import read_geneactiv, recognizes_geneactiv
from myosense.reading.formats.gt3x import read_gt3x, recognizes_gt3x
from myosense.reading.formats.hdf5 import read_hdf5, recognizes_hdf5
from myosense.reading.formats.matlab import read_matlab, recognizes_matlab
from myosense.reading.formats.movesense import read_movesense, recognizes_movesense
from myosense.reading.formats.opensignals_text import (
    read_opensignals,
    recognizes_opensignals,
)
from myosense.reading.formats.phyphox import read_phyphox, recognizes_phyphox
from myosense.reading.formats.refused import recognizes_refused, refuse
from myosense.reading.formats.sens import read_sens, recognizes_sens
from myosense.reading.formats.sensor_logger import (
    read_sensor_logger,
    recognizes_sensor_logger,
)
from myosense.reading.formats.shimmer import read_shimmer, recognizes_shimmer
from myosense.reading.formats.tsdf import read_tsdf, recognizes_tsdf
from myosense.reading.formats.unisens import read_unisens, recognizes_unisens
from myosense.reading.formats.wfdb import read_wfdb, recognizes_wfdb
from myosense.reading.originals import check_unchanged, digest_of, states_of
from myosense.reading.parquet import MAGIC, read_parquet, write_parquet
from myosense.reading.scales import parse_unit
from myosense.reading.table import Table
from myosense.reading.text import read_text
from myosense.reading.timeline import Wishes
from myosense.reading.turns import part_by_sensor
from myosense.reading.unpacking import files_in
from myosense.recording import Recording
from myosense.zones import find_zone

__all__ = ["READERS", "Reader", "read", "write_parquet"]

MAGIC_BYTES = 1024  #: First bytes that a format is recognized by.
MAX_MESSAGE = 1200  #: Characters; a folder's names the files in it.
TRIED_BYTES = 1 << 18  #: Of a text beside others, to see whether it is a recording.
SUFFIXES = re.compile(
    r"(\.(agdc|avro|bdf|bin|csv|cwa|dat|datx|edf|gt3x|gz|h5|hdf5|hea|hex|json|mat|parquet|tar|tgz"
    r"|tsv|txt|xml|zip))+$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reader:
    """One family of files: how it is recognized, and how its table is read."""

    name: str
    recognizes: Callable[[bytes, Path], bool]  #: By the first bytes, then the name.
    read: Callable[[Path, Mapping[str, str] | str | None], Table]
    is_text: bool = False  #: Whether the first lines of a file are a shorter file.


#: The first that recognizes a file reads it; text comes last, because it takes all others.
READERS = (
    Reader(
        "Parquet",
        lambda head, path: head[:4] == MAGIC or path.suffix.lower() == ".parquet",
        read_parquet,
    ),
    Reader("ActiGraph gt3x and agdc", recognizes_gt3x, read_gt3x),
    Reader("ActiGraph agd", recognizes_agd, read_agd),
    Reader("Axivity cwa", recognizes_cwa, read_cwa),
    Reader("GENEActiv bin", recognizes_geneactiv, read_geneactiv),
    Reader("Empatica EmbracePlus Avro", recognizes_avro, read_avro),
    Reader("EDF and BDF", recognizes_edf, read_edf),
    Reader("HDF5", recognizes_hdf5, read_hdf5),
    Reader("MATLAB", recognizes_matlab, read_matlab),
    Reader("OpenSignals txt", recognizes_opensignals, read_opensignals, is_text=True),
    Reader("phyphox", recognizes_phyphox, read_phyphox, is_text=True),
    Reader("Sensor Logger", recognizes_sensor_logger, read_sensor_logger, is_text=True),
    Reader("Shimmer Consensys", recognizes_shimmer, read_shimmer, is_text=True),
    Reader("Delsys EMGworks", recognizes_emgworks, read_emgworks, is_text=True),
    Reader("Movesense JSON", recognizes_movesense, read_movesense),
    Reader("Edge Impulse", recognizes_edge_impulse, read_edge_impulse),
    Reader("unisens", recognizes_unisens, read_unisens),
    Reader("TSDF", recognizes_tsdf, read_tsdf),
    Reader("BIDS motion", recognizes_bids_motion, read_bids_motion),
    Reader("WFDB", recognizes_wfdb, read_wfdb),
    Reader("activPAL datx", recognizes_activpal, read_activpal),
    Reader("SENS motion", recognizes_sens, read_sens),
    Reader("known, but not read", recognizes_refused, refuse),
    Reader("text table", lambda _head, _path: True, read_text, is_text=True),
)


def read(  # noqa: PLR0913
    path: str | Path,
    *,
    site: str | None = None,
    side: str | None = None,
    time_zone: str | None = None,
    unit: str | None = None,
    rate_hz: float | None = None,
    columns: Mapping[str, str] | str | None = None,
    start: datetime | str | None = None,
) -> Recording:
    """Read the recording of one sensor; ``None`` means "find out".

    Parameters
    ----------
    path
        A file of any format in `READERS`; a zip, a gzip, a tar or a folder that holds one
        recording.
    site, side
        Where the sensor was worn.
    time_zone
        IANA name or fixed offset (``UTC+02:00``): the zone of a wall clock, or the one that
        instants in UTC are brought to.
    unit
        g, mg, m/s2, cm/s2, mm/s2 or ug. Gravity overrules it where it is clear.
    rate_hz
        Samples per second of a file without time stamps.
    columns
        Which column is which, as ``time=t,x=ax,y=ay,z=az``; also ``gx``, ``gy``, ``gz``,
        ``date`` and ``date_order=dmy`` or ``mdy``. ``sensor`` chooses among several: a
        part of its name, or of its file's.
    start
        Date and hour of the first sample, where the file does not say.

    Returns
    -------
    Recording
        In g and deg/s; `Recording.evidence` says how everything was found out.

    Raises
    ------
    ArgumentError
        If an argument has a value that cannot be used.
    ReadError
        If the file cannot be understood; the message names it, what was found and what was
        expected.
    """
    path = Path(path)
    name = path.resolve().name if path.name in ("", "..") else path.name
    wishes = Wishes(
        site=site,
        side=side,
        time_zone=time_zone,
        unit=parse_unit(unit),
        rate_hz=_check_rate(rate_hz),
        start=parse_start(start),
    )
    if time_zone is not None:
        find_zone(time_zone)
    parse_columns(columns)
    try:
        recording = _read(path, columns, wishes)
    except ReadError as error:
        raise ReadError(_in_one_line(f"{name}: {error}")) from error
    except OSError as error:
        reason = f"cannot be opened ({error.strerror or error}); expected a file"
        raise ReadError(f"{name}: {reason}") from error
    return replace(recording, recording_id=SUFFIXES.sub("", name) or name, path=name)


def _in_one_line(message: str) -> str:
    """Write a message so that a terminal can print it, whatever a file has put into it."""
    if len(message) > MAX_MESSAGE:
        message = f"{message[: MAX_MESSAGE // 2]} … {message[-MAX_MESSAGE // 2 :]}"
    return "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for c in " ".join(message.split())
    )


def _read(path: Path, columns: Mapping[str, str] | str | None, wishes: Wishes) -> Recording:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ReadError("is no regular file; expected a file or a folder")
    keep_freed()
    before = states_of([path])
    opening = Opening(
        columns=columns,
        read=lambda file, columns: _reader_of(file).read(file, columns),
        refusal=lambda file: _refusal(file, columns, wishes),
        whole_refusal=lambda file: _refusal(file, columns, wishes, is_whole=True),
    )
    is_one = "x" in parse_columns(columns)
    with (
        files_in(path, _is_format) as unpacked,
        part_by_sensor(unpacked, lambda file: is_one or _is_format(file)) as files,
    ):
        before |= states_of((*unpacked, *files))
        found = find_recording(files, opening)
        recording = assemble(placed(found, path), found.path, wishes)
        used = (path,) if path.is_file() else found.used
        digest = digest_of(used)
        check_unchanged(before, used)
    release(*recording.columns)
    release_freed()
    return replace(recording, sha256=digest)


def _reader_of(path: Path) -> Reader:
    with path.open("rb") as file:
        head = file.read(MAGIC_BYTES)
    return next(reader for reader in READERS if reader.recognizes(head, path))


def _is_format(path: Path) -> bool:
    """Say whether a file is of a format other than text, whatever it looks like."""
    return _reader_of(path) is not READERS[-1]


def _refusal(
    path: Path,
    columns: Mapping[str, str] | str | None,
    wishes: Wishes,
    *,
    is_whole: bool = False,
) -> str | None:
    """Say why a file beside others is no recording: a small one, or the head of a text.

    Read to its end, whatever its size, where ``is_whole``.
    """
    reader = _reader_of(path)
    is_small = is_whole or path.stat().st_size <= TRIED_BYTES
    if not (is_small or reader.is_text):
        return None
    with tempfile.TemporaryDirectory(prefix="myosense-") as name:
        tried = path
        if not is_small:
            tried = Path(name) / path.name
            with path.open("rb") as file:
                tried.write_bytes(file.read(TRIED_BYTES).rpartition(b"\n")[0] + b"\n")
        try:
            assemble(reader.read(tried, columns), tried, wishes)
        except (ReadError, ArgumentError) as error:
            return str(error)
    return None


def _check_rate(rate_hz: float | None) -> float | None:
    if rate_hz is not None and not 0 < rate_hz < float("inf"):
        raise ArgumentError(f"rate_hz is {rate_hz}; expected samples per second above 0")
    return rate_hz
