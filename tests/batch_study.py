"""A short study that several tests of batches run over."""

from datetime import datetime
from pathlib import Path

from myosense import simulate
from myosense.reading import write_parquet

NAMES = ("p0", "p1", "p2")
#: Files that tell how a batch was run; no other may depend on it.
ONCE = (".hashes.json", ".lock", "attempts.jsonl", "status.csv")


def write_study(folder: Path, n: int = len(NAMES)) -> Path:
    """Write recordings of half a minute."""
    for seed, name in enumerate(NAMES[:n]):
        simulation = simulate(
            seed=seed,
            hours=1 / 120,
            rate_per_h=600,
            sample_rate_hz=50,
            start=datetime(2025, 6, 1, 20),  # noqa: DTZ001 - in the zone beside it
            time_zone="Europe/Berlin",
        )
        write_parquet(simulation.recording, folder / f"{name}.parquet")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Read all that must not depend on how a batch was run."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ONCE
    }
