"""What a run was made with: versions, platform, the networks' and recordings' hashes."""

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files

from myosense.recording import Facts

PACKAGES = ("myosense", "numpy", "scipy", "pandas", "pyarrow")


def provenance(facts: Mapping[str, Facts]) -> dict[str, object]:
    """Return versions, platform, hashes and each recording's file name; no paths."""
    weights = (files("myosense") / "models" / "detector.npz").read_bytes()
    return {
        "versions": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "platform": platform.system().lower(),
        "networks": {"sha256": hashlib.sha256(weights).hexdigest()},
        "inputs": {
            key: {"file": fact.path, "sha256": fact.sha256} for key, fact in facts.items()
        },
    }
