"""What a run was made with: versions, platform and the recordings' hashes."""

import platform
from collections.abc import Mapping
from importlib.metadata import version

from myosense.recording import Facts

PACKAGES = ("myosense", "numpy", "scipy", "pandas", "pyarrow")


def provenance(facts: Mapping[str, Facts]) -> dict[str, object]:
    """Return versions, platform and each recording's file name and hash; no paths."""
    return {
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "platform": platform.system().lower(),
        "inputs": {
            key: {"file": fact.path, "sha256": fact.sha256} for key, fact in facts.items()
        },
    }
