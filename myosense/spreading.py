"""How the counts of one site and side vary over pieces of its time."""

from dataclasses import dataclass

import numpy as np

from myosense import dispersion, exposure
from myosense.dispersion import DispersionParameters
from myosense.exposure import Exposure


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
    ('jerks come in clusters (Fano 2.0)', 'rates differ from day to day')
    """
    if round(fano, 1) > 1:
        return f"jerks come in clusters (Fano {fano:.1f})"
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
