"""Let the network judge every lobe, and make one candidate of the lobes of one event."""

from dataclasses import dataclass

import numpy as np

from myosense.detection import (
    DetectionParameters,
    Rows,
    possible_mains,
    tallest_of_each,
)
from myosense.errors import SettingsError
from myosense.filtering import Motion, Signal
from myosense.glances import glances
from myosense.network import Detector
from myosense.windows import Scene, views_in

#: A lobe gives way to a likelier one nearby, and that to one beyond it. So many steps up in
#: a row reach into the core from beside it; lobes further out have no say.
MOST_LINKS = 12


@dataclass(frozen=True, kw_only=True)
class JudgeParameters:
    """Settings of the network's judgment."""

    prior_per_h: float = 10.0  #: Jerks an hour that the probability is stated for.
    #: Log-odds that the end of the range takes from a jerk by cutting its top: jerks of 3 g
    #: simulated at 2 g and at 8 g. Given back, so that a small range hides none.
    clipped_log_odds: float = 1.5

    def __post_init__(self) -> None:
        """Check the limits."""
        if self.prior_per_h <= 0:
            raise SettingsError(
                f"judge.prior_per_h must be above 0, but it is {self.prior_per_h:g}"
            )


def judge(
    motion: Motion, detector: Detector, search: DetectionParameters
) -> tuple[Rows, Signal]:
    """Find the main lobe of every candidate of a block, and how likely it is a jerk's.

    Parameters
    ----------
    motion
        The block in the jerk band.
    detector
        The networks.
    search
        How lobes are found.

    Returns
    -------
    rows : shape (n,)
        Rows of the main lobes; some are beside the core, where a neighbor judges them.
    log_odds : shape (n,)
        That the event is a jerk, by the networks alone; not calibrated.

    Notes
    -----
    The networks are asked of each lobe whether it is the main lobe of a jerk. Lobes nearer
    than ``search.merge_s`` belong to one event.
    """
    lobes = possible_mains(motion, search)
    lobes = lobes[motion.is_in_core(lobes, MOST_LINKS * search.merge_s)]
    if len(lobes) == 0:
        return lobes, np.empty(0)
    scene = Scene(motion)
    each = detector.log_odds(
        glances(scene, lobes), lambda some: views_in(scene, lobes[some])
    )
    return joined(lobes, each, search.merge_s * motion.rate_hz)


def joined(lobes: Rows, log_odds: Signal, apart: float) -> tuple[Rows, Signal]:
    """Let the likeliest of neighboring lobes stand for all.

    Parameters
    ----------
    lobes : shape (n,)
        Rising rows.
    log_odds : shape (n,)
        That each is the main lobe of a jerk.
    apart
        Lobes fewer than this many rows apart are one event.

    Returns
    -------
    rows : shape (m,)
        The likeliest lobe of each event.
    log_odds : shape (m,)
        That any of the event's lobes is the main lobe of a jerk: where one cannot tell
        which of two it is, each alone is unlikely.

    >>> rows, together = joined(np.array([10, 20, 90]), np.array([0.0, -0.5, -3.0]), 25)
    >>> rows, together.round(3)
    (array([10, 90]), array([ 0.794, -3.   ]))
    """
    rank: Signal = np.argsort(np.argsort(log_odds)).astype(np.float64) + 1.0
    is_main = tallest_of_each(lobes, rank, apart)
    mains = lobes[is_main]
    nearest = np.searchsorted((mains[1:] + mains[:-1]) / 2, lobes, side="right")
    none_of_them = np.bincount(nearest, weights=-np.logaddexp(0.0, log_odds))
    # The odds of any are (1 - q) / q, where q is the probability of none.
    return mains, np.log(-np.expm1(none_of_them)) - none_of_them
