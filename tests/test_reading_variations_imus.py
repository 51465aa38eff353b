"""What else the exports of inertial sensors look like: versions, options, locales."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from myosense.reading import read
from myosense.recording import Recording

Motion = npt.NDArray[np.float64]
Put = Callable[..., Path]
N = 600
GRAVITY_G = np.array([0.36, -0.48, 0.8])
STANDARD = 9.80665
EPOCH_MS = 1_629_403_337_780
NUMBER = np.arange(N)


def draw(gravity: Motion, swing: float, seed: int) -> Motion:
    """Draw a motion: noise, and a swing in the middle."""
    noise = np.random.default_rng(seed).normal(0, 0.003 * swing, (N, 3)) + gravity
    noise[300:350] += swing * np.sin(np.arange(50) / 5)[:, None] * [0.4, 0.8, -0.6]
    return noise


TRUE_G = draw(GRAVITY_G, 1.0, 5)
FREE_G = TRUE_G - GRAVITY_G
TRUE_DPS = draw(np.array([3.0, -7.0, 12.0]), 200.0, 6)
ACC, TURN = STANDARD * TRUE_G, TRUE_DPS


def csv(
    header: str, columns: Iterable[npt.ArrayLike], mark: str = ",", decimal: str = "."
) -> str:
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)

    def cell(value: object) -> str:
        return str(value).replace(".", decimal) if isinstance(value, float) else str(value)

    return "\n".join([header, *(mark.join(map(cell, row)) for row in rows)]) + "\n"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(text: str, name: str = "sensor.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def check(recording: Recording, rate_hz: float, true_g: Motion = TRUE_G) -> None:
    """Compare samples and rate with what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, true_g, atol=2e-3)
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=2e-3)
    is_free = np.array_equal(true_g, FREE_G)
    said = recording.evidence["gravity_included"]
    assert said.startswith("no" if is_free else "yes")


def check_turning(recording: Recording) -> None:
    """Compare the gyroscope with what was planted."""
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=0.1)


PACKETS = "PacketCounter,SampleTimeFine,"
AXES = "Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z"


@pytest.mark.parametrize(("tick_us", "rate_hz"), [(1, 60), (1, 120), (100, 60), (100, 30)])
@pytest.mark.parametrize("start", [PACKETS, "SampleTimeFine,"])
def test_the_clock_of_a_dot_ticks_in_either_way(
    put: Put, start: str, tick_us: int, rate_hz: float
) -> None:
    ticks = (2**32 - 5000 + np.round(NUMBER * 1e6 / tick_us / rate_hz)) % 2**32
    first = [NUMBER, ticks.astype(int)][-start.count(",") :]
    recording = read(put(csv(start + AXES + ",Status", [*first, *ACC.T, *TURN.T, NUMBER])))
    check(recording, rate_hz)
    check_turning(recording)


def test_a_dot_that_was_saved_again_with_tabs_is_none_of_mt_manager(put: Put) -> None:
    head = "DeviceTag:,Left wrist\nOutputRate:,60Hz\n"
    head += "StartTime:,2023-03-20_20:21:13_835 GMT-05:30\n\n"
    us = np.round(NUMBER * 1e6 / 60).astype(int)
    text = head + csv(PACKETS + AXES, [NUMBER, us, *ACC.T, *TURN.T])
    recording = read(put(text.replace(",", "\t")))
    check(recording, 60)
    check_turning(recording)
    assert str(recording.start) == "2023-03-20 20:21:13.835000-05:30"


MT_HEAD = "// Start Time: Unknown\n// Firmware Version: 4.0.2\n"


@pytest.mark.parametrize(
    ("mark", "decimal"), [("\t", "."), (",", "."), (";", ","), (" ", ".")]
)
@pytest.mark.parametrize("rate", ["", "// Update Rate: 100.0Hz\n"])
def test_mt_manager_parts_cells_as_told_and_may_leave_the_rate_out(
    put: Put, mark: str, decimal: str, rate: str
) -> None:
    names = (PACKETS + AXES).replace(",", mark)
    columns = [(NUMBER + 65_300) % 65_536, 100 * NUMBER + 77, *ACC.T, *np.radians(TURN).T]
    recording = read(
        put(MT_HEAD + rate + csv(names, columns, mark, decimal), "MT_0120.txt")
    )
    check(recording, 100)
    check_turning(recording)


@pytest.mark.parametrize("axes", ["XYZ", "ENU"])
def test_mt_manager_without_gravity_says_so(put: Put, axes: str) -> None:
    names = "\t".join(["PacketCounter", "SampleTimeFine", *(f"FreeAcc_{a}" for a in axes)])
    blank = np.full(N, "")
    text = csv(names, [NUMBER, blank, *(STANDARD * FREE_G).T], "\t")
    check(read(put(f"{MT_HEAD}// Update Rate: 100.0Hz\n{text}")), 100, FREE_G)


@pytest.mark.parametrize("is_valid", [True, False])
def test_mt_manager_starts_at_the_instant_of_its_receiver(put: Put, is_valid: bool) -> None:  # noqa: FBT001
    parts = {"Nano": 250_000_000, "Year": 2021, "Month": 8, "Day": 20, "Hour": 14}
    parts |= {"Minute": 5, "Second": 59, "Valid": 7 * is_valid}
    names = ["PacketCounter", "SampleTimeFine", *(f"UTC_{part}" for part in parts)]
    names += AXES.split(",")[:3]
    columns = [
        NUMBER,
        100 * NUMBER,
        *(np.full(N, value) for value in parts.values()),
        *ACC.T,
    ]
    recording = read(put(MT_HEAD + csv("\t".join(names), columns, "\t")))
    check(recording, 100)
    expected = datetime(2021, 8, 20, 14, 5, 59, 250_000, tzinfo=UTC) if is_valid else None
    assert recording.start == expected
