"""How the counts of one site and side vary over its time, and how sure a rate is."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from myosense import dispersion, estimates, exposure
from myosense.dispersion import DispersionParameters
from myosense.exposure import Exposure, Sizes
from myosense.intervals import Seconds

#: The interval where too few pieces can tell how counts vary, and there are trains.
TRAINS = "gamma, assumes independent trains"


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How counts vary; as of independent jerks where too few pieces can tell."""

    fano: float = np.nan
    n_pieces: int = 0
    is_clustered: bool = False  #: whether counts vary more than those of independent jerks
    whole: tuple[float, float, str] | None = None  #: interval of all pieces, and its name


def why_wider(fano: float) -> str:
    """Say why an interval is wider than that of independent jerks.

    >>> why_wider(2.0), why_wider(1.01)
    ('counts vary more than by chance (Fano 2.0)', 'rates differ from day to day')
    """
    if round(fano, 1) > 1:
        return f"counts vary more than by chance (Fano {fano:.1f})"
    return "rates differ from day to day"


def spread_of(
    exposures: list[Exposure],
    pieces_s: tuple[float, ...],
    min_pieces: int,
    confidence: float,
    parameters: DispersionParameters,
) -> Spread:
    """Measure how counts vary over pieces of time.

    Parameters
    ----------
    exposures
        Recordings of one site and side.
    pieces_s
        Lengths of a piece, the best first; the first that gives ``min_pieces`` is taken.
    confidence
        Of the interval of all pieces.
    parameters
        Settings of its choice.
    """
    for piece_s in pieces_s:
        pieces = exposure.pieces(exposures, piece_s)
        if len(pieces.hours) >= min_pieces:
            found = dispersion.rate_interval(
                pieces.n_jerks, pieces.hours, pieces.days, confidence, parameters
            )
            name = str(found.method)
            return Spread(
                fano=float(dispersion.fano(pieces.n_jerks, pieces.hours)),
                n_pieces=len(pieces.hours),
                is_clustered=name != dispersion.POISSON,
                whole=(float(found.low), float(found.high), name),
            )
    return Spread()


def limits(
    sizes: Sizes, hours: Seconds, spread: Spread, confidence: float, *, is_whole: bool
) -> tuple[Seconds, Seconds, npt.NDArray[np.str_]]:
    """Give the rates of bins their intervals.

    Parameters
    ----------
    sizes
        The jerks of the bins.
    hours
        Analyzable time of each, above 0.
    spread
        How counts vary, from `spread_of`.
    confidence
        Of the intervals.
    is_whole
        Whether there is one bin, of all time.

    Returns
    -------
    low, high, name : shape (n_bins,)
        Limits of each rate per hour, and how they were found: of all time by its pieces, of
        a bin by what they showed; where there are none, with each train as one event.
    """
    n = sizes.n_jerks
    if is_whole and spread.whole is not None:
        low, high, name = spread.whole
        return np.array([low]), np.array([high]), np.array([name])
    if spread.is_clustered:
        degrees = spread.n_pieces - 1
        lows, highs = dispersion.fixed_fano(n, hours, spread.fano, confidence, degrees)
        return lows, highs, np.full(len(n), dispersion.FIXED_FANO)
    if spread.n_pieces:
        lows, highs = estimates.exact_poisson(n, confidence)
        return lows / hours, highs / hours, np.full(len(n), dispersion.POISSON)
    lows, highs, names = by_train(sizes, confidence)
    return lows / hours, highs / hours, names


def by_train(
    sizes: Sizes, confidence: float
) -> tuple[Seconds, Seconds, npt.NDArray[np.str_]]:
    """Give expected counts intervals that take each train for one event, and their names.

    Where there are no trains, they are the exact Poisson ones.
    """
    n, n_squared = sizes.n_jerks, sizes.n_squared
    low, high = estimates.gamma(n, n_squared, sizes.n_largest, confidence)
    return low, high, np.where(n_squared > n, TRAINS, dispersion.POISSON)
