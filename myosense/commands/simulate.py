"""``myosense simulate``: a recording with known jerks, and their truth beside it."""

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from myosense.commands.folders import check_parent
from myosense.commands.numbers import FINITE
from myosense.errors import ArgumentError, not_written
from myosense.terminal import busy

if TYPE_CHECKING:
    from myosense.simulation import Simulation

FILE = click.Path(dir_okay=False, path_type=Path)
_share = partial(click.option, type=click.FloatRange(0, 1), show_default=True)
_limits = partial(click.option, nargs=2, type=FINITE, show_default=True)


@click.command("simulate")
@click.option("-o", "--output", type=FILE, required=True, help="Parquet file to write.")
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Same seed, same bytes.",
)
@click.option("--hours", type=FINITE, default=1.0, show_default=True, help="Length.")
@click.option("--site", default="wrist", show_default=True, help="Body site.")
@click.option("--side", default="left", show_default=True, help="Side of the body.")
@click.option(
    "--rate", type=FINITE, default=100.0, show_default=True, help="Samples per second."
)
@click.option(
    "--range", "range_g", type=FINITE, default=8.0, show_default=True, help="Range in g."
)
@click.option(
    "--rate-per-h", type=FINITE, default=10.0, show_default=True, help="Jerks per hour."
)
@click.option(
    "--scenario",
    default="still",
    show_default=True,
    # As in `myosense.simulation.scenarios`, which takes long to import.
    help="What else happens: still, table, evening, night, day, life, busy; or one "
    "activity: typing, mouse, swiping, writing, eating, drinking, clapping, scratching, "
    "rubbing, striking, fidgeting, gesturing, flicking, reaching, bumping, handling, "
    "holding, exercising, posture, turning, riding, tremor, clonus, chewing, coughing, "
    "hiccup, laughing, talking, bouncing, walking, running, stairs, shuffling.",
)
@click.option(
    "--day-shape",
    default="evening",
    show_default=True,
    help="When jerks come in a day or night: evening, morning or even.",
)
@click.option(
    "--cluster-shape",
    type=FINITE,
    help="Of gamma intervals between jerks: 1 random, below 1 in clusters. "
    "[default: 0.5 in a day or night, else 1]",
)
@click.option(
    "--origin",
    default="local",
    show_default=True,
    help="local: jerks of this sensor alone; cortical, spinal, startle: of the body, which "
    "every site simulated with this seed feels, each at its time.",
)
@_limits(
    "--amplitude",
    "amplitude_g",
    default=(0.1, 3.0),
    help="Smallest and largest jerk in g.",
)
@click.option(
    "--generator",
    default="joint",
    show_default=True,
    help="What makes a jerk: joint (one burst on one joint, by the shares below), muscle "
    "(all that muscles do), lobes, packets.",
)
@_share(
    "--cortical-share",
    default=0.5,
    help="Cortical jerks among the short ones.",
)
@_share(
    "--long-share",
    default=0.0,
    help="Bursts of 100-250 ms.",
)
@_share(
    "--negative-share",
    default=0.0,
    help="Lapses of 50-200 ms; experimental.",
)
@_share(
    "--antagonist-share",
    help="Jerks that the antagonist brakes. [default: each kind's own]",
)
@_share(
    "--strap-share",
    default=0.0,
    help="Jerks felt through tissue or a strap that gives.",
)
@_share(
    "--train-share",
    default=0.0,
    help="Jerks that begin a train.",
)
@_limits(
    "--train-rate",
    "train_rate_hz",
    default=(0.5, 8.0),
    help="Slowest and fastest train in Hz.",
)
@_limits(
    "--train-cycles",
    default=(3.0, 100.0),
    help="Jerks of the shortest and the longest train.",
)
@click.option("--start", help="Wall clock at the start: 2025-10-25T19:00.")
@click.option("--time-zone", help="IANA name or offset: Europe/Berlin, UTC+02:00.")
@click.option("--overwrite", is_flag=True, help="Replace files of these names.")
def simulate_command(  # noqa: PLR0913 - one argument an option
    *,
    output: Path,
    seed: int,
    hours: float,
    site: str,
    side: str,
    rate: float,
    range_g: float,
    rate_per_h: float,
    scenario: str,
    day_shape: str,
    cluster_shape: float | None,
    origin: str,
    amplitude_g: tuple[float, float],
    generator: str,
    cortical_share: float,
    long_share: float,
    negative_share: float,
    antagonist_share: float | None,
    strap_share: float,
    train_share: float,
    train_rate_hz: tuple[float, float],
    train_cycles: tuple[float, float],
    start: str | None,
    time_zone: str | None,
    overwrite: bool,
) -> None:
    """Simulate a recording with known jerks.

    Their truth is written beside it, as <name>_truth.tsv.
    """
    from myosense.reading.clock import parse_start  # noqa: PLC0415
    from myosense.simulation import simulate  # noqa: PLC0415

    truth = output.with_name(f"{output.stem}_truth.tsv")
    _check_simulated(output, truth, overwrite=overwrite)
    with busy("simulating"):
        simulation = simulate(
            seed=seed,
            hours=hours,
            site=site,
            side=side,
            sample_rate_hz=rate,
            range_g=range_g,
            rate_per_h=rate_per_h,
            scenario=scenario,
            day_shape=day_shape,
            cluster_shape=cluster_shape,
            origin=origin,
            amplitude_g=amplitude_g,
            generator=generator,
            cortical_share=cortical_share,
            long_share=long_share,
            negative_share=negative_share,
            antagonist_share=antagonist_share,
            strap_share=strap_share,
            train_share=train_share,
            train_rate_hz=train_rate_hz,
            train_cycles=train_cycles,
            start=parse_start(start),
            time_zone=time_zone,
            recording_id=output.stem,
        )
        _write_simulated(simulation, output, truth)
    why = " (a sensor that lies on a table feels none)" if scenario == "table" else ""
    n_jerks = len(simulation.truth)
    click.echo(f"{output} and {truth.name}: {n_jerks} jerks in {hours:g} h{why}")


def _check_simulated(output: Path, truth: Path, *, overwrite: bool) -> None:
    if output.suffix != ".parquet":
        raise ArgumentError(
            f"{output} is no Parquet name; expected one that ends in .parquet"
        )
    check_parent(output)
    for path in (output, truth):
        if path.exists() and not overwrite:
            raise ArgumentError(f"{path} exists; expected a new name (or --overwrite)")


def _write_simulated(simulation: "Simulation", output: Path, truth: Path) -> None:
    """Write both files, each whole or not at all."""
    from myosense.reading import write_parquet  # noqa: PLC0415
    from myosense.results.tables import write_events  # noqa: PLC0415

    try:
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=".myosense-") as name:
            part = Path(name)
            write_parquet(simulation.recording, part / output.name)
            write_events(part / truth.name, simulation.truth)
            for path in (truth, output):
                (part / path.name).replace(path)
    except OSError as error:
        raise not_written(output, error) from error
