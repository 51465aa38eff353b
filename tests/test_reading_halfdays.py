"""A clock of 12 hours that says no AM and no PM goes on after 12:59 and at midnight."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

N = 600
TRUE_G = planted_g(N)
DATED = "%Y-%m-%d %I:%M:%S.%f"


def opened(
    path: Path, begin: str, form: str, rate_hz: float = 100, late_s: float = 0
) -> Recording:
    """Read stamps of a clock of 12 hours; those of the second half are late."""
    late_row = N // 2
    at = [
        datetime.fromisoformat(begin)
        + timedelta(seconds=row / rate_hz + late_s * (row >= late_row))
        for row in range(N)
    ]
    rows = [
        f"{each.strftime(form)[: None if form[-1] == 'S' else -3]},{x},{y},{z}"
        for each, (x, y, z) in zip(at, TRUE_G, strict=True)
    ]
    path.write_text("\n".join(["time,x,y,z", *rows]) + "\n")
    return read(path)


@pytest.mark.parametrize("form", [DATED, "%I:%M:%S.%f", "%d.%m.%Y %I:%M:%S.%f"])
@pytest.mark.parametrize("begin", ["2025-03-24 00:59:57", "2025-03-24 12:59:57"])
def test_after_12_59_comes_01_00(tmp_path: Path, form: str, begin: str) -> None:
    recording = opened(tmp_path / "log.csv", begin, form)
    assert len(recording.stretches) == 1
    np.testing.assert_allclose(recording.time_s, np.arange(N) / 100, atol=1e-6)
    (said,) = (each for each in recording.notices if "12 hours" in each)
    assert "--start" in said


def test_midnight_tells_that_it_began_after_noon(tmp_path: Path) -> None:
    recording = opened(tmp_path / "log.csv", "2025-03-24 23:59:57", DATED)
    assert len(recording.stretches) == 1
    assert recording.start == datetime(2025, 3, 24, 23, 59, 57)  # noqa: DTZ001
    assert not any("--start" in each for each in recording.notices if "12 hours" in each)


@pytest.mark.parametrize("form", [DATED, "%I:%M:%S.%f"])
def test_a_day_and_a_half_at_5_hz_has_no_gap(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "N", 5 * 36 * 3600)
    monkeypatch.setitem(globals(), "TRUE_G", planted_g(N))
    recording = opened(tmp_path / "log.csv", "2025-03-24 15:00:00", form, rate_hz=5)
    assert len(recording.stretches) == 1
    assert recording.time_s[-1] == pytest.approx((N - 1) / 5)
    if form == DATED:
        assert recording.start == datetime(2025, 3, 24, 15)  # noqa: DTZ001


def test_a_gap_at_one_o_clock_may_be_half_a_day_longer(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"line 302 goes back in time.*AM and PM"):
        opened(tmp_path / "log.csv", "2025-03-24 12:59:57", DATED, late_s=30)


def test_a_clock_of_24_hours_keeps_its_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On until noon and from noon of the next day: the pause is a day and one sample."""
    monkeypatch.setitem(globals(), "N", 5 * 3 * 3600)
    monkeypatch.setitem(globals(), "TRUE_G", planted_g(N))
    form, begin = DATED.replace("%I", "%H"), "2025-03-24 10:30:00"
    assert len(opened(tmp_path / "log.csv", begin, form, 5, 86_400).stretches) == 2


def test_a_clock_of_24_hours_that_is_set_back_is_refused(tmp_path: Path) -> None:
    form, begin = DATED.replace("%I", "%H"), "2025-03-24 15:59:57"
    with pytest.raises(ReadError, match="goes back in time"):
        opened(tmp_path / "log.csv", begin, form, late_s=-43_200)
