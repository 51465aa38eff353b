"""What several test files share."""

import os
from pathlib import Path

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
