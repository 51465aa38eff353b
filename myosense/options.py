"""What the command line says of files: reading options, for all of them or for one.

Each is checked before any file is read, so that a slip of the pen is told at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from myosense.errors import ArgumentError
from myosense.reading import read
from myosense.reading.clock import parse_start
from myosense.reading.columns import parse_columns
from myosense.reading.scales import parse_unit
from myosense.recording import Recording
from myosense.sites import parse_place
from myosense.zones import find_zone

SEPARATOR = "::"
KEYS = ("site", "side", "time_zone", "unit", "rate", "start")


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """How a file is to be read; ``None`` means "find out"."""

    site: str | None = None
    side: str | None = None
    time_zone: str | None = None
    unit: str | None = None
    rate: float | None = None
    columns: str | None = None
    start: str | None = None

    def __post_init__(self) -> None:
        """Check each value that was given."""
        parse_place(self.site, self.side)
        if self.time_zone is not None:
            find_zone(self.time_zone)
        if self.rate is not None and not 0 < self.rate < float("inf"):
            raise ArgumentError(f"rate {self.rate:g} is no rate; expected above 0")
        parse_unit(self.unit)
        parse_columns(self.columns)
        parse_start(self.start)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file or a folder, and how it is to be read."""

    path: Path
    options: ReadingOptions

    def read(self) -> Recording:
        """Read the recording."""
        options = self.options
        return read(
            self.path,
            site=options.site,
            side=options.side,
            time_zone=options.time_zone,
            unit=options.unit,
            rate_hz=options.rate,
            columns=options.columns,
            start=options.start,
        )


def parse_source(text: str, common: ReadingOptions) -> Source:
    """Read a file name as it was typed, with what is said of this file alone.

    Parameters
    ----------
    text
        ``FILE`` or ``FILE::site=wrist,side=left``; a folder may hold one recording.
    common
        What was said of all files; what is said of one goes before it.

    Raises
    ------
    ArgumentError
        If there is no such file, or a key or value is not known.
    """
    name, separator, said = text.rpartition(SEPARATOR)
    if not separator or Path(text).exists():
        name, said = text, ""
    path = Path(name) if Path(name).is_dir() else existing_file(name)
    values = dict(_parse_pair(pair, text) for pair in said.split(",") if pair.strip())
    try:
        return Source(path=path, options=with_said(common, values))
    except ArgumentError as error:
        raise ArgumentError(f"{path.name}: {error}") from error


def existing_file(name: str | Path) -> Path:
    """Return the path of a file that is there.

    Raises
    ------
    ArgumentError
        If there is none, or it is a folder.
    """
    path = Path(name)
    if not path.exists():
        raise ArgumentError(f"{name} does not exist; expected a file")
    if path.is_dir():
        raise ArgumentError(f"{name} is a folder; expected a file")
    return path


def _parse_pair(pair: str, text: str) -> tuple[str, str]:
    key, separator, value = (part.strip() for part in pair.partition("="))
    if not separator or not value or key not in KEYS:
        raise ArgumentError(
            f"{text!r} says {pair.strip()!r}; expected key=value with a key out of "
            f"{', '.join(KEYS)}"
        )
    return key, value


def with_said(common: ReadingOptions, values: Mapping[str, str]) -> ReadingOptions:
    """Take what was said in words, by the option's name; it goes before what is common.

    Raises
    ------
    ArgumentError
        If a value is not understood.
    """
    changes: dict[str, Any] = dict(values)
    if "rate" in values:
        try:
            changes["rate"] = float(values["rate"])
        except ValueError:
            raise ArgumentError(
                f"rate {values['rate']!r} is no number; expected samples per second"
            ) from None
    return replace(common, **changes)
