"""Which hours are before and after a change, and which are left out."""

from dataclasses import dataclass

import pandas as pd

from myosense.medication.cells import Hours, hours_since


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Hours before and after a change, half-open, as from `hours_since`."""

    before_h: tuple[float, float]
    after_h: tuple[float, float]
    notes: tuple[str, ...]

    def side_of(self, at_h: Hours) -> "pd.Series[int]":
        """Say of each time whether it is before (0), after (1) or left out (-1)."""
        side = pd.Series(-1, index=range(len(at_h)))
        for number, (start_h, stop_h) in enumerate((self.before_h, self.after_h)):
            side[(at_h >= start_h) & (at_h < stop_h)] = number
        return side


def windows(
    changes: pd.DataFrame, i: int, washout_h: float, recorded_h: tuple[float, float]
) -> Windows:
    """Lay the windows of a change between its neighbors.

    Parameters
    ----------
    changes
        All of them, in order of time.
    i
        Row of the one in question.
    washout_h
        Left out after it.
    recorded_h
        First and last hour of anything recorded.
    """
    first_h = hours_since(changes["time"].to_list())
    last_h = hours_since(changes["last_time"].to_list())
    notes = []
    if first_h[i] > recorded_h[1]:
        notes.append(
            f"the change is {_far(first_h[i] - recorded_h[1])} after the recordings end"
        )
    elif last_h[i] < recorded_h[0]:
        notes.append(
            f"the change is {_far(recorded_h[0] - last_h[i])} before the recordings start"
        )
    start_h = recorded_h[0]
    if i > 0:
        settled_h = last_h[i - 1] + changes["washout_h"].iloc[i - 1]
        start_h = max(start_h, settled_h)
        number = changes["change"].iloc[i - 1]
        if settled_h >= first_h[i]:
            notes.append(f"the wash-out of change {number} takes all the time before it")
        elif settled_h > recorded_h[0]:
            notes.append(f"the time before starts after the wash-out of change {number}")
    stop_h = recorded_h[1]
    from_h = last_h[i] + washout_h
    if i + 1 < len(changes) and first_h[i + 1] < stop_h:
        stop_h = first_h[i + 1]
        number = changes["change"].iloc[i + 1]
        if from_h >= stop_h:
            notes.append(
                f"change {number} comes before its wash-out of {washout_h:g} h ends"
            )
        else:
            notes.append(f"the time after ends at change {number}")
    return Windows(
        before_h=(start_h, max(first_h[i], start_h)),
        after_h=(from_h, max(from_h, stop_h)),
        notes=tuple(notes),
    )


def _far(hours: float) -> str:
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"
