"""Crisis: the case, its facts, positions, severity and timeline."""
