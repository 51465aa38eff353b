"""``myosense simulate``: what it draws is what the call draws."""

import inspect
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from myosense import read, simulate
from myosense.cli import main
from myosense.commands.simulate import simulate_command
from myosense.eventtables import read_events

OWN = {"output", "overwrite"}
NAMED = {"rate": "sample_rate_hz"}


def run(*words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["simulate", *(str(word) for word in words)])
    assert result.exit_code == exit_code, result.output
    return result


def test_what_is_not_said_is_as_in_the_call() -> None:
    call = inspect.signature(simulate).parameters
    unsaid = simulate_command.make_context("simulate", ["-o", "a.parquet"]).params
    assert len(unsaid) > 20
    for name in unsaid.keys() - OWN:
        assert unsaid[name] == call[NAMED.get(name, name)].default


def test_every_option_about_jerks_is_heard(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    run(
        "-o", file, "--hours", 1, "--rate", 50, "--rate-per-h", 60, "--scenario", "night",
        "--day-shape", "even", "--cluster-shape", 2, "--origin", "startle",
        "--amplitude", 0.3, 0.6, "--cortical-share", 0.2, "--long-share", 0.1,
        "--negative-share", 0.2, "--antagonist-share", 0.4, "--strap-share", 0.5,
        "--train-share", 0.3, "--train-rate", 1, 2, "--train-cycles", 3, 5,
    )  # fmt: skip
    called = simulate(
        hours=1, sample_rate_hz=50, rate_per_h=60, scenario="night", day_shape="even",
        cluster_shape=2, origin="startle", amplitude_g=(0.3, 0.6), cortical_share=0.2,
        long_share=0.1, negative_share=0.2, antagonist_share=0.4, strap_share=0.5,
        train_share=0.3, train_rate_hz=(1, 2), train_cycles=(3, 5), recording_id="a",
    )  # fmt: skip
    np.testing.assert_array_equal(
        read(file).acceleration_g, called.recording.acceleration_g
    )
    flags = read_events(tmp_path / "a_truth.tsv")["flags"].fillna("").tolist()
    assert flags == called.truth["flags"].tolist()
    assert {"", "long", "negative", "train"} < set(flags)


@pytest.mark.parametrize("generator", ["muscle", "lobes", "packets"])
def test_another_generator_may_make_the_jerks(generator: str, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    run("-o", file, "--hours", 0.1, "--rate-per-h", 100, "--generator", generator)
    called = simulate(hours=0.1, rate_per_h=100, generator=generator)
    np.testing.assert_array_equal(
        read(file).acceleration_g, called.recording.acceleration_g
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--generator", "lobe"), "generator 'lobe' is not known; expected one of joint,"),
        (
            ("--origin", "cortcal"),
            "origin 'cortcal' is not known; the nearest known one is",
        ),
        (("--train-rate", "2", "1"), "train_rate_hz is (2.0, 1.0); expected two values"),
        (("--strap-share", "1.5"), "Invalid value for '--strap-share': 1.5 is not in the"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_written(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    result = run("-o", tmp_path / "a.parquet", *words, exit_code=2)
    assert said in result.stderr
    assert not list(tmp_path.iterdir())
