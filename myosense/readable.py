"""Recordings that can be analyzed, and why others cannot: one never stops the rest."""

from dataclasses import dataclass
from typing import Self

from myosense.checking import check_rate
from myosense.errors import MyosenseError, ReadError
from myosense.options import Source
from myosense.recording import Recording


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A recording that cannot be analyzed."""

    name: str  #: of its file
    reason: str

    def __str__(self) -> str:
        """Name it, and say why."""
        return f"{self.name}: {self.reason}"

    @property
    def notice(self) -> str:
        """What a result of the others says of it, not to look as if nobody had worn it."""
        return f"{self.name} is not in this result: {self.reason}"

    @classmethod
    def of(cls, source: Source, error: MyosenseError) -> Self:
        """Take the reason out of an error, which may name file or recording before it."""
        name, reason = source.path.name or source.path.resolve().name, str(error)
        for prefix in (name, source.path.stem):
            reason = reason.removeprefix(f"{prefix}: ")
        return cls(name=name, reason=reason)


def read_readable(source: Source) -> Recording | LeftOut:
    """Read a recording, or say why it cannot be read, or its rate shows no jerk.

    Raises
    ------
    ArgumentError
        If what is said of the file cannot be: that is to be said in another way.
    """
    try:
        recording = source.read()
        check_rate(recording)
    except ReadError as error:
        return LeftOut.of(source, error)
    return recording
