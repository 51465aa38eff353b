"""Body sites: the closed vocabulary, what users type and what file names say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.errors import ArgumentError
from myosense.scorecard import WIDTH_LIMITS_S
from myosense.sites import (
    NOT_IN_NAMES,
    REGION_OF_SITE,
    REGIONS,
    SIDE_SYNONYMS,
    SIDES,
    SITE_SYNONYMS,
    SITES,
    Place,
    guess_from_name,
    parse_place,
    parse_side,
    parse_site,
    region_of,
)

VOCABULARY = (
    "face head neck chest abdomen lower_back hip upper_arm forearm wrist hand finger thigh "
    "shank ankle foot toe unknown"
)


def test_the_vocabularies_are_closed() -> None:
    assert set(SITES) == set(VOCABULARY.split())
    assert set(SIDES) == {"left", "right", "midline", "unknown"}
    assert set(REGIONS) == {"head", "neck", "trunk", "arm", "leg", "unknown"}
    assert set(SITE_SYNONYMS.values()) <= set(SITES)
    assert set(WIDTH_LIMITS_S) == set(SITES)


@pytest.mark.parametrize(
    ("region", "sites"),
    [
        ("head", "face head"),
        ("neck", "neck"),
        ("trunk", "chest abdomen lower_back hip"),
        ("arm", "upper_arm forearm wrist hand finger"),
        ("leg", "thigh shank ankle foot toe"),
        ("unknown", "unknown"),
    ],
)
def test_a_site_belongs_to_its_region(region: str, sites: str) -> None:
    assert {site for site in SITES if region_of(site) == region} == set(sites.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("waist", Place("hip", None)),
        ("belt", Place("hip", None)),
        ("trunk", Place("chest", None)),
        ("pocket", Place("thigh", None)),
        ("watch", Place("wrist", None)),
        ("left hand", Place("hand", "left")),
        ("Lower Back", Place("lower_back", None)),
        ("lower-leg", Place("shank", None)),
        ("upper_arm_R", Place("upper_arm", "right")),
        ("LeftWrist", Place("wrist", "left")),
        ("linkes Handgelenk", Place("wrist", "left")),
        ("Knöchel rechts", Place("ankle", "right")),
        ("Fuß", Place("foot", None)),
        ("avant-bras gauche", Place("forearm", "left")),
        ("muñeca derecha", Place("wrist", "right")),
        ("main droite", Place("hand", "right")),
        ("polso sinistro", Place("wrist", "left")),
        ("enkel links", Place("ankle", "left")),
        ("Stirn Mitte", Place("head", "midline")),
    ],
)
def test_what_people_type_is_understood(text: str, expected: Place) -> None:
    assert parse_site(text) == expected


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("wirst", "wrist"), ("ankel", "ankle"), ("left ankel", "ankle"), ("", "")],
)
def test_an_unknown_site_is_refused_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(ArgumentError, match=rf"not known; .*nearest.*'.*{nearest}.*'"):
        parse_site(text)


def test_a_site_beside_words_that_mean_nothing_is_refused() -> None:
    with pytest.raises(ArgumentError, match="'wrist banana' is not known"):
        parse_site("wrist banana")


@pytest.mark.parametrize(
    ("text", "side"), [("L", "left"), (" Right ", "right"), ("mid", "midline")]
)
def test_a_side_is_understood(text: str, side: str) -> None:
    assert parse_side(text) == side


def test_an_unknown_side_is_refused_with_all_that_are_known() -> None:
    with pytest.raises(ArgumentError, match=r"'up' .* left, right, midline, unknown"):
        parse_side("up")


@pytest.mark.parametrize(
    ("site", "side", "expected"),
    [
        (None, None, Place(None, None)),
        ("left hand", None, Place("hand", "left")),
        ("left hand", "L", Place("hand", "left")),
        ("left hand", "unknown", Place("hand", "left")),
        ("hand", "right", Place("hand", "right")),
        ("hand", "unknown", Place("hand", "unknown")),
        (None, "right", Place(None, "right")),
    ],
)
def test_a_side_may_stand_in_the_site_or_beside_it(
    site: str | None, side: str | None, expected: Place
) -> None:
    assert parse_place(site, side) == expected


def test_a_site_on_one_side_is_not_on_another() -> None:
    with pytest.raises(ArgumentError, match="'left hand' is not on the side 'right'"):
        parse_place("left hand", "right")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s01_LeftWrist.csv", Place("wrist", "left")),
        ("wrist_L.csv.gz", Place("wrist", "left")),
        ("R_2024.csv", Place(None, None)),
        ("P07-ankle-right.parquet", Place("ankle", "right")),
        ("lower_back.tsv", Place("lower_back", None)),
        ("recording.csv", Place(None, None)),
        ("main.csv", Place(None, None)),
        ("P03_Handgelenk_links.csv", Place("wrist", "left")),
        ("AGread_TestID_LeftWrist_RAW.csv", Place("wrist", "left")),
        ("pygt3x_WRIST_rawCalibrated_032Hz.csv", Place("wrist", None)),
        ("Pelvis_20210820_202113_836.csv", Place("hip", None)),
        ("impactr_hip-raw_ddMMyyyy.csv", Place("hip", None)),
        ("right_wrist.csv", Place("wrist", "right")),
        ("foot_left.parquet", Place("foot", "left")),
        ("thigh_pocket.parquet", Place("thigh", None)),
        ("leg_phone.parquet", Place("thigh", None)),
        ("stream_Apple_Watch_excerpt.csv", Place("wrist", None)),
        ("sync_acc_2.h5", Place(None, None)),
    ],
)
def test_a_file_name_says_what_it_says_and_no_more(name: str, expected: Place) -> None:
    assert guess_from_name(name) == expected


@given(st.sampled_from(SITES), st.sampled_from(SIDES[:3]))
def test_every_known_place_is_understood_in_either_order(site: str, side: str) -> None:
    expected = Place(site, side)
    assert parse_site(f"{side} {site}") == parse_site(f"{site}_{side}") == expected
    assert guess_from_name(f"s1_{site}_{side}.csv") == expected
    assert region_of(site) == REGION_OF_SITE[site]


@given(st.text(max_size=20))
def test_no_file_name_is_too_odd_to_be_looked_at(name: str) -> None:
    place = guess_from_name(name)
    assert place.site is None or place.site in SITES
    assert place.side is None or place.side in SIDES


def test_every_word_of_the_vocabulary_stands_for_itself_and_has_one_meaning() -> None:
    assert not set(SITE_SYNONYMS) & (set(SITES) | set(SIDE_SYNONYMS))
    assert set(SIDE_SYNONYMS.values()) <= set(SIDES)
    assert set(NOT_IN_NAMES) <= set(SITE_SYNONYMS)
    for word, site in SITE_SYNONYMS.items():
        assert parse_site(word).site == site


def test_all_sites_together_are_the_body() -> None:
    assert region_of("all") == "body"
    with pytest.raises(ArgumentError, match="site 'all' is not known"):
        parse_site("all")
