"""What the names of columns say: quantity, axis and unit.

Names are brought to words (``accX``, ``Accel-X (g)`` and ``x_acc`` all say *acc* and *x*),
columns that differ in the axis only form a triple, and the triple's words say which sensor
it is. Acceleration with gravity ranks before acceleration without.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from myosense.reading.table import ACCELERATION_UNITS, TURN_UNITS
from myosense.sites import REGION_OF_SITE, SIDE_SYNONYMS, SIDES, SITE_SYNONYMS

UNITS = {
    "g": ("g", "gs", "gforce"),
    "mg": ("mg", "millig"),
    "m/s2": ("n/kg", "\u043c/\u04412"),
    "cm/s2": ("gal", "gals"),
    "ug": ("ug", "µg", "\u03bcg", "microg"),
    "deg/s": ("dps", "d/s"),
    "rad/s": ("rps",),
    "mdeg/s": ("mdps", "millidps"),
    "rpm": ("rpm", "rev/min"),
    "s": ("s", "sec", "secs", "second", "seconds", "\u0441"),
    "ms": ("ms", "msec", "msecs", "millis", "millisecond", "milliseconds", "\u043c\u0441"),
    "us": ("us", "µs", "\u03bcs", "usec", "micros", "microsecond", "microseconds"),
    "ns": ("ns", "nsec", "nanos", "nanosecond", "nanoseconds"),
    "other": (
        "ut",
        "gauss",
        "nounits",
        "counts",
        "mm",
        "cm",
        "m",
        "rad",
        "deg",
        "mv",
    ),
}
PLAIN = str.maketrans("²\u207b¹", "2-1", "_")
#: Acceleration in words and signs: m/s^2, mm s-2, meters per second squared, m/s/s.
ACCELERATION = re.compile(
    r"(?P<part>c|m|centi|milli)?(?:m|met(?:er|re)s?)(?:/|per|p)?"
    r"s(?:ec(?:ond)?s?)?(?:-?2|squared|(?:/|per)s(?:ec(?:ond)?s?)?)"
)
#: Turning in words: degrees per second, milliradian/sec, deg s-1.
TURNING = re.compile(
    r"(?P<m>m|milli)?(?:(?P<deg>deg(?:rees?)?|°|º)|rad(?:ians?)?)"
    r"(?:/|per)?s(?:ec(?:ond)?s?)?(?:-1)?"
)
#: A unit in words at the end of a name: acc_x_m_s2, gyro_x_deg_per_s.
QUOTIENT = re.compile(
    r"(?P<top>[mc]?m|met(?:er|re)s?|m?deg(?:rees?)?|m?rad(?:ians?)?) (?:per )?"
    r"s(?:ec(?:ond)?s?)?(?: ?(?P<squared>2|squared))?"
)
UNIT_OF_SPELLING = {spelling: unit for unit, all_ in UNITS.items() for spelling in all_}


def count_of(count: int, noun: str) -> str:
    """Write how many there are.

    >>> count_of(1, "row"), count_of(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TIME_WORDS = _words(
    "time timestamp timestamps datetime date t ts epoch epoc unix elapsed seconds sec "
    "clock utc millis micros ms us msec usec loggingtime unixtime filetime "
    "zeit zeitstempel temps tiempo tempo tijd czas"
)
ACCELERATION_WORDS = _words(
    "acc ac accel acceleration accelerometer accl accelero "
    "beschleunigung aceleracion aceleracao accelerazione versnelling przyspieszenie"
)
FORCE_WORDS = _words("gf gforce force including total")
GYROSCOPE_WORDS = _words(
    "gyr gy gyro gyroscope gyros rotation rotationrate angular angularvelocity angvel "
    "omega w g"
)
LETTERS = _words("w g")  #: Of an accelerometer too, where the unit says so: Gx (mg).
LINEAR_WORDS = _words(
    "linear lin user free freeacc linacc useracc dynamic lineare lineaire lineal"
)
OTHER_WORDS = _words(
    "mag magn magnetometer magnetic m h quat quaternion q euler eul angle "
    "orientation attitude vector gravity grav pos position lat mean std sd var min max "
    "median counts axis1 dv dq velocity vel cart baseline compass "
    "gravitation schwerkraft gravite gravedad gravita gravidade"
)
PLAIN_WORDS = _words(
    "axis attr sensor imu raw data sample samples reading readings value values "
    "cal calibrated uncalibrated f a"
) | {*REGION_OF_SITE, *SITE_SYNONYMS, *SIDES, *SIDE_SYNONYMS}
#: A device or a chip says as little of what it measures: GENEActiv_X, lsm6dso.x.
PLAIN_WORDS |= _words(
    "geneactiv gene activ actigraph axivity pebble empatica embrace garmin fitbit polar "
    "shimmer movesense opal device phone smartphone smartwatch iphone android "
    "adxl bma bmi icm lis3dh lis2dh lsm6ds lsm6dsl lsm6dso mma mpu"
)
VALUE_WORDS = _words("value values")  #: As Android calls what a sensor measures.
PREFIXES = ACCELERATION_WORDS | FORCE_WORDS | GYROSCOPE_WORDS | LINEAR_WORDS | {"a", "f"}
PREFIXES |= {"mag", "m", "q", "h", "gravity", "grav"}
AXES = {"x": 0, "y": 1, "z": 2}
#: The axes of the body: up, to the side, ahead.
BODY_AXES = {"v": 0, "vertical": 0, "ml": 1, "mediolateral": 1, "lateral": 1}
BODY_AXES |= {"ap": 2, "anteroposterior": 2, "sagittal": 2}
NAMES_GRAVITY = _words("gravity grav")
#: What was worked out of the samples goes behind them: smoothed, or turned to the room.
DERIVED_WORDS = _words(
    "filt filtered filter smooth smoothed lp lpf hp hpf bp bpf lowpass highpass bandpass "
    "norm normalized world global earth"
)
GRAVITY_WORDS = NAMES_GRAVITY | _words("motion device sensor vector")


BARE_RANK = 3  #: The axes are named, the sensor is not.
UNIT_RANK = 4  #: The unit is, and the rest is in a language that we do not know.
LINEAR_RANK = 5
GYROSCOPE_RANK = 10
UNRANKED = 99


@dataclass(frozen=True)
class Triple:
    """Three columns that differ in the axis only."""

    columns: tuple[int, int, int]
    words: tuple[str, ...]
    unit: str | None
    rank: int  #: Lower is preferred; `LINEAR_RANK` is without gravity.


def unit_in(text: str) -> str | None:
    """Recognize a unit by its spelling; ``None`` if it is none that we know.

    >>> unit_in("m/(s^2)"), unit_in("G"), unit_in("degrees per second"), unit_in("furlong")
    ('m/s2', 'g', 'deg/s', None)
    >>> unit_in("mm s⁻²"), unit_in("meters per second squared"), unit_in("m/s")
    ('mm/s2', 'm/s2', None)
    """
    plain = re.sub(r"[\s()\[\]{}^*·⋅.]", "", text.strip().casefold().translate(PLAIN))
    moving = ACCELERATION.fullmatch(plain)
    if moving is not None:
        return f"{(moving['part'] or '')[:1]}m/s2"
    turning = TURNING.fullmatch(plain)
    if turning is not None:
        return f"{'m' if turning['m'] else ''}{'deg' if turning['deg'] else 'rad'}/s"
    return UNIT_OF_SPELLING.get(plain)


def words_of(name: str) -> tuple[list[str], str | None]:
    """Split a column's name into words, and take the unit off.

    >>> words_of("Accel-X (g)")
    (['accel', 'x'], 'g')
    >>> words_of("motionUserAccelerationX(G)")
    (['motion', 'user', 'acceleration', 'x'], 'g')
    >>> words_of("Acceleration - x (m/s²) Run #1")
    (['acceleration', 'x', 'run', '1'], 'm/s2')
    """
    bracket = re.search(r"(?<=.)[(\[](.+)[)\]]\s*$", name)
    quotient = re.search(r"(?<=[^_ ,])[_ ,]([^_ ,]+(?:/[^_ ,]+|-2)|[a-z]+[A-Z]\w*)$", name)
    if quotient and unit_in(quotient[1]):  # as in acc_x_m/s/s, ax_ms-2 and Accel X,mG
        bracket = quotient
    inner = None if bracket else re.search(r"(?<=.)[(\[]([^()\[\]]+)[)\]](?=\s)", name)
    if inner and unit_in(inner[1]):
        return words_of(f"{name[: inner.start()]}{name[inner.end() :]}")[0], unit_in(
            inner[1]
        )
    unit = unit_in(bracket[1]) if bracket else None
    if bracket and bracket[1].strip().lower() in {*AXES, *"0123"}:  # acc(x), acc[0]
        bracket = None
    base = without_accents(name[: bracket.start()] if bracket else name)
    words = [word.lower() for word in re.split(r"[^A-Za-z0-9]+", base) if word]
    if not any(_axis_of(word) for word in words) or not AXES.keys().isdisjoint(words):
        parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", base)
        words = [word.lower() for word in re.split(r"[^A-Za-z0-9]+", parted) if word]
    if unit is None and len(words) > 1:
        for first in range(max(len(words) - 4, 1), len(words) - 1):
            parts = QUOTIENT.fullmatch(" ".join(words[first:]))
            found = parts and unit_in(f"{parts['top']}/s{'2' if parts['squared'] else ''}")
            if found:
                return words[:first], found
        n_last = 2 if len(words) > 2 and words[-2] in ("milli", "micro") else 1
        last = unit_in("".join(words[-n_last:]))
        if last is not None:
            return words[:-n_last], last
        unit = next(
            (unit_in(word) for word in words if word in ("seconds", "millis")), None
        )
    return words, unit


def without_accents(text: str) -> str:
    """Take the accents off letters.

    >>> without_accents("Aceleración")
    'Aceleracion'
    """
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in parted if not unicodedata.combining(mark))


