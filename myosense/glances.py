"""What a glance tells of a lobe: some numbers that cost next to nothing.

Most lobes of steps, of typing and of handling things are so plainly no jerk that a few
samples of their motion, and how loud it is around them, show it. As the views are, glances
are free of the sensor's orientation, on a fixed clock and relative to the peak.
"""

import numpy as np

from myosense.detection import Rows
from myosense.intervals import to_samples
from myosense.peaks import running_max
from myosense.windows import N_FACTS, Scene, View

#: When the lobe's own motion is looked at: densely where a jerk pushes and brakes.
NEAR_S = (
    *(-0.3, -0.2, -0.14, -0.1, -0.08, -0.06, -0.04, -0.02),
    *(0.02, 0.04, 0.06, 0.08, 0.1, 0.14, 0.2, 0.3, 0.4, 0.6),
)
LOUD_S = 0.5  #: Seconds of which the largest motion is taken, one beside the other.
LOUD_AT_S = tuple(LOUD_S * k for k in range(-11, 12) if k)
TURN_AT_S = (-5.0, -3.0, -2.0, -1.0, 0.5, 1.0, 2.0, 3.0, 5.0)
#: When gravity is taken to be as it was before: half a second around each.
BEFORE_S = (-1.25, -0.65)
N_GLANCED = N_FACTS + 2 * len(NEAR_S) + len(LOUD_AT_S) + len(TURN_AT_S)


def glances(scene: Scene, lobes: Rows) -> View:
    """Glance at lobes.

    Parameters
    ----------
    scene
        The block that they are in.
    lobes : shape (n,)
        Rows of the lobes' maxima.

    Returns
    -------
    shape (n, N_GLANCED)
        The facts; motion along the direction of the peak, and its norm, over the peak;
        largest motion around, over the peak (logarithm); turn since before the lobe.
    """
    per_peak = (1 / scene.peak_g(lobes)[:, None]).astype(np.float32)
    # To take whole rows is several times as fast as to index them.
    own = scene.band_g.take(_rows(scene, lobes, NEAR_S), axis=0)
    along = np.matvec(own, scene.band_g[lobes] * per_peak)
    norm = scene.norm_g[_rows(scene, lobes, NEAR_S)]
    loud = _loud_g(scene)[_rows(scene, lobes, LOUD_AT_S)]
    seen = (
        scene.facts(lobes),
        along * per_peak,
        norm * per_peak,
        np.log(loud * per_peak + np.float32(0.01)) + np.float32(2),
        _turn(scene, lobes),
    )
    return np.concatenate(seen, axis=1)


def _loud_g(scene: Scene) -> View:
    """Largest norm of the half second around each row."""
    size = max(to_samples(LOUD_S, scene.motion.rate_hz), 1)
    return running_max(scene.norm_g, size)


def _turn(scene: Scene, lobes: Rows) -> View:
    """Turn of gravity since before the lobe, as in the far view, shape (n, n_times)."""
    first, second = _rows(scene, lobes, BEFORE_S).T
    rest_g = (scene.slow_g.take(first, axis=1) + scene.slow_g.take(second, axis=1)) / 2
    return scene.turn(_rows(scene, lobes, TURN_AT_S), rest_g)


def _rows(scene: Scene, lobes: Rows, at_s: tuple[float, ...]) -> Rows:
    """Rows at some times around lobes, shape (n, n_times); ends stand for beyond."""
    offsets = np.round(np.array(at_s) * scene.motion.rate_hz).astype(np.int64)
    rows: Rows = np.clip(lobes[:, None] + offsets, 0, len(scene.norm_g) - 1)
    return rows
