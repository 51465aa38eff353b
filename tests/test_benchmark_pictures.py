"""The pictures show the tables' numbers, and the worst events first."""

from itertools import combinations

import numpy as np
import pytest
from lobes import gaussian
from trials import trial

from benchmarks.detection import pictures
from benchmarks.detection.curves import along
from benchmarks.detection.detectors import DETECTORS, OURS
from benchmarks.detection.groups import BUSY, STILL
from benchmarks.detection.trials import Trial
from myosense.recording import recording_from_arrays


@pytest.fixture(name="drawn")
def few_people() -> Trial:
    rng = np.random.default_rng(3)
    return trial(
        {"a": 5.0, "b": 5.0},
        [("a", score) for score in rng.normal(-2, 2, 60).tolist()],
        [("b", 0.3, score) for score in rng.normal(1, 2, 60).tolist()],
    )


def test_every_detector_has_its_line_in_every_panel(drawn: Trial) -> None:
    figure = pictures.draw_curves(drawn, "About")
    panels = figure.axes
    assert [axes.get_title() for axes in panels] == list(dict(along(drawn, OURS)))
    for axes in panels:
        lines = {line.get_label(): line for line in axes.get_lines()}
        assert set(DETECTORS) <= set(lines)
    ours = next(line for line in panels[1].get_lines() if line.get_label() == OURS)
    expected = dict(along(drawn, OURS))["0.2-0.5 g"]
    assert np.asarray(ours.get_ydata()) == pytest.approx(expected)


def test_each_group_has_a_line_along_its_own_alarms(drawn: Trial) -> None:
    group = np.where(drawn.hours["person"] == "a", STILL, BUSY)
    parted = Trial(
        hours=drawn.hours.assign(group=group),
        alarms=drawn.alarms,
        jerks=drawn.jerks.assign(group=BUSY),
    )
    panel = pictures.draw_groups(parted, "About").axes[1]
    lines = {str(line.get_label()): line for line in panel.get_lines()}
    assert {STILL, BUSY} <= set(lines)
    # No alarm among busy hands: whatever is a candidate may be counted.
    assert np.all(np.asarray(lines[BUSY].get_ydata()) == 1.0)
    assert np.all(np.isnan(np.asarray(lines[STILL].get_ydata())))


def test_reliability_is_drawn_for_three_rates(drawn: Trial) -> None:
    (axes,) = pictures.draw_reliability(drawn, "About").axes
    labels = [str(line.get_label()) for line in axes.get_lines()]
    assert [label for label in labels if "reference" in label] == [
        "10 planted per hour (reference)"
    ]
    assert len(labels) == 4


def test_a_moment_is_four_seconds_around_its_event() -> None:
    time_s = np.arange(0, 60, 0.01)
    samples = np.zeros((len(time_s), 3))
    samples[:, 2] = 1.0 + 0.5 * gaussian(time_s, 20.0, 0.08)
    recording = recording_from_arrays(samples, sample_rate_hz=100.0)
    shown = pictures.moment(recording, 20.0, "jerk")
    assert (shown.time_s[0], shown.time_s[-1]) == pytest.approx((-2.0, 2.0), abs=1e-6)
    assert shown.time_s[np.argmax(shown.band_g)] == pytest.approx(0.0, abs=0.011)
    assert np.max(shown.raw_g) == pytest.approx(0.5, abs=0.01)
    figure = pictures.draw_moments([shown] * 6, "Six")
    assert len(figure.findobj(lambda artist: artist in figure.axes)) == len(figure.axes)
    assert len([axes for axes in figure.axes if axes.get_title() == "jerk"]) == 6


def test_no_title_leaves_the_picture_or_meets_its_neighbor() -> None:
    time_s = np.arange(-2, 2, 0.01)
    long = "wrist, using_the_computer_mouse, measure_only\nlog-odds 0.2"
    # Labels of the left axis take room, more or less, from what a title stands above.
    shown = [
        pictures.Moment(
            title=long, time_s=time_s, raw_g=np.full((400, 3), g), band_g=0 * time_s
        )
        for g in np.logspace(-3, 1, 10)
    ]
    figure = pictures.draw_moments(shown, "Ten")
    figure.draw_without_rendering()
    boxes = [a.title.get_window_extent() for a in figure.axes if a.get_title()]
    assert len(boxes) == 10
    width, height = figure.bbox.size
    assert all(b.x0 >= 0 and b.x1 <= width and b.y1 <= height for b in boxes)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_the_worst_come_first_and_each_moment_once(drawn: Trial) -> None:
    alarms = drawn.alarms.assign(peak_s=np.repeat(100.0 * np.arange(30), 2))
    worst = pictures.worst_alarms(
        Trial(hours=drawn.hours, alarms=alarms, jerks=drawn.jerks)
    )
    assert len(worst) == 10
    assert worst["score"].is_monotonic_decreasing
    assert worst["score"].iloc[0] == drawn.alarms["score"].max()
    assert worst["peak_s"].is_unique
    jerks = drawn.jerks.copy()
    jerks.loc[jerks.index[::5], "outcome"] = "timed at another lobe"
    misses = pictures.worst_misses(
        Trial(hours=drawn.hours, alarms=drawn.alarms, jerks=jerks)
    )
    assert misses[OURS].is_monotonic_increasing
    assert len(misses)
    # What was counted is no miss, at whichever of its lobes.
    assert not misses["outcome"].isin(["found", "timed at another lobe"]).any()
