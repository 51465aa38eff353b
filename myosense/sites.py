"""Body sites and sides, and the regions of a diary that they belong to.

One closed vocabulary for the whole package. What a user types or a file name says is
brought to it here: `parse_site` for words given on purpose (unknown ones are refused),
`guess_from_name` for words found in a file name (unknown ones are left alone).
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass

from myosense.errors import ArgumentError

REGION_OF_SITE = {
    "face": "head",
    "head": "head",
    "neck": "neck",
    "chest": "trunk",
    "abdomen": "trunk",
    "lower_back": "trunk",
    "hip": "trunk",
    "upper_arm": "arm",
    "forearm": "arm",
    "wrist": "arm",
    "hand": "arm",
    "finger": "arm",
    "thigh": "leg",
    "shank": "leg",
    "ankle": "leg",
    "foot": "leg",
    "toe": "leg",
    "unknown": "unknown",
}
SITES = tuple(REGION_OF_SITE)
#: Site and side of a row that counts for the whole person, and its region.
ALL, BODY = "all", "body"
SIDES = ("left", "right", "midline", "unknown")
REGIONS = tuple(dict.fromkeys(REGION_OF_SITE.values()))

SITE_SYNONYMS = {
    "waist": "hip",
    "belt": "hip",
    "pelvis": "hip",
    "trunk": "chest",
    "sternum": "chest",
    "torso": "chest",
    "belly": "abdomen",
    "stomach": "abdomen",
    "back": "lower_back",
    "lowerback": "lower_back",
    "lumbar": "lower_back",
    "l5": "lower_back",
    "pocket": "thigh",
    "thigh_pocket": "thigh",
    "leg": "thigh",
    "watch": "wrist",
    "arm": "upper_arm",
    "upperarm": "upper_arm",
    "biceps": "upper_arm",
    "lower_arm": "forearm",
    "palm": "hand",
    "thumb": "finger",
    "shin": "shank",
    "calf": "shank",
    "lower_leg": "shank",
    "shoe": "foot",
    "insole": "foot",
    "forehead": "head",
    "ear": "head",
    "cheek": "face",
    "chin": "face",
    "hallux": "toe",
    "headband": "head",
    "helmet": "head",
    "glasses": "head",
    "temple": "head",
    "thorax": "chest",
    "breast": "chest",
    "pendant": "chest",
    "sacrum": "lower_back",
    "l3": "lower_back",
    "l4": "lower_back",
    "armband": "upper_arm",
    "triceps": "upper_arm",
    "wristband": "wrist",
    "bracelet": "wrist",
    "smartwatch": "wrist",
    "tibia": "shank",
    "anklet": "ankle",
    "instep": "foot",
    "heel": "foot",
}
#: The same in German, French, Spanish, Italian and Dutch, without accents; German umlauts
#: also as two letters.
_ABROAD = {
    "face": "gesicht wange kinn visage joue cara viso gezicht",
    "head": "kopf stirn ohr tete front cabeza frente testa fronte hoofd",
    "neck": "hals nacken cou nuque cuello collo nek",
    "chest": "brust brustkorb brustbein poitrine thorax pecho torax petto borst",
    "abdomen": "bauch ventre barriga addome buik",
    "lower_back": "rucken ruecken kreuz lende lombaire dos espalda lumbar schiena rug",
    "hip": "hufte huefte becken gurtel guertel hanche ceinture cadera cintura anca heup",
    "upper_arm": "oberarm bras brazo braccio bovenarm",
    "forearm": "unterarm avant_bras avantbras antebrazo avambraccio onderarm",
    "wrist": "handgelenk uhr poignet montre muneca polso pols horloge",
    "hand": "main mano",
    "finger": "daumen doigt pouce dedo pulgar dito pollice vinger duim",
    "thigh": "oberschenkel hosentasche cuisse muslo coscia dij bovenbeen",
    "shank": "unterschenkel schienbein wade mollet tibia pantorrilla polpaccio onderbeen",
    "ankle": "knochel knoechel sprunggelenk fussgelenk cheville tobillo caviglia enkel",
    "foot": "fuss pied pie piede voet",
    "toe": "zeh zehe grosszehe orteil alluce teen",
}
ENGLISH = (*SITES, *SITE_SYNONYMS)
SITE_SYNONYMS |= {word: site for site, words in _ABROAD.items() for word in words.split()}
#: Words that mean something else in the name of a file.
NOT_IN_NAMES = frozenset(
    ("main", "front", "dos", "pie", "kreuz", "uhr", "rug", "dito", "cara", "teen", "temple")
)
SIDE_SYNONYMS = {
    **dict.fromkeys(["l", "lt", "links", "linke", "linker", "linkes"], "left"),
    **dict.fromkeys(["gauche", "izquierda", "izquierdo", "sinistra", "sinistro"], "left"),
    **dict.fromkeys(["r", "rt", "rechts", "rechte", "rechter", "rechtes"], "right"),
    **dict.fromkeys(["droit", "droite", "derecha", "derecho", "destra", "destro"], "right"),
    **dict.fromkeys(["mid", "middle", "center", "mitte", "milieu", "centro"], "midline"),
}


@dataclass(frozen=True)
class Place:
    """Where a sensor sits; the fields are ``None`` where nothing was said."""

    site: str | None = None
    side: str | None = None


def region_of(site: str) -> str:
    """Name the diary's region of a site; of all sites together, the body.

    >>> region_of("ankle"), region_of("all")
    ('leg', 'body')
    """
    return BODY if site == ALL else REGION_OF_SITE[site]


def place_name(site: str, side: str) -> str:
    """Name a site and side in plain words.

    >>> place_name("lower_back", "midline"), place_name("wrist", "left")
    ('lower back', 'left wrist')
    """
    if site == ALL:
        return "whole body"
    named = "unknown site" if site == "unknown" else site
    told = "" if side in ("unknown", "midline") else side
    return f"{told} {named}".strip().replace("_", " ")


def _words(text: str) -> list[str]:
    """Split at everything that is not a letter or digit, and where case turns.

    Accents are taken off.
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return [word.lower() for word in re.split(r"[^A-Za-z0-9]+", parted) if word]


