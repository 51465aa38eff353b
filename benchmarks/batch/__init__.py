"""Batches that are killed, damaged, resumed and shared out, and what they cost."""
