"""A batch on a real cluster of two worker processes, some of which are killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import batch_workers as tasks
import pytest
from batch_study import NAMES, ONCE, content, write_study
from click.testing import CliRunner, Result

from myosense import Analysis
from myosense.batch import task
from myosense.batch.cluster import KILLED, LOST, run_on
from myosense.cli import main
from myosense.errors import ResultError

pytest.importorskip("distributed", reason="needs the extra 'cluster'")
import dask
import fsspec
from distributed import Client, LocalCluster, WorkerPlugin


def run(*words: object, exit_code: int = 0) -> Result:
    words = ("batch", *words, "--preset", "rules")
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == exit_code, result.output
    return result


def attempts(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "attempts.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


class Kills(WorkerPlugin):  # type: ignore[misc] # where Dask is not typed
    """Kill each worker that analyzes "killer", and the first one that analyzes "p1"."""

    def __init__(self, mark: Path) -> None:
        """Take the file that says that "p1" had its turn."""
        self.mark = mark

    def setup(self, worker: object) -> None:
        """Put it into a worker that starts."""
        del worker
        names = vars(task)
        analyze = names["analyze"]

        def dangerous(recordings: list[Any], **options: Any) -> Analysis:  # noqa: ANN401
            name = recordings[0].recording_id
            is_first = name == "p1" and not self.mark.exists()
            if is_first:
                self.mark.touch()
            if is_first or name == "killer":
                os.kill(os.getpid(), signal.SIGKILL)
            return analyze(recordings, **options)  # type: ignore[no-any-return]

        names["analyze"] = dangerous


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold three recordings of half a minute."""
    return write_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def finished(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold what one worker of this machine made of all."""
    folder = tmp_path_factory.mktemp("one") / "out"
    run(source, "-o", folder, "--jobs", 1)
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Start a scheduler and two worker processes, which come again when killed."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address=":0",
            silence_logs="CRITICAL",
        ) as cluster,
    ):
        yield cluster


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:  # noqa: ANN401 - Dask declares no types
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        yield client


def test_each_way_to_fail_has_its_cause(client: Any) -> None:  # noqa: ANN401
    ways = ["memory", "bug", "x"]
    failed = {one.task: one for one in run_on(client, tasks.fail_in_ways, iter(ways))}
    assert {way: (one.cause, one.n_tries) for way, one in failed.items()} == {
        "memory": ("out of memory", 2),
        "bug": ("KeyError: 'bug'", 1),
        "x": ("", 1),
    }


def test_a_batch_outlives_workers_and_names_who_kills_them(
    client: Any,  # noqa: ANN401 - Dask declares no types
    finished: Path,
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    study, out = tmp_path / "study", tmp_path / "out"
    monkeypatch.chdir(tmp_path)  # the workers stand elsewhere
    shutil.copytree(source, study)
    shutil.copy(source / "p0.parquet", study / "killer.parquet")
    (study / "damaged.parquet").write_bytes(b"PAR1 damaged")
    client.register_plugin(Kills(tmp_path / "p1_had_its_turn"))
    where = ("--cluster", client.scheduler.address)
    result = run(study.name, "-o", out.name, *where, exit_code=1)
    assert f"Error: killer: {KILLED}\n" in result.stderr
    assert "Error: damaged: damaged.parquet: " in result.stderr
    assert "3 done, 0 finished before, 2 failed" in result.stdout
    assert content(out) == content(finished)
    ledger = attempts(out)
    assert Counter(line["person"] for line in ledger) == Counter(
        (*NAMES, "killer", "damaged")
    )
    tries = {line["person"]: line["n_tries"] for line in ledger}
    assert (tries["p1"], tries["killer"]) == (2, 2)


def test_a_cluster_of_its_own_goes_on_with_what_was_begun(
    finished: Path, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(finished, out)
    shutil.rmtree(out / "p1")
    result = run(source, "-o", out, "--cluster", "local", "--jobs", 1)
    assert "1 done, 2 finished before, 0 failed" in result.stdout
    assert content(out) == content(finished)


def test_workers_put_their_results_into_a_store(finished: Path, source: Path) -> None:
    files = fsspec.filesystem("memory")  # of one process, so the worker is a thread
    parts = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**parts, processes=False) as cluster:
        where = ("--cluster", cluster.scheduler_address)
        result = run(source, "-o", "memory://study", *where)
    assert "memory://study: 3 done" in result.stdout
    names = [name for name in files.find("/study") if not name.endswith(ONCE)]
    stored = {name.removeprefix("/study/"): files.cat_file(name) for name in names}
    assert stored == content(finished)


def test_a_scheduler_that_is_lost_ends_the_batch(
    client: Any,  # noqa: ANN401 - Dask declares no types
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submit = client.submit

    def lose(*words: object, **options: object) -> object:
        future = submit(*words, **options)
        future.cancel()
        return future

    def refuse() -> None:
        raise OSError

    for name, does in (("submit", lose), ("nthreads", refuse)):
        with monkeypatch.context() as patch:
            patch.setattr(client, name, does)
            with pytest.raises(ResultError, match=LOST):
                list(run_on(client, tasks.double, iter([1])))


def test_ctrl_c_ends_a_cluster_of_its_own_without_a_word_from_its_workers(
    source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["batch", source, "-o", out, "--cluster", "local", "--jobs", 1]
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", tasks.TYPED, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as batch:
        until = time.monotonic() + 120
        while not (out / ".lock").exists() and time.monotonic() < until:
            time.sleep(0.01)
        (out / ".p9.0123abcd.part").mkdir()  # As left by a worker that had to be killed.
        os.killpg(batch.pid, signal.SIGINT)
        _, said = batch.communicate(timeout=60)
    assert (batch.returncode, said.decode()) == (130, "")
    assert not list(out.glob(".*.part"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cluster", "here"), "'here' is no address; expected local or tcp://HOST:PORT"),
        (("--cluster", "tcp://x:1", "--jobs", 2), "a cluster has its own"),
        (("--cluster", "local", "--memory-limit", 500), "give it to its workers"),
        (
            ("--cluster", "tcp://127.0.0.1:1"),
            "no Dask scheduler answers at tcp://127.0.0.1:1",
        ),
    ],
)
def test_wrong_use_is_told_before_anything_is_written(
    words: tuple[object, ...], said: str, source: Path, tmp_path: Path
) -> None:
    with dask.config.set({"distributed.comm.timeouts.connect": "0.3s"}):
        assert said in run(source, "-o", tmp_path / "out", *words, exit_code=2).stderr
    assert not (tmp_path / "out").exists()


def test_a_worker_that_is_not_as_here_is_refused_work(
    client: Any,  # noqa: ANN401 - Dask declares no types
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("myosense.batch.keys.version", lambda _name: "0.0.1")
    where = ("--cluster", client.scheduler.address)
    result = run(source, "-o", tmp_path / "out", *where, exit_code=1)
    assert "p0: its worker has another version of myosense than the batch" in result.stderr
    assert not (tmp_path / "out/p0").exists()


def test_what_is_missing_is_named(source: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "distributed", None)
        where = ("--cluster", "local")
        result = run(source, "-o", tmp_path / "out", *where, exit_code=2)
    assert "pip install 'myosense[cluster]'" in result.stderr
