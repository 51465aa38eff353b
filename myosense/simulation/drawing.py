"""What the jerks of a recording are drawn from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from myosense.errors import ArgumentError, SettingsError
from myosense.intervals import Seconds
from myosense.simulation.jerks import Jerk, draw_jerk
from myosense.simulation.limbs import Range


@dataclass(frozen=True, kw_only=True)
class JerkParameters:
    """What jerks are drawn from."""

    amplitude_g: Range = (0.1, 3.0)  #: Even in the logarithm; 0.03-3 is plausible.
    #: Share of short (cortical) bursts among those under 100 ms.
    cortical_share: float = 0.5
    #: Share of bursts of 100-250 ms, flagged ``long`` in the truth.
    long_share: float = 0.0

    def __post_init__(self) -> None:
        """Check the limits."""
        low, high = self.amplitude_g
        if not 0 < low <= high:
            raise SettingsError(
                f"amplitude_g is {self.amplitude_g}; expected two values above 0 in order"
            )
        for name in ("cortical_share", "long_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingsError(
                    f"{name} is {getattr(self, name):g}; expected a share from 0 to 1"
                )


def draw_jerks(
    rng: np.random.Generator,
    site: str,
    times_s: Seconds,
    parameters: JerkParameters,
    amplitudes_g: npt.ArrayLike | None = None,
) -> list[tuple[float, Jerk]]:
    """Draw a jerk for each time at which one shall peak; sorted by time.

    Raises
    ------
    ArgumentError
        If the number of amplitudes is not that of times, or one is not above 0.
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
    jerks = []
    for time_s, size in zip(times_s, sizes, strict=True):
        is_long, is_cortical = rng.random(2) < (
            parameters.long_share,
            parameters.cortical_share,
        )
        kind = "long" if is_long else "cortical" if is_cortical else "noncortical"
        limits = parameters.amplitude_g if size is None else (float(size), float(size))
        jerks.append((float(time_s), draw_jerk(rng, site, kind, limits)))
    return sorted(jerks, key=lambda pair: pair[0])