def _axis_of(word: str) -> tuple[int, str] | None:
    """Find the axis that a word names, and what is left of the word."""
    if word in AXES or word in BODY_AXES:
        return {**AXES, **BODY_AXES}[word], ""
    if word[-1] in AXES and word[:-1] in PREFIXES:
        return AXES[word[-1]], word[:-1]
    if word[0] in AXES and word[1:] in PREFIXES:
        return AXES[word[0]], word[1:]
    if word[-1].isdigit():  # Of several sensors: ax1, accx2, z10.
        name = word.rstrip("0123456789")
        found = _axis_of(name) if name else None
        return found and (found[0], found[1] + word[len(name) :])
    for axis, at in BODY_AXES.items():
        if word.endswith(axis) and word.removesuffix(axis) in ACCELERATION_WORDS:
            return at, word.removesuffix(axis)
    return None


def _rank(words: tuple[str, ...], unit: str | None) -> int | None:
    """Say how well the words of a triple fit acceleration; ``None`` if not at all."""
    said = {word if word in OTHER_WORDS else word.rstrip("0123456789") for word in words}
    is_total = bool(said & FORCE_WORDS) or {"with", "gravity"} <= said
    turning = {"velocity", "vel"} & said if {"angular", "ang"} & said else set()
    others = said & OTHER_WORDS - turning
    if (others and not is_total) or unit == "other":
        return None
    fits = {
        GYROSCOPE_RANK: unit in TURN_UNITS
        or turning
        or said & GYROSCOPE_WORDS - (LETTERS if unit in ACCELERATION_UNITS else set()),
        LINEAR_RANK: said & LINEAR_WORDS,
        0: is_total,
        1: said & ACCELERATION_WORDS,
        2: "a" in said,
        BARE_RANK: all(word in PLAIN_WORDS or not word for word in said),
        UNIT_RANK: unit in ACCELERATION_UNITS,
    }
    return next((rank for rank, is_fit in fits.items() if is_fit), None)


