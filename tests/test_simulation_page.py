"""The page of ranges is that of the code, and shows what was read off it by hand."""

import pytest

from benchmarks.simulated_ranges import PAGE, SECTIONS, page, rows_of


def test_the_page_is_up_to_date() -> None:
    said = PAGE.read_text(encoding="utf-8")
    assert said == page(), "run python -m benchmarks.simulated_ranges"


@pytest.mark.parametrize(
    ("module", "what", "value", "source"),
    [
        ("limbs", "LIMBS: trunk", "resonance_hz 1.3 to 2.4", "Lakie 1984"),
        ("limbs", "BURSTS: cortical", "mean_s 0.0311; sd_s 0.0067", "van der Veen 2024"),
        ("straps", "NATURAL_HZ", "8 to 40", "Karlsson & Tranberg"),
        ("straps", "DAMPING", "0.15 to 0.7", "the model's own range"),
        ("hands", "HANDS: typing", "rate_hz 1 to 7", "Dhakal 2018"),
        ("bodies", "BODIES: clonus", "rate_hz 4.5 to 8.5", "Hidler & Rymer 1999"),
        ("gait", "FELT: leg", "strike (peak_g 0.6 to 6;", "Lafortune 1991"),
        ("sensor", "SensorParameters.noise_g", "0.003", "white noise"),
        ("acts", "Touch.length_s", "0.005 to 0.02", "Rempel 1994"),
        ("lobes", "ACROSS_LAG", "-0.5 to 0.5", "over the main lobe's width"),
    ],
)
def test_a_range_stands_beside_its_source(
    module: str, what: str, value: str, source: str
) -> None:
    (row,) = [row for row in rows_of(module) if row[0] == what]
    assert value in row[1]
    assert source in row[2]


def test_no_row_is_empty() -> None:
    rows = [row for module in SECTIONS for row in rows_of(module)]
    assert len(rows) > 200
    assert all(value for _, value, _ in rows)
