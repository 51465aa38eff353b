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
    facts: Mapping[str, Facts], sleep_log: Path | str | None = None
) -> dict[str, object]:
    """Return versions, platform, hashes and each recording's file name; no paths.

    ``None`` says that there was no sleep log.
    """
    logs = {} if sleep_log is None else {"sleep_log": _named(Path(sleep_log))}
    return {
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "platform": platform.system().lower(),
        "networks": {"sha256": hashlib.sha256(read_weights()).hexdigest()},
        "inputs": {
            key: {"file": fact.path, "sha256": fact.sha256} for key, fact in facts.items()
        },
        **logs,
    }


def _named(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