def _axis_in(words: list[str]) -> tuple[int, tuple[str, ...]] | None:
    """Find the axis in a name's words, and the words that are left."""
    for i in range(len(words) - 1, -1, -1):
        found = _axis_of(words[i])
        if found is not None:
            axis, left = found
            return axis, tuple(w for w in [*words[:i], left, *words[i + 1 :]] if w)
    return None


def axis_and_rest(name: str) -> tuple[int, tuple[str, ...]] | None:
    """Find the axis in a name, and the words that are left; ``None`` if it has none.

    >>> axis_and_rest("acc_y"), axis_and_rest("Z"), axis_and_rest("temperature")
    ((1, ('acc',)), (2, ()), None)
    """
    return _axis_in(words_of(name)[0])


def has_axis(name: str) -> bool:
    """Say whether a name has an axis by its letter or its word."""
    return axis_and_rest(name) is not None


def _number_in(words: list[str]) -> tuple[int, tuple[str, ...]] | None:
    """Find the number at the end of a sensor's name, and the words that are left."""
    last = re.fullmatch(r"([a-z]*)(\d)", words[-1]) if words else None
    if last is None:
        return None
    left = (*words[:-1], last[1]) if last[1] else tuple(words[:-1])
    is_sensor = {*left} & (ACCELERATION_WORDS | GYROSCOPE_WORDS - LETTERS | VALUE_WORDS)
    return (int(last[2]), left) if is_sensor else None


