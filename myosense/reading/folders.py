"""Which files of a folder or an archive belong to one recording.

One file holds the accelerometer. Where several can be read they must be the same sensor's,
with and without gravity, and what was measured with gravity is taken; otherwise they are
named and the user chooses. Gyroscope and gravity lie in files that differ from it in the
sensor's name only. Files of an EmbracePlus follow each other, and those of loggers that
begin a new one without a pause.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from myosense.errors import ReadError
from myosense.reading.assembling import OTHER_SENSORS
from myosense.reading.columnnames import unit_in_file_name
from myosense.reading.columns import parse_columns
from myosense.reading.continuing import read_continuing
from myosense.reading.described import leading
from myosense.reading.formats.avro import read_avro_files, recognizes_avro
from myosense.reading.merging import Vectors, add_gravity, add_gyroscope, read_vectors
from myosense.reading.naming import without_accents
from myosense.reading.onesensor import IS_OTHER_SENSOR
from myosense.reading.table import Table
from myosense.sites import guess_from_name

MAX_TRIED = 300  #: Files that are looked into; a recording has fewer.
SEVERAL = 2  #: Recordings, of which a folder may hold one.
SHOWN = 5  #: Files that are named in a message.
TEXTS = frozenset(("", ".csv", ".tsv", ".txt", ".json"))  #: Whatever the device.
MAX_HEADER_BYTES = 1 << 16
#: Also as phyphox names its sensors in other languages, without their accents.
ACCELEROMETER = (
    r"(?P<kind>total|line[a-z]+|user)?[ _-]?"
    r"(?:accelerometer|acceleration|acceler[a-z]+|aceler[a-z]+|accel|acc"
    r"|beschleunigung(?:ssensor)?|versnelling(?:smeter)?|akcelerometr|przyspieszenie)"
    r"(?:[ _-]?(?P<raw>uncalibrated))?(?:[ _-]?(?P<after>line[a-z]+|liniowe))?"
)
GYROSCOPE = r"(?:[gz][yi]ros[ck]o[a-z]+|gyro|gyr)(?:[ _-]?uncalibrated)?"
GRAVITY = r"gravity"
RATE = r"\d+(?:\.\d+)?hz"  #: MetaMotion writes each sensor's rate into the name.
#: The Apple Watch's accelerometer with gravity and gyroscope beside it (Sensor Logger).
WATCH = ("wristmotion", "watchtotalacceleration")
#: Sensor Logger writes no unit into the columns; phones give their gyroscope in rad/s.
IS_PHONE = re.compile(rb"(?:\xef\xbb\xbf)?[^\n]*\bseconds_elapsed\b")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """How files are opened."""

    columns: Mapping[str, str] | str | None  #: What the user says about them.
    read: Callable[[Path, Mapping[str, str] | str | None], Table]
    #: Why a file beside others is no recording, as far as its head shows …
    refusal: Callable[[Path], str | None]
    whole_refusal: Callable[[Path], str | None]  #: … and read to its end.


@dataclass(frozen=True, kw_only=True)
class Found:
    """The table of a recording, and the files that it was taken from."""

    table: Table
    path: Path  #: The accelerometer's, whose name may say the site.
    used: tuple[Path, ...]


def find_recording(files: Sequence[Path], opening: Opening) -> Found:
    """Find the one recording in the files of a folder or an archive, and read it.

    Parameters
    ----------
    files
        All of them.
    opening
        How they are opened.

    Raises
    ------
    ReadError
        If there is none, or more than one.
    """
    if not files:
        raise ReadError("holds no file with data; expected one recording")
    if len(files) == 1:
        return Found(
            table=opening.read(files[0], opening.columns), path=files[0], used=(files[0],)
        )
    sensor = parse_columns(opening.columns).get("sensor")
    left = leading(files)
    avros = [file for file in left if _is_avro(file)]
    if sensor is None:  # They are one recording, whatever else there is.
        left = [file for file in left if file not in avros[1:]]
    refusals = {} if left == avros[:1] else _refusals(left, opening)
    if sensor is None and len(_keys(refusals)) >= SEVERAL:
        refusals = _read_whole(refusals, opening)
        found = _continued(refusals, opening)
        if found is not None:
            return found
    path = _choose(refusals, sensor) if refusals else left[0]
    if path in avros and sensor is None:
        return Found(table=read_avro_files(avros), path=avros[0], used=tuple(avros))
    found = _complete(path, files, opening)
    notices = () if sensor else _say_unread(path, refusals)
    table = replace(found.table, notices=(*found.table.notices, *notices))
    return replace(found, table=table)


def placed(found: Found, path: Path) -> Table:
    """Say which file in ``path`` was read, and where it was worn if a name around says."""
    table = found.table
    if found.path == path:
        return table
    names = (found.path.name, found.path.parent.name, path.name)
    guesses = [guess for name in names if (guess := guess_from_name(name)).site]
    declared = table.declared
    if declared.site is None and guesses:
        side = declared.side or guesses[0].side
        declared = replace(declared, site=guesses[0].site, side=side)
    where = ", ".join(repr(file.name) for file in found.used[:3])
    return replace(
        table, declared=declared, recognized=f"{table.recognized}; {where}".strip("; ")
    )


def _is_avro(path: Path) -> bool:
    with path.open("rb") as file:
        return recognizes_avro(file.read(4), path)


def _refusals(files: Sequence[Path], opening: Opening) -> dict[Path, str | None]:
    """Say of each file why it is no recording; ``None`` of one that may be."""
    if len(files) > MAX_TRIED:
        raise ReadError(
            f"holds {len(files):,} files; expected {MAX_TRIED} or fewer, of one recording"
        )
    return {file: None if _is_avro(file) else opening.refusal(file) for file in files}


def _read_whole(
    refusals: Mapping[Path, str | None], opening: Opening
) -> dict[Path, str | None]:
    """Read what may be recordings to the end, until two are: a damaged one is none."""
    found, whole = dict(refusals), dict[Path, None]()
    for file in (file for file, refusal in refusals.items() if refusal is None):
        if len(_keys(whole)) < SEVERAL:
            found[file] = None if _is_avro(file) else opening.whole_refusal(file)
            whole |= {} if found[file] else {file: None}
    return found


def _keys(refusals: Mapping[Path, str | None]) -> set[tuple[Path, str]]:
    """List what the recordings among files are called, whatever the sensor."""
    return {
        (file.parent, _key(file.name, ACCELEROMETER))
        for file, refusal in refusals.items()
        if refusal is None
    }


def _continued(refusals: Mapping[Path, str | None], opening: Opening) -> Found | None:
    """Read the files of a logger that began a new one now and then."""
    files = [file for file, refusal in refusals.items() if refusal is None]
    if len(files) < SEVERAL:
        return None
    table = read_continuing(files, lambda file: opening.read(file, opening.columns))
    if table is None:
        return None
    notices = (*table.notices, *_say_unread(files[0], refusals))
    return Found(
        table=replace(table, notices=notices), path=files[0], used=tuple(sorted(files))
    )


def _choose(refusals: Mapping[Path, str | None], sensor: str | None) -> Path:
    """Choose the accelerometer's file."""
    readable = [file for file, refusal in refusals.items() if refusal is None]
    names = [file.name for file in readable]
    called = {
        file: file.name
        if names.count(file.name) == 1
        else f"{file.parent.name}/{file.name}"
        for file in readable
    }
    if sensor is not None:
        wanted = [file for file in readable if sensor.casefold() in called[file].casefold()]
        readable = wanted or readable
    if not readable:
        reasons = [f"{file.name} {refusal}" for file, refusal in refusals.items()]
        raise ReadError(
            f"holds {len(refusals)} files and no recording of an accelerometer among them: "
            f"{'; '.join(reasons[:SHOWN])}"
        )
    keys = _keys(dict.fromkeys(readable))
    if len(keys) >= SEVERAL:
        shown = ", ".join(called[file] for file in readable[:SHOWN])
        more = f" and {len(readable) - SHOWN} more" if len(readable) > SHOWN else ""
        raise ReadError(
            f"holds {len(keys)} recordings ({shown}{more}); expected one: --columns "
            "sensor=... with a part of its name chooses it, or give the file itself "
            "(analyze takes several, the sensors of one person)"
        )
    return min(readable, key=lambda file: _rank(file.name))


