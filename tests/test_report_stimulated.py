"""The picture of what follows stimuli shows what the table says."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer

from myosense import schema
from myosense.report.lanes import BAR_COLOR
from myosense.report.stimulated import ANSWER_COLOR, MAX_STIMULI, draw_responses
from myosense.sites import region_of
from myosense.triggers import Responses, columns

EDGES_S = np.round(np.arange(-1, 2.0001, 0.5), 9)
WINDOW_S = (0.02, 0.17)


def responses(seen: dict[tuple[str, str], list[int]]) -> Responses:
    """Make tables of the onsets in six bins around four stimuli at each place."""
    triggers, bins = [], []
    for (stimulus, site), n_each in seen.items():
        place = {"region": region_of(site), "site": site, "side": "left"}
        head = {"stimulus": stimulus, **place}
        counted = {"n_stimuli": 4 if n_each else 0, "n_left_out": 0}
        edges = dict(zip(("window_from_s", "window_to_s"), WINDOW_S, strict=True))
        triggers.append({**head, **counted, "n_followed": sum(n_each[2:3]), **edges})
        bins += [
            {**head, "from_s": EDGES_S[i], "to_s": EDGES_S[i + 1], "n": n, "n_stimuli": 4}
            | {"chance_low": 0.0, "chance_high": 1.5}
            for i, n in enumerate(n_each)
        ]
    return Responses(
        triggers=schema.table(triggers, columns.COLUMNS),
        histogram=schema.table(bins, columns.HISTOGRAM),
        stimuli=schema.empty(columns.STIMULI),
    )


def bars(axes: Axes) -> pd.DataFrame:
    (drawn,) = (c for c in axes.containers if isinstance(c, BarContainer))
    return pd.DataFrame(
        [(p.get_x(), p.get_height(), to_hex(p.get_facecolor())) for p in drawn],
        columns=["from_s", "n", "color"],
    )


def test_bars_are_the_counts_and_the_window_is_dark() -> None:
    figure = draw_responses(responses({("noise", "wrist"): [0, 1, 3, 0, 0, 1]}))
    (axes,) = figure.axes
    drawn = bars(axes)
    np.testing.assert_allclose(drawn["from_s"], EDGES_S[:-1])
    assert drawn["n"].tolist() == [0, 1, 3, 0, 0, 1]
    is_dark = drawn["color"] == ANSWER_COLOR
    assert is_dark.tolist() == [False, False, True, False, False, False]
    assert set(drawn["color"][~is_dark]) == {BAR_COLOR}
    assert axes.get_title(loc="left") == "noise, left wrist: 3 of 4 followed"
    assert axes.get_ylim()[1] > 3


def test_every_place_has_a_row_and_what_does_not_count_no_panel() -> None:
    seen = {
        ("light", "wrist"): [],
        ("noise", "wrist"): [9, 0, 0, 0, 0, 0],
        ("light", "ankle"): [0, 0, 0, 0, 0, 0],
        ("noise", "ankle"): [0, 0, 1, 0, 0, 0],
    }
    figure = draw_responses(responses(seen))
    titles = [axes.get_title(loc="left").split(":")[0] for axes in figure.axes]
    assert titles == ["noise, left wrist", "light, left ankle", "noise, left ankle"]
    boxes = [axes.get_position() for axes in figure.axes]
    assert boxes[0].x0 == pytest.approx(boxes[2].x0)
    assert boxes[1].y0 == pytest.approx(boxes[2].y0)
    assert boxes[0].y0 > boxes[2].y0
    assert {axes.get_ylim() for axes in figure.axes} == {figure.axes[0].get_ylim()}
    assert figure.axes[1].get_ylim()[1] > 9


def test_what_has_no_room_is_told() -> None:
    kinds = {(f"sound {i}", "wrist"): [0, 0, 1, 0, 0, 0] for i in range(MAX_STIMULI + 2)}
    figure = draw_responses(responses(kinds))
    assert len(figure.axes) == MAX_STIMULI
    assert any("2 more in histogram.csv" in text.get_text() for text in figure.texts)
