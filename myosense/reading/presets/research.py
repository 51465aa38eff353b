"""Presets of the loggers that research and clinics use."""

from myosense.reading.presets.preset import Preset

__all__ = ["RESEARCH"]

MHEALTH = Preset(
    name="mHealth csv",
    signature=r"\AHEADER_TIME_STAMP,X[^,\n]*,Y[^,\n]*,Z",
    time=1,
    acceleration=(2, 3, 4),
    unit="g",
)

RESEARCH: tuple[Preset, ...] = (MHEALTH,)
