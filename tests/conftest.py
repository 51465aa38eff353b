"""What several test files share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import pytest
from hypothesis import settings

# A busy machine is slow, not wrong.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

#: Recordings from elsewhere lie beside the repository, or where the variable says.
SHARED = Path(
    os.environ.get("MYOSENSE_SHARED", Path(__file__).resolve().parents[2] / "shared")
)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder with recordings from elsewhere, where the machine has it."""
    missing = [name for name in ("data", "formats") if not (SHARED / name).is_dir()]
    if missing:
        pytest.skip(
            f"no folder {missing[0]!r} in {SHARED.name!r}; "
            "set MYOSENSE_SHARED to where the recordings are"
        )
    return SHARED


@pytest.fixture
def hdf5_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read HDF5 in this process: one of its own takes time to start."""
    from myosense.reading.formats import hdf5  # noqa: PLC0415  pandas only where read

    monkeypatch.setattr(
        hdf5, "read_apart", lambda _, path, columns: hdf5.read_here(path, columns)
    )


@pytest.fixture
def put_hdf5(tmp_path: Path) -> Callable[[Callable[[Any], object]], Path]:
    """Write a file with what a function puts into it."""

    def write(fill: Callable[[Any], object]) -> Path:
        path = tmp_path / "left_wrist.h5"
        with h5py.File(path, "w") as file:
            fill(file)
        return path

    return write


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and give its path."""

    def write(content: str | bytes, name: str = "left_wrist.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
