"""Wording: the check that finds what makes a statement fail."""
