"""``myosense diary``: an empty one, one checked, compared, or filled by the sensor."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from myosense.commands.folders import check_new, check_parent, load
from myosense.terminal import busy, to_json

if TYPE_CHECKING:
    from myosense.diaries.reading import Diary

PATH = click.Path(path_type=Path)
DATE_ORDER = click.option(
    "--date-order", help="dmy or mdy, where 03/04/2025 could be both."
)
COLUMNS = click.option(
    "--columns",
    type=PATH,
    help="TOML or JSON that maps another language's words to the diary's.",
)


@click.group("diary")
def diary_group() -> None:
    """Keep a diary, and hold it against a result."""


@diary_group.command("template")
@click.option("-o", "--output", type=PATH, help="NAME.csv or NAME.xlsx; else printed.")
@click.option(
    "--language", type=click.Choice(["en", "de"]), default="en", show_default=True
)
def template_command(*, output: Path | None, language: str) -> None:
    """Write an empty diary to fill in."""
    from myosense.diaries.writing import template, write_template  # noqa: PLC0415

    if output is None:
        click.echo(template(language), nl=False)
    else:
        check_parent(output)
        write_template(output, language)
        click.echo(f"{output}: an empty diary")


@diary_group.command("check")
@click.argument("file", type=PATH)
@click.option("--time-zone", help="IANA name or offset: Europe/Berlin, UTC+02:00.")
@DATE_ORDER
@COLUMNS
def check_command(
    *, file: Path, time_zone: str | None, date_order: str | None, columns: Path | None
) -> None:
    """Say whether a diary can be read, and what it holds."""
    from myosense.report.compared import place_name  # noqa: PLC0415

    entries = _read(file, time_zone, date_order, columns).entries
    places = Counter(map(place_name, entries["region"], entries["side"]))
    said = ", ".join(f"{place} {n}" for place, n in sorted(places.items()))
    first, last = entries["start"].min(), entries["stop"].fillna(entries["start"]).max()
    n = f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
    click.echo(f"{file}: {n}, {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}; {said}")


@diary_group.command("compare")
@click.argument("results", type=PATH)
@click.argument("diary", type=PATH)
@click.option("-o", "--output", type=PATH, help="Folder for the tables.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@DATE_ORDER
@COLUMNS
def compare_command(  # noqa: PLR0913 - one argument an option
    *,
    results: Path,
    diary: Path,
    output: Path | None,
    as_json: bool,
    date_order: str | None,
    columns: Path | None,
) -> None:
    """Hold a diary against a result, on the same intervals.

    RESULTS is a result folder, DIARY a CSV or XLSX as from `diary template`. Times without
    an offset are those of the result's time zone.
    """
    from myosense.holding import hold_diary, time_zone_of  # noqa: PLC0415
    from myosense.report.compared import render  # noqa: PLC0415

    analysis = load(results)
    if output is not None:
        check_new(output)
    read = _read(diary, time_zone_of(analysis.recordings), date_order, columns)
    with busy("comparing"):
        held = hold_diary(analysis, read)
    if output is not None:
        held.save(output, [results, diary])
    click.echo(to_json(held.said) if as_json else render(held.said), nl=False)


@diary_group.command("fill")
@click.argument("results", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help="NAME.csv or NAME.xlsx.")
def fill_command(*, results: Path, output: Path) -> None:
    """Write the diary as the sensor would have kept it, by the hour.

    Severity, trigger, sleep and impact stay blank: no sensor knows them.
    """
    from myosense.diaries.filling import fill  # noqa: PLC0415
    from myosense.diaries.writing import write_diary  # noqa: PLC0415

    analysis = load(results)
    check_parent(output)
    held = analysis.events, analysis.coverages, analysis.recordings
    entries = fill(*held, analysis.settings.diary)
    write_diary(output, entries)
    n_judged = int((entries["frequency"] != "").sum())
    click.echo(f"{output}: {len(entries)} entries, {n_judged} of them judged")


def _read(
    file: Path, time_zone: str | None, date_order: str | None, columns: Path | None
) -> "Diary":
    from myosense.diaries.lexicon import load_lexicon  # noqa: PLC0415
    from myosense.diaries.reading import read_diary  # noqa: PLC0415
    from myosense.options import existing_file  # noqa: PLC0415

    lexicon = None if columns is None else load_lexicon(existing_file(columns))
    diary = read_diary(
        existing_file(file), time_zone=time_zone, date_order=date_order, lexicon=lexicon
    )
    for notice in diary.notices:
        click.echo(f"{file}: {notice}", err=True)
    return diary
