"""When jerks come, in the summary and in plain words, with and without a sleep log."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from myosense import Analysis, analyze, simulate
from myosense.cli import main
from myosense.reading.clock import parse_start
from myosense.recording import Recording
from myosense.report import when
from myosense.simulation import Simulation


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(
        seed=2, hours=0.4, rate_per_h=200, sample_rate_hz=50, recording_id="night",
        start=parse_start("2025-06-01T22:00"), time_zone="Europe/Berlin",
    )  # fmt: skip


@pytest.fixture(scope="module")
def sleep_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "sleep.csv"
    path.write_text("start,stop\n2025-06-01 20:00,2025-06-01 22:12\n", encoding="utf-8")
    return path


def site_of(recording: Recording, sleep_log: Path | None = None) -> dict[str, Any]:
    (site,) = analyze(recording, sleep_log=sleep_log).summary["sites"]
    return dict(site)


def test_a_sleep_log_parts_the_jerks_and_is_named_in_the_record(
    simulation: Simulation, sleep_log: Path, tmp_path: Path
) -> None:
    analysis = analyze(simulation.recording, sleep_log=sleep_log)
    table = analysis.tables["moments"]
    assert set(table["source"]) == {"sleep log"}
    assert table["n"].fillna(0).sum() == analysis.events["n_jerks"].sum()
    assert analysis.provenance["sleep_log"]["file"] == "sleep.csv"
    analysis.save(tmp_path / "out")
    assert Analysis.load(tmp_path / "out").provenance == analysis.provenance
    (site,) = analysis.summary["sites"]
    said = when.moments(site)
    assert said.startswith("after waking ")
    assert "; otherwise " in said
    assert "sleep onset" not in said  # It lies before the recording.


def test_the_command_takes_the_log_and_refuses_a_bad_one(
    simulation: Simulation, sleep_log: Path, tmp_path: Path
) -> None:
    from myosense.reading import write_parquet  # noqa: PLC0415

    write_parquet(simulation.recording, tmp_path / "night.parquet")
    words = ["analyze", str(tmp_path / "night.parquet"), "--sleep-log"]
    result = CliRunner().invoke(main, [*words, str(sleep_log), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "Moments" in result.stdout
    said = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert said["sites"][0]["moments"][0]["moment"] == "after_waking"
    bad = tmp_path / "bad.csv"
    bad.write_text("start,stop\nlate,early\n", encoding="utf-8")
    result = CliRunner().invoke(main, [*words, str(bad), "-o", str(tmp_path / "bad")])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: bad.csv: line 2 has 'late'")
    assert not (tmp_path / "bad").exists()


def test_a_log_of_other_nights_is_said_to_tell_nothing(
    simulation: Simulation, sleep_log: Path, tmp_path: Path
) -> None:
    other = tmp_path / "sleep.csv"
    other.write_text("start,stop\n2024-06-01 20:00,2024-06-01 22:12\n", encoding="utf-8")
    said = "sleep log: none of its times of falling asleep or waking lies in judged time"
    for log, n in ((other, 1), (sleep_log, 0), (None, 0)):
        notices = analyze(simulation.recording, sleep_log=log).summary["notices"]
        assert sum(notice.startswith(said) for notice in notices) == n


def test_without_a_log_nothing_is_called_sleep(simulation: Simulation) -> None:
    site = site_of(simulation.recording)
    assert {row["source"] for row in site["moments"]} == {"long stillness"}
    assert "sleep" not in when.moments(site)


def test_of_the_day_nothing_is_said_before_an_hour_was_judged_twice(
    simulation: Simulation,
) -> None:
    site = site_of(simulation.recording)
    assert site["circadian"]["reason"].startswith("0 of 24 hours of the clock")
    assert when.circadian(site) == ""
    reason = "12 of 24 hours of the clock were judged on 2 days; 18 are needed"
    row = {**site["circadian"], "n_hours": 12, "reason": reason}
    said = when.circadian({**site, "circadian": row})
    assert said == f"nothing said of a daily rhythm: {reason}"


def test_spacing_is_said_where_it_is_known() -> None:
    row = {
        "spacing": "clustered", "burstiness": 0.2136, "n_intervals": 41,
        "median_interval_s": 250.0,
    }  # fmt: skip
    assert when.spacing({"spacing": row}) == (
        "in clusters (burstiness 0.21, 41 intervals, median 4 min)"
    )
    assert when.spacing({"spacing": {**row, "spacing": None}}) == ""
    assert when.spacing({}) == when.moments({}) == when.circadian({}) == ""


def test_the_hour_of_the_peak_is_said_with_its_interval() -> None:
    row = {
        "peak_hour": 23.5, "peak_low": 22.0, "peak_high": 25.0, "peak_to_trough": 3.14,
        "ratio_low": 1.9, "ratio_high": 5.0, "n_hours": 24,
    }  # fmt: skip
    assert when.circadian({"circadian": row}) == (
        "most around 23:30 (95 % interval 22:00 to 01:00), 3.1 times as many as at the "
        "quietest hour (1.9 to 5.0)"
    )


def test_places_that_a_table_does_not_have_stay_empty(simulation: Simulation) -> None:
    from myosense.when import add  # noqa: PLC0415

    tables = analyze(simulation.recording).tables
    found = add({"sites": [{"site": "all", "side": "all"}], "notices": []}, tables)
    (site,) = found["sites"]
    assert (site["spacing"], site["moments"], site["circadian"]) == (None, [], None)
    assert found["notices"] == []
