"""Medication: what was taken, what changed, and how often jerks came before and after."""

from myosense.medication.doses import DoseLog, read_doses
from myosense.medication.parameters import MedicationParameters
from myosense.medication.responding import Response, respond

__all__ = ["DoseLog", "MedicationParameters", "Response", "read_doses", "respond"]
