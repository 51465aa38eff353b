"""What a command says on the terminal: errors, warnings, progress, figures."""

import contextlib
import json
import math
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from myosense.errors import ArgumentError, MyosenseError, SettingsError

if TYPE_CHECKING:
    import pandas as pd

FIGURE_WIDTH = 30
FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130


class Commands(click.Group):
    """Commands that answer every error raised on purpose with one sentence."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run a command; turn errors into a sentence and an exit code."""
        try:
            with _plain_warnings():
                return super().invoke(ctx)
        except (ArgumentError, SettingsError) as error:
            say_error(error)
            ctx.exit(WRONG_USE)
        except MyosenseError as error:
            say_error(error)
            ctx.exit(FAILED)
        except KeyboardInterrupt:
            click.echo("Interrupted; nothing was written.", err=True)
            ctx.exit(INTERRUPTED)


def say_error(error: MyosenseError) -> None:
    """Say what is wrong, in one sentence."""
    click.echo(f"Error: {error}", err=True)


@contextlib.contextmanager
def _plain_warnings() -> Iterator[None]:
    """Say each warning in a line, without where in the code it arose."""

    def say(message: Warning | str, *_args: object, **_kwargs: object) -> None:
        click.echo(f"Warning: {message}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = say
        yield


@contextlib.contextmanager
def busy(text: str) -> Iterator[None]:
    """Show what is being done, where somebody looks on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status(text):
        yield


@contextlib.contextmanager
def counting(what: str, n: int) -> Iterator[Callable[[int], None]]:
    """Show how many are through, how fast and for how long still, where somebody looks on.

    What is handed out is to be called with the number that is through.
    """
    if not sys.stderr.isatty():
        yield lambda _n_through: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text  # noqa: PLC0415

    class Rate(ProgressColumn):
        """How many an hour."""

        def render(self, task: Task) -> Text:
            return Text(f"{3600 * (task.speed or 0):,.0f} an hour")

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), Rate())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=n)
        yield lambda n_through: bar.update(task, completed=n_through)


def figures(table: "pd.DataFrame") -> dict[str, dict[str, float | None]]:
    """Bring a score's table to JSON values; what is not known is ``None``."""
    return {
        figure: {
            name: None if math.isnan(number) else number
            for name, number in (("value", value), ("low", low), ("high", high))
        }
        for figure, value, low, high in table.itertuples(index=False, name=None)
    }


def figure_lines(figures: Mapping[str, Mapping[str, float | None]]) -> str:
    """Write a line a figure, with its interval where there is one."""
    return "".join(
        f"{name:{FIGURE_WIDTH}}{_figure_text(row)}\n" for name, row in figures.items()
    )


def _figure_text(row: Mapping[str, float | None]) -> str:
    if row["value"] is None:
        return "not known"
    text = f"{row['value']:.4g}"
    if row["low"] is None or row["high"] is None:
        return text
    return f"{text} ({row['low']:.4g} to {row['high']:.4g})"


def to_json(content: object) -> str:
    """Write JSON that a person can read, and no NaN."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
