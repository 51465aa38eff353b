"""Damaged files one after the other, in a process of its own that may die.

A fault is an error that is not ours, a message that is not one sentence, a warning, a
recording that contradicts itself, too much time or memory, and the end of the process.
"""

import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import traceback
import warnings
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from benchmarks.fuzz.forking import forking, staying
from benchmarks.fuzz.mutations import damage
from benchmarks.fuzz.samples import Sample
from myosense.errors import MyosenseError
from myosense.recording import Recording

DIED = "died"  #: How a fault begins after which the process is replaced.
RECORDING, REFUSAL, FAULT = "recording", "refusal", "fault"
MAX_CPU_S = 10.0  #: For a file of some kB.
MAX_WALL_S = 400.0  #: Longer than what is read apart may take on a busy machine.
MAX_GROWTH_MB = 500.0
MAX_SENTENCE = 1500  #: A folder's refusal names those of its files.
MAX_BYTES = 12 << 30  #: Of address space: beyond, the machine is at risk.

Read = Callable[[Path], Recording]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one damaged file."""

    kind: str
    seed: int
    sample: str
    what: str  #: The fault, or how it was refused.
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, kw_only=True)
class Trial:
    """The damaged files of one family."""

    family: str
    samples: Sequence[Sample]
    seeds: range
    read: Read
    is_forked: bool = False  #: Whether what is read apart has a process of its own.


def damaged(family: str, samples: Sequence[Sample], seed: int) -> Sample:
    """Damage one of the files of one sample, the same for the same seed."""
    rng = np.random.default_rng([zlib.crc32(family.encode()), seed])
    sample = samples[int(rng.integers(len(samples)))]
    names = sorted(sample.files)
    name = names[int(rng.integers(len(names)))]
    if sample.opened and rng.random() < 0.5:
        name = sample.opened
    content = damage(sample.files[name], name, rng)
    return Sample(
        name=sample.name, files={**sample.files, name: content}, opened=sample.opened
    )


def save(sample: Sample, folder: Path) -> Path:
    """Write the files of a sample; return what is read."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in sample.files.items():
        (folder / name).write_bytes(content)
    return folder / sample.opened


def judge(read: Read, path: Path) -> tuple[str, str]:
    """Read a file, and say what came of it, in kind and in words."""
    ignored: list[sys.UnraisableHookArgs] = []
    sys.unraisablehook = ignored.append
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            wrong = _contradiction(read(path))
            outcome = (FAULT, wrong) if wrong else (RECORDING, "")
        except MyosenseError as error:
            outcome = _judge_sentence(str(error))
        except BaseException as error:  # noqa: BLE001  whatever it is, it is counted
            outcome = (FAULT, _whence(error))
        finally:
            sys.unraisablehook = sys.__unraisablehook__
    if ignored and outcome[0] != FAULT:  # Python prints what it cannot raise.
        return (
            FAULT,
            f"{ignored[0].exc_type.__name__} on the terminal: {ignored[0].exc_value}",
        )
    return outcome


def _judge_sentence(said: str) -> tuple[str, str]:
    if not said.strip() or len(said) > MAX_SENTENCE or not said.isprintable():
        return FAULT, f"a message of {len(said)} characters: {said[:200]!r}"
    return REFUSAL, said


