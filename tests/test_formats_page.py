"""The page of formats names every format that is read, and tells no option that is not."""

import re
from pathlib import Path

import pytest

from myosense.cli import READING_NAMES, main
from myosense.reading import READERS
from myosense.reading.presets import PRESETS

PAGE = (Path(__file__).parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
GENERAL = {"known, but not read", "text table", "a table of"}
NAMES = {reader.name for reader in READERS} | {preset.name for preset in PRESETS}


@pytest.mark.parametrize("name", sorted(NAMES - GENERAL))
def test_every_format_has_its_place_on_the_page(name: str) -> None:
    kind = r"^an? (?:(?:table|summary) (?:of|by epochs that) )?"
    maker = re.sub(kind, "", name).split()[0]
    assert maker.strip(",").casefold() in PAGE.casefold()


@pytest.mark.parametrize("command", ["analyze", "inspect", "convert"])
def test_every_option_of_reading_is_explained(command: str) -> None:
    taken = {name for param in main.commands[command].params for name in param.opts}
    for option in READING_NAMES:
        name = f"--{option.replace('_', '-')}"
        assert name in taken
        assert f"`{name}" in PAGE
