"""Tables of devices that another program saved again: the same recording.

R quotes texts, a spreadsheet fills up short lines, programs put blanks behind separators or
at the ends of lines, a blank line above all, or a CR too many before the end of a line.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from exports import planted_g

from myosense.reading import read
from myosense.recording import Recording

N = 600
TRUE_G = planted_g(N)
Save = Callable[[str], str]


def quoted(text: str) -> str:
    """Quote what is no number, as R does."""
    return "\n".join(
        ",".join(
            cell if re.fullmatch(r"-?[\d.]+|", cell) else f'"{cell}"'
            for cell in line.split(",")
        )
        for line in text.splitlines()
    )


def filled_up(text: str) -> str:
    """Give all lines as many cells, as spreadsheets do."""
    n_marks = max(line.count(",") for line in text.splitlines())
    return "\n".join(line + "," * (n_marks - line.count(",")) for line in text.splitlines())


SAVED: dict[str, Save] = {
    "as it was": str,
    "quoted by R": quoted,
    "filled up": filled_up,
    "all quoted": lambda text: re.sub(r"[^,\n]+", r'"\g<0>"', text),
    "with spaces": lambda text: text.replace(",", ", "),
    "ends marked": lambda text: text.replace("\n", ",\n") + ",",
    "below a blank line": lambda text: f"\n{text}",
    "with spaces at the ends": lambda text: text.replace("\n", " \n"),
    "CR CR LF": lambda text: text.replace("\n", "\r\r\n") + "\r\r\n",
}


def table(*columns: Sequence[str] | npt.NDArray[Any]) -> str:
    rows = zip(*columns, strict=True)
    return "\n".join(",".join(map(str, np.hstack(row))) for row in rows)


def empatica() -> str:
    counts = np.round(64 * TRUE_G).astype(int)
    three = ",".join(["1551453301.000000"] * 3)
    return f"{three}\n32.000000,32.000000,32.000000\n{table(counts)}"


def geneactiv() -> str:
    head = [
        "Device Type,GENEActiv",
        "Device Model,1.1",
        "Device Unique Serial Code,012967",
        "Device Firmware Version,Ver1.30 date 05Aug11",
        "",
        "Measurement Frequency,100 Hz",
        "Start Time,2011-10-09 10:25:02:500",
        "Time Zone,GMT +01",
    ]
    head += [""] * (100 - len(head))
    times = [f"2011-10-09 10:25:{2.5 + row / 100:06.3f}" for row in range(N)]
    times = [f"{time[:-4]}:{time[-3:]}" for time in times]
    others = np.tile([48, 0, 24.5], (N, 1))
    return "\n".join([*head, table(times, TRUE_G, others)])


def xsens_dot() -> str:
    head = [
        "sep=,",
        "DeviceTag:,Wrist",
        "FirmwareVersion:,2.0.0",
        "AppVersion:,2021.0",
        "OutputRate:,60Hz",
        "StartTime: ,2021-08-20_20:21:13_835 GMT+8",
        "",
        "PacketCounter,SampleTimeFine,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Status",
    ]
    ticks = 3_343_427_885 + 16_667 * np.arange(N)
    moved = np.round((TRUE_G - TRUE_G.mean(axis=0)) * 9.80665, 6)
    return "\n".join([*head, table(np.arange(N), ticks, moved, np.zeros(N, dtype=int))])


def mind_monitor() -> str:
    names = "TimeStamp,RAW_TP9,Accelerometer_X,Accelerometer_Y,Accelerometer_Z,Elements"
    times = [f"2021-04-05 15:48:{4 + row / 250:06.3f}" for row in range(N)]
    held = np.repeat(TRUE_G[: N // 5], 5, axis=0)
    rows = "\n".join(f"{row}," for row in table(times, np.full(N, 832.5), held).split("\n"))
    return f"{names}\n{rows}"


def check_same(recording: Recording, other: Recording) -> None:
    np.testing.assert_array_equal(recording.acceleration_g, other.acceleration_g)
    assert recording.sample_rate_hz == pytest.approx(other.sample_rate_hz)
    assert (recording.start, recording.time_zone) == (other.start, other.time_zone)
    assert recording.format == other.format
    assert recording.evidence["unit"] == other.evidence["unit"]


@pytest.mark.parametrize("saved", SAVED.values(), ids=SAVED)
@pytest.mark.parametrize(
    ("written", "rate_hz", "n_samples"),
    [
        (empatica, 32, N),
        (geneactiv, 100, N),
        (xsens_dot, 60, N),
        (mind_monitor, 50, N // 5),
    ],
)
def test_a_table_is_known_whoever_saved_it(
    tmp_path: Path, written: Callable[[], str], rate_hz: float, n_samples: int, saved: Save
) -> None:
    (tmp_path / "ACC.csv").write_bytes(f"{written()}\n".encode())
    original = read(tmp_path / "ACC.csv")
    assert original.sample_rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert original.n_samples == n_samples
    (tmp_path / "ACC.csv").write_bytes(f"{saved(written())}\n".encode())
    check_same(read(tmp_path / "ACC.csv"), original)


def test_seconds_of_a_wall_clock_stay_local_whoever_saved_them(tmp_path: Path) -> None:
    """OmGui writes the local hour as seconds since 1970: nothing but its form says so."""
    times = [f"{1551178507 + row / 100:.4f}" for row in range(N)]
    rows = table(times, [",".join(f"{v:.6f}" for v in row) for row in TRUE_G])
    for saved in SAVED.values():
        (tmp_path / "log.csv").write_bytes(f"{saved(rows)}\n".encode())
        assert read(tmp_path / "log.csv").start == datetime(2019, 2, 26, 10, 55, 7)  # noqa: DTZ001


TRIGNO = """Application:,Trigno Discover (1.6.4)
Date/Time:,12/26/2024 1:37:52 PM
EMG 01 (54717),,,
sensor mode: 45,,,
EMG 1 (mV),ACC X (G),ACC Y (G),ACC Z (G)
1925.9259 Hz,74.0741 Hz,74.0741 Hz,74.0741 Hz"""


@pytest.mark.parametrize("saved", SAVED.values(), ids=SAVED)
def test_rates_above_the_columns_are_found_whoever_saved_them(
    tmp_path: Path, saved: Save
) -> None:
    path = tmp_path / "trigno.csv"
    path.write_text(saved(f"{TRIGNO}\n{table(np.ones(N), TRUE_G)}"), newline="")
    recording = read(path)
    assert recording.sample_rate_hz == pytest.approx(74.0741)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
