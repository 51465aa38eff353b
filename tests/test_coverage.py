"""Coverage: seconds that can be judged, their states and the reasons of the others."""

import numpy as np
import pytest
from drawing import HOUR_S, coverage

from myosense.checking import CheckParameters
from myosense.coverage import REASONS, STATES

DRAWN = coverage(
    (0, 1),
    (2, 4),
    lost_h=[(1, 2, "not worn"), (1.5, 2, "gap"), (4, 5, "not worn")],
    state_h=[(0, 1, "rest"), (2, 3, "active"), (3, 3.5, "rest"), (3.5, 4, "walking")],
    hours=5,
)


def test_seconds_add_up() -> None:
    assert DRAWN.analyzable_s == 3 * HOUR_S


def test_seconds_of_each_reason_may_overlap() -> None:
    assert DRAWN.seconds_by_reason() == {"gap": 0.5 * HOUR_S, "not worn": 2 * HOUR_S}


def test_every_state_is_listed_even_without_a_second() -> None:
    assert DRAWN.seconds_by_state() == {
        "long_still": 0,
        "rest": 1.5 * HOUR_S,
        "active": HOUR_S,
        "walking": 0.5 * HOUR_S,
    }
    assert set(STATES) == {"long_still", "rest", "active", "walking"}


@pytest.mark.parametrize(
    ("hour", "state"),
    [
        *((-1, "active"), (0, "rest"), (1.5, "rest"), (2, "active"), (3, "rest")),
        *((3.499, "rest"), (3.5, "walking"), (4.5, "walking")),
    ],
)
def test_a_state_holds_from_its_start_on(hour: float, state: str) -> None:
    assert DRAWN.state_at(np.array([hour * HOUR_S])).tolist() == [state]


def test_what_is_kept_of_a_coverage_loses_the_rest_to_a_reason() -> None:
    spans_h = np.array([(3.25, 9), (0.25, 0.5), (2.5, 3.25)])
    kept = DRAWN.kept(HOUR_S * spans_h, "later")
    assert (kept.usable / HOUR_S).tolist() == [[0.25, 0.5], [2.5, 4]]
    rows = kept.state.assign(start_s=lambda t: t.start_s / HOUR_S)
    assert rows[["start_s", "state"]].to_numpy().tolist() == [
        [0.25, "rest"],
        [2.5, "active"],
        [3, "rest"],
        [3.5, "walking"],
    ]
    assert kept.seconds_by_state()["active"] == 0.5 * HOUR_S
    lost = {"gap": 0.5, "later": 0.25 + 0.5 + 0.5, "not worn": 2}
    assert kept.seconds_by_reason() == {word: h * HOUR_S for word, h in lost.items()}


def test_nothing_usable_is_no_seconds() -> None:
    nothing = coverage()
    assert nothing.analyzable_s == 0
    assert nothing.state_at(np.array([1.0])).tolist() == ["active"]
    assert sum(nothing.seconds_by_state().values()) == 0
    assert nothing.seconds_by_reason() == {}


def test_every_reason_has_its_sentence_and_the_guard_is_at_most_a_second() -> None:
    assert all(sentence and sentence[0].islower() for sentence in REASONS.values())
    assert CheckParameters().guard_s <= 1.0
