"""Hashes of content, kept from one run to the next for files that look unchanged."""

import json
from collections.abc import Iterable
from pathlib import Path

from myosense.reading.originals import digest_of, states_of

CACHE = ".hashes.json"
MISSING = "missing"


class Hashes:
    """Hashes of files and folders; a file is read again where its state differs."""

    def __init__(self, folder: Path, *, verify: bool) -> None:
        """Take the cache of a folder; with ``verify`` everything is read again once."""
        self._path = folder / CACHE
        self._known: dict[str, list[object]] = {} if verify else _load(self._path)
        self._is_new = False

    def of(self, path: Path) -> str:
        """Return the SHA-256 of a file, or of all files in a folder."""
        try:
            if path.is_dir():
                files = sorted(one for one in path.rglob("*") if one.is_file())
            else:
                files = [path]
            return self._of_files(path, files)
        except OSError:
            return MISSING  # reading says why

    def save(self) -> None:
        """Write the cache, if something came in."""
        if self._is_new:
            part = self._path.with_suffix(".part")
            part.write_text(json.dumps(self._known), encoding="utf-8")
            part.replace(self._path)
            self._is_new = False

    def _of_files(self, path: Path, files: Iterable[Path]) -> str:
        states = [list(state) for state in states_of(files).values()]
        name = str(path.resolve())
        if name not in self._known or self._known[name][1:] != states:
            self._known[name] = [digest_of(list(files)), *states]
            self._is_new = True
        return str(self._known[name][0])


def _load(path: Path) -> dict[str, list[object]]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}  # it is only a cache
