"""Settings: one tree, out to TOML and back, and what is refused."""

import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.errors import SettingsError
from myosense.settings import BlockParameters, Settings


def load(folder: Path, text: str) -> Settings:
    """Load settings from a text."""
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return Settings.load(path)


def test_every_default_goes_to_toml_and_back(tmp_path: Path) -> None:
    assert load(tmp_path, Settings().to_toml()) == Settings()
    assert load(tmp_path, "") == Settings()


def test_every_branch_is_a_table_with_all_its_values() -> None:
    tree = tomllib.loads(Settings().to_toml())
    assert set(tree) == {item.name for item in fields(Settings)}
    assert tree == Settings().as_dict()


def test_what_a_file_does_not_name_keeps_its_default(tmp_path: Path) -> None:
    loaded = load(tmp_path, "[detection]\nmin_snr = 7\n[measures]\nbefore_s = [2, 0.5]")
    assert loaded.detection == replace(Settings().detection, min_snr=7.0)
    assert isinstance(loaded.detection.min_snr, float)
    assert loaded.measures.before_s == (2.0, 0.5)
    assert loaded.filter == Settings().filter


def test_a_piece_of_evidence_can_be_turned_by_itself(tmp_path: Path) -> None:
    loaded = load(tmp_path, "[classification.score.tremor]\nweight = 0")
    assert loaded.classification.score.tremor.weight == 0
    assert loaded.classification.score.peak_g == Settings().classification.score.peak_g


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "[detection]\nmin_snrr = 7",
            "'detection.min_snrr' is not known; did you mean 'detection.min_snr'",
            id="a misspelt key",
        ),
        pytest.param(
            "[detektion]\nmin_snr = 7",
            "'detektion' is not known; did you mean 'detection'",
            id="a misspelt table",
        ),
        pytest.param("detection = 7", "'detection' is 7; expected a table", id="no table"),
        pytest.param(
            '[detection]\nmin_snr = "7"',
            "'detection.min_snr' is '7'; expected a number such as 4.0",
            id="text for a number",
        ),
        pytest.param(
            "[detection]\nmin_snr = true", "expected a number", id="a truth for a number"
        ),
        pytest.param(
            "[detection]\nmin_snr = nan", "is nan; expected a finite", id="no number"
        ),
        pytest.param(
            "[wear]\nnot_worn_min = inf", "is inf; expected a finite", id="no end"
        ),
        pytest.param(
            "[filter]\norder = 2.5",
            "'filter.order' is 2.5; expected a whole number such as 2",
            id="a part of an order",
        ),
        pytest.param(
            "[measures]\nbefore_s = [1]",
            "'measures.before_s' has 1 values; expected 2",
            id="too few values",
        ),
        pytest.param(
            "[measures]\nbefore_s = 1", "expected a list such as", id="one for a list"
        ),
        pytest.param(
            "[filter]\nlow_hz = 30", r"low_hz must be .* but it is 30", id="out of limits"
        ),
        pytest.param("[filter\n", "not readable as TOML", id="no TOML"),
    ],
)
def test_a_message_names_the_file_the_key_and_what_was_expected(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=rf"settings\.toml: .*{message}"):
        load(tmp_path, text)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, kind: type[str | Path]) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: not readable"):
        Settings.load(kind(tmp_path / "nowhere.toml"))


def test_presets_differ_in_what_they_count() -> None:
    assert Settings.preset("balanced") == Settings()
    least = Settings.preset("specific").classification.min_probability
    assert least > Settings().classification.min_probability
    assert isinstance(Settings.preset("rules"), Settings)
    with pytest.raises(
        SettingsError, match="'best' is not known; expected one of balanced"
    ):
        Settings.preset("best")


@pytest.mark.parametrize(("block_s", "margin_s"), [(0, 20), (600, 14)])
def test_blocks_need_their_margins(block_s: float, margin_s: float) -> None:
    with pytest.raises(SettingsError, match="margin_s at least 15"):
        BlockParameters(block_s=block_s, margin_s=margin_s)


@given(st.floats(0.001, 1e6), st.floats(16, 1e9))
def test_any_number_survives_the_way_out_and_back(low: float, high: float) -> None:
    turned = replace(
        Settings(),
        blocks=BlockParameters(block_s=low, margin_s=high),
        detection=replace(Settings().detection, min_peak_g=low),
    )
    tree = tomllib.loads(turned.to_toml())
    assert tree["blocks"] == {"block_s": low, "margin_s": high}
    assert tree["detection"]["min_peak_g"] == low
