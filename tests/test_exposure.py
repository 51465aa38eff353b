"""Exposure: the span of recordings of one place, what it holds, and its pieces."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, ZONE, Rows, coverage, facts, jerks

from myosense import exposure
from myosense.clock import ClockParameters
from myosense.exposure import Exposure

LATE = datetime(2025, 6, 1, 23, tzinfo=ZoneInfo(ZONE))
NAIVE = LATE.replace(tzinfo=None)


def exposed(
    recording_id: str,
    start: datetime | None,
    *usable_h: tuple[float, float],
    lost_h: Rows = (),
    state_h: Rows = (),
) -> Exposure:
    """Draw three hours at one wrist, with a jerk at the middle of each usable interval."""
    zone = None if start is None or start.tzinfo is None else ZONE
    known = facts(recording_id, hours=3, start=start, time_zone=zone)
    peaks_s = [HOUR_S * (a + b) / 2 for a, b in usable_h]
    covered = coverage(*usable_h, lost_h=lost_h, state_h=state_h, hours=3)
    events = jerks(peaks_s, recording_id=recording_id)
    return exposure.by_place(events, {recording_id: covered}, {recording_id: known})[0][0]


def test_the_whole_goes_from_the_first_start_to_the_last_stop() -> None:
    later, first = (exposed(str(d), LATE + timedelta(days=d), (0, 3)) for d in (4, 0))
    (span,) = exposure.spans([later, first], "all", ClockParameters())
    assert span.starts == [pd.Timestamp(LATE)]
    assert span.stops == [pd.Timestamp(LATE + timedelta(days=4, hours=3))]


@pytest.mark.parametrize("other", [NAIVE, None])
def test_the_whole_has_no_time_where_clocks_have_no_common_one(
    other: datetime | None,
) -> None:
    mixed = [exposed("a", LATE, (0, 3)), exposed("b", other, (0, 3))]
    (span,) = exposure.spans(mixed, "all", ClockParameters())
    assert span.starts == span.stops == [pd.NaT]
    assert exposure.tally(span).analyzable_s.tolist() == [6 * HOUR_S]


def test_one_recording_without_a_clock_has_a_span_without_members() -> None:
    mixed = [exposed("a", LATE, (0, 3)), exposed("b", None, (0, 3))]
    known, unknown = exposure.spans(mixed, "day", ClockParameters())
    assert [e.facts.recording_id for e, _ in known.members] == ["a"]
    assert (unknown.members, unknown.starts) == ([], [pd.NaT])


def test_a_bin_adds_up_its_recordings() -> None:
    lost: Rows = [(1, 2, "not worn"), (1.5, 2, "edge"), (2, 2.5, "gap")]
    states: Rows = [(0, 0.25, "rest"), (0.25, 1, "active"), (2.5, 3, "rest")]
    two = [
        exposed(name, start, (0, 1), (2.5, 3), lost_h=lost, state_h=states)
        for name, start in (("a", LATE), ("b", LATE + timedelta(days=1)))
    ]
    (span,) = exposure.spans(two, "all", ClockParameters())
    held = exposure.tally(span)
    assert held.sizes.n_jerks.tolist() == [4]
    assert (held.analyzable_s / HOUR_S).tolist() == [3]
    assert (held.state_s / HOUR_S).tolist() == [[0, 1.5, 1.5, 0]]
    lost_h = {reason: seconds.item() / HOUR_S for reason, seconds in held.lost_s.items()}
    assert lost_h == {"not worn": 2, exposure.WORDS["edge"]: 1, "not recorded": 1}


def test_a_piece_is_of_the_day_on_which_it_starts() -> None:
    # From 23:00 on; a piece that starts with a stretch is not of the one before.
    a = exposed("a", LATE, (0, 0.5), (1.5, 2), (2.5, 2.75))
    # 23:15 of another day is half a piece past the end of the first recording.
    b = exposed("b", LATE + timedelta(days=4), (0.0, 1.25))
    found = exposure.pieces([a, b], HOUR_S / 2)
    assert found.days.tolist() == [
        *("2025-06-01", "2025-06-02", "2025-06-02"),
        *("2025-06-05", "2025-06-05"),
    ]
    assert found.n_jerks.tolist() == [1, 1, 1, 1, 0]
    assert found.hours.tolist() == [0.5] * 5


def test_pieces_without_a_clock_are_of_the_recording_s_own_days() -> None:
    hours = 49
    known = facts("a", hours=hours)
    covered = coverage((0, 1), (23, 24), (24, 25), (48, 49), hours=hours)
    (only,) = exposure.by_place(jerks([]), {"a": covered}, {"a": known})[0]
    found = exposure.pieces([only], HOUR_S)
    assert found.days.tolist() == ["a day 0", "a day 0", "a day 1", "a day 2"]
    assert not np.any(found.n_jerks)
