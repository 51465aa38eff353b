"""What a run was made with: versions, platform, the networks' and recordings' hashes."""

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from myosense.models import read_weights
from myosense.recording import Facts

PACKAGES = ("myosense", "numpy", "scipy", "pandas", "pyarrow")


def provenance(
    facts: Mapping[str, Facts], logs: Mapping[str, Path | str | None]
) -> dict[str, object]:
    """Return versions, platform, hashes and each recording's file name; no paths.

    A log that is ``None`` was not there.
    """
    return {
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "platform": platform.system().lower(),
        "networks": {"sha256": hashlib.sha256(read_weights()).hexdigest()},
        "inputs": {
            key: {"file": fact.path, "sha256": fact.sha256} for key, fact in facts.items()
        },
        **{what: _named(Path(log)) for what, log in logs.items() if log is not None},
    }


def _named(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
