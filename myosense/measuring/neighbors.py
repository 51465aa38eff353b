"""Whether a candidate has its like nearby, and how regularly they follow each other.

A neighbor is a motion within five seconds that is at least half as large and the largest
within a quarter of a second around itself. It is taken from the motion, not from the list
of candidates, so that it does not depend on what was found or on where a block ends. Key
strokes, steps and the cycles of a tremor have many and are much like each other; so do the
jerks of a train, whose company is told apart by rhythm and pause.
"""

import numpy as np

from myosense.detection import Rows
from myosense.filtering import Motion, Signal
from myosense.intervals import Mask, members, to_samples
from myosense.measuring.around import Around, Window
from myosense.peaks import running_max

NEIGHBOR_S = 5.0  #: Neighbors are no further away,
APART_S = 0.25  #: and no nearer: what is nearer belongs to the same event.
NEIGHBOR_SHARE = 0.5  #: A neighbor is at least this large, of the candidate.
SHAPE_S = 0.15  #: Shapes are compared so far on both sides of their peaks.
LEAST_SPACED = 3  #: Neighbors that a spacing needs.


def measure_neighbors(around: Around) -> dict[str, Signal]:
    """Measure the company of each candidate.

    Returns
    -------
    dict
        ``n_neighbors``, ``similarity`` (0 to 1, 0 without neighbors) and ``spacing_cv2`` (0
        evenly spaced, at most 2; missing with fewer than three neighbors), each of shape
        (n,).

    Notes
    -----
    The spacing is measured by CV2, the mean of ``2 |a - b| / (a + b)`` over intervals a, b
    that follow each other (Holt et al., J Neurophysiol 75, 1996): a beat that speeds up or
    slows down stays regular. It is 1 for times without any order; those at least a quarter
    of a second apart, as here, stay below.
    """
    n, motion = len(around.peaks), around.motion
    tops = _tops(motion)
    candidate, top = _pairs(around, tops)
    n_neighbors = np.bincount(candidate, minlength=n)
    similarity = np.zeros(n)
    alike = _alike(around, candidate, tops[top])
    np.maximum.at(similarity, candidate, alike)
    return {
        "n_neighbors": n_neighbors.astype(np.float64),
        "similarity": similarity,
        "spacing_cv2": np.where(
            n_neighbors >= LEAST_SPACED,
            _spacing_cv2(around.peaks, candidate, tops[top]),
            np.nan,
        ),
    }


def _tops(motion: Motion) -> Rows:
    """Rows whose motion is the largest within a quarter of a second on both sides."""
    size = 2 * to_samples(APART_S, motion.rate_hz) + 1
    is_top = motion.norm_g == running_max(motion.norm_g, size)
    return np.flatnonzero(is_top & (motion.norm_g > 0))


def _pairs(around: Around, tops: Rows) -> tuple[Rows, Rows]:
    """Pair each candidate with its neighbors: its number, and that of the top."""
    peaks, motion = around.peaks, around.motion
    reach = to_samples(NEIGHBOR_S, motion.rate_hz)
    first = np.searchsorted(tops, peaks - reach)
    stop = np.searchsorted(tops, peaks + reach, side="right")
    candidate, top = members(first, stop)
    apart = np.abs(tops[top] - peaks[candidate])
    is_near: Mask = apart >= to_samples(APART_S, motion.rate_hz)
    is_near &= motion.norm_g[tops[top]] >= NEIGHBOR_SHARE * around.peak_g[candidate]
    return candidate[is_near], top[is_near]


def _alike(around: Around, candidate: Rows, neighbors: Rows) -> Signal:
    """Correlate the three-axis shapes of pairs, normalized, at their best alignment.

    A shape is shifted by up to a sample, and what it would be between is read off a
    parabola, so that two samplings of one shape are alike.
    """
    reach = to_samples(SHAPE_S, around.motion.rate_hz)
    width = 2 * reach + 1
    own = _flat_unit(around.band_from(around.peaks - reach, width))[candidate]
    wider_g = around.band_from(neighbors - reach - 1, width + 2)
    left, middle, right = (
        np.einsum("ij,ij->i", own, _flat_unit(wider_g[:, shift : shift + width]))
        for shift in range(3)
    )
    bend = left - 2 * middle + right
    is_between = (bend < 0) & (np.abs(left - right) < -2 * bend)
    between = middle - (left - right) ** 2 / (8 * np.where(is_between, bend, -np.inf))
    best: Signal = np.max([left, middle, right, between], axis=0)
    return np.minimum(best, 1.0)


def _flat_unit(shapes_g: Window) -> Window:
    """Lay the axes of each shape side by side, of unit length, shape (n, 3 * width)."""
    flat = shapes_g.reshape(len(shapes_g), 3 * shapes_g.shape[1])
    loudness = np.sqrt(np.einsum("ij,ij->i", flat, flat))
    unit: Window = flat / np.maximum(loudness, np.float32(1e-12))[:, None]
    return unit


def _spacing_cv2(peaks: Rows, candidate: Rows, neighbors: Rows) -> Signal:
    """CV2 of the intervals between each candidate and its neighbors; 0 without them."""
    n = len(peaks)
    owner = np.concatenate((candidate, np.arange(n)))
    rows = np.concatenate((neighbors, peaks))
    order = np.lexsort((rows, owner))
    owner, rows = owner[order], rows[order]
    gaps = np.diff(rows)
    first, second = gaps[:-1], gaps[1:]
    is_own = owner[2:] == owner[:-2]
    unequal = 2 * np.abs(second - first) / np.maximum(first + second, 1)
    total = np.bincount(owner[2:][is_own], unequal[is_own], minlength=n)
    n_each = np.bincount(owner[2:][is_own], minlength=n)
    cv2: Signal = total / np.maximum(n_each, 1)
    return cv2
