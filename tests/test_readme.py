"""The README shows what the program prints."""

from pathlib import Path

from click.testing import CliRunner

from myosense.cli import main

ROOT = Path(__file__).parent.parent


def block(text: str, fence: str) -> list[str]:
    """Return the lines of the first block behind a fence."""
    return text.split(f"```{fence}\n", 1)[1].split("\n```", 1)[0].splitlines()


def test_the_result_shown_is_the_result_printed(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = block(readme, "console newcomer")[0].split("/myosense ", 1)[1].split()
    assert command[0] == "analyze"
    recording = str(ROOT / command[1])
    printed = CliRunner().invoke(main, ["analyze", recording, "-o", str(tmp_path / "out")])
    assert printed.exit_code == 0
    assert printed.stdout.strip().splitlines() == block(readme, "text")
