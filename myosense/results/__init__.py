"""The result folder: everything an analysis found, and enough to repeat it.

Tables hold seconds to the microsecond and other numbers to seven digits, so that the
last bits of a processor do not show; no file holds the time of the run. The same input
and settings give the same bytes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import pandas as pd

from myosense.body import Body, nobody
from myosense.coverage import Coverage
from myosense.errors import ResultError, SettingsError
from myosense.pieces import release_freed
from myosense.reading.originals import digest_of
from myosense.recording import Facts
from myosense.results import folders, records, tables
from myosense.results.folders import RUN
from myosense.settings import Settings

if TYPE_CHECKING:
    from myosense.analysis import Analysis

__all__ = ["Fields", "load", "save"]

EVENTS, REJECTED, SIDECAR = "_events.tsv", "_rejected.tsv", "_events.json"
PICTURE, HOURS = "day.png", "hours.png"
SUMMARY, COVERAGE = "summary.json", "coverage.json"
#: Of the person, where sensors share a clock. No recording's file can have these names.
BODY_EVENTS, BODY_COVERAGE = "events_of_body.tsv", "coverage_of_body.json"
#: Keys of run.json beside those of the provenance.
OWN_KEYS = ("kind", "settings", "recordings", "warnings", "clocks", "outputs", "body")


class Fields(TypedDict):
    """The fields of an `Analysis`."""

    recordings: dict[str, Facts]
    coverages: dict[str, Coverage]
    events: pd.DataFrame
    rejected: pd.DataFrame
    rates: pd.DataFrame
    diary: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    summary: dict[str, Any]
    settings: Settings
    provenance: dict[str, Any]
    body: Body


def save(analysis: "Analysis", folder: Path, *, overwrite: bool) -> None:
    """Write a result folder, whole or not at all.

    Parameters
    ----------
    analysis
        What to save.
    folder
        Must not exist or be empty.
    overwrite
        Whether a former result may be replaced; nothing else ever is.

    Raises
    ------
    ResultError
        If the folder is occupied or cannot be written.
    """
    for recording_id in analysis.recordings:
        if Path(recording_id).name != recording_id:
            raise ResultError(
                f"the recording is named {recording_id!r}; expected a name that a file "
                "can have, to save its events under"
            )
    release_freed()
    with folders.new_folder(folder, overwrite=overwrite) as part:
        _write_tables(analysis, part)
        records.write_json(part / SUMMARY, analysis.summary)
        records.write_json(part / COVERAGE, _coverage_records(analysis.coverages))
        _draw_pictures(analysis, part)
        records.write_json(part / RUN, _run(analysis, part))


def _write_tables(analysis: "Analysis", part: Path) -> None:
    for recording_id in analysis.recordings:
        for suffix, table in (
            (EVENTS, analysis.events),
            (REJECTED, analysis.rejected),
        ):
            rows = np.flatnonzero(table["recording_id"] == recording_id)
            tables.write_events(part / f"{recording_id}{suffix}", table, rows)
        records.write_json(part / f"{recording_id}{SIDECAR}", tables.sidecar())
    if analysis.body.facts:
        tables.write_events(part / BODY_EVENTS, analysis.body.events)
        records.write_json(part / BODY_COVERAGE, _coverage_records(analysis.body.coverages))
    for name, table in _csv_tables(analysis).items():
        tables.write_csv(part / f"{name}.csv", table)


def _csv_tables(analysis: "Analysis") -> dict[str, pd.DataFrame]:
    return {"rates": analysis.rates, "diary": analysis.diary, **analysis.tables}


def _draw_pictures(analysis: "Analysis", part: Path) -> None:
    """Draw the day, and its 24 hours where they came on more than one day."""
    # Here, because matplotlib takes its time and nothing else needs it.
    from myosense.report.hours import draw_hours, has_hours  # noqa: PLC0415
    from myosense.report.picture import draw_day  # noqa: PLC0415

    draw_day(analysis).savefig(part / PICTURE, metadata={"Software": None})
    if has_hours(analysis):
        draw_hours(analysis).savefig(part / HOURS, metadata={"Software": None})


def _coverage_records(coverages: Mapping[str, Coverage]) -> dict[str, object]:
    return {key: records.coverage_record(coverage) for key, coverage in coverages.items()}


def _run(analysis: "Analysis", part: Path) -> dict[str, object]:
    """Make the record of the run: with what, from what, and what came out."""
    return {
        "kind": folders.KIND,
        **analysis.provenance,
        "settings": analysis.settings.as_dict(),
        "recordings": {
            key: records.facts_record(fact) for key, fact in analysis.recordings.items()
        },
        "body": {
            key: records.facts_record(fact) for key, fact in analysis.body.facts.items()
        },
        "warnings": analysis.summary["notices"],
        "clocks": _clocks(analysis),
        "outputs": {path.name: digest_of([path]) for path in sorted(part.iterdir())},
    }


def _clocks(analysis: "Analysis") -> dict[str, str]:
    clocks = tables.clock_dtypes("events", analysis.events)
    clocks |= tables.clock_dtypes("rejected", analysis.rejected)
    clocks |= tables.clock_dtypes("body", analysis.body.events)
    for name, table in _csv_tables(analysis).items():
        clocks |= tables.clock_dtypes(name, table, tables.CSV_TABLES[name].columns)
    return clocks


def load(folder: Path) -> Fields:
    """Read a result folder back.

    Returns
    -------
    dict
        The fields of an `Analysis`, numbers as saved.

    Raises
    ------
    ResultError
        If the folder is no result, or one of its files is missing or was changed; the
        message names the file.
    """
    run = folders.read_run(folder)
    try:
        return _fields(folder, run)
    except (KeyError, TypeError, ValueError, AttributeError, SettingsError) as error:
        what = f"{folder.name}/{RUN}"
        raise ResultError(
            f"{what} is not as this version of myosense writes it ({error}); expected the "
            "result of the same version"
        ) from error


def _fields(folder: Path, run: dict[str, Any]) -> Fields:
    outputs, clocks = run["outputs"], run["clocks"]

    def content(name: str) -> bytes:
        return folders.read_output(folder, name, outputs)

    def events(suffix: str, clock: str) -> pd.DataFrame:
        parts = [content(f"{key}{suffix}") for key in run["recordings"]]
        return tables.read_events(parts, clock)

    body = nobody()
    if run["body"]:
        body = Body(
            facts=_facts(run["body"]),
            coverages=_coverages(content(BODY_COVERAGE)),
            events=tables.read_events([content(BODY_EVENTS)], clocks["body.time"]),
        )
    counted = {
        name: tables.read_csv(content(f"{name}.csv"), name, clocks)
        for name in tables.CSV_TABLES
    }
    return Fields(
        recordings=_facts(run["recordings"]),
        coverages=_coverages(content(COVERAGE)),
        events=events(EVENTS, clocks["events.time"]),
        rejected=events(REJECTED, clocks["rejected.time"]),
        rates=counted.pop("rates"),
        diary=counted.pop("diary"),
        tables=counted,
        summary=records.from_json(content(SUMMARY)),
        settings=Settings.from_dict(run["settings"]),
        provenance={key: value for key, value in run.items() if key not in OWN_KEYS},
        body=body,
    )


def _facts(said: dict[str, Any]) -> dict[str, Facts]:
    return {key: records.facts_from(record) for key, record in said.items()}


def _coverages(content: bytes) -> dict[str, Coverage]:
    said = records.from_json(content)
    return {key: records.coverage_from(record) for key, record in said.items()}
