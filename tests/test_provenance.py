"""What a run was made with is named by versions and hashes."""

import hashlib
from pathlib import Path

import myosense
from myosense.provenance import PACKAGES, provenance


def test_the_networks_are_named_by_the_hash_of_their_file() -> None:
    weights = Path(myosense.__file__).parent / "models" / "detector.npz"
    made_with = provenance({}, {})
    expected = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert made_with["networks"] == {"sha256": expected}
    assert set(made_with["versions"]) == set(PACKAGES)  # type: ignore[call-overload]
