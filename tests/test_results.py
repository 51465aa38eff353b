"""What is saved comes back, is the same to the byte, and never harms what was there."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import ZONE, jerks
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from myosense import Analysis, Settings, analyze, simulate
from myosense.body import Body
from myosense.coverage import Coverage
from myosense.errors import ResultError
from myosense.events import COLUMNS, NAMES
from myosense.recording import Recording, recording_from_arrays
from myosense.results import tables
from myosense.results.folders import check_free

EVENING = datetime(2025, 10, 26, 2, 10)  # noqa: DTZ001 - a wall clock, in the hour that repeats
TABLES = ("events", "rejected", "rates", "diary")


def recording(site: str = "wrist", **changes: Any) -> Recording:  # noqa: ANN401
    """Simulate three minutes of a person who jerks and moves."""
    simulation = simulate(
        seed=3, hours=0.05, site=site, rate_per_h=120, scenario="evening",
        sample_rate_hz=50, recording_id=site,
    )  # fmt: skip
    return replace(simulation.recording, **changes)


def resting(recording_id: str) -> Recording:
    """Return a minute without an event."""
    down_g = np.tile([0.0, 0.0, 1.0], (3000, 1))
    return recording_from_arrays(down_g, sample_rate_hz=50, recording_id=recording_id)


MAKE: dict[str, Callable[[], Analysis]] = {
    "two sensors in a zone": lambda: analyze(
        [recording(), recording("ankle")], time_zone=ZONE
    ),
    "a zone, in the hour that autumn repeats": lambda: analyze(
        recording(start=EVENING.replace(tzinfo=ZoneInfo(ZONE), fold=1), time_zone=ZONE)
    ),
    "a fixed offset": lambda: analyze(recording(start=EVENING), time_zone="UTC+02:00"),
    "a wall clock without a zone": lambda: analyze(recording(start=EVENING)),
    "no clock": lambda: analyze(recording()),
    "an unknown site": lambda: analyze(recording(site="hip"), site="unknown"),
    "two zones": lambda: analyze(
        [
            recording(
                start=EVENING.replace(tzinfo=ZoneInfo(zone)), time_zone=zone, site=site
            )
            for zone, site in ((ZONE, "wrist"), ("Asia/Tokyo", "ankle"))
        ]
    ),
    "nothing found": lambda: analyze(resting("still")),
    "other settings": lambda: analyze(recording(), settings=Settings.preset("specific")),
}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(recording(start=EVENING, path="left.csv"), time_zone=ZONE)


def test_an_analysis_is_named_by_its_first_line(analysis: Analysis) -> None:
    assert repr(analysis) == f"<Analysis: {analysis.summary['first_line']}>"


@pytest.fixture(scope="module")
def result(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "out"
    analysis.save(folder)
    return folder


@pytest.fixture
def saved(result: Path, tmp_path: Path) -> Path:
    return shutil.copytree(result, tmp_path / "out")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def check_same(one: Analysis, other: Analysis) -> None:
    for name in TABLES:
        assert_frame_equal(getattr(one, name), getattr(other, name), rtol=1e-6, atol=1e-6)
    assert one.tables.keys() == other.tables.keys()
    for name, table in one.tables.items():
        assert_frame_equal(table, other.tables[name], rtol=1e-6, atol=1e-6)
    for name in ("recordings", "settings", "summary", "provenance"):
        assert getattr(one, name) == getattr(other, name)
    for key, fact in one.recordings.items():
        # Equal stamps may still part in which of two repeated hours they mean.
        assert str(fact.start) == str(other.recordings[key].start)
    check_same_coverages(one.coverages, other.coverages)
    assert one.body.facts == other.body.facts
    check_same_coverages(one.body.coverages, other.body.coverages)
    assert_frame_equal(one.body.events, other.body.events, rtol=1e-6, atol=1e-6)


def check_same_coverages(one: dict[str, Coverage], other: dict[str, Coverage]) -> None:
    assert one.keys() == other.keys()
    for key, covered in one.items():
        np.testing.assert_array_equal(covered.usable, other[key].usable)
        assert_frame_equal(covered.reasons, other[key].reasons)
        assert_frame_equal(covered.state, other[key].state)
        assert covered.recorded_s == other[key].recorded_s
        assert covered.flags == other[key].flags


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
def test_what_is_saved_comes_back_and_is_saved_the_same_again(
    make: Callable[[], Analysis], tmp_path: Path
) -> None:
    made = make()
    made.save(tmp_path / "first")
    loaded = Analysis.load(tmp_path / "first")
    check_same(made, loaded)
    loaded.save(tmp_path / "second")
    first, second = content(tmp_path / "first"), content(tmp_path / "second")
    assert first.keys() == second.keys()
    differ = {name for name in first if first[name] != second[name]}
    # A rounded peak may move by a pixel, and run.json holds the picture's hash.
    assert differ <= {"day.png", "run.json"}


def test_the_person_comes_back_with_the_sensors(analysis: Analysis, tmp_path: Path) -> None:
    fact = replace(analysis.recordings["wrist"], recording_id="body/wrist", site="all")
    body = Body(
        facts={"body/wrist": fact},
        coverages={"body/wrist": analysis.coverages["wrist"]},
        events=analysis.events.assign(recording_id="body/wrist", site="all"),
    )
    made = replace(analysis, body=body)
    made.save(tmp_path / "person")
    check_same(made, Analysis.load(tmp_path / "person"))
    assert {"events_of_body.tsv", "coverage_of_body.json"} <= content(
        tmp_path / "person"
    ).keys()


def test_a_rerun_is_the_same_to_the_byte(tmp_path: Path, saved: Path) -> None:
    again = analyze(recording(start=EVENING, path="left.csv"), time_zone=ZONE)
    again.save(tmp_path / "again")
    assert content(tmp_path / "again") == content(saved)


def test_the_folder_holds_what_the_contract_names(saved: Path) -> None:
    assert content(saved).keys() - {f"{name}.csv" for name in tables.CSV_TABLES} == {
        "coverage.json", "day.png", "run.json", "summary.json", "wrist_events.json",
        "wrist_events.tsv", "wrist_rejected.tsv",
    }  # fmt: skip
    assert {"diary.csv", "rates.csv"} <= content(saved).keys()


def test_events_are_written_as_bids_wants_them(tmp_path: Path) -> None:
    table = jerks([2.5], place="wrist left", peak_g=[1 / 3], snr=[1e6], width_s=[np.nan])
    path = tmp_path / "a_events.tsv"
    tables.write_events(path, table)
    header, row = (line.split("\t") for line in path.read_text().splitlines())
    said = dict(zip(header, row, strict=True))
    assert header[:3] == ["onset", "duration", "peak_time"]
    assert {*header[3:], "onset_s", "duration_s", "peak_s"} == set(NAMES)
    assert (said["onset"], said["duration"], said["peak_time"]) == (
        "2.400000",
        "n/a",
        "2.500000",
    )
    assert (said["peak_g"], said["snr"]) == ("0.3333333", "1000000")
    assert said["width_s"] == said["time"] == said["intensity"] == said["flags"] == "n/a"


def test_the_sidecar_says_unit_and_meaning_of_every_column(saved: Path) -> None:
    header = (saved / "wrist_events.tsv").read_text().splitlines()[0].split("\t")
    sidecar = json.loads((saved / "wrist_events.json").read_text())
    assert list(sidecar) == header
    declared = {column.name: column for column in COLUMNS}
    assert sidecar["peak_time"]["Units"] == "s"
    assert sidecar["peak_g"]["Description"] == declared["peak_g"].meaning
    assert "Units" not in sidecar["label"]


@settings(max_examples=25)
@given(
    peaks_s=st.lists(st.floats(0, 604_800), min_size=1, max_size=6).map(sorted),
    peak_g=st.one_of(st.floats(1e-3, 100), st.just(np.nan), st.just(np.inf)),
    flags=st.sampled_from(["", "clipped", "clipped|long"]),
    intensity=st.sampled_from([None, "mild"]),
)
def test_events_come_back_to_the_microsecond_and_seven_digits(
    tmp_path_factory: pytest.TempPathFactory,
    peaks_s: list[float],
    peak_g: float,
    flags: str,
    intensity: str | None,
) -> None:
    path = tmp_path_factory.mktemp("events") / "a.tsv"
    table = jerks(
        peaks_s, peak_g=peak_g, flags=flags, intensity=intensity, state="rest",
        body_event_id="a-000001",
    )  # fmt: skip
    tables.write_events(path, table)
    first = path.read_bytes()
    read = tables.read_events([first], "datetime64[ns]")
    assert_frame_equal(read, table, rtol=1e-6, atol=5.1e-7)
    tables.write_events(path, read)
    assert path.read_bytes() == first


def test_the_run_is_recorded_without_paths_or_the_time_of_the_run(
    saved: Path, tmp_path: Path
) -> None:
    text = (saved / "run.json").read_text()
    run = json.loads(text)
    assert str(tmp_path) not in text
    assert str(Path.cwd()) not in text
    assert run["inputs"]["wrist"]["file"] == "left.csv"
    assert run["settings"]["detection"]["min_peak_g"] == Settings().detection.min_peak_g
    assert {"versions", "python", "platform", "warnings"} <= run.keys()
    hashes = {
        name: hashlib.sha256(data).hexdigest()
        for name, data in content(saved).items()
        if name != "run.json"
    }
    assert run["outputs"] == hashes


def test_an_occupied_folder_is_refused(saved: Path, analysis: Analysis) -> None:
    before = content(saved)
    with pytest.raises(ResultError, match="out is not empty; expected a new"):
        analysis.save(saved)
    assert content(saved) == before


def test_a_place_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(ResultError, match=r"lies in .*a\.txt, which is a file"):
        check_free(tmp_path / "a.txt" / "b" / "c", overwrite=False)
    check_free(tmp_path / "new" / "deep", overwrite=False)
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != tmp_path)
    with pytest.raises(ResultError, match="nothing may be put into "):
        check_free(tmp_path / "new" / "deep", overwrite=False)


def test_an_empty_folder_and_missing_parents_are_no_hindrance(
    analysis: Analysis, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    analysis.save(tmp_path / "empty")
    analysis.save(tmp_path / "a" / "b")
    assert content(tmp_path / "empty") == content(tmp_path / "a" / "b")


def test_overwrite_replaces_a_former_result_whole(tmp_path: Path, saved: Path) -> None:
    other = analyze(resting("still"))
    other.save(saved, overwrite=True)
    assert "wrist_events.tsv" not in content(saved)
    check_same(other, Analysis.load(saved))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("marker", ["", "{}", '{"kind": "mine", "outputs": {"a.txt": ""}}'])
def test_overwrite_replaces_nothing_but_a_former_result(
    analysis: Analysis, tmp_path: Path, marker: str
) -> None:
    (tmp_path / "a.txt").write_text("mine")
    if marker:
        (tmp_path / "run.json").write_text(marker)
    with pytest.raises(ResultError, match=r"holds 'a\.txt', which is no part"):
        analysis.save(tmp_path, overwrite=True)
    assert (tmp_path / "a.txt").read_text() == "mine"


def test_overwrite_spares_a_note_put_beside_a_former_result(
    analysis: Analysis, saved: Path
) -> None:
    (saved / "notes.txt").write_text("mine")
    with pytest.raises(ResultError, match=r"'notes\.txt'"):
        analysis.save(saved, overwrite=True)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left")])
def test_a_failure_leaves_everything_as_it_was(
    analysis: Analysis, saved: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_args: object) -> None:
        raise error

    before = content(saved)
    monkeypatch.setattr("myosense.report.picture.draw_day", fail)
    for folder in (saved, saved.parent / "new"):
        with pytest.raises((KeyboardInterrupt, ResultError)):
            analysis.save(folder, overwrite=True)
    assert content(saved) == before
    assert [path.name for path in saved.parent.iterdir()] == ["out"]


def test_a_former_result_comes_back_if_it_cannot_be_replaced(
    analysis: Analysis, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rename = content(saved), Path.rename

    def fail_at_the_last_step(self: Path, target: Path) -> Path:
        if self.suffix == ".part":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_last_step)
    with pytest.raises(ResultError, match=r"cannot be written \(Input/output error\)"):
        analysis.save(saved, overwrite=True)
    assert content(saved) == before
    assert [path.name for path in saved.parent.iterdir()] == ["out"]


def test_a_name_that_no_file_can_have_is_refused(
    analysis: Analysis, tmp_path: Path
) -> None:
    odd = replace(analysis, recordings={"../up": analysis.recordings["wrist"]})
    with pytest.raises(ResultError, match=r"named '\.\./up'"):
        odd.save(tmp_path / "out")
    assert not list(tmp_path.iterdir())


READ = (
    "coverage.json", "diary.csv", "rates.csv", "run.json", "summary.json",
    "wrist_events.tsv", "wrist_rejected.tsv",
)  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_a_missing_file_is_named(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(ResultError, match=f"out/{name} cannot be read"):
        Analysis.load(saved)


@pytest.mark.parametrize("name", [name for name in READ if name != "run.json"])
def test_a_file_that_was_cut_or_changed_is_named(saved: Path, name: str) -> None:
    path = saved / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ResultError, match=f"out/{name} was changed"):
        Analysis.load(saved)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text[:-20], "is no JSON"),
        (lambda _text: "[]", "is of kind None; expected 'myosense result"),
        (lambda text: text.replace("myosense result 1", "x"), "is of kind 'x'"),
        (lambda text: text.replace('"settings"', '"sittings"'), "not as this version"),
        (lambda text: text.replace('"min_peak_g"', '"min"'), "'detection.min'"),
    ],
)
def test_a_broken_run_is_named(
    saved: Path, change: Callable[[str], str], said: str
) -> None:
    path = saved / "run.json"
    path.write_text(change(path.read_text()))
    with pytest.raises(ResultError, match=r"out/run\.json ") as caught:
        Analysis.load(saved)
    assert said in str(caught.value)


def test_missing_text_and_empty_text_part_ways(tmp_path: Path) -> None:
    table = jerks([1, 2], flags=["", "clipped"], intensity=[None, "mild"])
    tables.write_events(tmp_path / "a.tsv", table)
    read = tables.read_events([(tmp_path / "a.tsv").read_bytes()], "datetime64[ns]")
    assert read["flags"].tolist() == ["", "clipped"]
    assert pd.isna(read["intensity"][0])


def test_many_rows_are_written_as_few_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = jerks([float(second) for second in range(1, 24)])
    tables.write_events(tmp_path / "at_once.tsv", table)
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", 5)
    tables.write_events(tmp_path / "in_parts.tsv", table)
    whole = (tmp_path / "at_once.tsv").read_bytes()
    assert whole.count(b"\n") == 24
    assert (tmp_path / "in_parts.tsv").read_bytes() == whole
