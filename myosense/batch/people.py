"""Who a batch is about, and which files are whose."""

import glob
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from myosense.batch.logfiles import kind_of_log
from myosense.errors import ArgumentError
from myosense.holding import LogOptions
from myosense.options import ReadingOptions
from myosense.reading import SUFFIXES

#: What is held against a finished result, and the folder of what is found.
COMMANDS = {"diary": "diary", "doses": "response", "markers": "triggers"}
#: Folders of a batch's output that hold no person's result.
RESERVED = ("cohort", *COMMANDS.values())


@dataclass(frozen=True, kw_only=True)
class Sensor:
    """One recording, and what is said of it."""

    path: Path
    name: str  #: as the source has it
    options: ReadingOptions = field(default_factory=ReadingOptions)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person: the recordings that are analyzed together, and the logs."""

    name: str
    sensors: tuple[Sensor, ...]
    logs: Mapping[str, Path] = field(default_factory=dict)  #: diary, doses, markers, ...
    log_options: LogOptions = field(default_factory=LogOptions)


def find_people(source: str, output: Path) -> tuple[list[Person], list[str]]:
    """Find the people of a folder or a glob, and the logs that lie among the recordings.

    Parameters
    ----------
    source
        A folder: each file in it is a person, and each folder in it is one too, whose
        files and folders are its sensors. Or a glob: each match is a person.
    output
        Is left out, where it lies in the source.

    Returns
    -------
    people : list of Person
        With their recordings.
    passed_over : list of str
        Tables that are plainly logs and no recordings, each with what it is.

    Raises
    ------
    ArgumentError
        If nobody is found, or two have one name.
    """
    # A worker on another machine may stand in another folder.
    folder = Path(source).absolute()
    is_folder = folder.is_dir()
    matches = glob.iglob(str(folder), recursive=True)  # noqa: PTH207 - starts anywhere
    found = folder.iterdir() if is_folder else map(Path, matches)
    people, passed_over = list[Person](), list[str]()
    for path in sorted(found):
        if path.resolve() == output.resolve() or path.name.startswith("."):
            continue
        is_group = is_folder and path.is_dir()
        root = folder if is_folder else path.parent
        sensors = []
        for one in sorted(path.iterdir()) if is_group else [path]:
            name = one.relative_to(root).as_posix()
            if kind := kind_of_log(one):
                passed_over.append(f"{name} ({kind})")
            elif _is_recording(one):
                sensors.append(Sensor(path=one, name=name))
        if sensors:
            name = path.name if path.is_dir() else name_of_file(path)
            people.append(Person(name=name, sensors=tuple(sensors)))
    if not people:
        is_named = folder.exists() or glob.has_magic(source)
        what = "holds no recording" if is_named else "does not exist"
        raise ArgumentError(f"{source} {what}; expected at least one recording")
    faults = name_faults([person.name for person in people])
    faults += _doubles(people)
    if faults:
        raise ArgumentError(f"{source}: {'; '.join(faults)}")
    return people, passed_over


def name_of_file(path: Path) -> str:
    """Name a person after a file, without what says its format."""
    return SUFFIXES.sub("", path.name) or path.name


def name_faults(names: Iterable[str]) -> list[str]:
    """Say which names no folder of a result can have."""
    return [
        f"person {name!r} is no name for a folder of results; expected one without slashes "
        f"that does not start with a dot and is none of {', '.join(RESERVED)}"
        for name in names
        if Path(name).name != name or "\\" in name or name[0] == "." or name in RESERVED
    ]


def share(people: Sequence[Person], shard: tuple[int, int]) -> list[Person]:
    """Take the i-th of n even shares of the people, counted from 1, by their names."""
    i, n = shard
    return sorted(people, key=lambda person: person.name)[i - 1 :: n]


def _is_recording(path: Path) -> bool:
    is_named = path.is_dir() or SUFFIXES.search(path.name) is not None
    return is_named and not path.name.startswith(".")


def _doubles(people: Sequence[Person]) -> list[str]:
    first: dict[str, Person] = {}
    faults = []
    for person in people:
        other = first.setdefault(person.name, person)
        if other is not person:
            files = f"{other.sensors[0].path} and {person.sensors[0].path}"
            faults.append(f"{files} would both be person {person.name!r}; write a manifest")
    return faults
