"""Every way to make a jerk, by name: a detector is judged on those it was not fitted on."""

from collections.abc import Callable

import numpy as np

from myosense.simulation.lobes import lobes_swing
from myosense.simulation.muscles import muscle_swing
from myosense.simulation.packets import packets_swing
from myosense.simulation.swings import Swing

#: From a source of randomness, a body site, an amplitude in g and the time of the peak.
Generator = Callable[[np.random.Generator, str, float, float], Swing]
GENERATORS: dict[str, Generator] = {
    "muscle": muscle_swing,
    "lobes": lobes_swing,
    "packets": packets_swing,
}