def find_triples(names: tuple[str, ...]) -> list[Triple]:
    """Group the columns that differ in the axis only; the best rank first."""
    triples = []
    for triple in _all_triples(names):
        rank = _rank(triple.words, triple.unit)
        if rank is not None:
            triples.append(replace(triple, rank=rank))
    # In a language that we do not know, the unit tells acceleration from an angle.
    return sorted(
        triples,
        key=lambda each: (
            each.rank,
            each.rank == BARE_RANK and not each.unit,
            bool(DERIVED_WORDS & {*each.words}),
        ),
    )


def find_gravity(names: tuple[str, ...]) -> Triple | None:
    """Find the columns of gravity alone."""
    for triple in _all_triples(names):
        words = {*triple.words}
        if words & NAMES_GRAVITY and words <= GRAVITY_WORDS:
            return triple
    return None


def _numbered(
    names: tuple[str, ...], known: Collection[tuple[tuple[str, ...], str | None]]
) -> Iterator[tuple[tuple[str, ...], str | None, dict[int, int]]]:
    """Find axes that have numbers, three of a sensor: acc0 to acc2, or accel_1 to 3."""
    found: dict[tuple[tuple[str, ...], str | None], dict[int, int]] = {}
    for column, name in enumerate(names):
        words, unit = words_of(name)
        number = None if _axis_in(words) else _number_in(words)
        if number is not None and (number[1], unit) not in known:
            found.setdefault((number[1], unit), {}).setdefault(number[0], column)
    for (left, unit), at in found.items():
        if sorted(at) in ([0, 1, 2], [1, 2, 3]):
            yield left, unit, {i: at[number] for i, number in enumerate(sorted(at))}


def _all_triples(names: tuple[str, ...]) -> list[Triple]:
    """Group the columns that differ in the axis only, whatever they are of."""
    groups: dict[tuple[tuple[str, ...], str | None], dict[int, int]] = {}
    for column, name in enumerate(names):
        words, unit = words_of(name)
        found = _axis_in(words)
        if found is not None:
            axis, left = found
            groups.setdefault((left, unit), {}).setdefault(axis, column)
    groups |= {(left, unit): at for left, unit, at in _numbered(names, groups)}
    for (left, unit), at in groups.items():
        if unit is not None and len(at) < 3:  # one unit for all: "x, y, z (m/s^2)"
            at.update(groups.get((left, None), {}))
    return [
        Triple((at[0], at[1], at[2]), left, unit, UNRANKED)
        for (left, unit), at in groups.items()
        if len(at) == 3
    ]
