"""Draw moves that turn the sensor: there, corrected, rough, and perhaps back."""

import numpy as np

from myosense.simulation.acts import Moves
from myosense.simulation.elements import ROUGHNESS, draw_contacts, draw_form, strokes_of
from myosense.simulation.limbs import Range
from myosense.simulation.lookalikes import Move, draw_move
from myosense.simulation.primitives import Motions, joined
from myosense.simulation.swings import log_uniform, unit_vector

FASTEST_M_PER_S = 0.8  #: Mean speed of quick reaches (Jeannerod 1984: peaks to 1.5 m/s).
DWELL_S: Range = (0.01, 1.0)  #: Before the way back.
PAUSE_S: Range = (0.02, 0.6)  #: Between moves that follow each other.
CORRECTION_S: Range = (0.1, 0.3)  #: Sub-movements at the end of a reach (Meyer 1988).
CORRECTION: Range = (0.03, 0.25)  #: Their way over that of the move.
RIPPLE_S: Range = (0.05, 0.3)  #: Lesser strokes all along a move; 1 and 4 a second,
RIPPLE_G: Range = (0.003, 0.08)  #: at least this high.


def draw_moves(
    rng: np.random.Generator, moves: Moves, span_s: tuple[float, float], gain: float
) -> tuple[Motions, float]:
    """Draw moves that follow each other; return them and when the last one has ended."""
    time_s, stop_s = span_s
    drawn: list[Move] = []
    parts: list[Motions] = []
    for _ in range(int(rng.integers(moves.count[0], moves.count[1] + 1))):
        there = _there(rng, moves, time_s, gain)
        time_s = there.start_s + there.duration_s
        phases = [there]
        if rng.random() < moves.return_share:
            phases.append(_back(rng, there, time_s + log_uniform(rng, DWELL_S)))
            time_s = phases[-1].start_s + phases[-1].duration_s
        if time_s > stop_s:
            break
        drawn += phases
        parts += [_details(rng, moves, move, gain) for move in phases]
        time_s += log_uniform(rng, PAUSE_S)
    return joined([Motions(moves=tuple(drawn)), *parts]), time_s


def _there(rng: np.random.Generator, moves: Moves, start_s: float, gain: float) -> Move:
    """Draw a move no faster on the mean than limbs are."""
    duration_s = log_uniform(rng, moves.duration_s)
    fastest_m = FASTEST_M_PER_S * duration_s
    low, high = (gain * min(way, fastest_m) for way in moves.way_m)
    turn = (gain * moves.turn_rad[0], gain * moves.turn_rad[1])
    return draw_move(rng, start_s, (duration_s, duration_s), (low, high), turn)


def _back(rng: np.random.Generator, there: Move, start_s: float) -> Move:
    """Draw the way back from a move: as far, at another pace."""
    slower = float(rng.uniform(0.8, 1.5))
    return Move(
        start_s=start_s,
        duration_s=there.duration_s * slower,
        peak_g=there.peak_g / slower**2,
        direction=-there.direction,
        axis=there.axis,
        angle_rad=-there.angle_rad,
    )


def _details(rng: np.random.Generator, moves: Moves, move: Move, gain: float) -> Motions:
    """Draw what makes a move real: bend, corrections, roughness, a contact at its end."""
    end_s = move.start_s + move.duration_s
    bend_g = move.peak_g * rng.uniform(0.05, 0.6) * unit_vector(rng)
    skew_g = move.peak_g * rng.uniform(0.0, 0.5) * unit_vector(rng)
    rows = [(move.start_s, move.duration_s, skew_g, bend_g)]
    if rng.random() < moves.corrected_share:
        share, length_s = log_uniform(rng, CORRECTION), log_uniform(rng, CORRECTION_S)
        peak_g = move.peak_g * share * min((move.duration_s / length_s) ** 2, 4.0)
        start_s = end_s - rng.uniform(0.0, 0.3) * move.duration_s
        rows.append((start_s, length_s, peak_g * unit_vector(rng), np.zeros(3)))
    floor_g = gain * log_uniform(rng, RIPPLE_G)
    for _ in range(rng.poisson(1.0 + 4.0 * move.duration_s)):
        size_g = move.peak_g * log_uniform(rng, ROUGHNESS) + floor_g
        start_s = move.start_s + rng.uniform(0.0, 0.9) * move.duration_s
        length_s = log_uniform(rng, RIPPLE_S)
        rows.append((start_s, length_s, size_g * unit_vector(rng), np.zeros(3)))
    start, duration, push, bend = (np.array(column) for column in zip(*rows, strict=True))
    strokes = strokes_of(start, duration, push, bend, draw_form(rng))
    if moves.touch is None or rng.random() > moves.touch.share:
        return Motions(strokes=(strokes,))
    contacts = draw_contacts(
        rng, moves.touch, np.array([end_s]), np.array([gain]), rng.random(5)
    )
    return Motions(strokes=(strokes,), contacts=(contacts,))