def _whence(error: BaseException) -> str:
    """Name an error and the line of ours that it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "myosense" in frame.filename]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
    return f"{type(error).__name__} at {where}: {' '.join(str(error).split())[:160]}"


def _contradiction(recording: Recording) -> str:
    """Name what cannot be true of a recording, or nothing."""
    n_samples = len(recording.acceleration_g)
    rate_hz = recording.sample_rate_hz
    turned = recording.angular_velocity_dps
    time_s = recording.time_s
    checks = {
        "no samples": n_samples == 0 or n_samples != recording.n_samples,
        "values that are no numbers": not np.all(np.isfinite(recording.acceleration_g)),
        f"a rate of {rate_hz}": not 0 < rate_hz < np.inf,
        "a gyroscope of another length": turned is not None and len(turned) != n_samples,
        "times that are none": len(time_s) != n_samples or not np.all(np.isfinite(time_s)),
        "times that go back": bool(np.any(np.diff(time_s) < 0)),
        "stretches that are not its samples": n_samples
        != sum(stretch.n_samples for stretch in recording.stretches),
        "a notice that is no line": not all(map(str.isprintable, recording.notices)),
    }
    return "; ".join(f"a recording with {name}" for name, is_so in checks.items() if is_so)


def run(trial: Trial) -> list[Outcome]:
    """Try all seeds of a family, with a new process after each that died.

    What is read apart may die. So that it does not cost a process each, it is done in the
    one that tries the seeds; a seed of which that one dies is tried again, apart.
    """
    outcomes: list[Outcome] = []
    while len(outcomes) < len(trial.seeds):
        outcomes += _run_some(trial, trial.seeds[len(outcomes) :])
        if outcomes[-1].what.startswith(DIED) and not trial.is_forked:
            seeds = range(outcomes[-1].seed, outcomes[-1].seed + 1)
            outcomes[-1:] = _run_some(replace(trial, is_forked=True), seeds)
    return outcomes


def _run_some(trial: Trial, seeds: range) -> list[Outcome]:
    """Try seeds until the process has to be replaced."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, trial))
    process.start()
    theirs.close()
    ours.recv()  # It is ready.
    outcomes: list[Outcome] = []
    for seed in seeds:
        outcomes.append(_ask(ours, process, trial, seed))
        if outcomes[-1].what.startswith(DIED):
            break
    process.kill()
    process.join()
    ours.close()
    return outcomes


def _ask(
    ours: Connection,
    process: multiprocessing.context.SpawnProcess,
    trial: Trial,
    seed: int,
) -> Outcome:
    """Have a seed tried; if no answer comes, say how the process ended."""
    with suppress(EOFError, ConnectionError):
        ours.send(seed)
        if ours.poll(MAX_WALL_S):
            answer: Outcome = ours.recv()
            return answer
    process.join(1)
    ended = process.exitcode
    what = f"{DIED}: over {MAX_WALL_S:g} s by the clock" if ended is None else ""
    if ended == -signal.SIGPROF:
        what = f"{DIED}: over {MAX_CPU_S:g} s"
    return Outcome(
        kind=FAULT,
        seed=seed,
        sample=damaged(trial.family, trial.samples, seed).name,
        what=what or f"{DIED}: the process ended with {ended}",
        cpu_s=MAX_CPU_S,
        peak_mb=np.nan,
    )


def _work(theirs: Connection, trial: Trial) -> None:
    """Try the seeds that are asked for."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    apart = forking() if trial.is_forked else staying()
    with apart, tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        os.environ["TMPDIR"] = tempfile.tempdir = name
        first_mb = _peak_mb()
        theirs.send(None)
        while True:
            try:
                seed = theirs.recv()
            except (EOFError, OSError):
                return
            signal.setitimer(signal.ITIMER_PROF, MAX_CPU_S)
            outcome = _try(trial, seed, Path(name, f"{seed}"))
            signal.setitimer(signal.ITIMER_PROF, 0)
            grown_mb = outcome.peak_mb - first_mb
            if grown_mb > MAX_GROWTH_MB:
                what = f"{DIED}: took {grown_mb:.0f} MB"
                outcome = Outcome(**{**vars(outcome), "kind": FAULT, "what": what})
            theirs.send(outcome)


def _try(trial: Trial, seed: int, folder: Path) -> Outcome:
    sample = damaged(trial.family, trial.samples, seed)
    path = save(sample, folder)
    before_s = _cpu_s()
    kind, what = judge(trial.read, path)
    cpu_s = _cpu_s() - before_s
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    return Outcome(
        kind=kind, seed=seed, sample=sample.name, what=what, cpu_s=cpu_s, peak_mb=_peak_mb()
    )


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_mb() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(who).ru_maxrss for who in whose) / 1024
