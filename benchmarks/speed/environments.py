"""An environment of its own for each peer, with pinned versions."""

import subprocess
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).parent / "requirements"


def python_of(peer: str, folder: Path) -> Path:
    """Return the interpreter of a peer; its environment is made where it is not there.

    Parameters
    ----------
    peer
        Name of a file of requirements.
    folder
        Where environments are kept; one that was made of other requirements is made anew.
    """
    wanted = (REQUIREMENTS / f"{peer}.txt").read_text(encoding="utf-8")
    made_of = folder / peer / "requirements.txt"
    python = folder / peer / "bin" / "python"
    if not made_of.exists() or made_of.read_text(encoding="utf-8") != wanted:
        print(f"making the environment of {peer}", flush=True)
        venv.create(folder / peer, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--requirement"]
        source = str(REQUIREMENTS / f"{peer}.txt")
        subprocess.run([*command, source], check=True)  # noqa: S603 - our own file
        made_of.write_text(wanted, encoding="utf-8")
    return python


def pinned(peer: str, package: str) -> str:
    """Return the pinned version of a package in the environment of a peer.

    >>> pinned("obspy", "obspy").count(".")
    2
    """
    lines = (REQUIREMENTS / f"{peer}.txt").read_text(encoding="utf-8").splitlines()
    versions = dict(line.split("==") for line in lines if "==" in line)
    return versions[package]
