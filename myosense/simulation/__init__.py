"""Jerks from their physics, look-alikes, whole days with truth."""

from myosense.simulation.jerks import Jerk, Swing, draw_jerk, swing_of
from myosense.simulation.planting import JerkParameters, plant
from myosense.simulation.scenarios import SCENARIOS
from myosense.simulation.sensor import SensorParameters
from myosense.simulation.simulating import Simulation, simulate
from myosense.simulation.times import clustered_times, train_times

__all__ = [
    "SCENARIOS",
    "Jerk",
    "JerkParameters",
    "SensorParameters",
    "Simulation",
    "Swing",
    "clustered_times",
    "draw_jerk",
    "plant",
    "simulate",
    "swing_of",
    "train_times",
]
