"""Recordings written in another form: read back, they are the same."""

import csv
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from exports import planted_dps, planted_g

from myosense.cli import main
from myosense.converting import convert
from myosense.errors import ArgumentError
from myosense.reading import read
from myosense.recording import Recording, recording_from_arrays
from myosense.sites import SIDES, SITES

N = 1200
NAME = "sub-07_task-rest_tracksys-imu_motion.tsv"
START = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


@pytest.fixture
def recording() -> Recording:
    """Draw a recording with two gaps, uneven stamps in the last stretch, and a blank."""
    stamps_s = np.arange(N) / 49.7
    stamps_s[400:] += 3.25
    stamps_s[800:] += 61.0
    late = stamps_s[1000:]
    late += 0.012 * (np.random.default_rng(2).random(len(late)) - 0.5)
    turned = planted_dps(N)
    samples = planted_g(N) + np.random.default_rng(3).normal(0, 1e-6, (N, 3))
    samples[5] = 1e-12, -3e-7, 0.0
    made = recording_from_arrays(
        samples,
        stamps_s=np.sort(stamps_s),
        angular_velocity_dps=turned,
        site="lower_back",
        side="midline",
        start=START,
        time_zone="Europe/Berlin",
        range_g=8.0,
    )
    assert made.angular_velocity_dps is not None
    made.angular_velocity_dps[30:40] = np.nan
    return replace(made, device="Opal")


def same(found: Recording, made: Recording) -> None:
    """Hold samples to the bit, times to nanoseconds, and all that is said."""
    np.testing.assert_array_equal(found.acceleration_g, made.acceleration_g)
    assert found.angular_velocity_dps is not None
    np.testing.assert_array_equal(found.angular_velocity_dps, made.angular_velocity_dps)
    np.testing.assert_allclose(found.time_s, made.time_s, atol=2e-9)
    assert len(found.stretches) == len(made.stretches) == 3
    for one, other in zip(found.stretches, made.stretches, strict=True):
        assert (one.first, one.stop) == (other.first, other.stop)
        assert one.is_uniform == other.is_uniform
        assert one.rate_hz == pytest.approx(other.rate_hz)
    for fact in ("site", "side", "range_g", "device"):
        assert getattr(found, fact) == getattr(made, fact)
    # Snapped to its line, a stretch has its median step elsewhere in the jitter.
    assert found.sample_rate_hz == pytest.approx(made.sample_rate_hz, rel=1e-4)


@pytest.mark.parametrize("name", ["a.parquet", "a set"])
def test_read_back_it_is_the_same(recording: Recording, tmp_path: Path, name: str) -> None:
    convert(recording, tmp_path / name)
    found = read(tmp_path / name)
    same(found, recording)
    assert found.start is not None
    assert found.start.astimezone(UTC) == START  # in the hour that comes twice
    assert found.time_zone == "Europe/Berlin"
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.parquet", "a set"])
@pytest.mark.parametrize(
    ("start", "zone"),
    [
        (None, None),
        (START, None),
        (datetime(2025, 10, 26, 2, 30), None),  # noqa: DTZ001 - a wall clock
        (START, "UTC-05:30"),
    ],
)
def test_every_kind_of_clock_is_kept(
    recording: Recording, tmp_path: Path, name: str, start: datetime, zone: str
) -> None:
    convert(replace(recording, start=start, time_zone=zone), tmp_path / name)
    found = read(tmp_path / name)
    assert (found.start, found.time_zone) == (start, zone)


def test_every_place_is_kept(tmp_path: Path) -> None:
    flat = recording_from_arrays(planted_g(60), sample_rate_hz=50)
    for number, (site, side) in enumerate(zip(SITES, itertools.cycle(SIDES), strict=False)):
        target = tmp_path / f"{number}"
        convert(replace(flat, site=site, side=side), target)
        found = read(target)
        assert (found.site, found.side) == (site, side)


