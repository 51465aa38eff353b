"""How batches are watched and measured from outside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.batch import measured
from benchmarks.batch.commands import holds, session
from benchmarks.batch.recordings import write_bad, write_good
from myosense import read
from myosense.errors import ReadError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and prctl")

#: Leaves a grandchild behind that goes on computing for half a second of CPU.
LEAVES = """
import os, time
if not os.fork():
    if not os.fork():
        while time.process_time() < 0.5:
            pass
    os._exit(0)
os._exit(3)
"""


def test_what_orphans_compute_is_counted_too(tmp_path: Path) -> None:
    notes = tmp_path / "notes.json"
    command = [sys.executable, "-m", measured.__name__, str(notes)]
    done = subprocess.run(  # noqa: S603
        [*command, sys.executable, "-c", LEAVES], check=False
    )
    said = json.loads(notes.read_text())
    assert done.returncode == said["code"] == 3
    assert 0.5 <= said["cpu_s"] < 1.5


def test_who_holds_a_file_open_is_found(tmp_path: Path) -> None:
    file = tmp_path / "doomed.csv"
    file.touch()
    with (
        file.open(encoding="utf-8") as held,
        subprocess.Popen(
            ["/bin/cat"], stdin=subprocess.PIPE, pass_fds=[held.fileno()]
        ) as child,
    ):
        assert child.pid in session(os.getsid(0))
        assert holds(child.pid, "doomed.csv")
        assert not holds(child.pid, "other.csv")
        assert child.stdin is not None
        child.stdin.close()


def test_the_damaged_are_damaged_and_the_good_are_good(tmp_path: Path) -> None:
    write_good(tmp_path, 1)
    assert read(tmp_path / "good0000.parquet").n_samples == 3000
    bad = write_bad(tmp_path)
    assert len(set(bad)) == 10
    for path in tmp_path.glob("bad*"):
        with pytest.raises(ReadError):
            read(path)
