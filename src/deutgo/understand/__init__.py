"""Understand: Korean as it is really written, with measured labels that may abstain."""
