"""The weights that come with the package; README.md beside them is their card."""

from importlib.resources import files

WEIGHTS = "detector.npz"


def read_weights() -> bytes:
    """Return the file of the weights as it is."""
    return (files("myosense.models") / WEIGHTS).read_bytes()
