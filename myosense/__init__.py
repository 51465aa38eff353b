"""Count myoclonic jerks in recordings of wearable accelerometers."""

from myosense.analysis import Analysis
from myosense.coverage import Coverage
from myosense.errors import MyosenseError
from myosense.pipeline import analyze
from myosense.reading import read
from myosense.recording import Recording
from myosense.scoring import Score, score
from myosense.settings import Settings
from myosense.simulation import Simulation, simulate

__all__ = [
    "Analysis",
    "Coverage",
    "MyosenseError",
    "Recording",
    "Score",
    "Settings",
    "Simulation",
    "analyze",
    "read",
    "score",
    "simulate",
]
