"""Clocks of presets: origins, counters that start anew, lost packets, anchored sensors."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.clocks import CLOCKS
from myosense.reading.table import Declared, Stamps
from myosense.reading.times import number_stamps

MOMENT = datetime(2024, 3, 10, 7, 8, 9, 250_000)  # noqa: DTZ001


def told(rule: str, *columns: object, declared: Declared | None = None) -> Stamps:
    stamps = CLOCKS[rule](columns, declared or Declared())
    assert stamps is not None
    return stamps


@pytest.mark.parametrize(
    ("rule", "first", "per_second", "kind"),
    [
        # 2024-03-10 is 45361 days after 1899-12-30 and day 739321 of MATLAB.
        ("Excel days", 45361 + (7 * 3600 + 8 * 60 + 9.25) / 86400, 1 / 86400, "wall"),
        ("MATLAB days", 739321 + (7 * 3600 + 8 * 60 + 9.25) / 86400, 1 / 86400, "wall"),
        ("local epoch s", 1710054489.25, 1, "wall"),
        ("epoch ms", 1710054489250.0, 1e3, "utc"),
        ("ns since 2000", 763369689.25e9, 1e9, "utc"),
        # 1970-01-01 is FILETIME 116444736000000000, and DateTime.UnixEpoch has
        # 621355968000000000 ticks (Microsoft).
        ("ticks since 1601", 116444736000000000 + 17100544892500000, 1e7, "utc"),
        ("ticks since year 1", 621355968000000000 + 17100544892500000, 1e7, "wall"),
    ],
)
def test_origins(rule: str, first: float, per_second: float, kind: str) -> None:
    stamps = told(rule, first + np.arange(100) / 50 * per_second)
    assert stamps.kind == kind
    instant = MOMENT.replace(tzinfo=UTC).timestamp()
    start_s = stamps.origin_ns / 1e9 + stamps.time_s[0]
    assert start_s == pytest.approx(instant, abs=2e-5)
    np.testing.assert_allclose(np.diff(stamps.time_s), 0.02, atol=2e-5)


def test_a_counter_of_32_bits_is_counted_on_over_its_end() -> None:
    true_us = 2**32 - 500_000 + np.arange(100) * 16_667
    stamps = told("SampleTimeFine", (true_us % 2**32).astype(float))
    np.testing.assert_allclose(stamps.time_s, true_us / 1e6, atol=1e-9)
    assert stamps.meaning == "elapsed us, a counter of 32 bits"
    ticks = told("SampleTimeFine", (2**32 - 900 + np.arange(60) * 167) % 2**32 * 1.0)
    np.testing.assert_allclose(np.diff(ticks.time_s), 0.0167, atol=1e-9)
    assert ticks.meaning.startswith("elapsed ticks of 100 us")


def test_lost_packets_leave_a_hole_over_the_counters_end() -> None:
    counted = np.array([65533, 65534, 65535, 0, 1, 5, 6], dtype=float)
    stamps = told("packets of 16 bits", counted, declared=Declared(sample_rate_hz=100.0))
    np.testing.assert_allclose(np.diff(stamps.time_s), [0.01] * 4 + [0.04, 0.01])
    assert CLOCKS["packets of 16 bits"]([counted], Declared()) is None


def test_small_steps_back_stay_steps_back() -> None:
    stamps = told("SampleTimeFine", np.array([0.0, 20_000, 10_000, 30_000, 40_000]))
    np.testing.assert_allclose(np.diff(stamps.time_s), [0.02, -0.01, 0.02, 0.01])


def test_the_sensors_clock_spaces_rows_from_the_hour_of_the_text() -> None:
    own_ns = 7.6e17 + np.arange(200) * 19_340_400.0
    jitter_ms = np.random.default_rng(2).integers(0, 40, 200)
    at_ms = np.arange(200) * 19 + jitter_ms
    text = [f"2024-03-10T07:08:{9 + ms // 1000:02d}.{ms % 1000:03d}" for ms in at_ms]
    stamps = told("text, spaced by ns", pa.chunked_array([text]), own_ns)
    assert stamps.kind == "wall"
    np.testing.assert_allclose(np.diff(stamps.time_s), 0.0193404, atol=2e-7)
    first = datetime.fromisoformat(text[0]).replace(tzinfo=UTC).timestamp()
    assert stamps.origin_ns / 1e9 + stamps.time_s[0] == pytest.approx(first, abs=1e-6)


@pytest.mark.parametrize("rule", ["epoch ms", "Excel days", "SampleTimeFine"])
@pytest.mark.parametrize("cells", [[np.nan] * 5, [3.0] * 5, [0.0, 1e30, 2e30]])
def test_what_no_rate_can_be_read_from_is_refused(rule: str, cells: list[float]) -> None:
    with pytest.raises(ReadError, match=r"rows per second|has the time stamp"):
        told(rule, np.array(cells))


def test_text_where_numbers_are_expected_is_refused() -> None:
    with pytest.raises(ReadError, match="has 'a' in its time column"):
        told("epoch ms", pa.chunked_array([["a", "b"]]))


def test_blanks_stay_blank_in_a_counter() -> None:
    stamps = told("SampleTimeFine", np.array([4.29e9, np.nan, 5_000.0, 15_000, 25_000]))
    assert np.flatnonzero(np.isnan(stamps.time_s)).tolist() == [1]
    assert np.all(np.diff(stamps.time_s[2:]) == pytest.approx(0.01))
    assert stamps.time_s[2] == pytest.approx(4294.972296)


@pytest.mark.parametrize("rule", sorted(set(CLOCKS) - {"start and rate of the header"}))
def test_a_missing_or_wrong_column_is_a_sentence(rule: str) -> None:
    for columns in ([], [pa.chunked_array([["a"] * 3])], [np.arange(3.0)] * 2):
        try:
            stamps = CLOCKS[rule](columns, Declared(sample_rate_hz=50.0))
        except ReadError as error:
            assert "expected" in str(error) or "has no" in str(error)  # noqa: PT017
        else:
            assert stamps is None or isinstance(stamps, Stamps)


@pytest.mark.parametrize(
    ("unix_ticks", "meaning"),
    [(116444736 * 10**9, "FILETIME"), (621355968 * 10**9, ".NET")],
)
def test_ticks_of_windows_are_known_by_their_size(unix_ticks: int, meaning: str) -> None:
    ticks = np.array([unix_ticks + 17100544892500000 + 200_000 * i for i in range(500)])
    stamps = number_stamps(ticks.astype(float), "Timestamp")
    assert meaning in stamps.meaning
    assert stamps.origin_ns == pytest.approx(1710054489.25e9, abs=2e4)
    np.testing.assert_allclose(np.diff(stamps.time_s), 0.02, atol=2e-5)
    ns = number_stamps(np.linspace(0, 10e9, 501) + 1710054489.25e9, "Timestamp")
    assert ns.meaning == "epoch ns in UTC"


def test_a_column_called_filetime_is_the_time(tmp_path: Path) -> None:
    rows = (
        f"{116444736000000000 + 17100544892500000 + 200_000 * i},{x:.4f},{y:.4f},{z:.4f}"
        for i, (x, y, z) in enumerate(planted_g(500))
    )
    path = tmp_path / "a.csv"
    path.write_text("\n".join(("FILETIME,x,y,z", *rows)) + "\n")
    recording = read(path)
    assert recording.start is not None
    assert recording.start.timestamp() == pytest.approx(1710054489.25, abs=2e-5)
    assert recording.sample_rate_hz == pytest.approx(50, rel=1e-3)
