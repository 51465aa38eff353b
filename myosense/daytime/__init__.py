"""Jerks and the time of day: sleep and waking, the hours of the clock, a daily rhythm."""

from myosense.daytime import cosinor, moments, profile, rhythm
from myosense.daytime.moments import MomentParameters
from myosense.daytime.rhythm import CircadianParameters
from myosense.daytime.sleeplog import read_sleep_log

__all__ = [
    "CircadianParameters",
    "MomentParameters",
    "cosinor",
    "moments",
    "profile",
    "read_sleep_log",
    "rhythm",
]
