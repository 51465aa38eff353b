"""``myosense response``: jerks before and after each change of medication."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from myosense.errors import ArgumentError, ResultError
from myosense.terminal import busy, to_json

if TYPE_CHECKING:
    import pandas as pd

    from myosense.analysis import Analysis
    from myosense.coverage import Coverage
    from myosense.medication import Response
    from myosense.recording import Facts

PATH = click.Path(path_type=Path)


@click.command("response")
@click.argument("results", type=PATH, nargs=-1, required=True)
@click.argument("doses", type=PATH)
@click.option("-o", "--output", type=PATH, help="Folder for tables and picture.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--washout",
    "washouts",
    multiple=True,
    metavar="DRUG=HOURS",
    help="Hours left out after a change of a drug; again for each.",
)
@click.option("--date-order", help="dmy or mdy, where 03/04/2025 could be both.")
def response_command(  # noqa: PLR0913 - one argument an option
    *,
    results: Sequence[Path],
    doses: Path,
    output: Path | None,
    as_json: bool,
    washouts: Sequence[str],
    date_order: str | None,
) -> None:
    """Compare jerks before and after each change of medication.

    RESULTS are one or several result folders of one person. DOSES is a CSV or XLSX with
    the columns time, drug, dose and unit, and better also route, formulation, kind
    (scheduled or rescue) and change (start, stop, increase, reduction, rotation, same).
    """
    from myosense.medication import read_doses, respond  # noqa: PLC0415
    from myosense.options import existing_file  # noqa: PLC0415
    from myosense.report.responded import render  # noqa: PLC0415
    from myosense.results.folders import check_free  # noqa: PLC0415

    given_h = dict(map(_washout, washouts))
    try:
        analyses = _load(results)
        if output is not None:
            check_free(output, overwrite=False)
    except ResultError as error:
        raise ArgumentError(str(error)) from error
    events, coverages, facts = _together(analyses)
    with busy("comparing before and after"):
        log = read_doses(existing_file(doses), _zone(facts), date_order)
        chosen = next(iter(analyses.values())).settings
        response = respond(
            events, coverages, facts, log, chosen.medication,
            washouts_h=given_h, alarms=chosen.rates.false_alarms,
        )  # fmt: skip
    words = said(response)
    if output is not None:
        _save(output, response, words, [*results, doses])
    click.echo(to_json(words) if as_json else render(words), nl=False)


def _washout(text: str) -> tuple[str, float]:
    """Understand DRUG=HOURS."""
    drug, _, hours = text.rpartition("=")
    try:
        return drug.strip().casefold(), float(hours)
    except ValueError as error:
        raise ArgumentError(
            f"wash-out {text!r} is not understood; expected DRUG=HOURS such as morphine=24"
        ) from error


def _load(results: Sequence[Path]) -> "dict[str, Analysis]":
    from myosense.analysis import Analysis  # noqa: PLC0415

    analyses = {}
    for folder in results:
        if str(folder) in analyses:
            raise ArgumentError(f"{folder} was given twice; expected each result once")
        analyses[str(folder)] = Analysis.load(folder)
    return analyses


def _together(
    analyses: "dict[str, Analysis]",
) -> "tuple[pd.DataFrame, dict[str, Coverage], dict[str, Facts]]":
    """Lay the results of one person side by side; folders tell equal names apart."""
    from dataclasses import replace  # noqa: PLC0415

    import pandas as pd  # noqa: PLC0415

    from myosense.combining import check_set  # noqa: PLC0415

    tables: list[pd.DataFrame] = []
    coverages: dict[str, Coverage] = {}
    facts: dict[str, Facts] = {}
    for folder, analysis in analyses.items():
        front = f"{folder}/" if len(analyses) > 1 else ""
        names = {key: f"{front}{key}" for key in analysis.recordings}
        tables.append(
            analysis.events.assign(recording_id=analysis.events["recording_id"].map(names))
        )
        coverages |= {names[key]: value for key, value in analysis.coverages.items()}
        facts |= {
            names[key]: replace(fact, recording_id=names[key])
            for key, fact in analysis.recordings.items()
        }
    check_set(list(facts.values()))
    return pd.concat(tables, ignore_index=True), coverages, facts


def _zone(facts: "dict[str, Facts]") -> str | None:
    """Take the zone of the first recording: all stamps are brought to it."""
    return next((fact.time_zone for fact in facts.values() if fact.time_zone), None)


def said(response: "Response") -> dict[str, Any]:
    """Bring the tables to JSON values, the comparisons of a change beside it."""
    from myosense.results.findings import json_rows  # noqa: PLC0415

    comparisons = json_rows(response.comparisons)
    return {
        "doses": response.log.file,
        "notices": list(response.log.notices),
        "changes": [
            {
                **change,
                "comparisons": [
                    row for row in comparisons if row["change"] == change["change"]
                ],
            }
            for change in json_rows(response.changes)
        ],
    }


def _save(
    folder: Path, response: "Response", words: dict[str, Any], sources: Sequence[Path]
) -> None:
    from myosense.report.dosing import draw_response  # noqa: PLC0415
    from myosense.results import findings  # noqa: PLC0415

    tables = {
        "doses": response.log.table,
        "changes": response.changes,
        "comparisons": response.comparisons,
        "course": response.course,
    }
    pictures = {"response": draw_response(response)}
    findings.save(folder, "response", tables, words, sources, pictures=pictures)
