"""Damaged files: whatever is in them, reading ends in a recording or a sentence."""
