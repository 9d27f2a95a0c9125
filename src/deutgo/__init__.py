"""Deutgo (듣고): listen, then speak."""

__version__ = "0.1.0"
