"""What is run on which recording, and by whom."""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed.cases import CWA, ISO, NUMBERS, WEEK, Case
from benchmarks.speed.environments import pinned, python_of
from benchmarks.speed.running import Job

ANALYSIS, READING = "analysis", "reading"
BARE = "pyarrow, the file alone"
OURS, OTHERS = "benchmarks.speed.ours", "benchmarks.speed.peers"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")  #: Of linear algebra.
THREADED = {"one thread": "1", "a thread a core": str(os.cpu_count())}
START_UP_ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class Peer:
    """Who is timed beside us, on what."""

    name: str
    does: str
    function: str
    environment: str
    package: str
    is_given_samples: bool = True  #: As a bare array, not timed; else it reads the file.


ACTIPY = Peer(
    name="actipy",
    does="its default preprocessing: low-pass, calibration, non-wear",
    function=f"{OTHERS}:actipy_process",
    environment="actipy",
    package="actipy",
)
OBSPY = Peer(
    name="ObsPy",
    does="band-pass forward and backward, magnitude, STA/LTA, trigger",
    function=f"{OTHERS}:obspy_trigger",
    environment="obspy",
    package="obspy",
)
PEERS = (
    ACTIPY,
    Peer(
        name="scikit-digital-health, wear",
        does="when it was worn",
        function=f"{OTHERS}:skdh_wear",
        environment="skdh",
        package="scikit-digital-health",
    ),
    Peer(
        name="scikit-digital-health, activity",
        does="level of activity of each day",
        function=f"{OTHERS}:skdh_activity",
        environment="skdh",
        package="scikit-digital-health",
    ),
    OBSPY,
    Peer(
        name="a notebook",
        does="reads the file; find_peaks on the magnitude",
        function=f"{OTHERS}:find_peaks",
        environment="notebook",
        package="scipy",
        is_given_samples=False,
    ),
)
PARSERS = {
    f"{package} {pinned('notebook', package)}": f"{OTHERS}:{package}_csv"
    for package in ("pandas", "pyarrow", "polars")
}


def key(what: str, case: Case) -> str:
    """Name what was run on a recording."""
    return f"{what}: {case.name}"


def jobs_on(case: Case, path: Path, environments: Path) -> dict[str, Job]:
    """List what is run on a file itself; of the longest only the analysis.

    A bare read holds all samples, of a month 8 GB.
    """
    jobs = {key(ANALYSIS, case): Job(function=f"{OURS}:analysis", arguments=(str(path),))}
    if case.hours > WEEK:
        return jobs
    jobs[key(READING, case)] = Job(function=f"{OURS}:reading", arguments=(str(path),))
    if case.what in (NUMBERS, ISO):
        python = python_of("notebook", environments)
        for name, function in PARSERS.items():
            jobs[key(name, case)] = Job(
                function=function, arguments=(str(path),), python=python
            )
    elif case.what != CWA:
        jobs[key(BARE, case)] = Job(
            function=f"{OTHERS}:pyarrow_parquet", arguments=(str(path),)
        )
    return jobs


def jobs_beside(
    case: Case, path: Path, samples: Path, environments: Path
) -> dict[str, Job]:
    """List what others do with the samples of a recording."""
    return {
        key(peer.name, case): Job(
            function=peer.function,
            arguments=(str(samples if peer.is_given_samples else path),),
            python=python_of(peer.environment, environments),
        )
        for peer in PEERS
    }


def jobs_threaded(case: Case, path: Path) -> dict[str, Job]:
    """Analyze a file with one thread of linear algebra, and with one a core."""
    return {
        key(name, case): Job(
            function=f"{OURS}:analysis",
            arguments=(str(path),),
            environment=dict.fromkeys(THREADS, n_threads),
        )
        for name, n_threads in THREADED.items()
    }


def start_up_s() -> Mapping[str, float]:
    """Return the least CPU seconds of our help and of importing `scipy.signal`."""
    snippets = {
        "myosense --help": "from myosense.cli import main; main(['--help'])",
        "import scipy.signal": "import scipy.signal",
    }
    least = dict.fromkeys(snippets, float("inf"))
    for _ in range(START_UP_ROUNDS):
        for name, snippet in snippets.items():
            least[name] = min(least[name], _command_cpu_s(snippet))
    return least


def _command_cpu_s(snippet: str) -> float:
    """Return the CPU seconds of a new interpreter that runs a line."""
    before_s = _children_cpu_s()
    command = [sys.executable, "-c", snippet]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    return _children_cpu_s() - before_s


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
