"""The diary as the sensor would have kept it: one entry an hour and place.

What no sensor knows stays blank: what a jerk meant for the day, what set it off, whether
the wearer slept. So does an hour that could not be judged: it is not "none".
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from myosense import clock, intervals
from myosense.clock import ClockParameters
from myosense.coverage import STATES, Coverage
from myosense.diaries.places import Place, Sensors, held, lay_out, place
from myosense.diaries.schema import COLUMNS
from myosense.diary import DiaryParameters, class_of
from myosense.recording import Facts
from myosense.schema import table
from myosense.sites import region_of

#: An hour of which this share was judged has a count; of another it would be too low.
WHOLE_SHARE = 0.99
UNKNOWABLE = "severity, trigger, sleep and impact are blank: no sensor knows them"
SOURCE = "sensor"


def fill(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: DiaryParameters,
) -> pd.DataFrame:
    """Keep the diary for each clock hour of each region and side.

    Parameters
    ----------
    events, coverages, facts
        Of a result.
    parameters
        The classes of frequency, and the analyzable time that one needs.

    Returns
    -------
    DataFrame
        The columns of `myosense.diaries.schema.COLUMNS`, as `read_diary` gives them of the
        file that `write_diary` writes; ``line`` numbers the entries.

    Raises
    ------
    ArgumentError
        If the recordings have no local clock.
    """
    sensors = lay_out(events, coverages, facts)
    limbs = dict.fromkeys(
        (region_of(member.facts.site), member.facts.side) for member in sensors.exposures
    )
    rows: list[dict[str, object]] = []
    for region, side in limbs:
        found = place(sensors, region, side)
        if isinstance(found, str) or region == "unknown":
            continue
        rows += [
            {"region": region, "side": side, **row}
            for row in _hours(found, sensors, parameters)
        ]
    rows.sort(key=lambda row: (row["start"], row["region"], row["side"]))
    numbered = [row | {"line": number} for number, row in enumerate(rows, start=1)]
    return table(numbered, COLUMNS)


def _hours(
    found: Place, sensors: Sensors, parameters: DiaryParameters
) -> list[dict[str, object]]:
    first, last = (sensors.origin + pd.Timedelta(seconds=second) for second in found.span_s)
    hours = clock.bins(first, last, "hour", ClockParameters())
    return [
        {
            "start": start,
            "stop": stop,
            "source": SOURCE,
            **_words(found, sensors.at_s(start), sensors.at_s(stop), parameters),
        }
        for start, stop in zip(hours["start"], hours["stop"], strict=True)
    ]


def _words(
    found: Place, start_s: float, stop_s: float, parameters: DiaryParameters
) -> dict[str, object]:
    """Put what the sensor saw of an hour into the diary's words."""
    seen = held(found, start_s, stop_s)
    minutes = 60 * seen.analyzable_h
    judged = f"{seen.n} in {minutes:.0f} min judged"
    if minutes == 0:
        return {"note": f"blank: {seen.loss}"}
    if minutes < parameters.min_analyzable_min:
        needed = f"{parameters.min_analyzable_min:g} min are needed"
        return {"note": f"blank: {judged}, {needed} ({seen.loss})"}
    is_whole = minutes * 60 >= WHOLE_SHARE * (stop_s - start_s)
    rate_per_h = seen.n / seen.analyzable_h
    return {
        "frequency": class_of(rate_per_h, parameters.frequency_from_per_h),
        "count": seen.n if is_whole else None,
        "extent": seen.extent,
        "activity": _activity(found, start_s, stop_s),
        "note": f"{judged}; {UNKNOWABLE}",
    }


def _activity(found: Place, start_s: float, stop_s: float) -> str:
    """Name the state in which most of the judged time was spent."""
    edges_s = np.array([start_s, stop_s])
    seconds = {
        state: float(np.diff(intervals.seconds_before(found.states[state], edges_s))[0])
        for state in STATES
    }
    longest = max(seconds, key=lambda state: seconds[state])
    return longest.replace("_", " ") if seconds[longest] > 0 else ""
