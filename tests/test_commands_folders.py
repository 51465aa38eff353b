"""Folders that the commands are given: what is refused before anything is done."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from myosense.cli import main
from myosense.commands.folders import check_new, check_parent, load
from myosense.errors import ArgumentError


def test_a_file_is_no_output(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ArgumentError, match="file is a file; expected a folder"):
        check_new(file)


def test_an_occupied_folder_is_refused_without_an_option_that_is_not_there(
    tmp_path: Path,
) -> None:
    check_new(tmp_path)
    check_new(tmp_path / "new")
    (tmp_path / "x").touch()
    with pytest.raises(ArgumentError, match="is not empty; expected a new or an empty fol"):
        check_new(tmp_path)
    said = CliRunner().invoke(main, ["merge", "a", "-o", str(tmp_path)])
    assert said.exit_code == 2
    assert "--overwrite" not in said.stderr


def test_a_file_needs_its_folder(tmp_path: Path) -> None:
    check_parent(tmp_path / "new.csv")
    with pytest.raises(ArgumentError, match="none is no folder; expected one"):
        check_parent(tmp_path / "none" / "new.csv")


def test_what_is_no_result_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"run\.json cannot be read"):
        load(tmp_path)
    with pytest.raises(ArgumentError, match=r"^\./run\.json cannot be read"):
        load(Path())
