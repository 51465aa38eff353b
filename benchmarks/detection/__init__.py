"""How well jerks are found: rivals beside us, curves, calibration, pictures."""
