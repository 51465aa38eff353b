"""What the jerks of a recording are drawn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from myosense.errors import ArgumentError, SettingsError
from myosense.intervals import Seconds
from myosense.simulation.generators import GENERATORS
from myosense.simulation.jerks import Jerk, draw_jerk, swing_of
from myosense.simulation.limbs import COUNTER_GAIN, Range
from myosense.simulation.straps import draw_strap, strapped
from myosense.simulation.swings import Swing
from myosense.simulation.times import MIN_SPACING_S
from myosense.simulation.trains import (
    CYCLES,
    RATE_HZ,
    Train,
    draw_train,
    later,
    train_swings,
)

JOINT = "joint"  #: One burst on one joint, of the kinds whose shares are given.


@dataclass(frozen=True, kw_only=True)
class JerkParameters:
    """What jerks are drawn from."""

    amplitude_g: Range = (0.1, 3.0)  #: Even in the logarithm; 0.03-3 is plausible.
    #: What makes a jerk: ``joint``, of the shares below up to ``strap_share``; or one of
    #: `GENERATORS`, which draw all that by themselves.
    generator: str = JOINT
    #: Share of short (cortical) bursts among those under 100 ms.
    cortical_share: float = 0.5
    #: Share of bursts of 100-250 ms, flagged ``long`` in the truth.
    long_share: float = 0.0
    #: Share of lapses of 50-200 ms, flagged ``negative`` in the truth; experimental.
    negative_share: float = 0.0
    #: Share in which the antagonist answers, of all but lapses; each kind's own if None.
    antagonist_share: float | None = None
    #: Share felt through tissue or a strap that gives; the others move with the bone.
    strap_share: float = 0.0
    #: Share that begin a train of jerks, each flagged ``train`` in the truth.
    train_share: float = 0.0
    train_rate_hz: Range = RATE_HZ  #: Mean rate of a train, even in the logarithm.
    train_cycles: Range = CYCLES  #: Jerks of a train, even in the logarithm.

    def __post_init__(self) -> None:
        """Check the limits."""
        for name, least in (("amplitude_g", 0), ("train_rate_hz", 0), ("train_cycles", 1)):
            low, high = getattr(self, name)
            if not least < low <= high < np.inf:
                raise SettingsError(
                    f"{name} is {getattr(self, name)}; expected two values above {least} "
                    "in order"
                )
        known = (JOINT, *GENERATORS)
        if self.generator not in known:
            raise SettingsError(
                f"generator {self.generator!r} is not known; expected one of "
                f"{', '.join(known)}"
            )
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.endswith("_share") and value != field.default:
                self._check_share(field.name, value)
        if self.long_share + self.negative_share > 1:
            raise SettingsError(
                f"long_share and negative_share are {self.long_share:g} and "
                f"{self.negative_share:g}; expected at most 1 together"
            )

    def _check_share(self, name: str, value: float) -> None:
        if not 0 <= value <= 1:
            raise SettingsError(f"{name} is {value:g}; expected a share from 0 to 1")
        if self.generator != JOINT and name != "train_share":
            raise SettingsError(
                f"{name} is {value:g} with generator {self.generator!r}, which draws that "
                f"by itself; expected generator {JOINT!r}"
            )


def draw_trains(
    rng: np.random.Generator,
    times_s: Seconds,
    allowed: Seconds,
    parameters: JerkParameters,
) -> list[Train | None]:
    """Draw for each time the train that begins there; ``None`` where one jerk is alone.

    A train ends before what begins next, and where the interval of ``allowed`` ends that it
    begins in.
    """
    if parameters.train_share == 0:
        return [None] * len(times_s)
    in_order = np.sort(times_s)
    following_s = np.append(in_order, np.inf)[np.searchsorted(in_order, times_s, "right")]
    ends_s = np.append(allowed[:, 1], np.inf)[
        np.searchsorted(allowed[:, 1], times_s, "right")
    ]
    trains: list[Train | None] = []
    for own_rng, room_s in zip(
        rng.spawn(len(times_s)),
        np.minimum(following_s - MIN_SPACING_S, ends_s) - times_s,
        strict=True,
    ):
        is_train = own_rng.random() < parameters.train_share
        train = draw_train(own_rng, parameters.train_rate_hz, parameters.train_cycles)
        n = max(int(np.searchsorted(train.times_s, room_s)), 1)
        cut = replace(train, times_s=train.times_s[:n], heights=train.heights[:n])
        trains.append(cut if is_train else None)
    return trains


def draw_swings(  # noqa: PLR0913  where, when, of what and how large
    rng: np.random.Generator,
    site: str,
    times_s: Seconds,
    trains: Sequence[Train | None],
    *,
    parameters: JerkParameters,
    amplitudes_g: npt.ArrayLike | None = None,
) -> Iterator[Swing]:
    """Draw a jerk, or a train of them, for each time at which one shall peak; by time.

    Parameters
    ----------
    rng
        Source of randomness; what is drawn of one jerk shifts nothing of another.
    site
        Body site.
    times_s : shape (n,)
        In any order.
    trains
        Of `draw_trains`.
    parameters
        What jerks are drawn from.
    amplitudes_g : shape (n,)
        Of each; drawn if not given. That of a train is the median of its jerks.

    Raises
    ------
    ArgumentError
        If the number of amplitudes is not that of times, or one is not above 0.

    Notes
    -----
    The same source gives the same amplitudes whatever makes the jerks, and the same jerks
    with a strap and without: what is compared differs in nothing else.
    """
    sizes = [None] * len(times_s) if amplitudes_g is None else list(np.ravel(amplitudes_g))
    if len(sizes) != len(times_s):
        raise ArgumentError(
            f"amplitudes_g has {len(sizes)} values; expected one for each of "
            f"{len(times_s)} times"
        )
    wrong = [size for size in sizes if size is not None and not 0 < size < np.inf]
    if wrong:
        raise ArgumentError(f"amplitudes_g holds {wrong[0]:g}; expected values above 0")
    drawn = []
    own_rngs = rng.spawn(len(times_s))
    for time_s, train, size, own_rng in zip(times_s, trains, sizes, own_rngs, strict=True):
        limits = parameters.amplitude_g if size is None else (float(size), float(size))
        jerk = draw_jerk(rng, site, _draw_kind(rng, parameters), limits)
        drawn.append((float(time_s), jerk, train, own_rng))
    drawn.sort(key=lambda row: row[0])
    return (
        swing
        for time_s, jerk, train, own_rng in drawn
        for swing in _swings(
            own_rng, site, jerk, time_s, train=train, parameters=parameters
        )
    )


def _draw_kind(rng: np.random.Generator, parameters: JerkParameters) -> str:
    """Draw one of `limbs.BURSTS` by its share."""
    of_kinds, of_bursts = rng.random(2)
    if of_kinds < parameters.long_share:
        return "long"
    if of_kinds < parameters.long_share + parameters.negative_share:
        return "negative"
    return "cortical" if of_bursts < parameters.cortical_share else "noncortical"


def _swings(  # noqa: PLR0913  whose, where, what, when, how often, of which parameters
    rng: np.random.Generator,
    site: str,
    jerk: Jerk,
    time_s: float,
    *,
    train: Train | None,
    parameters: JerkParameters,
) -> Iterator[Swing]:
    """Make the motion of one jerk, or those of the train that begins with it."""
    make = GENERATORS.get(
        parameters.generator, partial(_joint_swing, parameters, jerk.kind)
    )
    if train is not None:
        for swing in train_swings(rng, train, make, site, jerk.amplitude_g):
            flags = "|".join(filter(None, (swing.flags, "train")))
            yield replace(later(swing, time_s), flags=flags)
    elif parameters.generator == JOINT:
        yield _felt(rng, jerk, time_s, parameters)
    else:
        yield make(rng, site, jerk.amplitude_g, time_s)


def _joint_swing(  # noqa: PLR0913, PLR0917  two more than a generator takes
    parameters: JerkParameters,
    kind: str,
    rng: np.random.Generator,
    site: str,
    amplitude_g: float,
    peak_s: float,
) -> Swing:
    """Draw a jerk of one kind and joint, as `GENERATORS` draw theirs."""
    jerk = draw_jerk(rng, site, kind, (amplitude_g, amplitude_g))
    return _felt(rng, jerk, peak_s, parameters)


def _felt(
    rng: np.random.Generator, jerk: Jerk, peak_s: float, parameters: JerkParameters
) -> Swing:
    """Let the antagonist answer or not, and the strap give or not."""
    answers, gives = rng.random(2)
    gain = jerk.counter_gain or float(rng.uniform(*COUNTER_GAIN))
    strap = draw_strap(rng)
    share = parameters.antagonist_share
    if share is not None and jerk.kind != "negative":
        jerk = replace(jerk, counter_gain=gain if answers < share else 0.0)
    swing = swing_of(jerk, peak_s)
    return strapped(swing, strap) if gives < parameters.strap_share else swing
