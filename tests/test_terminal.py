"""What somebody who looks on sees of a long command."""

import io
import re
import sys
import warnings

import click
import pytest
from click.testing import CliRunner

from myosense.terminal import Commands, counting


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Say that somebody looks on."""
        return True


def test_who_looks_on_sees_how_many_are_through(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with counting("people", 40) as show:
        for n in range(1, 31):
            show(n)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    assert re.search(r"people .*30/40 [\d,]+ an hour \d+:\d\d:\d\d", shown)


def test_nobody_looks_on_in_a_file(capfd: pytest.CaptureFixture[str]) -> None:
    with counting("people", 4) as show:
        show(4)
    assert capfd.readouterr() == ("", "")


def test_a_warning_of_ours_is_one_line_and_an_open_file_is_none_of_theirs() -> None:
    @click.group(cls=Commands)
    def main() -> None:
        """Do something."""

    @main.command()
    def close() -> None:
        warnings.warn("the last row is cut", stacklevel=1)
        warnings.warn("unclosed file", ResourceWarning, stacklevel=1)

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        warnings.simplefilter("ignore", ResourceWarning)
        said = CliRunner().invoke(main, ["close"])
    assert said.stderr == "Warning: the last row is cut\n"
