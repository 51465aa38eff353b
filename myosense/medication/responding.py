"""A result and a dose log held side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from myosense import exposure
from myosense.coverage import Coverage
from myosense.errors import ArgumentError
from myosense.false_alarms import FalseAlarmParameters
from myosense.medication.changes import find_changes
from myosense.medication.comparing import compare
from myosense.medication.course import course
from myosense.medication.doses import DoseLog
from myosense.medication.parameters import MedicationParameters
from myosense.medication.washout import check_named
from myosense.recording import Facts


@dataclass(frozen=True, kw_only=True, eq=False)
class Response:
    """Jerks before and after each change of the regimen."""

    log: DoseLog
    changes: pd.DataFrame  #: columns of `CHANGES`
    comparisons: pd.DataFrame  #: columns of `COMPARISONS`
    course: pd.DataFrame  #: columns of `COURSE`


def respond(  # noqa: PLR0913 - a result is three tables
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    log: DoseLog,
    parameters: MedicationParameters | None = None,
    *,
    washouts_h: Mapping[str, float] | None = None,
    alarms: FalseAlarmParameters | None = None,
) -> Response:
    """Compare the jerks before and after each change of the scheduled regimen.

    Parameters
    ----------
    events
        The counted events; a train counts for its cycles.
    coverages, facts
        By recording_id, of one person.
    log
        As from `read_doses`, in the zone of the recordings.
    parameters
        Settings; ``None`` takes the defaults.
    washouts_h
        By drug, where the user knows better than the settings.
    alarms
        What is known of the detector's false alarms; ``None`` corrects nothing.

    Raises
    ------
    ArgumentError
        If the wash-out of a drug or the clock of a recording is not known, a wash-out is
        given of a drug that the log does not name, or some recordings know their zone and
        others not.
    """
    parameters = MedicationParameters() if parameters is None else parameters
    given_h = {drug.casefold(): hours for drug, hours in (washouts_h or {}).items()}
    for drug, hours in given_h.items():
        if not 0 < hours < 10_000:
            raise ArgumentError(
                f"the wash-out of {drug} is {hours:g} h; expected above 0 and below 10000"
            )
    check_named(given_h, log)
    changes = find_changes(log, given_h, parameters)
    places = exposure.by_place(events, coverages, facts)
    _check_clocks([member for exposures in places for member in exposures], log)
    return Response(
        log=log,
        changes=changes,
        comparisons=compare(
            places, log.table, changes, parameters, alarms or FalseAlarmParameters()
        ),
        course=course(places, changes),
    )


def _check_clocks(members: list[exposure.Exposure], log: DoseLog) -> None:
    """Refuse clocks that cannot be held against each other."""
    is_naive = log.table["time"].dt.tz is None
    for member in members:
        name = member.facts.recording_id
        if member.start is None:
            raise ArgumentError(
                f"{name} has no clock time, so that doses cannot be held against it; "
                "expected a result that was made with --time-zone or --start"
            )
        if (member.start.tzinfo is None) != is_naive:
            kinds = ("a time zone", "none")
            raise ArgumentError(
                f"the doses have {kinds[is_naive]} and {name} has {kinds[not is_naive]}; "
                "expected both on one clock (analyze --time-zone names the zone)"
            )
