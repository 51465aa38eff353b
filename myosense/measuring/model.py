"""How well a candidate fits what a muscle's twitch does to a joint."""

from functools import lru_cache

import numpy as np

from myosense.filtering import Signal
from myosense.intervals import to_samples
from myosense.measuring.around import Around

#: Times to peak of the twitch: biceps 52, triceps 45, tibialis anterior 58, hypothenar 55
#: to 78, calf 90 to 125 ms (Buchthal & Schmalbruch 1970, as commonly quoted). With what
#: follows they give main lobes of 45 to 220 ms behind the band, from hand to trunk.
TWITCHES_S = (0.040, 0.055, 0.080, 0.120)
DAMPINGS = (0.2, 0.5)  #: Shares of critical damping of a joint; model range 0.1 to 0.6.
BURST_SHARE = 0.6  #: Length of the burst over the twitch: 31 to 57 ms (van der Veen 2024).
#: Resonance times twitch: 2 to 4 Hz (wrist and elbow, Lakie 1984) and 45 to 80 ms.
RESONANCE_SHARE = 0.17
MATCH_S = (-0.25, 0.5)  #: Window around the peak in which shapes are compared.
GRID_HZ, GRID_S = 1000.0, 8.0  #: Shapes are drawn so finely, and die away before the end.
LEAD_S = 1.0  #: The burst starts so late in the drawing.


def measure_match(around: Around) -> dict[str, Signal]:
    """Measure the match with the model of a jerk.

    Returns
    -------
    dict
        ``jerk_match``: the best normalized correlation of the motion along its peak's
        direction with sixteen shapes, 0 to 1, shape (n,).
    """
    motion = around.motion
    bank = templates(motion.rate_hz, motion.upper_hz, motion.order)
    along_g = around.along_g(*MATCH_S)
    loudness = np.linalg.norm(along_g, axis=1)
    best = np.max(along_g @ bank.T, axis=1) / np.maximum(loudness, 1e-12)
    return {"jerk_match": np.clip(best, 0.0, 1.0)}


@lru_cache(maxsize=64)
def templates(rate_hz: float, upper_hz: float, order: int) -> Signal:
    """Draw the accelerations of jerks, at the samples around their main lobe.

    Parameters
    ----------
    rate_hz
        Rate at which they are sampled.
    upper_hz, order
        Upper edge and order of the band that they went through.

    Returns
    -------
    shape (16, n_window)
        Of unit length and positive at the middle: four widths times two dampings, and of
        each the push and the braking as the main lobe, as a strong antagonist makes it.
    """
    shapes = [
        _acceleration(twitch_s, damping, upper_hz, order)
        for twitch_s in TWITCHES_S
        for damping in DAMPINGS
    ]
    low, high = (to_samples(at_s, rate_hz) for at_s in MATCH_S)
    grid_s = np.arange(len(shapes[0])) / GRID_HZ
    offsets_s = np.arange(low, high + 1) / rate_hz
    signed = [sign * shape for shape in shapes for sign in (1, -1)]
    bank = np.stack(
        [np.interp(grid_s[np.argmax(s)] + offsets_s, grid_s, s) for s in signed]
    )
    unit: Signal = bank / np.linalg.norm(bank, axis=1, keepdims=True)
    return unit


def _acceleration(twitch_s: float, damping: float, upper_hz: float, order: int) -> Signal:
    """Work out the acceleration of one jerk behind the band, of arbitrary height.

    Notes
    -----
    A burst is a box, a twitch is ``t exp(-t / twitch_s)``, a joint with its spring turns by
    ``x'' + 2 d w x' + w^2 x = torque`` (the model of Nijsen 2007, EMBC), and the band
    takes ``1 / (1 + (f / upper_hz)^(2 order))``. Each is a factor of the spectrum.
    """
    n = round(GRID_HZ * GRID_S)
    frequency_hz = np.fft.rfftfreq(n, 1 / GRID_HZ)
    s = 2j * np.pi * frequency_hz
    w = 2 * np.pi * RESONANCE_SHARE / twitch_s
    torque = (1 - np.exp(-s * BURST_SHARE * twitch_s)) / (1 + s * twitch_s) ** 2
    joint = s / (s**2 + 2 * damping * w * s + w**2)
    band = 1 / (1 + (frequency_hz / upper_hz) ** (2 * order))
    shape: Signal = np.fft.irfft(torque * joint * band * np.exp(-s * LEAD_S), n)
    return shape
