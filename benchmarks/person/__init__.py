"""A simulated person with three sensors, and whether each interval holds the truth."""
