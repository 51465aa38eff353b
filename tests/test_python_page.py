"""What the page on Python shows is what comes out."""

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def test_every_example_gives_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = str(ROOT / "docs" / "python.md")
    failed, tried = doctest.testfile(page, module_relative=False)
    assert failed == 0
    assert tried > 15