def _say_unread(path: Path, refusals: Mapping[Path, str | None]) -> tuple[str, ...]:
    """Say of the files of the same kind as the one that is read why they are not.

    They are files of a device with the same suffix, or tables with the same first line;
    those of its other sensors, which may look alike, are named as such.
    """
    unread = [
        (file.name, refusal)
        for file, refusal in refusals.items()
        if refusal is not None
        and file.suffix.lower() == path.suffix.lower()
        and (path.suffix.lower() not in TEXTS or _first_line(file) == _first_line(path))
        and not any(sensor in file.name.lower() for sensor in OTHER_SENSORS)
        and not IS_OTHER_SENSOR.fullmatch(file.stem)
    ]
    return tuple(
        f"{name} lies beside {path.name} and is not read: {refusal}"
        for name, refusal in unread[:SHOWN]
    )


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(MAX_HEADER_BYTES).strip()


def _key(name: str, sensor: str) -> str:
    """Bring a file's name to what is left without the sensor, its rate and marks.

    >>> _key("S1_Accelerometer_12.500Hz.csv", ACCELEROMETER)
    's1csv'
    >>> _key("S1_Gyroscope_25.000Hz.csv", GYROSCOPE)
    's1csv'
    """
    plain = _plain(name)
    if unit_in_file_name(name):  # accel_g.csv, gyro_dps.csv
        plain = re.sub(r"_[^_.]+(?=\.\w+$)", "", plain)
    rest = re.sub(RATE, "", re.sub(sensor, "", plain, count=1))
    return re.sub(r"[\W_]+", "", rest)