def test_samples_without_gravity_stay_so(recording: Recording, tmp_path: Path) -> None:
    """Moved by a g and more without a rest, they would pass for samples with gravity."""
    removed = replace(recording, evidence={"gravity_included": "no: removed"})
    for name in ("a.parquet", "a set"):
        convert(replace(removed, acceleration_g=spun(N)), tmp_path / name)
        assert read(tmp_path / name).evidence["gravity_included"].startswith("no")


def spun(n_samples: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Make a slow swing of 0.6 g that is never gravity."""
    turn = np.arange(n_samples) / 3000
    swing = 0.6 * np.stack([np.cos(turn), np.sin(turn), 0 * turn], axis=1)
    noise = np.random.default_rng(4).normal(0, 0.004, swing.shape)
    return (swing + noise).astype(np.float32)


def test_the_set_is_as_bids_wants_it(recording: Recording, tmp_path: Path) -> None:
    convert(recording, tmp_path / "set")
    stem = "sub-01/motion/sub-01_task-wear_tracksys-midlinelowerback"
    files = {
        path.relative_to(tmp_path / "set").as_posix()
        for path in (tmp_path / "set").rglob("*")
        if path.is_file()
    }
    assert files == {
        "README",
        "dataset_description.json",
        "sub-01/sub-01_scans.tsv",
        f"{stem}_motion.tsv",
        f"{stem}_motion.json",
        f"{stem}_channels.tsv",
    }
    with (tmp_path / "set" / f"{stem}_channels.tsv").open(newline="") as file:
        channels = list(csv.reader(file, delimiter="\t"))
    assert channels[0][:5] == ["name", "component", "type", "tracked_point", "units"]
    kinds = [(row[1], row[2], row[4]) for row in channels[1:]]
    assert kinds == [
        ("n/a", "LATENCY", "s"),
        *((axis, "ACCEL", "m/s^2") for axis in "xyz"),
        *((axis, "GYRO", "deg/s") for axis in "xyz"),
    ]
    rows = (tmp_path / "set" / f"{stem}_motion.tsv").read_text().splitlines()
    assert len(rows) == N
    first = rows[0].split("\t")
    assert float(first[0]) == 0
    expected = recording.acceleration_g[0].astype(float) * 9.80665
    assert [float(cell) for cell in first[1:4]] == pytest.approx(expected, rel=1e-8)
    assert rows[30].split("\t")[4:] == ["n/a"] * 3
    described = json.loads((tmp_path / "set" / f"{stem}_motion.json").read_text())
    assert described["SamplingFrequency"] == pytest.approx(recording.sample_rate_hz, 1e-5)
    assert described["TaskName"] == "wear"
    assert described["ACCELChannelCount"] == described["GYROChannelCount"] == 3
    assert described["MissingValues"] == "n/a"
    assert not any("start" in key.lower() for key in described)
    scans = (tmp_path / "set" / "sub-01" / "sub-01_scans.tsv").read_text()
    row = f"motion/{Path(stem).name}_motion.tsv\t2025-10-26T00:30:00Z"
    assert scans == f"filename\tacq_time\n{row}\n"


def run(*words: object, exit_code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == exit_code, result.output
    return result.stdout, result.stderr


@pytest.fixture
def source(recording: Recording, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    convert(recording, folder / "left_wrist.parquet")
    return folder / "left_wrist.parquet"


def test_the_command_converts_and_says_what(source: Path, tmp_path: Path) -> None:
    said, warned = run("convert", source, "-o", tmp_path / "out", "--site", "ankle")
    assert said == f"{tmp_path / 'out'}: 1,200 samples at 49.7 Hz, 2 gaps\n"
    assert warned == (
        "Note: the site given (ankle) is taken, not that of the file or its name "
        "(lower_back)\n"
    )
    assert read(tmp_path / "out").site == "ankle"
    _, warned = run("convert", source, "-o", tmp_path / NAME)
    assert "start is not kept" in warned
    assert {path.name for path in tmp_path.iterdir()} == {
        "in", "out", NAME, NAME.replace("motion.tsv", "channels.tsv"),
        NAME.replace(".tsv", ".json"),
    }  # fmt: skip
    found = read(tmp_path / NAME)
    assert (found.start, found.n_samples) == (None, N)


def test_a_rate_that_the_stamps_overrule_is_said(tmp_path: Path) -> None:
    source = tmp_path / "wrist.csv"
    axes_g = np.random.default_rng(0).normal((0, 0, 1), 0.01, (500, 3))
    lines = [f"{i / 50},{x:.4f},{y:.4f},{z:.4f}" for i, (x, y, z) in enumerate(axes_g)]
    source.write_text("\n".join(["time,x,y,z", *lines]))
    _, said = run("convert", source, "-o", tmp_path / "a.parquet", "--rate", 100)
    assert "Note: 100 Hz is declared, but the stamps say 50 Hz, which is taken\n" in said
    _, said = run("convert", source, "-o", tmp_path / "b.parquet", "--rate", 50)
    assert "is declared" not in said


@pytest.mark.parametrize("name", ["a.parquet", NAME, "a set"])
def test_what_is_there_is_replaced_only_when_told(
    source: Path, tmp_path: Path, name: str
) -> None:
    words = ("convert", source, "-o", tmp_path / name)
    run(*words)
    _, said = run(*words, exit_code=2)
    assert "--overwrite" in said
    run(*words, "--overwrite", "--site", "thigh")
    assert read(tmp_path / name).site == "thigh"


def test_a_recording_is_not_converted_onto_itself(source: Path) -> None:
    before = source.read_bytes()
    again = source.parent / "." / source.name
    _, said = run("convert", source, "-o", again, "--overwrite", exit_code=2)
    assert "is the recording itself; expected another name" in said
    assert source.read_bytes() == before


def test_a_set_with_something_else_in_it_is_never_replaced(
    source: Path, tmp_path: Path
) -> None:
    words = ("convert", source, "-o", tmp_path / "set", "--overwrite")
    run(*words)
    extra = tmp_path / "set" / "sub-01" / "motion" / "notes.txt"
    extra.write_text("mine")
    _, said = run(*words, exit_code=2)
    assert "'sub-01', which is no part of a former" in said
    assert extra.read_text() == "mine"
    _, said = run("convert", source, "-o", source.parent, "--overwrite", exit_code=2)
    assert "left_wrist.parquet" in said
    assert source.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.csv", "expected a name that ends in .parquet or _motion.tsv, or a folder"),
        ("rest_motion.tsv", "expected sub-<label>_task-<label>_tracksys-<label>_motion"),
        ("no/a.parquet", "is no folder"),
    ],
)
def test_a_name_that_is_none_is_refused_before_reading(
    tmp_path: Path, name: str, words: str
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("no table")
    _, said = run("convert", broken, "-o", tmp_path / name, exit_code=2)
    assert words in said


def test_what_fails_leaves_nothing(
    recording: Recording,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("myosense.reading.formats.bids_writing.write_tsv", fail)
    for name in (NAME, "set"):
        with pytest.raises(Exception, match="No space left on device"):
            convert(recording, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_file_of_this_name_is_kept(tmp_path: Path, recording: Recording) -> None:
    (tmp_path / "a.parquet").write_bytes(b"mine")
    with pytest.raises(ArgumentError, match=r"a\.parquet exists; expected a new name"):
        convert(recording, tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == b"mine"


def test_real_exports_are_the_same_after_conversion(shared: Path, tmp_path: Path) -> None:
    for number, name in enumerate(
        ("axivity/ax6_testfile.cwa", "actigraph_gt3x/ISM_Enabled.gt3x")
    ):
        made = read(shared / "formats" / name)
        for target in (f"{number}.parquet", f"{number}"):
            convert(made, tmp_path / target)
            found = read(tmp_path / target)
            np.testing.assert_array_equal(found.acceleration_g, made.acceleration_g)
            assert len(found.stretches) == len(made.stretches)
            assert found.start == made.start
            assert found.time_zone == made.time_zone
