"""What the page on Python shows is what comes out."""

import doctest
import re
from datetime import datetime
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from drawing import ZONE
from pandas.testing import assert_frame_equal

from myosense import analyze, simulate
from myosense.rates import say_insufficient

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "python.md"


def test_every_example_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert failed == 0
    assert tried > 15


def test_every_table_comes_of_the_call_that_stands_beside_it() -> None:
    rows = re.findall(
        r"^\| `(.+)` \| `(\w+)\.csv` \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) == 8
    start = datetime(2025, 10, 25, 22, tzinfo=ZoneInfo(ZONE))
    analysis = analyze(
        [
            simulate(
                seed=1, hours=1.2, site=site, rate_per_h=60.0, sample_rate_hz=50.0,
                scenario="evening", start=start, time_zone=ZONE, recording_id=site,
            ).recording
            for site in ("wrist", "ankle")
        ]
    )  # fmt: skip
    names = {
        "myosense": import_module("myosense"),
        "sensors": (analysis.events, analysis.coverages, analysis.recordings),
        "everyone": analysis.with_body(),
        "settings": analysis.settings,
        "sleep_log": None,
    }
    saved = {"rates": analysis.rates, "diary": analysis.diary, **analysis.tables}
    assert len(analysis.events) > 20
    for call, name in rows:
        table = eval(call, names)  # noqa: S307 - the page's own words
        if name in {"rates", "strata"}:
            table = say_insufficient(table, analysis.settings.diary.min_analyzable_min)
        assert_frame_equal(table, saved[name])
