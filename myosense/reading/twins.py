"""Scales of counts that lie 2.4 % apart: powers of two, and the same in round decimals.

Sensors count 1024 or 1000, 16384 or 16000 to 1 g. At rest in one posture the zero of each
axis, off by up to 80 mg, hides the difference. Still seconds in all directions tell the
zero and the scale apart: their mean vectors lie on a sphere whose radius is 1 g.
"""

from dataclasses import dataclass

import numpy as np

from myosense.reading.rest import measure_seconds
from myosense.reading.scales import counts_unit, one_g
from myosense.reading.table import Values

BINARY, DECIMAL = 2.0 ** np.arange(6, 15), 1000 * 2.0 ** np.arange(-4, 5)
STILL_G = 0.013 * 3**0.5  #: Standard deviation of still seconds, over three axes …
FILLED_G = 0.3  #: … that reach beyond this on both sides of each axis.
RESIDUAL = 0.005  #: They lie on a sphere to within this share of its radius …
DECIDED = 0.008  #: … which is one of the scales to within this.


@dataclass(frozen=True)
class Chosen:
    """The scale that still seconds decide on, and what they measure."""

    unit: str
    reason: str


def twin_of(unit: str) -> str | None:
    """Name the scale that lies 2.4 % beside one; ``None`` where there is none.

    >>> twin_of("mg"), twin_of("64 LSB/g"), twin_of("16000 LSB/g"), twin_of("341 LSB/g")
    ('1024 LSB/g', '62.5 LSB/g', '16384 LSB/g', None)
    """
    scale = one_g(unit)
    for own, others in ((BINARY, DECIMAL), (DECIMAL, BINARY)):
        if scale in own:
            other = float(others[own == scale][0])
            return "mg" if other == one_g("mg") else counts_unit(other)
    return None


def choose_twin(
    acceleration: Values, rate_hz: float, units: tuple[str, str]
) -> Chosen | None:
    """Choose between two scales by still seconds in all directions; ``None`` without them.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        Counts from their zero, all finite.
    rate_hz
        Rows per second.
    units
        The two scales.

    Notes
    -----
    Still seconds vary by less than 13 mg an axis and fill the sphere where they reach 0.3 g
    on both sides of each axis, as in van Hees et al., J Appl Physiol 2014;117:738. Unlike
    there, one gain is fitted to all axes, by linear least squares.
    """
    scale = one_g(units[0])
    means, variances = measure_seconds(acceleration, rate_hz)
    still = means[variances < (STILL_G * scale) ** 2] / scale
    if not len(still) or np.any(still.max(axis=0) < FILLED_G):
        return None
    if np.any(still.min(axis=0) > -FILLED_G):
        return None
    radius, residual = _fit_sphere(still)
    measured = radius * scale
    unit = min(units, key=lambda each: abs(measured / one_g(each) - 1))
    if residual > RESIDUAL * radius or abs(measured / one_g(unit) - 1) > DECIDED:
        return None
    return Chosen(
        unit, f"{measured:.4g} per g by {len(still):,} still seconds in all directions"
    )


def _fit_sphere(points: Values) -> tuple[float, float]:
    """Fit a sphere to points, shape (n, 3): its radius, and how far off they lie.

    Linear in the center and in radius² - center²: |p|² = 2 p·center + that.
    """
    ones = np.ones((len(points), 1))
    squares = np.sum(points**2, axis=1)
    found, *_ = np.linalg.lstsq(np.hstack((2 * points, ones)), squares, rcond=None)
    center = found[:3]
    radius = float(np.sqrt(max(found[3] + center @ center, 0.0)))
    distances = np.linalg.norm(points - center, axis=1)
    return radius, float(np.sqrt(np.mean((distances - radius) ** 2)))
