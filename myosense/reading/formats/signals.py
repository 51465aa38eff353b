"""Signals as plain numbers in a file whose description lies in another."""

from pathlib import Path, PurePath

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.reading.table import Values

MAX_BYTES = 4 << 30  #: A month of six axes at 100 Hz has 3 GB.
MAX_CHANNELS = 64
TYPES = frozenset(("f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"))


def check_number(text: object, what: str, *, least: float = -1e300) -> float:
    """Read a number of a description, above ``least``.

    Raises
    ------
    ReadError
        If it is none.
    """
    try:
        number = float(str(text))
    except ValueError:
        number = np.nan
    if not least < number < 1e300:
        raise ReadError(f"has {what} {str(text)[:40]!r}; expected a number")
    return number


def beside(header: Path, name: str) -> Path:
    """Find the file that a description names, in the same folder.

    Raises
    ------
    ReadError
        If it is not there, or the name leads elsewhere.
    """
    if not name or PurePath(name.replace("\\", "/")).name != name or name in (".", ".."):
        raise ReadError(f"names the file {name[:60]!r}; expected one in its own folder")
    path = header.parent / name
    if not path.is_file():
        raise ReadError(f"names the file {name[:60]!r}, which is not beside it")
    if path.is_symlink() and path.resolve().parent != header.parent.resolve():
        raise ReadError(f"names the file {name[:60]!r}, a link; expected one in its folder")
    return path


def load_columns(
    path: Path, kind: str, n_channels: int, channels: tuple[int, ...]
) -> tuple[Values, tuple[str, ...]]:
    """Load some channels of rows of numbers.

    Parameters
    ----------
    path
        The file; a cut last row is left out.
    kind
        Order of bytes and type, as ``<i2``.
    n_channels
        Numbers in a row.
    channels
        Which of them are wanted.

    Returns
    -------
    values : shape (n_rows, n_wanted)
    notices : tuple of str

    Raises
    ------
    ReadError
        If the type or the size is out of bounds.
    """
    size = path.stat().st_size
    if kind[1:] not in TYPES or not max(channels) < n_channels <= MAX_CHANNELS:
        raise ReadError(
            f"has {n_channels} channels of type {kind[:20]!r}; expected numbers of 8 to 64 "
            f"bits in at most {MAX_CHANNELS} channels"
        )
    if size > MAX_BYTES:
        raise ReadError(f"has {size:,} bytes of samples; expected at most {MAX_BYTES:,}")
    raw: npt.NDArray[np.float64] = np.fromfile(path, dtype=kind)
    n_rows = len(raw) // n_channels
    rows = raw[: n_rows * n_channels].reshape(n_rows, n_channels)
    is_cut = size != n_rows * n_channels * raw.itemsize
    notices = (f"the last row of {path.name} is cut: left out",) if is_cut else ()
    with np.errstate(invalid="ignore"):  # bytes that are no number become blank
        return rows[:, channels].astype(np.float64), notices
