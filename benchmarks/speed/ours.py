"""What is timed of this package: reading a file, and a whole analysis of it."""

import sys
import tempfile
from pathlib import Path

from benchmarks.speed.stages import REST, watch
from benchmarks.speed.timed import Facts, Job
from myosense import read

SITE = "left wrist"


def reading(path: str) -> Job:
    """Read a recording."""

    def run() -> Facts:
        return {"hours": read(path, site=SITE).duration_s / 3600}

    return run


def analysis(path: str) -> Job:
    """Analyze a recording, from the file to the saved tables, its plot and the report."""
    # Here, because reading alone shall not hold the memory of what it does not need.
    from myosense.pipeline import analyze  # noqa: PLC0415
    from myosense.report import text  # noqa: PLC0415

    watching = watch()

    def run() -> Facts:
        with tempfile.TemporaryDirectory() as folder:
            with watching.stage(REST):
                found = analyze(path, site=SITE)
            found.save(Path(folder) / "result")
            text.render(found.summary)
        (facts,) = found.recordings.values()
        return {
            "hours": facts.duration_s / 3600,
            "stages_s": dict(watching.spent_s),
            "rows": dict(watching.n_rows),
            "n_events": len(found.events),
            "n_kept": len(found.events) + len(found.rejected),
            "is_compiled": "numba" in sys.modules,
        }

    return run
