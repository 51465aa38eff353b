"""Jerks from their physics, look-alikes, whole days with truth."""

from myosense.simulation.drawing import JerkParameters
from myosense.simulation.generators import GENERATORS, Generator
from myosense.simulation.jerks import Jerk, draw_jerk, swing_of
from myosense.simulation.lobes import lobes_swing
from myosense.simulation.muscles import muscle_swing
from myosense.simulation.packets import packets_swing
from myosense.simulation.planting import plant, plant_swings
from myosense.simulation.scenarios import SCENARIOS
from myosense.simulation.sensor import SensorParameters
from myosense.simulation.simulating import Simulation, simulate
from myosense.simulation.spread import body_lags
from myosense.simulation.swings import Swing
from myosense.simulation.times import clustered_times, train_times
from myosense.simulation.trains import Train, draw_train, later, train_swings

__all__ = [
    "GENERATORS",
    "SCENARIOS",
    "Generator",
    "Jerk",
    "JerkParameters",
    "SensorParameters",
    "Simulation",
    "Swing",
    "Train",
    "body_lags",
    "clustered_times",
    "draw_jerk",
    "draw_train",
    "later",
    "lobes_swing",
    "muscle_swing",
    "packets_swing",
    "plant",
    "plant_swings",
    "simulate",
    "swing_of",
    "train_swings",
    "train_times",
]