def _plain(name: str) -> str:
    return without_accents(name).lower().replace(*WATCH)


def _rank(name: str) -> int:
    """Rank files of one accelerometer: what was measured with gravity comes first."""
    match = re.search(ACCELEROMETER, _plain(name))
    if match is None:
        return 2
    if match["raw"]:
        return 1
    kind = match["kind"] or match["after"] or ""
    return 0 if kind == "total" else 3 if kind else 2


def _complete(path: Path, files: Sequence[Path], opening: Opening) -> Found:
    """Read the accelerometer's file; add gyroscope and gravity from those beside it."""
    table = opening.read(path, opening.columns)
    used = [path]
    key = _key(path.name, ACCELEROMETER)
    beside = [file for file in files if file.parent == path.parent and file != path]
    if not re.search(ACCELEROMETER, _plain(path.name)):
        return Found(table=table, path=path, used=(path,))
    for sensor in (GRAVITY, GYROSCOPE):
        is_needed = (
            table.is_gravity_removed
            if sensor == GRAVITY
            else table.angular_velocity is None
        )
        twins = [
            file
            for file in beside
            if re.search(sensor, _plain(file.name)) and _key(file.name, sensor) == key
        ]
        vectors = _read_beside(twins[0], opening) if twins and is_needed else None
        if vectors is None:
            continue
        used.append(twins[0])
        add = add_gravity if sensor == GRAVITY else add_gyroscope
        table = add(table, vectors)
    return Found(table=table, path=path, used=tuple(used))


def _read_beside(path: Path, opening: Opening) -> Vectors | None:
    """Read a file beside the accelerometer's; one that cannot be read is not needed."""
    try:
        vectors = read_vectors(path, opening.read)
    except ReadError:
        return None
    with path.open("rb") as file:
        is_phone = IS_PHONE.match(file.read(1024)) is not None
    unit = vectors.unit or unit_in_file_name(path.name)
    return replace(vectors, unit="rad/s" if unit is None and is_phone else unit)
