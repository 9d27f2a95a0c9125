"""Benchmarks: figures that the documentation quotes, and how each was measured."""
