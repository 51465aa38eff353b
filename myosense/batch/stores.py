"""A place in a store of objects, named by a URL that fsspec knows: s3://, gs://, ...

A store moves no folders. A result is made in a folder of the worker and put there file by
file, run.json last: where it is, the result is whole.
"""

import contextlib
import json
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from myosense.batch.cohort import FILE, partitions
from myosense.batch.hashes import CACHE
from myosense.batch.keys import ANALYSIS
from myosense.batch.ledger import ATTEMPTS, STATUS, SUMMARY
from myosense.batch.people import Person
from myosense.batch.places import Folder, Place, folder_of, itself_a_result
from myosense.errors import ArgumentError, ResultError
from myosense.results.folders import RUN

#: Ends the name of the list of what is being put; a killed worker leaves it behind.
PUTTING = ".putting"
_HERE = Path()


def place_of(output: str) -> Place:
    """Understand where a batch shall write: a folder, or the URL of a store.

    Raises
    ------
    ArgumentError
        If nothing that is installed knows the URL.
    """
    if "://" not in output:
        return Folder(Path(output).absolute())
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        url_to_fs(output)
    except (ImportError, ValueError) as error:
        raise ArgumentError(
            f"{output} cannot be opened ({error}); expected a folder, or a URL whose "
            "package is installed beside myosense[cluster]"
        ) from error
    return Store(output)


@dataclass(frozen=True)
class Store:
    """A prefix of a store.

    It has no lock: one batch at a time is up to who starts them. A batch that is killed
    loses what it noted in its last seconds, and makes that again.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def check(self, people: Iterable[Person]) -> None:
        """Refuse the result of one person; else what is removed is what a result names.

        Raises
        ------
        ArgumentError
            If it is one.
        """
        del people
        with self._opened() as (files, root):
            is_batch, is_result = (files.exists(f"{root}/{n}") for n in (ATTEMPTS, RUN))
        if is_result and not is_batch:
            raise itself_a_result(self)

    @contextlib.contextmanager
    def ledger(self) -> Iterator[Path]:
        """Give a copy of the ledger; `keep` brings it back."""
        with tempfile.TemporaryDirectory() as name:
            with self._opened() as (files, root):
                for file in (ATTEMPTS, CACHE):
                    with contextlib.suppress(FileNotFoundError):
                        content = files.cat_file(f"{root}/{file}")
                        (Path(name) / file).write_bytes(content)
            yield Path(name)

    def keep(self, ledger: Path) -> None:
        """Put the ledger, the attempts last: the tables are made of them."""
        here = [ledger / name for name in (CACHE, SUMMARY, STATUS, ATTEMPTS)]
        with self._opened() as (files, root):
            for path in here:
                if path.exists():
                    files.pipe_file(f"{root}/{path.name}", path.read_bytes())

    def finished(self) -> Callable[[str, str], bool]:
        """List all files once."""
        with self._opened() as (files, root):
            found = set(files.find(root))

        def is_finished(person: str, step: str) -> bool:
            return {f"{root}/{name}" for name in _marks(person, step)} <= found

        return is_finished

    def is_seen(self) -> bool:
        """Say that it is: what is put says why it cannot be."""
        return True

    @contextlib.contextmanager
    def filling(self, person: str, steps: Collection[str]) -> Iterator[Path]:
        """Give a folder, with the analysis if it is finished, and put what was made."""
        with tempfile.TemporaryDirectory() as name:
            output = Path(name)
            if ANALYSIS not in steps:
                with self._opened() as (files, root):
                    files.get(f"{root}/{person}/", f"{output / person}/", recursive=True)
            yield output
            for step in steps:
                if folder_of(output, person, step).is_dir():
                    self.clear(person, [step])
                    self._put(output, person, step)

    def clear(self, person: str, steps: Iterable[str]) -> list[str]:
        """Remove the files of results, those first that make the others one.

        Other files stay, and are in nobody's way: a store has no folders.
        """
        with self._opened() as (files, root):
            for step in steps:
                mark, *parts = _marks(person, step)
                folder = folder_of(_HERE, person, step).as_posix()
                names = {
                    f"{folder}/{name}"
                    for listing in (mark, mark + PUTTING)
                    for name in _outputs(files, f"{root}/{listing}")
                }
                for path in (mark, *parts, *sorted(names), mark + PUTTING):
                    with contextlib.suppress(FileNotFoundError):
                        files.rm_file(f"{root}/{path}")
        return []

    def _put(self, output: Path, person: str, step: str) -> None:
        mark, *parts = _marks(person, step)
        folder = folder_of(output, person, step)
        names = [path.relative_to(output).as_posix() for path in sorted(folder.iterdir())]
        listing = json.dumps({"outputs": [path.name for path in folder.iterdir()]})
        with self._opened() as (files, root):
            files.pipe_file(f"{root}/{mark}{PUTTING}", listing.encode())
            for name in (*parts, *(name for name in names if name != mark), mark):
                files.pipe_file(f"{root}/{name}", (output / name).read_bytes())
            files.rm_file(f"{root}/{mark}{PUTTING}")

    @contextlib.contextmanager
    def _opened(self) -> Iterator[tuple[Any, str]]:
        """Open the file system, nothing remembered from before; say what goes wrong."""
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

        try:
            files, root = url_to_fs(self.url)
            files.invalidate_cache()
            yield files, root.rstrip("/")
        except Exception as error:
            raise ResultError(f"{self.url} cannot be used ({error})") from error


def _outputs(files: Any, listing: str) -> list[str]:  # noqa: ANN401 - of fsspec
    """Read the names of files that a listing in the store holds; none without it."""
    try:
        return list(json.loads(files.cat_file(listing))["outputs"])
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return []


def _marks(person: str, step: str) -> list[str]:
    """Name the files without which a step is not there; the first is written last."""
    marks = [folder_of(_HERE, person, step) / RUN]
    if step == ANALYSIS:
        marks += [path / FILE for path in partitions(_HERE, person).values()]
    return [mark.as_posix() for mark in marks]
