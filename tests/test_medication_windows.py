"""Windows of a change between its neighbors, drawn on a line of hours."""

import numpy as np
import pandas as pd
import pytest

from myosense.medication.windows import Windows, windows

ZERO = pd.Timestamp("2000-01-01", tz="UTC")  #: Hours count from here.
FREE: tuple[str, ...] = ()


def changes(*rows: tuple[float, float, float]) -> pd.DataFrame:
    """Draw changes: hour of the first and of the last dose that changed, and wash-out."""
    first_h, last_h, washout_h = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "change": range(1, len(rows) + 1),
            "time": [ZERO + pd.Timedelta(hours=h) for h in first_h],
            "last_time": [ZERO + pd.Timedelta(hours=h) for h in last_h],
            "washout_h": washout_h,
        }
    )


@pytest.mark.parametrize(
    ("first", "third", "before_h", "after_h", "notes"),
    [
        pytest.param(
            (0, 0, 24), (300, 300, 24), (50, 100), (130, 200), FREE, id="far away"
        ),
        pytest.param(
            (30, 36, 24), (200, 200, 24), (60, 100), (130, 200),
            ("the time before starts after the wash-out of change 1",), id="one before",
        ),
        pytest.param(
            (80, 88, 12), (300, 300, 24), (100, 100), (130, 200),
            ("the wash-out of change 1 takes all the time before it",), id="just before",
        ),
        pytest.param(
            (20, 26, 24), (150, 152, 24), (50, 100), (130, 150),
            ("the time after ends at change 3",), id="one after",
        ),
        pytest.param(
            (0, 0, 24), (130, 130, 24), (50, 100), (130, 130),
            ("change 3 comes before its wash-out of 24 h ends",), id="just after",
        ),
    ],
)  # fmt: skip
def test_windows_lie_between_the_neighbors(
    first: tuple[float, float, float],
    third: tuple[float, float, float],
    before_h: tuple[float, float],
    after_h: tuple[float, float],
    notes: tuple[str, ...],
) -> None:
    found = windows(changes(first, (100, 106, 24), third), 1, 24, (50, 200))
    assert (found.before_h, found.after_h, found.notes) == (before_h, after_h, notes)


def test_the_only_change_has_all_that_was_recorded() -> None:
    found = windows(changes((100, 100, 24)), 0, 48, (50, 200))
    assert (found.before_h, found.after_h, found.notes) == ((50, 100), (148, 200), ())


def test_hours_belong_to_a_side_from_its_start_to_before_its_stop() -> None:
    drawn = Windows(before_h=(10.0, 20.0), after_h=(30.0, 40.0), notes=())
    at_h = np.array([9.9, 10.0, 19.9, 20.0, 29.9, 30.0, 39.9, 40.0])
    assert drawn.side_of(at_h).tolist() == [-1, 0, 0, -1, -1, 1, 1, -1]


@pytest.mark.parametrize(
    ("at_h", "notes"),
    [
        pytest.param(220, ("the change is 20 h after the recordings end",), id="after"),
        pytest.param(1600, ("the change is 58 days after the recordings end",), id="long"),
        pytest.param(20, ("the change is 30 h before the recordings start",), id="before"),
        pytest.param(50, (), id="at the start"),
    ],
)
def test_a_change_outside_of_what_was_recorded_is_said_to_be(
    at_h: float, notes: tuple[str, ...]
) -> None:
    assert windows(changes((at_h, at_h, 24)), 0, 24, (50, 200)).notes == notes
