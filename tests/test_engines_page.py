"""The page about other engines: each piece of its code runs, where the engine is there."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from myosense import simulate
from myosense.cli import main
from myosense.reading import write_parquet

PAGE = Path(__file__).parent.parent / "docs/engines.md"
PIECES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
SHARED = PIECES[4]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold two recordings of a minute and a damaged one, and what a batch made of them."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "study").mkdir()
    for i, name in enumerate(("p0", "p1")):
        simulation = simulate(seed=i, hours=1 / 60, rate_per_h=600, sample_rate_hz=50)
        write_parquet(simulation.recording, folder / f"study/{name}.parquet")
    (folder / "study/p2.parquet").write_bytes(b"PAR1 damaged")
    words = ["batch", f"{folder}/study", "-o", f"{folder}/results", "--preset", "rules"]
    CliRunner().invoke(main, words)
    return folder


@pytest.fixture
def scheduler() -> Iterator[str]:
    """Start a Dask scheduler with a worker in this process."""
    distributed = pytest.importorskip("distributed")
    parts = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0"}
    with distributed.LocalCluster(**parts, processes=False) as cluster:
        yield cluster.scheduler_address


def engine_of(piece: str) -> str:
    (engine,) = re.findall(r"^(?:import|from) (\w+)", piece)
    return str(engine)


@pytest.mark.parametrize("piece", PIECES[:4], ids=engine_of)
def test_a_piece_opens_the_tables(
    piece: str,
    shared: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    needs(engine_of(piece))
    monkeypatch.chdir(shared)
    exec(piece, {})  # noqa: S102 - the page's own words
    assert "wrist" in capfd.readouterr().out


@pytest.mark.parametrize("piece", PIECES[5:], ids=engine_of)
def test_a_piece_maps_the_function(
    piece: str,
    shared: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    needs(engine_of(piece))
    if engine_of(piece) == "distributed":
        piece = piece.replace("tcp://scheduler:8786", request.getfixturevalue("scheduler"))
    names: dict[str, Any] = {"__name__": "page"}
    counts = SHARED.replace("/shared/counts", str(tmp_path))
    exec(counts.replace("/shared", str(shared)), names)  # noqa: S102
    exec(piece, names)  # noqa: S102
    assert [Path(row["file"]).name for row in names["rows"]] == [
        f"p{i}.parquet" for i in range(3)
    ]
    assert [row["n"] is None for row in names["rows"]] == [False, False, True]
    assert "p2.parquet" in names["rows"][2]["cause"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p0", "p1"]


def needs(engine: str) -> None:
    pytest.importorskip(engine)
    if engine == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java")
