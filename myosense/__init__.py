"""Count myoclonic jerks in recordings of wearable accelerometers."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from myosense.analysis import Analysis
    from myosense.coverage import Coverage
    from myosense.errors import MyosenseError
    from myosense.pipeline import analyze
    from myosense.reading import read
    from myosense.recording import Recording, recording_from_arrays
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
    "recording_from_arrays",
    "score",
    "simulate",
]

__version__ = "0.1.0"

#: Where each public name lives. It is imported when it is first used, so that the command
#: line answers at once.
_HOMES = {
    "Analysis": "analysis",
    "Coverage": "coverage",
    "MyosenseError": "errors",
    "Recording": "recording",
    "Score": "scoring",
    "Settings": "settings",
    "Simulation": "simulation",
    "analyze": "pipeline",
    "read": "reading",
    "recording_from_arrays": "recording",
    "score": "scoring",
    "simulate": "simulation",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """List the public names, imported or not."""
        return sorted({*globals(), *__all__})
