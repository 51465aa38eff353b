"""What several test files share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is slow, not wrong.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder with recordings from elsewhere, where the machine has it."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("MYOSENSE_SHARED", beside))
    missing = [name for name in ("data", "formats") if not (folder / name).is_dir()]
    if missing:
        pytest.skip(
            f"no folder {missing[0]!r} in {folder.name!r}; "
            "set MYOSENSE_SHARED to where the recordings are"
        )
    return folder
