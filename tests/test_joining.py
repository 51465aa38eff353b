"""One jerk of the body has one name, however many sensors saw it, and no two share one."""

import numpy as np
import pandas as pd
import pytest
from drawing import jerks
from hypothesis import given
from hypothesis import strategies as st

from myosense.bodyclocks import BodyClock
from myosense.combining import CombineParameters
from myosense.joining import name_jerks

PARAMETERS = CombineParameters(window_s=0.1)


def seen(**times_s: list[float]) -> pd.DataFrame:
    """Make the events of several sensors, each with a name of its own."""
    tables = [
        jerks(
            np.sort(at_s).tolist(),
            recording_id=key,
            body_event_id=[f"{key}-{i}" for i in range(len(at_s))],
        )
        for key, at_s in times_s.items()
    ]
    return pd.concat(tables, ignore_index=True)


def clocks_of(**zero_s: float) -> dict[str, BodyClock]:
    return {key: BodyClock(reference="a", zero_s=at_s) for key, at_s in zero_s.items()}


def names(events: pd.DataFrame, clocks: dict[str, BodyClock]) -> list[str]:
    return name_jerks(events, clocks, PARAMETERS)["body_event_id"].tolist()


def test_peaks_within_the_window_have_the_name_of_the_earliest() -> None:
    events = seen(a=[10.0, 20.0, 30.0], b=[10.09, 19.95, 30.11])
    assert names(events, clocks_of(a=0, b=0)) == ["a-0", "b-1", "a-2", "a-0", "b-1", "b-2"]


def test_times_are_compared_on_the_shared_clock() -> None:
    events = seen(a=[110.0], b=[10.0])
    assert names(events, clocks_of(a=0, b=100)) == ["a-0", "a-0"]
    slow = {
        "a": BodyClock(reference="a"),
        "b": BodyClock(reference="a", pace=1.00003, error_s=0.0),
    }
    assert names(seen(a=[36_001.1], b=[36_000.0]), slow) == ["b-0", "b-0"]
    assert names(seen(a=[36_000.0], b=[36_000.0]), slow) == ["a-0", "b-0"]


def test_the_error_of_the_clocks_widens_the_window() -> None:
    events = seen(a=[10.0], b=[10.12])
    clocks = {"a": BodyClock(reference="a"), "b": BodyClock(reference="a", error_s=0.03)}
    assert names(events, clocks) == ["a-0", "a-0"]
    # Two errors of 30 ms add up to 42.4 ms.
    both = {key: BodyClock(reference="a", error_s=0.03) for key in "ab"}
    events = seen(a=[10.0, 20.0], b=[10.141, 20.144])
    assert names(events, both) == ["a-0", "a-1", "a-0", "b-1"]


def test_the_nearest_are_joined_and_one_sensor_counts_each_of_its_own() -> None:
    events = seen(a=[10.0, 10.14], b=[10.08])
    assert names(events, clocks_of(a=0, b=0)) == ["a-0", "b-0", "b-0"]


def test_a_jerk_does_not_grow_beyond_the_window_from_sensor_to_sensor() -> None:
    events = seen(a=[10.0], b=[10.08], c=[10.15])
    found = names(events, clocks_of(a=0, b=0, c=0))
    assert found == ["a-0", "b-0", "b-0"]


def test_sensors_without_a_shared_clock_share_no_jerk() -> None:
    events = seen(a=[10.0], b=[10.0])
    apart = {"a": BodyClock(reference="a"), "b": BodyClock(reference="b")}
    assert names(events, apart) == ["a-0", "b-0"]


def test_a_train_takes_in_what_other_sensors_saw_of_it() -> None:
    events = seen(a=[10.0], b=[10.5, 12.0, 20.0], c=[11.0])
    is_train = events["recording_id"].isin(["a", "c"])
    events = events.assign(
        label=np.where(is_train, "train", "jerk"),
        onset_s=events["onset_s"].mask(is_train, events["peak_s"] - 0.5),
        stop_s=events["stop_s"].mask(is_train, events["peak_s"] + 3.0),
    )
    found = names(events, clocks_of(a=0, b=0, c=0))
    assert found == ["a-0", "a-0", "a-0", "b-2", "a-0"]


def test_a_train_takes_in_nothing_of_its_own_sensor_and_nothing_past_the_window() -> None:
    train, rest = seen(a=[10.0]), seen(a=[11.0], b=[13.13, 13.16])
    train = train.assign(label="train", onset_s=9.5, stop_s=13.0, body_event_id="train")
    events = pd.concat([train, rest], ignore_index=True)
    clocks = {key: BodyClock(reference="a", error_s=0.03) for key in "ab"}
    assert names(events, clocks) == ["train", "a-0", "train", "b-1"]


def test_names_are_those_of_the_rows_whatever_their_index() -> None:
    events = seen(a=[10.0, 20.0], b=[10.05, 30.0]).set_axis([7, 3, 0, 9])
    assert names(events, clocks_of(a=0, b=0)) == ["a-0", "a-1", "a-0", "b-1"]


def test_no_event_gives_no_name() -> None:
    assert names(seen(a=[]), clocks_of(a=0)) == []


TIMES = st.lists(st.integers(0, 400).map(lambda n: n * 0.03), max_size=25, unique=True)


@given(a=TIMES, b=TIMES, c=TIMES, order=st.permutations(["a", "b", "c"]))
def test_no_jerk_has_a_sensor_twice_or_is_too_long_whatever_the_order(
    a: list[float], b: list[float], c: list[float], order: list[str]
) -> None:
    times_s = {"a": a, "b": b, "c": c}
    events = seen(**{key: times_s[key] for key in order})
    named = events.assign(name=names(events, clocks_of(a=0, b=0, c=0)))
    groups = named.groupby("name")
    assert not named.duplicated(["name", "recording_id"]).any()
    assert (groups["peak_s"].max() - groups["peak_s"].min() <= 0.1 + 1e-9).all()
    assert len(groups) >= max(len(a), len(b), len(c))
    plain = seen(**times_s)
    fixed = plain.assign(name=names(plain, clocks_of(a=0, b=0, c=0)))
    same = fixed.set_index("body_event_id")["name"].sort_index()
    assert named.set_index("body_event_id")["name"].sort_index().equals(same)


@pytest.mark.parametrize("name", ["window_s", "max_lead_error_s"])
def test_a_limit_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"combining.{name} is 0; expected above 0"):
        CombineParameters(**{name: 0.0})
