"""``myosense response``: jerks before and after each change of medication."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from myosense.commands.folders import check_new, load
from myosense.errors import ArgumentError
from myosense.terminal import busy, to_json

if TYPE_CHECKING:
    import pandas as pd

    from myosense.analysis import Analysis
    from myosense.coverage import Coverage
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
    from myosense.holding import hold_doses, response_words, time_zone_of  # noqa: PLC0415
    from myosense.medication import read_doses, respond  # noqa: PLC0415
    from myosense.medication.washout import parse_washout  # noqa: PLC0415
    from myosense.options import existing_file  # noqa: PLC0415
    from myosense.report.responded import render  # noqa: PLC0415

    given_h = dict(map(parse_washout, washouts))
    analyses = _load(results)
    if output is not None:
        check_new(output)
    events, coverages, facts = _together(analyses)
    with busy("comparing before and after"):
        log = read_doses(existing_file(doses), time_zone_of(facts), date_order)
        chosen = next(iter(analyses.values())).settings
        response = respond(
            events, coverages, facts, log, chosen.medication,
            washouts_h=given_h, alarms=chosen.rates.false_alarms,
        )  # fmt: skip
    left_out = _left_out(analyses)
    if output is not None:
        hold_doses(response, left_out).save(output, [*results, doses])
    words = response_words(response, left_out)
    click.echo(to_json(words) if as_json else render(words), nl=False)


def _load(results: Sequence[Path]) -> "dict[str, Analysis]":
    analyses: dict[str, Analysis] = {}
    for folder in results:
        if str(folder) in analyses:
            raise ArgumentError(f"{folder} was given twice; expected each result once")
        analyses[str(folder)] = load(folder)
    return analyses


def _left_out(analyses: "dict[str, Analysis]") -> list[str]:
    """Say which recordings the results are without; folders tell equal names apart."""
    return [
        f"{folder}: {notice}" if len(analyses) > 1 else notice
        for folder, analysis in analyses.items()
        for notice in analysis.left_out
    ]


def _together(
    analyses: "dict[str, Analysis]",
) -> "tuple[pd.DataFrame, dict[str, Coverage], dict[str, Facts]]":
    """Lay the results of one person side by side, each sensor and the whole body.

    Folders tell equal names apart.
    """
    from dataclasses import replace  # noqa: PLC0415

    import pandas as pd  # noqa: PLC0415

    from myosense.combining import check_set  # noqa: PLC0415

    tables: list[pd.DataFrame] = []
    coverages: dict[str, Coverage] = {}
    facts: dict[str, Facts] = {}
    for folder, analysis in analyses.items():
        front = f"{folder}/" if len(analyses) > 1 else ""
        table, covered, known = analysis.with_body()
        names = {key: f"{front}{key}" for key in known}
        tables.append(table.assign(recording_id=table["recording_id"].map(names)))
        coverages |= {names[key]: covered[key] for key in known}
        facts |= {n: replace(known[key], recording_id=n) for key, n in names.items()}
    check_set(list(facts.values()))
    return pd.concat(tables, ignore_index=True), coverages, facts
