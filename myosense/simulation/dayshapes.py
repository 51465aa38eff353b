"""How the rate of jerks goes with the clock, where a day or a night is simulated.

``evening``
    They gather in the evening and the night, as is told of opioids ("nocturnal myoclonus
    often comes first").
``morning``
    They gather in the two hours after waking, as in juvenile myoclonic epilepsy.
``even``
    The clock does not matter: what a rhythm is held against.
"""

from collections.abc import Callable

import numpy as np

from myosense.intervals import Seconds
from myosense.simulation.bouts import START_H
from myosense.simulation.limbs import Range
from myosense.simulation.scenarios import check_known
from myosense.simulation.swings import Vector

#: Relative rate of ``evening`` by hour of the day; mean 1 over a day. An example.
EVENING = np.array(
    [
        *(2.2, 2.0, 1.8, 1.6, 1.4, 1.2, 1.0, 0.8, 0.6, 0.5, 0.4, 0.4),
        *(0.4, 0.4, 0.5, 0.5, 0.6, 0.6, 0.7, 0.8, 1.0, 1.2, 1.5, 1.9),
    ]
)
#: Waking in a simulated day, and the hours after it: jerks come within one to two hours of
#: waking, as is told of juvenile myoclonic epilepsy. Their rate rises to its height, stays
#: there, and has fallen to that of the rest of the day when the morning is over.
WAKING_H = 7.0
MORNING_HIGHEST_H: Range = (0.25, 1.0)
MORNING_OVER_H = 2.0
#: Highest rate of ``morning`` over that of the rest of the day: the model's own, so that
#: more than half of the jerks of a day come in those two hours.
MORNING_RATIO = 20.0
_MIDDLES_H = np.arange(0.5, 24.0)
_MORNING_H = WAKING_H + np.array([0.0, *MORNING_HIGHEST_H, MORNING_OVER_H])
#: Hours of the day and relative rates at them; straight between.
_SHAPES: dict[str, tuple[Vector, Vector]] = {
    "evening": (_MIDDLES_H, EVENING),
    "morning": (_MORNING_H, np.array([1.0, MORNING_RATIO, MORNING_RATIO, 1.0])),
    "even": (_MIDDLES_H, np.ones(24)),
}


def relative_rate(
    scenario: str, start_h: float | None, day_shape: str = "evening"
) -> Callable[[Seconds], Seconds]:
    """Return how the rate of jerks goes with time: by the clock, or always 1.

    Parameters
    ----------
    scenario
        Those of `bouts.START_H` go by the clock.
    start_h
        Hour of the day at the start; ``None`` takes `bouts.START_H`.
    day_shape
        ``evening``, ``morning`` or ``even``; see the module's head.

    Raises
    ------
    ArgumentError
        If the shape is not known.
    """
    check_known("day shape", day_shape, tuple(_SHAPES))
    if scenario not in START_H:
        return np.ones_like
    first_h = START_H[scenario] if start_h is None else start_h
    at_h, rates = _SHAPES[day_shape]

    def by_hour(time_s: Seconds) -> Seconds:
        hours = (first_h + time_s / 3600) % 24
        rate: Seconds = np.interp(hours, at_h, rates, period=24)
        return rate

    return by_hour