def _known_place(words: list[str]) -> tuple[Place, list[str]]:
    """Take the first site and side out of the words; return what is left over."""
    site = side = None
    rest: list[str] = []
    i = 0
    while i < len(words):
        pair = "_".join(words[i : i + 2])
        step = 2 if len(words[i : i + 2]) == 2 and _site_of(pair) else 1
        word = pair if step == 2 else words[i]
        found_site, found_side = _site_of(word), _side_of(word)
        if found_site and site is None:
            site = found_site
        elif found_side and side is None:
            side = found_side
        else:
            rest.append(word)
        i += step
    return Place(site, side), rest


def _site_of(word: str) -> str | None:
    return word if word in REGION_OF_SITE else SITE_SYNONYMS.get(word)


def _side_of(word: str) -> str | None:
    return word if word in SIDES else SIDE_SYNONYMS.get(word)


def parse_site(text: str) -> Place:
    """Read a site that a user gave; it may carry a side, as in ``left hand``.

    Raises
    ------
    ArgumentError
        If a word is not known; the message names the nearest known site.

    >>> parse_site("left hand")
    Place(site='hand', side='left')
    >>> parse_site("waist")
    Place(site='hip', side=None)
    """
    place, rest = _known_place(_words(text))
    if place.site is None or rest:
        wanted = "_".join(rest) or text
        nearest = difflib.get_close_matches(wanted.lower(), ENGLISH, n=1, cutoff=0.0)[0]
        raise ArgumentError(
            f"site {text!r} is not known; the nearest known site is {nearest!r} "
            f"(known: {', '.join(SITES)})"
        )
    return place


def parse_side(text: str) -> str:
    """Read a side that a user gave.

    Raises
    ------
    ArgumentError
        If it is not left, right, midline or unknown.
    """
    side = _side_of("_".join(_words(text)))
    if side is None:
        raise ArgumentError(
            f"side {text!r} is not known; expected one of {', '.join(SIDES)}"
        )
    return side


def parse_place(site: str | None, side: str | None) -> Place:
    """Read a site and a side that a user gave; what was not said is ``None``.

    Raises
    ------
    ArgumentError
        If a word is not known, or the site carries another side than the one given.

    >>> parse_place("left hand", None)
    Place(site='hand', side='left')
    """
    place = Place() if site is None else parse_site(site)
    given = None if side is None else parse_side(side)
    if place.side is not None and given not in {None, "unknown", place.side}:
        raise ArgumentError(
            f"site {site!r} is not on the side {given!r}; expected one side in both"
        )
    return Place(place.site, place.side or given)


def is_on_body(text: str) -> bool:
    """Say whether any of some words names a site or a side.

    >>> is_on_body("left_arm2"), is_on_body("L"), is_on_body("at home")
    (True, True, False)
    """
    words = (word.rstrip("0123456789") for word in _words(text))
    place, _ = _known_place([word for word in words if word])
    return place != Place()


def guess_from_name(name: str) -> Place:
    """Find site and side in a file name; fields stay ``None`` where it says nothing.

    A single letter counts as a side only beside a site (``wrist_L``), because names are
    full of stray letters.

    >>> guess_from_name("s01_LeftWrist.csv")
    Place(site='wrist', side='left')
    >>> guess_from_name("R_2024.csv")
    Place(site=None, side=None)
    """
    words = _words(
        re.sub(r"(\.(csv|txt|tsv|gz|parquet|zip))+$", "", name, flags=re.IGNORECASE)
    )
    is_site = [_site_of(word) is not None for word in words]
    kept = [
        word
        for i, word in enumerate(words)
        if (len(word) > 1 or any(is_site[max(i - 1, 0) : i + 2]))
        and word not in NOT_IN_NAMES
    ]
    return _known_place(kept)[0]
