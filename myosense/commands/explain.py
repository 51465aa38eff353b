"""``myosense explain``: why an event was counted or not."""

from pathlib import Path

import click

from myosense.commands.folders import load
from myosense.commands.numbers import FINITE
from myosense.errors import ArgumentError

PATH = click.Path(path_type=Path)


@click.command("explain")
@click.argument("result", type=PATH)
@click.argument("event", required=False)
@click.option("--at", "at_s", type=FINITE, help="Seconds since the recording's start.")
def explain_command(*, result: Path, event: str | None, at_s: float | None) -> None:
    """Say why an event was counted or not.

    RESULT is a result folder, EVENT the body_event_id of one of its events or rejected
    candidates; --at takes the one nearest to a time instead.
    """
    from myosense.explanation import event_at, explain  # noqa: PLC0415
    from myosense.report.reasons import render  # noqa: PLC0415

    if event is None and at_s is None:
        raise ArgumentError("neither an event nor a time is named; expected EVENT or --at")
    if event is not None and at_s is not None:
        raise ArgumentError(f"{event} and --at {at_s:g} are two; expected one of them")
    analysis = load(result)
    name = event_at(analysis, at_s) if at_s is not None else str(event)
    click.echo(render(explain(analysis, name)), nl=False)
