"""Bad input gets one sentence that names it, an exit code, and leaves nothing behind."""

import contextlib
import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from myosense.cli import main

FAILED, WRONG_USE = 1, 2
N_ROWS = 600


def table(**changes: object) -> pd.DataFrame:
    """Make 12 s of a wrist at rest; columns as given."""
    noise = np.random.default_rng(0).normal(0, 0.01, (N_ROWS, 3))
    columns: dict[str, object] = {"t": np.arange(N_ROWS) / 50}
    columns |= dict(zip("xyz", (noise + np.array([0, 0, 1])).T, strict=True))
    return pd.DataFrame({**columns, **changes})


def as_csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


NOT_A_NUMBER = ["0.1"] * 300 + ["twelve"] + ["0.1"] * (N_ROWS - 301)
EPOCHS = table(t=np.arange(N_ROWS) * 60.0).rename(columns={"t": "time_s"})
FILES: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "empty"),
    "header.csv": (b"t,x,y,z\n", "rows"),
    "one_row.csv": (b"t,x,y,z\n0,0,0,1\n", "one row"),
    "text.csv": (as_csv(table(y=NOT_A_NUMBER)), "'twelve'"),
    "two_columns.csv": (as_csv(table()[["t", "x"]]), "column"),
    "all_nan.csv": (as_csv(table(x=np.nan, y=np.nan, z=np.nan)), "rows"),
    "equal_stamps.csv": (as_csv(table(t=5.0)), "stamp"),
    "zeros.csv": (as_csv(table(x=0.0, y=0.0, z=0.0)), "0, 0, 0"),
    "binary.csv": (np.random.default_rng(1).bytes(100_000), "binary.csv"),
    "broken.parquet": (b"PAR1" + bytes(2000), "Parquet"),
    "not_parquet.parquet": (as_csv(table()), "Parquet"),
    "cut.csv.gz": (gzip.compress(as_csv(table()))[:2000], "gzip"),
    "slow.csv": (as_csv(table(t=np.arange(N_ROWS) / 10)), "24 Hz"),
    "epochs.csv": (as_csv(EPOCHS), "per second"),
    "turned_back.csv": (as_csv(table(t=np.arange(N_ROWS) % 300 / 50)), "back in time"),
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "wrist_left.csv"
    path.write_bytes(as_csv(table()))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def check_refused(result: Result, exit_code: int, *said: str) -> None:
    """Hold a result to: one line, one sentence, the right words, no traceback."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    for words in said:
        assert words in result.stderr


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, name: str) -> None:
    content, said = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    result = run("analyze", path, "-o", tmp_path / "out", "--site", "wrist")
    check_refused(result, FAILED, name.split(".", maxsplit=1)[0], said)
    assert sorted(tmp_path.iterdir()) == [path]


def test_an_endless_line_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    began = time.perf_counter()
    result = run("analyze", path, "-o", tmp_path / "out")
    assert time.perf_counter() - began < 5
    check_refused(result, FAILED, "endless.csv")


@pytest.mark.parametrize("command", ["analyze", "inspect"])
def test_a_missing_file_is_wrong_use(tmp_path: Path, command: str) -> None:
    output = ("-o", tmp_path / "out") if command == "analyze" else ()
    check_refused(run(command, tmp_path / "no.csv", *output), WRONG_USE, "no.csv", "exist")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["analyze", "inspect"])
def test_a_folder_without_a_recording_is_refused(tmp_path: Path, command: str) -> None:
    output = ("-o", tmp_path / "out") if command == "analyze" else ()
    check_refused(run(command, tmp_path, *output), FAILED, tmp_path.name, "holds no file")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--unit", "furlong"], "'furlong'", id="unit"),
        pytest.param(["--site", "wrst"], "'wrist'", id="site"),
        pytest.param(["--side", "port"], "'port'", id="side"),
        pytest.param(["--time-zone", "Europe/Berln"], "Europe/Berlin", id="zone"),
        pytest.param(["--start", "yesterday"], "'yesterday'", id="start"),
        pytest.param(["--rate", "-3"], "-3", id="rate"),
        pytest.param(["--columns", "u=x"], "u=x", id="columns"),
        pytest.param(["--preset", "bold"], "'bold'", id="preset"),
        pytest.param(["--settings", "no.toml"], "no.toml", id="settings file"),
    ],
)
def test_an_option_with_a_bad_value_is_wrong_use(
    good: Path, options: list[str], said: str
) -> None:
    out = good.parent / "out"
    check_refused(run("analyze", good, "-o", out, *options), WRONG_USE, said)
    assert sorted(good.parent.iterdir()) == [good]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("site=wrst", "'wrist'"),
        ("site", "key=value"),
        ("place=wrist", "site"),
        ("rate=fast", "'fast'"),
    ],
)
def test_a_bad_word_behind_a_file_name_is_wrong_use(
    good: Path, said: str, expected: str
) -> None:
    result = run("analyze", f"{good}::{said}", "-o", good.parent / "out")
    check_refused(result, WRONG_USE, good.name, expected)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        pytest.param("[detection\n", "TOML", id="broken"),
        pytest.param("[detection]\nmin_peek_g = 1\n", "min_peak_g", id="unknown key"),
        pytest.param("[detection]\nmin_peak_g = -1.0\n", "above 0", id="bad value"),
        pytest.param("[detection]\nmin_peak_g = 'a'\n", "a number", id="bad type"),
    ],
)
def test_a_bad_settings_file_is_wrong_use(good: Path, toml: str, said: str) -> None:
    path = good.parent / "mine.toml"
    path.write_text(toml)
    result = run("analyze", good, "-o", good.parent / "out", "--settings", path)
    check_refused(result, WRONG_USE, "mine.toml", said)
    assert not (good.parent / "out").exists()


@pytest.mark.parametrize("command", ["analyze", "batch"])
def test_settings_that_are_not_there_are_wrong_use(good: Path, command: str) -> None:
    out = good.parent / "out"
    result = run(command, good, "-o", out, "--settings", good.parent / "mine.toml")
    check_refused(result, WRONG_USE, "mine.toml does not exist; expected a file")
    assert "Errno" not in result.stderr
    assert not out.exists()


def test_settings_and_preset_together_are_wrong_use(good: Path) -> None:
    options = ("--settings", "a.toml", "--preset", "rules")
    result = run("analyze", good, "-o", good.parent / "out", *options)
    check_refused(result, WRONG_USE, "--settings", "--preset")


@pytest.mark.parametrize("overwrite", [(), ("--overwrite",)], ids=["", "overwrite"])
def test_an_occupied_folder_is_refused_before_the_work(
    good: Path, overwrite: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_work(*_args: object, **_kwargs: object) -> None:
        pytest.fail("the file was read")

    monkeypatch.setattr("myosense.options.read", no_work)
    notes = good.parent / "out" / "notes.txt"
    notes.parent.mkdir()
    notes.write_text("mine")
    result = run("analyze", good, "-o", notes.parent, *overwrite)
    check_refused(result, WRONG_USE, "out")
    assert notes.read_text() == "mine"


def test_a_file_in_place_of_the_folder_is_wrong_use(good: Path) -> None:
    check_refused(run("analyze", good, "-o", good), WRONG_USE, "is a file")


def test_two_files_of_one_name_are_wrong_use(good: Path) -> None:
    result = run("analyze", good, good, "-o", good.parent / "out")
    check_refused(result, WRONG_USE, "'wrist_left'")
    assert sorted(good.parent.iterdir()) == [good]


SCORES: dict[str, Callable[[Path], tuple[object, object]]] = {
    "missing.tsv": lambda folder: (folder / "missing.tsv", folder / "missing.tsv"),
    "run.json": lambda folder: (folder, folder / "true.tsv"),
    "true.tsv": lambda folder: (folder / "true.tsv", folder / "true.tsv"),
}


@pytest.mark.parametrize("name", SCORES)
def test_score_names_what_it_cannot_use(tmp_path: Path, name: str) -> None:
    true = tmp_path / "true.tsv"
    true.write_text("a\tb\n1\t2\n" if name == "true.tsv" else "peak_time\n1\n")
    result = run("score", *SCORES[name](tmp_path))
    check_refused(result, FAILED if name == "true.tsv" else WRONG_USE, name)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scenario", "circus"], "'circus'"),
        (["--hours", "-1"], "-1"),
        (["--site", "wing"], "'wing'"),
        (["--start", "noon"], "'noon'"),
        (["--time-zone", "Mars/Base"], "'Mars/Base'"),
    ],
)
def test_simulate_names_what_it_cannot_use(
    tmp_path: Path, options: list[str], said: str
) -> None:
    result = run("simulate", "-o", tmp_path / "night.parquet", *options)
    check_refused(result, WRONG_USE, said)
    assert not list(tmp_path.iterdir())


def test_simulate_writes_parquet_into_a_folder_that_is_there(tmp_path: Path) -> None:
    check_refused(run("simulate", "-o", tmp_path / "night.csv"), WRONG_USE, ".parquet")
    elsewhere = tmp_path / "no" / "night.parquet"
    check_refused(run("simulate", "-o", elsewhere), WRONG_USE, "no folder")


@contextlib.contextmanager
def no_room(n_bytes: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    limits = pytest.importorskip("resource", reason="needs limits of a process")
    former = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (n_bytes, former[1]))
    try:
        yield
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, former)


@pytest.mark.parametrize(
    "name", ["out.parquet", "sub-1_task-a_tracksys-b_motion.tsv", "out"]
)
def test_convert_says_that_nothing_was_written_for_want_of_room(
    good: Path, name: str
) -> None:
    out = good.parent / name
    with no_room(1000):
        result = run("convert", good, "-o", out)
    said = f"{out} cannot be written (File too large); nothing was written\n"
    check_refused(result, FAILED, said)
    assert list(good.parent.iterdir()) == [good]


def test_simulate_says_that_nothing_was_written_for_want_of_room(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    with no_room(1000):
        result = run("simulate", "-o", out, "--hours", 0.01)
    check_refused(result, FAILED, f"{out} cannot be written (File too large); nothing was")
    assert not list(tmp_path.iterdir())
