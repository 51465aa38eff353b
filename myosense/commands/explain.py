"""``myosense explain``: why an event was counted or not."""

import math
from datetime import datetime
from pathlib import Path

import click

from myosense.commands.folders import load
from myosense.errors import ArgumentError

PATH = click.Path(path_type=Path)


@click.command("explain")
@click.argument("result", type=PATH)
@click.argument("event", required=False)
@click.option("--at", help="Seconds since the start, or a time: 2025-10-25T22:27:05.")
def explain_command(*, result: Path, event: str | None, at: str | None) -> None:
    """Say why an event was counted or not.

    RESULT is a result folder, EVENT the body_event_id of one of its events or rejected
    candidates; --at takes the one nearest to a time instead.
    """
    from myosense.explanation import event_at, explain  # noqa: PLC0415
    from myosense.report.reasons import render  # noqa: PLC0415

    if event is None and at is None:
        raise ArgumentError("neither an event nor a time is named; expected EVENT or --at")
    if event is not None and at is not None:
        raise ArgumentError(f"{event} and --at {at} are two; expected one of them")
    moment = None if at is None else _parse_at(at)
    analysis = load(result)
    name = str(event) if moment is None else event_at(analysis, moment)
    click.echo(render(explain(analysis, name)), nl=False)


def _parse_at(text: str) -> float | datetime:
    """Read seconds, or a date and a time of day."""
    from myosense.zones import parse_time  # noqa: PLC0415

    try:
        seconds = float(text)
        if math.isfinite(seconds):
            return seconds
    except ValueError:
        pass
    return parse_time(text, "--at", or_else="seconds since the recording's start")
