"""The files that a recording was taken from: whether they held still, and their digest."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from myosense.errors import ReadError

State = tuple[int, int, int]


def states_of(paths: Iterable[Path]) -> dict[Path, State]:
    """Note size, time of change and identity of files.

    Raises
    ------
    OSError
        If one is not there.
    """
    stats = {path: path.stat() for path in paths}
    return {path: (s.st_size, s.st_mtime_ns, s.st_ino) for path, s in stats.items()}


def check_unchanged(before: Mapping[Path, State], paths: Sequence[Path]) -> None:
    """Check that files are what they were.

    Raises
    ------
    ReadError
        If one was written to, replaced or removed since.
    """
    for path in paths:
        now = states_of([path])[path] if path.exists() else (0, 0, 0)
        if now != before[path]:
            raise ReadError(
                f"changed while it was read ({path.name} had {before[path][0]:,} bytes, "
                f"now {now[0]:,}); expected a file that nobody writes to"
            )


def digest_of(paths: Sequence[Path]) -> str:
    """Give the SHA-256 of a file, or of the names and digests of several."""
    digests = []
    for path in sorted(paths):
        with path.open("rb") as file:
            digests.append((path.name, hashlib.file_digest(file, "sha256").hexdigest()))
    if len(digests) == 1:
        return digests[0][1]
    lines = "".join(f"{digest}  {name}\n" for name, digest in digests)
    return hashlib.sha256(lines.encode()).hexdigest()
