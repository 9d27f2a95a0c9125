"""Detect: notice what matters, say why, and stay quiet otherwise."""
