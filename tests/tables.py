"""The motion, and the text tables of it, that tests of reading write."""

import numpy as np
import numpy.typing as npt
import pytest

from myosense.recording import Recording

Motion = npt.NDArray[np.float64]
RATE_HZ = 50.0
N = 500
EPOCH_S = 1_741_000_000  # 2025-03-03 11:06:40 UTC


def make_motion(n: int = N, seed: int = 7) -> Motion:
    """Ten seconds at 1 g with a slow turn, a little noise and one jerk, in 0.1 mg."""
    time_s = np.arange(n) / RATE_HZ
    angle = 0.3 * np.sin(0.4 * time_s)
    motion = np.column_stack((np.sin(angle), 0.1 + 0 * angle, np.cos(angle)))
    motion += np.random.default_rng(seed).normal(0, 0.004, (n, 3))
    motion[n // 2 : n // 2 + 4] += [0.5, -0.8, 0.3]
    return np.round(motion, 4)


MOTION = make_motion()
TIME_S = np.arange(N) / RATE_HZ


def table(
    cells: list[list[str]], header: str = "", separator: str = ",", end: str = "\n"
) -> str:
    """Write rows as text."""
    lines = ([header] if header else []) + [separator.join(row) for row in cells]
    return end.join(lines) + end


def rows(
    times: list[str], motion: Motion = MOTION, *, fmt: str = "%.4f"
) -> list[list[str]]:
    """Put time and axes beside each other, as text."""
    return [
        [time, *(fmt % value for value in axes)]
        for time, axes in zip(times, motion, strict=True)
    ]


ELAPSED = [f"{time:.2f}" for time in TIME_S]
PLAIN = table(rows(ELAPSED), "time,x,y,z")


def same_motion(recording: Recording, *, tolerance_g: float = 6e-5) -> None:
    """Compare with the motion that was written."""
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=tolerance_g)
    assert recording.acceleration_g.dtype == np.float32
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-6)
    np.testing.assert_allclose(recording.time_s, TIME_S, atol=1e-6)
    assert len(recording.stretches) == 1


def iso(seconds: npt.ArrayLike, pattern: str = "%Y-%m-%d %H:%M:%S.%f") -> list[str]:
    """Write epochs as text, by pandas' own formatter."""
    import pandas as pd  # noqa: PLC0415

    stamps = pd.to_datetime(np.round(np.asarray(seconds) * 1e3).astype("i8"), unit="ms")
    return [str(text) for text in stamps.strftime(pattern)]


EPOCHS = EPOCH_S + TIME_S
MS2 = MOTION * 9.80665
