"""Workers are made ready while the batch itself is still being imported."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from myosense.commands.batch import NEEDED

#: Can be imported only when the one who asked for it goes on in the meantime.
SLOW = """
import time
from pathlib import Path
until = time.monotonic() + 60
while not Path("went_on").exists():
    if time.monotonic() > until:
        raise ImportError
    time.sleep(0.01)
"""
TASKS = """
import os, sys
def found(name):
    return name in sys.modules, os.environ.get("OMP_NUM_THREADS")
"""
BATCH = """
from pathlib import Path
from myosense.batch.pool import run_all
from myosense.batch.starting import prepare
prepare("slow")
Path("went_on").touch()
import tasks
for ended in run_all(tasks.found, iter(["slow", "slow"]), 2):
    print(*ended.result)
"""
COMMAND = """
import sys
from myosense.batch import starting
from myosense.cli import main
starting.prepare = lambda *modules: print(len(modules), "pandas" in sys.modules)
main()
"""


def python(script: str, folder: Path, *words: str) -> str:
    """Run a script in a folder, whose modules it finds."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="others are not forked")
def test_workers_have_what_was_imported_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "tasks.py").write_text(TASKS)
    assert python(BATCH, tmp_path) == "True 1\n" * 2


def test_they_are_made_ready_before_the_batch_is_imported(tmp_path: Path) -> None:
    said = python(COMMAND, tmp_path, "batch", "nothing", "-o", "out")
    assert said == f"{len(NEEDED)} False\n"


def test_a_cluster_has_its_own(tmp_path: Path) -> None:
    words = ("batch", "nothing", "-o", "out", "--cluster", "local")
    assert not python(COMMAND, tmp_path, *words)


@pytest.mark.parametrize("module", NEEDED)
def test_what_is_needed_can_be_found(module: str) -> None:
    assert find_spec(module) is not None
