"""A folder that appears whole or not at all, and replaces nothing but its like."""

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from myosense.errors import ResultError, not_written

RUN = "run.json"


def kind_of(what: str) -> str:
    """Mark a run.json of ours, and the form of its folder.

    >>> kind_of("response")
    'myosense response 1'
    """
    return f"myosense {what} 1"


KIND = kind_of("result")
PART, FORMER = ".part", ".former"
_UNFINISHED = re.compile(rf"\..+\.[0-9a-f]{{8}}(?:{re.escape(PART)}|{re.escape(FORMER)})")


def check_free(
    folder: Path,
    *,
    overwrite: bool,
    names_of: Callable[[Path], set[str]] | None = None,
) -> None:
    """Refuse a target that holds anything but, with ``overwrite``, a former result.

    Parameters
    ----------
    folder
        The target.
    overwrite
        Whether a former result is replaced.
    names_of
        Names what in a folder is of a former result; that of `analyze` where left out.

    Raises
    ------
    ResultError
        If the target is a file, a folder with something else in it, or in one that cannot
        be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise ResultError(f"{folder} is a file; expected a folder for the result")
    around = next(path for path in folder.absolute().parents if path.exists())
    if not around.is_dir():
        raise ResultError(f"{folder} lies in {around}, which is a file; expected a folder")
    if not os.access(around, os.W_OK | os.X_OK):
        raise ResultError(
            f"{folder} cannot be written: nothing may be put into {around}; expected a "
            "folder that may be written to"
        )
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if not names:
        return
    if not overwrite:
        raise ResultError(
            f"{folder} is not empty; expected a new or an empty folder "
            "(--overwrite replaces a former result)"
        )
    foreign = sorted(names - (names_of or names_of_result)(folder))
    if foreign:
        raise ResultError(
            f"{folder} holds {foreign[0]!r}, which is no part of a former result; expected "
            "a folder with nothing else in it to overwrite"
        )


def names_of_result(folder: Path, kind: str = KIND) -> set[str]:
    """Name what in a folder is of a former result; nothing, if it holds none."""
    try:
        return {RUN, *read_run(folder, kind)["outputs"]}
    except (ResultError, KeyError, TypeError):
        return set()


def remove(folder: Path, kind: str = KIND) -> None:
    """Remove a former result, where there is one.

    Raises
    ------
    ResultError
        If the folder holds anything else; it stays as it was.
    """
    check_free(folder, overwrite=True, names_of=lambda path: names_of_result(path, kind))
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def new_folder(
    folder: Path,
    *,
    overwrite: bool,
    names_of: Callable[[Path], set[str]] | None = None,
) -> Iterator[Path]:
    """Give a folder to fill beside the target, and put it there once it is filled.

    If filling it fails, or is interrupted, it goes and the target is as it was. What may
    be overwritten is told as in `check_free`.

    Raises
    ------
    ResultError
        If the target is occupied or cannot be written.
    """
    target = folder.resolve()
    check_free(folder, overwrite=overwrite, names_of=names_of)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}{PART}")
    try:
        part.mkdir(parents=True)
        yield part
        _put(part, target)
    except OSError as error:
        raise not_written(folder, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put(part: Path, target: Path) -> None:
    """Move a folder to its place; what was there goes only once that has succeeded."""
    if not target.exists():
        part.rename(target)
        return
    former = part.with_suffix(FORMER)
    target.rename(former)
    try:
        part.rename(target)
    except BaseException:
        former.rename(target)
        raise
    shutil.rmtree(former)


def sweep(parent: Path) -> None:
    """Remove the folders that `new_folder` was killed over, and no others."""
    for path in parent.glob(".*"):
        if _UNFINISHED.fullmatch(path.name) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def read_run(folder: Path, expected: str = KIND) -> dict[str, Any]:
    """Read the run.json of a result folder, or of another kind of `kind_of`.

    Raises
    ------
    ResultError
        If it is missing, broken or not ours.
    """
    what = f"{folder.name or folder}/{RUN}"
    try:
        run = json.loads((folder / RUN).read_text(encoding="utf-8"))
    except OSError as error:
        raise ResultError(
            f"{what} cannot be read ({error.strerror}); expected a result folder, as "
            "analyze -o writes it"
        ) from error
    except ValueError as error:
        raise ResultError(f"{what} is no JSON ({error})") from error
    kind = run.get("kind") if isinstance(run, dict) else None
    if kind != expected:
        raise ResultError(f"{what} is of kind {kind!r}; expected {expected!r}")
    return dict(run)


def read_output(folder: Path, name: str, outputs: Mapping[str, str]) -> bytes:
    """Read a file of a result folder, as it was written.

    Raises
    ------
    ResultError
        If it is missing, or was changed since.
    """
    what = f"{folder.name or folder}/{name}"
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise ResultError(
            f"{what} cannot be read ({error.strerror}); expected what the run wrote"
        ) from error
    if hashlib.sha256(content).hexdigest() != outputs.get(name):
        raise ResultError(
            f"{what} was changed since it was written; expected the content whose hash "
            f"stands in {RUN}"
        )
    return content
