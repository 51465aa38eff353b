"""Generators of jerks that need recordings which are not part of this repository."""
